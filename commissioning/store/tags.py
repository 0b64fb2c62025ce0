"""Tags in and out of the database: what is still to be tagged, and what a tagger found."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, true, update
from sqlalchemy.orm import Session

from commissioning.domain.findings import A_READER
from commissioning.domain.tags import HolderKind, Tagging, Text, TextRole
from commissioning.store.articles import text_hash
from commissioning.store.corrections import correct_tags
from commissioning.store.pseudonyms import Pseudonyms, pseudonyms_of
from commissioning.store.rows import ArticleRow, CommentRow, SourceRow, TaggingRow
from commissioning.store.tag_rows import OfText, put_tags

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


TaggedText = tuple[ToTag, Tagging]


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


def save_taggings(session: Session, found: Sequence[TaggedText], *, at: datetime) -> None:
    """Make each tagging the current one of its text; one of the same version is replaced.

    No text comes twice. Corrections stand before the tags; readers are named by their pseudonyms.
    Where a text was changed while it was being tagged, the tagging is dropped: it waits again.
    """
    session.flush()
    found = _of_texts_unchanged(session, found)
    for version in {tagging.tagger for _, tagging in found}:
        of_version = [item for item, tagging in found if tagging.tagger == version]
        for same in _same_texts(of_version):
            session.execute(delete(TaggingRow).where(same, TaggingRow.tagger == version))
            session.execute(update(TaggingRow).where(same).values(current=False))
    writers, pseudonyms = _writers(session, found), pseudonyms_of(session)
    put_tags(
        session,
        [
            OfText(
                article_id=item.article_id,
                comment_id=item.comment_id,
                text_sha256=text_hash(item.text.text),
                tagging=without_names(tagging, writers[item.place], pseudonyms),
            )
            for item, tagging in found
        ],
        at=at,
    )
    correct_tags(session, {item.article_id for item, _ in found})


def _writers(session: Session, found: Sequence[TaggedText]) -> Mapping[tuple[int, int], set[str]]:
    """The pseudonyms of those who write below an article, by the places of the comments there."""
    comments = [item for item, _ in found if item.comment_id is not None]
    by_article: dict[int, set[str]] = defaultdict(set)
    if comments:
        query = select(CommentRow.article_id, CommentRow.author).where(
            CommentRow.article_id.in_({item.article_id for item in comments}),
            CommentRow.author.is_not(None),
        )
        for article, author in session.execute(query):
            by_article[article].add(author or "")
    return defaultdict(set, {item.place: by_article[item.article_id] for item in comments})


def without_names(tagging: Tagging, writers: Set[str], pseudonyms: Pseudonyms) -> Tagging:
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


def _of_texts_unchanged(session: Session, found: Sequence[TaggedText]) -> list[TaggedText]:
    stored: dict[tuple[int, int], str] = {}
    articles = {item.article_id: item.place for item, _ in found if item.comment_id is None}
    comments = {item.comment_id: item.place for item, _ in found if item.comment_id is not None}
    for table, places in ((ArticleRow, articles), (CommentRow, comments)):
        if places:
            query = select(table.id, table.text_sha256).where(table.id.in_(places))
            stored |= {places[id_]: told for id_, told in session.execute(query)}
    return [
        (item, tagging)
        for item, tagging in found
        if stored.get(item.place) == text_hash(item.text.text)
    ]


def _same_texts(items: Sequence[ToTag]) -> Iterator[ColumnElement[bool]]:
    """What the taggings of these texts have in common: of articles, and of comments."""
    articles = [item.article_id for item in items if item.comment_id is None]
    comments = [item.comment_id for item in items if item.comment_id is not None]
    if articles:
        yield and_(TaggingRow.article_id.in_(articles), TaggingRow.comment_id.is_(None))
    if comments:
        yield TaggingRow.comment_id.in_(comments)


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
