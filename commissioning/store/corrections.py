"""Corrections in and out of the database: made once, undone if need be, and applied ever after."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from commissioning.domain.corrections import Correction, Subject, Values, fault_of
from commissioning.domain.errors import CorrectionError
from commissioning.register import Register
from commissioning.store.copies import link_again
from commissioning.store.dating import overrule_date
from commissioning.store.overruling import overrule
from commissioning.store.pinning import let_go, place_pinned
from commissioning.store.rows import ArticleRow, CommentRow, CorrectionRow
from commissioning.store.sketches import sketch
from commissioning.store.told import completed

_OF_TAGGINGS = {subject for subject in Subject if subject.is_tag} | {Subject.RELEVANCE}
_OF_COPIES = {Subject.DUPLICATE, Subject.DATE}
_BATCH = 500


def correct(session: Session, told: Correction, *, register: Register) -> Correction:
    """Make a correction: from now on it wins over the machine. Gives it as it is stored.

    `told` has no id. What it has before it must be what counts now; where a story, date, duplicate
    or the relevance is corrected it may be left out, and is filled in. After it the register's name
    of a body and the words of a place need not be there. CorrectionError says what cannot be.
    """
    article = _locked(session, told.article_id)
    found = completed(session, article, told, register)
    if fault := fault_of(found):
        raise CorrectionError(article.url, fault)
    row = CorrectionRow(
        made_at=found.at,
        made_by=found.by,
        article_id=article.id,
        comment_id=_comment(session, article.id, found.comment),
        comment=found.comment,
        subject=found.subject.value,
        before=_plain(found.before),
        after=_plain(found.after),
        reason=found.reason,
        undone_at=None,
        adrift=False,
    )
    session.add(row)
    session.flush()
    _apply(session, article, {found.subject})
    return replace(found, id=row.id, adrift=row.adrift)


def undo(session: Session, correction_id: int, *, at: datetime) -> Correction:
    """Let the machine's word, or an earlier correction's, count again.

    CorrectionError where there is no such correction, or it was undone before.
    """
    row = session.get(CorrectionRow, correction_id)
    if row is None:
        raise CorrectionError(f"correction {correction_id}", "there is none of this number")
    article = _locked(session, row.article_id)
    session.refresh(row)
    if row.undone_at is not None:
        raise CorrectionError(f"correction {correction_id}", "it was undone before")
    row.undone_at, row.adrift = at, False
    session.flush()
    _apply(session, article, {Subject(row.subject)})
    return corrections(session, ids=[correction_id])[0]


def corrections(
    session: Session,
    *,
    article_id: int | None = None,
    ids: Sequence[int] | None = None,
    undone: bool | None = None,
    adrift: bool | None = None,
) -> tuple[Correction, ...]:
    """Corrections by id: all, or an article's; with `undone` or `adrift` only those that are so."""
    query = (
        select(CorrectionRow, CommentRow.position)
        .outerjoin(CommentRow, CorrectionRow.comment_id == CommentRow.id)
        .order_by(CorrectionRow.id)
    )
    if article_id is not None:
        query = query.where(CorrectionRow.article_id == article_id)
    if ids is not None:
        query = query.where(CorrectionRow.id.in_(ids))
    if undone is not None:
        query = query.where(CorrectionRow.undone_at.is_not(None) == undone)
    if adrift is not None:
        query = query.where(CorrectionRow.adrift.is_(adrift))
    return tuple(_correction(row, position) for row, position in session.execute(query))


def count_adrift(session: Session) -> int:
    """How many standing corrections have nothing to correct, since their words left the text."""
    query = select(func.count()).where(CorrectionRow.adrift, CorrectionRow.undone_at.is_(None))
    return session.scalar(query) or 0


def correct_tags(session: Session, article_ids: Collection[int]) -> None:
    """Bring the articles' tags and relevance into line with their corrections.

    To do it twice changes nothing.
    """
    subjects = [subject.value for subject in _OF_TAGGINGS]
    asked = sorted(article_ids)
    session.flush()
    for at in range(0, len(asked), _BATCH):
        corrected = select(CorrectionRow.article_id).where(
            CorrectionRow.article_id.in_(asked[at : at + _BATCH]),
            CorrectionRow.subject.in_(subjects),
        )
        for article_id in sorted(set(session.scalars(corrected))):
            _apply_to_tags(session, corrections(session, article_id=article_id), article_id)


def _locked(session: Session, article_id: int) -> ArticleRow:
    """The article as it is, for this transaction alone: others wait, and then see what it made.

    To write the row is what makes SQLite wait, too.
    """
    session.flush()
    whose = ArticleRow.id == article_id
    session.execute(update(ArticleRow).where(whose).values(url=ArticleRow.url))
    article = session.get(ArticleRow, article_id, populate_existing=True)
    if article is None:
        raise CorrectionError(f"article {article_id}", "there is no such article")
    return article


def _apply(session: Session, article: ArticleRow, subjects: set[Subject]) -> None:
    """Bring those parts of an article into line that corrections of these subjects touch."""
    told = corrections(session, article_id=article.id)
    if subjects & _OF_TAGGINGS:
        _apply_to_tags(session, told, article.id)
    if Subject.DATE in subjects:
        overrule_date(session, article, _last(told, Subject.DATE))
        session.flush()
    if subjects & _OF_COPIES:
        link_again(session, article.id, sketch(article.text))
    if _last(told, Subject.STORY) is not None:
        place_pinned(session, article.id)
    elif Subject.STORY in subjects:
        let_go(session, article.id)
    session.flush()


def _apply_to_tags(session: Session, told: Sequence[Correction], article_id: int) -> None:
    """Correct the tags, and note which corrections are adrift."""
    standing = [one for one in told if one.is_standing and one.subject in _OF_TAGGINGS]
    lost = _lost(session, article_id)
    adrift, seen = overrule(session, article_id, [one for one in standing if one.id not in lost])
    for one in standing:
        is_adrift = one.id in adrift | lost or (one.id not in seen and one.adrift)
        if is_adrift != one.adrift:
            session.get_one(CorrectionRow, one.id).adrift = is_adrift
    session.flush()


def _lost(session: Session, article_id: int) -> set[int]:
    """The corrections of comments that are gone: another may be in their place now."""
    query = select(CorrectionRow.id).where(
        CorrectionRow.article_id == article_id,
        CorrectionRow.comment.is_not(None),
        CorrectionRow.comment_id.is_(None),
    )
    return set(session.scalars(query))


def _last(told: Sequence[Correction], subject: Subject) -> Correction | None:
    """The one that holds: the last that stands."""
    standing = [one for one in told if one.subject is subject and one.is_standing]
    return standing[-1] if standing else None


def _comment(session: Session, article_id: int, position: int | None) -> int | None:
    if position is None:
        return None
    query = select(CommentRow.id).where(
        CommentRow.article_id == article_id, CommentRow.position == position
    )
    return session.scalars(query).one()


def _plain(values: Values | None) -> Values | None:
    """The values as JSON has them."""
    if values is None:
        return None
    return {name: str(one) if isinstance(one, str) else one for name, one in values.items()}


def _correction(row: CorrectionRow, position: int | None) -> Correction:
    """A row as a correction; one of a comment that is gone keeps the place that it had."""
    return Correction(
        id=row.id,
        at=row.made_at,
        by=row.made_by,
        article_id=row.article_id,
        comment=row.comment if position is None else position,
        subject=Subject(row.subject),
        before=row.before,
        after=row.after,
        reason=row.reason,
        undone_at=row.undone_at,
        adrift=row.adrift,
    )
