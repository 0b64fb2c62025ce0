"""How articles become stories to be told: grouped, weighed, headed, with who was first and silent.

One for all pages of a build: what it looks up, it keeps.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, partial

from commissioning.domain.ledger import Item
from site_builder import urls
from site_builder.keys import key_of
from site_builder.ledger import Change, Entry, Holder
from site_builder.reading import Archive, Story
from site_builder.silence import (
    AFTER,
    Heard,
    Past,
    Silence,
    expected,
    main_questions,
    own_outlets,
    silence,
)

Span = tuple[date, date]

_OPINION = frozenset({"opinion", "letter", "blog"})
_RELEASING = frozenset({"official", "union", "campaign"})
_NEWS = {"news": 2.0, "analysis": 1.0, "announcement": 1.0, None: 1.0}
_MOST_BODIES, _MOST_HOLDERS, _MOST_SOURCES = 8, 12, 8


class Shelf(StrEnum):
    """Where an article stands among those that carry a story."""

    NEWS = "news"
    OPINION = "opinion"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story as far as a span of days tells it.

    story   None for an article that stands in no story with others
    items   those of its articles that lie in the span, by time
    head    the one of them whose headline it goes by
    weight  how much of the span it is
    """

    story: Story | None
    items: tuple[Item, ...]
    head: Item
    weight: float
    is_opinion: bool


