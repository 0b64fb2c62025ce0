"""What is noted while sources are looked through: runs, polls, and what was not taken and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from commissioning.domain.coverage import PollOutcome, RejectionReason
from commissioning.store.rows import PollRow, RejectionRow, RunRow


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
