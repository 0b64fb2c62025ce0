"""What was collected: outlets, articles and how they stood before, comments, stories, coverage."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from commissioning.domain.articles import ArticleKind, ChangeCause, SourceKind
from commissioning.domain.coverage import RejectionReason, SourceMonth
from commissioning.domain.dates import Precision
from commissioning.domain.quoting import EXCERPT, beginning
from commissioning.research.exporting.columns import Column, Link, Type, stored
from commissioning.research.exporting.tables import (
    Batch,
    Cells,
    Content,
    Field,
    Row,
    Table,
    in_batches,
    same,
    table,
)
from commissioning.store.months import months
from commissioning.store.rows import (
    TO_OWN_TAGGING,
    ArticleRow,
    CommentRow,
    CopyRow,
    SourceRow,
    StoryArticleRow,
    StoryRow,
    TaggingRow,
    VersionRow,
)

_Earlier = aliased(StoryRow)
_OF_ARTICLE = Link(column="article", table="articles", to="id")


def _moment(row: type[ArticleRow] | type[CommentRow], name: str) -> Iterator[Field]:
    yield same(getattr(row, f"{name}_at"))
    yield same(getattr(row, f"{name}_precision"), values=Precision)
    yield same(getattr(row, f"{name}_from"))


def article_of(row: type[Any]) -> Field:
    """The column that says to which article a row belongs."""
    attribute = row.article_id
    return stored(attribute, name="article", counted=False), attribute


def _length(row: type[Any]) -> Field:
    column = Column(
        name="characters",
        type=Type.INTEGER,
        description="length of the text in Unicode code points",
        required=True,
    )
    return column, func.length(row.text)


def _tagged(row: type[TaggingRow]) -> Iterator[Field]:
    """What today's tagging says of a text as a whole; empty where it is not tagged."""
    yield same(row.relevance, required=False)
    yield same(row.tagger, required=False)
    yield same(row.tagged_at, required=False)


def _sources(query: Select[Any]) -> Select[Any]:
    return query.order_by(SourceRow.id)


def _articles(query: Select[Any]) -> Select[Any]:
    return (
        query.join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .outerjoin(TaggingRow, TO_OWN_TAGGING)
        .outerjoin(StoryArticleRow, StoryArticleRow.article_id == ArticleRow.id)
        .outerjoin(StoryRow, StoryArticleRow.story_id == StoryRow.id)
        .outerjoin(CopyRow, CopyRow.article_id == ArticleRow.id)
        .order_by(ArticleRow.id)
    )


def _versions(query: Select[Any]) -> Select[Any]:
    return query.join(ArticleRow, VersionRow.article_id == ArticleRow.id).order_by(
        VersionRow.article_id, VersionRow.number
    )


def _comments(query: Select[Any]) -> Select[Any]:
    return (
        query.join(ArticleRow, CommentRow.article_id == ArticleRow.id)
        .outerjoin(TaggingRow, and_(TaggingRow.comment_id == CommentRow.id, TaggingRow.current))
        .order_by(CommentRow.article_id, CommentRow.position)
    )


def _stories(query: Select[Any]) -> Select[Any]:
    return query.outerjoin(_Earlier, StoryRow.goes_on_from_id == _Earlier.id).order_by(StoryRow.id)


def _excerpts(_: Content) -> Callable[[Cells], Cells]:
    def cut(cells: Cells) -> Cells:
        told = [one and beginning(one, EXCERPT) for one in cells["excerpt"]]
        return cells | {"excerpt": told}

    return cut


SOURCES = table(
    "sources",
    "The outlets that articles come from.",
    subject=SourceRow.slug,
    fields=(
        same(SourceRow.slug),
        same(SourceRow.name),
        same(SourceRow.home),
        same(SourceRow.kind, values=SourceKind),
        same(SourceRow.sample),
    ),
    source=_sources,
    key=("slug",),
)

