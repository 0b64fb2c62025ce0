"""Reads the register's files into its frozen types; what contradicts itself is an error."""

import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from commissioning.domain.dates import PartialDate, Years
from commissioning.domain.errors import RegisterError
from commissioning.domain.facts import (
    Alias,
    AliasKind,
    Milestone,
    Organisation,
    Person,
    PolicyQuestion,
    Role,
)
from commissioning.register.additions import read_additions
from commissioning.register.checks import Line, check
from commissioning.register.milestones import parse_milestones
from commissioning.register.register import Register, fold
from commissioning.register.version import (
    ALIASES,
    MILESTONES,
    ORGANISATIONS,
    PEOPLE,
    QUESTIONS,
    READ_BY_TAGGER,
    read_file,
    register_version,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """A row of a file by column, with where it stands."""

    line: Line
    cells: dict[str, str]

    def text(self, column: str) -> str:
        value = self.cells.get(column) or ""
        if not value.strip():
            raise RegisterError(self.line.file, self.line.number, f"'{column}' is empty")
        return value.strip()

    def maybe(self, column: str) -> str | None:
        return (self.cells.get(column) or "").strip() or None

    def parts(self, column: str) -> tuple[str, ...]:
        return tuple(
            part.strip() for part in (self.cells.get(column) or "").split(";") if part.strip()
        )

    def years(self, start: str, end: str) -> Years:
        return Years(start=self._date(start), end=self._date(end))

    def _date(self, column: str) -> PartialDate | None:
        value = self.maybe(column)
        if value is None:
            return None
        try:
            return PartialDate.parse(value)
        except ValueError as error:
            message = f"'{column}' is {value!r}; write a date as 1998, 2015-12 or 2013-03-31"
            raise RegisterError(self.line.file, self.line.number, message) from error


@cache
def load_register(folder: Path | None = None, *, added: Path | None = None) -> Register:
    """The register of the package, or the one in `folder`, with what the file `added` adds to it.

    Raises RegisterError with file and line at the first row that cannot be used.
    """
    own = _packaged() if folder is None else _read(folder)
    organisations, aliases, milestones = own.organisations, own.aliases, own.milestones
    if added is not None:
        additions = read_additions(added)
        organisations = (*organisations, *additions.organisations)
        aliases = (*_with_doubts(aliases, additions.aliases), *additions.aliases)
        milestones = (*milestones, *additions.milestones)
    questions = {question.slug: question for question in own.questions}
    check(organisations, aliases, own.roles, milestones, questions)
    return Register(
        organisations={organisation.slug: organisation for _, organisation in organisations},
        aliases=tuple(alias for _, alias in aliases),
        people=_joined([person for _, person in own.roles]),
        questions=questions,
        milestones=tuple(sorted((milestone for _, milestone in milestones), key=_by_day)),
        version=register_version(folder, added=added, names=READ_BY_TAGGER),
        added=added,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What the register's own files say, each row with its line, before anything is added."""

    organisations: tuple[tuple[Line, Organisation], ...]
    aliases: tuple[tuple[Line, Alias], ...]
    roles: tuple[tuple[Line, Person], ...]
    milestones: tuple[tuple[Line, Milestone], ...]
    questions: tuple[PolicyQuestion, ...]


@cache
def _packaged() -> _Rows:
    """The package's files, which do not change, however often a workspace's own does."""
    return _read(None)


def _read(folder: Path | None) -> _Rows:
    def read(name: str) -> str:
        try:
            return read_file(name, folder).decode("utf-8")
        except UnicodeDecodeError as error:
            raise RegisterError(name, None, f"cannot be read ({error})") from error

    return _Rows(
        organisations=tuple(
            (cells.line, _organisation(cells))
            for name in ORGANISATIONS
            for cells in _rows(read, name)
        ),
        aliases=tuple((cells.line, _alias(cells)) for cells in _rows(read, ALIASES)),
        roles=tuple((cells.line, _person(cells)) for cells in _rows(read, PEOPLE)),
        milestones=tuple(parse_milestones(read(MILESTONES), file=MILESTONES)),
        questions=_questions(read(QUESTIONS)),
    )


def _with_doubts(
    aliases: Sequence[tuple[Line, Alias]], added: Iterable[tuple[Line, Alias]]
) -> list[tuple[Line, Alias]]:
    """The register's aliases; one that an addition calls ambiguous is so for the register's too."""
    doubtful = {fold(alias.surface) for _, alias in added if alias.ambiguous}
    return [
        (line, replace(alias, ambiguous=alias.ambiguous or fold(alias.surface) in doubtful))
        for line, alias in aliases
    ]


def _rows(read: Callable[[str], str], name: str) -> Iterator[_Cells]:
    reader = csv.DictReader(io.StringIO(read(name), newline=""), strict=True)
    try:
        for cells in reader:
            line = Line(file=name, number=reader.line_num)
            if None in cells or None in cells.values():
                raise RegisterError(name, line.number, "has another number of cells than its head")
            yield _Cells(line=line, cells=cells)
    except csv.Error as error:
        raise RegisterError(name, reader.line_num, f"not valid CSV ({error})") from error


def _organisation(cells: _Cells) -> Organisation:
    return Organisation(
        slug=cells.text("slug"),
        name=cells.text("name"),
        short_name=cells.maybe("short_name") or cells.text("name"),
        type=cells.text("type"),
        years=cells.years("valid_from", "valid_to"),
        ods_code=cells.maybe("ods_code"),
        predecessors=cells.parts("predecessor_slugs"),
        successors=cells.parts("successor_slugs"),
        parent=cells.maybe("parent_slug"),
        homepage=cells.maybe("homepage"),
        note=cells.maybe("note"),
    )


def _alias(cells: _Cells) -> Alias:
    try:
        kind = AliasKind(cells.text("kind"))
    except ValueError as error:
        known = ", ".join(AliasKind)
        message = f"'kind' is {cells.maybe('kind')!r}; write one of {known}"
        raise RegisterError(cells.line.file, cells.line.number, message) from error
    ambiguous = cells.text("ambiguous")
    if ambiguous not in ("yes", "no"):
        message = f"'ambiguous' is {ambiguous!r}; write yes or no"
        raise RegisterError(cells.line.file, cells.line.number, message)
    return Alias(
        surface=cells.text("alias"),
        organisation=cells.text("slug"),
        kind=kind,
        ambiguous=ambiguous == "yes",
        note=cells.maybe("note"),
    )


def _person(cells: _Cells) -> Person:
    """A person with the one role of the row."""
    name = cells.text("name")
    confidence = cells.text("confidence")
    if confidence not in ("high", "medium", "low"):
        message = f"'confidence' is {confidence!r}; write high, medium or low"
        raise RegisterError(cells.line.file, cells.line.number, message)
    role = Role(
        title=cells.text("role"),
        organisation=cells.text("organisation_slug"),
        years=cells.years("from", "to"),
        confidence=confidence,
    )
    return Person(
        slug=_slug(name),
        name=name,
        titles=cells.parts("titles"),
        aliases=cells.parts("aliases"),
        roles=(role,),
    )


def _slug(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def _joined(rows: list[Person]) -> tuple[Person, ...]:
    """One person a name, with all roles by their start."""
    people: dict[str, Person] = {}
    for row in rows:
        known = people.get(row.slug)
        people[row.slug] = (
            row
            if known is None
            else replace(
                known,
                titles=tuple(dict.fromkeys(known.titles + row.titles)),
                aliases=tuple(dict.fromkeys(known.aliases + row.aliases)),
                roles=known.roles + row.roles,
            )
        )
    return tuple(
        replace(person, roles=tuple(sorted(person.roles, key=_start))) for person in people.values()
    )


def _start(role: Role) -> tuple[bool, str, str]:
    return (role.years.start is not None, str(role.years.start or ""), role.title)


def _by_day(milestone: Milestone) -> tuple[date, date, str]:
    return (milestone.day.earliest, milestone.day.latest, milestone.slug)


def _questions(text: str) -> tuple[PolicyQuestion, ...]:
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise RegisterError(QUESTIONS, None, f"not valid TOML ({error})") from error
    return tuple(_question(slug, table) for slug, table in tables.items())


def _question(slug: str, table: dict[str, object]) -> PolicyQuestion:
    def text(key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise RegisterError(QUESTIONS, None, f"question '{slug}': '{key}' is missing")
        return value

    def year(key: str) -> PartialDate | None:
        value = table.get(key)
        if value is None:
            return None
        if not isinstance(value, int):
            raise RegisterError(QUESTIONS, None, f"question '{slug}': '{key}' is no year")
        return PartialDate(year=value)

    words = table.get("words")
    if not isinstance(words, list) or not words or not all(isinstance(w, str) for w in words):
        raise RegisterError(QUESTIONS, None, f"question '{slug}': 'words' are missing")
    return PolicyQuestion(
        slug=slug,
        proposition=text("proposition"),
        label=text("label"),
        question=text("question"),
        object=text("object"),
        years=Years(start=year("from"), end=year("to")),
        words=tuple(words),
    )
