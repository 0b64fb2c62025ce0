"""The index of the stories that several articles tell: the newest, and the months of the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import ClassVar

from site_builder import urls
from site_builder.keys import key_of
from site_builder.pages.cards import StoryCard, story_cards
from site_builder.pages.page import Page, Plan
from site_builder.pages.spans import by_month
from site_builder.reading import Story
from site_builder.telling import Telling

_NEWEST = 60


@dataclass(frozen=True, kw_only=True)
class StoriesPage(Page):
    """The index: `newest` by when they last grew; the months by year: (name, path, articles)."""

    template: ClassVar[str] = "stories.html"
    count: int
    newest: tuple[StoryCard, ...]
    years: tuple[tuple[int, tuple[tuple[str, str, int], ...]], ...]

    def data(self) -> Mapping[str, object]:
        """The newest stories."""
        return {"stories": self.count, "newest": [card.data for card in self.newest]}


def stories_plan(telling: Telling) -> Plan:
    """The index."""
    held = _newest(telling)
    months = {first: len(items) for first, items in by_month(telling.archive).items()}
    return Plan(
        path=urls.STORIES,
        key=key_of([(s.slug, telling.key(s.items)) for s in held], months, _count(telling)),
        make=lambda: _page(telling),
    )


def _count(telling: Telling) -> int:
    return sum(len(story.items) > 1 for story in telling.archive.stories.values())


def _newest(telling: Telling) -> list[Story]:
    """Those that grew last, by their newest dated article."""
    dated = [
        (days[-1], story)
        for story in telling.archive.stories.values()
        if len(story.items) > 1
        and (days := [item.earliest for item in story.items if item.earliest is not None])
    ]
    dated.sort(key=lambda row: (row[0], row[1].slug), reverse=True)
    return [story for _, story in dated[:_NEWEST]]


def _page(telling: Telling) -> StoriesPage:
    held = _newest(telling)
    told = [one for story in held for one in telling.told(story.items)]
    months = reversed(by_month(telling.archive).items())
    return StoriesPage(
        path=urls.STORIES,
        title="Stories",
        description="Events that several articles tell, the newest first.",
        section=urls.STORIES,
        count=_count(telling),
        newest=story_cards(telling, told, since=date.min),
        years=tuple(
            (
                year,
                tuple((f"{first:%B}", urls.month(first), len(items)) for first, items in rows),
            )
            for year, rows in groupby(months, key=lambda row: row[0].year)
        ),
    )
