"""Whether the database is whole: its pages, its references, its texts and hashes, its offsets."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Select, func, or_, select, text
from sqlalchemy import table as sa_table
from sqlalchemy.orm import Session

from commissioning.domain.troubles import Trouble
from commissioning.store.articles import stored
from commissioning.store.finding_rows import FindingsDueRow, WordsDueRow
from commissioning.store.rows import (
    ArticleRow,
    CommentRow,
    MentionRow,
    QuotationRow,
    StanceRow,
    TaggingRow,
    VersionRow,
)
from commissioning.store.values import text_hash

NAMED = 20
_BATCH = 500
_RESTORE = "put a backup back with 'digest restore'"
_TAG_ALL = "'digest tag --all' tags everything anew"
_TAGS = (MentionRow, QuotationRow, StanceRow)
_DOCUMENTS = {"sqlite": sa_table("text_words_docsize"), "postgresql": sa_table("text_words")}


def troubles(session: Session) -> Iterator[Trouble]:
    """All that is wrong with the database, at most twenty of a kind."""
    if session.get_bind().dialect.name == "sqlite":
        yield from _pages(session)
        yield from _references(session)
    for check in _CHECKS:
        yield from check(session)


def _pages(session: Session) -> Iterator[Trouble]:
    for (found,) in session.execute(text(f"PRAGMA integrity_check({NAMED})")):
        if found != "ok":
            yield _trouble("its pages", " ".join(str(found).split())[:200], _RESTORE)


def _references(session: Session) -> Iterator[Trouble]:
    rows = session.execute(text("PRAGMA foreign_key_check")).fetchmany(NAMED)
    for table, row, other, _ in rows:
        yield _trouble(f"{table}, row {row}", f"belongs to a row of {other} that is gone", _RESTORE)


def _hashes(session: Session) -> Iterator[Trouble]:
    kinds: tuple[tuple[str, Any, str], ...] = (
        ("article", ArticleRow, "digest extract --all"),
        ("comment", CommentRow, "digest extract --all"),
        ("version", VersionRow, ""),
    )
    for name, table, command in kinds:
        query = select(table.id, table.text, table.text_sha256).execution_options(yield_per=_BATCH)
        wrong = (id_ for id_, words, told in session.execute(query) if text_hash(words) != told)
        for _, id_ in zip(range(NAMED), wrong, strict=False):
            mend = f"'{command}' makes it anew" if command else _RESTORE
            yield _trouble(f"{name} {id_}", "its text is not the one that was stored", mend)


def _offsets(session: Session) -> Iterator[Trouble]:
    for tag in _TAGS:
        outside = or_(
            tag.start_char < 0,
            tag.end_char < tag.start_char,
            tag.end_char > func.length(func.coalesce(CommentRow.text, ArticleRow.text)),
        )
        for id_, article in session.execute(_tagged(tag).where(outside).limit(NAMED)):
            name = f"{tag.__tablename__} {id_} of article {article}"
            yield _trouble(name, "its offsets lie outside its text", _TAG_ALL)


def _stale(session: Session) -> Iterator[Trouble]:
    """Taggings that count though their text is another now."""
    own = func.coalesce(CommentRow.text_sha256, ArticleRow.text_sha256)
    query = (
        select(TaggingRow.id, TaggingRow.article_id)
        .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
        .outerjoin(CommentRow, TaggingRow.comment_id == CommentRow.id)
        .where(TaggingRow.current, TaggingRow.text_sha256 != own)
        .limit(NAMED)
    )
    for id_, article in session.execute(query):
        name = f"tagging {id_} of article {article}"
        yield _trouble(name, "counts, but its text was changed since", _TAG_ALL)


def _doubled(session: Session) -> Iterator[Trouble]:
    """Texts of which two taggings count."""
    query = (
        select(TaggingRow.article_id, func.count())
        .where(TaggingRow.current)
        .group_by(TaggingRow.article_id, TaggingRow.comment_id)
        .having(func.count() > 1)
        .limit(NAMED)
    )
    for article, many in session.execute(query):
        yield _trouble(f"article {article}", f"{many} taggings of one text count", _TAG_ALL)


def _index(session: Session) -> Iterator[Trouble]:
    """The word index against the texts that it is of."""
    table = _DOCUMENTS[session.get_bind().dialect.name]
    held = session.scalar(select(func.count()).select_from(table)) or 0
    due = sum(
        session.scalar(select(func.count()).select_from(row)) or 0
        for row in (WordsDueRow, FindingsDueRow)
    )
    texts = sum(stored(session))
    if due:
        wrong = f"{due} texts wait for it"
        yield _trouble("the word index", wrong, "the next command that stores something makes it")
    elif held != texts:
        wrong = f"it has {held} texts, the tables {texts}"
        yield _trouble("the word index", wrong, _RESTORE)


def _tagged(tag: Any) -> Select[int, int]:
    return (
        select(tag.id, TaggingRow.article_id)
        .join(TaggingRow, tag.tagging_id == TaggingRow.id)
        .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
        .outerjoin(CommentRow, TaggingRow.comment_id == CommentRow.id)
        .where(TaggingRow.current)
    )


_CHECKS: tuple[Callable[[Session], Iterator[Trouble]], ...] = (
    _hashes,
    _stale,
    _doubled,
    _offsets,
    _index,
)


def _trouble(name: str, wrong: str, mend: str) -> Trouble:
    return Trouble(part="database", name=name, wrong=wrong, mend=mend)
