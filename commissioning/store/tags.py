"""Tags in and out of the database: what is still to be tagged, and what a tagger found."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select, true, update
from sqlalchemy.orm import Session

from commissioning.domain.findings import A_READER
from commissioning.domain.tags import HolderKind, Tagging, Text, TextRole
from commissioning.store.articles import text_hash
from commissioning.store.corrections import correct_tags
from commissioning.store.pseudonyms import Pseudonyms, pseudonyms_of
from commissioning.store.rows import (
    ArticleRow,
    CommentRow,
    MentionRow,
    QuotationRow,
    SourceRow,
    StanceRow,
    TaggingRow,
)

START = (0, -1)


class Backlog(StrEnum):
    """Which texts wait for the tagger."""

    UNTAGGED = "untagged"
    STALE = "stale"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTag:
    """A stored text that waits for the tagger.

    place       the article's id and the comment's position in it; -1 for the article's own text
    comment_id  None for the article's own text
    """

    place: tuple[int, int]
    comment_id: int | None
    text: Text

    @property
    def article_id(self) -> int:
        """The article that the text belongs to."""
        return self.place[0]


def texts_to_tag(
    session: Session,
    backlog: Backlog,
    *,
    tagger: str,
    after: tuple[int, int] = START,
    limit: int = 64,
) -> tuple[ToTag, ...]:
    """The next texts behind the place `after`, in the order of their places.

    UNTAGGED are those that no version tagged, STALE also those that `tagger` did not tag.
    """
    found = (
        *_articles(session, _waits(backlog, tagger, of_comment=False), after, limit),
        *_comments(session, _waits(backlog, tagger, of_comment=True), after, limit),
    )
    return tuple(sorted(found, key=lambda item: item.place)[:limit])


def count_to_tag(session: Session, backlog: Backlog, *, tagger: str) -> int:
    """How many texts `texts_to_tag` gives in all."""
    counts = (
        select(func.count())
        .select_from(ArticleRow)
        .where(_waits(backlog, tagger, of_comment=False)),
        select(func.count())
        .select_from(CommentRow)
        .where(_waits(backlog, tagger, of_comment=True)),
    )
    return sum(session.scalar(count) or 0 for count in counts)


def save_tagging(session: Session, item: ToTag, tagging: Tagging, *, at: datetime) -> None:
    """Make the tagging the current one of its text; one of the same version is replaced.

    Corrections stand before it; readers are named by their pseudonyms. Where the text was changed
    while it was being tagged, the tagging is dropped: the text waits again.
    """
    if not _unchanged(session, item):
        return
    tagging = without_names(tagging, _writers(session, item), pseudonyms_of(session))
    same_text = and_(TaggingRow.article_id == item.article_id, _same_comment(item.comment_id))
    for old in session.scalars(
        select(TaggingRow).where(same_text, TaggingRow.tagger == tagging.tagger)
    ):
        session.delete(old)
    session.execute(update(TaggingRow).where(same_text).values(current=False))
    session.add(_tagging_row(item, tagging, at))
    correct_tags(session, item.article_id)


def _writers(session: Session, item: ToTag) -> frozenset[str]:
    """The pseudonyms of those who write below an article, where the text is one of them's."""
    if item.comment_id is None:
        return frozenset()
    below = (CommentRow.article_id == item.article_id, CommentRow.author.is_not(None))
    return frozenset(session.scalars(select(CommentRow.author).where(*below)))


def without_names(tagging: Tagging, writers: frozenset[str], pseudonyms: Pseudonyms) -> Tagging:
    """The tagging with pseudonyms for the `writers`, and for readers who comment in the text."""
    readers = {
        stance.holder for stance in tagging.stances if stance.holder_kind is HolderKind.COMMENTER
    } - {A_READER}
    if not readers and not writers:
        return tagging

    def hidden(name: str | None) -> str | None:
        found = pseudonyms.of(name)
        return found if name in readers or found in writers else name

    return replace(
        tagging,
        quotations=tuple(replace(one, speaker=hidden(one.speaker)) for one in tagging.quotations),
        stances=tuple(replace(one, holder=hidden(one.holder) or "") for one in tagging.stances),
    )


def _unchanged(session: Session, item: ToTag) -> bool:
    column = (
        select(ArticleRow.text_sha256).where(ArticleRow.id == item.article_id)
        if item.comment_id is None
        else select(CommentRow.text_sha256).where(CommentRow.id == item.comment_id)
    )
    return session.scalar(column) == text_hash(item.text.text)


