"""Imports in the database: how far a file was read, and what of it is stored already."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.domain.articles import ArchiveRef, Article
from commissioning.store.identity import find_article
from commissioning.store.rows import ArticleRow, ImportedFileRow, SourceRow, VersionRow
from commissioning.store.values import text_hash


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
    found = find_article(session, article.url)
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
