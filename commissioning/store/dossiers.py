"""All that is stored of one article, for an editor: its text, its readers' names, its story."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, load_only

from commissioning.domain.dates import Dated
from commissioning.store.rows import (
    TO_OWN_TAGGING,
    ArticleRow,
    CommentRow,
    SourceRow,
    StoryAliasRow,
    StoryArticleRow,
    StoryRow,
    TaggingRow,
)
from commissioning.store.values import dated

_MOST = 200
_HEAD = (
    ArticleRow.headline,
    ArticleRow.published_at,
    ArticleRow.published_precision,
    ArticleRow.published_from,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another article of the same story."""

    id: int
    headline: str
    source_name: str
    published: Dated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearStory:
    """A story of about the same days: its slug, its first article's headline and day."""

    slug: str
    headline: str
    began: datetime
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredComment:
    """A reader's words with what stands for the name, which only the desk shows.

    position   from 0
    is_tagged  whether the machine has read it
    """

    position: int
    author: str | None
    published: Dated | None
    text: str
    is_tagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """An article.

    relevance, tagger  of its current tagging; None where it waits for the tagger
    story              slug of its story; None where it stands in none
    members            the articles of its story by time, itself among them
    is_archived        whether its raw bytes are kept
    """

    id: int
    url: str
    headline: str
    byline: str | None
    source: str
    source_name: str
    published: Dated | None
    updated: Dated | None
    captured: Dated | None
    first_seen: datetime
    kind: str | None
    section: str | None
    paywalled: bool
    excerpt: str | None
    language: str | None
    text: str
    extractor: str
    is_archived: bool
    comments: int
    relevance: float | None
    tagger: str | None
    story: str | None
    members: tuple[Neighbour, ...]


def dossier(session: Session, article_id: int) -> Dossier | None:
    """The article with this id; None where there is none."""
    found = session.execute(
        select(ArticleRow, SourceRow, TaggingRow.relevance, TaggingRow.tagger, StoryRow)
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .outerjoin(TaggingRow, TO_OWN_TAGGING)
        .outerjoin(StoryArticleRow, StoryArticleRow.article_id == ArticleRow.id)
        .outerjoin(StoryRow, StoryArticleRow.story_id == StoryRow.id)
        .where(ArticleRow.id == article_id)
    ).first()
    if found is None:
        return None
    row, source, relevance, tagger, story = found
    comments = select(func.count()).where(CommentRow.article_id == article_id)
    return Dossier(
        id=row.id,
        url=row.url,
        headline=row.headline,
        byline=row.byline,
        source=source.slug,
        source_name=source.name,
        published=dated(row, "published"),
        updated=dated(row, "updated"),
        captured=dated(row, "captured"),
        first_seen=row.first_seen_at,
        kind=row.kind,
        section=row.section,
        paywalled=row.paywalled,
        excerpt=row.excerpt,
        language=row.language,
        text=row.text,
        extractor=row.extractor,
        is_archived=row.archive_file is not None,
        comments=session.scalar(comments) or 0,
        relevance=relevance,
        tagger=tagger,
        story=story.slug if story else None,
        members=_members(session, story.id) if story else (),
    )


def comments(
    session: Session, article_id: int, *, first: int, many: int
) -> tuple[StoredComment, ...]:
    """So many comments from the position `first` on."""
    tagged = (
        select(TaggingRow.id)
        .where(TaggingRow.comment_id == CommentRow.id, TaggingRow.current)
        .exists()
    )
    rows = session.execute(
        select(CommentRow, tagged)
        .where(CommentRow.article_id == article_id, CommentRow.position >= first)
        .order_by(CommentRow.position)
        .limit(many)
    )
    return tuple(
        StoredComment(
            position=row.position,
            author=row.author,
            published=dated(row, "published"),
            text=row.text,
            is_tagged=bool(is_tagged),
        )
        for row, is_tagged in rows
    )


def near_stories(session: Session, first: datetime, end: datetime) -> tuple[NearStory, ...]:
    """The stories that have articles in this time, the newest first, some hundreds at most."""
    there = (
        select(StoryArticleRow.story_id)
        .join(ArticleRow, StoryArticleRow.article_id == ArticleRow.id)
        .where(ArticleRow.published_at >= first, ArticleRow.published_at < end)
        .group_by(StoryArticleRow.story_id)
        .order_by(func.max(ArticleRow.published_at).desc(), StoryArticleRow.story_id)
        .limit(_MOST)
    )
    ids = list(session.scalars(there))
    found: dict[str, NearStory] = {}
    rows = session.execute(
        select(StoryRow.slug, ArticleRow.headline, ArticleRow.published_at)
        .join(StoryArticleRow, StoryArticleRow.story_id == StoryRow.id)
        .join(ArticleRow, StoryArticleRow.article_id == ArticleRow.id)
        .where(StoryRow.id.in_(ids), ArticleRow.published_at.is_not(None))
        .order_by(ArticleRow.published_at, ArticleRow.url)
    )
    for slug, headline, published in rows:
        if slug in found:
            found[slug] = replace(found[slug], articles=found[slug].articles + 1)
        elif published is not None:
            found[slug] = NearStory(slug=slug, headline=headline, began=published, articles=1)
    return tuple(sorted(found.values(), key=lambda one: (one.began, one.slug), reverse=True))


def story_named(session: Session, name: str) -> str | None:
    """The slug of the story that has or had this slug, or has an article with this URL."""
    query = (
        select(StoryRow.slug)
        .outerjoin(StoryAliasRow, StoryAliasRow.story_id == StoryRow.id)
        .outerjoin(StoryArticleRow, StoryArticleRow.story_id == StoryRow.id)
        .outerjoin(ArticleRow, StoryArticleRow.article_id == ArticleRow.id)
    )
    for chosen in (StoryRow.slug == name, StoryAliasRow.slug == name, ArticleRow.url == name):
        if found := session.scalar(query.where(chosen).limit(1)):
            return found
    return None


def texts(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The texts of the articles with these ids."""
    rows = session.execute(select(ArticleRow.id, ArticleRow.text).where(ArticleRow.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def headlines(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The headlines of the articles with these ids."""
    rows = session.execute(select(ArticleRow.id, ArticleRow.headline).where(ArticleRow.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def _members(session: Session, story: int) -> tuple[Neighbour, ...]:
    rows = session.execute(
        select(ArticleRow, SourceRow.name)
        .join(StoryArticleRow, StoryArticleRow.article_id == ArticleRow.id)
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .where(StoryArticleRow.story_id == story)
        .options(load_only(*_HEAD))
        .order_by(ArticleRow.published_at, ArticleRow.url)
        .limit(_MOST)
    )
    return tuple(
        Neighbour(
            id=row.id,
            headline=row.headline,
            source_name=source,
            published=dated(row, "published"),
        )
        for row, source in rows
    )
