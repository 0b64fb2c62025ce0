"""What the digest is made of: every article of the field with its current tags, by time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from commissioning.domain.findings import A_READER
from commissioning.domain.ledger import Named, Record, Said, Statement
from commissioning.domain.tags import HolderKind, Position, QuotationKind, Span
from commissioning.store.articles import dated
from commissioning.store.coverage import RELEVANT
from commissioning.store.rows import (
    ArticleRow,
    CommentRow,
    MentionRow,
    QuotationRow,
    RejectionRow,
    SourceRow,
    StanceRow,
    TaggingRow,
)

_LEAD = 900
_BATCH = 200


@dataclass(frozen=True, slots=True)
class _Text:
    """A tagged text: whose it is and, for a comment, which one."""

    tagging: TaggingRow
    text: str
    comment: int | None


def records(session: Session) -> Iterator[Record]:
    """The articles that are about commissioning, dated ones by time and URL, undated ones last."""
    query = (
        select(ArticleRow, SourceRow, TaggingRow)
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .join(TaggingRow, TaggingRow.article_id == ArticleRow.id)
        .where(
            TaggingRow.current,
            TaggingRow.comment_id.is_(None),
            TaggingRow.relevance >= RELEVANT,
        )
        .order_by(ArticleRow.published_at.is_(None), ArticleRow.published_at, ArticleRow.url)
        .execution_options(yield_per=_BATCH)
    )
    for rows in session.execute(query).partitions(_BATCH):
        yield from _batch(session, rows)


def left_out(session: Session) -> int:
    """How many stored articles were tagged and are not about commissioning."""
    return (
        session.scalar(
            select(func.count())
            .select_from(TaggingRow)
            .where(
                TaggingRow.current, TaggingRow.comment_id.is_(None), TaggingRow.relevance < RELEVANT
            )
        )
        or 0
    )


def rejections(session: Session) -> dict[str, int]:
    """How many things were looked at and not taken, by reason."""
    rows = session.execute(
        select(RejectionRow.reason, func.count())
        .group_by(RejectionRow.reason)
        .order_by(RejectionRow.reason)
    )
    return {row[0]: row[1] for row in rows}


def _batch(
    session: Session, found: Sequence[Row[ArticleRow, SourceRow, TaggingRow]]
) -> Iterator[Record]:
    ids = [article.id for article, _, _ in found]
    texts = _texts(session, ids)
    tagging_ids = [text.tagging.id for held in texts.values() for text in held]
    stances = _by_tagging(session, StanceRow, tagging_ids)
    quotations = _by_tagging(session, QuotationRow, tagging_ids)
    mentions = _by_tagging(session, MentionRow, tagging_ids)
    counts = session.execute(
        select(CommentRow.article_id, func.count())
        .where(CommentRow.article_id.in_(ids))
        .group_by(CommentRow.article_id)
    )
    comments = {row[0]: row[1] for row in counts}
    for article, source, tagging in found:
        own = _Text(tagging, article.text, None)
        readers = [text for text in texts[article.id] if text.comment is not None]
        yield Record(
            url=article.url,
            headline=article.headline,
            byline=article.byline,
            source=source.slug,
            source_name=source.name,
            published=dated(article, "published"),
            updated=dated(article, "updated"),
            captured=dated(article, "captured"),
            kind=article.kind,
            excerpt=article.excerpt,
            lead=article.text[:_LEAD],
            words=len(article.text.split()),
            comments=comments.get(article.id, 0),
            relevance=tagging.relevance,
            tagger=tagging.tagger,
            extractor=article.extractor,
            statements=tuple(_statement(own, row) for row in stances[tagging.id]),
            comment_statements=tuple(
                _statement(text, row) for text in readers for row in stances[text.tagging.id]
            ),
            quotations=tuple(_said(own, row) for row in quotations[tagging.id]),
            named=_named(own, mentions[tagging.id]),
        )


def _texts(session: Session, ids: Sequence[int]) -> dict[int, list[_Text]]:
    """The comments that are tagged, by article."""
    found: dict[int, list[_Text]] = defaultdict(list)
    rows = session.execute(
        select(TaggingRow, ArticleRow.text, CommentRow)
        .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
        .outerjoin(CommentRow, TaggingRow.comment_id == CommentRow.id)
        .where(TaggingRow.current, TaggingRow.article_id.in_(ids))
        .order_by(TaggingRow.article_id, CommentRow.position)
    )
    for tagging, text, comment in rows:
        words = comment.text if comment else text
        place = comment.position if comment else None
        found[tagging.article_id].append(_Text(tagging, words, place))
    return found


Tag = TypeVar("Tag", StanceRow, QuotationRow, MentionRow)


def _by_tagging(session: Session, tag: type[Tag], ids: Sequence[int]) -> dict[int, list[Tag]]:
    found: dict[int, list[Tag]] = defaultdict(list)
    rows = session.scalars(
        select(tag).where(tag.tagging_id.in_(ids)).order_by(tag.tagging_id, tag.start_char, tag.id)
    )
    for row in rows:
        found[row.tagging_id].append(row)
    return found


def _statement(text: _Text, row: StanceRow) -> Statement:
    kind = HolderKind(row.holder_kind)
    is_reader = kind is HolderKind.COMMENTER or text.comment is not None
    return Statement(
        holder=A_READER if is_reader else row.holder,
        holder_kind=HolderKind.COMMENTER if is_reader else kind,
        organisation=None if is_reader else row.organisation,
        question=row.question,
        position=Position(row.position),
        confidence=row.confidence,
        words=text.text[row.start_char : row.end_char],
        span=Span(row.start_char, row.end_char),
        comment=text.comment,
        method=row.method,
    )


def _said(text: _Text, row: QuotationRow) -> Said:
    return Said(
        kind=QuotationKind(row.kind),
        speaker=row.speaker,
        organisation=row.organisation,
        office=row.office,
        words=text.text[row.start_char : row.end_char],
        span=Span(row.start_char, row.end_char),
    )


def _named(text: _Text, rows: Iterable[MentionRow]) -> tuple[Named, ...]:
    surfaces: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        surface = " ".join(text.text[row.start_char : row.end_char].split())
        if row.organisation and surface not in surfaces[row.organisation]:
            surfaces[row.organisation].append(surface)
    return tuple(
        Named(organisation=slug, surfaces=tuple(found)) for slug, found in surfaces.items()
    )
