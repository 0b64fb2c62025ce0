"""The list of all editions, the newest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import ClassVar

from commissioning.domain.editions import Edition
from site_builder import urls, words
from site_builder.issues import Issues
from site_builder.keys import key_of
from site_builder.pages.page import Page, Plan
from site_builder.prose import plainly
from site_builder.writable import writable

_EXCERPT = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRow:
    """An edition in the list; `excerpt` is the beginning of its introduction."""

    number: int
    title: str
    path: str
    date: str
    machine: str
    items: int
    excerpt: str
    corrected: bool


@dataclass(frozen=True, kw_only=True)
class EditionsPage(Page):
    """All editions by year."""

    template: ClassVar[str] = "editions.html"
    count: int
    years: tuple[tuple[int, tuple[EditionRow, ...]], ...]

    def data(self) -> Mapping[str, object]:
        """Number, title, day and page of each."""
        return {
            "editions": [
                {"number": row.number, "title": row.title, "date": row.machine, "page": row.path}
                for _, rows in self.years
                for row in rows
            ]
        }


def editions_plans(issues: Issues) -> Iterator[Plan]:
    """The list, where there is an edition."""
    if issues.editions:
        key = key_of([(_row(one), one.day) for one in issues.editions])
        yield Plan(path=urls.EDITIONS, key=key, make=partial(_page, issues.editions))


def _page(held: Sequence[Edition]) -> EditionsPage:
    newest_first = sorted(held, key=lambda one: (one.day, one.number), reverse=True)
    by_year = groupby(newest_first, key=lambda one: one.day.year)
    return EditionsPage(
        path=urls.EDITIONS,
        title="Issues",
        description="The newsletter of this digest: every issue as it was published.",
        section=urls.EDITIONS,
        feed=urls.feed(urls.EDITIONS),
        count=len(held),
        years=tuple((year, tuple(map(_row, rows))) for year, rows in by_year),
    )


def _row(one: Edition) -> EditionRow:
    return EditionRow(
        number=one.number,
        title=writable(one.title),
        path=urls.edition(one.slug),
        date=words.day(one.day),
        machine=one.day.isoformat(),
        items=len(one.items),
        excerpt=words.clip(plainly(one.introduction), _EXCERPT),
        corrected=bool(one.amendments),
    )
