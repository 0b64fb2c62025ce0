"""Who stood where on each question, by all that was heard: what several pages count from."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from commissioning.domain.facts import PolicyQuestion
from site_builder.charts import silences
from site_builder.ledger import FRESH, Change, Entry, Holder, held
from site_builder.reading import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What a body was heard to say on a question up to a day, by time.

    entries  all of it; `held` what shows where it stood, which may be nothing
    ended    the last day on which the body can have lived; None for a living one
    """

    body: Holder
    entries: tuple[Entry, ...]
    held: tuple[Entry, ...]
    ended: date | None

    @property
    def last(self) -> Entry:
        """What shows where it stood last; where nothing sure is known, the last unsure word."""
        return (self.held or self.entries)[-1]

    @property
    def is_sure(self) -> bool:
        """Whether it is known where the body stood."""
        return bool(self.held)

    @property
    def counted(self) -> int:
        """How many of its words are sure enough to count."""
        return sum(entry.is_sure for entry in self.entries)

    def lapse(self, entry: Entry) -> date:
        """The last day on which a position may be called current."""
        day = (entry.earliest or date.min) + FRESH
        return min(day, self.ended) if self.ended else day

    def is_current(self, on: date) -> bool:
        """Whether the body stands there on a day: heard of late, and still there."""
        return self.is_sure and on <= self.lapse(self.last)


class Survey:
    """Looks at each question once, however many pages ask for it."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._courses: dict[str, Mapping[Holder, Course]] = {}
        self.keys: dict[str, str] = {}

    def day(self, question: PolicyQuestion) -> date:
        """The day for which a question's pages are true: its last one where it is settled."""
        end = question.years.end
        return min(self.archive.today, end.latest) if end else self.archive.today

    def courses(self, slug: str) -> Mapping[Holder, Course]:
        """By body: its course on the question. Bodies of which only undated words are left out."""
        if slug not in self._courses:
            self._courses[slug] = self._look(slug)
        return self._courses[slug]

    def _look(self, slug: str) -> Mapping[Holder, Course]:
        day = self.day(self.archive.register.questions[slug])
        lines: dict[Holder, list[Entry]] = {}
        for entry in self.archive.ledger.by_question.get(slug, ()):
            if not entry.holder.is_person and entry.earliest is not None and entry.earliest <= day:
                lines.setdefault(entry.holder, []).append(entry)
        return {
            body: Course(
                body=body, entries=tuple(line), held=held(line), ended=self._ended(body.slug)
            )
            for body, line in lines.items()
        }

    def _ended(self, slug: str | None) -> date | None:
        end = self.archive.bodies[slug].years.end if slug else None
        return end.latest if end else None

    def changes(self, question: PolicyQuestion) -> tuple[Change, ...]:
        """The moves on the question up to its day, by time."""
        day = self.day(question)
        return tuple(
            change
            for change in self.archive.ledger.changes_on.get(question.slug, ())
            if change.after.earliest is not None and change.after.earliest <= day
        )

    @cached_property
    def gaps(self) -> tuple[tuple[date, date], ...]:
        """Stretches of months in which nothing was published that is here, and nothing asked."""
        days = {day for day in self.archive.sources.activity if day <= self.archive.today}
        days.update(self._days)
        return silences(sorted(days))

    def is_bare(self, first: date, last: date) -> bool:
        """Whether there is no article of these days, both inclusive."""
        return bisect_left(self._days, first) == bisect_right(self._days, last)

    def collected(self, first: date, last: date) -> tuple[int, int]:
        """How many articles there are of these days, both inclusive, and from how many outlets."""
        start, end = bisect_left(self._days, first), bisect_right(self._days, last)
        held = [source for latest, source in self._sources[start:end] if latest <= last]
        return len(held), len(set(held))

    @cached_property
    def _days(self) -> list[date]:
        return [item.earliest for item in self.archive.items if item.earliest is not None]

    @cached_property
    def _sources(self) -> list[tuple[date, str]]:
        """The last day on which each dated article can have been published, and its source."""
        return [
            (item.day or when.latest, item.source)
            for item in self.archive.items
            if (when := item.when) is not None
        ]
