"""Which body an editor means by what they wrote, and which they may mean. Pure."""

from collections.abc import Iterator
from datetime import date

from commissioning.domain.facts import Organisation
from commissioning.register import Register
from commissioning.register.register import fold
from site_builder.words import years


class NoSuchBody(ValueError):
    """What was written names no body, or several; the message says what to write instead."""


def find_body(register: Register, written: str, day: date | None) -> Organisation | None:
    """The body of that name, short name or slug on the day; None for ''.

    Raises NoSuchBody, which names the bodies where there are several.
    """
    name = " ".join(written.split())
    if not name:
        return None
    if name in register.organisations:
        return register.organisations[name]
    found = _named(register, name, day)
    if not found:
        raise NoSuchBody(f"The register has no body ‘{name[:80]}’ on that day.")
    if len(found) > 1:
        told = ", ".join(f"{one.slug} ({one.name})" for one in found[:4])
        raise NoSuchBody(f"‘{name[:80]}’ may be several: write {told}.")
    return found[0]


def _named(register: Register, name: str, day: date | None) -> tuple[Organisation, ...]:
    whole = [one for one in register.organisations.values() if label(one) == name]
    if whole:
        return tuple(whole)
    if day is None:
        aliases = register.by_surface.get(fold(name), ())
        slugs = dict.fromkeys(alias.organisation for alias in aliases)
        return tuple(register.organisations[slug] for slug in slugs)
    return register.at(day).named(name, past=True)


def label(body: Organisation) -> str:
    """The name with the years, which tells bodies of one name apart."""
    lived = years(body.years)
    return f"{body.name}, {lived}" if lived else body.name


def suggestions(
    register: Register, beginning: str, day: date | None, *, most: int = 12
) -> Iterator[Organisation]:
    """Bodies with a name, or a word in one, that begins so; those living on the day first."""
    wanted = fold(beginning)
    if not wanted:
        return
    found: dict[str, int] = {}
    for surface, aliases in register.by_surface.items():
        if surface.startswith(wanted) or f" {wanted}" in surface:
            for alias in aliases:
                rank = 0 if surface.startswith(wanted) else 1
                found[alias.organisation] = min(rank, found.get(alias.organisation, rank))
    bodies = [(rank, register.organisations[slug]) for slug, rank in found.items()]
    bodies.sort(
        key=lambda pair: (
            day is not None and not pair[1].years.holds(day),
            pair[1].ods_code is not None,
            pair[0],
            pair[1].name,
        )
    )
    yield from (body for _, body in bodies[:most])
