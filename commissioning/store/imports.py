"""Imports in the database: how far a file was read, what is stored already, what to read anew."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from commissioning.domain.addresses import url_key
from commissioning.domain.articles import ArchiveRef, Article, Comment, FeedEntry
from commissioning.domain.dates import Dated
from commissioning.store.identity import find_article
from commissioning.store.rows import (
    AddressRow,
    ArticleRow,
    GuidRow,
    ImportedFileRow,
    SourceRow,
    VersionRow,
)
from commissioning.store.values import dated, text_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """How far a file was read: all before `position`, in bytes, is dealt with."""

    position: int
    finished: bool


def imported_file(session: Session, fingerprint: str) -> ImportedFile | None:
    """How far the file was read; None where it is new."""
    row = session.get(ImportedFileRow, fingerprint)
    return ImportedFile(position=row.position, finished=row.finished) if row else None


def save_progress(
    session: Session, fingerprint: str, *, name: str, position: int, finished: bool
) -> None:
    """Keep how far a file was read, in the transaction of what was found before there."""
    session.merge(
        ImportedFileRow(fingerprint=fingerprint, name=name, position=position, finished=finished)
    )


def source_homes(session: Session) -> tuple[tuple[str, str], ...]:
    """The home page and slug of each source that has one, by slug."""
    rows = session.execute(
        select(SourceRow.home, SourceRow.slug)
        .where(SourceRow.home.is_not(None))
        .order_by(SourceRow.slug)
    )
    return tuple((row[0], row[1]) for row in rows if row[0])


def has_bytes_of(session: Session, article: Article) -> bool:
    """Whether the archive holds a page from which the same words of this article were read."""
    found = session.scalar(
        select(AddressRow.article_id).where(AddressRow.url == url_key(article.url))
    )
    if found is None:
        return False
    digest = text_hash(article.text)
    for row, key in ((ArticleRow, ArticleRow.id), (VersionRow, VersionRow.article_id)):
        same = select(row.id).where(
            key == found,
            row.text_sha256 == digest,
            row.headline == article.headline,
            row.archive_file.is_not(None),
        )
        if session.scalar(same.limit(1)) is not None:
            return True
    return False


def archived(session: Session, url: str) -> ArchiveRef | None:
    """Where the page lies from which the article at `url` was read."""
    found = find_article(session, url)
    row = session.get(ArticleRow, found) if found is not None else None
    if row is None or row.archive_file is None or row.archive_offset is None:
        return None
    return ArchiveRef(file=row.archive_file, offset=row.archive_offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article as it stands in the database, with what its feed once said of it.

    entry  None where no feed named it, as far as is known
    """

    id: int
    article: Article
    entry: FeedEntry | None


def articles_to_extract(
    session: Session, *, after: int, limit: int, source: str | None, current: Collection[str]
) -> tuple[StoredArticle, ...]:
    """The next articles by id whose bytes are in the archive.

    `source` is a slug, None is every source; what the `current` extractors made is left out.
    """
    rows = session.scalars(
        select(ArticleRow)
        .where(ArticleRow.id > after, *_to_extract(source, current))
        .order_by(ArticleRow.id)
        .limit(limit)
    )
    return tuple(_stored(session, row) for row in rows)


def count_to_extract(session: Session, *, source: str | None, current: Collection[str]) -> int:
    """How many such articles there are."""
    query = select(func.count()).select_from(ArticleRow).where(*_to_extract(source, current))
    return session.scalar(query) or 0


def count_without_bytes(session: Session, *, source: str | None) -> int:
    """How many articles came without bytes that the archive could keep."""
    query = select(func.count()).select_from(ArticleRow).where(ArticleRow.archive_file.is_(None))
    if source is not None:
        query = query.where(ArticleRow.source.has(SourceRow.slug == source))
    return session.scalar(query) or 0


def _to_extract(source: str | None, current: Collection[str]) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        ArticleRow.archive_file.is_not(None),
        ArticleRow.archive_offset.is_not(None),
    ]
    if current:
        wanted.append(ArticleRow.extractor.not_in(current))
    if source is not None:
        wanted.append(ArticleRow.source.has(SourceRow.slug == source))
    return wanted


def _stored(session: Session, row: ArticleRow) -> StoredArticle:
    article = Article(
        url=row.url,
        source=row.source.slug,
        headline=row.headline,
        text=row.text,
        byline=row.byline,
        published=dated(row, "published"),
        updated=dated(row, "updated"),
        captured=dated(row, "captured"),
        comments=tuple(
            Comment(
                text=comment.text,
                author=comment.author,
                published=dated(comment, "published"),
                reply_to=comment.reply_to,
            )
            for comment in row.comments
        ),
        archive=ArchiveRef(file=row.archive_file or "", offset=row.archive_offset or 0),
        extractor=row.extractor,
    )
    return StoredArticle(id=row.id, article=article, entry=_entry(session, row, article))


def _entry(session: Session, row: ArticleRow, article: Article) -> FeedEntry | None:
    """What the feed said, as far as the article shows it."""
    told = [date for date in (article.published, article.updated) if date and _is_told(date)]
    has_guid = session.scalar(select(GuidRow.guid).where(GuidRow.article_id == row.id).limit(1))
    if not told and has_guid is None:
        return None
    return FeedEntry(
        url=row.url,
        published=article.published if article.published in told else None,
        updated=article.updated if article.updated in told else None,
        byline=article.byline,
    )


def _is_told(date: Dated) -> bool:
    return date.found_in in ("feed", "sitemap")
