"""Articles in and out of the database: a URL once, a change of text seen."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from commissioning.domain.articles import Article, Comment
from commissioning.domain.dates import Dated, Precision
from commissioning.store.rows import AddressRow, ArticleRow, CommentRow, TaggingRow

DATES = ("published", "updated", "captured")


class Saved(StrEnum):
    """What became of an article that was handed to the database."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def save_article(
    session: Session,
    article: Article,
    *,
    source_id: int,
    at: datetime,
    met_at: Iterable[str] = (),
) -> Saved:
    """Store the article under its canonical URL.

    An article that is there already is changed only where its text, headline, byline or comments
    differ; then its tags no longer hold. `at` is now, `met_at` are other URLs that led to it.
    """
    row = session.scalar(select(ArticleRow).where(ArticleRow.url == article.url))
    if row is None:
        row = ArticleRow(url=article.url, source_id=source_id, first_seen_at=at)
        _fill(row, article)
        session.add(row)
        session.flush()
        outcome = Saved.NEW
    elif _same(row, article):
        outcome = Saved.UNCHANGED
    else:
        session.execute(
            update(TaggingRow).where(TaggingRow.article_id == row.id).values(current=False)
        )
        session.execute(delete(CommentRow).where(CommentRow.article_id == row.id))
        session.expire(row, ["comments"])
        _fill(row, article)
        session.flush()
        outcome = Saved.CHANGED
    for url in {article.url, *met_at}:
        session.merge(AddressRow(url=url, article_id=row.id))
    return outcome


def known_urls(session: Session, urls: Iterable[str]) -> frozenset[str]:
    """Those of the URLs that lead to an article that is stored."""
    asked = list(dict.fromkeys(urls))
    known: set[str] = set()
    for at in range(0, len(asked), 500):
        known.update(
            session.scalars(select(AddressRow.url).where(AddressRow.url.in_(asked[at : at + 500])))
        )
    return frozenset(known)


def stored(session: Session) -> tuple[int, int]:
    """How many articles and comments there are."""
    articles = session.scalar(select(func.count()).select_from(ArticleRow)) or 0
    comments = session.scalar(select(func.count()).select_from(CommentRow)) or 0
    return articles, comments


def dated(row: ArticleRow | CommentRow, name: str) -> Dated | None:
    """The moment called `name` ('published', 'updated', 'captured') of a row."""
    moment = getattr(row, f"{name}_at")
    if moment is None:
        return None
    return Dated(
        moment=moment,
        precision=Precision(getattr(row, f"{name}_precision")),
        found_in=getattr(row, f"{name}_from"),
    )


def _fill(row: ArticleRow, article: Article) -> None:
    row.headline = article.headline
    row.byline = article.byline
    row.kind = article.kind.value if article.kind else None
    row.excerpt = article.excerpt
    row.language = article.language
    row.text = article.text
    row.text_sha256 = text_hash(article.text)
    row.archive_file = article.archive.file if article.archive else None
    row.archive_offset = article.archive.offset if article.archive else None
    row.extractor = article.extractor
    for name in DATES:
        _fill_date(row, name, getattr(article, name))
    row.comments = [_comment_row(at, comment) for at, comment in enumerate(article.comments)]


def _comment_row(position: int, comment: Comment) -> CommentRow:
    row = CommentRow(
        position=position,
        author=comment.author,
        text=comment.text,
        text_sha256=text_hash(comment.text),
        reply_to=comment.reply_to,
    )
    _fill_date(row, "published", comment.published)
    return row


def _fill_date(row: ArticleRow | CommentRow, name: str, found: Dated | None) -> None:
    setattr(row, f"{name}_at", found.moment if found else None)
    setattr(row, f"{name}_precision", found.precision.value if found else None)
    setattr(row, f"{name}_from", found.found_in if found else None)


def _same(row: ArticleRow, article: Article) -> bool:
    return (
        row.text_sha256 == text_hash(article.text)
        and row.headline == article.headline
        and row.byline == article.byline
        and [(old.author, old.text, old.reply_to) for old in row.comments]
        == [(new.author, new.text, new.reply_to) for new in article.comments]
    )
