"""When a source is asked again, and where."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FARTHEST = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollPlan:
    """What is kept of a source between two polls. Moments are aware, in UTC.

    next_at      not before this moment; None: at once
    failures     polls in a row that brought no answer
    stopped_at   since when it is gone for good ('410 Gone')
    moved_to     where a permanent redirect, or the home page, leads instead
    moved_since  since when it has led there
    fresh_at     when it last had something new
    history_at   when its past was read to the end; None: not yet
    """

    next_at: datetime | None = None
    failures: int = 0
    stopped_at: datetime | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None
    fresh_at: datetime | None = None
    history_at: datetime | None = None

    def is_due(self, now: datetime, *, every: timedelta | None = None) -> bool:
        """Whether the source may be asked now; `every` is the interval that its user set.

        What lies further ahead than any poll is put off was planned by a clock that was wrong.
        """
        if self.stopped_at is not None:
            return False
        if self.next_at is None or self.next_at <= now:
            return True
        return self.next_at - now > max(FARTHEST, every or FARTHEST)
