"""How a balance of sides shifted: periods, who stood where at the end of each, and the chart. Pure.

The chart has a mark a body, support above a line, divided and opposed below it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commissioning.domain.tags import Position
from site_builder import words
from site_builder.charts import Axis
from site_builder.survey import Course

_HALVES = 6  # so many years are told by halves
_COLUMNS = 18
_LABELS = 8
_STEP = 14
_TALLEST = 14
_EACH = (1, 2, 5, 10, 20, 50, 100)
_SIDES = (Position.SUPPORT, Position.MIXED, Position.OPPOSE)
_NAMES = {Position.SUPPORT: "support", Position.MIXED: "divided", Position.OPPOSE: "oppose"}
_DAY = timedelta(days=1)

Counts = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of time, both ends inclusive: '2010', 'Jan to Jun 2010', '2010 to 2011'.

    end  its last day up to which anything is known
    """

    label: str
    first: date
    last: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Who stood where at the end of a period: (support, divided, oppose), in bodies.

    articles, sources  what was collected of the period; without any nothing could be heard
    """

    period: Period
    counts: Counts
    articles: int
    sources: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The unit chart; x in percent of its width, y in pixels from its top.

    each   how many bodies a mark stands for; the last one of a column may stand for fewer
    marks  (x, y, class); ends: (y, class, what stands at the end of a series)
    gaps   (x, width) of periods of which nothing was collected
    years  (x of its beginning, x of its middle, year)
    label  in words
    """

    height: int
    base: int
    each: int
    marks: tuple[tuple[float, int, str], ...]
    ends: tuple[tuple[int, str, str], ...]
    gaps: tuple[tuple[float, float], ...]
    years: tuple[tuple[float, float, int], ...]
    label: str


def periods(first: date, until: date) -> tuple[Period, ...]:
    """Half-years, years or several years from the year of `first` on; the last holds `until`."""
    years = until.year - first.year + 1
    if years <= _HALVES:
        found = [half for year in range(first.year, until.year + 1) for half in _halves(year)]
    else:
        step = -(-years // _COLUMNS)
        found = [_years(year, step) for year in range(first.year, until.year + 1, step)]
    return tuple(
        Period(label=label, first=start, last=last, end=min(last, until))
        for label, start, last in found
        if start <= until
    )


def _halves(year: int) -> Iterator[tuple[str, date, date]]:
    january, july = date(year, 1, 1), date(year, 7, 1)
    yield f"Jan to Jun {year}", january, july - _DAY
    yield f"Jul to Dec {year}", july, date(year, 12, 31)


def _years(year: int, step: int) -> tuple[str, date, date]:
    last = year + step - 1
    label = f"{year}" if step == 1 else f"{year} to {last}"
    return label, date(year, 1, 1), date(last, 12, 31)


def balances(courses: Iterable[Course], days: Sequence[date]) -> tuple[Counts, ...]:
    """(support, divided, oppose) on each of the days, which are by time: in one pass."""
    found = [[0] * len(_SIDES) for _ in days]
    for course in courses:
        end = len(days)
        for entry in reversed(course.held):
            start = bisect_left(days, entry.earliest or date.min)
            lapsed = bisect_left(days, course.lapse(entry) + _DAY)
            end, until = start, min(end, lapsed)
            for at in range(start, until):
                found[at][_SIDES.index(entry.position)] += 1
    return tuple((support, mixed, oppose) for support, mixed, oppose in found)


def chart(along: Axis, shifts: Sequence[Shift]) -> Chart | None:
    """The chart of the shifts; None where no body stood anywhere."""
    tallest = max((max(s.counts[0], s.counts[1] + s.counts[2]) for s in shifts), default=0)
    if not tallest:
        return None
    each = next((n for n in _EACH if tallest <= n * _TALLEST), _EACH[-1])
    stacks = [tuple(-(-count // each) for count in shift.counts) for shift in shifts]
    above = max(stack[0] for stack in stacks)
    below = max(stack[1] + stack[2] for stack in stacks)
    base = _STEP * max(above, 1) + 10
    places = [_middle(along, shift.period) for shift in shifts]
    return Chart(
        height=base + _STEP * max(below, 2) + 10,
        base=base,
        each=each,
        marks=tuple(
            mark
            for x, stack in zip(places, stacks, strict=True)
            for mark in _column(x, base, stack)
        ),
        ends=tuple(_ends(base, stacks[-1], shifts[-1].counts)),
        gaps=tuple(_place(along, s.period) for s in shifts if not s.articles),
        years=tuple(_labels(along)),
        label=_told(shifts),
    )


def _column(x: float, base: int, stack: Sequence[int]) -> Iterator[tuple[float, int, str]]:
    up, mixed, down = stack
    for row in range(up):
        yield x, base - 12 - _STEP * row, words.mark(Position.SUPPORT)
    for row in range(mixed + down):
        side = Position.MIXED if row < mixed else Position.OPPOSE
        yield x, base + 12 + _STEP * row, words.mark(side)


def _ends(base: int, stack: Sequence[int], counts: Counts) -> Iterator[tuple[int, str, str]]:
    """What stands at the right of the last column, each at its series, none upon another."""
    up, mixed, down = stack
    heights = [base - 12 - _STEP * (up - 1) // 2 if up else base - 12]
    heights.append(base + 12 + _STEP * (mixed - 1) // 2 if mixed else base + 12)
    heights.append(base + 12 + _STEP * mixed + (_STEP * (down - 1) // 2 if down else 0))
    heights[2] = max(heights[2], heights[1] + 17)
    for y, side, number in zip(heights, _SIDES, counts, strict=True):
        yield y + 5, words.mark(side), f"{number} {_NAMES[side]}"


def _labels(along: Axis) -> Iterator[tuple[float, float, int]]:
    first, last = along.first.year, along.last.year
    for year in range(first, last + 1, -(-(last - first + 1) // _LABELS)):
        start = along.at(date(year, 1, 1))
        yield start, round((start + along.at(date(year, 12, 31))) / 2, 2), year


def _place(along: Axis, period: Period) -> tuple[float, float]:
    start = along.at(period.first)
    return start, round(along.at(period.last) - start, 2)


def _middle(along: Axis, period: Period) -> float:
    start, width = _place(along, period)
    return round(start + width / 2, 2)


def _told(shifts: Sequence[Shift]) -> str:
    first = next(shift for shift in shifts if any(shift.counts))
    parts = "; ".join(
        f"{name} from {before} to {now}"
        for name, before, now in zip(_NAMES.values(), first.counts, shifts[-1].counts, strict=True)
    )
    return f"Bodies by side, {first.period.label} and {shifts[-1].period.label}: {parts}."
