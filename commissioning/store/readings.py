"""What counts of an article today, tag by tag, in the values that a correction takes."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.domain.corrections import TAGS, Reading
from commissioning.store.overruling import TABLES, values_of
from commissioning.store.rows import ArticleRow, CommentRow, TaggingRow


def readings(session: Session, article_id: int, *, comment: int | None = None) -> Iterator[Reading]:
    """The tags of an article's text, or of a comment's: stances, quotations, bodies, by place.

    None where the text waits for the tagger.
    """
    where = TaggingRow.comment_id.is_(None) if comment is None else CommentRow.position == comment
    found = session.execute(
        select(TaggingRow.id, ArticleRow.text, CommentRow.text)
        .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
        .outerjoin(CommentRow, TaggingRow.comment_id == CommentRow.id)
        .where(TaggingRow.article_id == article_id, TaggingRow.current, where)
    ).first()
    if found is None:
        return
    tagging, whole, remark = found
    text = whole if comment is None else remark
    for subject in TAGS:
        table = TABLES[subject]
        query = select(*table.__table__.columns).where(table.tagging_id == tagging)
        rows = [dict(row._mapping) for row in session.execute(query)]
        for row in sorted(rows, key=lambda row: (row["start_char"], row["end_char"], row["id"])):
            yield Reading(
                subject=subject,
                comment=comment,
                values=values_of(subject, row, text),
                method=row["method"],
                confidence=row.get("confidence"),
                correction=row["correction_id"],
            )
