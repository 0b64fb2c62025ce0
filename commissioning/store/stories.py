"""Stories in and out of the database: which articles are about one event, under which slug."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from commissioning.domain.stories import Story
from commissioning.domain.tags import RELEVANT
from commissioning.store.pins import pinned
from commissioning.store.rows import (
    ArticleRow,
    CopyRow,
    StoryAliasRow,
    StoryArticleRow,
    StoryRow,
    TaggingRow,
)

_BATCH = 1000


class Strayed(NamedTuple):
    """A copy, the hash of its text, the story that it is in, and that of its original."""

    article: int
    text: str
    story: int
    original: int


def stories(session: Session) -> Iterator[Story]:
    """All stories by slug, which is by the day on which each began; articles by time and URL."""
    earlier = aliased(StoryRow)
    query = (
        select(StoryRow.slug, earlier.slug, StoryArticleRow.article_id)
        .join(StoryArticleRow, StoryArticleRow.story_id == StoryRow.id)
        .join(ArticleRow, StoryArticleRow.article_id == ArticleRow.id)
        .outerjoin(earlier, (StoryRow.goes_on_from_id == earlier.id) & _has_articles(earlier))
        .order_by(
            StoryRow.slug,
            ArticleRow.published_at.is_(None),
            ArticleRow.published_at,
            ArticleRow.url,
        )
        .execution_options(yield_per=_BATCH)
    )
    for (slug, before), rows in groupby(session.execute(query), key=lambda row: (row[0], row[1])):
        yield Story(slug=slug, article_ids=tuple(row[2] for row in rows), goes_on_from=before)


def aliases(session: Session) -> dict[str, str]:
    """Slugs that stories once had, each with today's."""
    rows = session.execute(
        select(StoryAliasRow.slug, StoryRow.slug)
        .join(StoryRow, StoryAliasRow.story_id == StoryRow.id)
        .where(_has_articles(StoryRow))
        .order_by(StoryAliasRow.slug)
    )
    return {row[0]: row[1] for row in rows}


def holding(session: Session, articles: Sequence[int]) -> set[int]:
    """The ids of the stories that some of the articles are in."""
    found: set[int] = set()
    for at in range(0, len(articles), _BATCH):
        chosen = StoryArticleRow.article_id.in_(articles[at : at + _BATCH])
        found.update(session.scalars(select(StoryArticleRow.story_id).where(chosen)))
    return found


def is_taken(session: Session, slug: str) -> bool:
    """Whether a story has the slug, or once had it."""
    return bool(
        session.scalar(
            select(
                exists().where(StoryRow.slug == slug) | exists().where(StoryAliasRow.slug == slug)
            )
        )
    )


def take_back(session: Session, slug: str) -> bool:
    """Free a slug that a story once had and another took over; gives whether there was such."""
    gone = delete(StoryAliasRow).where(StoryAliasRow.slug == slug).returning(StoryAliasRow.slug)
    return session.scalar(gone) is not None


def add_story(session: Session, slug: str) -> int:
    """A new story without articles; gives its id, higher than those of all before it."""
    row = StoryRow(slug=slug)
    session.add(row)
    session.flush()
    return row.id


def place(session: Session, story_id: int, articles: Mapping[int, str]) -> None:
    """Put articles into a story, out of those that they were in.

    `articles` are their ids, each with the hash of the text by which it is placed.
    """
    if not articles:
        return
    release(session, articles)
    session.execute(
        insert(StoryArticleRow),
        [
            {"article_id": article, "story_id": story_id, "text_sha256": text}
            for article, text in articles.items()
        ],
    )


def release(session: Session, articles: Iterable[int]) -> None:
    """Take articles out of their stories."""
    ids = list(articles)
    for at in range(0, len(ids), _BATCH):
        chunk = ids[at : at + _BATCH]
        session.execute(delete(StoryArticleRow).where(StoryArticleRow.article_id.in_(chunk)))


