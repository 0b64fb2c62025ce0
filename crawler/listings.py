"""Pages that list articles, by the CSS selectors that a source's entry gives."""

from lxml import etree, html
from lxml.cssselect import CSSSelector, SelectorError

from commissioning.domain.articles import FeedEntry
from commissioning.domain.errors import NotAFeed
from crawler.sources import Listing
from crawler.urls import canonical_url, same_site

MAX_LINKS = 1_000


def read_listing(
    body: bytes, listing: Listing, *, url: str
) -> tuple[tuple[FeedEntry, ...], str | None]:
    """The articles that a listing links to, on its own site, and the next page of the listing."""
    try:
        tree = html.document_fromstring(body)
        links = CSSSelector(listing.item)(tree)[:MAX_LINKS]
        onward = CSSSelector(listing.next)(tree) if listing.next else []
    except (SelectorError, etree.ParserError, ValueError) as error:
        raise NotAFeed(url, f"the listing cannot be read ({error})") from error
    entries: dict[str, FeedEntry] = {}
    for link in links:
        address = canonical_url(link.get("href") or "", base=url)
        if address and same_site(address, url):
            title = " ".join(link.text_content().split()) or None
            entries.setdefault(address, FeedEntry(url=address, title=title))
    following = canonical_url(onward[0].get("href") or "", base=url) if onward else None
    return tuple(entries.values()), following if following != url else None
