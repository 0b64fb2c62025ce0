"""The one file that asks the store: everything that the pages are made of, read at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from commissioning.domain.coverage import SourceCoverage
from commissioning.domain.facts import Organisation
from commissioning.domain.ledger import Record
from commissioning.register import Register
from commissioning.store import ledger as stored
from commissioning.store.coverage import coverage
from commissioning.store.database import Database
from site_builder.ledger import Ledger

_WEEK = timedelta(days=6)


@dataclass(frozen=True, kw_only=True)
class Week:
    """An ISO week with its articles by time, and what was polled in it."""

    monday: date
    records: tuple[Record, ...]
    coverage: tuple[SourceCoverage, ...]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + _WEEK


@dataclass(frozen=True, kw_only=True)
class Archive:
    """All that the site shows.

    records    articles of the field by time
    weeks      the weeks that have any, oldest first
    coverage   of all time, by source
    left_out   how many articles were tagged and are not of the field
    rejected   how many things were not taken at all, by reason
    sample     whether a source is an invented one
    """

    register: Register
    records: tuple[Record, ...]
    weeks: tuple[Week, ...]
    coverage: tuple[SourceCoverage, ...]
    left_out: int
    rejected: Mapping[str, int]

    @property
    def sample(self) -> bool:
        """Whether invented sources are among them: then every page says so."""
        return any(source.sample for source in self.coverage)

    @cached_property
    def today(self) -> date:
        """The day for which the site is true: that of its newest article. No clock is asked."""
        return self.weeks[-1].sunday if self.weeks else date(1991, 4, 1)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Short names of the bodies, by slug."""
        return {slug: body.short_name or body.name for slug, body in self.bodies.items()}

    @property
    def bodies(self) -> Mapping[str, Organisation]:
        """The register's bodies by slug."""
        return self.register.organisations

    @cached_property
    def ledger(self) -> Ledger:
        """Who held which side when."""
        return Ledger.of(self.records, self.names)


def read(database: Database, register: Register) -> Archive:
    """Read what the store holds today."""
    with database.session() as session:
        records = tuple(stored.records(session))
        return Archive(
            register=register,
            records=records,
            weeks=tuple(
                Week(
                    monday=monday,
                    records=held,
                    coverage=coverage(session, since=monday, until=monday + _WEEK),
                )
                for monday, held in _by_week(records).items()
            ),
            coverage=coverage(session),
            left_out=stored.left_out(session),
            rejected=stored.rejections(session),
        )


def _by_week(records: tuple[Record, ...]) -> dict[date, tuple[Record, ...]]:
    weeks: dict[date, list[Record]] = {}
    for record in records:
        if record.published is not None:
            day = record.published.day
            weeks.setdefault(day - timedelta(days=day.weekday()), []).append(record)
    return {monday: tuple(held) for monday, held in sorted(weeks.items())}
