"""The map of the site for search engines, and where they find it."""

from collections.abc import Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape

from site_builder import urls

MOST = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

Entry = tuple[str, date | None]


def parts_of(pages: Sequence[Entry]) -> Iterator[tuple[str, Sequence[Entry]]]:
    """The files of the map, as (path, its pages): one, or an index of parts and then the parts."""
    if len(pages) <= MOST:
        yield urls.SITEMAP, pages
        return
    parts = [pages[at : at + MOST] for at in range(0, len(pages), MOST)]
    paths = [urls.sitemap(number) for number in range(1, len(parts) + 1)]
    yield urls.SITEMAP, [(path, _latest(part)) for path, part in zip(paths, parts, strict=True)]
    yield from zip(paths, parts, strict=True)


def sitemap(entries: Sequence[Entry], *, url: str, index: bool) -> bytes:
    """The XML of a map, or of the `index` of maps; the day of a page where it is known."""
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<{outer} xmlns="{_NAMESPACE}">',
        *(_line(inner, url + path, day) for path, day in entries),
        f"</{outer}>\n",
    ]
    return "\n".join(lines).encode()


def robots(url: str) -> bytes:
    """Everything may be read."""
    return f"User-agent: *\nAllow: /\nSitemap: {url}{urls.SITEMAP}\n".encode()


def _line(name: str, place: str, day: date | None) -> str:
    changed = f"<lastmod>{day.isoformat()}</lastmod>" if day else ""
    return f"<{name}><loc>{escape(place)}</loc>{changed}</{name}>"


def _latest(entries: Sequence[Entry]) -> date | None:
    return max((day for _, day in entries if day), default=None)
