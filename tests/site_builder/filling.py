"""Articles and tags of our own, put into a database without crawler and tagger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from commissioning.domain.articles import Article, Comment, SourceKind
from commissioning.domain.dates import Dated, PartialDate, Precision
from commissioning.domain.tags import (
    HolderKind,
    Mention,
    Position,
    Quotation,
    QuotationKind,
    Span,
    Stance,
    Tagging,
)
from commissioning.store.articles import save_article
from commissioning.store.database import Database
from commissioning.store.sources import save_source
from commissioning.store.tags import START, Backlog, save_taggings, texts_to_tag

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TAGGER = "test-tagger/1"


@dataclass(frozen=True, kw_only=True)
class Side:
    """A side to be stored; `words` must stand in the text."""

    holder: str
    organisation: str | None
    question: str
    position: Position
    words: str
    confidence: float = 0.9
    kind: HolderKind = HolderKind.PERSON
    method: str = "test"


def on(day: date | PartialDate) -> Dated:
    first, precision = day, Precision.DAY
    if isinstance(day, PartialDate):
        first = day.earliest
        precision = Precision.MONTH if day.month else Precision.YEAR
    moment = datetime(first.year, first.month or 1, first.day or 1, tzinfo=UTC)
    return Dated(moment=moment, precision=precision, found_in="meta")


def put(
    database: Database,
    *,
    url: str,
    text: str,
    day: date | PartialDate | None,
    headline: str = "A headline",
    sides: Sequence[Side] = (),
    comments: Sequence[tuple[str, Sequence[Side]]] = (),
    relevance: float = 0.9,
    source: str = "outlet",
    sample: bool = False,
    **more: Any,
) -> None:
    """Store an article with what was read out of it and out of its comments."""
    article = Article(
        url=url,
        source=source,
        headline=headline,
        text=text,
        published=on(day) if day else None,
        comments=tuple(Comment(text=words, author="Private Person") for words, _ in comments),
        extractor="pages/1",
        **more,
    )
    with database.session() as session:
        source_id = save_source(
            session, slug=source, name=source.title(), kind=SourceKind.TRADE, sample=sample
        )
        save_article(session, article, source_id=source_id, at=NOW)
    _tag(database, sides, comments, relevance)


def _tag(
    database: Database,
    sides: Sequence[Side],
    comments: Sequence[tuple[str, Sequence[Side]]],
    relevance: float,
) -> None:
    with database.session() as session:
        waiting = texts_to_tag(session, Backlog.UNTAGGED, tagger=TAGGER, after=START, limit=100)
        for item in waiting:
            given = sides if item.comment_id is None else comments[item.place[1]][1]
            tagging = _tagging(item.text.text, given, relevance)
            save_taggings(session, [(item, tagging)], at=NOW)


def _tagging(text: str, sides: Sequence[Side], relevance: float) -> Tagging:
    return Tagging(
        relevance=relevance,
        tagger=TAGGER,
        stances=tuple(
            Stance(
                holder=side.holder,
                holder_kind=side.kind,
                organisation=side.organisation,
                question=side.question,
                position=side.position,
                confidence=side.confidence,
                evidence=_span(text, side.words),
                method=side.method,
            )
            for side in sides
        ),
        quotations=tuple(
            Quotation(
                span=_span(text, side.words),
                kind=QuotationKind.DIRECT,
                speaker=side.holder,
                organisation=side.organisation,
                office="chair",
                method="test",
            )
            for side in sides
        ),
        mentions=tuple(
            Mention(
                span=_span(text, side.words),
                organisation=side.organisation,
                name=side.organisation,
                method="test",
            )
            for side in sides
            if side.organisation
        ),
    )


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))
