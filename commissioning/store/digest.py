"""What the digest must know of every article, slim: who stands where, who is named, what is a copy.

Plain rows and no objects of the ORM: these queries go over the whole database at every build.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from commissioning.domain.dates import Precision
from commissioning.domain.ledger import SHOWN, Copy, Item, Remark, Stand
from commissioning.domain.tags import RELEVANT, HolderKind
from commissioning.store.pseudonyms import is_pseudonym
from commissioning.store.rows import (
    OWN_TAGGING,
    ArticleRow,
    CommentRow,
    CopyRow,
    CorrectionRow,
    MentionRow,
    QuotationRow,
    SourceRow,
    StanceRow,
    TaggingRow,
    UtcDateTime,
)
from commissioning.store.values import HOLDER_KINDS, POSITIONS

# To look a word up is faster than to call its enum.
_PRECISIONS = {precision.value: precision for precision in Precision}


def items(session: Session, *, until: date | None = None) -> Iterator[Item]:
    """The articles that are about commissioning, dated ones by time and URL, undated ones last.

    With `until`, those that were published by that day; undated ones by when they were first seen.
    """
    comments = _comments(session)
    corrected = _corrected(session)
    a, t = ArticleRow, TaggingRow
    query = (
        select(
            a.id,
            a.url,
            SourceRow.slug,
            SourceRow.name,
            a.published_at,
            a.published_precision,
            a.kind,
            t.relevance,
            a.headline,
            a.byline,
            a.excerpt,
            a.updated_at,
            a.captured_at,
            a.text_sha256,
            a.paywalled,
            a.extractor,
            t.id,
            t.tagger,
            t.tagged_at,
            CopyRow.original_id,
            CopyRow.share,
            SourceRow.kind,
        )
        .join(SourceRow, a.source_id == SourceRow.id)
        .join(t, t.article_id == a.id)
        .outerjoin(CopyRow, CopyRow.article_id == a.id)
        .where(*_of_the_field(until))
        .order_by(a.published_at.is_(None), a.published_at, a.url)
    )
    for row in session.execute(query):
        count, seen = comments.get(row[0], (0, ()))
        yield Item(
            id=row[0],
            url=row[1],
            source=row[2],
            earliest=row[4].date() if row[4] else None,
            precision=_PRECISIONS.get(row[5] or "", Precision.DAY),
            kind=row[6],
            relevance=row[7],
            comments=count,
            key=_key((*row, seen, corrected.get(row[0]))),
        )


def stands(session: Session, *, until: date | None = None) -> Iterator[Stand]:
    """The sides taken in the articles' texts that a reader of the digest may meet, by id."""
    query = (
        select(
            StanceRow.id,
            TaggingRow.article_id,
            StanceRow.holder,
            StanceRow.holder_kind,
            StanceRow.organisation,
            StanceRow.question,
            StanceRow.position,
            StanceRow.confidence,
        )
        .join(TaggingRow, StanceRow.tagging_id == TaggingRow.id)
        .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
        .where(*_of_the_field(until), StanceRow.confidence >= SHOWN)
        .order_by(TaggingRow.article_id, StanceRow.start_char, StanceRow.id)
    )
    for row in session.execute(query):
        yield Stand(
            id=row[0],
            item=row[1],
            holder=row[2],
            holder_kind=HOLDER_KINDS[row[3]],
            organisation=row[4],
            question=row[5],
            position=POSITIONS[row[6]],
            confidence=row[7],
        )


def remarks(session: Session) -> Iterator[Remark]:
    """The sides that readers take in their comments, by article."""
    query = (
        select(TaggingRow.article_id, StanceRow.question, StanceRow.position, StanceRow.confidence)
        .join(TaggingRow, StanceRow.tagging_id == TaggingRow.id)
        .where(
            TaggingRow.current, TaggingRow.comment_id.is_not(None), StanceRow.confidence >= SHOWN
        )
        .order_by(TaggingRow.article_id, StanceRow.id)
    )
    for item, question, position, confidence in session.execute(query):
        yield Remark(
            item=item, question=question, position=POSITIONS[position], confidence=confidence
        )


