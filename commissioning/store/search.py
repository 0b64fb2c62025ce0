"""The query of the tagged database: stances and quotations by words, body, question and time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from commissioning.domain.findings import A_READER, Finding, TagKind
from commissioning.domain.tags import HolderKind, Position, QuotationKind, Span
from commissioning.store.rows import (
    ArticleRow,
    CommentRow,
    QuotationRow,
    SourceRow,
    StanceRow,
    TaggingRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a finding must meet; None asks nothing. Days are inclusive, in UTC.

    words  each must stand in the headline, the article's text or the comment's
    """

    words: tuple[str, ...] = ()
    organisation: str | None = None
    question: str | None = None
    stance: Position | None = None
    source: str | None = None
    since: date | None = None
    until: date | None = None


def search(session: Session, wanted: Filter) -> Iterator[Finding]:
    """The findings by time, article, place in the text and kind; undated ones last.

    Quotations are left out where a question or a stance is asked for: they have none.
    """
    stances = _rows(session, StanceRow, wanted, _of_stance(wanted))
    findings = [_stance(row) for row in stances]
    if wanted.question is None and wanted.stance is None:
        quotations = _rows(session, QuotationRow, wanted, _of_quotation(wanted))
        findings += [_quotation(row) for row in quotations]
    yield from sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[Any, ...]:
    published = finding.published or datetime.max.replace(tzinfo=UTC)
    place = -1 if finding.comment is None else finding.comment
    return (
        published,
        finding.url,
        place,
        finding.span,
        finding.tag.value,
        finding.question or "",
        finding.who or "",
    )


def _of_stance(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.organisation is not None:
        conditions.append(StanceRow.organisation == wanted.organisation)
    if wanted.question is not None:
        conditions.append(StanceRow.question == wanted.question)
    if wanted.stance is not None:
        conditions.append(StanceRow.position == wanted.stance.value)
    return conditions


def _of_quotation(wanted: Filter) -> list[ColumnElement[bool]]:
    if wanted.organisation is None:
        return []
    return [QuotationRow.organisation == wanted.organisation]


def _rows(
    session: Session,
    tag: type[StanceRow] | type[QuotationRow],
    wanted: Filter,
    conditions: list[ColumnElement[bool]],
) -> Iterator[Any]:
    query = (
        select(tag, TaggingRow, ArticleRow, CommentRow, SourceRow)
        .join(TaggingRow, tag.tagging_id == TaggingRow.id)
        .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .outerjoin(CommentRow, TaggingRow.comment_id == CommentRow.id)
        .where(TaggingRow.current, *conditions)
    )
    yield from session.execute(_within(query, wanted))


def _within(query: Select[*tuple[Any, ...]], wanted: Filter) -> Select[*tuple[Any, ...]]:
    if wanted.source is not None:
        query = query.where(SourceRow.slug == wanted.source)
    if wanted.since is not None:
        query = query.where(ArticleRow.published_at >= _midnight(wanted.since))
    if wanted.until is not None and wanted.until < date.max:
        query = query.where(ArticleRow.published_at < _midnight(wanted.until + timedelta(days=1)))
    for word in wanted.words:
        query = query.where(
            or_(
                *(
                    column.icontains(word, autoescape=True)
                    for column in (ArticleRow.headline, ArticleRow.text, CommentRow.text)
                )
            )
        )
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _stance(row: Any) -> Finding:
    stance: StanceRow = row.StanceRow
    kind = HolderKind(stance.holder_kind)
    return Finding(
        tag=TagKind.STANCE,
        who=A_READER if kind is HolderKind.COMMENTER or row.CommentRow else stance.holder,
        holder_kind=kind,
        organisation=stance.organisation,
        question=stance.question,
        stance=Position(stance.position),
        confidence=stance.confidence,
        quotation=None,
        method=stance.method,
        **_place(row, stance.start_char, stance.end_char),
    )


def _quotation(row: Any) -> Finding:
    quotation: QuotationRow = row.QuotationRow
    own_words = row.CommentRow is not None and quotation.speaker == row.CommentRow.author
    return Finding(
        tag=TagKind.QUOTATION,
        who=A_READER if own_words else quotation.speaker,
        holder_kind=None,
        organisation=quotation.organisation,
        question=None,
        stance=None,
        confidence=None,
        quotation=QuotationKind(quotation.kind),
        method=quotation.method,
        **_place(row, quotation.start_char, quotation.end_char),
    )


def _place(row: Any, start: int, end: int) -> dict[str, Any]:
    article: ArticleRow = row.ArticleRow
    comment: CommentRow | None = row.CommentRow
    text = comment.text if comment else article.text
    return {
        "url": article.url,
        "headline": article.headline,
        "source": row.SourceRow.slug,
        "published": article.published_at,
        "published_precision": article.published_precision,
        "comment": comment.position if comment else None,
        "words": text[start:end],
        "span": Span(start, end),
        "text_sha256": row.TaggingRow.text_sha256,
        "tagger": row.TaggingRow.tagger,
    }
