"""The line of time of one subject: the years of its words, with milestones and gaps on it."""

from collections.abc import Iterable
from datetime import date

from site_builder import milestones
from site_builder.charts import Axis, silences, span
from site_builder.keys import key_of
from site_builder.ledger import FRESH, Entry
from site_builder.reading import Archive

_WEIGHT = 2
_MOST = 6


class Timeline:
    """Gives each subject its axis; those of the same years share one."""

    def __init__(self, archive: Archive) -> None:
        self._today = archive.today
        days = {day for day in archive.sources.activity if day <= archive.today}
        days.update(item.earliest for item in archive.items if item.earliest)
        self._gaps = silences(sorted(days))
        self._milestones = tuple(
            milestone
            for milestone in archive.register.milestones
            if milestone.weight >= _WEIGHT and milestone.day.latest <= archive.today
        )
        self._axes: dict[tuple[int, int], tuple[Axis, str]] = {}

    def axis(self, entries: Iterable[Entry]) -> Axis | None:
        """The years from the first dated entry until the last lapses; None without any.

        It ends with the present year, so that no week draws all charts anew.
        """
        found = self._found(entries)
        return found[0] if found else None

    def key(self, entries: Iterable[Entry]) -> str:
        """Changes when the axis does."""
        found = self._found(entries)
        return found[1] if found else ""

    def _found(self, entries: Iterable[Entry]) -> tuple[Axis, str] | None:
        days = [entry.earliest for entry in entries if entry.earliest is not None]
        if not days:
            return None
        first, last = min(days), max(days)
        end = max(last, min(last + FRESH, self._today))
        years = (first.year, end.year)
        if years not in self._axes:
            self._axes[years] = self._axis(date(first.year, 1, 1), date(end.year, 12, 31))
        return self._axes[years]

    def _axis(self, first: date, last: date) -> tuple[Axis, str]:
        marks = milestones.marks(self._milestones, first, last, most=_MOST)
        found = span(first, last, gaps=self._gaps, marks=marks)
        return found, key_of(found)
