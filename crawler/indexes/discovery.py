"""What kind of source a site is: found out by asking it, through a function that is handed in."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from commissioning.domain.articles import FeedEntry, SourceKind
from commissioning.domain.errors import NotAFeed
from crawler.indexes import blogger, wordpress
from crawler.indexes.feeds import Feed, find_feeds, parse_feed, plain
from crawler.indexes.sitemaps import Sitemap, read_sitemap
from crawler.sources import SourceEntry, free_slug
from crawler.urls import canonical_url

MAX_PAGE = 2_000_000
MAX_NAME = 200

_SITEMAPS = ("/sitemap-news.xml", "/news-sitemap.xml", "/sitemap_index.xml", "/sitemap.xml")
_ROBOTS_SITEMAP = re.compile(rb"^\s*sitemap\s*:\s*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
_PARTS = re.compile(r"\s+[|–—-]\s+|\s*[|»]\s*")
_NO_NAMES = frozenset({"home", "home page", "homepage", "welcome", "news", "latest", "latest news"})
_BLOGS = ("wordpress", "blogger")
_OFFICIAL = re.compile(r"(?:^|\.)(?:gov\.uk|nhs\.uk|parliament\.uk|gov\.scot|gov\.wales)$")
_WORDS = (
    (SourceKind.LOCAL, r"gazette|herald|argus|echo|chronicle|mercury|advertiser|evening post"),
    (SourceKind.UNION, r"union|royal college|association|confederation|federation|alliance"),
    (SourceKind.THINK_TANK, r"institute|foundation|think[ -]tank|the king's fund|policy"),
    (SourceKind.CAMPAIGN, r"campaign|keep our|save our|patients"),
    (SourceKind.OFFICIAL, r"council|department|ministry|commission(?:er)?s?"),
    (SourceKind.BLOG, r"blog|diary|notes"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address answered."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes

    @property
    def content_type(self) -> str | None:
        """The header, whatever its letters."""
        named = {name.lower(): value for name, value in self.headers.items()}
        return named.get("content-type")


Probe = Callable[[Sequence[str]], Mapping[str, Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An entry for the list of sources, and what speaks for it.

    entry    as it would be written; without a way to its articles where none was found
    way      the setting that names the way: 'feed', 'wordpress'; None where none was found
    entries  how many articles the way lists at first
    newest   the newest date of these
    """

    entry: SourceEntry
    way: str | None
    entries: int = 0
    newest: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """A way to a site's articles: the setting, its address, what it lists."""

    setting: str
    address: str
    entries: tuple[FeedEntry, ...]
    title: str | None = None
    home: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    """What a home page says of itself."""

    url: str
    name: str | None = None
    generator: str = ""
    api: str | None = None
    feeds: tuple[str, ...] = ()


def propose(url: str, home_body: bytes, probe: Probe, *, taken: Sequence[str] = ()) -> Proposal:
    """The entry for the site whose home page, feed or sitemap `url` is.

    WordPress and Blogger before feeds, because they give their history, and sitemaps last, because
    they list what is no article, too. `taken` are slugs that are in use.
    """
    way = _itself(url, home_body)
    home = _read_home(url, home_body)
    way = way or next(_ways(home, probe), None)
    page = _page(url, way)
    name = _name(way, home, page)
    is_blog = way is not None and way.setting in _BLOGS
    kind = guess_kind(page, name, is_blog=is_blog)
    values: dict[str, object] = {
        "slug": free_slug(name, taken),
        "name": name,
        "home": page,
        "kind": kind,
    }
    if way is None:
        return Proposal(entry=SourceEntry.model_validate(values), way=None)
    values[way.setting] = way.address
    section = urlsplit(page).path
    if way.setting == "sitemap" and section.strip("/"):
        values["only"] = section
        way_entries = tuple(e for e in way.entries if urlsplit(e.url).path.startswith(section))
    else:
        way_entries = way.entries
    return Proposal(
        entry=SourceEntry.model_validate(values),
        way=way.setting,
        entries=len(way_entries),
        newest=_newest(way_entries),
    )


def guess_kind(home: str, name: str, *, is_blog: bool = False) -> SourceKind:
    """What sort of outlet a site may be, by its address and its name."""
    if _OFFICIAL.search(urlsplit(home).hostname or ""):
        return SourceKind.OFFICIAL
    for kind, words in _WORDS:
        if re.search(rf"\b(?:{words})\b", name, re.IGNORECASE):
            return kind
    return SourceKind.BLOG if is_blog else SourceKind.TRADE


def _newest(entries: Sequence[FeedEntry]) -> date | None:
    dates = (entry.published or entry.updated for entry in entries)
    return max((found.day for found in dates if found), default=None)


def _itself(url: str, body: bytes) -> _Way | None:
    """The way that the address itself is: a feed or a sitemap."""
    try:
        return _feed_way(url, parse_feed(body, url=url))
    except NotAFeed:
        pass
    try:
        return _Way(setting="sitemap", address=url, entries=read_sitemap(body, url=url).entries)
    except NotAFeed:
        return None


