"""Many articles at once, with the tags that were read in them elsewhere.

Faster than one by one, for less is asked: an article is known again by its URL alone, one that is
known stays as it is, and copies are not looked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.domain.addresses import url_key
from commissioning.domain.articles import Article
from commissioning.domain.tags import Tagging
from commissioning.store.articles import article_columns
from commissioning.store.comments import comment_columns
from commissioning.store.identity import known_urls
from commissioning.store.pouring import pour
from commissioning.store.pseudonyms import pseudonyms_of
from commissioning.store.rows import (
    AddressRow,
    ArticleRow,
    CommentRow,
    MentionRow,
    QuotationRow,
    Row,
    StanceRow,
    TaggingRow,
)
from commissioning.store.tags import (
    mention_columns,
    quotation_columns,
    stance_columns,
    without_names,
)
from commissioning.store.words import word_index

_ORDER: tuple[type[Row], ...] = (
    ArticleRow,
    AddressRow,
    CommentRow,
    TaggingRow,
    MentionRow,
    QuotationRow,
    StanceRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """An article with what was read in its text; None where nothing was."""

    article: Article
    source_id: int
    tagging: Tagging | None


def expect_many(session: Session) -> None:
    """Let the database know that many will be loaded."""
    connection = session.connection()
    word_index(connection.dialect).expect_many(connection)


def load(session: Session, items: Sequence[Tagged], *, at: datetime) -> tuple[Tagged, ...]:
    """Store those whose URL is not known, and give them back. `at` is now."""
    new = _unknown(session, items)
    rows: dict[type[Row], list[dict[str, Any]]] = {table: [] for table in _ORDER}
    articles = _numbers(session, ArticleRow, len(new))
    taggings = _numbers(session, TaggingRow, len(new))
    for item, article_id, tagging_id in zip(new, articles, taggings, strict=True):
        columns = article_columns(item.article, item.source_id, at)
        rows[ArticleRow].append({"id": article_id, **columns})
        address = {"url": url_key(item.article.url), "article_id": article_id}
        rows[AddressRow].append(address)
        hidden = pseudonyms_of(session).hide(item.article.comments)
        rows[CommentRow] += comment_columns(article_id, hidden)
        if item.tagging is None:
            continue
        tagging = without_names(item.tagging, frozenset(), pseudonyms_of(session))
        rows[TaggingRow].append(
            {
                "id": tagging_id,
                "article_id": article_id,
                "tagger": tagging.tagger,
                "text_sha256": columns["text_sha256"],
                "tagged_at": at,
                "relevance": tagging.relevance,
                "current": True,
            }
        )
        of = {"tagging_id": tagging_id}
        rows[MentionRow] += [of | one for one in mention_columns(tagging)]
        rows[QuotationRow] += [of | one for one in quotation_columns(tagging)]
        rows[StanceRow] += [of | one for one in stance_columns(tagging)]
    connection = session.connection()
    for table in _ORDER:
        if rows[table]:
            names = tuple(rows[table][0])
            pour(connection, table, names, list(map(itemgetter(*names), rows[table])))
    return tuple(new)


def _unknown(session: Session, items: Sequence[Tagged]) -> list[Tagged]:
    """Those whose URL is not stored, each once."""
    known = known_urls(session, (item.article.url for item in items))
    by_key: dict[str, Tagged] = {}
    for item in items:
        if item.article.url not in known:
            by_key.setdefault(url_key(item.article.url), item)
    return list(by_key.values())


def _numbers(
    session: Session, table: type[ArticleRow] | type[TaggingRow], many: int
) -> Iterable[int]:
    """Ids for new rows, which nobody else gets."""
    if session.get_bind().dialect.name == "sqlite":
        # Nobody writes between this and the end of the transaction: it begins by writing.
        last = session.scalar(select(func.max(table.id))) or 0
        return range(last + 1, last + many + 1)
    sequence = func.pg_get_serial_sequence(table.__tablename__, "id")
    drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, many))
    return session.scalars(drawn).all()
