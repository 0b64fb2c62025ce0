"""How the collection does, for an editor at a glance: the last weeks alone are looked at."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.domain.coverage import PollOutcome
from commissioning.store.rows import ArticleRow, PollRow, RunRow, SourceRow, UtcDateTime
from commissioning.store.values import day_of, moments

_WEEK = timedelta(days=7)
_LONGEST = timedelta(days=7)  # that a run takes


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPoll:
    """How a source answered when it was last asked; `answered` is when it last did, UTC."""

    at: datetime
    outcome: PollOutcome
    status: int | None
    detail: str | None
    answered: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """A run that collected or imported.

    finished  UTC; None where it was cut short, or goes on
    polled    how often sources were asked, and `fresh` how many entries were not known before
    failed    names of the sources that did not answer
    """

    id: int
    command: str
    started: datetime
    finished: datetime | None
    polled: int
    fresh: int
    failed: tuple[str, ...]


def last_polls(session: Session, *, since: date) -> Mapping[str, LastPoll]:
    """How each source that was asked since that day answered last, by slug."""
    in_time = (PollRow.source_id.in_(select(SourceRow.id)), PollRow.day >= since)
    newest = select(func.max(PollRow.id)).where(*in_time).group_by(PollRow.source_id)
    answers = [outcome.value for outcome in PollOutcome if outcome.is_answer]
    answered = {
        row[0]: row[1]
        for row in session.execute(
            select(PollRow.source_id, func.max(PollRow.polled_at, type_=UtcDateTime))
            .where(*in_time, PollRow.outcome.in_(answers))
            .group_by(PollRow.source_id)
        )
    }
    rows = session.execute(
        select(PollRow, SourceRow.slug)
        .join(SourceRow, PollRow.source_id == SourceRow.id)
        .where(PollRow.id.in_(newest))
    )
    return {
        slug: LastPoll(
            at=row.polled_at,
            outcome=PollOutcome(row.outcome),
            status=row.status,
            detail=row.detail,
            answered=answered.get(row.source_id),
        )
        for row, slug in rows
    }


def weekly(session: Session, *, last: date, weeks: int) -> Mapping[str, Sequence[int]]:
    """Articles by the slug of their source in each of the weeks up to `last`, the oldest first."""
    first = last - weeks * _WEEK + timedelta(days=1)
    day = func.date(ArticleRow.published_at)
    rows = session.execute(
        select(SourceRow.slug, day, func.count())
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .where(ArticleRow.published_at.between(*moments(first, last)))
        .group_by(SourceRow.slug, day)
    )
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0] * weeks)
    for slug, written, many in rows:
        found[slug][(day_of(written) - first).days // 7] += many
    return dict(found)


def newest_of_sources(session: Session, now: datetime) -> Mapping[str, datetime]:
    """When each source's newest article was published, by slug; none that is dated ahead."""
    newest = (
        select(func.max(ArticleRow.published_at, type_=UtcDateTime))
        .where(ArticleRow.source_id == SourceRow.id, ArticleRow.published_at <= now)
        .scalar_subquery()
    )
    rows = session.execute(select(SourceRow.slug, newest))
    return {slug: at for slug, at in rows if at is not None}


def past_runs(session: Session, *, many: int) -> tuple[PastRun, ...]:
    """The last runs, newest first."""
    runs = session.scalars(select(RunRow).order_by(RunRow.id.desc()).limit(many)).all()
    if not runs:
        return ()
    days = sorted(run.started_at.date() for run in runs)
    answers = {outcome.value for outcome in PollOutcome if outcome.is_answer}
    polled: defaultdict[int, int] = defaultdict(int)
    fresh: defaultdict[int, int] = defaultdict(int)
    failed: defaultdict[int, dict[str, None]] = defaultdict(dict)
    rows = session.execute(
        select(
            PollRow.run_id, SourceRow.name, PollRow.outcome, func.count(), func.sum(PollRow.fresh)
        )
        .join(SourceRow, PollRow.source_id == SourceRow.id)
        .where(
            PollRow.source_id.in_(select(SourceRow.id)),
            PollRow.day.between(days[0], days[-1] + _LONGEST),
            PollRow.run_id.in_([run.id for run in runs]),
        )
        .group_by(PollRow.run_id, SourceRow.name, PollRow.outcome)
        .order_by(SourceRow.name)
    )
    for run, name, outcome, count, new in rows:
        polled[run] += count
        fresh[run] += new or 0
        if outcome not in answers:
            failed[run][name] = None
    return tuple(
        PastRun(
            id=run.id,
            command=run.command,
            started=run.started_at,
            finished=run.finished_at,
            polled=polled[run.id],
            fresh=fresh[run.id],
            failed=tuple(failed[run.id]),
        )
        for run in runs
    )
