"""The cells of the matrix: where each body stands on each question, or why nothing is known."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import accumulate

from commissioning.domain.facts import Organisation, PolicyQuestion
from site_builder import kinds, words
from site_builder.groupings import body_groups
from site_builder.ledger import Entry
from site_builder.silence import own_outlets
from site_builder.survey import Course, Survey

_BODIES, _MARKS = 140, 760


class Blank(StrEnum):
    """Why a cell has no mark: nothing was found, nothing was collected, or it could not be."""

    NOTHING = ""
    GAP = "gap"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A position: what shows it, and whether it is current."""

    entry: Entry
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A part of the matrix: its name in the address, '' for the first, and bodies in groups."""

    name: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def slugs(self) -> tuple[str, ...]:
        """The bodies in it."""
        return tuple(slug for _, slugs in self.groups for slug in slugs)


class Grid:
    """The bodies that were surely heard on anything, by questions."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._archive = survey.archive
        self.questions: Mapping[str, PolicyQuestion] = survey.archive.register.questions

    @cached_property
    def marks(self) -> Mapping[str, Mapping[str, Mark]]:
        """By body and question: where it stands, or stood last."""
        found: dict[str, dict[str, Mark]] = {}
        for slug, question in self.questions.items():
            day = self._survey.day(question)
            for course in self._survey.courses(slug).values():
                if course.is_sure and course.body.slug:
                    found.setdefault(course.body.slug, {})[slug] = _mark(course, day)
        return found

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The national bodies heard on most, the other national ones, the local ones."""
        types = {slug: self._archive.bodies[slug].type for slug in self.marks}
        local = [slug for slug, kind in types.items() if kind in kinds.LOCAL]
        others = sorted((slug for slug in types if slug not in set(local)), key=self._weight)
        first = others[: self._room(others)]
        rest = others[len(first) :]
        return tuple(
            Sheet(name=name, groups=body_groups(self._by_name(part), types))
            for name, part in (
                ("", first),
                *self._parts("others", self._by_name(rest)),
                *self._parts("local", self._by_name(local)),
            )
        )

    def _parts(self, name: str, slugs: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
        number = 1
        while slugs:
            room = self._room(slugs)
            yield (f"{name}-{number}" if number > 1 else name), slugs[:room]
            slugs, number = slugs[room:], number + 1

    def _room(self, slugs: Sequence[str]) -> int:
        """How many of the bodies one sheet has room for."""
        marks = accumulate(len(self.marks[slug]) for slug in slugs[:_BODIES])
        return sum(held <= _MARKS for held in marks)

    def _weight(self, slug: str) -> tuple[int, int, str]:
        held = self.marks[slug].values()
        return -sum(mark.current for mark in held), -len(held), slug

    def _by_name(self, slugs: Iterable[str]) -> Sequence[str]:
        return sorted(slugs, key=lambda slug: (self._archive.names[slug].casefold(), slug))

    def name(self, slug: str) -> str:
        """The short name of a body; with its years where another body here bears it too."""
        name, lived = self._archive.names[slug], words.years(self._archive.bodies[slug].years)
        return f"{name}, {lived}" if lived and self._names[name] > 1 else name

    @cached_property
    def _names(self) -> Counter[str]:
        return Counter(self._archive.names[slug] for slug in self.marks)

    def blank(self, slug: str, question: PolicyQuestion) -> Blank:
        """Why a body has no mark on a question."""
        first, last = _both(self._archive.bodies[slug], question, self._archive.today)
        if first > last:
            return Blank.NEVER
        if slug in self.unheard or self._survey.is_bare(first, last):
            return Blank.GAP
        return Blank.NOTHING

    @cached_property
    def unheard(self) -> frozenset[str]:
        """The bodies whose own outlets are among the sources and never gave a thing."""
        sources = self._archive.sources.by_slug
        gave = {slug for slug, source in sources.items() if source.answered or source.articles}
        own = own_outlets(sources.values(), self._archive.register)
        return frozenset(body for body, outlets in own.items() if not gave.intersection(outlets))


def _mark(course: Course, day: date) -> Mark:
    return Mark(entry=course.last, current=course.is_current(day))


def _both(body: Organisation, question: PolicyQuestion, today: date) -> tuple[date, date]:
    """The days on which the body lived and the question could be met, read generously."""
    starts = [held.start.earliest for held in (body.years, question.years) if held.start]
    ends = [held.end.latest for held in (body.years, question.years) if held.end]
    return max(starts, default=date.min), min([*ends, today])
