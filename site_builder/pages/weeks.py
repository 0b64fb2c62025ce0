"""All weeks by year and month, and the gaps between them: not collected, or nothing found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import ClassVar

from site_builder import urls, words
from site_builder.keys import key_of
from site_builder.pages.page import Page, Plan
from site_builder.pages.spans import by_month
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
        key=key_of(rows, between, list(by_month(archive)), sorted(_apart(archive).items())),
        make=lambda: _index(archive),
    )


def sure(archive: Archive, week: Week) -> int:
    """How many positions of a week count."""
    return sum(entry.is_sure for entry in archive.ledger.entries_in(week.items))


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
    return archive.sources.was_asked(monday, monday + timedelta(days=6))


def _apart(archive: Archive) -> dict[tuple[int, int], tuple[int, int]]:
    """Articles in no week, and their positions, by year and month; 0 is an unknown month."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for item in archive.items:
        if item.day is None and (when := item.when) is not None:
            articles, positions = found.get((when.year, when.month), (0, 0))
            taken = sum(entry.is_sure for entry in archive.ledger.entries_in((item,)))
            found[when.year, when.month] = (articles + 1, positions + taken)
    return found


def _index(archive: Archive) -> WeeksPage:
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
        years=tuple(_years(rows, frozenset(by_month(archive)), _apart(archive))),
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


def _years(
    rows: Sequence[tuple[int, date, WeekRow]],
    known: frozenset[date],
    apart: Mapping[tuple[int, int], tuple[int, int]],
) -> Iterator[YearRow]:
    years = {*(day.year for _, day, _ in rows), *(year for year, _ in apart)}
    paged = {*(day.year for day in known), *(year for year, _ in apart)}
    for year in sorted(years, reverse=True):
        held = [row for row in rows if row[1].year == year]
        lone = {month: counts for (of, month), counts in apart.items() if of == year}
        months = tuple(_months(year, held, known, lone))
        articles, positions = lone.get(0, (0, 0))
        yield YearRow(
            year=year,
            path=urls.year(year) if year in paged else None,
            articles=articles + sum(month.articles for month in months),
            positions=positions + sum(month.positions for month in months),
            months=months,
        )


def _months(
    year: int,
    rows: Sequence[tuple[int, date, WeekRow]],
    known: frozenset[date],
    apart: Mapping[int, tuple[int, int]],
) -> Iterator[MonthRow]:
    """Those in which a week begins, or of which articles without a day are; newest first."""
    months = {*(day.month for _, day, _ in rows), *apart} - {0}
    for first in (date(year, month, 1) for month in sorted(months, reverse=True)):
        weeks = [(at, row) for at, day, row in rows if day.month == first.month]
        path = urls.month(first) if first in known else None
        articles, positions = apart.get(first.month, (0, 0))
        yield MonthRow(
            name=f"{first:%B}",
            path=path,
            articles=articles + sum(row.articles for _, row in weeks),
            positions=positions + sum(row.positions for _, row in weeks),
            weeks=tuple(row for at, row in weeks if at < _LISTED or path is None),
        )
