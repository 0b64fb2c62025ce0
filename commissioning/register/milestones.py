"""Milestones as tables of TOML: the register's own file, and what a workspace adds to it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from commissioning.domain.dates import PartialDate
from commissioning.domain.errors import RegisterError
from commissioning.domain.facts import Milestone, MilestoneKind
from commissioning.register.checks import Line

LONGEST_LABEL = 24
_Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
_Day = str | int | date
_Slugs = Annotated[tuple[_Text, ...], Field(strict=False)]
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEADING = re.compile(r"^[ \t]*\[([^\[\]]+)\]", re.MULTILINE)


class _Table(BaseModel):
    """A milestone as it is written. `label` may be left out where `name` is short enough."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: _Text
    label: Annotated[_Text | None, Field(max_length=LONGEST_LABEL)] = None
    kind: Annotated[MilestoneKind, Field(strict=False)]
    day: _Day
    until: _Day | None = None
    announced: _Day | None = None
    questions: _Slugs = ()
    bodies: _Slugs = ()
    url: Annotated[str | None, Field(max_length=2000, pattern=r"^https://[^\s/]+\S*$")] = None
    note: Annotated[str | None, Field(max_length=2000)] = None
    confidence: Literal["high", "medium", "low"] = "high"
    weight: Annotated[int, Field(ge=1, le=3)] = 1


def parse_milestones(text: str, *, file: str) -> tuple[tuple[Line, Milestone], ...]:
    """The milestones of a file's tables; RegisterError with the line where one cannot be used."""
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise RegisterError(file, None, f"not valid TOML ({error})") from error
    return tuple(read_milestones(tables, text, file=file))


def read_milestones(
    tables: Mapping[str, object], text: str, *, file: str, under: str = ""
) -> Iterator[tuple[Line, Milestone]]:
    """The milestones of tables that were read of `text`, where they lie `under` a heading.

    RegisterError names file and line of one that cannot be.
    """
    lines = _headings(text)
    for slug, table in tables.items():
        line = Line(file=file, number=lines.get(under + slug, 1))
        try:
            yield line, _milestone(slug, table)
        except ValueError as error:
            message = f"milestone '{slug}': {error}"
            raise RegisterError(line.file, line.number, message) from error


def _headings(text: str) -> dict[str, int]:
    """The lines, from 1, on which tables begin, by what stands between the brackets."""
    lines: dict[str, int] = {}
    number, seen = 1, 0
    for heading in _HEADING.finditer(text):
        number += text.count("\n", seen, heading.start())
        seen = heading.start()
        key = ".".join(part.strip(" \t\"'") for part in heading[1].split("."))
        lines[key] = number
    return lines


def _milestone(slug: str, table: object) -> Milestone:
    """A milestone; ValueError with what is wrong with it."""
    if not _SLUG.fullmatch(slug):
        raise ValueError("no slug; write small letters, digits and hyphens")
    found = _read(table)
    label = found.label or found.name
    if len(label) > LONGEST_LABEL:
        raise ValueError(f"the name is long: give it a 'label' of {LONGEST_LABEL} characters")
    return Milestone(
        slug=slug,
        name=found.name,
        label=label,
        kind=found.kind,
        day=_day("day", found.day),
        until=None if found.until is None else _day("until", found.until),
        announced=None if found.announced is None else _day("announced", found.announced),
        questions=found.questions,
        bodies=found.bodies,
        url=found.url,
        note=found.note,
        confidence=found.confidence,
        weight=found.weight,
    )


def _read(table: object) -> _Table:
    try:
        return _Table.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the table"
        raise ValueError(f"'{where}' cannot be used: {first['msg']}") from error


def _day(key: str, value: _Day) -> PartialDate:
    try:
        found = PartialDate.parse(str(value))
        found.latest  # noqa: B018 - the last month of the calendar has no end and raises here
        return found
    except ValueError as error:
        message = f"'{key}' is {value!r}; write a date as 1998, '2015-12' or '2013-03-31'"
        raise ValueError(message) from error
