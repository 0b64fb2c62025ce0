"""The comments below an article, brought up to date: what did not change keeps its row and tags."""

from collections import defaultdict, deque
from collections.abc import Iterable

from sqlalchemy import insert
from sqlalchemy.orm import Session

from commissioning.domain.articles import Comment
from commissioning.store.pseudonyms import pseudonyms_of
from commissioning.store.rows import ArticleRow, CommentRow
from commissioning.store.values import dated_columns, fill, text_hash

_ADD = insert(CommentRow)


def save_comments(session: Session, row: ArticleRow, comments: tuple[Comment, ...]) -> bool:
    """Make the article's comments these; whether anything changed.

    A comment is known again by its author and words, wherever it stands; a pseudonym is kept in the
    place of the author's name. A page that shows none
    takes none away: comments are loaded late, closed or moved more often than they are all deleted.
    """
    comments = pseudonyms_of(session).hide(comments)
    if not comments or _same(row.comments, comments):
        return False
    waiting: dict[tuple[str | None, str], deque[CommentRow]] = defaultdict(deque)
    for old in row.comments:
        waiting[old.author, old.text].append(old)
    found = [_take(waiting, comment) for comment in comments]
    kept = {id(old) for old in found if old}
    row.comments = [old for old in row.comments if id(old) in kept]
    _move_aside(session, (old for at, old in enumerate(found) if old and old.position != at))
    for at, (known, comment) in enumerate(zip(found, comments, strict=True)):
        if known is None:
            row.comments.append(CommentRow(**_columns(at, comment)))
            continue
        known.position, known.reply_to = at, comment.reply_to
        if known.published_at is None:
            fill(known, dated_columns("published", comment.published))
    session.flush()
    session.expire(row, ["comments"])
    return True


def add_comments(session: Session, article_id: int, comments: tuple[Comment, ...]) -> None:
    """Put in the comments of an article that has none yet."""
    hidden = pseudonyms_of(session).hide(comments)
    rows = comment_columns(article_id, hidden)
    if rows:
        session.connection().execute(_ADD, rows)


def comment_columns(article_id: int, comments: tuple[Comment, ...]) -> list[dict[str, object]]:
    """The columns of the comments of a new article, whose authors are hidden already."""
    return [{"article_id": article_id, **_columns(at, one)} for at, one in enumerate(comments)]


def _same(rows: list[CommentRow], comments: tuple[Comment, ...]) -> bool:
    return len(rows) == len(comments) and all(
        (old.author, old.text, old.reply_to) == (new.author, new.text, new.reply_to)
        and (old.published_at or not new.published)
        for old, new in zip(rows, comments, strict=True)
    )


def _take(
    waiting: dict[tuple[str | None, str], deque[CommentRow]], comment: Comment
) -> CommentRow | None:
    same = waiting.get((comment.author, comment.text))
    return same.popleft() if same else None


def _move_aside(session: Session, rows: Iterable[CommentRow]) -> None:
    """Free the places: two comments of an article may not share one, even for a moment."""
    for number, old in enumerate(rows, start=1):
        old.position = -number
    session.flush()


def _columns(position: int, comment: Comment) -> dict[str, object]:
    return {
        "position": position,
        "author": comment.author,
        "text": comment.text,
        "text_sha256": text_hash(comment.text),
        "reply_to": comment.reply_to,
        **dated_columns("published", comment.published),
    }