def named_in(session: Session) -> Iterator[tuple[str, int]]:
    """(slug of a body, id of an article that names it or quotes somebody for it), each once."""
    seen: set[tuple[str, int]] = set()
    for tag in (MentionRow, QuotationRow):
        query = (
            select(tag.organisation, TaggingRow.article_id)
            .join(TaggingRow, tag.tagging_id == TaggingRow.id)
            .where(OWN_TAGGING, tag.organisation.is_not(None))
            .distinct()
        )
        for slug, item in session.execute(query):
            if slug is not None and (slug, item) not in seen:
                seen.add((slug, item))
                yield slug, item


def speaking_in(session: Session) -> Iterator[tuple[str, int]]:
    """(slug of a body, id of an article that quotes somebody for it), each once."""
    query = (
        select(QuotationRow.organisation, TaggingRow.article_id)
        .join(TaggingRow, QuotationRow.tagging_id == TaggingRow.id)
        .where(
            OWN_TAGGING,
            QuotationRow.organisation.is_not(None),
        )
        .distinct()
    )
    for slug, item in session.execute(query):
        if slug is not None:
            yield slug, item


def speakers(session: Session) -> Iterator[tuple[str, int]]:
    """(name of a speaker, id of an article that quotes them), each once; readers are left out."""
    query = (
        select(QuotationRow.speaker, TaggingRow.article_id)
        .join(TaggingRow, QuotationRow.tagging_id == TaggingRow.id)
        .where(OWN_TAGGING, QuotationRow.speaker.is_not(None))
        .distinct()
        .order_by(QuotationRow.speaker, TaggingRow.article_id)
    )
    for name, item in session.execute(query):
        if name is not None and not is_pseudonym(name):
            yield name, item


def organisations(session: Session) -> frozenset[str]:
    """Names of holders that are more often read as those of a body than as those of a person."""
    is_body = StanceRow.holder_kind == HolderKind.ORGANISATION.value
    balance = func.sum(case((is_body, 1), else_=-1))
    kinds = (HolderKind.ORGANISATION.value, HolderKind.PERSON.value)
    query = (
        select(StanceRow.holder)
        .join(TaggingRow, StanceRow.tagging_id == TaggingRow.id)
        .where(TaggingRow.current, StanceRow.holder_kind.in_(kinds))
        .group_by(StanceRow.holder)
        .having(balance > 0)
    )
    return frozenset(session.scalars(query))


def copies(session: Session) -> Iterator[Copy]:
    """Every article that is a copy of another."""
    query = select(CopyRow.article_id, CopyRow.original_id, CopyRow.share)
    for item, original, share in session.execute(query.order_by(CopyRow.article_id)):
        yield Copy(item=item, original=original, share=share)


def taggers(session: Session) -> tuple[str, ...]:
    """The names and versions of the taggers whose tags are current."""
    query = select(TaggingRow.tagger).where(TaggingRow.current).distinct()
    return tuple(sorted(session.scalars(query)))


def _of_the_field(until: date | None) -> tuple[ColumnElement[bool], ...]:
    return (
        TaggingRow.current.is_(True),
        TaggingRow.comment_id.is_(None),
        TaggingRow.relevance >= RELEVANT,
        _by(until),
    )


def _by(until: date | None) -> ColumnElement[bool]:
    if until is None:
        return true()
    end = datetime.combine(until, time.max, UTC)
    return or_(
        ArticleRow.published_at <= end,
        and_(ArticleRow.published_at.is_(None), ArticleRow.first_seen_at <= end),
    )


def _comments(session: Session) -> dict[int, tuple[int, tuple[Any, ...]]]:
    """How many comments an article has, and what changes with their tags."""
    tagged = {
        row[0]: tuple(row[1:])
        for row in session.execute(
            select(
                TaggingRow.article_id,
                func.max(TaggingRow.id),
                func.max(TaggingRow.tagged_at, type_=UtcDateTime),
                func.count(),
            )
            .where(TaggingRow.current, TaggingRow.comment_id.is_not(None))
            .group_by(TaggingRow.article_id)
        )
    }
    counts = select(CommentRow.article_id, func.count()).group_by(CommentRow.article_id)
    return {row[0]: (row[1], (row[1], *tagged.get(row[0], ()))) for row in session.execute(counts)}


def _corrected(session: Session) -> dict[int, tuple[int, int]]:
    """The newest correction of each article that has any, and how many were undone."""
    rows = session.execute(
        select(
            CorrectionRow.article_id,
            func.max(CorrectionRow.id),
            func.count(CorrectionRow.undone_at),
        ).group_by(CorrectionRow.article_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _key(parts: tuple[Any, ...]) -> str:
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
