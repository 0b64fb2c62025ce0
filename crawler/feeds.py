"""What feeds and sitemaps say: bytes in, entries out; and which feeds a page names."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree, html

from commissioning.domain.articles import FeedEntry
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.errors import NotAFeed
from crawler.dates import read_date
from crawler.urls import canonical_url

MAX_BYTES = 50_000_000
MAX_ENTRIES = 50_000
MAX_FEEDS = 10

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_COMMON_PATHS = ("/feed/", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/feeds/posts/default")
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap lists: pages, and other sitemaps."""

    entries: tuple[FeedEntry, ...]
    children: tuple[str, ...]


def read_feed(body: bytes, *, url: str, content_type: str | None = None) -> tuple[FeedEntry, ...]:
    """The entries of an RSS, RDF or Atom feed in its order, each with an address of its own.

    Raises NotAFeed for a page of HTML, for anything else that is none, and over 50 MB.
    """
    if len(body) > MAX_BYTES:
        raise NotAFeed(url, f"larger than {MAX_BYTES // 1_000_000} MB")
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    parsed = feedparser.parse(body, response_headers=headers)
    if not parsed.get("version"):
        what = "a page of HTML" if b"<html" in body[:2_000].lower() else "something else"
        raise NotAFeed(url, f"no feed but {what}")
    entries: dict[str, FeedEntry] = {}
    for item in parsed.entries[:MAX_ENTRIES]:
        if (entry := _entry(item, url)) is not None:
            entries.setdefault(entry.url, entry)
    return tuple(entries.values())


def _entry(item: Any, base: str) -> FeedEntry | None:
    link = canonical_url(item["link"], base=base) if item.get("link") else None
    if link is None:
        return None
    comments = item.get("wfw_commentrss")
    return FeedEntry(
        url=link,
        title=_plain(item.get("title")),
        published=_dated(item.get("published_parsed"), item.get("published")),
        # feedparser gives the date of publication in its place where there is none, but for this.
        updated=_dated(dict.get(item, "updated_parsed"), dict.get(item, "updated")),
        byline=_plain(item.get("author")),
        guid=item.get("id"),
        comments_url=canonical_url(comments, base=base) if comments else None,
    )


def _plain(text: str | None) -> str | None:
    """Text without markup, in one line."""
    if not text or not text.strip():
        return None
    if "<" in text or "&" in text:
        text = html.fragment_fromstring(text, create_parent="div").text_content()
    return " ".join(text.split()) or None


def _dated(parsed: struct_time | None, written: str | None) -> Dated | None:
    if found := read_date(written or "", found_in="feed"):
        return found
    if parsed is None:
        return None
    try:
        moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return Dated(moment=moment, precision=Precision.SECOND, found_in="feed")


def find_feeds(body: bytes, *, url: str) -> tuple[str, ...]:
    """Where a page says that its feeds are, then where they often are; without comment feeds."""
    found: list[str] = []
    try:
        tree = html.document_fromstring(body[:MAX_BYTES])
    except (etree.ParserError, ValueError):
        tree = None
    if tree is not None:
        base = tree.xpath("string(//base/@href)") or url
        for link in tree.xpath("//link[@href]"):
            related = (link.get("rel") or "").lower().split()
            is_feed = "alternate" in related and (link.get("type") or "").lower() in _FEED_TYPES
            if is_feed and "comment" not in (link.get("title") or "").lower():
                found.append(urljoin(urljoin(url, base), link.get("href")))
    found += [urljoin(url, path) for path in _COMMON_PATHS]
    addresses = (canonical_url(address) for address in found)
    return tuple(dict.fromkeys(a for a in addresses if a))[:MAX_FEEDS]


def read_sitemap(body: bytes, *, url: str) -> Sitemap:
    """The pages or further sitemaps that a sitemap lists; news sitemaps give title and date.

    Raises NotAFeed for what is no sitemap. Entities and external DTDs are not followed.
    """
    if len(body) > MAX_BYTES:
        raise NotAFeed(url, f"larger than {MAX_BYTES // 1_000_000} MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise NotAFeed(url, f"no sitemap ({error.msg})") from error
    name = str(root.tag).rpartition("}")[2] if root is not None else ""
    if name not in ("urlset", "sitemapindex"):
        raise NotAFeed(url, "no sitemap")
    if name == "sitemapindex":
        places = (canonical_url(place) for place in _places(root, "sitemap"))
        return Sitemap(entries=(), children=tuple(p for p in places if p)[:MAX_ENTRIES])
    entries: dict[str, FeedEntry] = {}
    for element in root.iterchildren("{*}url"):
        entry = _page(element)
        if entry is not None and len(entries) < MAX_ENTRIES:
            entries.setdefault(entry.url, entry)
    return Sitemap(entries=tuple(entries.values()), children=())


def _places(root: Any, name: str) -> Iterator[str]:
    for element in root.iterchildren(f"{{*}}{name}"):
        yield (element.findtext("{*}loc") or "").strip()


def _page(element: Any) -> FeedEntry | None:
    address = canonical_url((element.findtext("{*}loc") or "").strip())
    if address is None:
        return None
    news = f"{_NEWS}news/{_NEWS}"
    return FeedEntry(
        url=address,
        title=_plain(element.findtext(f"{news}title")),
        published=read_date(element.findtext(f"{news}publication_date") or "", found_in="sitemap"),
        updated=read_date(element.findtext(f"{_SITEMAP}lastmod") or "", found_in="sitemap"),
    )
