"""A body in its time: where it stood, what came before and after it, who spoke for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from commissioning.domain.facts import Organisation
from site_builder import kinds, urls, words
from site_builder.keys import key_of
from site_builder.ledger import Entry, Holder
from site_builder.pages.atlas import Atlas, Subject, as_they_are, newest_first
from site_builder.pages.forebears import Forebears, forebears, forebears_key
from site_builder.pages.offices import Offices, offices_in
from site_builder.pages.page import Page, Plan
from site_builder.pages.positions import Positions, positions, positions_key
from site_builder.pages.quotes import LATELY, Cited, quotes
from site_builder.pages.said import LISTED, Chapter, Listed, chapters, listed, said_plans
from site_builder.succession import Succession, succession

_SURFACES = 6
_PARTS = 10
_VOICES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A body that this one is a part of, or that is a part of it; `url` None: it has no page."""

    slug: str
    name: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Somebody who spoke for the body, and how many positions of it are theirs."""

    name: str
    url: str | None
    positions: int
    last: str


@dataclass(frozen=True, kw_only=True)
class BodyPage(Page):
    """A body's page.

    kind     what it is, `ended` whether it no longer exists
    said     its positions; `kin` those of its predecessors and successors
    chart    its life among its kin; None where it has none
    parts    the bodies that are a part of it and have a page, the most named first
    voices   who spoke for it, and how often
    since    the year of the first article; '' where none is dated
    """

    template: ClassVar[str] = "body.html"
    slug: str
    name: str
    short: str
    kind: str
    years: str
    ended: bool
    homepage: str | None
    parent: Relative | None
    parts: tuple[Relative, ...]
    more_parts: int
    said: Positions
    kin: Forebears
    chart: Succession | None
    offices: Offices
    voices: tuple[Voice, ...]
    quotes: tuple[Cited, ...]
    listed: tuple[Listed, ...]
    chapters: tuple[tuple[str, str], ...]
    articles: int
    since: str
    surfaces: tuple[str, ...]
    facts: Mapping[str, object]

    def data(self) -> Mapping[str, object]:
        """The body with its kin, its offices and its newest positions."""
        return {
            **self.facts,
            "offices": [
                {"title": o.title, "person": o.name, "page": o.url, "years": o.years, "low": o.low}
                for o in self.offices.all
            ],
            "counted": self.said.counted,
            "positions": self.said.data,
            "articles": [item.url for item in self.listed],
            "years_apart": [urls.json(path) for _, path in self.chapters],
        }

    def linked_data(self) -> Mapping[str, object]:
        """The body as schema.org has it."""
        return {
            "@type": "Organization",
            "name": self.name,
            "alternateName": None if self.short == self.name else self.short,
            "sameAs": self.homepage,
            "foundingDate": self.facts["began"],
            "dissolutionDate": self.facts["ended"],
            "parentOrganization": (
                {"@type": "Organization", "name": self.parent.name} if self.parent else None
            ),
        }


def body_plans(atlas: Atlas) -> Iterator[Plan]:
    """A page for every body that has one, and those of its years where one page is too little."""
    for slug in sorted(atlas.lineages.shown):
        body = atlas.archive.bodies[slug]
        subject = _subject(atlas, body)
        pages = chapters(subject)
        yield Plan(
            path=subject.path,
            key=_key(atlas, body, subject, pages),
            make=partial(_body, atlas, body, subject, pages),
        )
        yield from said_plans(atlas, subject, pages)


def _subject(atlas: Atlas, body: Organisation) -> Subject:
    archive = atlas.archive
    return Subject(
        name=archive.names[body.slug],
        path=urls.body(body.slug),
        section=urls.BODIES,
        holder=Holder(name=archive.names[body.slug], slug=body.slug, many=kinds.are_many(body)),
        entries=archive.ledger.by_body.get(body.slug, ()),
        items=archive.named.get(body.slug, ()),
        past=atlas.lineages.ended(body),
        voice=as_they_are,
    )


def _key(atlas: Atlas, body: Organisation, subject: Subject, pages: Sequence[Chapter]) -> str:
    archive, lineages = atlas.archive, atlas.lineages
    near = (*lineages.predecessors(body.slug), *lineages.successors(body.slug))
    newest = newest_first(subject.items)[:LISTED]
    return key_of(
        positions_key(atlas, subject),
        forebears_key(atlas, body),
        [lineages.url(one.slug) for one in (*near, *lineages.namesakes(body))],
        archive.today.year,
        lineages.url(body.parent or ""),
        _parts(atlas, body.slug),
        offices_in(atlas, body.slug),
        len(subject.items),
        subject.items[0].earliest if subject.items else None,
        [archive.item_key(item) for item in newest],
        [archive.people_in.get(item.id) for item in newest[:LATELY]],
        [(chapter.label, chapter.path) for chapter in pages],
    )


def _body(atlas: Atlas, body: Organisation, subject: Subject, pages: Sequence[Chapter]) -> BodyPage:
    archive, lineages = atlas.archive, atlas.lineages
    newest = newest_first(subject.items)[:LISTED]
    parts = _parts(atlas, body.slug)
    said = positions(atlas, subject)
    return BodyPage(
        path=subject.path,
        title=body.name,
        description=f"What {body.name} and those who speak for it said on commissioning care.",
        section=urls.BODIES,
        feed=urls.feed(subject.path) if subject.items else None,
        facets=said.facets(
            "Body",
            bodies=(archive.whole_names.get(body.slug, body.name),),
            called=archive.called[body.slug],
            day=newest[0].earliest if newest else None,
        ),
        slug=body.slug,
        name=body.name,
        short=subject.name,
        kind=kinds.one(body.type),
        years=words.years(lineages.years(body)),
        ended=subject.past,
        homepage=body.homepage,
        parent=_relative(atlas, body.parent) if body.parent else None,
        parts=tuple(_relative(atlas, slug) for slug in parts[:_PARTS]),
        more_parts=max(len(parts) - _PARTS, 0),
        said=said,
        kin=forebears(atlas, body),
        chart=succession(lineages, body),
        offices=offices_in(atlas, body.slug),
        voices=_voices(atlas, subject.entries),
        quotes=quotes(atlas, newest, body=body.slug, above=said.lines) if subject.items else (),
        listed=listed(atlas, newest),
        chapters=tuple((chapter.label, chapter.path) for chapter in pages),
        articles=len(subject.items),
        since=f"{day.year}" if subject.items and (day := subject.items[0].earliest) else "",
        surfaces=archive.surfaces.get(body.slug, ())[:_SURFACES],
        facts=_facts(atlas, body),
    )


def _relative(atlas: Atlas, slug: str) -> Relative:
    return Relative(slug=slug, name=atlas.archive.bodies[slug].name, url=atlas.lineages.url(slug))


def _parts(atlas: Atlas, slug: str) -> Sequence[str]:
    """Its parts that have a page, the most named first."""
    named = atlas.archive.named
    shown = [part for part in atlas.lineages.parts(slug) if part in atlas.lineages.shown]
    return sorted(shown, key=lambda part: (-len(named.get(part, ())), part))


def _voices(atlas: Atlas, entries: Iterable[Entry]) -> tuple[Voice, ...]:
    """Those who spoke most often for it, and when they last did."""
    spoke: dict[Holder, list[Entry]] = {}
    for entry in entries:
        if entry.person is not None and entry.is_sure:
            spoke.setdefault(entry.person, []).append(entry)
    ranked = sorted(spoke.items(), key=lambda pair: (-len(pair[1]), pair[0].name))
    return tuple(
        Voice(
            name=person.name,
            url=atlas.archive.url(person),
            positions=len(held),
            last=_last(held),
        )
        for person, held in ranked[:_VOICES]
    )


def _last(held: Iterable[Entry]) -> str:
    dated = [when for entry in held if (when := entry.when) is not None]
    return words.rough(max(dated, key=lambda when: when.earliest)) if dated else ""


def _facts(atlas: Atlas, body: Organisation) -> Mapping[str, object]:
    """What the register knows of it, for machines."""
    lineages, bodies = atlas.lineages, atlas.archive.bodies
    years = lineages.years(body)
    return {
        "slug": body.slug,
        "name": body.name,
        "short_name": body.short_name,
        "also": list(atlas.archive.surfaces.get(body.slug, ())),
        "type": body.type,
        "began": str(years.start) if years.start else None,
        "ended": str(years.end) if years.end else None,
        "homepage": body.homepage,
        "parent": body.parent,
        "parts": list(lineages.parts(body.slug)),
        **{
            name: [
                {"slug": slug, "name": bodies[slug].name, "page": lineages.url(slug)}
                for slug in slugs
                if lineages.exists(bodies[slug])
            ]
            for name, slugs in (
                ("predecessors", body.predecessors),
                ("successors", body.successors),
                ("namesakes", [one.slug for one in lineages.namesakes(body)]),
            )
        },
    }