def _same_comment(comment_id: int | None) -> ColumnElement[bool]:
    if comment_id is None:
        return TaggingRow.comment_id.is_(None)
    return TaggingRow.comment_id == comment_id


def _waits(backlog: Backlog, tagger: str, *, of_comment: bool) -> ColumnElement[bool]:
    if backlog is Backlog.ALL:
        return true()
    whose = (
        TaggingRow.comment_id == CommentRow.id
        if of_comment
        else and_(TaggingRow.article_id == ArticleRow.id, TaggingRow.comment_id.is_(None))
    )
    version = TaggingRow.tagger == tagger if backlog is Backlog.STALE else true()
    return ~exists().where(whose, TaggingRow.current, version)


def _articles(
    session: Session, waits: ColumnElement[bool], after: tuple[int, int], limit: int
) -> Iterator[ToTag]:
    rows = session.execute(
        select(ArticleRow, SourceRow.name)
        .join(SourceRow)
        .where(ArticleRow.id > after[0], waits)
        .order_by(ArticleRow.id)
        .limit(limit)
    )
    for row, source in rows:
        yield ToTag(place=(row.id, -1), comment_id=None, text=_article_text(row, source))


def _comments(
    session: Session, waits: ColumnElement[bool], after: tuple[int, int], limit: int
) -> Iterator[ToTag]:
    article, position = after
    rows = session.execute(
        select(CommentRow, ArticleRow, SourceRow.name)
        .join(ArticleRow, CommentRow.article_id == ArticleRow.id)
        .join(SourceRow)
        .where(
            (CommentRow.article_id > article)
            | ((CommentRow.article_id == article) & (CommentRow.position > position)),
            waits,
        )
        .order_by(CommentRow.article_id, CommentRow.position)
        .limit(limit)
    )
    for comment, row, source in rows:
        text = replace(
            _article_text(row, source),
            id=f"{row.id}.{comment.position}",
            text=comment.text,
            byline=comment.author,
            role=TextRole.COMMENT,
        )
        yield ToTag(place=(row.id, comment.position), comment_id=comment.id, text=text)


def _article_text(row: ArticleRow, source: str) -> Text:
    return Text(
        id=str(row.id),
        text=row.text,
        title=row.headline,
        url=row.url,
        day=row.published_at.date() if row.published_at else None,
        byline=row.byline,
        source=source,
    )


def _tagging_row(item: ToTag, tagging: Tagging, at: datetime) -> TaggingRow:
    return TaggingRow(
        article_id=item.article_id,
        comment_id=item.comment_id,
        tagger=tagging.tagger,
        text_sha256=text_hash(item.text.text),
        tagged_at=at,
        relevance=tagging.relevance,
        current=True,
        mentions=[MentionRow(**one) for one in mention_columns(tagging)],
        quotations=[QuotationRow(**one) for one in quotation_columns(tagging)],
        stances=[StanceRow(**one) for one in stance_columns(tagging)],
    )


def mention_columns(tagging: Tagging) -> list[dict[str, Any]]:
    """The columns of each mention."""
    return [
        {
            "start_char": mention.span.start,
            "end_char": mention.span.end,
            "organisation": mention.organisation,
            "name": mention.name,
            "method": mention.method,
        }
        for mention in tagging.mentions
    ]


def quotation_columns(tagging: Tagging) -> list[dict[str, Any]]:
    """The columns of each quotation."""
    return [
        {
            "start_char": quotation.span.start,
            "end_char": quotation.span.end,
            "kind": quotation.kind.value,
            "speaker": quotation.speaker,
            "organisation": quotation.organisation,
            "office": quotation.office,
            "cue_start": quotation.cue.start if quotation.cue else None,
            "cue_end": quotation.cue.end if quotation.cue else None,
            "method": quotation.method,
        }
        for quotation in tagging.quotations
    ]


def stance_columns(tagging: Tagging) -> list[dict[str, Any]]:
    """The columns of each stance."""
    return [
        {
            "holder": stance.holder,
            "holder_kind": stance.holder_kind.value,
            "organisation": stance.organisation,
            "question": stance.question,
            "position": stance.position.value,
            "confidence": stance.confidence,
            "start_char": stance.evidence.start,
            "end_char": stance.evidence.end,
            "method": stance.method,
        }
        for stance in tagging.stances
    ]
