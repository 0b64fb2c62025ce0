"""The register in memory: who a name means on a day, who came before and after whom."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from commissioning.domain.facts import (
    Alias,
    Milestone,
    Organisation,
    Person,
    PolicyQuestion,
    Role,
)

Value = TypeVar("Value")

_MARKS = str.maketrans({"’": "'", "‘": "'", "–": "-", "‑": "-", "\u00a0": " "})
_TITLES = frozenset(
    "the rt right hon honourable dr doctor prof professor sir dame lord lady baroness baron earl"
    " viscount mr mrs ms miss mx cllr councillor coun rev reverend".split()
)
_HONOURS = re.compile(r"(?:\s+(?:mp|mbe|obe|cbe|kbe|dbe|frcgp|frcp|qc|kc))+\s*$")


def fold(surface: str) -> str:
    """A surface form without what does not tell names apart: case, typography, white space."""
    return " ".join(surface.translate(_MARKS).split()).casefold()


def _less_titled(name: str) -> Iterator[str]:
    """A folded name, then without what follows it ('mp'), then with ever fewer titles before it."""
    folded = fold(name)
    yield folded
    words = _HONOURS.sub("", folded.replace(",", " ").replace(".", " ")).split()
    for start, word in enumerate(words):
        yield " ".join(words[start:])
        if word not in _TITLES:
            return


@dataclass(frozen=True, kw_only=True)
class Register:
    """All facts. `version` names by its hash what a tagger reads of them, for provenance.

    `milestones` are by day, a vague day after the first that it can be, then by slug. `added` is
    the file with what a workspace adds to the facts; None where it adds nothing.
    """

    organisations: Mapping[str, Organisation]
    aliases: tuple[Alias, ...]
    people: tuple[Person, ...]
    questions: Mapping[str, PolicyQuestion]
    version: str
    milestones: tuple[Milestone, ...] = ()
    added: Path | None = None

    def at(self, day: date) -> "RegisterOn":
        """The register as it is read on a day."""
        return RegisterOn(register=self, day=day)

    def predecessors(self, slug: str) -> tuple[Organisation, ...]:
        """Those whose work the body took over, and theirs, nearest first; each once."""
        return tuple(self._walk(slug, _before))

    def successors(self, slug: str) -> tuple[Organisation, ...]:
        """Those that took over the body's work, and theirs, nearest first; each once."""
        return tuple(self._walk(slug, _after))

    def _walk(
        self, slug: str, step: Callable[[Organisation], tuple[str, ...]]
    ) -> Iterator[Organisation]:
        seen, level = {slug}, [slug]
        while level:
            following: list[str] = []
            for at in level:
                for found in step(self.organisations[at]):
                    if found not in seen:
                        seen.add(found)
                        following.append(found)
                        yield self.organisations[found]
            level = following

    def milestones_between(self, first: date, last: date) -> tuple[Milestone, ...]:
        """Those whose day surely lies in the span, ends inclusive: '2010-12' in no week of it."""
        return tuple(
            milestone
            for milestone in self.milestones
            if first <= milestone.day.earliest and milestone.day.latest <= last
        )

    def deadlines(self, on: date, *, ahead: timedelta) -> tuple[Milestone, ...]:
        """Those known on a day that end on it or within `ahead` after it, by their end."""
        found = [
            (milestone.until.latest, milestone.slug, milestone)
            for milestone in self.milestones
            if milestone.until is not None
            and milestone.known_from <= on
            and timedelta(0) <= milestone.until.latest - on <= ahead
        ]
        return tuple(milestone for _, _, milestone in sorted(found, key=lambda row: row[:2]))

    @cached_property
    def by_surface(self) -> Mapping[str, tuple[Alias, ...]]:
        """The aliases by their folded surface."""
        return _grouped((fold(alias.surface), alias) for alias in self.aliases)

    @cached_property
    def by_person_name(self) -> Mapping[str, tuple[Person, ...]]:
        """The people by their folded names and other names, titles left out."""
        return _grouped(
            (fold(name), person)
            for person in self.people
            for name in (person.name, *person.aliases)
        )

    @cached_property
    def people_by_slug(self) -> Mapping[str, Person]:
        """The people by their slugs."""
        return {person.slug: person for person in self.people}

    def person_named(self, name: str) -> Person | None:
        """The one person of that name, with or without titles; None where there is none or two."""
        known = (self.by_person_name.get(form) for form in _less_titled(name))
        found = next((people for people in known if people), ())
        return found[0] if len(found) == 1 else None

    @cached_property
    def by_office(self) -> Mapping[str, tuple[tuple[Person, Role], ...]]:
        """Who held an office in a body, by the body's slug."""
        return _grouped(
            (role.organisation, (person, role)) for person in self.people for role in person.roles
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOn:
    """The register on a day. Cheap to make: it looks things up when asked."""

    register: Register
    day: date

    def named(self, surface: str, *, past: bool = False) -> tuple[Organisation, ...]:
        """The bodies that the surface names on that day, in the register's order.

        With `past`, where no living body has the name, those that had it before, the one that
        ended last first: articles look back. A body is never named before it began.
        """
        organisations = self.register.organisations
        found = dict.fromkeys(
            alias.organisation for alias in self.register.by_surface.get(fold(surface), ())
        )
        bodies = [organisations[slug] for slug in found]
        living = tuple(body for body in bodies if body.years.holds(self.day))
        if living or not past:
            return living
        gone = [body for body in bodies if body.years.end and body.years.end.latest < self.day]
        return tuple(sorted(gone, key=_end, reverse=True))

    def aliases(self, surface: str) -> tuple[Alias, ...]:
        """The aliases of that surface whose bodies live on the day."""
        organisations = self.register.organisations
        return tuple(
            alias
            for alias in self.register.by_surface.get(fold(surface), ())
            if organisations[alias.organisation].years.holds(self.day)
        )

    def roles(self, name: str) -> tuple[tuple[Person, Role], ...]:
        """The offices that hold on the day for everybody of that name (without titles)."""
        return tuple(
            (person, role)
            for person in self.register.by_person_name.get(fold(name), ())
            for role in person.roles
            if role.years.holds(self.day)
        )


def _before(organisation: Organisation) -> tuple[str, ...]:
    return organisation.predecessors


def _after(organisation: Organisation) -> tuple[str, ...]:
    return organisation.successors


def _end(organisation: Organisation) -> date:
    return organisation.years.end.latest if organisation.years.end else date.max


def _grouped(pairs: Iterable[tuple[str, Value]]) -> Mapping[str, tuple[Value, ...]]:
    groups: defaultdict[str, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(dict.fromkeys(values)) for key, values in groups.items()}
