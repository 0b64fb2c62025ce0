"""Who held which office in a body when, as the register has it."""

from collections.abc import Iterable
from dataclasses import dataclass

from commissioning.domain.facts import Person, Role
from site_builder import words
from site_builder.pages.atlas import Atlas

_LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office.

    name   of whoever held it, or of the body that it was in; url: of their page, or None
    years  in words, '' where they are not known
    low    whether the register is not sure of it
    """

    title: str
    name: str
    url: str | None
    years: str
    low: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """Offices without a known end, and those that ended, newest first."""

    present: tuple[Office, ...]
    past: tuple[Office, ...]

    @property
    def all(self) -> tuple[Office, ...]:
        """Present ones, then past ones."""
        return (*self.present, *self.past)


def offices_in(atlas: Atlas, slug: str) -> Offices:
    """The offices of a body."""
    held = atlas.archive.register.by_office.get(slug, ())
    return _offices(
        atlas,
        [
            (role, _office(atlas, role, person.name, atlas.person_url(person.slug)))
            for person, role in held
        ],
    )


def offices_of(atlas: Atlas, person: Person) -> Offices:
    """The offices of a person."""
    names = atlas.archive.bodies
    return _offices(
        atlas,
        [
            (
                role,
                _office(
                    atlas,
                    role,
                    names[role.organisation].name,
                    atlas.lineages.url(role.organisation),
                ),
            )
            for role in person.roles
        ],
    )


def _office(atlas: Atlas, role: Role, name: str, url: str | None) -> Office:
    return Office(
        title=role.title,
        name=name,
        url=url,
        years=words.years(atlas.lineages.known(role.years)),
        low=role.confidence == _LOW,
    )


def _offices(atlas: Atlas, held: Iterable[tuple[Role, Office]]) -> Offices:
    begun = [pair for pair in held if _begun(atlas, pair[0])]
    begun.sort(key=lambda pair: _when(pair[0]), reverse=True)
    present = [office for role, office in begun if _lasts(atlas, role)]
    past = [office for role, office in begun if not _lasts(atlas, role)]
    return Offices(present=tuple(present), past=tuple(past))


def _begun(atlas: Atlas, role: Role) -> bool:
    start, as_of = role.years.start, atlas.archive.as_of
    return as_of is None or start is None or start.earliest <= as_of


def _lasts(atlas: Atlas, role: Role) -> bool:
    end = role.years.end
    body = atlas.archive.bodies[role.organisation]
    return not atlas.lineages.ended(body) and (end is None or end.latest >= atlas.lineages.today)


def _when(role: Role) -> tuple[int, int, str]:
    start, end = role.years.start, role.years.end
    return (
        start.earliest.toordinal() if start else 0,
        end.latest.toordinal() if end else 0,
        role.title,
    )
