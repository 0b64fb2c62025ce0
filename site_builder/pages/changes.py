"""Who has moved: every change of position, with what shows the one side and the other."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import ClassVar

from site_builder import urls, words
from site_builder.accuracy import accuracy, measured
from site_builder.keys import key_of
from site_builder.ledger import Change
from site_builder.pages.heard import told
from site_builder.pages.page import Page, Plan
from site_builder.pages.parts import Move, moves
from site_builder.reading import Archive

_NEWEST = 60


@dataclass(frozen=True, kw_only=True)
class ChangesPage(Page):
    """Changes of position by year, newest first: the newest of all, or all of a year.

    groups     (year, moves); years: (label, path, moves) of the pages of years
    questions  (label, path, moves) of the questions on which somebody moved, most first
    right      of a hundred statements, how many the machine puts on the right side
    """

    template: ClassVar[str] = "changes.html"
    heading: str
    groups: tuple[tuple[str, tuple[Move, ...]], ...]
    total: int
    holders: int
    years: tuple[tuple[str, str, int], ...]
    questions: tuple[tuple[str, str, int], ...]
    right: int
    as_of: str

    def data(self) -> Mapping[str, object]:
        """The changes with both pieces of evidence."""
        return {
            "as_of": self.as_of,
            "total": self.total,
            "years": [path for _, path, _ in self.years],
            "changes": [
                {
                    "holder": move.holder,
                    "question": move.question_url,
                    "before": move.before.data,
                    "after": move.after.data,
                }
                for _, held in self.groups
                for move in held
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Changes on one page of their year."""

    label: str
    path: str
    changes: tuple[Change, ...]


def change_plans(archive: Archive) -> Iterable[Plan]:
    """The newest changes, and where there are more a page for each year."""
    changes = tuple(reversed(archive.ledger.changes))
    parts = tuple(_years(changes)) if len(changes) > _NEWEST else ()
    listed = tuple((part.label, part.path, len(part.changes)) for part in parts)
    pages = (_Part(label="", path=urls.CHANGES, changes=changes[:_NEWEST]), *parts)
    for part in pages:
        key = key_of(
            archive.today if not part.label else None,
            listed,
            len(changes),
            [_key(archive, change) for change in part.changes],
        )
        yield Plan(path=part.path, key=key, make=partial(_page, archive, part, listed))


def _key(archive: Archive, change: Change) -> object:
    return [
        (
            entry.id,
            archive.item_key(entry.item),
            archive.url(entry.holder),
            archive.url(entry.person),
        )
        for entry in (change.before, change.after)
    ]


def _years(changes: Iterable[Change]) -> Iterable[_Part]:
    for year, group in groupby(changes, key=_year):
        held = tuple(group)
        pages = -(-len(held) // _NEWEST)
        for page in range(1, pages + 1):
            yield _Part(
                label=f"{year}, part {page}" if pages > 1 else f"{year}",
                path=urls.chapter(urls.CHANGES, year, page),
                changes=held[(page - 1) * _NEWEST : page * _NEWEST],
            )


def _year(change: Change) -> int:
    return change.after.earliest.year if change.after.earliest else 0


def _page(archive: Archive, part: _Part, years: tuple[tuple[str, str, int], ...]) -> ChangesPage:
    changes = archive.ledger.changes
    heading = f"Who moved in {part.label}" if part.label else "Who has moved"
    return ChangesPage(
        path=part.path,
        title=f"Changes of position, {part.label}" if part.label else "Changes of position",
        description="Bodies and people that changed sides, with the words before and after.",
        section=urls.CHANGES,
        feed=urls.feed(urls.CHANGES),
        heading=heading,
        groups=tuple(_groups(archive, part)),
        total=len(changes),
        holders=len(archive.ledger.changes_of),
        years=years,
        questions=tuple(_questions(archive, changes)),
        right=round(100 * accuracy(measured()).side.value),
        as_of=words.day(archive.today),
    )


def _groups(archive: Archive, part: _Part) -> Iterable[tuple[str, tuple[Move, ...]]]:
    """The newest as they stand now; those of a year, whose page lasts, as what was."""
    led = [change.after for change in part.changes]
    after = archive.lines(led, past=True) if part.label else told(archive, led, archive.today)
    pairs = zip(part.changes, moves(archive, part.changes, after), strict=True)
    for year, held in groupby(pairs, key=lambda pair: _year(pair[0])):
        yield f"{year}", tuple(move for _, move in held)


def _questions(archive: Archive, changes: Iterable[Change]) -> Iterable[tuple[str, str, int]]:
    counts = Counter(change.after.question for change in changes)
    order = {slug: at for at, slug in enumerate(archive.register.questions)}
    for slug in sorted(counts, key=lambda slug: (-counts[slug], order[slug])):
        question = archive.register.questions[slug]
        yield question.label, urls.question(slug), counts[slug]
