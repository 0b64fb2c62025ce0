"""Where to look: the search, which needs JavaScript, and the lists that need nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from site_builder import urls
from site_builder.keys import key_of
from site_builder.pages.page import Page, Plan
from site_builder.reading import Archive

_BODIES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to every page without a search: a list of links, and the page that has all of them.

    name    what the list goes by: 'Bodies', 'Questions', 'Sources', 'Months'
    url     of the page with the whole list; None where `links` are all
    links   (name, path) in the order shown
    """

    name: str
    url: str | None
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class SearchPage(Page):
    """The page of the search; with `ways` alone where the site has no index."""

    template: ClassVar[str] = "search.html"
    ways: tuple[Way, ...]

    def data(self) -> Mapping[str, object]:
        """The lists, for machines."""
        return {
            "lists": [
                {
                    "name": way.name,
                    "links": [{"name": name, "path": path} for name, path in way.links],
                }
                for way in self.ways
            ]
        }


def search_plan(archive: Archive, *, searched: bool) -> Plan:
    """The page, to be made; `searched` where the site has an index to offer a search in."""
    ways = tuple(_ways(archive))
    return Plan(
        path=urls.SEARCH,
        key=key_of(ways, searched),
        make=partial(search_page, ways, searched=searched),
    )


def search_page(ways: Iterable[Way], *, searched: bool) -> SearchPage:
    """The page; `searched` where the site has an index, so that a search can be offered."""
    return SearchPage(
        path=urls.SEARCH,
        title="Search" if searched else "Find",
        description="Look for a body, a question, a source or words in everything shown here.",
        section=urls.SEARCH,
        ways=tuple(way for way in ways if way.links),
    )


def _ways(archive: Archive) -> Iterable[Way]:
    yield Way(
        name="Questions",
        url=urls.QUESTIONS,
        links=tuple((q.label, urls.question(q.slug)) for q in archive.register.questions.values()),
    )
    busiest = sorted(archive.named, key=lambda slug: (-len(archive.named[slug]), slug))[:_BODIES]
    yield Way(
        name="Bodies",
        url=urls.BODIES,
        links=tuple(
            sorted(((archive.full_names[slug], urls.body(slug)) for slug in busiest), key=_by_name)
        ),
    )
    outlets = {item.source for item in archive.items}
    yield Way(
        name="Sources",
        url=urls.SOURCES,
        links=tuple(
            sorted(
                (
                    (source.name, urls.source(source.slug))
                    for source in archive.sources.coverage()
                    if source.slug in outlets
                ),
                key=_by_name,
            )[:_BODIES]
        ),
    )
    years = {week.sunday.year for week in archive.weeks}
    yield Way(
        name="Years",
        url=urls.WEEKS,
        links=tuple((str(year), urls.year(year)) for year in sorted(years, reverse=True)),
    )


def _by_name(link: tuple[str, str]) -> tuple[str, str]:
    return link[0].casefold(), link[1]
