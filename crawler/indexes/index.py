"""What a source lists, whatever its kind: which kind it is, what is asked first, what it said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

from commissioning.domain.articles import FeedEntry
from crawler.indexes import blogger, wordpress
from crawler.indexes.feeds import parse_feed
from crawler.indexes.listings import read_listing
from crawler.indexes.sitemaps import read_sitemap
from crawler.sources import SourceEntry
from crawler.urls import canonical_url


class IndexKind(StrEnum):
    """How a source lists its articles."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    WORDPRESS = "wordpress"
    BLOGGER = "blogger"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What one answer of a source lists.

    onward  further addresses of the same kind: the next page of history, the sitemaps of an index
    """

    entries: tuple[FeedEntry, ...]
    onward: tuple[str, ...] = ()


def index_kind(source: SourceEntry) -> IndexKind | None:
    """How a source lists its articles, by its entry; None: look for a feed from its home page."""
    return next((kind for kind in IndexKind if getattr(source, kind.value)), None)


def first_address(source: SourceEntry) -> str | None:
    """What is polled; for WordPress and Blogger the newest page. None: its home page names it."""
    return next(iter(addresses(source)), None)


def addresses(source: SourceEntry) -> tuple[str, ...]:
    """All that is polled: more than one address only for a source with several sitemaps."""
    match index_kind(source):
        case IndexKind.SITEMAP:
            return source.sitemaps
        case IndexKind.LISTING if source.listing:
            return (source.listing.url,)
        case IndexKind.WORDPRESS if source.wordpress:
            return (wordpress.posts_address(source.wordpress),)
        case IndexKind.BLOGGER if source.blogger:
            return (blogger.posts_address(source.blogger),)
        case _:
            return tuple(given for given in (source.feed or source.page,) if given)


def fallback_address(kind: IndexKind, url: str, source: SourceEntry) -> str | None:
    """Where the same part of the history is where `url` does not answer; None: nowhere else."""
    if kind is IndexKind.WORDPRESS and source.wordpress:
        return wordpress.fallback(source.wordpress, url)
    return None


def is_past_the_end(kind: IndexKind, url: str, status: int) -> bool:
    """Whether a status says that there is no such page of history, and no failure."""
    if kind is IndexKind.WORDPRESS:
        return wordpress.is_past_the_end(url, status)
    return kind is IndexKind.LISTING and status in (404, 410)


def read_index(
    kind: IndexKind,
    body: bytes,
    *,
    url: str,
    content_type: str | None,
    headers: Mapping[str, str],
    source: SourceEntry,
) -> Index:
    """What an answer lists, of the paths that the source's entry allows.

    `url` is where the body came from, after redirects. Raises NotAFeed for what lists nothing.
    """
    index = _read(kind, body, url, content_type, headers, source)
    if not source.only:
        return index
    allowed = (entry for entry in index.entries if urlsplit(entry.url).path.startswith(source.only))
    return replace(index, entries=tuple(allowed))


def _read(
    kind: IndexKind,
    body: bytes,
    url: str,
    content_type: str | None,
    headers: Mapping[str, str],
    source: SourceEntry,
) -> Index:
    match kind:
        case IndexKind.SITEMAP:
            sitemap = read_sitemap(body, url=url)
            return Index(entries=sitemap.entries, onward=sitemap.children)
        case IndexKind.LISTING if source.listing:
            entries, following = read_listing(
                body, source.listing, url=url, content_type=content_type
            )
            return Index(entries=entries, onward=(following,) if following else ())
        case IndexKind.PAGE:
            return Index(entries=(FeedEntry(url=canonical_url(url) or url),))
        case IndexKind.WORDPRESS:
            feed = wordpress.read_wordpress(
                body, url=url, content_type=content_type, headers=headers
            )
        case IndexKind.BLOGGER:
            feed = blogger.read_blogger(body, url=url, content_type=content_type)
        case _:
            feed = parse_feed(body, url=url, content_type=content_type)
    return Index(entries=feed.entries, onward=feed.onward)
