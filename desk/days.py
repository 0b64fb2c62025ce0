"""The days that a queue is about: since the last issue, or those that were asked for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from commissioning.store.queue import LastIssue, last_issue, newest_day

WEEK = timedelta(days=7)
_LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A span of time.

    start, end  UTC; the end is not in it
    issue       the issue since which it is; None where it is not since one
    is_chosen   whether the editor asked for it
    """

    start: datetime
    end: datetime
    issue: LastIssue | None = None
    is_chosen: bool = False

    @property
    def first(self) -> date:
        """The first day."""
        return self.start.date()

    @property
    def last(self) -> date:
        """The last day."""
        return (self.end - timedelta(microseconds=1)).date()

    @property
    def since(self) -> datetime:
        """From when on decisions are of these days: since the issue was published."""
        return self.issue.published if self.issue else self.start

    @property
    def before(self) -> datetime | None:
        """Where the days of that issue begin, a month before these at most; None without one."""
        if self.issue is None:
            return None
        return max(_midnight(self.issue.first), self.start - _LONGEST)

    def moved(self, by: int) -> "Days":
        """The week before these days, for -1, or the one after them, for 1."""
        day = timedelta(days=1)
        if by < 0:
            return whole(self.first - WEEK, self.first - day)
        return whole(self.last + day, self.last + WEEK)


def whole(first: date, last: date) -> Days:
    """All of these days, both inclusive; no more than a month."""
    begin = max(first, last - _LONGEST)
    return Days(start=_midnight(begin), end=_midnight(last + timedelta(days=1)), is_chosen=True)


def usual_days(session: Session, now: datetime) -> Days:
    """What an editor has before them: from the last day of the last issue on, else seven days.

    That day is in both: what came out on it after the issue was made is in no other days.

    Where nothing was published in the last month: the week up to the newest article.
    """
    newest = newest_day(session, now)
    if newest is not None and newest < (now - _LONGEST).date():
        found = whole(newest - WEEK + timedelta(days=1), newest)
        return Days(start=found.start, end=found.end)
    end = _midnight(now.date() + timedelta(days=1))
    issue = last_issue(session, now)
    if issue is not None and now - issue.published < _LONGEST:
        return Days(start=max(_midnight(issue.last), end - _LONGEST), end=end, issue=issue)
    return Days(start=end - WEEK, end=end)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
