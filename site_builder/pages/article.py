"""An article: what it shows, its record, and the way to the whole of it. Never its text."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from commissioning.domain.ledger import Record, Said
from commissioning.domain.tags import QuotationKind
from site_builder import urls, words
from site_builder.ledger import Entry, Holder
from site_builder.pages.page import Line, Page, excerpt, line, topics
from site_builder.reading import Archive

_QUOTATIONS = 12
_WORDS = 40
_SHARE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quotation in the table: `direct` ones stand between marks."""

    speaker: str
    body: str | None
    body_url: str | None
    words: str
    direct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body that the article names, with its surfaces there."""

    name: str
    url: str
    surfaces: str


@dataclass(frozen=True, kw_only=True)
class ArticlePage(Page):
    """An article's page.

    link      of the article at its publisher; None where it came from a file without address
    lines     its positions, evidence with them
    readers   positions in the readers' comments, as lines of 'a reader'
    hidden    quotations that are not shown, for the article is its publisher's
    """

    template: ClassVar[str] = "article.html"
    headline: str
    source: str
    link: str | None
    date: str
    machine: str | None
    byline: str | None
    kind: str | None
    excerpt: str
    topics: tuple[tuple[str, str], ...]
    week: tuple[str, str] | None
    lines: tuple[Line, ...]
    readers: tuple[Line, ...]
    quotes: tuple[Quote, ...]
    hidden: int
    bodies: tuple[Body, ...]
    published: str
    updated: str | None
    collected: str
    relevance: str
    comments: int
    tagger: str
    extractor: str


def article_pages(archive: Archive) -> Iterable[Page]:
    """A page for every article of the field."""
    weeks = {id(r): week.monday for week in archive.weeks for r in week.records}
    entries: dict[int, list[Entry]] = {}
    for entry in archive.ledger.entries:
        entries.setdefault(id(entry.record), []).append(entry)
    for record in archive.records:
        monday = weeks.get(id(record))
        week = (urls.week(monday), words.week_name(monday)) if monday else None
        yield _article(archive, record, week, entries.get(id(record), []))


def _article(
    archive: Archive, record: Record, week: tuple[str, str] | None, entries: list[Entry]
) -> ArticlePage:
    quotes = tuple(_quotes(archive, record))
    return ArticlePage(
        path=urls.article(record.url),
        title=record.headline,
        description=excerpt(record),
        section=urls.WEEKS,
        headline=record.headline,
        source=record.source_name,
        link=record.url if urlsplit(record.url).scheme in {"http", "https"} else None,
        date=words.dated(record.published),
        machine=words.machine(record.published),
        byline=record.byline,
        kind=record.kind,
        excerpt=excerpt(record),
        topics=tuple(topics(archive, record.statements)),
        week=week,
        lines=tuple(line(archive, entry) for entry in entries),
        readers=tuple(_readers(archive, record)),
        quotes=quotes,
        hidden=len(record.quotations) - len(quotes),
        bodies=tuple(
            Body(
                name=archive.names[named.organisation],
                url=urls.body(named.organisation),
                surfaces=", ".join(f"‘{surface}’" for surface in named.surfaces[:6]),
            )
            for named in record.named
            if named.organisation in archive.names
        ),
        published=words.moment(record.published),
        updated=words.moment(record.updated) if _is_changed(record) else None,
        collected=words.dated(record.captured),
        relevance=f"{record.relevance:.2f}",
        comments=record.comments,
        tagger=record.tagger,
        extractor=record.extractor,
    )


def _is_changed(record: Record) -> bool:
    """Whether the page says that it was changed after it was published."""
    if record.updated is None or record.published is None:
        return record.updated is not None
    return record.updated.moment > record.published.moment


def _readers(archive: Archive, record: Record) -> Iterable[Line]:
    for statement in record.comment_statements:
        if not statement.is_shown:
            continue
        holder = Holder(name="A reader", slug=None)
        yield line(archive, Entry(holder=holder, statement=statement, record=record))


def _quotes(archive: Archive, record: Record) -> Iterable[Quote]:
    """The quotations, as long as they are a small part of the article."""
    shown = 0
    for said in record.quotations[:_QUOTATIONS]:
        shown += min(len(said.words.split()), _WORDS)
        if shown > max(_WORDS, _SHARE * record.words):
            return
        yield _quote(archive, said)


def _quote(archive: Archive, said: Said) -> Quote:
    slug = said.organisation if said.organisation in archive.names else None
    return Quote(
        speaker=said.speaker or "not found",
        body=archive.names[slug] if slug else None,
        body_url=urls.body(slug) if slug else None,
        words=words.clip(said.words, _WORDS),
        direct=said.kind is QuotationKind.DIRECT,
    )
