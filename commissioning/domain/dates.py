"""Moments that know how exact they are: a page that says '2010' did not say 1 January."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum


class Precision(StrEnum):
    """The smallest unit that the page, feed or file gave."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


COARSE = frozenset({Precision.MONTH, Precision.YEAR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A moment with its precision and where it was found.

    moment     aware, in UTC; the start of the unit where precision is coarser than a second
    precision  the smallest unit that was given
    found_in   where: 'feed', 'jsonld', 'meta', 'url', 'text', 'sitemap', 'record', 'line'
    """

    moment: datetime
    precision: Precision
    found_in: str

    def __post_init__(self) -> None:
        if self.moment.tzinfo is not UTC:
            raise ValueError(f"a moment is aware and in UTC, not {self.moment!r}")

    @property
    def day(self) -> date:
        """The calendar day in UTC on which the unit begins."""
        return self.moment.date()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PartialDate:
    """A year, a month of a year or a day, as the register knows it.

    Ordering is by the parts that are there; `earliest` and `latest` give the days that the
    date can stand for, both inclusive.
    """

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """'1998', '2015-12' or '2013-03-31'; ValueError for anything else."""
        parts = [int(part) for part in text.split("-")]
        if not 1 <= len(parts) <= 3:
            raise ValueError(f"not a year, month or day: {text!r}")
        found = cls(
            year=parts[0],
            month=parts[1] if len(parts) > 1 else 0,
            day=parts[2] if len(parts) > 2 else 0,
        )
        try:
            found.earliest, found.latest  # noqa: B018 - an impossible date raises here
        except OverflowError as error:
            raise ValueError(f"not a year, month or day: {text[:20]!r}") from error
        return found

    @classmethod
    def of(cls, day: date, precision: Precision) -> "PartialDate":
        """The unit that begins on `day`, or the day itself."""
        return cls(
            year=day.year,
            month=0 if precision is Precision.YEAR else day.month,
            day=0 if precision in COARSE else day.day,
        )

    @property
    def earliest(self) -> date:
        """The first day that this can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that this can mean."""
        if self.day:
            return self.earliest
        if self.month:
            following = (self.year + self.month // 12, self.month % 12 + 1)
            return date.fromordinal(date(*following, 1).toordinal() - 1)
        return date(self.year, 12, 31)

    def __str__(self) -> str:
        parts = (f"{self.year:04d}", f"{self.month:02d}", f"{self.day:02d}")
        return "-".join(parts[: 1 + bool(self.month) + bool(self.day)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """The time in which something held; None is an open or unknown end."""

    start: PartialDate | None = None
    end: PartialDate | None = None

    def holds(self, day: date) -> bool:
        """Whether `day` can lie within, ends inclusive and read generously."""
        return (self.start is None or self.start.earliest <= day) and (
            self.end is None or day <= self.end.latest
        )

    def overlaps(self, other: "Years") -> bool:
        """Whether a day can lie in both."""
        starts = [years.start.earliest for years in (self, other) if years.start]
        ends = [years.end.latest for years in (self, other) if years.end]
        return not starts or not ends or max(starts) <= min(ends)
