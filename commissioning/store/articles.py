"""Articles in and out of the database: each once, how it stands now, and how it stood before."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from commissioning.domain.articles import ArchiveRef, Article, ChangeCause, Version
from commissioning.domain.dates import Precision
from commissioning.store.comments import add_comments, save_comments
from commissioning.store.copies import (
    add_sketch,
    in_buckets,
    link_again,
    link_new,
    ranked,
    save_sketch,
)
from commissioning.store.dating import fill_date, found_date
from commissioning.store.identity import (
    Met,
    find_article,
    find_by_text,
    find_row,
    keep_met,
    known_urls,
    look_up,
)
from commissioning.store.rows import ArticleRow, CommentRow, TaggingRow, VersionRow
from commissioning.store.sketches import sketch
from commissioning.store.values import dated, dated_columns, fill, same_words, text_hash

__all__ = [
    "Saved",
    "dated",
    "find_article",
    "known_urls",
    "save_article",
    "stored",
    "text_hash",
    "versions",
]

_ADD = insert(ArticleRow).returning(ArticleRow.id)
_EXACT = (Precision.SECOND, Precision.MINUTE, Precision.DAY)


class Saved(StrEnum):
    """What became of an article that was handed to the database."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def save_article(
    session: Session,
    article: Article,
    *,
    source_id: int,
    at: datetime,
    met_at: Iterable[str] = (),
    guid: str | None = None,
) -> Saved:
    """Store the article, or what is new of one that is there.

    It is known again by its URL, by `met_at` (other URLs that led to it), by the `guid` that the
    source's feed gives it, or by its text. Where headline, byline or text changed, how it stood is
    kept as a version and its tags no longer hold; what was captured before the stored one becomes
    a version and replaces nothing. Its first URL stays. `at` is now.
    """
    session.flush()
    met = look_up(session, article.url, source_id=source_id, met_at=met_at, guid=guid)
    row = find_row(session, article, met)
    if row is not None:
        return _update(session, row, article, met, at)
    buckets = sketch(article.text)
    shared = in_buckets(session, buckets)
    row = find_by_text(session, article, source_id, ranked(shared))
    if row is not None:
        return _update(session, row, article, met, at)
    article_id = _add(session, article, source_id, at)
    keep_met(session, article_id, met)
    add_sketch(session, article_id, buckets)
    link_new(session, article_id, shared)
    return Saved.NEW


def versions(session: Session, article_id: int) -> tuple[Version, ...]:
    """How the article stood before, the oldest capture first; how it stands now is not among it."""
    rows = session.scalars(
        select(VersionRow)
        .where(VersionRow.article_id == article_id)
        .order_by(VersionRow.captured_at.is_not(None), VersionRow.captured_at, VersionRow.number)
    )
    return tuple(_version(row) for row in rows)


def stored(session: Session) -> tuple[int, int]:
    """How many articles and comments there are."""
    articles = session.scalar(select(func.count()).select_from(ArticleRow)) or 0
    comments = session.scalar(select(func.count()).select_from(CommentRow)) or 0
    return articles, comments


def _add(session: Session, article: Article, source_id: int, at: datetime) -> int:
    """Put a new article in, with its comments; gives its id."""
    row = article_columns(article, source_id, at)
    article_id: int = session.connection().execute(_ADD, row).scalar_one()
    add_comments(session, article_id, article.comments)
    return article_id


def article_columns(article: Article, source_id: int, at: datetime) -> dict[str, object]:
    """The columns of a new article."""
    return {
        "url": article.url,
        "source_id": source_id,
        "first_seen_at": at,
        **_words(article),
        **_rest(article),
        **dated_columns("published", article.published),
    }


def _update(session: Session, row: ArticleRow, article: Article, met: Met, at: datetime) -> Saved:
    """Take what is new of an article that is there."""
    if _is_older(row, article):
        outcome = _keep_older(session, row, article, at)
    else:
        outcome = _bring_up_to_date(session, row, article, at)
    session.flush()
    keep_met(session, row.id, met)
    if outcome is not Saved.UNCHANGED:
        link_again(session, row.id, sketch(row.text))
    return outcome


def _bring_up_to_date(session: Session, row: ArticleRow, article: Article, at: datetime) -> Saved:
    cause = ChangeCause.EXTRACTED if _same_bytes(row, article) else ChangeCause.EDITED
    outcome = Saved.UNCHANGED
    if not _same(row, article):
        _keep_version(session, row, _standing(row), cause, at)
        fill(row, _words(article))
        save_sketch(session, row.id, sketch(row.text))
        _outdate_tags(session, row)
        outcome = Saved.CHANGED
    if outcome is Saved.CHANGED or _is_newer_proof(row, article):
        fill(row, _rest(article))
    _fill_published(session, row, article, cause)
    if save_comments(session, row, article.comments):
        outcome = Saved.CHANGED
    return outcome


