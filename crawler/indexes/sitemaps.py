"""What sitemaps say: pages and further sitemaps, from XML (gzipped or not) or a list of lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from commissioning.domain.articles import FeedEntry
from commissioning.domain.dates import Dated
from commissioning.domain.errors import NotAFeed
from crawler.dates import read_date
from crawler.indexes.markup import (
    MAX_BYTES,
    MAX_DAMAGED,
    Markup,
    TooLarge,
    gunzip,
    is_sound,
    read_markup,
)
from crawler.urls import canonical_url

MAX_ENTRIES = 50_000
MAX_LINE = 2_000
MAX_TITLE = 500

_CHUNK = 65_536
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap lists: pages, and other sitemaps, what changed last before the rest."""

    entries: tuple[FeedEntry, ...]
    children: tuple[str, ...]


def read_sitemap(body: bytes, *, url: str) -> Sitemap:
    """The pages or further sitemaps that a sitemap lists; news sitemaps give title and date.

    At most 50,000, which is what a sitemap may have. Raises NotAFeed for what is no sitemap, and
    over 50 MB. Neither entities nor DTDs are followed.
    """
    if len(body) > MAX_BYTES:
        raise NotAFeed(url, f"larger than {MAX_BYTES // 1_000_000} MB")
    try:
        body = gunzip(body)
    except TooLarge as error:
        raise NotAFeed(url, str(error)) from error
    markup = read_markup(body)
    if markup is None:
        return Sitemap(entries=_unique(_lines(body, url)), children=())
    if markup.root == "urlset":
        return Sitemap(entries=_unique(_pages(markup)), children=())
    if markup.root == "sitemapindex":
        return Sitemap(entries=(), children=_children(markup))
    what = "a page of HTML" if markup.is_html else f"a document of the kind '{markup.root}'"
    raise NotAFeed(url, f"no sitemap but {what}")


def _unique(entries: Iterator[FeedEntry]) -> tuple[FeedEntry, ...]:
    found: dict[str, FeedEntry] = {}
    for entry in entries:
        found.setdefault(entry.url, entry)
        if len(found) == MAX_ENTRIES:
            break
    return tuple(found.values())


def _lines(body: bytes, url: str) -> Iterator[FeedEntry]:
    """The addresses of a sitemap of plain text, one a line; all that is there is addresses."""
    lines = [line.strip() for line in body.decode("utf-8-sig", "replace").splitlines()]
    written = [line for line in lines if line][: MAX_ENTRIES * 2]
    if not written or not written[0].startswith(("http://", "https://")):
        raise NotAFeed(url, "no sitemap" if written else "no sitemap but an empty answer")
    for line in written:
        if len(line) <= MAX_LINE and (address := canonical_url(line)):
            yield FeedEntry(url=address)


def _pages(markup: Markup) -> Iterator[FeedEntry]:
    for element in _elements(markup, "url"):
        address = canonical_url(_text(element, "{*}loc"))
        if address is not None:
            news = f"{_NEWS}news/{_NEWS}"
            yield FeedEntry(
                url=address,
                title=" ".join(_text(element, f"{news}title").split())[:MAX_TITLE] or None,
                published=_date(_text(element, f"{news}publication_date")),
                updated=_date(_text(element, "{*}lastmod")),
            )


def _children(markup: Markup) -> tuple[str, ...]:
    """The sitemaps of an index, by the date of their last change; without one, in its order."""
    found: dict[str, datetime] = {}
    for element in _elements(markup, "sitemap"):
        address = canonical_url(_text(element, "{*}loc"))
        if address is not None:
            changed = _date(_text(element, "{*}lastmod"))
            found.setdefault(address, changed.moment if changed else _NEVER)
        if len(found) == MAX_ENTRIES:
            break
    return tuple(sorted(found, key=lambda address: found[address], reverse=True))


def _elements(markup: Markup, name: str) -> Iterator[Any]:
    """The elements of a name below the root; of a large sitemap that is damaged, the first."""
    if is_sound(markup.text):
        yield from _streamed(markup.text.encode("utf-8"), name)
    else:
        yield from _mended(markup, name)


def _mended(markup: Markup, name: str) -> Iterator[Any]:
    """The elements of what is damaged, of what is torn up to the last that is whole."""
    text = markup.text[:MAX_DAMAGED]
    ends = [end.end() for end in re.finditer(rf"</(?:[\w.-]{{1,30}}:)?{name}\s{{0,9}}>", text)]
    if not ends:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(f"{text[: ends[-1]]}</{markup.tag}>".encode(), parser)
    except etree.XMLSyntaxError:
        return
    yield from root.iterchildren(f"{{*}}{name}") if root is not None else ()


def _streamed(body: bytes, name: str) -> Iterator[Any]:
    """The elements as they end; none stays in memory. What is damaged would take very long."""
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
    )
    depth = 0
    for start in range(0, len(body), _CHUNK):
        try:
            parser.feed(body[start : start + _CHUNK])
        except etree.XMLSyntaxError:  # deeper than is read
            return
        for event, element in parser.read_events():
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 1:
                if str(element.tag).rpartition("}")[2] == name:
                    yield element
                _forget(element)


def _forget(element: Any) -> None:
    """Give back what an element below the root, and those before it, take."""
    above = element.getparent()
    element.clear()
    while element.getprevious() is not None:
        del above[0]


def _text(element: Any, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _date(written: str) -> Dated | None:
    return read_date(written, found_in="sitemap")
