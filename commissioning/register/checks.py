"""What must hold between the rows of the register."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from commissioning.domain.dates import Years
from commissioning.domain.errors import RegisterError
from commissioning.domain.facts import Alias, Milestone, Organisation, Person
from commissioning.register.register import fold

_LEGAL_FORM = re.compile(r"^the |,? nhs (?:foundation )?trust$|,? (?:limited|ltd|plc)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where a row stands."""

    file: str
    number: int


def check(
    organisations: Sequence[tuple[Line, Organisation]],
    aliases: Sequence[tuple[Line, Alias]],
    people: Sequence[tuple[Line, Person]],
    milestones: Sequence[tuple[Line, Milestone]],
    questions: Collection[str],
) -> None:
    """Raise RegisterError at the first row that contradicts another or names what is not there."""
    for line, message in problems(organisations, aliases, people, milestones, questions):
        raise RegisterError(line.file, line.number, message)


def problems(
    organisations: Sequence[tuple[Line, Organisation]],
    aliases: Sequence[tuple[Line, Alias]],
    people: Sequence[tuple[Line, Person]],
    milestones: Sequence[tuple[Line, Milestone]],
    questions: Collection[str],
) -> Iterator[tuple[Line, str]]:
    """Every row that cannot stand, with what is wrong with it."""
    known: dict[str, Organisation] = {}
    for line, organisation in organisations:
        if organisation.slug in known:
            yield line, f"there is another organisation '{organisation.slug}'"
        known[organisation.slug] = organisation
    for line, organisation in organisations:
        yield from _unknown(line, _linked(organisation), known)
        yield from _disorder(line, organisation.years)
    for line, alias in aliases:
        yield from _unknown(line, (alias.organisation,), known)
    for line, person in people:
        for role in person.roles:
            yield from _unknown(line, (role.organisation,), known)
            yield from _disorder(line, role.years)
    yield from _namesakes(people)
    for line, milestone in milestones:
        yield from _unknown(line, milestone.bodies, known)
    yield from _misdated(milestones, questions)
    yield from _twins(organisations)
    yield from _shared(aliases, known)


def _linked(organisation: Organisation) -> tuple[str, ...]:
    parents = (organisation.parent,) if organisation.parent else ()
    return organisation.predecessors + organisation.successors + parents


def _unknown(
    line: Line, slugs: Iterable[str], known: dict[str, Organisation]
) -> Iterator[tuple[Line, str]]:
    for slug in slugs:
        if slug not in known:
            yield line, f"there is no organisation '{slug}'"


def _disorder(line: Line, years: Years) -> Iterator[tuple[Line, str]]:
    if years.start and years.end and years.start.earliest > years.end.latest:
        yield line, f"ends ({years.end}) before it begins ({years.start})"


def _namesakes(people: Sequence[tuple[Line, Person]]) -> Iterator[tuple[Line, str]]:
    """Rows of people whose names differ but make one slug."""
    names: dict[str, str] = {}
    for line, person in people:
        name = names.setdefault(person.slug, person.name)
        if fold(name) != fold(person.name):
            yield line, f"'{person.name}' and '{name}' have one slug, '{person.slug}'"


def _misdated(
    milestones: Sequence[tuple[Line, Milestone]], questions: Collection[str]
) -> Iterator[tuple[Line, str]]:
    """Milestones that stand twice, end before they begin or belong to no known question."""
    seen: set[str] = set()
    for line, milestone in milestones:
        if milestone.slug in seen:
            yield line, f"there is another milestone '{milestone.slug}'"
        seen.add(milestone.slug)
        for question in milestone.questions:
            if question not in questions:
                yield line, f"there is no question '{question}'"
        yield from _disorder(line, Years(start=milestone.day, end=milestone.until))
        if milestone.announced and milestone.announced.earliest > milestone.day.latest:
            yield line, f"announced ({milestone.announced}) after its day ({milestone.day})"


def _twins(organisations: Sequence[tuple[Line, Organisation]]) -> Iterator[tuple[Line, str]]:
    """Bodies of one type that have one name, legal form aside, or one code in the same years."""
    by_name: defaultdict[tuple[str, str], list[tuple[Line, Organisation]]] = defaultdict(list)
    for line, body in organisations:
        by_name[body.type, _LEGAL_FORM.sub("", fold(body.name))].append((line, body))
        if body.ods_code:
            by_name["", body.ods_code].append((line, body))
    for group in by_name.values():
        for (_, first), (line, second) in combinations(group, 2):
            if first.slug != second.slug and first.years.overlaps(second.years):
                yield line, f"'{second.slug}' is '{first.slug}' again, in the same years"


def _shared(
    aliases: Sequence[tuple[Line, Alias]], known: dict[str, Organisation]
) -> Iterator[tuple[Line, str]]:
    """Aliases of two bodies in the same years that are not marked as ambiguous on both."""
    by_surface: defaultdict[str, list[tuple[Line, Alias]]] = defaultdict(list)
    for line, alias in aliases:
        if alias.organisation in known:
            by_surface[fold(alias.surface)].append((line, alias))
    for group in by_surface.values():
        for (_, first), (line, second) in combinations(group, 2):
            if first.organisation == second.organisation:
                continue
            if first.ambiguous and second.ambiguous:
                continue
            years = (known[first.organisation].years, known[second.organisation].years)
            if years[0].overlaps(years[1]):
                message = f"'{second.surface}' also names '{first.organisation}' in the same years"
                yield line, f"{message}; mark both as ambiguous"
