"""Where the pages of bodies and people look things up, and whom such a page is about."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from commissioning.domain.ledger import Item
from site_builder import urls
from site_builder.ledger import Entry, Holder
from site_builder.lineages import Lineages
from site_builder.lines import Line
from site_builder.reading import Archive
from site_builder.timeline import Timeline

Dated = TypeVar("Dated", Entry, Item)
Voice = Callable[[Entry, Line], Line]


class Atlas:
    """The archive with what is worked out of it once for all bodies and people."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    @cached_property
    def timeline(self) -> Timeline:
        """The axes."""
        return Timeline(self.archive)

    @cached_property
    def lineages(self) -> Lineages:
        """The bodies in time."""
        archive = self.archive
        return Lineages(archive.register, archive.named, today=archive.today, as_of=archive.as_of)

    @cached_property
    def people(self) -> frozenset[str]:
        """Slugs of the people who have a page."""
        return frozenset(person.slug for person in self.archive.shown_people if person.slug)

    def person_url(self, slug: str) -> str | None:
        """The page of a person of the register; None where no article quotes them."""
        return urls.person(slug) if slug in self.people else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A body or a person with all that is known of them.

    path     of its page; its years' pages lie below
    section  of the navigation
    entries  what it said, by time; items: the articles that name it, by time
    past     whether nothing of it is the present, since it ended
    voice    how its stance lines are told on its own pages
    """

    name: str
    path: str
    section: str
    holder: Holder
    entries: tuple[Entry, ...]
    items: tuple[Item, ...]
    past: bool
    voice: Voice


def as_they_are(_: Entry, line: Line) -> Line:
    """The voice of a body: its lines as everywhere."""
    return line


def newest_first(found: Sequence[Dated]) -> tuple[Dated, ...]:
    """What is by time with undated ones last, the other way round, with undated ones still last."""
    dated = [one for one in found if one.earliest is not None]
    undated = [one for one in found if one.earliest is None]
    return tuple(dated[::-1] + undated)


def span_of(found: Iterable[Dated]) -> str:
    """'2010 to 2013', '2010'; '' where nothing is dated."""
    years = sorted({one.earliest.year for one in found if one.earliest is not None})
    if not years:
        return ""
    return f"{years[0]} to {years[-1]}" if len(years) > 1 else f"{years[0]}"
