"""A person in their offices: what they said through time, and in whose name."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from commissioning.domain.ledger import Said
from commissioning.domain.tags import HolderKind
from site_builder import urls, words
from site_builder.keys import key_of
from site_builder.ledger import Entry, Holder
from site_builder.lines import Line
from site_builder.pages.atlas import Atlas, Subject, newest_first
from site_builder.pages.offices import Office, Offices, offices_of
from site_builder.pages.page import Page, Plan
from site_builder.pages.positions import NEWEST, Positions, positions, positions_key
from site_builder.pages.quotes import LATELY, Cited, quotes
from site_builder.pages.said import LISTED, Chapter, Listed, chapters, listed, said_plans

_CALLED = 4
_NONE = Offices(present=(), past=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """In whose name somebody spoke, how often and when; `url` and `body` None: in their own.

    body       the whole name
    positions  those that count; `years` are theirs, or of those that do not where none does
    """

    name: str
    body: str | None
    url: str | None
    positions: int
    years: str


@dataclass(frozen=True, kw_only=True)
class PersonPage(Page):
    """A person's page.

    registered  whether the register knows them; else they are known by the name alone
    also        other names of theirs; called: the offices that articles give them
    said        their positions, whomever they spoke for; moves are of those for nobody
    causes      the bodies that they spoke for, and themselves
    """

    template: ClassVar[str] = "person.html"
    slug: str
    name: str
    titles: str
    also: tuple[str, ...]
    called: tuple[str, ...]
    registered: bool
    offices: Offices
    said: Positions
    causes: tuple[Cause, ...]
    quotes: tuple[Cited, ...]
    listed: tuple[Listed, ...]
    chapters: tuple[tuple[str, str], ...]
    articles: int
    since: str

    def data(self) -> Mapping[str, object]:
        """The person with their offices and newest positions."""
        return {
            "slug": self.slug,
            "name": self.name,
            "also": list(self.also),
            "called": list(self.called),
            "registered": self.registered,
            "offices": [_office_data(office) for office in self.offices.all],
            "counted": self.said.counted,
            "positions": self.said.data,
            "articles": [item.url for item in self.listed],
            "years_apart": [urls.json(path) for _, path in self.chapters],
        }

    def linked_data(self) -> Mapping[str, object]:
        """The person as schema.org has it."""
        present = self.offices.present
        return {
            "@type": "Person",
            "name": self.name,
            "alternateName": list(self.also) or None,
            "jobTitle": present[0].title if present else None,
            "worksFor": {"@type": "Organization", "name": present[0].name} if present else None,
        }


def _office_data(office: Office) -> Mapping[str, object]:
    return {
        "title": office.title,
        "body": office.name,
        "page": office.url,
        "years": office.years,
        "low": office.low,
    }


def person_plans(atlas: Atlas) -> Iterator[Plan]:
    """A page for everybody who has one, and those of their years where one page is too little."""
    for person in sorted(atlas.archive.shown_people, key=lambda one: one.slug or ""):
        slug = person.slug
        if slug is None:
            continue
        subject = _subject(atlas, person, slug)
        pages = chapters(subject)
        yield Plan(
            path=subject.path,
            key=_key(atlas, slug, subject, pages),
            make=partial(_person, atlas, slug, subject, pages),
        )
        yield from said_plans(atlas, subject, pages)


def _subject(atlas: Atlas, person: Holder, slug: str) -> Subject:
    entries = atlas.archive.ledger.by_person.get(slug, ())
    alone = all(entry.holder.is_person for entry in entries)
    return Subject(
        name=person.name,
        path=urls.person(slug),
        section=urls.PEOPLE,
        holder=person,
        entries=entries,
        items=atlas.archive.quoted[person],
        past=False,
        voice=partial(_in_whose_name, person, alone),
    )


def _in_whose_name(person: Holder, alone: bool, entry: Entry, line: Line) -> Line:
    """A line told as the person's own, with whom they spoke for: unless for none but themselves."""
    office = line.shown.office
    speaker: str | None
    if not entry.holder.is_person:
        speaker, url = f"for {entry.holder.name}", line.holder_url
    elif entry.kind is HolderKind.AUTHOR:
        speaker, url = "as the writer", None
    else:
        speaker, url = None if alone else "in their own name", None
    return replace(
        line,
        verb=words.verb(entry.position, sure=line.sure, past=line.past),
        holder=person.name,
        holder_url=None,
        speaker=", ".join(said for said in (office, speaker) if said) or None,
        speaker_url=url,
    )


