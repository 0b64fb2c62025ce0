"""What a mail says of an edition, in words: HTML, plain text and Markdown are made from it alike.

Every address in it is absolute, and every word can be written in HTML and in mail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from commissioning.domain.dates import Dated, Precision
from commissioning.domain.editions import Appearance, Edition, Item, ItemSource, ItemStance
from commissioning.domain.ledger import SURE
from commissioning.domain.quoting import EVIDENCE
from commissioning.settings import Settings
from site_builder import bounded, urls, words
from site_builder.outside import outside
from site_builder.prose import plainly
from site_builder.unseen import sentences
from site_builder.writable import writable

_TITLE = 200
_PREVIEW = 24
_OUTLETS = 5
_NARROW = "\u00a0"
UNSEEN = "What we did not see"
NOTHING_BEFORE: Mapping[str, Appearance] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What stands around every issue.

    url          of the site, ends in '/'
    footer       sentences below every issue, one a line; '' for none
    unsubscribe  where readers leave: 'https://...' or 'mailto:...'; '' where whoever sends adds it
    sample       whether it is made of invented articles; every issue says so
    """

    name: str
    url: str
    language: str = "en-GB"
    footer: str = ""
    unsubscribe: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words that lead somewhere; `url` is None where they do not."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A side that was taken: 'holder verb question', the words that show it, and whose they are.

    mark   'u', 'd' or 'm': which symbol and colour
    whose  speaker, outlet and day, and how sure it is
    """

    mark: str
    holder: Link
    verb: str
    question: Link
    words: str
    whose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item of an issue.

    number    from 1 through the whole issue
    headline  it leads to the digest's own page where there is one
    sources   outlets with their days, leading to the articles
    again     'before in issue 41, item 3'; None for what is new
    line      Markdown; '' where the editor wrote none
    """

    number: int
    headline: Link
    sources: tuple[Link, ...]
    again: Link | None
    line: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section with items in it."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was put right after publication; `text` is Markdown."""

    day: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An issue in words.

    day           'Thursday 4 November 2010'
    preview       what lists of mail show after the title; '' where there is nothing to say
    introduction  Markdown; '' for none
    unseen        sentences about what was not seen; () where nothing is known of that
    page          of the issue on the site; `earlier` and `method` are pages of the site, too
    """

    head: Letterhead
    number: int
    day: str
    title: str
    preview: str
    introduction: str
    corrections: tuple[Correction, ...]
    parts: tuple[Part, ...]
    unseen: tuple[str, ...]
    page: str
    earlier: str
    method: str

    @property
    def issue(self) -> str:
        """'Issue 42'."""
        return f"Issue{_NARROW}{self.number}"

    @property
    def named(self) -> tuple[Link, ...]:
        """The bodies and questions that it links to, each once, by name."""
        sides = [side for part in self.parts for entry in part.entries for side in entry.sides]
        found = {
            link.url: link for side in sides for link in (side.holder, side.question) if link.url
        }
        return tuple(
            sorted(found.values(), key=lambda link: (link.text.casefold(), link.url or ""))
        )


def letterhead(settings: Settings, *, sample: bool = False) -> Letterhead:
    """What the settings say of every issue; `sample` as the database has invented sources."""
    return Letterhead(
        name=settings.site.name,
        url=settings.site.url,
        language=settings.mail.language,
        footer=settings.mail.footer,
        unsubscribe=settings.mail.unsubscribe,
        sample=sample,
    )


def compose(
    edition: Edition, head: Letterhead, *, again: Mapping[str, Appearance] = NOTHING_BEFORE
) -> Letter:
    """The issue that an edition is: sections without items are left out.

    `again` has, by item key, the published issue that had its story before.
    """
    introduction = writable(edition.introduction).strip()
    parts = tuple(
        Part(
            name=_line(section.name, bounded.HEADLINE) or "More",
            entries=tuple(
                _entry(number, item, edition.day, head.url, again.get(item.key))
                for number, item in items
            ),
        )
        for section, items in edition.numbered()
        if items
    )
    return Letter(
        head=head,
        number=edition.number,
        day=f"{edition.day:%A}{_NARROW}{words.day(edition.day)}",
        title=_line(edition.title, _TITLE) or f"Issue {edition.number}",
        preview=_preview(introduction, parts),
        introduction=introduction,
        corrections=tuple(
            Correction(day=words.day(found.at.date()), text=writable(found.text).strip())
            for found in edition.amendments
        ),
        parts=parts,
        unseen=tuple(sentences(edition.unseen)) if edition.unseen else (),
        page=head.url + urls.edition(edition.slug),
        earlier=head.url + urls.EDITIONS,
        method=head.url + urls.METHOD,
    )


def _entry(number: int, item: Item, day: date, site: str, before: Appearance | None) -> Entry:
    return Entry(
        number=number,
        headline=Link(text=_line(item.headline, bounded.HEADLINE) or "…", url=_main(item, site)),
        sources=_sources(item.sources, day),
        again=_again(before, site) if before else None,
        line=writable(item.line or "").strip(),
        sides=tuple(_side(stance, day, site) for stance in item.stances),
    )


def _main(item: Item, site: str) -> str | None:
    """Where a headline leads: the story's page, the article's, or outside for the editor's own."""
    if item.story and item.has_story_page:
        return site + urls.story(item.story)
    if item.article:
        return site + urls.article(item.article)
    return outside(item.url)


