"""Articles as evidence for grouping: which wait, which are near in time, and what they hold."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from commissioning.domain.dates import Precision
from commissioning.domain.stories import Piece
from commissioning.domain.tags import RELEVANT
from commissioning.store.pins import pinned
from commissioning.store.rows import (
    OWN_TAGGING,
    ArticleRow,
    CopyRow,
    MentionRow,
    SourceRow,
    StoryArticleRow,
    TaggingRow,
)

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Placing:
    """An article that can be grouped, by its place in time.

    story  id of the story that it is in; None where it is in none
    text   hash of its text
    """

    id: int
    published: datetime
    text: str
    story: int | None


def waiting(session: Session) -> tuple[Placing, ...]:
    """Those that are in no story, or whose text was changed since, by time and URL."""
    changed = StoryArticleRow.text_sha256 != ArticleRow.text_sha256
    return tuple(
        Placing(*row)
        for row in session.execute(
            _dated()
            .where(or_(StoryArticleRow.story_id.is_(None), changed))
            .order_by(ArticleRow.published_at, ArticleRow.url)
        )
    )


def placed(session: Session, first: datetime, last: datetime, *, limit: int) -> tuple[Placing, ...]:
    """Those in stories from `first` to `last`, the last ones where they are more than `limit`."""
    rows = session.execute(
        _dated()
        .where(StoryArticleRow.story_id.is_not(None), ArticleRow.published_at.between(first, last))
        .order_by(ArticleRow.published_at.desc(), ArticleRow.url.desc())
        .limit(limit)
    )
    return tuple(Placing(*row) for row in rows)


def nearest(session: Session, when: datetime, *, limit: int) -> tuple[Placing, ...]:
    """Those nearest in time, before or after, in stories or not."""
    before = session.execute(
        _dated()
        .where(ArticleRow.published_at <= when)
        .order_by(ArticleRow.published_at.desc(), ArticleRow.url)
        .limit(limit)
    )
    after = session.execute(
        _dated()
        .where(ArticleRow.published_at > when)
        .order_by(ArticleRow.published_at, ArticleRow.url)
        .limit(limit)
    )
    found = [Placing(*row) for rows in (before, after) for row in rows]
    found.sort(key=lambda item: abs(item.published - when))
    return tuple(found[:limit])


def copies_among(session: Session, ids: Iterable[int]) -> tuple[Placing, ...]:
    """Those in stories that are originals or copies of the given ones."""
    wanted = list(ids)
    linked: set[int] = set()
    for at in range(0, len(wanted), _BATCH):
        chunk = wanted[at : at + _BATCH]
        rows = session.execute(
            select(CopyRow.article_id, CopyRow.original_id).where(
                or_(CopyRow.article_id.in_(chunk), CopyRow.original_id.in_(chunk))
            )
        )
        linked.update(number for row in rows for number in row)
    found: list[Placing] = []
    others = sorted(linked.difference(wanted))
    for at in range(0, len(others), _BATCH):
        query = _dated().where(
            ArticleRow.id.in_(others[at : at + _BATCH]), StoryArticleRow.story_id.is_not(None)
        )
        found.extend(Placing(*row) for row in session.execute(query.order_by(ArticleRow.id)))
    return tuple(found)


def pieces(session: Session, ids: Sequence[int]) -> Iterator[Piece]:
    """The articles of these ids, in no order, some hundred at a time."""
    root = aliased(CopyRow)
    for at in range(0, len(ids), _BATCH):
        chunk = ids[at : at + _BATCH]
        rows = session.execute(
            select(
                ArticleRow.id,
                ArticleRow.url,
                SourceRow.slug,
                ArticleRow.headline,
                ArticleRow.text,
                ArticleRow.published_at,
                ArticleRow.published_precision,
                func.coalesce(root.original_id, CopyRow.original_id).label("original"),
            )
            .join(SourceRow, ArticleRow.source_id == SourceRow.id)
            .outerjoin(CopyRow, CopyRow.article_id == ArticleRow.id)
            .outerjoin(root, root.article_id == CopyRow.original_id)
            .where(ArticleRow.id.in_(chunk))
            .order_by(ArticleRow.id)
        ).all()
        yield from _pieces(session, rows, chunk)


def _pieces(
    session: Session, rows: Sequence[Row[*tuple[Any, ...]]], ids: Sequence[int]
) -> Iterator[Piece]:
    mentions: defaultdict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for article, slug, start, end in session.execute(
        select(
            TaggingRow.article_id,
            MentionRow.organisation,
            MentionRow.start_char,
            MentionRow.end_char,
        )
        .join(MentionRow, MentionRow.tagging_id == TaggingRow.id)
        .where(
            TaggingRow.article_id.in_(ids),
            OWN_TAGGING,
        )
        .order_by(TaggingRow.article_id, MentionRow.start_char, MentionRow.id)
    ):
        if slug is not None:
            mentions[article].append((slug, start, end))
    for row in rows:
        yield Piece(
            id=row.id,
            url=row.url,
            source=row.slug,
            headline=row.headline,
            text=row.text,
            published=row.published_at,
            precision=Precision(row.published_precision or Precision.DAY),
            copy_of=row.original,
            mentions=tuple(mentions[row.id]),
        )


def _dated() -> Select[*tuple[Any, ...]]:
    """Every article that can be grouped; those that an editor placed are left where they are."""
    return (
        select(
            ArticleRow.id,
            ArticleRow.published_at,
            ArticleRow.text_sha256,
            StoryArticleRow.story_id,
        )
        .join(TaggingRow, TaggingRow.article_id == ArticleRow.id)
        .outerjoin(StoryArticleRow, StoryArticleRow.article_id == ArticleRow.id)
        .where(
            OWN_TAGGING,
            TaggingRow.relevance >= RELEVANT,
            ArticleRow.published_at.is_not(None),
            ArticleRow.id.not_in(pinned()),
        )
    )
