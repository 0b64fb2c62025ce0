"""What feeds say: bytes in, entries and what lies further on out; and which feeds a page names."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
from lxml import etree, html

from commissioning.domain.articles import FeedEntry
from commissioning.domain.dates import Dated
from commissioning.domain.errors import NotAFeed
from crawler.charsets import decode, read_json, sound
from crawler.dates import read_date
from crawler.indexes.markup import (
    MAX_BYTES,
    MAX_DAMAGED,
    Markup,
    TooLarge,
    first_items,
    gunzip,
    is_sound,
    read_markup,
)
from crawler.urls import canonical_url

MAX_ENTRIES = 50_000
MAX_FEEDS = 10
MAX_GUID = 500
MAX_TEXT = 10_000
MAX_COUNT = 1_000_000

_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
)
_COMMON_PATHS = ("/feed/", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/feeds/posts/default")
_ROOTS = frozenset({"rss", "rdf", "feed"})
_PAST = ("next", "prev-archive")
_JSON_FEED = "https://jsonfeed.org/version/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed.

    title   its own name
    home    the page that it belongs to, as it says
    onward  where its older entries are (RFC 5005, or JSON Feed's next_url)
    total   how many entries there are in all, as OpenSearch counts
    start   the number of its first entry, from 1, as OpenSearch counts
    """

    entries: tuple[FeedEntry, ...]
    title: str | None = None
    home: str | None = None
    onward: tuple[str, ...] = ()
    total: int | None = None
    start: int | None = None


def read_feed(body: bytes, *, url: str, content_type: str | None = None) -> tuple[FeedEntry, ...]:
    """The entries of a feed in its order, each with an address of its own; see `parse_feed`."""
    return parse_feed(body, url=url, content_type=content_type).entries


def parse_feed(body: bytes, *, url: str, content_type: str | None = None) -> Feed:
    """An RSS, RDF, Atom or JSON feed, however its bytes are damaged; of a torn one what is whole.

    Raises NotAFeed for a page of HTML, for anything else that is none, for a feed none of whose
    items has an address of its own, and over 50 MB.
    """
    body = _unpacked(body, url)
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(body, url)
    return _xml_feed(_parsed(body, url, content_type), url)


def parse_items(
    body: bytes, *, url: str, content_type: str | None = None
) -> tuple[Mapping[str, Any], ...]:
    """The items of an RSS, RDF or Atom feed as feedparser has them; NotAFeed as `parse_feed`."""
    return tuple(_parsed(_unpacked(body, url), url, content_type).entries)


def _unpacked(body: bytes, url: str) -> bytes:
    if len(body) > MAX_BYTES:
        raise NotAFeed(url, f"larger than {MAX_BYTES // 1_000_000} MB")
    try:
        body = gunzip(body)
    except TooLarge as error:
        raise NotAFeed(url, str(error)) from error
    if not body.strip():
        raise NotAFeed(url, "no feed but an empty answer")
    return body


def _what(markup: Markup | None) -> str:
    if markup is None:
        return "something else"
    return "a page of HTML" if markup.is_html else f"a document of the kind '{markup.root}'"


def _parsed(body: bytes, url: str, content_type: str | None) -> Any:
    markup = read_markup(body, content_type=content_type)
    if markup is None or markup.root not in _ROOTS:
        raise NotAFeed(url, f"no feed but {_what(markup)}")
    # Without the feed's address: identifiers that are none must not be made into addresses.
    headers = {"content-type": "application/xml; charset=utf-8"}
    # A file: feedparser opens what looks like a path or an address.
    text = BytesIO(_readable(markup).encode("utf-8"))
    try:
        return feedparser.parse(
            text, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, RecursionError, AssertionError, LookupError) as error:
        raise NotAFeed(url, "a feed that cannot be read") from error


def _readable(markup: Markup) -> str:
    """The feed's items; the first of a large one that is damaged, and so takes long to read."""
    whole = first_items(markup, MAX_ENTRIES)
    if len(whole) <= MAX_DAMAGED or is_sound(whole):
        return whole
    return first_items(replace(markup, text=whole[:MAX_DAMAGED]), MAX_ENTRIES)


