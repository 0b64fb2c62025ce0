"""Which bodies have a page, who came before and after each, and who bears its name. Pure."""

from collections.abc import Collection, Mapping
from datetime import date

from commissioning.domain.dates import Years
from commissioning.domain.facts import Organisation
from commissioning.register import Register
from site_builder import urls


class Lineages:
    """The bodies that articles name and all their kin, so that a chain can be walked.

    shown  slugs of the bodies that have a page
    as_of  the day for which the site is made: what began later is left out, and no end that came
           later is known; None: all that the register knows
    """

    def __init__(
        self, register: Register, named: Collection[str], *, today: date, as_of: date | None = None
    ) -> None:
        self._register = register
        self.today = today
        self._as_of = as_of
        shown = set(named)
        for slug in named:
            shown.update(kin.slug for kin in self.predecessors(slug))
            shown.update(kin.slug for kin in self.successors(slug))
        self.shown = frozenset(shown)
        self._by_name: dict[str, list[str]] = {}
        self._parts: dict[str, list[str]] = {}
        for body in register.organisations.values():
            for name in {body.name.casefold(), body.short_name.casefold()}:
                self._by_name.setdefault(name, []).append(body.slug)
            if body.parent and self.exists(body):
                self._parts.setdefault(body.parent, []).append(body.slug)

    @property
    def bodies(self) -> Mapping[str, Organisation]:
        """All that the register knows, by slug."""
        return self._register.organisations

    def exists(self, body: Organisation) -> bool:
        """Whether it is known of on the day of the site."""
        start = body.years.start
        return self._as_of is None or start is None or start.earliest <= self._as_of

    def url(self, slug: str) -> str | None:
        """The page of a body; None where it has none."""
        return urls.body(slug) if slug in self.shown else None

    def predecessors(self, slug: str) -> tuple[Organisation, ...]:
        """Those before the body, nearest first."""
        return tuple(body for body in self._register.predecessors(slug) if self.exists(body))

    def successors(self, slug: str) -> tuple[Organisation, ...]:
        """Those after the body, nearest first."""
        return tuple(body for body in self._register.successors(slug) if self.exists(body))

    def parts(self, slug: str) -> tuple[str, ...]:
        """The bodies that are a part of this one, in the register's order."""
        return tuple(self._parts.get(slug, ()))

    def namesakes(self, body: Organisation) -> tuple[Organisation, ...]:
        """Other bodies under its name at another time."""
        kin = {body.slug, *body.predecessors, *body.successors}
        found = {
            slug
            for name in (body.name.casefold(), body.short_name.casefold())
            for slug in self._by_name[name]
            if slug not in kin
        }
        others = (self.bodies[slug] for slug in sorted(found))
        return tuple(
            other for other in others if self.exists(other) and not body.years.overlaps(other.years)
        )

    def years(self, body: Organisation) -> Years:
        """When it lived, as far as is known on the day of the site."""
        return self.known(body.years)

    def known(self, held: Years) -> Years:
        """A time without an end that the day of the site could not know."""
        if self._as_of and held.end and held.end.latest >= self._as_of:
            return Years(start=held.start)
        return held

    def ended(self, body: Organisation) -> bool:
        """Whether it no longer exists."""
        end = body.years.end
        return end is not None and end.latest < self.today
