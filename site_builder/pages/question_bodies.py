"""Every body that was heard on a question, where its page has room for the most heard only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from commissioning.domain.facts import PolicyQuestion
from site_builder import urls, words
from site_builder.pages.page import Page
from site_builder.pages.sides import SIDES, BodyRow, newest_first, rows
from site_builder.survey import Course, Survey

_GROUPS = (
    ("u", "Support"),
    ("m", "Divided"),
    ("d", "Oppose"),
    ("past", "Last heard on longer ago, or no longer there"),
    ("unsure", "Unsure, and not counted"),
)


@dataclass(frozen=True, kw_only=True)
class QuestionBodiesPage(Page):
    """Every body that was heard on a question, in groups by where it stands."""

    template: ClassVar[str] = "question-bodies.html"
    label: str
    question: str
    about: str
    as_of: str
    groups: tuple[tuple[str, str, tuple[BodyRow, ...]], ...]

    def data(self) -> Mapping[str, object]:
        """The bodies with where they stand."""
        return {
            "about": self.about,
            "as_of": self.as_of,
            "bodies": [
                {**row.stands.data, "current": row.current, "positions": row.counted}
                for _, _, held in self.groups
                for row in held
            ],
        }


def question_bodies(survey: Survey, question: PolicyQuestion) -> QuestionBodiesPage:
    """The page."""
    archive, day = survey.archive, survey.day(question)
    groups: dict[tuple[str, str], list[Course]] = {}
    for course in newest_first(survey.courses(question.slug).values()):
        groups.setdefault(_group(course, day), []).append(course)
    return QuestionBodiesPage(
        path=urls.question_bodies(question.slug),
        title=f"{question.label}: all bodies",
        description=f"{question.question} Every body that was heard on it.",
        section=urls.QUESTIONS,
        feed=urls.feed(urls.question(question.slug)),
        label=question.label,
        question=question.question,
        about=urls.question(question.slug),
        as_of=words.day(day),
        groups=tuple(
            (anchor, heading, rows(archive, groups[anchor, heading], on=day))
            for anchor, heading in _GROUPS
            if (anchor, heading) in groups
        ),
    )


def _group(course: Course, day: date) -> tuple[str, str]:
    if not course.is_sure:
        return _GROUPS[4]
    return _GROUPS[SIDES.index(course.last.position)] if course.is_current(day) else _GROUPS[3]
