"""Pages that list articles, by the CSS selectors and the paging that a source's entry gives."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.cssselect import CSSSelector, SelectorError

from commissioning.domain.articles import FeedEntry
from commissioning.domain.dates import Dated
from commissioning.domain.errors import NotAFeed, NotAnArticle
from crawler.dates import find_date, read_date
from crawler.pages.tree import read_tree
from crawler.sources import Listing
from crawler.urls import canonical_url, same_site

MAX_LINKS = 1_000
MAX_TITLE = 500


def read_listing(
    body: bytes, listing: Listing, *, url: str, content_type: str | None = None
) -> tuple[tuple[FeedEntry, ...], str | None]:
    """The articles that a listing links to, on its own site, and the next page of the listing.

    Raises NotAFeed for what is no page, and for selectors that are none.
    """
    try:
        tree = read_tree(body, url=url, content_type=content_type)
        links = [link for item in _found(tree, listing.item) if (link := _link(item)) is not None]
        onward = _found(tree, listing.next)
        entries = _entries(links[:MAX_LINKS], listing, _base(tree, url), url)
    except NotAnArticle as error:
        raise NotAFeed(url, error.message) from error
    except (SelectorError, etree.XPathError, ValueError) as error:
        raise NotAFeed(url, f"the listing cannot be read ({error})") from error
    if listing.next:
        following = canonical_url(_address(onward), base=_base(tree, url))
    else:
        following = _numbered(listing, url) if entries else None
    return entries, following if following != url else None


def _base(tree: Any, url: str) -> str:
    return urljoin(url, str(tree.xpath("string(//base/@href)")))


def _found(tree: Any, selector: str | None) -> Sequence[Any]:
    return CSSSelector(selector, translator="html")(tree) if selector else ()


def _link(item: Any) -> Any:
    """The item where it is a link, else the first link in it."""
    return next(item.iter("a"), None)


def _address(links: Sequence[Any]) -> str:
    """Where the first of some elements leads; a <link> of the page's head may be among them."""
    for found in links:
        link = found if found.get("href") else _link(found)
        if link is not None and link.get("href"):
            return str(link.get("href"))
    return ""


def _entries(links: Sequence[Any], listing: Listing, base: str, url: str) -> tuple[FeedEntry, ...]:
    around = Counter(above for link in links for above in link.iterancestors())
    entries: dict[str, FeedEntry] = {}
    for link in links:
        address = canonical_url(link.get("href") or "", base=base)
        if address is None or address == url or not same_site(address, url):
            continue
        block = _block(link, around)
        titles = _found(block, listing.title) or (link,)
        entry = FeedEntry(
            url=address, title=_line(titles[0]), published=_date(_found(block, listing.date))
        )
        entries.setdefault(address, entry)
    return tuple(entries.values())


def _block(link: Any, around: Counter[Any]) -> Any:
    """The largest element around a link without another article's link in it."""
    block = link
    for above in link.iterancestors():
        if around[above] > 1 or above.tag == "body":
            break
        block = above
    return block


def _line(element: Any) -> str | None:
    return " ".join(element.text_content().split())[:MAX_TITLE] or None


def _date(elements: Sequence[Any]) -> Dated | None:
    for element in elements:
        for written in (element.get("datetime"), element.get("content"), element.get("title")):
            if written and (found := read_date(written, found_in="listing")):
                return found
        if found := find_date(element.text_content(), found_in="listing"):
            return found
    return None


def _numbered(listing: Listing, url: str) -> str | None:
    """The page after this one, by the number in its address; None after the last, or nowhere."""
    if listing.pages is None:
        return None
    before, after = urljoin(listing.url, listing.pages.replace("{n}", "\0")).split("\0")
    hit = re.fullmatch(rf"{_path(before)}(\d{{1,7}}){_path(after)}", _path_of(url))
    if hit:
        number = int(hit[1]) + listing.step
    elif _path_of(url).rstrip("/") == _path_of(listing.url).rstrip("/"):
        number = listing.first
    else:
        return None
    if listing.last is not None and number > listing.last:
        return None
    return canonical_url(f"{before}{number}{after}")


def _path_of(url: str) -> str:
    """Path and query: scheme and host may have changed by a redirect."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _path(part: str) -> str:
    """The same of a part of an address, as a pattern."""
    return re.escape(_path_of(part) if "://" in part else part)
