"""An edition: the editor's choice as it was published, each claim with its words.

Its content is frozen; only where its links lead changes with the archive.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import ClassVar

from commissioning.domain.dates import Dated
from commissioning.domain.editions import Edition, Item, ItemStance
from commissioning.domain.ledger import SURE
from commissioning.domain.quoting import EVIDENCE
from commissioning.domain.tags import HolderKind
from site_builder import urls, words
from site_builder.issues import Earlier, Issues, Way
from site_builder.keys import key_of
from site_builder.outside import outside
from site_builder.pages.page import Page, Plan
from site_builder.prose import plainly
from site_builder.searching.facets import Facets
from site_builder.unseen import sentences
from site_builder.writable import writable

_OUTLETS, _DESCRIPTION = 4, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A side with the words that show it.

    speaker  who said it for the body, with their office; None where the holder spoke
    how      how sure that is, in words
    """

    mark: str
    sure: bool
    holder: Way
    verb: str
    question: Way
    words: str
    speaker: Way | None
    office: str | None
    source: Way
    date: str
    machine: str | None
    how: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item of the edition.

    number   from 1 through the whole edition
    source   outlet of the article whose headline it is; None for an item of the editor's own
    others   other outlets that have it; `more`: how many beside them
    line     the editor's words in Markdown; '' for none
    earlier  where an edition before had the same story: number, item, path
    """

    number: int
    headline: Way
    source: Way | None
    date: str
    machine: str | None
    others: tuple[Way, ...]
    more: int
    line: str
    sides: tuple[Side, ...]
    earlier: tuple[int, int, str] | None
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of the edition."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was put right after it was published; `text` is Markdown."""

    date: str
    machine: str
    text: str


@dataclass(frozen=True, kw_only=True)
class EditionPage(Page):
    """A published edition.

    introduction   Markdown; '' for none
    unseen         sentences about what was not seen; () where nothing is known of that
    before, after  the editions around it: (number, title, path)
    week           the week in which it came out: (name, path); None where the digest has none
    """

    template: ClassVar[str] = "edition.html"
    number: int
    headline: str
    date: str
    machine: str
    introduction: str
    parts: tuple[Part, ...]
    unseen: tuple[str, ...]
    corrections: tuple[Correction, ...]
    before: tuple[int, str, str] | None
    after: tuple[int, str, str] | None
    week: tuple[str, str] | None

    def data(self) -> Mapping[str, object]:
        """The edition with its sections; its texts are Markdown."""
        return {
            "number": self.number,
            "date": self.machine,
            "introduction": self.introduction,
            "sections": [
                {"name": part.name, "items": [entry.data for entry in part.entries]}
                for part in self.parts
            ],
            "not_seen": list(self.unseen),
            "corrections": [{"date": one.machine, "text": one.text} for one in self.corrections],
        }

    def linked_data(self) -> Mapping[str, object]:
        """An issue of a periodical."""
        return {
            "@type": "PublicationIssue",
            "issueNumber": self.number,
            "name": self.headline,
            "datePublished": self.machine,
            "hasPart": [
                {"@type": "Article", "position": entry.number, "headline": entry.headline.text}
                for part in self.parts
                for entry in part.entries
            ],
        }


def edition_plans(issues: Issues) -> Iterable[Plan]:
    """A page for every published edition."""
    for at, edition in enumerate(issues.editions):
        around = _leaf(issues, at - 1), _leaf(issues, at + 1)
        key = key_of(issue_key(issues, edition), around, _week(issues, edition))
        yield Plan(path=urls.edition(edition.slug), key=key, make=partial(_page, issues, at))


def issue_key(issues: Issues, edition: Edition) -> str:
    """Changes when a correction is added, and when a link leads elsewhere; all else is frozen."""
    told = edition.day, edition.title, edition.introduction, edition.unseen, edition.amendments
    return key_of(told, edition_parts(issues, edition))


def _page(issues: Issues, at: int) -> EditionPage:
    edition = issues.editions[at]
    said = plainly(edition.introduction) or edition.title
    date = f"{edition.day:%A}\u00a0{words.day(edition.day)}"
    return EditionPage(
        path=urls.edition(edition.slug),
        title=f"{writable(edition.title)} · Issue {edition.number}",
        description=words.clip(said, _DESCRIPTION),
        section=urls.EDITIONS,
        feed=urls.feed(urls.EDITIONS),
        facets=Facets(
            kind="Issue",
            day=edition.day,
            when=words.day(edition.day),
            years=(edition.day.year,),
        ),
        number=edition.number,
        headline=writable(edition.title),
        date=date,
        machine=edition.day.isoformat(),
        introduction=writable(edition.introduction),
        parts=edition_parts(issues, edition),
        unseen=tuple(sentences(edition.unseen)) if edition.unseen else (),
        corrections=corrections(edition),
        before=_leaf(issues, at - 1),
        after=_leaf(issues, at + 1),
        week=_week(issues, edition),
    )


