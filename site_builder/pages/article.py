"""An article: what it shows, its record, and the way to the whole of it. Never its text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from commissioning.domain.ledger import Copy, Head, Item, Record, Said, Statement
from commissioning.domain.quoting import QUOTATION, Allowance
from commissioning.domain.tags import HolderKind, QuotationKind
from site_builder import urls, words
from site_builder.keys import key_of
from site_builder.ledger import Entry, Holder
from site_builder.lines import Line
from site_builder.outside import outside
from site_builder.pages.facets import facets_of
from site_builder.pages.page import Page, Plan
from site_builder.pages.parts import topics
from site_builder.pages.places import Place, place
from site_builder.reading import Archive

_SURFACES = 6
_TYPES = {
    "news": "NewsArticle",
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "blog": "BlogPosting",
}
_A_READER = Holder(name="A reader", slug=None, is_person=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quotation in the table: `direct` ones stand between marks; `made` says how it was found."""

    speaker: str
    speaker_url: str | None
    body: str | None
    body_url: str | None
    words: str
    direct: bool
    made: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body that the article names, with its surfaces there; `made` says how they were found.

    plain  whether all of them are names that the register knows, which need no more words
    """

    slug: str
    name: str
    url: str
    surfaces: tuple[str, ...]
    made: str
    plain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """An article that shares this one's text; `share` in percent of the copy."""

    headline: str
    url: str
    source: str
    date: str
    share: int


@dataclass(frozen=True, kw_only=True)
class ArticlePage(Page):
    """An article's page.

    place     its week, or its month or year where no day is known; None where it is undated
    link      of the article at its publisher; None where it came from a file without address
    story     (headline, path, how many articles) of the story that it belongs to with others
    lines     its positions, evidence with them
    before    what leads to evidence of few words, by the positions' ids
    readers   positions in the readers' comments, as lines of 'a reader'
    original  the article whose text this one has; copies: those that have this one's
    hidden    quotations that are not shown, for the article is its publisher's
    """

    template: ClassVar[str] = "article.html"
    record: Record
    headline: str
    source: str
    source_url: str
    link: str | None
    date: str
    machine: str | None
    byline: str | None
    kind: str | None
    excerpt: str
    topics: tuple[tuple[str, str], ...]
    place: Place | None
    story: tuple[str, str, int] | None
    original: Twin | None
    copies: tuple[Twin, ...]
    lines: tuple[Line, ...]
    before: Mapping[int, str]
    readers: tuple[Line, ...]
    quotes: tuple[Quote, ...]
    hidden: int
    bodies: tuple[Body, ...]
    published: str
    updated: str | None
    collected: str
    relevance: str
    comments: int

    @property
    def anchored(self) -> tuple[tuple[Line, str | None], ...]:
        """Its positions with their ids; who shares another's words has none, for it has the id."""
        return _anchored(self.lines)

    @property
    def answered(self) -> tuple[tuple[Line, str | None], ...]:
        """The readers' positions in the same way."""
        return _anchored(self.readers)

    def data(self) -> Mapping[str, object]:
        """The article and its tags."""
        head = self.record.head
        return {
            "url": head.url,
            "headline": self.headline,
            "source": head.source,
            "byline": self.byline,
            "published": self.machine,
            "kind": self.kind,
            "excerpt": self.excerpt,
            "story": self.story[1] if self.story else None,
            "copy_of": self.original.url if self.original else None,
            "relevance": round(self.record.relevance, 3),
            "tagger": self.record.tagger,
            "extractor": self.record.extractor,
            "comments": self.comments,
            "organisations": [
                {
                    "slug": body.slug,
                    "name": body.name,
                    "surfaces": body.surfaces,
                    "found_by": body.made,
                }
                for body in self.bodies
            ],
            "stances": [line.data for line in (*self.lines, *self.readers)],
            "quotations": [
                {
                    "kind": said.kind.value,
                    "speaker": said.speaker,
                    "organisation": said.organisation,
                    "office": said.office,
                    "start": said.span.start,
                    "end": said.span.end,
                    "text": words.clip(said.words, QUOTATION),
                    "method": said.method,
                }
                for said in self.record.quotations[: len(self.quotes)]
            ],
        }

    def linked_data(self) -> Mapping[str, object]:
        """An article that another publisher published."""
        return {
            "@type": _TYPES.get(self.kind or "", "Article"),
            "headline": self.headline,
            "url": self.link,
            "datePublished": self.machine,
            "author": {"@type": "Person", "name": self.byline} if self.byline else None,
            "publisher": {"@type": "Organization", "name": self.source},
            "isAccessibleForFree": False if self.record.paywalled else None,
        }


def _anchored(lines: Iterable[Line]) -> tuple[tuple[Line, str | None], ...]:
    seen: set[str] = set()
    found = []
    for shown in lines:
        anchor = shown.evidence.partition("#")[2]
        found.append((shown, None if anchor in seen else anchor))
        seen.add(anchor)
    return tuple(found)


def article_plans(archive: Archive) -> Iterable[Plan]:
    """A page for every article of the field."""
    for item in archive.items:
        yield Plan(
            path=urls.article(item.url),
            key=_key(archive, item),
            make=partial(_article, archive, item),
        )


