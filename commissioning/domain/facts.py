"""Who there is: bodies that live in time, people with their offices, policy questions."""

from dataclasses import dataclass
from enum import StrEnum

from commissioning.domain.dates import Years


class AliasKind(StrEnum):
    """How a surface form names a body."""

    NAME = "name"
    SHORT = "short"
    ACRONYM = "acronym"
    HISTORIC = "historic"
    COLLOQUIAL = "colloquial"
    MISSPELLING = "misspelling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A body of the field in the years in which it lived.

    slug          stable identifier; a body that comes back under an old name has another
    short_name    what headlines call it
    type          the register's word: 'union', 'ccg', 'collective', ...
    predecessors  slugs of the bodies that it took over from
    successors    slugs of the bodies that took over from it
    parent        slug of the body that it is a part of
    """

    slug: str
    name: str
    short_name: str
    type: str
    years: Years
    ods_code: str | None = None
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    parent: str | None = None
    homepage: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A surface form of a body. An `ambiguous` one needs more than its letters to be believed."""

    surface: str
    organisation: str
    kind: AliasKind
    ambiguous: bool
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An office that a person held in a body, and when. `confidence`: 'high', 'medium', 'low'."""

    title: str
    organisation: str
    years: Years
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person of the field: the name without titles, other names, offices by start."""

    slug: str
    name: str
    titles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyQuestion:
    """A proposition on which one can take a side.

    proposition  what 'support' agrees with
    label        two to four words for tables and navigation: 'GP budgets'
    question     the proposition asked: 'Should GPs lead commissioning and hold the budget?'
    object       what a stance line says after its verb: 'supports GP-held budgets'
    years        when the question can be met; open ends are None
    words        expressions that name its subject in a text
    """

    slug: str
    proposition: str
    label: str
    question: str
    object: str
    years: Years
    words: tuple[str, ...]
