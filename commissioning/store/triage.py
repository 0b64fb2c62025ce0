"""What editors decided of stories: kept, dropped, left for later; each decision can be undone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.orm import Session

from commissioning.domain.editions import Decision, Triage
from commissioning.store import stories
from commissioning.store.edition_rows import TriageRow

_LONGEST_NAME = 100
_BATCH = 500


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


def decisions(
    session: Session, keys: Iterable[str] | None = None, *, said: Decision | None = None
) -> Mapping[str, Triage]:
    """The decisions that hold, by today's slug of the story; by URL for articles in no story.

    Those on `keys` alone, or those that were `said`, where these are given. Where stories became
    one, the last decision on any of them holds. The last decided comes last.
    """
    today = stories.aliases(session)
    rows = session.execute(_standing(today, keys)).all()
    last: dict[str, int] = {}
    for id_, story, decision in rows:
        slug = today.get(story, story)
        last.pop(slug, None)
        if said is None or decision == said.value:
            last[slug] = id_
    slugs = {id_: slug for slug, id_ in last.items()}
    return {
        slugs[id_]: _triage(id_, slugs[id_], decision, at, by)
        for id_, decision, at, by in _told(session, [*slugs])
    }


def _standing(today: Mapping[str, str], keys: Iterable[str] | None) -> Select[int, str, str]:
    """What was decided and holds, with no more of it than tells which is the last."""
    standing = select(TriageRow.id, TriageRow.story, TriageRow.decision).where(
        TriageRow.undone_at.is_(None)
    )
    if keys is not None:
        wanted = set(keys)
        wanted |= {old for old, new in today.items() if new in wanted}
        standing = standing.where(TriageRow.story.in_(wanted))
    return standing.order_by(TriageRow.id)


def _told(session: Session, ids: Sequence[int]) -> Iterator[Row[int, str, datetime, str]]:
    query = select(TriageRow.id, TriageRow.decision, TriageRow.at, TriageRow.by)
    for at in range(0, len(ids), _BATCH):
        some = query.where(TriageRow.id.in_(ids[at : at + _BATCH])).order_by(TriageRow.id)
        yield from session.execute(some)


def _triage(id_: int, story: str, decision: str, at: datetime, by: str) -> Triage:
    return Triage(id=id_, story=story, decision=Decision(decision), at=at, by=by)
