"""A year of a question: every position that was heard, with its words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import ClassVar

from commissioning.domain.facts import PolicyQuestion
from site_builder import urls, words
from site_builder.keys import key_of
from site_builder.ledger import Entry, is_fresh
from site_builder.lines import Line
from site_builder.pages.page import Page, Plan
from site_builder.reading import Archive

_LINES = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A page of a year's words, newest first; several where there are many. None: without date."""

    label: str
    path: str
    year: int | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class HeardPage(Page):
    """A year of a question; `chapters` are (label, path, positions) of all years."""

    template: ClassVar[str] = "heard.html"
    label: str
    question: str
    about: str
    time: str
    count: str
    lines: tuple[Line, ...]
    chapters: tuple[tuple[str, str, int | None], ...]
    earlier: tuple[str, str] | None
    later: tuple[str, str] | None

    def data(self) -> Mapping[str, object]:
        """The positions of these years."""
        return {"about": self.about, "positions": [line.data for line in self.lines]}


def chapters(question: PolicyQuestion, entries: Sequence[Entry]) -> tuple[Chapter, ...]:
    """The pages of a question's years, newest first, from its entries by time."""
    years: dict[int | None, list[Entry]] = {}
    for entry in entries:
        years.setdefault(entry.earliest.year if entry.earliest else None, []).append(entry)
    ranked = sorted(years, key=lambda year: year or 0, reverse=True)
    return tuple(page for year in ranked for page in _parts(question, year, years[year]))


def _parts(
    question: PolicyQuestion, year: int | None, entries: Sequence[Entry]
) -> Iterator[Chapter]:
    newest = tuple(reversed(entries))
    parts = -(-len(newest) // _LINES)
    for part in range(1, parts + 1):
        label = f"{year}" if year else "without a date"
        yield Chapter(
            label=f"{label}, part {part}" if parts > 1 else label,
            path=urls.chapter(urls.question(question.slug), year, part),
            year=year,
            entries=newest[(part - 1) * _LINES : part * _LINES],
        )


def links(
    pages: Sequence[Chapter], *, counted: bool = True
) -> tuple[tuple[str, str, int | None], ...]:
    """The years as they are listed: label, path and how many positions.

    The pages of the years themselves do not count: a new position would change all of them.
    """
    return tuple((page.label, page.path, len(page.entries) if counted else None) for page in pages)


def heard_plans(
    archive: Archive, question: PolicyQuestion, pages: Sequence[Chapter]
) -> Iterable[Plan]:
    """The pages of a question's years."""
    listed = links(pages, counted=False)
    for at, chapter in enumerate(pages):
        key = key_of(
            listed,
            [(entry.id, entry.person in archive.shown_people) for entry in chapter.entries],
            [archive.url(entry.holder) for entry in chapter.entries if entry.holder.is_person],
            sorted({archive.item_key(entry.item) for entry in chapter.entries}),
        )
        yield Plan(
            path=chapter.path, key=key, make=partial(_page, archive, question, pages, at, listed)
        )


def _page(
    archive: Archive,
    question: PolicyQuestion,
    pages: Sequence[Chapter],
    at: int,
    listed: tuple[tuple[str, str, int | None], ...],
) -> HeardPage:
    chapter = pages[at]
    count = words.count(len(chapter.entries), "statement")
    return HeardPage(
        path=chapter.path,
        title=f"{question.label}, {chapter.label}",
        description=f"{question.question} What was said: {chapter.label}, with the words.",
        section=urls.QUESTIONS,
        feed=urls.feed(urls.question(question.slug)),
        label=question.label,
        question=question.question,
        about=urls.question(question.slug),
        time=chapter.label,
        count=count,
        lines=archive.lines(chapter.entries, past=True),
        chapters=listed,
        earlier=_beside(pages, at + 1),
        later=_beside(pages, at - 1),
    )


def _beside(pages: Sequence[Chapter], at: int) -> tuple[str, str] | None:
    return (pages[at].label, pages[at].path) if 0 <= at < len(pages) else None


def told(archive: Archive, entries: Sequence[Entry], day: date) -> tuple[Line, ...]:
    """Stance lines, in the past where they are no longer fresh; in their order."""
    fresh = [entry for entry in entries if is_fresh(entry, on=day)]
    now = {entry.id for entry in fresh}
    stale = [entry for entry in entries if entry.id not in now]
    found = zip(
        (*fresh, *stale),
        (*archive.lines(fresh), *archive.lines(stale, past=True)),
        strict=True,
    )
    by_id = {entry.id: line for entry, line in found}
    return tuple(by_id[entry.id] for entry in entries)


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """By time, newest first; what has no date last."""
    held = list(entries)
    dated = [entry for entry in held if entry.earliest is not None]
    return [*reversed(dated), *(entry for entry in held if entry.earliest is None)]
