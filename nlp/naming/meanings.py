"""Which of the register's bodies a surface means on a day, in a text that names others."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from commissioning.domain.facts import Alias, AliasKind, Organisation
from commissioning.register import Register
from commissioning.register.register import fold
from nlp.naming.body_kinds import LONG_FORMS
from nlp.naming.surfaces import Match

_SOON = timedelta(days=4 * 366)
_FORGOTTEN = timedelta(days=2 * 366)
_LOOSE = frozenset({AliasKind.SHORT, AliasKind.COLLOQUIAL})
_FORMS = {**LONG_FORMS, "commissioning group": "CCG", "Commissioning Group": "CCG"}
_GENITIVE = re.compile(r"['’]s?(?=\s)")
_PLACES = frozenset({"university", "provider-trust"})
_LABOUR = ("labour-government-1997", "labour-government-2024")


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

    def latest(self, bodies: Iterable[Organisation], kinds: Collection[str]) -> Organisation | None:
        """Of the bodies of such types the one that lives, else was or will be soon; if only one."""
        fitting = [body for body in bodies if body.type in kinds]
        if self._day is None:
            return fitting[0] if len(fitting) == 1 else None
        day = self._day
        living = [body for body in fitting if body.years.holds(day)]
        if not living:
            gone = [body for body in fitting if body.years.end and body.years.end.latest < day]
            last = max(map(_last_day, gone), default=None)
            living = [body for body in gone if _last_day(body) == last]
        living = living or [body for body in fitting if _near(body, day)]
        return living[0] if len(living) == 1 else None

    def choose(self, aliases: Iterable[Alias]) -> Organisation | None:
        """The body that the surface names on the article's day; None where none can be meant."""
        aliases = sorted(filter(self._outlives, aliases), key=lambda alias: alias.ambiguous)
        bodies = [
            self.organisations[slug]
            for slug in dict.fromkeys(alias.organisation for alias in aliases)
        ]
        if self._day is None:
            return self._preferred(bodies)
        day = self._day
        bodies = self._opposing(_without_forerunners(bodies, day), day)
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

    def _opposing(self, bodies: list[Organisation], day: date) -> list[Organisation]:
        """Of the two great parties that 'the Opposition' can be the one that does not govern."""
        if not {"labour-party", "conservative-party"} <= {body.slug for body in bodies}:
            return bodies
        labour = any(self._holds(government, day) for government in _LABOUR)
        governing = "labour-party" if labour else "conservative-party"
        return [body for body in bodies if body.slug != governing]

    def _holds(self, slug: str, day: date) -> bool:
        body = self.organisations.get(slug)
        return body is not None and body.years.holds(day)

    def _outlives(self, alias: Alias) -> bool:
        """Whether the surface can still mean its body: a loose short form is soon forgotten."""
        body = self.organisations[alias.organisation]
        if self._day is None or body.years.end is None or body.type == "collective":
            return True
        loose = alias.ambiguous and alias.kind in _LOOSE and body.slug not in self.seen
        return not loose or self._day <= body.years.end.latest + _FORGOTTEN

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
        forms = list(dict.fromkeys((surface, _GENITIVE.sub("", surface))))
        for form in tuple(forms):
            for long, short in _FORMS.items():
                if form.endswith(long):
                    forms.append(form.removesuffix(long) + short)
                elif form.endswith(" " + short):
                    forms.append(form.removesuffix(short) + long)
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
