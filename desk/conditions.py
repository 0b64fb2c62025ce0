"""How each source of the store is now: what is asked of it for its condition."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commissioning.domain.polling import PollPlan
from commissioning.store.coverage import coverage
from commissioning.store.health import last_polls, newest_of_sources, weekly
from commissioning.store.polling import poll_plans
from commissioning.store.sources import source_rows
from desk.condition import Condition, condition, worst_first

WEEKS = 8


def conditions(session: Session, now: datetime) -> tuple[Condition, ...]:
    """Every source, those in trouble first; `now` in UTC."""
    today = now.date()
    polls = last_polls(session, since=today - timedelta(weeks=WEEKS))
    weeks = weekly(session, last=today, weeks=WEEKS)
    newest = newest_of_sources(session, now)
    plans = poll_plans(session)
    ids = {slug: row.id for slug, row in source_rows(session).items()}
    return worst_first(
        [
            condition(
                one,
                plan=plans.get(ids[one.slug], PollPlan()),
                poll=polls.get(one.slug),
                newest=newest.get(one.slug),
                weeks=weeks.get(one.slug, [0] * WEEKS),
                now=now,
            )
            for one in coverage(session, since=today - timedelta(days=6), until=today)
        ]
    )
