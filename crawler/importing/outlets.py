"""Which source an imported page belongs to: the one whose home it stands on, else its host."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from commissioning.domain.addresses import site_of
from commissioning.domain.articles import FeedEntry
from crawler.selectors import Selectors
from crawler.sources import SourceEntry, layout

MAX_SLUG = 100


class Outlets:
    """The known sources by their homes: those of the list, and those of the database.

    `homes` are pairs of a home page and a slug.
    """

    def __init__(self, entries: Iterable[SourceEntry], homes: Iterable[tuple[str, str]]) -> None:
        self._entries = {entry.slug: entry for entry in entries}
        self._homes: dict[str, list[tuple[str, str]]] = {}
        listed = [(entry.home, entry.slug) for entry in self._entries.values()]
        for home, slug in dict.fromkeys((*listed, *homes)):
            self._homes.setdefault(site_of(home), []).append((urlsplit(home).path, slug))
        for paths in self._homes.values():
            paths.sort(key=lambda path: (-len(path[0]), path[1]))

    def slug(self, url: str) -> str:
        """The slug of the page's source; of two on one host the one whose home is nearer."""
        paths = self._homes.get(site_of(url))
        if not paths:
            return (urlsplit(url).hostname or "")[:MAX_SLUG]
        path = urlsplit(url).path
        return next((slug for home, slug in paths if path.startswith(home)), paths[0][1])

    def entry(self, slug: str) -> SourceEntry | None:
        """What the list says of the source."""
        return self._entries.get(slug)

    def selectors(self, slug: str, entry: FeedEntry, day: date) -> Selectors | None:
        """The source's own rules for a page that was captured on that day."""
        source = self._entries.get(slug)
        return layout(source, entry, day) if source else None
