"""Which of the register's bodies a surface means on a day, in a text that names others."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from commissioning.domain.facts import Alias, Organisation
from commissioning.register import Register
from commissioning.register.register import fold
from nlp.kinds import LONG_FORMS
from nlp.surfaces import Match

_SOON = timedelta(days=4 * 366)
_PLACES = frozenset({"university", "provider-trust"})


class Meanings:
    """What surfaces mean on a day; `seen` are the bodies that the text names without doubt."""

    def __init__(self, register: Register, day: date | None, matches: Iterable[Match]) -> None:
        self.organisations = register.organisations
        self._register = register
        self._day = day
        self.seen = frozenset(
            alias.organisation
            for match in matches
            for alias in match.aliases
            if not alias.ambiguous and self._alive(alias.organisation)
        )

    def _alive(self, slug: str) -> bool:
        return self._day is None or self.organisations[slug].years.holds(self._day)

    def is_or_will_be(self, body: Organisation) -> bool:
        """Whether the body lives on the day or is soon to."""
        return self._day is None or body.years.holds(self._day) or _near(body, self._day)

    def choose(self, aliases: Iterable[Alias]) -> Organisation | None:
        """The body that the surface names on the article's day; None where none can be meant."""
        aliases = sorted(aliases, key=lambda alias: alias.ambiguous)
        bodies = [
            self.organisations[slug]
            for slug in dict.fromkeys(alias.organisation for alias in aliases)
        ]
        if self._day is None:
            return self._preferred(bodies)
        day = self._day
        bodies = _without_forerunners(bodies, day)
        living = [body for body in bodies if body.years.holds(day)]
        if living:
            planned = [body for body in bodies if body.type == "collective" and _near(body, day)]
            return self._preferred([*living, *planned])
        gone = [body for body in bodies if body.years.end and body.years.end.latest < day]
        if gone:
            return max(gone, key=lambda body: _last_day(body))
        coming = [body for body in bodies if _near(body, day)]
        if kinds := [body for body in coming if body.type == "collective"]:
            return self._preferred(kinds)
        return min(coming, key=_first_day, default=None)

    def _preferred(self, bodies: Sequence[Organisation]) -> Organisation:
        trusts = {body.slug: body for body in bodies}.get("primary-care-trusts")
        if trusts is not None and "nhs-trusts" in {body.slug for body in bodies}:
            return trusts
        known = [body for body in bodies if body.slug in self.seen]
        collective = [body for body in bodies if body.type == "collective"]
        whole = [body for body in bodies if "cluster" not in body.type]
        for choice in (known, collective, whole, bodies):
            if choice:
                return choice[0]
        raise ValueError("no body to choose from")

    def look_up(self, surface: str) -> Organisation | None:
        """The body of a whole name, with or without 'NHS', its kind long or short."""
        forms = [surface]
        for long, short in LONG_FORMS.items():
            if surface.endswith(long):
                forms.append(surface.removesuffix(long) + short)
            elif surface.endswith(" " + short):
                forms.append(surface.removesuffix(short) + long)
        forms += [f"NHS {form}" for form in forms if not form.startswith("NHS ")]
        forms += [form.removeprefix("NHS ") for form in forms if form.startswith("NHS ")]
        for form in forms:
            if aliases := self._register.by_surface.get(fold(form)):
                chosen = self.choose(aliases)
                if chosen is not None and (chosen.type not in _PLACES or form == surface):
                    return chosen
        return None


def _without_forerunners(bodies: Sequence[Organisation], day: date) -> list[Organisation]:
    """Of kinds with one short form that came after each other the last to have begun."""
    begun = [
        body
        for body in bodies
        if body.type == "collective" and body.years.start and body.years.start.earliest <= day
    ]
    last = max(begun, key=_first_day, default=None)
    return [
        body
        for body in bodies
        if last is None or body is last or body not in begun or not _near_in_time(body, last)
    ]


def _near_in_time(body: Organisation, later: Organisation) -> bool:
    end = body.years.end
    return (
        end is not None
        and later.years.start is not None
        and (end.earliest <= later.years.start.latest + _SOON)
    )


def _near(body: Organisation, day: date) -> bool:
    """Whether the body is still to come, and near enough to be talked of."""
    return bool(body.years.start and day < body.years.start.earliest <= day + _SOON)


def _last_day(body: Organisation) -> date:
    return body.years.end.latest if body.years.end else date.max


def _first_day(body: Organisation) -> date:
    return body.years.start.earliest if body.years.start else date.min