def _keep_older(session: Session, row: ArticleRow, article: Article, at: datetime) -> Saved:
    """A capture from before the stored one: its words are a version, and it fills gaps."""
    if found_date(session, row) is None:
        fill_date(session, row, article.published)
    outcome = Saved.UNCHANGED
    if not row.comments and save_comments(session, row, article.comments):
        outcome = Saved.CHANGED
    if not _same(row, article) and not _has_version(session, row, article):
        captured = article.captured.moment if article.captured else None
        _keep_version(session, row, _seen(article, captured), ChangeCause.EDITED, at)
        outcome = Saved.CHANGED
    return outcome


def _is_older(row: ArticleRow, article: Article) -> bool:
    return bool(article.captured and row.captured_at and article.captured.moment < row.captured_at)


def _is_newer_proof(row: ArticleRow, article: Article) -> bool:
    """Whether a capture with the same words may stand for them.

    Not one without bytes for one with them. The newest counts, so that a capture from between the
    two is known to be older.
    """
    return article.captured is not None and (article.archive is not None or _archive(row) is None)


def _same_bytes(row: ArticleRow, article: Article) -> bool:
    if article.archive is not None and article.archive == _archive(row):
        return True
    same_moment = article.captured is not None and article.captured.moment == row.captured_at
    return same_moment and article.extractor != row.extractor


def _same(row: ArticleRow, article: Article) -> bool:
    return (
        same_words(row.headline, article.headline)
        and same_words(row.byline, article.byline)
        and (row.text_sha256 == text_hash(article.text) or same_words(row.text, article.text))
    )


def _words(article: Article) -> dict[str, object]:
    """The columns that make a version."""
    return {
        "headline": article.headline,
        "byline": article.byline,
        "text": article.text,
        "text_sha256": text_hash(article.text),
    }


def _rest(article: Article) -> dict[str, object]:
    """The columns that tell of the words; when they were published is kept apart."""
    return {
        "kind": article.kind.value if article.kind else None,
        "section": article.section,
        "paywalled": article.paywalled,
        "excerpt": article.excerpt,
        "language": article.language,
        "archive_file": article.archive.file if article.archive else None,
        "archive_offset": article.archive.offset if article.archive else None,
        "extractor": article.extractor,
        **dated_columns("updated", article.updated),
        **dated_columns("captured", article.captured),
    }


def _fill_published(
    session: Session, row: ArticleRow, article: Article, cause: ChangeCause
) -> None:
    """Fill a gap, or put right what was read wrongly; a page promoted again keeps its first day.

    What a better extractor reads from the same bytes holds. An editor's word stands before both.
    """
    known, new = found_date(session, row), article.published
    if new is None:
        return
    moved = known is not None and known.precision in _EXACT and new.day > known.day
    if not moved or cause is ChangeCause.EXTRACTED:
        fill_date(session, row, new)


def _outdate_tags(session: Session, row: ArticleRow) -> None:
    session.execute(
        update(TaggingRow)
        .where(TaggingRow.article_id == row.id, TaggingRow.comment_id.is_(None))
        .values(current=False)
    )


def _archive(row: ArticleRow | VersionRow) -> ArchiveRef | None:
    if row.archive_file is None or row.archive_offset is None:
        return None
    return ArchiveRef(file=row.archive_file, offset=row.archive_offset)


def _standing(row: ArticleRow) -> VersionRow:
    return VersionRow(
        headline=row.headline,
        byline=row.byline,
        text=row.text,
        text_sha256=row.text_sha256,
        captured_at=row.captured_at,
        archive_file=row.archive_file,
        archive_offset=row.archive_offset,
        extractor=row.extractor,
    )


def _seen(article: Article, captured: datetime | None) -> VersionRow:
    return VersionRow(
        headline=article.headline,
        byline=article.byline,
        text=article.text,
        text_sha256=text_hash(article.text),
        captured_at=captured,
        archive_file=article.archive.file if article.archive else None,
        archive_offset=article.archive.offset if article.archive else None,
        extractor=article.extractor,
    )


def _keep_version(
    session: Session, row: ArticleRow, version: VersionRow, cause: ChangeCause, at: datetime
) -> None:
    last = session.scalar(
        select(func.max(VersionRow.number)).where(VersionRow.article_id == row.id)
    )
    version.article_id = row.id
    version.number = (last or 0) + 1
    version.replaced_at = at
    version.cause = cause.value
    session.add(version)


def _has_version(session: Session, row: ArticleRow, article: Article) -> bool:
    return (
        session.scalar(
            select(VersionRow.id)
            .where(
                VersionRow.article_id == row.id,
                VersionRow.text_sha256 == text_hash(article.text),
                VersionRow.headline == article.headline,
            )
            .limit(1)
        )
        is not None
    )


def _version(row: VersionRow) -> Version:
    return Version(
        number=row.number,
        headline=row.headline,
        byline=row.byline,
        text=row.text,
        captured=row.captured_at,
        archive=_archive(row),
        extractor=row.extractor,
        replaced=row.replaced_at,
        cause=ChangeCause(row.cause),
    )
