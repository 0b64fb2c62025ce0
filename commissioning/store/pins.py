"""What editors said of copies and stories, for those who find them to abide by."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, CompoundSelect, Select, select, union
from sqlalchemy.orm import Session

from commissioning.domain.corrections import Subject
from commissioning.store.rows import CopyRow, CorrectionRow


def pins(session: Session) -> dict[int, str]:
    """The slug of the story that an editor put an article into, by article.

    What groups articles leaves these and their copies alone: they are no evidence for it, and stay
    where they are.
    """
    rows = session.execute(
        select(CorrectionRow.article_id, CorrectionRow.after)
        .where(*standing(Subject.STORY))
        .order_by(CorrectionRow.id)
    )
    return {article: str(after["story"]) for article, after in rows if after is not None}


def pinned() -> CompoundSelect[int]:
    """The ids of the articles that `pins` names and of their copies, to be used within a query."""
    return union(_told(), select(CopyRow.article_id).where(CopyRow.original_id.in_(_told())))


def _told() -> Select[int]:
    return select(CorrectionRow.article_id).where(*standing(Subject.STORY))


def told_copies(session: Session, articles: Collection[int]) -> dict[int, int | None]:
    """What an editor said that these articles are copies of, where one did; None: of nothing."""
    rows = session.execute(
        select(CorrectionRow.article_id, CorrectionRow.after)
        .where(*standing(Subject.DUPLICATE), CorrectionRow.article_id.in_(articles))
        .order_by(CorrectionRow.id)
    )
    return {article: int(after["original"] or 0) if after else None for article, after in rows}


def standing(subject: Subject) -> tuple[ColumnElement[bool], ...]:
    """Conditions that leave the standing corrections of a subject."""
    return CorrectionRow.subject == subject.value, CorrectionRow.undone_at.is_(None)