class Telling:
    """The stories of an archive."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._weights: dict[int, float] = {}

    def shelf(self, item: Item) -> Shelf:
        """News apart from opinion and from releases, by the kinds of the article and its source."""
        kind = self.source_kind(item)
        if item.kind in _OPINION or (item.kind is None and kind == "blog"):
            return Shelf.OPINION
        if item.kind == "announcement" or kind in _RELEASING:
            return Shelf.RELEASE
        return Shelf.NEWS

    def source_kind(self, item: Item) -> str:
        """The kind of the article's source; '' where the source is not known."""
        source = self.archive.sources.by_slug.get(item.source)
        return source.kind if source else ""

    def key(self, items: Sequence[Item]) -> object:
        """Changes when anything changes that is told of the stories of these articles."""
        found = dict.fromkeys(story.slug for item in items if (story := self.story(item)))
        stories = [self.archive.stories[slug] for slug in found]
        return (
            [self.archive.item_key(item) for item in items],
            [
                (s.slug, len(s.items), self.archive.item_key(s.items[0]), s.goes_on_from is None)
                for s in stories
            ],
            [
                (c.before.id, self.archive.item_key(c.before.item), c.after.id)
                for c in self.changes(items)
            ],
            [
                (holder.name, entry.id)
                for item in items
                for holder, entry in self.firsts.get(item.id, ())
            ],
        )

    def story(self, item: Item) -> Story | None:
        """The story that the article tells together with others."""
        story = self.archive.story_of.get(item.id)
        return story if story is not None and len(story.items) > 1 else None

    def told(self, items: Iterable[Item]) -> tuple[Told, ...]:
        """The stories of these articles, the weightiest first."""
        groups: dict[str | int, list[Item]] = {}
        for item in items:
            story = self.story(item)
            groups.setdefault(story.slug if story else item.id, []).append(item)
        found = [self._told(tuple(held)) for held in groups.values()]
        return tuple(sorted(found, key=lambda told: (-told.weight, told.head.url)))

    def head(self, items: Sequence[Item]) -> Item:
        """The first news that has half the weight of the weightiest; no column and no copy.

        Only where all are columns, or copies, one of those.
        """
        ranks = {item.id: self._rank(item) for item in items}
        best = min(ranks.values())
        held = [item for item in items if ranks[item.id] == best]
        weights = [self._alone(item) for item in held]
        return next(
            i for i, weight in zip(held, weights, strict=True) if 2 * weight >= max(weights)
        )

    def _rank(self, item: Item) -> tuple[bool, bool, bool]:
        return (
            self.shelf(item) is Shelf.OPINION,
            item.id in self.archive.copies,
            item.kind != "news",
        )

    def changes(self, items: Iterable[Item]) -> tuple[Change, ...]:
        """The moves that these articles show."""
        return tuple(
            change for item in items for change in self.archive.ledger.changes_in.get(item.id, ())
        )

    @cached_property
    def firsts(self) -> Mapping[int, tuple[tuple[Holder, Entry], ...]]:
        """By article: the bodies and people whose first position that counts stands in it."""
        seen: set[Holder] = set()
        found: dict[int, list[tuple[Holder, Entry]]] = {}
        for entry in self.archive.ledger.entries:
            if not entry.is_sure or entry.earliest is None:
                continue
            for one in (entry.holder, entry.person):
                if one is not None and one.slug and one not in seen:
                    seen.add(one)
                    found.setdefault(entry.item.id, []).append((one, entry))
        return {item: tuple(held) for item, held in found.items()}

    @cached_property
    def later(self) -> Mapping[str, tuple[Story, ...]]:
        """The stories that go on from a story, by its slug."""
        found: dict[str, list[Story]] = {}
        for story in self.archive.stories.values():
            if story.goes_on_from is not None:
                found.setdefault(story.goes_on_from, []).append(story)
        return {slug: tuple(held) for slug, held in found.items()}

    def earlier(self, story: Story) -> Iterator[Story]:
        """The story that it goes on from, and that one's, nearest first."""
        seen = {story.slug}
        before = self.archive.stories.get(story.goes_on_from or "")
        while before is not None and before.slug not in seen:
            yield before
            seen.add(before.slug)
            before = self.archive.stories.get(before.goes_on_from or "")

    def silence(self, items: Sequence[Item], span: Span | None = None) -> Silence | None:
        """Who was expected in these articles and did not speak; None where nobody was expected.

        `span` are the first and the last day of what the articles are all of, such as a week; else
        those of the articles count.
        """
        heard = self._heard(items, span or _span(items))
        if heard is None:
            return None
        usual = expected(heard, partial(self.past.times, heard.first), self.archive.bodies)
        if not usual:
            return None
        own = [slug for one in usual for slug in self.own_outlets.get(one.body.slug or "", ())]
        answered = self.archive.sources.answered(
            dict.fromkeys(own), heard.first, heard.last + AFTER
        )
        return silence(heard, usual, self.own_outlets, answered)

    def silence_key(self, items: Sequence[Item], span: Span | None = None) -> object:
        """Changes when who is told to be silent does, beyond what the articles themselves say."""
        span = span or _span(items)
        if span is None:
            return None
        questions = main_questions(self.archive.ledger.entries_in(items))
        return (
            self.coverage_key(*span),
            [(question, self.past.key(span[0], question)) for question in questions],
        )

    def coverage_key(self, first: date, last: date) -> object:
        """Changes when what is told of the coverage of these days, and of the week after, does."""
        return self._sources_key, self.archive.sources.activity_key(first, last + AFTER)

    @cached_property
    def _sources_key(self) -> str:
        sources = self.archive.sources.by_slug.values()
        return key_of([(one.slug, one.name, one.home, one.kind) for one in sources])

    @cached_property
    def bodies_in(self) -> Mapping[int, tuple[str, ...]]:
        """By article: the slugs of the bodies in it."""
        found: dict[int, list[str]] = {}
        for slug, items in self.archive.named.items():
            for item in items:
                found.setdefault(item.id, []).append(slug)
        return {item: tuple(sorted(slugs)) for item, slugs in found.items()}

    @cached_property
    def people(self) -> Mapping[str, str]:
        """The names of the people who have a page, by slug."""
        return {one.slug: one.name for one in self.archive.shown_people if one.slug}

    @cached_property
    def past(self) -> Past:
        """What was said before a day."""
        return Past(self.archive.ledger.by_question)

    @cached_property
    def own_outlets(self) -> Mapping[str, tuple[str, ...]]:
        """The outlets that are a body's own, by the body's slug."""
        return own_outlets(self.archive.sources.by_slug.values(), self.archive.register)

    def _heard(self, items: Sequence[Item], span: Span | None) -> Heard | None:
        if span is None:
            return None
        return Heard(
            first=span[0],
            last=span[1],
            entries=tuple(self.archive.ledger.entries_in(items)),
            quoted=frozenset().union(*(self.archive.speaking.get(i.id, ()) for i in items)),
            sources=frozenset(item.source for item in items),
            asked=self.archive.sources.was_asked(span[0], span[1] + AFTER),
        )

    def _told(self, items: tuple[Item, ...]) -> Told:
        story = self.story(items[0])
        head = items[0] if len(items) == 1 else self.head(items)
        weight = self._alone(head) if len(items) == 1 else self._weight(items)
        weight += _NEWS.get(head.kind, 0.0) + head.relevance
        if story is None or (story.items[0] is items[0] and story.goes_on_from is None):
            weight += 1
        return Told(
            story=story,
            items=items,
            head=head,
            weight=weight,
            is_opinion=self.shelf(head) is Shelf.OPINION,
        )

    def _alone(self, item: Item) -> float:
        if item.id not in self._weights:
            self._weights[item.id] = self._weight((item,))
        return self._weights[item.id]

    def _weight(self, items: Sequence[Item]) -> float:
        """Bodies and people that take sides, sources, moves and new voices: none without end."""
        sure = [entry for entry in self.archive.ledger.entries_in(items) if entry.is_sure]
        bodies = {entry.holder for entry in sure if not entry.holder.is_person}
        holders = {entry.person or entry.holder for entry in sure}
        sources = {item.source for item in items}
        return (
            2.0 * min(len(bodies), _MOST_BODIES)
            + min(len(holders), _MOST_HOLDERS)
            + 1.5 * min(len(sources) - 1, _MOST_SOURCES)
            + 2.0 * min(len(self.changes(items)), 2)
            + 0.5 * min(sum(len(self.firsts.get(item.id, ())) for item in items), 2)
        )


def story_url(story: Story) -> str:
    """The page of a story; its only article's where it has one."""
    return urls.story(story.slug) if len(story.items) > 1 else urls.article(story.items[0].url)


def _span(items: Sequence[Item]) -> Span | None:
    days = [item.day for item in items if item.day is not None]
    return (min(days), max(days)) if days else None
