"""What there is: bodies that live in time, people with offices, policy questions, milestones."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commissioning.domain.dates import PartialDate, Years


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


class MilestoneKind(StrEnum):
    """What happens on a milestone's day."""

    PUBLICATION = "publication"
    BILL = "bill"
    CONSULTATION = "consultation"
    INQUIRY = "inquiry"
    START = "start"
    END = "end"
    VOTE = "vote"
    RULING = "ruling"
    ANNOUNCEMENT = "announcement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A dated event of the field, on which articles and stances hang.

    slug        stable identifier
    name        what happened, or is to happen: 'White Paper ‘Equity and excellence’ published'
    label       at most 24 characters for charts: 'White Paper'
    day         when it happens or begins, as exactly as is known
    until       the last day of a consultation or an inquiry: a deadline; else None
    announced   from when it was known; None where that is `day`
    questions   slugs of the policy questions that it belongs to
    bodies      slugs of the bodies that it belongs to
    url         https address of the official source; None where there is none, or none is sure
    confidence  how sure the facts are: 'high', 'medium', 'low'
    weight      1 to 3: three are the turns of the field
    """

    slug: str
    name: str
    label: str
    kind: MilestoneKind
    day: PartialDate
    until: PartialDate | None = None
    announced: PartialDate | None = None
    questions: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    url: str | None = None
    note: str | None = None
    confidence: str = "high"
    weight: int = 1

    @property
    def known_from(self) -> date:
        """The day from which it was surely known: a vague date is read as its end."""
        return (self.announced or self.day).latest
