"""A policy question: who stands where, how that moved, and the words that show it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import ClassVar

from commissioning.domain.facts import PolicyQuestion
from commissioning.domain.tags import Position
from site_builder import urls, words
from site_builder.charts import Axis, Strip, axis, strip
from site_builder.ledger import Entry, Holder, is_fresh, last_of_each
from site_builder.pages.page import Line, Move, Page, line, move
from site_builder.reading import Archive

_SIDES = (Position.SUPPORT, Position.MIXED, Position.OPPOSE)
_HEADINGS = {Position.SUPPORT: "support", Position.MIXED: "divided", Position.OPPOSE: "oppose"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A body's last word on the question."""

    name: str
    url: str
    when: str
    mark: str
    verb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Who stands on one side."""

    mark: str
    heading: str
    standing: tuple[Standing, ...]


@dataclass(frozen=True, kw_only=True)
class QuestionPage(Page):
    """A question's page.

    as_of    the day for which it is true: the newest, or that on which the question was settled
    columns  the bodies by side, by their last sure word while it is fresh
    stale    bodies whose last sure word is older; unsure: bodies that have none that is sure
    readers  (support, mixed, oppose) of readers' comments
    """

    template: ClassVar[str] = "question.html"
    label: str
    question: str
    proposition: str
    asked: str
    as_of: str
    settled: bool
    columns: tuple[Column, ...]
    stale: tuple[Standing, ...]
    unsure: tuple[Standing, ...]
    axis: Axis | None
    strips: tuple[Strip, ...]
    moves: tuple[Move, ...]
    lines: tuple[Line, ...]
    people: tuple[Line, ...]
    readers: tuple[int, int, int]
    articles: int
    positions: int
    outlets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A question in the index, with how many bodies took each side last."""

    label: str
    question: str
    url: str
    asked: str
    support: int
    mixed: int
    oppose: int
    positions: int


@dataclass(frozen=True, kw_only=True)
class QuestionsPage(Page):
    """All policy questions."""

    template: ClassVar[str] = "questions.html"
    rows: tuple[Row, ...]


def question_pages(archive: Archive) -> Iterable[Page]:
    """A page for every policy question, and the index."""
    entries = archive.ledger.by_question()
    pages = [
        _question(archive, question, entries.get(question.slug, ()))
        for question in archive.register.questions.values()
    ]
    yield from pages
    yield QuestionsPage(
        path=urls.QUESTIONS,
        title="Questions",
        description="The questions on which one can take a side, and who does.",
        section=urls.QUESTIONS,
        rows=tuple(_row(page) for page in pages),
    )


def as_of(archive: Archive, question: PolicyQuestion) -> date:
    """The day for which a question's page is true."""
    end = question.years.end
    return min(archive.today, end.latest) if end else archive.today


def _question(archive: Archive, question: PolicyQuestion, entries: Sequence[Entry]) -> QuestionPage:
    day = as_of(archive, question)
    bodies = [entry for entry in entries if entry.holder.slug]
    last = last_of_each(bodies, until=day)
    sure = [entry for entry in last if entry.statement.is_sure]
    fresh = [entry for entry in sure if is_fresh(entry, on=day)]
    along = axis(r.published.day for r in archive.records if r.published)
    return QuestionPage(
        path=urls.question(question.slug),
        title=question.label,
        description=f"{question.question} Who says what, with the words that show it.",
        section=urls.QUESTIONS,
        label=question.label,
        question=question.question,
        proposition=question.proposition,
        asked=words.years(question.years),
        as_of=words.day(day),
        settled=day < archive.today,
        columns=tuple(_column(side, fresh) for side in _SIDES),
        stale=tuple(_standing(e, past=True) for e in sure if not is_fresh(e, on=day)),
        unsure=tuple(_standing(e) for e in last if not e.statement.is_sure),
        axis=along,
        strips=_strips(along, bodies, day),
        moves=tuple(
            move(archive, change)
            for change in reversed(archive.ledger.changes())
            if change.after.statement.question == question.slug
        ),
        lines=tuple(line(archive, entry) for entry in reversed(bodies)),
        people=tuple(line(archive, e) for e in reversed(entries) if not e.holder.slug),
        readers=_readers(archive, question.slug),
        articles=len({entry.record.url for entry in entries}),
        positions=sum(entry.statement.is_sure for entry in entries),
        outlets=len({entry.record.source for entry in entries}),
    )


def _column(side: Position, fresh: Iterable[Entry]) -> Column:
    held = tuple(_standing(entry) for entry in fresh if entry.statement.position is side)
    return Column(mark=words.mark(side), heading=f"{len(held)} {_HEADINGS[side]}", standing=held)


def _standing(entry: Entry, *, past: bool = False) -> Standing:
    statement = entry.statement
    return Standing(
        name=entry.holder.name,
        url=urls.body(entry.holder.slug or ""),
        when=words.month(entry.day) if entry.day else "no date",
        mark=words.mark(statement.position),
        verb=words.verb(statement.position, sure=statement.is_sure, past=past),
    )


def _strips(along: Axis | None, entries: Sequence[Entry], day: date) -> tuple[Strip, ...]:
    if along is None:
        return ()
    dated = [entry for entry in entries if entry.day is not None and entry.day <= day]
    ranked = sorted(dated, key=lambda entry: entry.holder.name.casefold())
    return tuple(
        strip(along, holder.name, urls.body(holder.slug or ""), tuple(held), day)
        for holder, held in groupby(ranked, key=_of)
    )


def _of(entry: Entry) -> Holder:
    return entry.holder


def _readers(archive: Archive, slug: str) -> tuple[int, int, int]:
    counts = Counter(
        statement.position
        for record in archive.records
        for statement in record.comment_statements
        if statement.question == slug and statement.is_sure
    )
    return counts[Position.SUPPORT], counts[Position.MIXED], counts[Position.OPPOSE]


def _row(page: QuestionPage) -> Row:
    counts = Counter(strip.mark for strip in page.strips if strip.sure)
    return Row(
        label=page.label,
        question=page.question,
        url=page.path,
        asked=page.asked,
        support=counts["u"],
        mixed=counts["m"],
        oppose=counts["d"],
        positions=page.positions,
    )
