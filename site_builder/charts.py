"""Position strips: where marks, runs and gaps lie on a line of time, in percent of its width."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from commissioning.domain.tags import Position
from site_builder import words
from site_builder.ledger import FRESH, Entry

_SILENCE = timedelta(days=120)
_TICKS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A span of whole years, its labelled years, and the stretches without any article at all.

    ticks  (percent, year), gaps (percent, width in percent)
    """

    first: date
    last: date
    ticks: tuple[tuple[float, int], ...]
    gaps: tuple[tuple[float, float], ...]

    def at(self, day: date) -> float:
        """Where a day lies, in percent."""
        return round(100 * (day - self.first).days / (self.last - self.first).days, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One row: its marks (percent, class, sure), its runs (from, to, class, old) and in words."""

    name: str
    url: str | None
    marks: tuple[tuple[float, str, bool], ...]
    runs: tuple[tuple[float, float, str, bool], ...]
    label: str
    mark: str
    sure: bool
    old: bool
    now: str
    when: str


def axis(days: Iterable[date]) -> Axis | None:
    """The axis that holds these days; None where there are none."""
    known = sorted(set(days))
    if not known:
        return None
    first, last = date(known[0].year, 1, 1), date(known[-1].year, 12, 31)
    every = max(1, -(-(last.year - first.year + 1) // _TICKS))
    bare = Axis(first=first, last=last, ticks=(), gaps=())
    return Axis(
        first=first,
        last=last,
        ticks=tuple(
            (bare.at(date(year, 1, 1)), year) for year in range(first.year, last.year + 1, every)
        ),
        gaps=tuple(_gaps(bare, known)),
    )


def _gaps(bare: Axis, days: Sequence[date]) -> Iterable[tuple[float, float]]:
    for before, after in pairwise((bare.first, *days, bare.last)):
        if after - before > _SILENCE:
            start = bare.at(before)
            yield start, round(bare.at(after) - start, 2)


def strip(along: Axis, name: str, url: str | None, entries: Sequence[Entry], today: date) -> Strip:
    """The row of one holder on one question, or of one question for one holder. By time."""
    dated = [(entry.day, entry) for entry in entries if entry.day is not None]
    ends = [day for day, _ in dated[1:]] + [today]
    runs = []
    for (day, entry), end in zip(dated, ends, strict=True):
        if not entry.statement.is_sure:
            continue
        side, fresh = words.mark(entry.statement.position), min(end, day + FRESH)
        if fresh > day:
            runs.append((along.at(day), along.at(fresh), side, False))
        if end > fresh:
            runs.append((along.at(fresh), along.at(end), side, True))
    sure = [item for item in dated if item[1].statement.is_sure]
    newest_day, newest = (sure or dated)[-1]
    old = today - newest_day > FRESH
    is_sure = newest.statement.is_sure
    return Strip(
        name=name,
        url=url,
        marks=tuple(
            (along.at(day), words.mark(e.statement.position), e.statement.is_sure)
            for day, e in dated
        ),
        runs=tuple(runs),
        label="; ".join(_said(e.statement.position, e.statement.is_sure, day) for day, e in dated),
        mark=words.mark(newest.statement.position),
        sure=is_sure,
        old=old,
        now=_now(newest.statement.position, sure=is_sure, old=old),
        when=words.month(newest_day),
    )


def _said(position: Position, sure: bool, day: date) -> str:
    return f"{_now(position, sure=sure, old=False)} {words.month(day)}"


def _now(position: Position, *, sure: bool, old: bool) -> str:
    if position is Position.MIXED:
        return "divided" if sure else "may be divided"
    return words.verb(position, sure=sure, past=old)
