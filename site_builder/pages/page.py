"""What every page has, and a page that is still to be made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from site_builder.searching.facets import Facets


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page to be written.

    template     file in `templates/`
    path         where it lies below the site's root
    title        of the browser's tab, without the site's name
    description  one sentence for search engines and feeds
    section      which entry of the navigation it belongs to: a path
    period       the week that the page is about, for the masthead; '' for none
    feed         path of the Atom feed that follows the page's subject; None: only that of all
    facets       how the search finds the page; None: it is not searched
    """

    template: ClassVar[str]
    path: str
    title: str
    description: str
    section: str
    period: str = ""
    feed: str | None = None
    facets: Facets | None = None

    def data(self) -> Mapping[str, object]:
        """What the page tells, for machines: the JSON beside it. See docs/site-data.md."""
        raise NotImplementedError

    def linked_data(self) -> Mapping[str, object] | None:
        """What schema.org calls the page; None: a page of a web site and no more."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A page that can be made; `key` changes whenever something changes that it depends on."""

    path: str
    key: str
    make: Callable[[], Page]
