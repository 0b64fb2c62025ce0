"""Articles that an editor put into a story: placed there again, whatever the grouping did."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commissioning.domain.corrections import Subject, Value
from commissioning.domain.dates import PartialDate, Precision
from commissioning.domain.errors import CorrectionError
from commissioning.domain.stories import slug_of
from commissioning.domain.tags import RELEVANT
from commissioning.store.pins import pins, standing
from commissioning.store.rows import (
    TO_OWN_TAGGING,
    ArticleRow,
    CopyRow,
    CorrectionRow,
    OverruledRow,
    StoryAliasRow,
    StoryArticleRow,
    StoryRow,
    TaggingRow,
)
from commissioning.store.stories import add_story, is_alone, is_taken, place, release, unite

_DIGITS = range(6, 21, 2)


@dataclass(frozen=True, slots=True)
class _Placed:
    """An article that can stand in a story: the hash of its text, and where it stands."""

    article: int
    text: str
    story: int | None


def place_pinned(session: Session, only: int | None = None) -> None:
    """Put each pinned article, with its copies, where an editor put it; to be done after grouping.

    `only` is the one article that is to be placed. Those without a date and those that are not of
    the field stand in no story.
    """
    told = {one: where for one, where in _told(session).items() if only in (None, one)}
    for one in _placed(session, list(told)):
        number, slug = told[one.article]
        home = story_of(session, slug) or add_story(session, slug)
        held = _hold(session, one, number)
        _move(session, one, home)
        _follow(session, one, home)
        if one.story is not None and not _is_there(session, one.story):
            held.held = {**held.held, "united": True}


def let_go(session: Session, article_id: int) -> None:
    """Put an article, with its copies, back into the story where the machine had it."""
    held = _held(session, article_id)
    if held is None:
        return
    slug = held.held["story"]
    was_united = slug is not None and _was_united(session, str(slug))
    session.delete(held)
    session.flush()
    if slug is None:
        release(session, [article_id])
        return
    if was_united:
        session.execute(delete(StoryAliasRow).where(StoryAliasRow.slug == str(slug)))
    for one in _placed(session, [article_id]):
        home = story_of(session, str(slug)) or add_story(session, str(slug))
        _move(session, one, home)
        _follow(session, one, home)


def story_of(session: Session, slug: str) -> int | None:
    """The id of the story that has the slug, or once had it."""
    found = session.scalar(select(StoryRow.id).where(StoryRow.slug == slug))
    if found is None:
        query = select(StoryAliasRow.story_id).where(StoryAliasRow.slug == slug)
        found = session.scalar(query)
    return found


def slug_in(session: Session, article_id: int) -> str | None:
    """The slug of the story that an article is in."""
    return session.scalar(
        select(StoryRow.slug)
        .join(StoryArticleRow, StoryArticleRow.story_id == StoryRow.id)
        .where(StoryArticleRow.article_id == article_id)
    )


def own_slug(session: Session, article: ArticleRow) -> str:
    """A free slug for a story of the article's own; CorrectionError where it can have none."""
    if article.published_at is None:
        raise CorrectionError(article.url, "without a date it can stand in no story")
    precision = Precision(article.published_precision or Precision.DAY)
    when = PartialDate.of(article.published_at.date(), precision)
    slugs = (slug_of(when, article.headline, article.url, digits=digits) for digits in _DIGITS)
    return next(slug for slug in slugs if not is_taken(session, slug))


def _told(session: Session) -> dict[int, tuple[int, str]]:
    """Where editors put articles: the correction's id and the slug, by article."""
    rows = session.execute(
        select(CorrectionRow.article_id, CorrectionRow.id, CorrectionRow.after)
        .where(*standing(Subject.STORY))
        .order_by(CorrectionRow.id)
    )
    return {article: (number, str(after["story"])) for article, number, after in rows if after}


def _placed(session: Session, articles: Sequence[int]) -> list[_Placed]:
    """Those of the articles that can stand in a story, where they are."""
    rows = session.execute(
        select(ArticleRow.id, ArticleRow.text_sha256, StoryArticleRow.story_id)
        .outerjoin(StoryArticleRow, StoryArticleRow.article_id == ArticleRow.id)
        .outerjoin(TaggingRow, TO_OWN_TAGGING)
        .where(
            ArticleRow.id.in_(articles),
            ArticleRow.published_at.is_not(None),
            TaggingRow.relevance.is_(None) | (TaggingRow.relevance >= RELEVANT),
        )
        .order_by(ArticleRow.id)
    )
    return [_Placed(*row) for row in rows]


def _move(session: Session, one: _Placed, home: int) -> None:
    """Into the story; one that is left empty becomes one with it: old addresses lead on."""
    if one.story not in (None, home) and is_alone(session, one.article, one.story):
        unite(session, kept=home, gone=one.story)
    place(session, home, {one.article: one.text})


def _follow(session: Session, original: _Placed, home: int) -> None:
    """Move the copies of an article to where it is, but for those that an editor placed."""
    copies = session.scalars(
        select(CopyRow.article_id)
        .where(CopyRow.original_id == original.article)
        .order_by(CopyRow.article_id)
    ).all()
    own = pins(session)
    for copy in _placed(session, [one for one in copies if one not in own]):
        if copy.story != home:
            _move(session, copy, home)


def _hold(session: Session, one: _Placed, number: int) -> OverruledRow:
    """Keep where the machine had the article, the first time that it is moved.

    'united' says that the story was left empty, and its slug leads on.
    """
    held = _held(session, one.article)
    if held is not None:
        held.correction_id = number
        return held
    where: dict[str, Value] = {"story": slug_in(session, one.article), "united": False}
    held = OverruledRow(
        article_id=one.article, subject=Subject.STORY.value, correction_id=number, held=where
    )
    session.add(held)
    return held


def _is_there(session: Session, story: int) -> bool:
    return session.scalar(select(StoryRow.id).where(StoryRow.id == story)) is not None


def _was_united(session: Session, slug: str) -> bool:
    """Whether the story with the slug became another's only because editors moved its articles."""
    rows = select(OverruledRow.held).where(OverruledRow.subject == Subject.STORY.value)
    return any(held["story"] == slug and held["united"] for held in session.scalars(rows))


def _held(session: Session, article_id: int) -> OverruledRow | None:
    return session.scalars(
        select(OverruledRow).where(
            OverruledRow.article_id == article_id, OverruledRow.subject == Subject.STORY.value
        )
    ).one_or_none()
