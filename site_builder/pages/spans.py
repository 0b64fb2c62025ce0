"""What months and years are made of: their articles, and counts of the positions in them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from commissioning.domain.dates import Precision
from commissioning.domain.ledger import Item
from commissioning.domain.tags import Position
from site_builder import urls, words
from site_builder.ledger import Change, Entry
from site_builder.pages.counts import Counts
from site_builder.pages.parts import turned
from site_builder.reading import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Counts):
    """How many positions of a span stand for each side of a question; shares are in percent."""

    share: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.support + self.mixed + self.oppose

    @property
    def parts(self) -> tuple[tuple[str, float, float], ...]:
        """(class, from, width) in percent of a bar that is as long as the longest row's."""
        found, start = [], 0.0
        for mark, many in (("u", self.support), ("m", self.mixed), ("d", self.oppose)):
            width = round(self.share * many / self.total, 1) if self.total else 0.0
            if width:
                found.append((mark, round(start, 1), width))
            start += width
        return tuple(found)


def counted(archive: Archive, entries: Iterable[Entry]) -> tuple[Counted, ...]:
    """What counts of the positions by question, in the register's order."""
    counts: dict[str, Counter[Position]] = {}
    for entry in entries:
        if entry.is_sure:
            counts.setdefault(entry.question, Counter())[entry.position] += 1
    most = max((sides.total() for sides in counts.values()), default=1)
    return tuple(
        Counted(
            label=question.label,
            url=urls.question(slug),
            support=counts[slug][Position.SUPPORT],
            mixed=counts[slug][Position.MIXED],
            oppose=counts[slug][Position.OPPOSE],
            share=round(100 * counts[slug].total() / most),
        )
        for slug, question in archive.register.questions.items()
        if slug in counts
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A change of position in one line; `evidence` leads to the words of the later side."""

    holder: str
    holder_url: str | None
    was: str
    now: str
    mark: str
    question: str
    question_url: str
    date: str
    source: str
    evidence: str


def shifts(archive: Archive, changes: Iterable[Change]) -> tuple[Shift, ...]:
    """Changes of position without their words, in their order."""
    wanted = tuple(changes)
    after = archive.lines(change.after for change in wanted)
    return tuple(
        Shift(
            holder=now.holder,
            holder_url=now.holder_url,
            was=words.verb(change.before.position, past=True, many=change.before.holder.many),
            now=turned(now),
            mark=now.mark,
            question=now.question,
            question_url=now.question_url,
            date=now.date,
            source=now.source,
            evidence=now.evidence,
        )
        for change, now in zip(wanted, after, strict=True)
    )


def by_month(archive: Archive) -> dict[date, tuple[Item, ...]]:
    """The articles by the first day of their month, oldest first; dates of a year are left out."""
    found: dict[date, list[Item]] = {}
    for item in archive.items:
        if item.month is not None:
            found.setdefault(item.month, []).append(item)
    return {first: tuple(items) for first, items in found.items()}


def without_month(archive: Archive) -> dict[int, tuple[Item, ...]]:
    """The articles of which only the year is known, by it."""
    found: dict[int, list[Item]] = {}
    for item in archive.items:
        if item.earliest is not None and item.precision is Precision.YEAR:
            found.setdefault(item.earliest.year, []).append(item)
    return {year: tuple(items) for year, items in found.items()}


def last_of_month(first: date) -> date:
    """The last day of the month that begins on `first`."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
