"""What the sources gave and what was left out, as far as the day of the site."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from commissioning.domain.coverage import SourceCoverage, SourceMonth
from commissioning.store import coverage, months
from commissioning.store.daily import Daily
from site_builder import bounded
from site_builder.keys import key_of

_YEAR = timedelta(days=366)


class Sources:
    """The sources with what was asked of them.

    session  the store; may be exchanged for another session of the same moment
    as_of    the day after which nothing counts; None where all does
    """

    def __init__(self, session: Session, as_of: date | None) -> None:
        self.session = session
        self._as_of = as_of
        self._daily: Daily | None = None

    @cached_property
    def by_slug(self) -> Mapping[str, SourceCoverage]:
        """What each source gave in all, by slug."""
        return {source.slug: source for source in self.coverage()}

    @cached_property
    def sample(self) -> bool:
        """Whether invented sources are among them: then every page says so."""
        return any(source.sample for source in self.by_slug.values())

    @cached_property
    def months(self) -> Mapping[str, tuple[SourceMonth, ...]]:
        """What each source gave by month, by slug; months without anything are left out."""
        found: dict[str, list[SourceMonth]] = {}
        for month in months.months(self.session, until=self._as_of):
            found.setdefault(month.slug, []).append(month)
        return {slug: tuple(held) for slug, held in found.items()}

    @cached_property
    def activity(self) -> Mapping[date, tuple[int, ...]]:
        """By day: figures that change when the coverage of the day does."""
        return coverage.activity(self.session)

    def activity_key(self, first: date, last: date) -> str:
        """Changes when the coverage of these days, both inclusive, does."""
        days = (first + timedelta(days=at) for at in range((last - first).days + 1))
        return key_of(*(self.activity.get(day) for day in days))

    def was_asked(self, first: date, last: date) -> bool:
        """Whether any source was asked between two days, both inclusive; not after `as_of`."""
        return self.first_asked(first, last) is not None

    def first_asked(self, first: date, last: date) -> date | None:
        """The first of these days, both inclusive, on which any was asked; not after `as_of`."""
        end = last if self._as_of is None else min(last, self._as_of)
        days = (first + timedelta(days=at) for at in range((end - first).days + 1))
        asked = (day for day in days if coverage.was_asked(self.activity.get(day, ())))
        return next(asked, None)

    def answered(self, slugs: Collection[str], first: date, last: date) -> frozenset[str]:
        """Which of these sources gave an answer between two days, both inclusive."""
        if not slugs:
            return frozenset()
        end = last if self._as_of is None else min(last, self._as_of)
        return coverage.answered(self.session, slugs, since=first, until=end)

    def coverage(
        self, *, since: date | None = None, until: date | None = None
    ) -> tuple[SourceCoverage, ...]:
        """What each source gave between two days, by slug; not beyond the day of the site."""
        ends = [day for day in (until, self._as_of) if day is not None]
        if since is not None and until is not None:
            found = self._days(since, min(ends)).coverage(since, min(ends))
        else:
            found = coverage.coverage(self.session, since=since, until=min(ends) if ends else None)
        return tuple(map(bounded.source, found))

    def rejected(self, since: date, until: date) -> dict[str, int]:
        """How many things were looked at between two days and not taken, by reason."""
        return self._days(since, until).reasons(since, until)

    @cached_property
    def left_out(self) -> int:
        """How many articles were tagged and are not about commissioning."""
        return coverage.left_out(self.session)

    def _days(self, first: date, last: date) -> Daily:
        """The days of a span and of the year after it, since spans are asked for by time."""
        if self._daily is None or not self._daily.covers(first, last):
            ahead = min(max(first, last), date.max - _YEAR) + _YEAR
            self._daily = Daily(self.session, first, ahead)
        return self._daily