def _xml_feed(parsed: Any, url: str) -> Feed:
    channel = parsed.feed
    # RSS and RDF date their items by dc:date alone, which feedparser takes for a change.
    only_date = "updated" if str(parsed.version).startswith("rss") else None
    home = _address(channel.get("link"), url)
    return Feed(
        entries=_told_apart((_entry(item, url, only_date) for item in parsed.entries), url, home),
        title=plain(channel.get("title")),
        home=home,
        onward=_onward(channel.get("links", ()), url),
        total=_count(channel.get("opensearch_totalresults")),
        start=_count(channel.get("opensearch_startindex")),
    )


def _address(written: object, base: str) -> str | None:
    """An address, also one whose ampersands were escaped twice."""
    if not isinstance(written, str) or not written.strip():
        return None
    return canonical_url(unescape(written), base=base)


def _onward(links: Iterable[Mapping[str, Any]], url: str) -> tuple[str, ...]:
    found = (_address(link.get("href"), url) for link in links if link.get("rel") in _PAST)
    return tuple(dict.fromkeys(place for place in found if place and place != url))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """An item of a feed: its address, the one that its permanent identifier is, and the rest."""

    link: str | None
    permalink: str | None
    entry: FeedEntry


def _entry(item: Mapping[str, Any], base: str, only_date: str | None) -> _Item:
    # feedparser gives a date of publication for a missing date of change, but for this.
    published, updated = item.get("published"), dict.get(item, "updated")  # type: ignore[call-overload]
    if not published and only_date:
        published, updated = updated, None
    guid = item.get("id")
    replies = _replies(item.get("links", ()))
    return _Item(
        link=_address(item.get("feedburner_origlink"), base) or _link(item, base),
        permalink=_permalink(guid, base) if item.get("link") else None,
        entry=FeedEntry(
            url="",
            title=plain(item.get("title")),
            published=_dated(published),
            updated=_dated(updated),
            byline=plain(item.get("author")),
            guid=guid if isinstance(guid, str) and 0 < len(guid) <= MAX_GUID else None,
            comments_url=_address(item.get("wfw_commentrss") or replies.get("href"), base),
            comments=_count(
                item.get("slash_comments") or item.get("thr_total") or replies.get("thr:count")
            ),
        ),
    )


def _link(item: Mapping[str, Any], base: str) -> str | None:
    """An item's link; feedparser gives the identifier in its place, be it an address or not."""
    link = item.get("link")
    if item.get("guidislink") and link == item.get("id"):
        return _permalink(link, base)
    return _address(link, base)


