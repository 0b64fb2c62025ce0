"""A month: its stories by weight, sides as counts, who moved, what was read, its weeks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from commissioning.domain.ledger import Item
from site_builder import urls, words
from site_builder.keys import key_of
from site_builder.pages.cards import StoryCard, story_cards
from site_builder.pages.notes import Looked, Note, Readers, happened, looked, readers
from site_builder.pages.page import Page, Plan
from site_builder.pages.parts import Move, moves
from site_builder.pages.spans import Counted, Shift, by_month, counted, last_of_month, shifts
from site_builder.pages.week import Leaf
from site_builder.telling import Telling

_STORIES, _BRIEF, _MOVES, _SHIFTS = 9, 80, 4, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLink:
    """A week of the month, with how many articles it has, and that as percent of the most."""

    path: str
    name: str
    articles: int
    share: int


@dataclass(frozen=True, kw_only=True)
class MonthPage(Page):
    """A month.

    stories  the weightiest, with words; `brief`: the next by headline; `unlisted` are in neither
    moves    changes with their words; `shifts`: further ones without; `more_moves` are in neither
    weeks    those with articles that have a day in the month
    """

    template: ClassVar[str] = "month.html"
    name: str
    year: tuple[str, str]
    articles: int
    sources: int
    positions: int
    told: int
    stories: tuple[StoryCard, ...]
    brief: tuple[StoryCard, ...]
    unlisted: int
    counts: tuple[Counted, ...]
    moves: tuple[Move, ...]
    shifts: tuple[Shift, ...]
    more_moves: int
    happened: tuple[Note, ...]
    readers: tuple[Readers, ...]
    looked: Looked
    weeks: tuple[WeekLink, ...]
    before: Leaf | None
    after: Leaf | None

    @property
    def opening(self) -> str:
        """How many stories it has, as a sentence begins: 'Two', '12'."""
        return words.spelt(self.told)

    def data(self) -> Mapping[str, object]:
        """The month in figures, its stories and the counts of its positions."""
        return {
            "month": self.name,
            "articles": self.articles,
            "positions_taken": self.positions,
            "stories": [card.data for card in (*self.stories, *self.brief)],
            "positions": [row.data for row in self.counts],
            "changes": [{"before": m.before.data, "after": m.after.data} for m in self.moves],
            "milestones": [note.data for note in self.happened],
            "readers": [row.data for row in self.readers],
            "coverage": self.looked.data,
            "weeks": [week.path for week in self.weeks],
        }


def month_plans(telling: Telling) -> Iterable[Plan]:
    """A page for every month that has articles."""
    months = by_month(telling.archive)
    firsts = list(months)
    weeks = {week.monday: len(week.items) for week in telling.archive.weeks}
    for at, first in enumerate(firsts):
        before = firsts[at - 1] if at else None
        after = firsts[at + 1] if at + 1 < len(firsts) else None
        links = _weeks(weeks, first)
        yield Plan(
            path=urls.month(first),
            key=key_of(
                telling.key(months[first]),
                telling.coverage_key(first, last_of_month(first)),
                links,
                before,
                after,
            ),
            make=partial(_month, telling, first, months[first], links, before, after),
        )


def _month(
    telling: Telling,
    first: date,
    items: Sequence[Item],
    links: tuple[WeekLink, ...],
    before: date | None,
    after: date | None,
) -> MonthPage:
    archive, name = telling.archive, words.full_month(first)
    sure = [entry for entry in archive.ledger.entries_in(items) if entry.is_sure]
    told = telling.told(items)
    ranked = sorted(told, key=lambda story: story.is_opinion)
    cards = story_cards(telling, ranked[: _STORIES + _BRIEF], since=first)
    changes = telling.changes(items)
    return MonthPage(
        path=urls.month(first),
        title=name,
        description=f"Who said what about who commissions care in the NHS in {name}.",
        section=urls.WEEKS,
        name=name,
        year=(str(first.year), urls.year(first.year)),
        articles=len(items),
        sources=len({item.source for item in items}),
        positions=len(sure),
        told=len(told),
        stories=cards[:_STORIES],
        brief=cards[_STORIES:],
        unlisted=len(told) - len(cards),
        counts=counted(archive, sure),
        moves=moves(archive, changes[:_MOVES]),
        shifts=shifts(archive, changes[_MOVES : _MOVES + _SHIFTS]),
        more_moves=max(0, len(changes) - _MOVES - _SHIFTS),
        happened=happened(archive, first, last_of_month(first)),
        readers=readers(archive, items),
        looked=looked(archive, first, last_of_month(first)),
        weeks=links,
        before=_leaf(before),
        after=_leaf(after),
    )


def _weeks(known: Mapping[date, int], first: date) -> tuple[WeekLink, ...]:
    last, monday = last_of_month(first), first - timedelta(days=first.weekday())
    mondays = [monday + timedelta(days=7 * at) for at in range(6)]
    held = [day for day in mondays if day <= last and day in known]
    most = max((known[day] for day in held), default=1)
    return tuple(
        WeekLink(
            path=urls.week(day),
            name=words.days(day, day + timedelta(days=6)),
            articles=known[day],
            share=round(100 * known[day] / most),
        )
        for day in held
    )


def _leaf(first: date | None) -> Leaf | None:
    if first is None:
        return None
    return Leaf(path=urls.month(first), name=words.full_month(first), gaps=())
