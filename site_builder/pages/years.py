"""A year: its twelve months drawn and counted, its main stories, who moved, its milestones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import ClassVar

from commissioning.domain.ledger import Item
from site_builder import urls
from site_builder.keys import key_of
from site_builder.pages.cards import StoryCard, story_cards
from site_builder.pages.notes import Looked, Note, happened, looked
from site_builder.pages.page import Page, Plan
from site_builder.pages.spans import (
    Counted,
    Shift,
    by_month,
    counted,
    last_of_month,
    shifts,
    without_month,
)
from site_builder.pages.week import Leaf
from site_builder.telling import Telling

_STORIES, _BRIEF, _SHIFTS = 6, 24, 24
_BASE, _TALLEST, _ASIDE = 190, 165, 1.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A month in the picture of a year; `path` is None where it has no article.

    left, middle  of its column, in percent; `top` and `tall` in pixels
    state         what it is where it has no article: 'nothing on the topic', 'not collected', or
                  '' for what is still to come
    """

    name: str
    short: str
    path: str | None
    left: float
    middle: float
    top: int
    tall: int
    articles: int
    stories: int
    positions: int
    changes: int
    state: str


@dataclass(frozen=True, kw_only=True)
class YearPage(Page):
    """A year.

    apart    articles of which no month is known
    stories  the weightiest, with words; `brief`: the next by headline; the others are in months
    shifts   changes of position without their words; `more_shifts` are not shown
    """

    template: ClassVar[str] = "year.html"
    name: str
    articles: int
    apart: int
    sources: int
    positions: int
    changes: int
    bars: tuple[Bar, ...]
    stories: tuple[StoryCard, ...]
    brief: tuple[StoryCard, ...]
    counts: tuple[Counted, ...]
    shifts: tuple[Shift, ...]
    more_shifts: int
    happened: tuple[Note, ...]
    looked: Looked
    before: Leaf | None
    after: Leaf | None

    def data(self) -> Mapping[str, object]:
        """The year in figures, by month, with its main stories."""
        return {
            "year": int(self.name),
            "articles": self.articles,
            "without_month": self.apart,
            "positions_taken": self.positions,
            "months": [
                {
                    "page": bar.path,
                    "articles": bar.articles,
                    "stories": bar.stories,
                    "positions": bar.positions,
                    "changes": bar.changes,
                    "state": bar.state or None,
                }
                for bar in self.bars
            ],
            "stories": [card.data for card in (*self.stories, *self.brief)],
            "positions": [row.data for row in self.counts],
            "milestones": [note.data for note in self.happened],
            "coverage": self.looked.data,
        }


def year_plans(telling: Telling) -> Iterable[Plan]:
    """A page for every year that has articles."""
    months = by_month(telling.archive)
    apart = without_month(telling.archive)
    years = sorted({*(first.year for first in months), *apart})
    for at, year in enumerate(years):
        held = {first: items for first, items in months.items() if first.year == year}
        other = apart.get(year, ())
        before = years[at - 1] if at else None
        after = years[at + 1] if at + 1 < len(years) else None
        yield Plan(
            path=urls.year(year),
            key=key_of(
                [telling.key(items) for items in (*held.values(), other)],
                telling.coverage_key(date(year, 1, 1), date(year, 12, 31)),
                telling.archive.today if telling.archive.today.year == year else None,
                before,
                after,
            ),
            make=partial(_year, telling, year, held, other, before, after),
        )


def _year(
    telling: Telling,
    year: int,
    months: Mapping[date, Sequence[Item]],
    apart: Sequence[Item],
    before: int | None,
    after: int | None,
) -> YearPage:
    archive, first, last = telling.archive, date(year, 1, 1), date(year, 12, 31)
    items = [item for held in (apart, *months.values()) for item in held]
    sure = [entry for entry in archive.ledger.entries_in(items) if entry.is_sure]
    ranked = sorted(telling.told(items), key=lambda story: story.is_opinion)
    cards = story_cards(telling, ranked[: _STORIES + _BRIEF], since=first)
    changes = telling.changes(items)
    return YearPage(
        path=urls.year(year),
        title=str(year),
        description=f"Who said what about who commissions care in the NHS in {year}.",
        section=urls.WEEKS,
        name=str(year),
        articles=len(items),
        apart=len(apart),
        sources=len({item.source for item in items}),
        positions=len(sure),
        changes=len(changes),
        bars=_bars(telling, year, months),
        stories=cards[:_STORIES],
        brief=cards[_STORIES:],
        counts=counted(archive, sure),
        shifts=shifts(archive, changes[:_SHIFTS]),
        more_shifts=max(0, len(changes) - _SHIFTS),
        happened=happened(archive, first, last),
        looked=looked(archive, first, last),
        before=_leaf(before),
        after=_leaf(after),
    )


def _bars(telling: Telling, year: int, months: Mapping[date, Sequence[Item]]) -> tuple[Bar, ...]:
    most = max((len(items) for items in months.values()), default=1)
    return tuple(_bar(telling, date(year, at, 1), months, most) for at in range(1, 13))


def _bar(telling: Telling, first: date, months: Mapping[date, Sequence[Item]], most: int) -> Bar:
    items = months.get(first, ())
    at, tall = 100 * (first.month - 1) / 12, round(_TALLEST * len(items) / most)
    return Bar(
        name=f"{first:%B}",
        short=f"{first:%b}",
        path=urls.month(first) if items else None,
        left=round(at + _ASIDE, 2),
        middle=round(at + 50 / 12, 2),
        top=_BASE - tall,
        tall=tall,
        articles=len(items),
        stories=len({_story(telling, item) for item in items}),
        positions=sum(entry.is_sure for entry in telling.archive.ledger.entries_in(items)),
        changes=len(telling.changes(items)),
        state="" if items else _state(telling, first),
    )


def _story(telling: Telling, item: Item) -> str | int:
    story = telling.story(item)
    return story.slug if story else item.id


def _state(telling: Telling, first: date) -> str:
    if first > telling.archive.today:
        return ""
    asked = telling.archive.sources.was_asked(first, last_of_month(first))
    return "nothing on the topic" if asked else "not collected"


def _leaf(year: int | None) -> Leaf | None:
    return None if year is None else Leaf(path=urls.year(year), name=str(year), gaps=())
