"""Runs, polls and rejections: what was looked at, so that silence is told from a gap."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import BindParameter, bindparam, case, func, insert, select
from sqlalchemy.orm import Session

from commissioning.domain.coverage import PollOutcome, RejectionReason, SourceCoverage
from commissioning.domain.tags import RELEVANT
from commissioning.store.rows import (
    TO_OWN_TAGGING,
    ArticleRow,
    PollRow,
    RejectionRow,
    RunRow,
    SourceRow,
    TaggingRow,
    UtcDateTime,
)

_POLLS, _ARTICLES, _REFUSED = 1, 2, 3
SOURCES = select(
    SourceRow.id, SourceRow.slug, SourceRow.name, SourceRow.home, SourceRow.kind, SourceRow.sample
).order_by(SourceRow.slug)
ANSWERS = tuple(outcome.value for outcome in PollOutcome if outcome.is_answer)


# Made once: to make a statement anew takes longer than to run it.
_SINCE: BindParameter[Any] = bindparam("since")
_UNTIL: BindParameter[Any] = bindparam("until")
# All sources are named, for the indexes are by source and day.
_SOURCE_IDS = select(SourceRow.id)
_IN_DAYS = (PollRow.source_id.in_(_SOURCE_IDS), PollRow.day.between(_SINCE, _UNTIL))
_POLLED = (
    select(
        PollRow.source_id,
        func.count(PollRow.day.distinct()),
        func.count(case((PollRow.outcome.in_(ANSWERS), PollRow.day)).distinct()),
        func.max(PollRow.entries),
        func.max(PollRow.polled_at, type_=UtcDateTime),
        func.count(case((PollRow.outcome.not_in(ANSWERS), 1))),
    )
    .where(*_IN_DAYS)
    .group_by(PollRow.source_id)
)
_PROBLEMS = (
    select(PollRow.source_id, PollRow.detail)
    .where(*_IN_DAYS, PollRow.outcome.not_in(ANSWERS))
    .order_by(PollRow.polled_at, PollRow.id)
)
_PUBLISHED = (
    select(
        ArticleRow.source_id,
        func.count(),
        func.sum(case((TaggingRow.relevance >= RELEVANT, 1), else_=0)),
        func.min(ArticleRow.published_at),
        func.max(ArticleRow.published_at),
    )
    .outerjoin(TaggingRow, TO_OWN_TAGGING)
    .where(ArticleRow.source_id.in_(_SOURCE_IDS), ArticleRow.published_at.between(_SINCE, _UNTIL))
    .group_by(ArticleRow.source_id)
)
_REFUSALS = (
    select(RejectionRow.source_id, func.count())
    .where(RejectionRow.last_at.between(_SINCE, _UNTIL))
    .group_by(RejectionRow.source_id)
)
_REASONS = (
    select(RejectionRow.reason, func.count())
    .where(RejectionRow.last_at.between(_SINCE, _UNTIL))
    .group_by(RejectionRow.reason)
    .order_by(RejectionRow.reason)
)
_ANSWERED = (
    select(SourceRow.slug)
    .join(PollRow, PollRow.source_id == SourceRow.id)
    .where(
        SourceRow.slug.in_(bindparam("slugs", expanding=True)),
        PollRow.day.between(_SINCE, _UNTIL),
        PollRow.outcome.in_(ANSWERS),
    )
    .distinct()
)


def start_run(session: Session, command: str, *, at: datetime) -> int:
    """Open a run; gives its id."""
    row = RunRow(command=command, started_at=at)
    session.add(row)
    session.flush()
    return row.id


def finish_run(session: Session, run_id: int, *, at: datetime) -> None:
    """Close a run that came to its end."""
    session.get_one(RunRow, run_id).finished_at = at


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """That a source was asked, and what came back; the fields are those of the table."""

    run_id: int
    source_id: int
    url: str
    outcome: PollOutcome
    at: datetime
    status: int | None = None
    detail: str | None = None
    entries: int = 0
    fresh: int = 0


def record_polls(session: Session, polls: Iterable[PollRecord]) -> None:
    """Note them."""
    rows = [
        {
            "run_id": poll.run_id,
            "source_id": poll.source_id,
            "url": poll.url,
            "polled_at": poll.at,
            "day": poll.at.astimezone(UTC).date(),
            "outcome": poll.outcome.value,
            "status": poll.status,
            "detail": poll.detail,
            "entries": poll.entries,
            "fresh": poll.fresh,
        }
        for poll in polls
    ]
    if rows:
        session.execute(insert(PollRow), rows)


def record_rejection(
    session: Session,
    *,
    source_id: int,
    url: str,
    reason: RejectionReason,
    at: datetime,
    detail: str | None = None,
) -> None:
    """Note that something was not taken; the same thing twice is one row."""
    row = session.scalar(
        select(RejectionRow).where(
            RejectionRow.source_id == source_id,
            RejectionRow.url == url,
            RejectionRow.reason == reason.value,
        )
    )
    if row is None:
        row = RejectionRow(source_id=source_id, url=url, reason=reason.value, first_at=at)
        session.add(row)
    row.detail, row.last_at = detail, at


def coverage(
    session: Session, *, since: date | None = None, until: date | None = None
) -> tuple[SourceCoverage, ...]:
    """What each source gave between two days, both inclusive, by slug.

    Polls count by the day on which they were made, articles by when they were published.
    """
    first_day, last_day = since or date.min, until or date.max
    start = datetime.combine(first_day, time.min, UTC)
    end = datetime.combine(last_day, time.max, UTC)
    polls = _polls(session, first_day, last_day)
    articles = _articles(session, start, end)
    rejected = _rejected(session, start, end)
    failed = any(poll[4] for poll in polls.values())
    problems = _problems(session, first_day, last_day) if failed else {}
    found = []
    for id_, slug, name, home, kind, sample in session.execute(SOURCES):
        polled, answered, entries, last_polled, _ = polls.get(id_, (0, 0, 0, None, 0))
        count, on_topic, first, last = articles.get(id_, (0, 0, None, None))
        found.append(
            SourceCoverage(
                slug=slug,
                name=name,
                home=home,
                kind=kind,
                sample=sample,
                polled=polled,
                answered=answered,
                entries=entries,
                articles=count,
                on_topic=on_topic,
                rejected=rejected.get(id_, 0),
                first_article=first.date() if first else None,
                last_article=last.date() if last else None,
                last_polled=last_polled,
                last_problem=problems.get(id_),
            )
        )
    return tuple(found)


def _polls(
    session: Session, since: date, until: date
) -> dict[int, tuple[int, int, int, datetime | None, int]]:
    """Days asked and answered, most entries, last poll and polls without an answer, by source."""
    rows = session.execute(_POLLED, {"since": since, "until": until})
    return {row[0]: (row[1], row[2], row[3], row[4], row[5]) for row in rows}


def _articles(
    session: Session, start: datetime, end: datetime
) -> dict[int, tuple[int, int, datetime | None, datetime | None]]:
    rows = session.execute(_PUBLISHED, {"since": start, "until": end})
    return {row[0]: (row[1], row[2] or 0, row[3], row[4]) for row in rows}


def _rejected(session: Session, start: datetime, end: datetime) -> dict[int, int]:
    rows = session.execute(_REFUSALS, {"since": start, "until": end})
    return {row[0]: row[1] for row in rows}


def _problems(session: Session, since: date, until: date) -> dict[int, str]:
    rows = session.execute(_PROBLEMS, {"since": since, "until": until})
    return {row[0]: row[1] for row in rows if row[1]}


def answered(
    session: Session, slugs: Collection[str], *, since: date, until: date
) -> frozenset[str]:
    """Which of these sources gave an answer between two days, both inclusive."""
    told = {"slugs": sorted(slugs), "since": since, "until": until}
    return frozenset(session.scalars(_ANSWERED, told))


def was_asked(figures: tuple[int, ...]) -> bool:
    """Whether any source was asked on the day whose activity these figures are."""
    return figures[:1] == (_POLLS,)


def activity(session: Session) -> dict[date, tuple[int, ...]]:
    """What was polled, published and refused by day, as figures that change when the coverage does.

    Only good for telling whether the coverage of a span of days is still what it was.
    """
    found: dict[date, tuple[int, ...]] = defaultdict(tuple)
    polls = select(PollRow.day, func.count(), func.max(PollRow.id)).group_by(PollRow.day)
    for day, count, last in session.execute(polls.order_by(PollRow.day)):
        found[day] += (_POLLS, count, last)
    published = func.date(ArticleRow.published_at)
    articles = (
        select(published, func.count())
        .where(ArticleRow.published_at.is_not(None))
        .group_by(published)
    )
    for written, count in session.execute(articles.order_by(published)):
        found[day_of(written)] += (_ARTICLES, count)
    refused = func.date(RejectionRow.last_at)
    rejections = select(refused, func.count()).group_by(refused)
    for written, count in session.execute(rejections.order_by(refused)):
        found[day_of(written)] += (_REFUSED, count)
    return dict(found)


def reasons(session: Session, *, since: date, until: date) -> dict[str, int]:
    """How many things were looked at and not taken between two days, both inclusive, by reason."""
    start = datetime.combine(since, time.min, UTC)
    end = datetime.combine(until, time.max, UTC)
    rows = session.execute(_REASONS, {"since": start, "until": end})
    return {row[0]: row[1] for row in rows}


def day_of(written: date | str) -> date:
    """A day as PostgreSQL gives it, or as SQLite writes it."""
    return date.fromisoformat(written) if isinstance(written, str) else written
