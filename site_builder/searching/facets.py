"""What a page can be filtered and sorted by in the search."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_LONGEST = 200  # letters of a value, as the search page reads them from its address
_MARKS = {ord(mark): "'" for mark in "‘’ʼ"} | {ord(mark): None for mark in '"“”„«»'}
# Pagefind's filters do not find what JSON must escape.
_UNESCAPED = str.maketrans({'"': "”", "\\": "/"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """How a page is found. A page without facets is not searched.

    kind       as readers see it: 'News', 'Opinion', 'Story', 'Body', 'Week'
    day        to sort by: when it was published, or when its newest thing was; None sorts last
    when       the day in words, as precise as it is known; None: nothing is shown
    source     name of the outlet; None where the page draws on several
    bodies     names of the bodies that it is about or names, as their pages call them
    questions  labels of the policy questions
    sides      the sides that are surely taken on it: 'supports', 'opposes', 'is divided'
    years      in which it happened; none for what lasts, like a body
    called     all names of whom it is about: who asks for one finds the page first
    """

    kind: str
    day: date | None = None
    when: str | None = None
    source: str | None = None
    bodies: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    called: tuple[str, ...] = ()

    @property
    def sort(self) -> str:
        """An ISO date, or what comes before all of them: a page without would not be listed."""
        return self.day.isoformat() if self.day else "0000-00-00"

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """What a result says below its headline, by name: source, day and kind as they are."""
        told = (("source", self.source), ("when", self.when), ("kind", self.kind))
        return tuple((name, value) for name, value in told if value)

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """Filters and values, each pair once and sorted, as the index can hold them."""
        pairs = {(name, _value(text)) for name, text in self._filters()}
        return tuple(sorted(pair for pair in pairs if pair[1]))

    def _filters(self) -> Iterator[tuple[str, str]]:
        yield "kind", self.kind
        yield "source", self.source or ""
        for name, texts in (
            ("body", self.bodies),
            ("question", self.questions),
            ("side", self.sides),
            ("year", tuple(str(year) for year in self.years)),
            ("called", tuple(map(_asked, self.called))),
        ):
            yield from ((name, text) for text in texts)


def _asked(name: str) -> str:
    """A name as the search page writes what was asked for."""
    return name.lower().translate(_MARKS)


def _value(text: str) -> str:
    return " ".join(text.translate(_UNESCAPED).split())[:_LONGEST]
