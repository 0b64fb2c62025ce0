"""The bodies that articles name and the register lacks, as the current tags have them."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.domain.unknown import Unknown
from commissioning.store.rows import OWN_TAGGING, ArticleRow, MentionRow, SourceRow, TaggingRow

_AROUND = 90
_BATCH = 200


def unknown_bodies(session: Session) -> Iterator[Unknown]:
    """Every such mention in an article's own text, by article and place."""
    query = (
        select(MentionRow, ArticleRow, SourceRow)
        .join(TaggingRow, MentionRow.tagging_id == TaggingRow.id)
        .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .where(
            OWN_TAGGING,
            MentionRow.organisation.is_(None),
        )
        .order_by(ArticleRow.id, MentionRow.start_char)
        .execution_options(yield_per=_BATCH)
    )
    for mention, article, source in session.execute(query):
        start, end = mention.start_char, mention.end_char
        before, after = article.text[:start][-_AROUND:], article.text[end : end + _AROUND]
        yield Unknown(
            surface=article.text[start:end],
            method=mention.method,
            url=article.url,
            source=source.slug,
            outlet=source.name,
            day=article.published_at.date() if article.published_at else None,
            before=before.partition(" ")[2] if len(before) == _AROUND else before,
            after=after.rpartition(" ")[0] if len(after) == _AROUND else after,
        )
