"""All policy questions, each with who stands where on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from commissioning.domain.facts import PolicyQuestion
from site_builder import urls, words
from site_builder.groupings import question_groups
from site_builder.keys import key_of
from site_builder.pages.page import Page, Plan
from site_builder.pages.question import question_key
from site_builder.pages.sides import SIDES
from site_builder.survey import Survey

_WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A side's part of a bar: where it begins and how wide it is, in percent; its count."""

    mark: str
    side: str
    at: float
    width: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A question in the index; `bars` are empty where no body stands anywhere now.

    last   when a body was last surely heard on it, '' for never
    moved  who moved last: (name, page, when); None where nobody did
    """

    label: str
    question: str
    url: str
    asked: str
    settled: str
    bars: tuple[Bar, ...]
    positions: int
    last: str
    moved: tuple[str, str | None, str] | None


@dataclass(frozen=True, kw_only=True)
class QuestionsPage(Page):
    """All policy questions, in groups: (name, rows)."""

    template: ClassVar[str] = "questions.html"
    as_of: str
    groups: tuple[tuple[str, tuple[Row, ...]], ...]

    def data(self) -> Mapping[str, object]:
        """The questions with how many bodies stand on each side."""
        return {
            "as_of": self.as_of,
            "questions": [
                {
                    "page": row.url,
                    "label": row.label,
                    "question": row.question,
                    "positions": row.positions,
                    **{bar.side: bar.count for bar in row.bars},
                }
                for _, rows in self.groups
                for row in rows
            ],
        }


def questions_plan(survey: Survey) -> Plan:
    """The index, to be made."""
    archive = survey.archive
    keys = [question_key(survey, question) for question in archive.register.questions.values()]
    changes = [
        (change.after.id, archive.url(change.after.holder)) for change in archive.ledger.changes
    ]
    return Plan(
        path=urls.QUESTIONS,
        key=key_of(archive.today, keys, changes),
        make=partial(_page, survey),
    )


def _page(survey: Survey) -> QuestionsPage:
    questions = survey.archive.register.questions
    return QuestionsPage(
        path=urls.QUESTIONS,
        title="Questions",
        description="The questions on which one can take a side, and who does.",
        section=urls.QUESTIONS,
        as_of=words.day(survey.archive.today),
        groups=tuple(
            (name, tuple(_row(survey, questions[slug]) for slug in slugs))
            for name, slugs in question_groups(questions)
        ),
    )


def _row(survey: Survey, question: PolicyQuestion) -> Row:
    archive, day = survey.archive, survey.day(question)
    courses = survey.courses(question.slug).values()
    current = [course for course in courses if course.is_current(day)]
    counts = [sum(c.last.position is side for c in current) for side in SIDES]
    entries = archive.ledger.by_question.get(question.slug, ())
    newest = max(
        (when for course in courses if course.is_sure and (when := course.last.when)),
        key=lambda when: when.earliest,
        default=None,
    )
    return Row(
        label=question.label,
        question=question.question,
        url=urls.question(question.slug),
        asked=words.years(question.years),
        settled=words.day(day) if day < archive.today else "",
        bars=tuple(_bars(counts)),
        positions=sum(entry.is_sure for entry in entries),
        last=words.short_partial(newest) if newest else "",
        moved=_moved(survey, question),
    )


def _bars(counts: list[int]) -> list[Bar]:
    total, found, at = sum(counts), [], 0.0
    for side, count in zip(SIDES, counts, strict=True):
        width = round(_WIDTH * count / total, 2) if total else 0.0
        found.append(
            Bar(
                mark=words.mark(side),
                side=words.side(side),
                at=round(at, 2),
                width=width,
                count=count,
            )
        )
        at += width
    return found if total else []


def _moved(survey: Survey, question: PolicyQuestion) -> tuple[str, str | None, str] | None:
    changes = survey.changes(question)
    if not changes:
        return None
    after = changes[-1].after
    when = words.short_partial(after.when) if after.when else ""
    return after.holder.name, survey.archive.url(after.holder), when
