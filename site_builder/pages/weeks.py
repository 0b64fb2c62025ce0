"""All weeks by year and month, and the gaps between them: not collected, or nothing found."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import ClassVar

from site_builder import urls, words
from site_builder.keys import key_of
from site_builder.pages.page import Page, Plan
from site_builder.reading import Archive, Week

_WEEK = timedelta(days=7)
_LISTED = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Weeks in a row without an article on the topic; `asked`: whether any source was asked."""

    first: date
    weeks: int
    asked: bool

    @property
    def days(self) -> str:
        """Its days in words."""
        return words.days(self.first, self.first + self.weeks * _WEEK - timedelta(days=1))

    @property
    def state(self) -> str:
        """What the gap is."""
        return "nothing on the topic" if self.asked else "not collected"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """A week in the index: its articles, the positions in them, and the gaps after it."""

    path: str
    days: str
    number: int
    articles: int
    positions: int
    share: int
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """The weeks of a month, by the day on which they begin; `path` None without such a page.

    weeks  none where the month's own page lists them, which is so for all but the newest
    """

    name: str
    path: str | None
    articles: int
    positions: int
    weeks: tuple[WeekRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """A year with its figures and months, newest first."""

    year: int
    path: str | None
    articles: int
    positions: int
    months: tuple[MonthRow, ...]


@dataclass(frozen=True, kw_only=True)
class WeeksPage(Page):
    """The index of the weeks."""

    template: ClassVar[str] = "weeks.html"
    weeks: int
    years: tuple[YearRow, ...]

    def data(self) -> Mapping[str, object]:
        """The weeks with their figures, newest first."""
        return {
            "weeks": [
                {"page": week.path, "articles": week.articles, "positions": week.positions}
                for year in self.years
                for month in year.months
                for week in month.weeks
            ]
        }


def weeks_plan(archive: Archive) -> Plan:
    """The index."""
    rows = [(week.monday, len(week.items), sure(archive, week)) for week in archive.weeks]
    between = [gaps(archive, at) for at in range(len(archive.weeks))]
    return Plan(
        path=urls.WEEKS,
        key=key_of(rows, between, _days(archive)),
        make=lambda: _index(archive),
    )


def sure(archive: Archive, week: Week) -> int:
    """How many positions of a week count."""
    return sum(entry.is_sure for entry in archive.entries_in(week.items))


def gaps(archive: Archive, at: int) -> tuple[Gap, ...]:
    """The gaps between the week number `at` (from 0) and the one after it, oldest first."""
    if not 0 <= at < len(archive.weeks) - 1:
        return ()
    monday, following = archive.weeks[at].monday + _WEEK, archive.weeks[at + 1].monday
    between = [monday + number * _WEEK for number in range((following - monday).days // 7)]
    return tuple(
        Gap(first=held[0], weeks=len(held), asked=asked)
        for asked, run in groupby(between, key=lambda day: _asked(archive, day))
        for held in (list(run),)
    )


def _asked(archive: Archive, monday: date) -> bool:
    return archive.was_asked(monday, monday + timedelta(days=6))


def _days(archive: Archive) -> list[date]:
    """The first days of the months and years that have pages."""
    days = dict.fromkeys(item.day.replace(day=1) for item in archive.items if item.day)
    return list(days)


def _index(archive: Archive) -> WeeksPage:
    known = frozenset(_days(archive))
    most = max((len(week.items) for week in archive.weeks), default=1)
    newest = enumerate(reversed(range(len(archive.weeks))))
    rows = [(number, *_row(archive, at, most)) for number, at in newest]
    return WeeksPage(
        path=urls.WEEKS,
        title="Weeks",
        description="Every week of the digest, by year and month.",
        section=urls.WEEKS,
        feed=urls.feed(urls.WEEKS),
        weeks=len(rows),
        years=tuple(_years(rows, known)),
    )


def _row(archive: Archive, at: int, most: int) -> tuple[date, WeekRow]:
    week = archive.weeks[at]
    return week.monday, WeekRow(
        path=urls.week(week.monday),
        days=words.days(week.monday, week.sunday),
        number=week.monday.isocalendar().week,
        articles=len(week.items),
        positions=sure(archive, week),
        share=max(2, round(100 * len(week.items) / most)),
        gaps=gaps(archive, at)[::-1],
    )


def _years(rows: Iterable[tuple[int, date, WeekRow]], known: frozenset[date]) -> Iterator[YearRow]:
    for year, held in groupby(rows, key=lambda row: row[1].year):
        months = tuple(_months(held, known))
        yield YearRow(
            year=year,
            path=urls.year(year) if any(day.year == year for day in known) else None,
            articles=sum(month.articles for month in months),
            positions=sum(month.positions for month in months),
            months=months,
        )


def _months(
    rows: Iterable[tuple[int, date, WeekRow]], known: frozenset[date]
) -> Iterator[MonthRow]:
    for first, held in groupby(rows, key=lambda row: row[1].replace(day=1)):
        weeks = [(at, row) for at, _, row in held]
        path = urls.month(first) if first in known else None
        yield MonthRow(
            name=f"{first:%B}",
            path=path,
            articles=sum(row.articles for _, row in weeks),
            positions=sum(row.positions for _, row in weeks),
            weeks=tuple(row for at, row in weeks if at < _LISTED or path is None),
        )
