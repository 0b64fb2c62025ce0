"""Articles of any day by their words: for an editor who looks for an older one."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.domain.dates import Dated
from commissioning.domain.words import Words
from commissioning.store.rows import TO_OWN_TAGGING, ArticleRow, SourceRow, TaggingRow
from commissioning.store.values import dated
from commissioning.store.words import word_index


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that has the words; `relevance` is None where it waits for the tagger."""

    id: int
    headline: str
    text: str
    source_name: str
    published: Dated | None
    kind: str | None
    relevance: float | None


def search(
    session: Session, words: Words, *, limit: int, offset: int = 0
) -> tuple[int, tuple[Hit, ...]]:
    """How many articles have the words in headline or text, and some of them.

    The newest come first, those without a date last. Comments are not looked into.
    """
    index = word_index(session.get_bind().dialect)
    index.prepare(session)
    found = index.in_article(words)
    total = session.scalar(select(func.count()).select_from(ArticleRow).where(found)) or 0
    chosen = (
        select(ArticleRow.id)
        .where(found)
        .order_by(ArticleRow.published_at.desc().nulls_last(), ArticleRow.id.desc())
        .limit(limit)
        .offset(offset)
    )
    ids = session.scalars(chosen).all()
    rows = session.execute(
        select(ArticleRow, SourceRow.name, TaggingRow.relevance)
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .outerjoin(TaggingRow, TO_OWN_TAGGING)
        .where(ArticleRow.id.in_(ids))
    )
    by_id = {row.id: _hit(row, source, relevance) for row, source, relevance in rows}
    return total, tuple(by_id[id_] for id_ in ids)


def _hit(row: ArticleRow, source: str, relevance: float | None) -> Hit:
    return Hit(
        id=row.id,
        headline=row.headline,
        text=row.text,
        source_name=source,
        published=dated(row, "published"),
        kind=row.kind,
        relevance=relevance,
    )
