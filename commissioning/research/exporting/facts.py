"""The facts that tags refer to, as the register has them: bodies, people, offices, questions."""

from collections.abc import Iterator

from commissioning.domain.dates import PartialDate, Years
from commissioning.register import Register
from commissioning.research.exporting.columns import Column, Link, Type
from commissioning.research.exporting.tables import Row, Table, facts

_BETWEEN = ";"
_DAY = "as 1998, 2015-12 or 2013-03-31; empty where it is not known or there is none"


def _text(name: str, description: str, *, required: bool = False) -> Column:
    return Column(name=name, type=Type.STRING, description=description, required=required)


def _span(what: str) -> tuple[Column, Column]:
    return (
        _text("began", f"when {what} began, {_DAY}"),
        _text("ended", f"when {what} ended, {_DAY}"),
    )


def _years(years: Years) -> tuple[str | None, str | None]:
    return _day(years.start), _day(years.end)


def _day(found: PartialDate | None) -> str | None:
    return str(found) if found else None


def _joined(parts: tuple[str, ...]) -> str | None:
    return _BETWEEN.join(parts) or None


def _bodies(register: Register) -> Iterator[Row]:
    for slug in sorted(register.organisations):
        body = register.organisations[slug]
        yield (
            body.slug,
            body.name,
            body.short_name,
            body.type,
            *_years(body.years),
            body.ods_code,
            _joined(body.predecessors),
            _joined(body.successors),
            body.parent,
            body.homepage,
            body.note,
        )


def _people(register: Register) -> Iterator[Row]:
    for slug in sorted(register.people_by_slug):
        person = register.people_by_slug[slug]
        yield person.slug, person.name, _joined(person.titles), _joined(person.aliases)


def _roles(register: Register) -> Iterator[Row]:
    for slug in sorted(register.people_by_slug):
        for number, role in enumerate(register.people_by_slug[slug].roles, start=1):
            years = _years(role.years)
            yield slug, number, role.organisation, role.title, *years, role.confidence


def _questions(register: Register) -> Iterator[Row]:
    for slug in sorted(register.questions):
        one = register.questions[slug]
        yield slug, one.label, one.question, one.proposition, *_years(one.years)


BODIES = facts(
    "bodies",
    "The bodies of the register, in the years in which they lived.",
    columns=(
        _text("slug", "stable identifier; a name that comes back has another", required=True),
        _text("name", "its full name", required=True),
        _text("short_name", "what headlines call it", required=True),
        _text("type", "the register's word: 'union', 'ccg', 'collective', ...", required=True),
        *_span("it"),
        _text("ods_code", "of the NHS's Organisation Data Service"),
        _text("predecessors", f"slugs of those that it took over from, '{_BETWEEN}' between them"),
        _text("successors", f"slugs of those that took over from it, '{_BETWEEN}' between them"),
        _text("parent", "slug of the body that it is a part of"),
        _text("homepage", "its own site"),
        _text("note", "what else is to be known of it"),
    ),
    rows=_bodies,
    key=("slug",),
    links=(Link(column="parent", table="bodies", to="slug"),),
)

PEOPLE = facts(
    "people",
    "The people of the register: those who speak for bodies, never readers.",
    columns=(
        _text("slug", "stable identifier", required=True),
        _text("name", "without titles", required=True),
        _text("titles", f"'{_BETWEEN}' between them"),
        _text("aliases", f"other names, '{_BETWEEN}' between them"),
    ),
    rows=_people,
    key=("slug",),
)

ROLES = facts(
    "roles",
    "Who held which office in which body, and when.",
    columns=(
        _text("person", "slug of the person", required=True),
        Column(
            name="number",
            type=Type.INTEGER,
            description="from 1, of the offices of this person",
            required=True,
        ),
        _text("organisation", "slug of the body", required=True),
        _text("title", "of the office", required=True),
        *_span("the office"),
        Column(
            name="confidence",
            type=Type.STRING,
            description="how sure the facts are",
            required=True,
            values=("high", "medium", "low"),
        ),
    ),
    rows=_roles,
    key=("person", "number"),
    links=(
        Link(column="person", table="people", to="slug"),
        Link(column="organisation", table="bodies", to="slug"),
    ),
)

QUESTIONS = facts(
    "questions",
    "The policy questions: dated propositions on which one can take a side.",
    columns=(
        _text("slug", "stable identifier", required=True),
        _text("label", "two to four words", required=True),
        _text("question", "the proposition asked", required=True),
        _text("proposition", "what 'support' agrees with", required=True),
        *_span("it"),
    ),
    rows=_questions,
    key=("slug",),
)

FACTS: tuple[Table, ...] = (BODIES, PEOPLE, ROLES, QUESTIONS)