def _replies(links: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The link to the feed of an item's comments."""
    for link in links:
        if link.get("rel") == "replies" and link.get("type") == "application/atom+xml":
            return link
    return {}


def _permalink(guid: object, base: str) -> str | None:
    """An identifier that is an address."""
    is_address = isinstance(guid, str) and guid.startswith(("http://", "https://"))
    return _address(guid, base) if is_address else None


def _told_apart(items: Iterable[_Item], url: str, home: str | None) -> tuple[FeedEntry, ...]:
    """The entries by their addresses, with those guids that tell them apart.

    An item without a link, or with a link to the home page, is at its permalink or nowhere.
    """
    homes = {place_of(home or url), place_of(urljoin(url, "/"))}
    entries: dict[str, FeedEntry] = {}
    count = 0
    for item in items:
        count += 1
        places = (item.link, item.permalink)
        address = next((place for place in places if place and place_of(place) not in homes), None)
        if address is not None:
            entries.setdefault(address, replace(item.entry, url=address))
    if count and not entries:
        raise NotAFeed(url, "a feed none of whose items has an address of its own")
    shared = Counter(entry.guid for entry in entries.values())
    return tuple(
        replace(entry, guid=None)
        if entry.guid and (shared[entry.guid] > 1 or place_of(entry.guid) in homes)
        else entry
        for entry in entries.values()
    )


def place_of(address: str) -> tuple[str, str, str]:
    """What tells a home page from other pages: not its scheme, 'www.' or a slash at its end."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "", address, ""
    return host.removeprefix("www."), parts.path.rstrip("/"), parts.query


def _dated(written: object) -> Dated | None:
    return read_date(written, found_in="feed") if isinstance(written, str) else None


def _count(written: object) -> int | None:
    """A number of things, as a feed writes it."""
    digits = str(written).strip() if isinstance(written, (str, int)) else ""
    return min(int(digits), MAX_COUNT) if digits.isdecimal() and len(digits) <= 12 else None


def plain(text: object) -> str | None:
    """Text without markup and however often its entities were escaped, in one line."""
    if not isinstance(text, str) or not text.strip():
        return None
    text = text[:MAX_TEXT]
    if "&amp;" in text:
        text = unescape(text)
    if "<" in text or "&" in text:
        tree = fragment(text)
        text = unescape(text) if tree is None else tree.text_content()
    return " ".join(str(text).split()) or None


def fragment(text: str) -> html.HtmlElement | None:
    """A piece of markup in an element around it; None where it is none."""
    try:
        return html.fragment_fromstring(sound(text), create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None  # lxml asserts that there is a body where there is a head


def _json_feed(body: bytes, url: str) -> Feed:
    try:
        found = read_json(decode(body) or "")
    except (ValueError, RecursionError) as error:
        raise NotAFeed(url, "no feed but JSON that is damaged") from error
    if not str(found.get("version")).startswith(_JSON_FEED):
        raise NotAFeed(url, "no feed but other JSON")
    items: Any = found.get("items")
    listed = items[:MAX_ENTRIES] if isinstance(items, list) else []
    home = _address(found.get("home_page_url"), url)
    following = _address(found.get("next_url"), url)
    told = (_json_entry(item, url) for item in listed if isinstance(item, dict))
    return Feed(
        entries=_told_apart(told, url, home),
        title=plain(found.get("title")),
        home=home,
        onward=(following,) if following and following != url else (),
    )


def _json_entry(item: Mapping[str, Any], base: str) -> _Item:
    guid = item.get("id")
    guid = str(guid) if isinstance(guid, (str, int)) else None
    return _Item(
        link=_address(item.get("url"), base),
        permalink=_permalink(guid, base),
        entry=FeedEntry(
            url="",
            title=plain(item.get("title")),
            published=_dated(item.get("date_published")),
            updated=_dated(item.get("date_modified")),
            byline=plain(", ".join(_json_authors(item))),
            guid=guid if guid and len(guid) <= MAX_GUID else None,
        ),
    )


def _json_authors(item: Mapping[str, Any]) -> Sequence[str]:
    several, one = item.get("authors"), item.get("author")
    authors = several if isinstance(several, list) else [one]
    names = (author.get("name") for author in authors if isinstance(author, dict))
    return [name for name in names if isinstance(name, str)]


def find_feeds(body: bytes, *, url: str) -> tuple[str, ...]:
    """Where a page says that its feeds are, then where they often are; without comment feeds."""
    found: list[str] = []
    try:
        tree = html.document_fromstring(body[:MAX_BYTES])
    except (etree.ParserError, ValueError):
        tree = None
    if tree is not None:
        base = canonical_url(str(tree.xpath("string(//base/@href)")), base=url) or url
        for link in tree.xpath("//link[@href]"):
            related = (link.get("rel") or "").lower().split()
            is_feed = "alternate" in related and (link.get("type") or "").lower() in _FEED_TYPES
            address = canonical_url(link.get("href"), base=base) or ""
            if is_feed and not _is_of_comments(link.get("title") or "", address):
                found.append(address)
    found += [urljoin(url, path) for path in _COMMON_PATHS]
    addresses = (canonical_url(address) for address in found)
    return tuple(dict.fromkeys(a for a in addresses if a))[:MAX_FEEDS]


def _is_of_comments(title: str, address: str) -> bool:
    return "comment" in title.lower() or "comments" in address.lower().split("/")