def _key(atlas: Atlas, slug: str, subject: Subject, pages: Sequence[Chapter]) -> str:
    newest = newest_first(subject.items)[:LISTED]
    return key_of(
        subject.name,
        positions_key(atlas, subject),
        _offices(atlas, slug),
        len(subject.items),
        subject.items[0].earliest,
        [atlas.archive.item_key(item) for item in newest],
        [atlas.archive.people_in.get(item.id) for item in newest[:LATELY]],
        [(chapter.label, chapter.path) for chapter in pages],
    )


def _person(atlas: Atlas, slug: str, subject: Subject, pages: Sequence[Chapter]) -> PersonPage:
    archive = atlas.archive
    known = archive.register.people_by_slug.get(slug)
    newest = newest_first(subject.items)[:LISTED]
    first = subject.items[0].earliest
    said, causes = positions(atlas, subject), _causes(atlas, subject.entries)
    bodies = tuple(cause.body for cause in causes if cause.body)
    return PersonPage(
        path=subject.path,
        title=subject.name,
        description=f"What {subject.name} said on commissioning care, when and for whom.",
        section=urls.PEOPLE,
        facets=said.facets(
            "Person",
            called=(subject.name, *(known.aliases if known else ())),
            bodies=bodies,
            day=newest[0].earliest,
        ),
        slug=slug,
        name=subject.name,
        titles=", ".join(known.titles) if known else "",
        also=known.aliases if known else (),
        called=_called(atlas, subject.entries),
        registered=known is not None,
        offices=_offices(atlas, slug),
        said=said,
        causes=causes,
        quotes=quotes(atlas, newest, by=partial(_is_by, atlas, subject.holder), above=said.lines),
        listed=listed(atlas, newest),
        chapters=tuple((chapter.label, chapter.path) for chapter in pages),
        articles=len(subject.items),
        since=f"{first.year}" if first else "",
    )


def _offices(atlas: Atlas, slug: str) -> Offices:
    known = atlas.archive.register.people_by_slug.get(slug)
    return offices_of(atlas, known) if known else _NONE


def _is_by(atlas: Atlas, person: Holder, said: Said) -> bool:
    return said.speaker is not None and atlas.archive.people.named(said.speaker) == person


def _called(atlas: Atlas, entries: Sequence[Entry]) -> tuple[str, ...]:
    """What the articles of the newest words call them, most often first."""
    newest = newest_first(entries)[:NEWEST]
    offices = Counter(shown.office for shown in atlas.archive.details.evidence(newest).values())
    return tuple(office for office, _ in offices.most_common() if office)[:_CALLED]


def _causes(atlas: Atlas, entries: Sequence[Entry]) -> tuple[Cause, ...]:
    """In whose name they spoke, most often first."""
    spoke: dict[Holder, list[Entry]] = {}
    for entry in entries:
        spoke.setdefault(entry.holder, []).append(entry)
    counted = {holder: [entry for entry in held if entry.is_sure] for holder, held in spoke.items()}
    ranked = sorted(spoke, key=lambda holder: (-len(counted[holder]), holder.name))
    return tuple(
        Cause(
            name="In their own name" if holder.is_person else holder.name,
            body=None if holder.is_person else atlas.archive.bodies[holder.slug or ""].name,
            url=None if holder.is_person else atlas.archive.url(holder),
            positions=len(counted[holder]),
            years=_years(counted[holder] or spoke[holder]),
        )
        for holder in ranked
    )


def _years(held: Sequence[Entry]) -> str:
    dated = sorted((when for entry in held if (when := entry.when)), key=lambda when: when.earliest)
    if not dated:
        return ""
    first, last = words.rough(dated[0]), words.rough(dated[-1])
    return first if first == last else f"{first} to {last}"
