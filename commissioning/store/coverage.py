"""Runs, polls and rejections: what was looked at, so that silence is told from a gap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import case, func, insert, select
from sqlalchemy.orm import Session

from commissioning.domain.coverage import PollOutcome, RejectionReason, SourceCoverage
from commissioning.store.rows import (
    ArticleRow,
    PollRow,
    RejectionRow,
    RunRow,
    SourceRow,
    TaggingRow,
    UtcDateTime,
)

RELEVANT = 0.5
ANSWERS = tuple(outcome.value for outcome in PollOutcome if outcome.is_answer)


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
    problems = _problems(session, start, end)
    found = []
    for source in session.scalars(select(SourceRow).order_by(SourceRow.slug)):
        polled, answered, entries, last_polled = polls.get(source.id, (0, 0, 0, None))
        count, on_topic, first, last = articles.get(source.id, (0, 0, None, None))
        found.append(
            SourceCoverage(
                slug=source.slug,
                name=source.name,
                home=source.home,
                kind=source.kind,
                sample=source.sample,
                polled=polled,
                answered=answered,
                entries=entries,
                articles=count,
                on_topic=on_topic,
                rejected=rejected.get(source.id, 0),
                first_article=first.date() if first else None,
                last_article=last.date() if last else None,
                last_polled=last_polled,
                last_problem=problems.get(source.id),
            )
        )
    return tuple(found)


def _polls(
    session: Session, since: date, until: date
) -> dict[int, tuple[int, int, int, datetime | None]]:
    answered = case((PollRow.outcome.in_(ANSWERS), PollRow.day))
    rows = session.execute(
        select(
            PollRow.source_id,
            func.count(PollRow.day.distinct()),
            func.count(answered.distinct()),
            func.max(PollRow.entries),
            func.max(PollRow.polled_at, type_=UtcDateTime),
        )
        .where(PollRow.day.between(since, until))
        .group_by(PollRow.source_id)
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def _articles(
    session: Session, start: datetime, end: datetime
) -> dict[int, tuple[int, int, datetime | None, datetime | None]]:
    relevant = case((TaggingRow.relevance >= RELEVANT, 1), else_=0)
    rows = session.execute(
        select(
            ArticleRow.source_id,
            func.count(),
            func.sum(relevant),
            func.min(ArticleRow.published_at),
            func.max(ArticleRow.published_at),
        )
        .outerjoin(
            TaggingRow,
            (TaggingRow.article_id == ArticleRow.id)
            & TaggingRow.current
            & TaggingRow.comment_id.is_(None),
        )
        .where(ArticleRow.published_at.between(start, end))
        .group_by(ArticleRow.source_id)
    )
    return {row[0]: (row[1], row[2] or 0, row[3], row[4]) for row in rows}


def _rejected(session: Session, start: datetime, end: datetime) -> dict[int, int]:
    rows = session.execute(
        select(RejectionRow.source_id, func.count())
        .where(RejectionRow.last_at.between(start, end))
        .group_by(RejectionRow.source_id)
    )
    return {row[0]: row[1] for row in rows}


def _problems(session: Session, start: datetime, end: datetime) -> dict[int, str]:
    rows = session.execute(
        select(PollRow.source_id, PollRow.detail)
        .where(PollRow.polled_at.between(start, end), PollRow.outcome.not_in(ANSWERS))
        .order_by(PollRow.polled_at, PollRow.id)
    )
    return {row[0]: row[1] for row in rows if row[1]}
