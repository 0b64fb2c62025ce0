"""Tags as rows of the database: many taggings at once, with all that is in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commissioning.domain.tags import Tagging
from commissioning.store.pouring import new_ids, pour_named
from commissioning.store.rows import MentionRow, QuotationRow, Row, StanceRow, TaggingRow

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfText:
    """A tagging with the text that it is of; `comment_id` is None for an article's own text."""

    article_id: int
    comment_id: int | None = None
    text_sha256: str
    tagging: Tagging


def put_tags(session: Session, found: Sequence[OfText], *, at: datetime) -> None:
    """Store taggings as the current ones; those that were must not be so any more."""
    rows: dict[type[Row], list[Columns]] = {
        table: [] for table in (TaggingRow, MentionRow, QuotationRow, StanceRow)
    }
    for one, id_ in zip(found, new_ids(session, TaggingRow, len(found)), strict=True):
        rows[TaggingRow].append(
            {
                "id": id_,
                "article_id": one.article_id,
                "comment_id": one.comment_id,
                "tagger": one.tagging.tagger,
                "text_sha256": one.text_sha256,
                "tagged_at": at,
                "relevance": one.tagging.relevance,
                "current": True,
            }
        )
        of = {"tagging_id": id_}
        rows[MentionRow] += [of | tag for tag in _mention_columns(one.tagging)]
        rows[QuotationRow] += [of | tag for tag in _quotation_columns(one.tagging)]
        rows[StanceRow] += [of | tag for tag in _stance_columns(one.tagging)]
    for table, columns in rows.items():
        pour_named(session.connection(), table, columns)


def _mention_columns(tagging: Tagging) -> list[dict[str, Any]]:
    return [
        {
            "start_char": mention.span.start,
            "end_char": mention.span.end,
            "organisation": mention.organisation,
            "name": mention.name,
            "method": mention.method,
        }
        for mention in tagging.mentions
    ]


def _quotation_columns(tagging: Tagging) -> list[dict[str, Any]]:
    return [
        {
            "start_char": quotation.span.start,
            "end_char": quotation.span.end,
            "kind": quotation.kind.value,
            "speaker": quotation.speaker,
            "organisation": quotation.organisation,
            "office": quotation.office,
            "cue_start": quotation.cue.start if quotation.cue else None,
            "cue_end": quotation.cue.end if quotation.cue else None,
            "method": quotation.method,
        }
        for quotation in tagging.quotations
    ]


def _stance_columns(tagging: Tagging) -> list[dict[str, Any]]:
    return [
        {
            "holder": stance.holder,
            "holder_kind": stance.holder_kind.value,
            "organisation": stance.organisation,
            "question": stance.question,
            "position": stance.position.value,
            "confidence": stance.confidence,
            "start_char": stance.evidence.start,
            "end_char": stance.evidence.end,
            "method": stance.method,
        }
        for stance in tagging.stances
    ]