def release_strays(session: Session) -> None:
    """Take out the articles that are no longer dated, or turned out not to be of the field."""
    tagging = (TaggingRow.article_id == ArticleRow.id) & TaggingRow.current
    strays = (
        select(StoryArticleRow.article_id)
        .join(ArticleRow, StoryArticleRow.article_id == ArticleRow.id)
        .outerjoin(TaggingRow, tagging & TaggingRow.comment_id.is_(None))
        .where(ArticleRow.published_at.is_(None) | (TaggingRow.relevance < RELEVANT))
    )
    release(session, list(session.scalars(strays)))


def strayed_copies(session: Session) -> tuple[Strayed, ...]:
    """The copies that are in another story than their original, as links were found later."""
    own, original = aliased(StoryArticleRow), aliased(StoryArticleRow)
    rows = session.execute(
        select(CopyRow.article_id, own.text_sha256, own.story_id, original.story_id)
        .join(own, own.article_id == CopyRow.article_id)
        .join(original, original.article_id == CopyRow.original_id)
        .where(own.story_id != original.story_id, CopyRow.article_id.not_in(pinned()))
        .order_by(CopyRow.article_id)
    )
    return tuple(Strayed(*row) for row in rows)


def is_alone(session: Session, article: int, story: int) -> bool:
    """Whether a story has no other article than this one."""
    other = exists().where(StoryArticleRow.story_id == story, StoryArticleRow.article_id != article)
    return not session.scalar(select(other))


def firsts(session: Session, chosen: Iterable[int] | None = None) -> dict[int, int]:
    """Stories, all or some, by their first article: the one whose story keeps the slug.

    One that an editor placed is nobody's first: it would draw the slug away from the others.
    """
    query = (
        select(StoryArticleRow.story_id, StoryArticleRow.article_id)
        .join(ArticleRow, StoryArticleRow.article_id == ArticleRow.id)
        .where(StoryArticleRow.article_id.not_in(pinned()))
        .order_by(StoryArticleRow.story_id, ArticleRow.published_at, ArticleRow.url)
    )
    if chosen is not None:
        query = query.where(StoryArticleRow.story_id.in_(sorted(chosen)))
    rows = groupby(session.execute(query), key=lambda row: row[0])
    return {next(articles)[1]: story for story, articles in rows}


def dissolve(session: Session) -> dict[int, int]:
    """Take every story apart, but for what editors placed; gives what `firsts` gave before."""
    found = firsts(session)
    session.execute(delete(StoryArticleRow).where(StoryArticleRow.article_id.not_in(pinned())))
    session.execute(update(StoryRow).values(goes_on_from_id=None))
    return found


def unite(session: Session, *, kept: int, gone: int) -> None:
    """Make two stories one: the articles and slugs of `gone` are those of `kept` from now on."""
    for table in (StoryArticleRow, StoryAliasRow):
        session.execute(update(table).where(table.story_id == gone).values(story_id=kept))
    session.execute(
        update(StoryRow)
        .where(StoryRow.goes_on_from_id == gone, StoryRow.id != kept)
        .values(goes_on_from_id=kept)
    )
    slug = session.scalars(select(StoryRow.slug).where(StoryRow.id == gone)).one()
    session.execute(delete(StoryRow).where(StoryRow.id == gone))
    session.execute(insert(StoryAliasRow), [{"slug": slug, "story_id": kept}])


def go_on(session: Session, story_id: int, earlier: int | None) -> None:
    """Note the earlier story that one goes on from."""
    session.execute(update(StoryRow).where(StoryRow.id == story_id).values(goes_on_from_id=earlier))


def drop_empty(session: Session) -> None:
    """Forget the stories whose articles are gone, with the slugs that they had."""
    session.execute(delete(StoryRow).where(~_has_articles(StoryRow)))


def _has_articles(story: type[StoryRow]) -> ColumnElement[bool]:
    held = aliased(StoryArticleRow)
    return exists().where(held.story_id == story.id)
