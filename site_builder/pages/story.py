"""A story: who carries it, who said what, who did not speak, what came before and after."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import ClassVar

from commissioning.domain.ledger import Item
from site_builder import urls, words
from site_builder.keys import key_of
from site_builder.ledger import Entry
from site_builder.outside import outside
from site_builder.pages.cards import Group, by_question, group
from site_builder.pages.carriers import Carrier, shelves
from site_builder.pages.facets import facets_of
from site_builder.pages.notes import Absences, Note, Readers, absences, happened, readers
from site_builder.pages.page import Page, Plan
from site_builder.pages.parts import Move, moves
from site_builder.pages.places import Place, place
from site_builder.pages.running import Run, run
from site_builder.reading import Archive, Story
from site_builder.silence import voices
from site_builder.telling import Telling, story_url

_QUESTIONS, _MAIN, _LINES, _FEW = 8, 2, 6, 3
_ARTICLES, _NAMES, _MOVES, _CHAIN = 60, 16, 4, 4
_NEAR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A body or a person in the story, and in how many of its articles."""

    name: str
    url: str
    articles: int


@dataclass(frozen=True, kw_only=True)
class StoryPage(Page):
    """A story's page.

    shelves       (heading, articles) of those that carry it; a copy stands under its original
    groups        the sides taken by question, the most disputed first; `more_groups` are not shown
    chain         stories before and after by date, the milestones of its days among them
    run           how it ran, drawn; None where there is too little to draw
    """

    template: ClassVar[str] = "story.html"
    headline: str
    excerpt: str
    excerpt_source: str
    topics: tuple[tuple[str, str], ...]
    span: str
    began: str
    grew: str
    articles: int
    sources: int
    positions: int
    comments: int
    shelves: tuple[tuple[str, tuple[Carrier, ...]], ...]
    unlisted: int
    groups: tuple[Group, ...]
    more_groups: tuple[tuple[str, str], ...]
    moves: tuple[Move, ...]
    absences: Absences | None
    readers: tuple[Readers, ...]
    chain: tuple[Note, ...]
    bodies: tuple[Named, ...]
    more_bodies: int
    people: tuple[Named, ...]
    more_people: int
    run: Run | None
    places: tuple[Place, ...]
    first: str | None
    last: str | None

    def data(self) -> Mapping[str, object]:
        """The story with its articles, its positions and who did not speak."""
        return {
            "headline": self.headline,
            "began": self.first,
            "last_grew": self.last,
            "articles": self.articles,
            "sources": self.sources,
            "carried_by": [one.data for _, held in self.shelves for one in held],
            "stances": [line.data for held in self.groups for line in held.lines],
            "changes": [{"before": m.before.data, "after": m.after.data} for m in self.moves],
            "absences": self.absences.data if self.absences else None,
            "readers": [row.data for row in self.readers],
            "before_and_after": [note.data for note in self.chain],
            "bodies": [one.url for one in self.bodies],
            "people": [one.url for one in self.people],
        }

    def linked_data(self) -> Mapping[str, object]:
        """A collection of articles about one event."""
        return {
            "@type": "CollectionPage",
            "headline": self.headline,
            "datePublished": self.first,
            "dateModified": self.last,
            "about": [{"@type": "Organization", "name": body.name} for body in self.bodies],
            "hasPart": [
                {
                    "@type": "NewsArticle" if one.kind == "news" else "Article",
                    "headline": one.headline,
                    "url": outside(one.link),
                    "datePublished": one.machine,
                    "publisher": {"@type": "Organization", "name": one.source},
                }
                for _, held in self.shelves
                for one in held
            ],
        }


def story_plans(telling: Telling) -> Iterable[Plan]:
    """A page for every story that several articles tell."""
    for story in telling.archive.stories.values():
        if len(story.items) > 1:
            yield Plan(
                path=urls.story(story.slug),
                key=_key(telling, story),
                make=partial(_story, telling, story),
            )


def _key(telling: Telling, story: Story) -> str:
    chain = [*_before(telling, story), *_after(telling, story)]
    return key_of(
        telling.key(story.items),
        telling.silence_key(story.items),
        [(other.slug, [telling.archive.item_key(item) for item in other.items]) for other in chain],
        [copy.share for item in story.items if (copy := telling.archive.copies.get(item.id))],
    )


