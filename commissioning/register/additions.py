"""What a workspace adds to the register: bodies, names of bodies, milestones, in one TOML file."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from commissioning.domain.dates import PartialDate, Years
from commissioning.domain.errors import RegisterError
from commissioning.domain.facts import Alias, AliasKind, Milestone, Organisation
from commissioning.register.checks import Line
from commissioning.register.milestones import read_milestones

OTHER = "other"
_MILESTONE = "milestone"
_Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
_Names = Annotated[tuple[_Name, ...], Field(strict=False)]
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class _Body(BaseModel):
    """A table; without `name` it only adds names to a body that the register has."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: _Name | None = None
    short: _Name | None = None
    type: Annotated[str, Field(pattern=f"^{_SLUG.pattern}$")] = OTHER
    start: Annotated[str | int | None, Field(alias="from")] = None
    end: Annotated[str | int | None, Field(alias="to")] = None
    aliases: _Names = ()
    ambiguous: _Names = ()
    parent: str | None = None
    predecessors: _Names = ()
    successors: _Names = ()
    homepage: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What a file adds, each with the line on which its table begins."""

    organisations: tuple[tuple[Line, Organisation], ...]
    aliases: tuple[tuple[Line, Alias], ...]
    milestones: tuple[tuple[Line, Milestone], ...] = ()


def parse_additions(text: str, *, file: str) -> Additions:
    """What a file's tables add; RegisterError with the line where one cannot be used."""
    try:
        written = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise RegisterError(file, None, f"not valid TOML ({error})") from error
    tables, milestones = _parted(written)
    organisations: list[tuple[Line, Organisation]] = []
    aliases: list[tuple[Line, Alias]] = []
    for slug, table in tables.items():
        line = Line(file=file, number=_heading(text, slug))
        body = _read(slug, table, line)
        if body.name is not None:
            organisations.append((line, _organisation(slug, body, line)))
        aliases += ((line, alias) for alias in _aliases(slug, body))
    return Additions(
        organisations=tuple(organisations),
        aliases=tuple(aliases),
        milestones=tuple(read_milestones(milestones, text, file=file, under=f"{_MILESTONE}.")),
    )


def _parted(tables: Mapping[str, object]) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """The tables of bodies and those of milestones.

    A body's table holds no tables: what [milestone] holds of them is no body's, whatever its slug.
    """
    mixed = tables.get(_MILESTONE)
    if not isinstance(mixed, Mapping):
        return tables, {}
    milestones = {key: value for key, value in mixed.items() if isinstance(value, Mapping)}
    body = {key: value for key, value in mixed.items() if key not in milestones}
    bodies = {slug: table for slug, table in tables.items() if slug != _MILESTONE}
    return (bodies | {_MILESTONE: body} if body else bodies), milestones


def read_additions(path: Path) -> Additions:
    """The additions of a file on disk; see `parse_additions`."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RegisterError(str(path), None, f"cannot be read ({error})") from error
    return parse_additions(text, file=str(path))


def _heading(text: str, slug: str) -> int:
    """The line of a table's heading, from 1; the first where it is written in another way."""
    heading = re.compile(rf"\s*\[\s*[\"']?{re.escape(slug)}[\"']?\s*\]")
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if heading.match(line)), 1)


def _read(slug: str, table: object, line: Line) -> _Body:
    if not _SLUG.fullmatch(slug):
        message = f"'{slug}' is no slug; write small letters, digits and hyphens"
        raise RegisterError(line.file, line.number, message)
    if not isinstance(table, Mapping):
        raise RegisterError(line.file, line.number, f"'{slug}' is no table; write [{slug}]")
    try:
        body = _Body.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"'{slug}': '{where}' cannot be used: {first['msg']}"
        raise RegisterError(line.file, line.number, message) from error
    return body


def _organisation(slug: str, body: _Body, line: Line) -> Organisation:
    return Organisation(
        slug=slug,
        name=body.name or "",
        short_name=body.short or body.name or "",
        type=body.type,
        years=Years(start=_date(body.start, slug, line), end=_date(body.end, slug, line)),
        predecessors=body.predecessors,
        successors=body.successors,
        parent=body.parent,
        homepage=body.homepage,
        note=body.note,
    )


def _date(value: str | int | None, slug: str, line: Line) -> PartialDate | None:
    if value is None:
        return None
    try:
        return PartialDate.parse(str(value))
    except ValueError as error:
        message = f"'{slug}': {value!r} is no date; write it as 1998, '2015-12' or '2013-03-31'"
        raise RegisterError(line.file, line.number, message) from error


def _aliases(slug: str, body: _Body) -> Iterator[Alias]:
    names = dict.fromkeys(filter(None, (body.name, *body.aliases, *body.ambiguous)))
    for surface in names:
        yield Alias(
            surface=surface,
            organisation=slug,
            kind=AliasKind.NAME if surface == body.name else AliasKind.SHORT,
            ambiguous=surface in body.ambiguous,
        )
