"""Position strips: where marks, runs and gaps lie on a line of time, in percent of its width."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from commissioning.domain.tags import Position
from site_builder import milestones, words
from site_builder.ledger import FRESH, Entry, held, is_fresh

NEAR = 1.5
_SILENCE = timedelta(days=120)
_TICKS = 8
_QUARTERS = ((4, 7, 10), (7,))
_LANES = 3
_LETTER = 2.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Mile:
    """A milestone on an axis: `lane` is the row in which its label has room, from 0.

    before  whether the label stands on the left of the line, as near the right end
    """

    at: float
    label: str
    day: str
    lane: int
    before: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A span of whole years, its labelled years, and the stretches of which nothing was collected.

    ticks  (percent, year, or a month where years are few), gaps (percent, width in percent)
    miles  milestones that have room
    """

    first: date
    last: date
    ticks: tuple[tuple[float, str], ...]
    gaps: tuple[tuple[float, float], ...]
    miles: tuple[Mile, ...] = ()

    def at(self, day: date) -> float:
        """Where a day lies, in percent."""
        return round(100 * (day - self.first).days / (self.last - self.first).days, 2)

    @property
    def lanes(self) -> int:
        """How many rows the labels of the milestones take."""
        return max((mile.lane + 1 for mile in self.miles), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A statement on a strip; `url` leads to its words, None where the strip is no way to them."""

    at: float
    mark: str
    sure: bool
    label: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One row: its marks, its runs (from, to, class, old) and its newest position in words.

    old   whether that is too long ago to be called current; `when` then says so
    """

    name: str
    url: str | None
    marks: tuple[Mark, ...]
    runs: tuple[tuple[float, float, str, bool], ...]
    label: str
    mark: str
    sure: bool
    old: bool
    now: str
    when: str


def axis(days: Iterable[date]) -> Axis | None:
    """The axis that holds these days, hatched where there are none for long; None without any."""
    known = sorted(set(days))
    return span(known[0], known[-1], gaps=silences(known)) if known else None


def span(
    first: date,
    last: date,
    *,
    gaps: Iterable[tuple[date, date]] = (),
    marks: Iterable[milestones.Mark] = (),
) -> Axis:
    """The axis of the whole years from `first` to `last`, with the gaps and marks in it."""
    start, end = date(first.year, 1, 1), date(last.year, 12, 31)
    bare = Axis(first=start, last=end, ticks=(), gaps=())
    return Axis(
        first=start,
        last=end,
        ticks=tuple((bare.at(day), label) for day, label in _ticks(start.year, end.year)),
        gaps=tuple(
            (bare.at(begins), round(bare.at(ends) - bare.at(begins), 2))
            for begins, ends in ((max(gap[0], start), min(gap[1], end)) for gap in gaps)
            if begins < ends
        ),
        miles=tuple(_miles(bare, [mark for mark in marks if start <= mark.day <= end]))[::-1],
    )


def _ticks(first: int, last: int) -> Iterable[tuple[date, str]]:
    """Years as far as there is room for their names; of one or two years also their quarters."""
    years = last - first + 1
    for year in range(first, last + 1, max(1, -(-years // _TICKS))):
        yield date(year, 1, 1), f"{year}"
        if years <= len(_QUARTERS):
            for month in _QUARTERS[years - 1]:
                day = date(year, month, 1)
                yield day, f"{day:%b}"


def silences(days: Sequence[date]) -> tuple[tuple[date, date], ...]:
    """Stretches of months in which none of the days lies, the time before the first among them."""
    if not days:
        return ()
    return (
        (date.min, days[0]),
        *((before, after) for before, after in pairwise(days) if after - before > _SILENCE),
    )


def _miles(bare: Axis, marks: Sequence[milestones.Mark]) -> Iterable[Mile]:
    """Each label in the first row that has room for it, later ones higher; without room, none."""
    free = [101.0] * _LANES
    for mark in sorted(marks, reverse=True):
        at = bare.at(mark.day)
        width = _LETTER * len(mark.label)
        before = at + width > 100
        begins, ends = (at - width, at) if before else (at, at + width)
        lane = next((row for row, start in enumerate(free) if ends < start), None)
        if lane is not None:
            free[lane] = begins
            yield Mile(
                at=at,
                label=mark.label,
                day=words.short_day(mark.day),
                lane=lane,
                before=before,
            )


def strip(
    along: Axis,
    name: str,
    url: str | None,
    entries: Sequence[Entry],
    today: date | None,
    *,
    links: Mapping[int, str] | None = None,
    marked: Sequence[Entry] | None = None,
    until: date | None = None,
) -> Strip:
    """The row of one holder on one question, or of one question for one holder. By time.

    `links` lead from an entry, by its id, to its words; `marked` are the entries that get a mark,
    else those of `drawn`.
    Lines are drawn `until` a day, else until `today`, on which the newest position may be current;
    where `today` is None, none is.
    """
    dated = [entry for entry in entries if entry.earliest is not None]
    line = [(entry.earliest, entry) for entry in held(entries) if entry.earliest is not None]
    newest = line[-1][1] if line else dated[-1]
    old = not is_fresh(newest, on=today)
    when = words.short_partial(newest.when) if newest.when else "no date"
    marks = [
        _mark(along, entry, links or {})
        for entry in (drawn(along, entries) if marked is None else marked)
    ]
    return Strip(
        name=name,
        url=url,
        marks=tuple(marks),
        runs=_runs(along, line, until or today or along.last),
        label="; ".join(mark.label for mark in marks),
        mark=words.mark(newest.position),
        sure=newest.is_sure,
        old=old,
        now=_now(newest.position, sure=newest.is_sure, old=old),
        when=f"last heard on {when}" if old else when,
    )


def drawn(along: Axis, entries: Sequence[Entry], *, near: float = NEAR) -> tuple[Entry, ...]:
    """The dated entries of a strip by time, of those on one side within `near` percent the newest.

    Where marks stand farther apart than they must, the unsure give way to the sure.
    """
    kept: dict[tuple[Position, bool, int], Entry] = {}
    for entry in entries:
        if entry.earliest is not None:
            kept[entry.position, entry.is_sure, int(along.at(entry.earliest) / near)] = entry
    found = sorted(kept.values(), key=lambda entry: entry.earliest or date.min)
    sure = [entry for entry in found if entry.is_sure]
    return tuple(sure if sure and near > NEAR else found)


def _mark(along: Axis, entry: Entry, links: Mapping[int, str]) -> Mark:
    when = words.short_partial(entry.when) if entry.when else "no date"
    return Mark(
        at=along.at(entry.earliest or along.first),
        mark=words.mark(entry.position),
        sure=entry.is_sure,
        label=f"{_now(entry.position, sure=entry.is_sure, old=False)}, {when}",
        url=links.get(entry.id),
    )


def _runs(
    along: Axis, line: Sequence[tuple[date, Entry]], until: date
) -> tuple[tuple[float, float, str, bool], ...]:
    """Lines for as long as a position holds, and dots from there to the next, or to the end."""
    runs: list[tuple[float, float, str, bool]] = []
    ends = [*(day for day, _ in line[1:]), min(until, along.last)][: len(line)]
    for (day, entry), end in zip(line, ends, strict=True):
        side, fresh = words.mark(entry.position), min(end, day + FRESH)
        for start, stop, old in ((day, fresh, False), (fresh, end, True)):
            begins, ends_at = along.at(start), along.at(stop)
            if stop <= start:
                continue
            if runs and runs[-1][1:] == (begins, side, old):
                begins = runs.pop()[0]
            runs.append((begins, ends_at, side, old))
    return tuple(runs)


def _now(position: Position, *, sure: bool, old: bool) -> str:
    if position is Position.MIXED:
        return "divided" if sure else "may be divided"
    return words.verb(position, sure=sure, past=old)
