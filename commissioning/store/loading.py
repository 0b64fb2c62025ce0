"""Many articles at once, with the tags that were read in them elsewhere.

Faster than one by one, for less is asked: an article is known again by its URL alone, one that is
known stays as it is, and copies are not looked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commissioning.domain.addresses import url_key
from commissioning.domain.articles import Article
from commissioning.domain.tags import Tagging
from commissioning.store.articles import article_columns
from commissioning.store.comments import comment_columns
from commissioning.store.identity import known_urls
from commissioning.store.pouring import new_ids, pour_named
from commissioning.store.pseudonyms import pseudonyms_of
from commissioning.store.rows import AddressRow, ArticleRow, CommentRow, Row
from commissioning.store.tag_rows import OfText, put_tags
from commissioning.store.tags import without_names
from commissioning.store.words import word_index

_ORDER: tuple[type[Row], ...] = (ArticleRow, AddressRow, CommentRow)


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
    found: list[OfText] = []
    pseudonyms = pseudonyms_of(session)
    for item, article_id in zip(new, new_ids(session, ArticleRow, len(new)), strict=True):
        columns = article_columns(item.article, item.source_id, at)
        rows[ArticleRow].append({"id": article_id, **columns})
        address = {"url": url_key(item.article.url), "article_id": article_id}
        rows[AddressRow].append(address)
        hidden = pseudonyms.hide(item.article.comments)
        rows[CommentRow] += comment_columns(article_id, hidden)
        if item.tagging is not None:
            tagging = without_names(item.tagging, frozenset(), pseudonyms)
            told = str(columns["text_sha256"])
            found.append(OfText(article_id=article_id, text_sha256=told, tagging=tagging))
    for table in _ORDER:
        pour_named(session.connection(), table, rows[table])
    put_tags(session, found, at=at)
    return tuple(new)


def _unknown(session: Session, items: Sequence[Tagged]) -> list[Tagged]:
    """Those whose URL is not stored, each once."""
    known = known_urls(session, (item.article.url for item in items))
    by_key: dict[str, Tagged] = {}
    for item in items:
        if item.article.url not in known:
            by_key.setdefault(url_key(item.article.url), item)
    return list(by_key.values())