def edition_parts(issues: Issues, edition: Edition) -> tuple[Part, ...]:
    """The sections as pages and feeds show them."""
    return tuple(
        Part(
            name=writable(section.name),
            entries=tuple(_entry(issues, edition, number, item) for number, item in items),
        )
        for section, items in edition.numbered()
    )


def _entry(issues: Issues, edition: Edition, number: int, item: Item) -> Entry:
    others = {
        one.name: issues.article(writable(one.name), one.url)
        for one in item.sources[1:]
        if one.name != item.sources[0].name
    }
    first = item.sources[0] if item.sources else None
    published = first.published if first else None
    headline = issues.headline(item)
    return Entry(
        number=number,
        headline=headline,
        source=issues.article(writable(first.name), first.url) if first else None,
        date=_short(published, edition),
        machine=words.machine(published),
        others=tuple(others.values())[:_OUTLETS],
        more=max(0, len(others) - _OUTLETS),
        line=writable(item.line or ""),
        sides=tuple(_side(issues, edition, one) for one in item.stances),
        earlier=_earlier(issues.earlier(edition.number, number)),
        data=_entry_data(number, item, headline),
    )


def _entry_data(number: int, item: Item, headline: Way) -> Mapping[str, object]:
    return {
        "number": number,
        "headline": writable(item.headline),
        "page": headline.path,
        "url": outside(item.url),
        "line": writable(item.line or "") or None,
        "articles": [
            {
                "article": one.url,
                "source": writable(one.name),
                "published": words.machine(one.published),
            }
            for one in item.sources
        ],
        "stances": [_side_data(one) for one in item.stances],
    }


def _side(issues: Issues, edition: Edition, found: ItemStance) -> Side:
    sure = found.confidence >= SURE
    is_body = found.organisation is not None or found.holder_kind is HolderKind.ORGANISATION
    name = writable(found.holder)
    return Side(
        mark=words.mark(found.position),
        sure=sure,
        holder=issues.body(name, found.organisation) if is_body else issues.person(name),
        verb=words.verb(found.position, sure=sure),
        question=issues.question(found.label, found.question),
        words=words.nested(words.clip(writable(found.words), EVIDENCE)),
        speaker=issues.person(writable(found.speaker)) if found.speaker else None,
        office=writable(found.office) if found.office else None,
        source=issues.article(writable(found.source), found.article),
        date=_short(found.published, edition),
        machine=words.machine(found.published),
        how=words.certainty(found.confidence, found.method),
        data=_side_data(found),
    )


def _side_data(found: ItemStance) -> Mapping[str, object]:
    return {
        "holder": writable(found.speaker or found.holder),
        "holder_kind": found.holder_kind.value,
        "organisation": found.organisation,
        "question": found.question,
        "stance": found.position.value,
        "confidence": round(found.confidence, 3),
        "method": found.method,
        "text": words.clip(writable(found.words), EVIDENCE),
        "article": found.article,
        "published": words.machine(found.published),
    }


def _short(published: Dated | None, edition: Edition) -> str:
    """A date without the year where that is the edition's own."""
    if published is None:
        return ""
    told = words.dated(published)
    year = f"\u00a0{edition.day.year}"
    return told.removesuffix(year) if told.count("\u00a0") > 1 else told


def _earlier(found: Earlier | None) -> tuple[int, int, str] | None:
    if found is None:
        return None
    return found.number, found.item, urls.edition(str(found.number), found.item)


def corrections(edition: Edition) -> tuple[Correction, ...]:
    """What was put right since it was published, oldest first."""
    return tuple(
        Correction(
            date=words.day(one.at.date()),
            machine=one.at.date().isoformat(),
            text=writable(one.text),
        )
        for one in edition.amendments
    )


def _leaf(issues: Issues, at: int) -> tuple[int, str, str] | None:
    if not 0 <= at < len(issues.editions):
        return None
    one = issues.editions[at]
    return one.number, writable(one.title), urls.edition(one.slug)


def _week(issues: Issues, edition: Edition) -> tuple[str, str] | None:
    monday = edition.day - timedelta(days=edition.day.weekday())
    if all(week.monday != monday for week in issues.archive.weeks):
        return None
    return words.week_name(monday), urls.week(monday)
