"""Which bodies stand on which side of a question: in columns, and in a table with their courses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from commissioning.domain.tags import Position
from site_builder import urls, words
from site_builder.ledger import Entry
from site_builder.reading import Archive
from site_builder.survey import Course

SIDES = (Position.SUPPORT, Position.MIXED, Position.OPPOSE)
_HEADINGS = {Position.SUPPORT: "support", Position.MIXED: "divided", Position.OPPOSE: "oppose"}
_COLUMN = 18
_APART = 18
_STEPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a body stands, or stood; `evidence` leads to the words that show it."""

    name: str
    url: str
    mark: str
    sure: bool
    verb: str
    when: str
    evidence: str

    @property
    def data(self) -> Mapping[str, object]:
        """The body and its words, for machines."""
        return {"body": self.name, "page": self.url, "stands": self.verb, "words": self.evidence}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Some of the bodies on one side, those heard last first; `count` of all, `more` not shown."""

    mark: str
    heading: str
    standing: tuple[Standing, ...]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Bodies that are in no column: rows by side, those heard last first; `more` not shown."""

    heading: str
    rows: tuple[tuple[Standing, ...], ...]
    count: int
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow:
    """A body in the table: where it stands, how it came there, how often it was heard.

    stands  None where nothing sure is known; course: 'supported 2006, opposes since 2010'
    """

    name: str
    url: str
    stands: Standing
    current: bool
    course: str
    counted: int
    unsure: int


def columns(
    archive: Archive, courses: Iterable[Course], *, most: int = _COLUMN
) -> tuple[Column, ...]:
    """The bodies that stand somewhere now, by side; the courses are those that are current."""
    held = {side: [c for c in courses if c.last.position is side] for side in SIDES}
    shown = {side: newest_first(found)[:most] for side, found in held.items()}
    links = evidence_links(archive, (c.last for found in shown.values() for c in found))
    return tuple(
        Column(
            mark=words.mark(side),
            heading=f"{len(held[side])} {_HEADINGS[side]}",
            standing=tuple(standing(c, links) for c in shown[side]),
            count=len(held[side]),
        )
        for side in SIDES
    )


def apart(archive: Archive, courses: Sequence[Course], heading: str) -> Apart:
    """Bodies that stand apart from the columns, as those last heard on long ago."""
    shown = newest_first(courses)[:_APART]
    links = evidence_links(archive, (course.last for course in shown))
    held = {
        side: tuple(
            standing(course, links, past=course.is_sure)
            for course in shown
            if course.last.position is side
        )
        for side in SIDES
    }
    return Apart(
        heading=heading,
        rows=tuple(row for row in held.values() if row),
        count=len(courses),
        more=len(courses) - len(shown),
    )


def newest_first(courses: Iterable[Course]) -> list[Course]:
    """Those heard last first, then by name."""
    return sorted(courses, key=lambda c: (-_ordinal(c.last), c.body.name.casefold()))


def standing(course: Course, links: Mapping[int, str], *, past: bool = False) -> Standing:
    """Where the body stands by what shows it last."""
    entry = course.last
    return Standing(
        name=course.body.name,
        url=urls.body(course.body.slug or ""),
        mark=words.mark(entry.position),
        sure=entry.is_sure,
        verb=words.verb(
            entry.position, sure=entry.is_sure, past=past, many=course.body.many
        ).removesuffix(" on"),
        when=words.rough(entry.when),
        evidence=links[entry.id],
    )


def rows(archive: Archive, courses: Sequence[Course], *, on: date) -> tuple[BodyRow, ...]:
    """The rows of the table, in the order of the courses."""
    links = evidence_links(archive, (course.last for course in courses))
    return tuple(_row(course, links, on) for course in courses)


def _row(course: Course, links: Mapping[int, str], on: date) -> BodyRow:
    current = course.is_current(on)
    return BodyRow(
        name=course.body.name,
        url=urls.body(course.body.slug or ""),
        stands=standing(course, links, past=course.is_sure and not current),
        current=current,
        course=_course(course),
        counted=course.counted,
        unsure=len(course.entries) - course.counted,
    )


def _course(course: Course) -> str:
    """The sides one after the other, with when each was first heard: the newest few of them."""
    runs = [next(run) for _, run in groupby(course.held, key=lambda entry: entry.position)]
    steps = [f"{words.side(e.position)} {words.rough(e.when)}" for e in runs if e.earliest]
    return ", ".join(("…", *steps[-_STEPS:]) if len(steps) > _STEPS else steps)


def evidence_links(archive: Archive, entries: Iterable[Entry]) -> Mapping[int, str]:
    """Where the words of entries stand on their articles' pages, by the entries' ids."""
    wanted = tuple(entries)
    shown = archive.details.evidence(wanted)
    return {
        entry.id: f"{urls.article(entry.item.url)}#{words.anchor(shown[entry.id])}"
        for entry in wanted
    }


def _ordinal(entry: Entry) -> int:
    return entry.earliest.toordinal() if entry.earliest else 0
