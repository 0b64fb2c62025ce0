"""What editors decided of stories: kept, dropped, left for later; each decision can be undone."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from commissioning.domain.editions import Decision, Triage
from commissioning.store import stories
from commissioning.store.edition_rows import TriageRow

_LONGEST_NAME = 100


def decide(session: Session, triage: Triage) -> Triage:
    """Note a decision, which holds from now on in the place of any before; gives it with its id."""
    by = triage.by.strip()[:_LONGEST_NAME]
    values = {
        "story": triage.story,
        "decision": triage.decision.value,
        "at": triage.at,
        "by": by,
    }
    id_ = session.scalars(insert(TriageRow).returning(TriageRow.id), [values]).one()
    return Triage(id=id_, story=triage.story, decision=triage.decision, at=triage.at, by=by)


def undo(session: Session, id_: int | None = None, *, at: datetime) -> Triage | None:
    """Take a decision back, the last one if none is named: what was decided before holds again.

    Gives it; None where there is none to take back.
    """
    query = select(TriageRow.id).where(TriageRow.undone_at.is_(None))
    if id_ is not None:
        query = query.where(TriageRow.id == id_)
    wanted = session.scalar(query.order_by(TriageRow.id.desc()).limit(1))
    row = session.execute(
        update(TriageRow)
        .where(TriageRow.id == wanted, TriageRow.undone_at.is_(None))
        .values(undone_at=at)
        .returning(TriageRow.id, TriageRow.story, TriageRow.decision, TriageRow.at, TriageRow.by)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return None if row is None else _triage(*row)


def decisions(session: Session) -> Mapping[str, Triage]:
    """The decisions that hold, by today's slug of the story; by URL for articles in no story.

    Where stories became one, the last decision on any of them holds.
    """
    today = stories.aliases(session)
    rows = session.execute(
        select(TriageRow.id, TriageRow.story, TriageRow.decision, TriageRow.at, TriageRow.by)
        .where(TriageRow.undone_at.is_(None))
        .order_by(TriageRow.id)
    )
    found: dict[str, Triage] = {}
    for id_, story, decision, at, by in rows:
        slug = today.get(story, story)
        found.pop(slug, None)
        found[slug] = _triage(id_, slug, decision, at, by)
    return found


def _triage(id_: int, story: str, decision: str, at: datetime, by: str) -> Triage:
    return Triage(id=id_, story=story, decision=Decision(decision), at=at, by=by)