def _feed_way(url: str, feed: Feed) -> _Way:
    return _Way(setting="feed", address=url, entries=feed.entries, title=feed.title, home=feed.home)


def _read_home(url: str, body: bytes) -> _Home:
    try:
        tree = html.document_fromstring(body[:MAX_PAGE])
    except (etree.ParserError, ValueError):
        return _Home(url=url)
    names = tree.xpath(
        "//meta[@property='og:site_name']/@content | //meta[@name='application-name']/@content"
    )
    title = plain(str(tree.xpath("string(//title)")))
    name = plain(str(names[0])) if names else None
    generators = tree.xpath("//meta[translate(@name, 'G', 'g')='generator']/@content")
    apis = tree.xpath("//link[@rel='https://api.w.org/']/@href")
    return _Home(
        url=url,
        name=name or _name_in(title or "", url),
        generator=" ".join(str(found) for found in generators).lower(),
        api=canonical_url(str(apis[0]), base=url) if apis else None,
        feeds=find_feeds(body[:MAX_PAGE], url=url),
    )


def _name_in(title: str, url: str) -> str | None:
    """The part of a page's title that names the site: what its host is called, else the last."""
    parts = [part for part in _PARTS.split(title) if part and part.lower() not in _NO_NAMES]
    host = _letters(urlsplit(url).hostname or "")
    called = (part for part in parts if _letters(part) and _letters(part) in host)
    return next(called, parts[-1] if parts else None)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _ways(home: _Home, probe: Probe) -> Iterator[_Way]:
    """The ways that answer, the best first; each is asked only when it is wanted."""
    if "blogger" in home.generator or any("/feeds/posts/default" in f for f in home.feeds[:2]):
        yield from _blogger(home, probe)
    if "wordpress" in home.generator or home.api:
        yield from _wordpress(home, probe)
    for feed in home.feeds:
        yield from _feed(feed, probe)
    yield from _sitemaps(home, probe)


def _asked(address: str, probe: Probe) -> Answer | None:
    answer = probe((address,)).get(address)
    return answer if answer is not None and answer.status < 400 else None


def _blogger(home: _Home, probe: Probe) -> Iterator[_Way]:
    root = urljoin(home.url, "/")
    answer = _asked(blogger.posts_address(root), probe)
    if answer is None:
        return
    try:
        feed = parse_feed(answer.body, url=answer.url, content_type=answer.content_type)
    except NotAFeed:
        return
    if feed.total is not None and feed.entries:
        yield _Way(setting="blogger", address=root, entries=feed.entries, title=feed.title)


def _wordpress(home: _Home, probe: Probe) -> Iterator[_Way]:
    root = home.api.split("wp-json")[0].split("?")[0] if home.api else urljoin(home.url, "/")
    for address in (wordpress.posts_address(root), wordpress.feed_address(root)):
        answer = _asked(address, probe)
        if answer is None:
            continue
        try:
            feed = wordpress.read_wordpress(
                answer.body, url=address, content_type=answer.content_type, headers=answer.headers
            )
        except NotAFeed:
            continue
        if feed.entries:
            yield _Way(setting="wordpress", address=root, entries=feed.entries, title=feed.title)


def _feed(address: str, probe: Probe) -> Iterator[_Way]:
    answer = _asked(address, probe)
    if answer is None:
        return
    try:
        feed = parse_feed(answer.body, url=answer.url, content_type=answer.content_type)
    except NotAFeed:
        return
    if feed.entries:
        yield _feed_way(address, feed)


def _sitemaps(home: _Home, probe: Probe) -> Iterator[_Way]:
    robots = _asked(urljoin(home.url, "/robots.txt"), probe)
    named = _ROBOTS_SITEMAP.findall(robots.body[:MAX_PAGE]) if robots else []
    places = [canonical_url(place.decode("utf-8", "replace"), base=home.url) for place in named]
    usual = [urljoin(home.url, path) for path in _SITEMAPS]
    for address in dict.fromkeys([*(place for place in places if place), *usual]):
        if sitemap := _sitemap(address, probe):
            first = sitemap if sitemap.entries else _sitemap((*sitemap.children, "")[0], probe)
            if first and first.entries:
                yield _Way(setting="sitemap", address=address, entries=first.entries)


def _sitemap(address: str, probe: Probe) -> Sitemap | None:
    answer = _asked(address, probe) if address else None
    try:
        return read_sitemap(answer.body, url=answer.url) if answer else None
    except NotAFeed:
        return None


def _page(url: str, way: _Way | None) -> str:
    """The home page: of a feed or sitemap that was given, the page that it names, else the root."""
    if way is None or way.address != url:
        return url
    return way.home or urljoin(url, "/")


def _name(way: _Way | None, home: _Home, page: str) -> str:
    told = home.name or (way.title if way else None) or ""
    given = "".join(letter for letter in told if letter.isprintable() or letter.isspace())
    host = (urlsplit(page).hostname or page).removeprefix("www.")
    return " ".join(given.split())[:MAX_NAME] or host
