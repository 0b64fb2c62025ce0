"""What each source gave day by day, read once for many days and added up for any of them.

It says what `coverage.coverage` and `coverage.reasons` say, which ask the store for each span anew.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from commissioning.domain.coverage import SourceCoverage
from commissioning.domain.tags import RELEVANT
from commissioning.store.coverage import (
    ANSWERS,
    ASKED,
    PUBLISHED,
    REFUSED,
    SOURCES,
    Given,
    bounds_of,
    told,
)
from commissioning.store.rows import (
    TO_OWN_TAGGING,
    ArticleRow,
    PollRow,
    RejectionRow,
    TaggingRow,
    UtcDateTime,
)
from commissioning.store.values import day_of

_POLLED = (
    select(
        PollRow.source_id,
        PollRow.day,
        func.count(case((PollRow.outcome.in_(ANSWERS), 1))),
        func.max(PollRow.entries),
        func.max(PollRow.polled_at, type_=UtcDateTime),
    )
    .where(ASKED)
    .group_by(PollRow.source_id, PollRow.day)
)
_PROBLEMS = (
    select(PollRow.source_id, PollRow.day, PollRow.detail)
    .where(ASKED, PollRow.outcome.not_in(ANSWERS), PollRow.detail != "")
    .order_by(PollRow.polled_at, PollRow.id)
)
_PUBLISHED_ON = func.date(ArticleRow.published_at)
_PUBLISHED = (
    select(
        ArticleRow.source_id,
        _PUBLISHED_ON,
        func.count(),
        func.count(case((TaggingRow.relevance >= RELEVANT, 1))),
    )
    .outerjoin(TaggingRow, TO_OWN_TAGGING)
    .where(PUBLISHED)
    .group_by(ArticleRow.source_id, _PUBLISHED_ON)
)
_REFUSED_ON = func.date(RejectionRow.last_at)
_REFUSED = (
    select(RejectionRow.source_id, _REFUSED_ON, RejectionRow.reason, func.count())
    .where(REFUSED)
    .group_by(RejectionRow.source_id, _REFUSED_ON, RejectionRow.reason)
)


class Daily:
    """What was given from `first` to `last`, both inclusive."""

    def __init__(self, session: Session, first: date, last: date) -> None:
        self._first, self._last = first, last
        self._sources = session.execute(SOURCES).all()
        self._days: dict[date, dict[int, Given]] = defaultdict(lambda: defaultdict(Given))
        self._refused: dict[date, Counter[tuple[int, str]]] = defaultdict(Counter)
        self._polls(session)
        self._articles(session)

    def covers(self, first: date, last: date) -> bool:
        """Whether these days are among them."""
        return self._first <= first and last <= self._last

    def coverage(self, first: date, last: date) -> tuple[SourceCoverage, ...]:
        """What each source gave between two days, both inclusive, by slug."""
        found: dict[int, Given] = defaultdict(Given)
        for day in _days(first, last):
            for source, given in self._days.get(day, {}).items():
                found[source].add(day, given)
            for (source, _), count in self._refused.get(day, {}).items():
                found[source].refused += count
        return told(self._sources, found)

    def reasons(self, first: date, last: date) -> dict[str, int]:
        """How many things were looked at and not taken between two days, by reason."""
        found: Counter[str] = Counter()
        for day in _days(first, last):
            for (_, reason), count in self._refused.get(day, {}).items():
                found[reason] += count
        return dict(sorted(found.items()))

    def _polls(self, session: Session) -> None:
        span = {"since": self._first, "until": self._last}
        for source, day, answers, entries, asked in session.execute(_POLLED, span):
            given = self._days[day][source]
            given.polled, given.answered, given.entries = 1, int(answers > 0), entries
            given.asked = asked
        for source, day, problem in session.execute(_PROBLEMS, span):
            self._days[day][source].problem = problem

    def _articles(self, session: Session) -> None:
        span = bounds_of(self._first, self._last)
        for source, day, count, on_topic in session.execute(_PUBLISHED, span):
            given = self._days[day_of(day)][source]
            given.articles, given.on_topic = count, on_topic
        for source, day, reason, count in session.execute(_REFUSED, span):
            self._refused[day_of(day)][source, reason] += count


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=at) for at in range((last - first).days + 1))