def _story(telling: Telling, story: Story) -> StoryPage:
    archive, items = telling.archive, story.items
    archive.details.read_ahead(items, archive.ledger)
    heads = archive.details.heads(items)
    head = heads[telling.head(items).id]
    entries = tuple(archive.ledger.entries_in(items))
    held, others = _groups(archive, entries)
    dates = [when for item in items if (when := item.when) is not None]
    bodies = _bodies(telling, items)
    people = _people(telling, items)
    return StoryPage(
        path=urls.story(story.slug),
        title=head.headline,
        description=head.excerpt or head.headline,
        section=urls.STORIES,
        facets=facets_of(archive, "Story", items, entries=entries, bodies=_slugs(telling, items)),
        headline=head.headline,
        excerpt=head.excerpt or "",
        excerpt_source=head.source_name,
        topics=tuple((one.label, one.url) for one in held[:3]),
        span=words.stretch(dates[0], dates[-1]) if dates else "no date",
        began=words.partial(dates[0]) if dates else "not known",
        grew=words.partial(dates[-1]) if dates else "not known",
        articles=len(items),
        sources=len({item.source for item in items}),
        positions=sum(entry.is_sure for entry in entries),
        comments=sum(item.comments for item in items),
        shelves=shelves(telling, items[:_ARTICLES], heads),
        unlisted=max(0, len(items) - _ARTICLES),
        groups=held,
        more_groups=others,
        moves=moves(archive, telling.changes(items)[:_MOVES]),
        absences=absences(telling, items),
        readers=readers(archive, items),
        chain=_chain(telling, story),
        bodies=bodies[:_NAMES],
        more_bodies=max(0, len(bodies) - _NAMES),
        people=people[:_NAMES],
        more_people=max(0, len(people) - _NAMES),
        run=run(telling, items, heads),
        places=tuple(dict.fromkeys(found for item in items if (found := place(item)))),
        first=str(dates[0]) if dates else None,
        last=str(dates[-1]) if dates else None,
    )


def _groups(
    archive: Archive, entries: Sequence[Entry]
) -> tuple[tuple[Group, ...], tuple[tuple[str, str], ...]]:
    """The sides by question, the one with most holders first; and what there is no room for."""
    held = by_question(entries)
    ranked = sorted(held, key=lambda slug: (-voices(held[slug]), slug))
    found = [
        group(archive, slug, held[slug], most=_LINES if at < _MAIN else _FEW)
        for at, slug in enumerate(ranked[:_QUESTIONS])
    ]
    others = [archive.register.questions[slug] for slug in ranked[_QUESTIONS:]]
    return tuple(found), tuple((one.label, urls.question(one.slug)) for one in others)


def _before(telling: Telling, story: Story) -> tuple[Story, ...]:
    """The stories that it goes on from, oldest first."""
    return tuple(one for one, _ in zip(telling.earlier(story), range(_CHAIN), strict=False))[::-1]


def _after(telling: Telling, story: Story) -> tuple[Story, ...]:
    return telling.later.get(story.slug, ())[:_CHAIN]


def _chain(telling: Telling, story: Story) -> tuple[Note, ...]:
    """What it goes on from, the milestones of its days, and what goes on from it, by date."""
    archive = telling.archive
    found = [_link(telling, other) for other in (*_before(telling, story), *_after(telling, story))]
    days = [item.day for item in story.items if item.day is not None]
    if days:
        near = happened(archive, days[0] - _NEAR, days[-1] + _NEAR, years=True)
        found += near
    return tuple(sorted(found, key=lambda note: note.machine))


def _link(telling: Telling, story: Story) -> Note:
    head = telling.head(story.items)
    shown = telling.archive.details.heads((head,))[head.id]
    when = story.items[0].when
    many = len(story.items)
    return Note(
        url=story_url(story),
        name=shown.headline,
        date=words.short_partial(when) if when else "no date",
        machine=str(when) if when else "",
        left=f"{many}\u00a0articles" if many > 1 else "1\u00a0article",
    )


def _bodies(telling: Telling, items: Iterable[Item]) -> tuple[Named, ...]:
    counts = Counter(_slugs(telling, items))
    return _named((telling.archive.names[slug], urls.body(slug), n) for slug, n in counts.items())


def _slugs(telling: Telling, items: Iterable[Item]) -> Iterable[str]:
    return (slug for item in items for slug in telling.bodies_in.get(item.id, ()))


def _people(telling: Telling, items: Iterable[Item]) -> tuple[Named, ...]:
    counts = Counter(slug for item in items for slug in telling.archive.people_in.get(item.id, ()))
    return _named((telling.people[slug], urls.person(slug), n) for slug, n in counts.items())


def _named(found: Iterable[tuple[str, str, int]]) -> tuple[Named, ...]:
    ranked = sorted(found, key=lambda row: (-row[2], row[0].casefold()))
    return tuple(Named(name=name, url=url, articles=n) for name, url, n in ranked)