def _key(archive: Archive, item: Item) -> str:
    story = archive.story_of.get(item.id)
    copy = archive.copies.get(item.id)
    twins = (copy, *archive.copied.get(item.id, ()))
    return key_of(
        archive.item_key(item),
        story and (story.slug, len(story.items), archive.item_key(story.items[0])),
        [
            (one.share, archive.by_id[one.item].key, archive.by_id[one.original].key)
            for one in twins
            if one
        ],
    )


def _article(archive: Archive, item: Item) -> ArticlePage:
    record = archive.details.record(item)
    head = record.head
    allowance = Allowance(record.head.letters)
    quotes = tuple(_quotes(archive, record, allowance))
    entries = archive.ledger.by_item.get(item.id, ())
    copy = archive.copies.get(item.id)
    return ArticlePage(
        path=urls.article(item.url),
        title=head.headline,
        description=head.excerpt or "",
        section=urls.WEEKS,
        facets=facets_of(
            archive,
            (head.kind or "article").capitalize(),
            (item,),
            entries=entries,
            bodies=(named.organisation for named in record.named),
            source=head.source_name,
        ),
        record=record,
        headline=head.headline,
        source=head.source_name,
        source_url=urls.source(head.source),
        link=outside(head.url),
        date=words.dated(head.published),
        machine=words.machine(head.published),
        byline=head.byline,
        kind=head.kind,
        excerpt=head.excerpt or "",
        topics=topics(archive, entries),
        place=place(item),
        story=_story(archive, item),
        original=_twins(archive, (copy,), of=lambda one: one.original)[0] if copy else None,
        copies=_twins(archive, archive.copied.get(item.id, ()), of=lambda one: one.item),
        lines=archive.lines(entries),
        before=dict(_before(record, allowance)),
        readers=tuple(_readers(archive, item, record)),
        quotes=quotes,
        hidden=len(record.quotations) - len(quotes),
        bodies=tuple(
            Body(
                slug=named.organisation,
                name=archive.names[named.organisation],
                url=urls.body(named.organisation),
                surfaces=named.surfaces[:_SURFACES],
                made="; ".join(words.method(name) for name in named.methods),
                plain=set(named.methods) <= {"register"},
            )
            for named in record.named
            if named.organisation in archive.names
        ),
        published=words.moment(head.published),
        updated=words.moment(record.updated) if _is_changed(record) else None,
        collected=words.dated(record.captured),
        relevance=f"{record.relevance:.2f}",
        comments=item.comments,
    )


def _story(archive: Archive, item: Item) -> tuple[str, str, int] | None:
    story = archive.story_of.get(item.id)
    if story is None or len(story.items) == 1:
        return None
    first = archive.details.heads(story.items[:1])[story.items[0].id]
    return first.headline, urls.story(story.slug), len(story.items)


def _twins(
    archive: Archive, copies: Iterable[Copy], *, of: Callable[[Copy], int]
) -> tuple[Twin, ...]:
    wanted = tuple(copies)
    heads = archive.details.heads(archive.by_id[of(one)] for one in wanted)
    return tuple(_twin(heads[of(one)], one) for one in wanted)


def _twin(head: Head, copy: Copy) -> Twin:
    return Twin(
        headline=head.headline,
        url=urls.article(head.url),
        source=head.source_name,
        date=words.dated(head.published),
        share=round(100 * copy.share),
    )


def _is_changed(record: Record) -> bool:
    """Whether the page says that it was changed after it was published."""
    published = record.head.published
    if record.updated is None or published is None:
        return record.updated is not None
    return record.updated.moment > published.moment


def _readers(archive: Archive, item: Item, record: Record) -> Iterable[Line]:
    for statement in record.comment_statements:
        if statement.is_shown and statement.question in archive.register.questions:
            yield archive.line(_reader(item, statement), statement, record.head)


def _reader(item: Item, statement: Statement) -> Entry:
    return Entry(
        id=statement.id,
        item=item,
        holder=_A_READER,
        person=None,
        kind=HolderKind.COMMENTER,
        question=statement.question,
        position=statement.position,
        confidence=statement.confidence,
    )


def _before(record: Record, allowance: Allowance) -> Iterable[tuple[int, str]]:
    """What leads to evidence of few words, as long as the article's quotations leave room."""
    seen: set[str] = set()
    for statement in record.statements:
        if statement.is_shown and statement.before:
            if statement.before not in seen and not allowance.admits(statement.before):
                return
            seen.add(statement.before)
            yield statement.id, statement.before


def _quotes(archive: Archive, record: Record, allowance: Allowance) -> Iterable[Quote]:
    """The quotations, as long as they are a small part of the article."""
    for said in record.quotations:
        if not allowance.admits(said.words):
            return
        yield _quote(archive, said)


def _quote(archive: Archive, said: Said) -> Quote:
    slug = said.organisation if said.organisation in archive.names else None
    person = archive.people.named(said.speaker) if said.speaker else None
    return Quote(
        speaker=said.speaker or "not found",
        speaker_url=archive.url(person),
        body=archive.names[slug] if slug else None,
        body_url=urls.body(slug) if slug else None,
        words=words.clip(said.words, QUOTATION),
        direct=said.kind is QuotationKind.DIRECT,
        made=words.method(said.method),
    )