def _again(before: Appearance, site: str) -> Link:
    text = f"before in issue{_NARROW}{before.number}, item{_NARROW}{before.item}"
    return Link(text=text, url=site + urls.edition(str(before.number), before.item))


def _sources(sources: Sequence[ItemSource], day: date) -> tuple[Link, ...]:
    """Each outlet once, with the first of its articles; of many, the first and how many more."""
    once: dict[str, ItemSource] = {}
    for source in sources:
        once.setdefault(source.name, source)
    shown = [_source(source, day) for source in list(once.values())[:_OUTLETS]]
    if len(once) > _OUTLETS:
        shown.append(Link(text=f"{len(once) - _OUTLETS} more", url=None))
    return tuple(shown)


def _source(source: ItemSource, day: date) -> Link:
    named = [_line(source.name, bounded.NAME), _when(source.published, day)]
    return Link(text=", ".join(filter(None, named)), url=outside(source.url))


def _side(stance: ItemStance, day: date, site: str) -> Side:
    whose = ", ".join(_line(part, bounded.LINE) for part in (stance.speaker, stance.office) if part)
    where = ", ".join(
        filter(None, [_line(stance.source, bounded.NAME), _when(stance.published, day)])
    )
    how = words.sureness(stance.confidence, stance.method)
    body = site + urls.body(stance.organisation) if stance.organisation else None
    return Side(
        mark=words.mark(stance.position),
        holder=Link(text=_line(stance.holder, bounded.NAME), url=body),
        verb=words.verb(stance.position, sure=stance.confidence >= SURE),
        question=Link(
            text=_line(stance.label, bounded.LINE), url=site + urls.question(stance.question)
        ),
        words=words.clip(words.nested(writable(stance.words)), EVIDENCE),
        whose=" · ".join(filter(None, [whose, where, how])),
    )


def _when(found: Dated | None, day: date) -> str:
    """'2 November', with the year where it is not the issue's own; '' where it is not known."""
    if found is None:
        return ""
    has_day = found.precision not in (Precision.MONTH, Precision.YEAR)
    if has_day and found.day.year == day.year:
        return f"{found.day.day}{_NARROW}{found.day:%B}"
    return words.dated(found)


def _preview(introduction: str, parts: tuple[Part, ...]) -> str:
    """The beginning of the introduction, else the first headlines."""
    said = plainly(introduction)
    if not said:
        heads = [entry.headline.text for part in parts for entry in part.entries]
        said = "; ".join(heads[:3])
    return words.clip(said, _PREVIEW)


def _line(text: str, letters: int) -> str:
    """Words on one line, within bounds."""
    return bounded.short(" ".join(writable(text).split()), letters)
