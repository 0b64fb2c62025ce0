"""What editors decided of stories: kept, dropped, left for later; each decision can be undone."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from commissioning.domain.editions import Decision, Triage
from commissioning.store import stories
from commissioning.store.edition_rows import TriageRow
from commissioning.store.rows import StoryAliasRow, StoryRow

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


def decisions(
    session: Session,
    keys: Iterable[str] | None = None,
    *,
    said: Decision | None = None,
    since: datetime | None = None,
) -> Mapping[str, Triage]:
    """The decisions that hold, by today's slug of the story; by URL for articles in no story.

    Those on `keys` alone, those that were `said`, or those `since` then, where these are given.
    Where stories became one, the last decision on any of them holds. The last decided comes last.
    """
    today = stories.aliases(session)
    query = _last_on_each()
    if keys is not None:
        wanted = set(keys)
        query = query.where(
            TriageRow.story.in_(wanted | {old for old, new in today.items() if new in wanted})
        )
    if said is not None:  # where stories became one, another may have been said since
        query = query.where(or_(TriageRow.decision == said.value, _has_other_slugs()))
    if since is not None:
        query = query.where(TriageRow.at >= since)
    found: dict[str, Triage] = {}
    for id_, story, decision, at, by in session.execute(query):
        slug = today.get(story, story)
        found.pop(slug, None)
        if said is None or decision == said.value:
            found[slug] = _triage(id_, slug, decision, at, by)
    return found


def _last_on_each() -> Select[int, str, str, datetime, str]:
    """The last decision that holds on each slug and URL, by when they were made."""
    later = aliased(TriageRow)
    since = exists().where(
        later.story == TriageRow.story, later.undone_at.is_(None), later.id > TriageRow.id
    )
    return (
        select(TriageRow.id, TriageRow.story, TriageRow.decision, TriageRow.at, TriageRow.by)
        .where(TriageRow.undone_at.is_(None), ~since)
        .order_by(TriageRow.id)
    )


def _has_other_slugs() -> ColumnElement[bool]:
    told = select(StoryAliasRow.story_id)
    return or_(
        TriageRow.story.in_(select(StoryAliasRow.slug)),
        TriageRow.story.in_(select(StoryRow.slug).where(StoryRow.id.in_(told))),
    )


def _triage(id_: int, story: str, decision: str, at: datetime, by: str) -> Triage:
    return Triage(id=id_, story=story, decision=Decision(decision), at=at, by=by)