ARTICLES = table(
    "articles",
    "One row for each published item, on the subject or not; its identity is its address.",
    subject=ArticleRow.url,
    fields=(
        same(ArticleRow.id, description="its number in this export", counted=False),
        same(ArticleRow.url),
        (stored(SourceRow.slug, name="source", description="slug of the outlet"), SourceRow.slug),
        same(ArticleRow.headline),
        same(ArticleRow.byline),
        *_moment(ArticleRow, "published"),
        *_moment(ArticleRow, "updated"),
        *_moment(ArticleRow, "captured"),
        same(ArticleRow.kind, values=ArticleKind),
        same(ArticleRow.section),
        same(ArticleRow.paywalled),
        same(
            ArticleRow.excerpt,
            description=f"the outlet's own summary: at most its first {EXCERPT} words",
            counted=False,
        ),
        same(ArticleRow.language),
        _length(ArticleRow),
        same(ArticleRow.text_sha256),
        same(ArticleRow.extractor),
        same(ArticleRow.archive_file),
        same(ArticleRow.archive_offset),
        same(ArticleRow.first_seen_at),
        *_tagged(TaggingRow),
        (
            stored(
                StoryRow.slug,
                name="story",
                description="slug of the story that it tells; empty where it tells none",
                required=False,
            ),
            StoryRow.slug,
        ),
        (
            stored(
                CopyRow.original_id,
                name="copy_of",
                description="the earlier article in which its text stands",
                required=False,
                counted=False,
            ),
            CopyRow.original_id,
        ),
        same(CopyRow.share, name="copy_share", required=False),
        same(ArticleRow.text, description="plain text", with_text=True, counted=False),
    ),
    source=_articles,
    key=("id",),
    links=(
        Link(column="source", table="sources", to="slug"),
        Link(column="story", table="stories", to="slug"),
        Link(column="copy_of", table="articles", to="id"),
    ),
    finish=_excerpts,
)

VERSIONS = table(
    "versions",
    "How articles stood before they were edited, or before they were read anew from their pages.",
    subject=ArticleRow.url,
    fields=(
        article_of(VersionRow),
        same(VersionRow.number),
        same(VersionRow.headline),
        same(VersionRow.byline),
        same(VersionRow.captured_at),
        _length(VersionRow),
        same(VersionRow.text_sha256),
        same(VersionRow.extractor),
        same(VersionRow.archive_file),
        same(VersionRow.archive_offset),
        same(VersionRow.replaced_at),
        same(VersionRow.cause, values=ChangeCause),
        same(
            VersionRow.text,
            description="plain text, as it was then",
            with_text=True,
            counted=False,
        ),
    ),
    source=_versions,
    key=("article", "number"),
    links=(_OF_ARTICLE,),
)

COMMENTS = table(
    "comments",
    "Readers' words below articles. Readers are private people: their names are in no export.",
    subject=ArticleRow.url,
    fields=(
        article_of(CommentRow),
        same(CommentRow.position),
        *_moment(CommentRow, "published"),
        same(CommentRow.reply_to),
        _length(CommentRow),
        same(CommentRow.text_sha256),
        *_tagged(TaggingRow),
        same(CommentRow.text, description="plain text", with_text=True, counted=False),
    ),
    source=_comments,
    key=("article", "position"),
    links=(_OF_ARTICLE,),
)

STORIES = table(
    "stories",
    "Articles about one event; 'articles' says which article tells which.",
    subject=StoryRow.slug,
    fields=(
        same(StoryRow.slug),
        (
            stored(
                StoryRow.slug,
                name="goes_on_from",
                description="slug of an earlier story that it follows from",
                required=False,
            ),
            _Earlier.slug,
        ),
        (
            Column(
                name="articles",
                type=Type.INTEGER,
                description="how many articles tell it",
                required=True,
            ),
            select(func.count())
            .where(StoryArticleRow.story_id == StoryRow.id)
            .correlate(StoryRow)
            .scalar_subquery(),
        ),
    ),
    source=_stories,
    key=("slug",),
    links=(Link(column="goes_on_from", table="stories", to="slug"),),
)

_COUNTS = {
    "polled": "days on which the outlet was asked; 0 is 'not collected', never 'silent'",
    "answered": "of these, the days on which it answered",
    "articles": "articles stored that were published in the month",
    "on_topic": "of these, the ones about commissioning",
    "off_topic": "of these, the ones that were read and are about something else",
}


def _count(name: str, description: str) -> Column:
    return Column(name=name, type=Type.INTEGER, description=description, required=True)


_COVERAGE = (
    Column(name="source", type=Type.STRING, description="slug of the outlet", required=True),
    Column(name="month", type=Type.DATE, description="the first day of the month", required=True),
    *(_count(name, description) for name, description in _COUNTS.items()),
    *(
        _count(
            f"rejected_{reason.name.lower()}",
            f"things looked at in the month and not taken, the reason being '{reason.value}'",
        )
        for reason in RejectionReason
    ),
)


def _months(content: Content) -> Iterator[Batch]:
    return in_batches(_COVERAGE, map(_month, months(content.session)), content)


def _month(found: SourceMonth) -> Row:
    rejected = dict(found.rejected)
    by_reason = (rejected.get(reason.value, 0) for reason in RejectionReason)
    first: date = found.first
    return (found.slug, first, *(getattr(found, name) for name in _COUNTS), *by_reason)


COVERAGE = Table(
    name="coverage",
    description=(
        "What became of each outlet in each month: the ground of every count. A month in which an"
        " outlet was neither asked nor had anything has no row."
    ),
    columns=_COVERAGE,
    key=("source", "month"),
    links=(Link(column="source", table="sources", to="slug"),),
    batches=_months,
)
