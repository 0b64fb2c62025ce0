"""WordPress: its whole history by its REST API, and where that is off, by the pages of its feed."""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from commissioning.domain.articles import FeedEntry
from commissioning.domain.dates import Dated
from commissioning.domain.errors import NotAFeed
from crawler.charsets import read_json
from crawler.dates import read_date
from crawler.indexes.feeds import MAX_GUID, Feed, parse_feed, plain
from crawler.urls import canonical_url

PER_PAGE = 100
FEED_PAGE = 10  # items on a page of a feed, unless somebody changed it

_FIELDS = "id,link,guid,title,date_gmt,modified_gmt,_links,_embedded"
_REST = re.compile(r"/wp-json/|[?&]rest_route=")


def posts_address(home: str) -> str:
    """The newest posts, of which only what an index needs is asked for."""
    asked = {"per_page": PER_PAGE, "page": 1, "_fields": _FIELDS, "_embed": "author"}
    return f"{_base(home)}wp-json/wp/v2/posts?{urlencode(asked, safe=',')}"


def feed_address(home: str, page: int = 1) -> str:
    """A page of the feed: the newest items, or older ones."""
    return f"{_base(home)}feed/" + (f"?paged={page}" if page > 1 else "")


def fallback(home: str, url: str) -> str | None:
    """The page of the feed with the posts that a page of the REST API should have had."""
    if not _REST.search(url):
        return None
    return feed_address(home, (_number(url, "page") - 1) * PER_PAGE // FEED_PAGE + 1)


def is_past_the_end(url: str, status: int) -> bool:
    """Whether an answer says that there is no such page of history: WordPress counts no feed."""
    if _REST.search(url):
        return status == 400 and _number(url, "page") > 1
    return status == 404 and _number(url, "paged") > 1


def read_wordpress(
    body: bytes, *, url: str, content_type: str | None, headers: Mapping[str, str]
) -> Feed:
    """Posts from the REST API or the feed, whichever `url` is, and the address of older ones.

    Raises NotAFeed where the API is closed, and for what is neither.
    """
    if not _REST.search(url):
        feed = parse_feed(body, url=url, content_type=content_type)
        following = _with(url, "paged", _number(url, "paged") + 1)
        return Feed(entries=feed.entries, onward=(following,) if feed.entries else ())
    posts = read_rest(body, url=url)
    total = {name.lower(): value for name, value in headers.items()}.get("x-wp-totalpages", "")
    page = _number(url, "page")
    last = int(total) if re.fullmatch(r"[0-9]{1,6}", total.strip()) else page
    return Feed(
        entries=_entries(posts, url),
        onward=(_with(url, "page", page + 1),) if page < last else (),
    )


def read_rest(body: bytes, *, url: str) -> tuple[Mapping[str, Any], ...]:
    """The objects that a list of the REST API holds; NotAFeed where it is none."""
    try:
        found = read_json(body)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(url, "the REST API of WordPress does not answer with JSON") from error
    if isinstance(found, dict) and isinstance(found.get("code"), str):
        raise NotAFeed(url, f"the REST API of WordPress is closed ({found['code'][:80]})")
    if not isinstance(found, list):
        raise NotAFeed(url, "no list of the REST API of WordPress")
    return tuple(item for item in found if isinstance(item, dict))


def rest_date(written: object) -> Dated | None:
    """A date in GMT, which it does not say."""
    if not isinstance(written, str) or written.startswith("0000"):
        return None
    return read_date(f"{written}Z" if "T" in written else written, found_in="feed")


def rendered(found: object) -> str | None:
    """The text of a field that WordPress wraps as {"rendered": text}."""
    text = found.get("rendered") if isinstance(found, dict) else found
    return text if isinstance(text, str) else None


def _entries(posts: Iterable[Mapping[str, Any]], url: str) -> tuple[FeedEntry, ...]:
    entries: dict[str, FeedEntry] = {}
    for post in posts:
        link = post.get("link")
        address = canonical_url(link, base=url) if isinstance(link, str) else None
        if address is not None:
            entry = FeedEntry(
                url=address,
                title=plain(rendered(post.get("title"))),
                published=rest_date(post.get("date_gmt")),
                updated=rest_date(post.get("modified_gmt")),
                byline=_author(post),
                guid=_guid(post),
                comments_url=_comments(post),
            )
            entries.setdefault(address, entry)
    return tuple(entries.values())


def _first(post: Mapping[str, Any], group: str, name: str) -> Mapping[str, Any]:
    """The first of the things that a post embeds or links to under a name."""
    found: Any = post.get(group)
    found = found.get(name) if isinstance(found, dict) else None
    return found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}


def _author(post: Mapping[str, Any]) -> str | None:
    return plain(_first(post, "_embedded", "author").get("name"))


def _guid(post: Mapping[str, Any]) -> str | None:
    """The identifier as the feed has it: the API escapes its ampersands."""
    guid = unescape(rendered(post.get("guid")) or "")
    return guid if 0 < len(guid) <= MAX_GUID else None


def _comments(post: Mapping[str, Any]) -> str | None:
    replies = _first(post, "_links", "replies").get("href")
    address = canonical_url(replies) if isinstance(replies, str) else None
    if address is None:
        return None
    return _with(_with(address, "per_page", PER_PAGE), "order", "asc")


def _base(home: str) -> str:
    """The blog's address with a slash behind it, also of one that names the API or the feed."""
    parts = urlsplit(re.sub(r"/(?:wp-json|feed)(?:/.*)?$", "/", home.split("?")[0]))
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/"


def _number(url: str, name: str) -> int:
    """The number of a page in an address, 1 where none stands."""
    written = dict(parse_qsl(urlsplit(url).query)).get(name, "1")
    return max(int(written), 1) if re.fullmatch(r"[0-9]{1,6}", written) else 1


def _with(url: str, name: str, value: object) -> str:
    """The address with a parameter set."""
    parts = urlsplit(url)
    kept = [(key, old) for key, old in parse_qsl(parts.query) if key != name]
    return parts._replace(query=urlencode([*kept, (name, value)], safe=",")).geturl()
