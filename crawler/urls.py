"""Addresses of articles: absolute, http or https, without what does not tell pages apart."""

from urllib.parse import urljoin, urlsplit

from courlan import normalize_url
from lxml import html

MAX_LENGTH = 2_000


def canonical_url(url: str, *, base: str | None = None) -> str | None:
    """The URL with fragment, tracking parameters and default port gone, its host in lower case.

    None for what is no address of a page: another scheme, no host, or over 2,000 characters.
    """
    try:
        absolute = urljoin(base, url.strip()) if base else url.strip()
        parts = urlsplit(absolute)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        found = str(normalize_url(parts._replace(fragment="").geturl()))
    except ValueError:
        return None
    return found if len(found) <= MAX_LENGTH else None


def page_url(tree: html.HtmlElement, fetched: str) -> str:
    """The address that the page gives itself, where that is on the host that it came from."""
    links = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    for link in links:
        found = canonical_url(str(link), base=fetched)
        if found and same_site(found, fetched) and _names_a_page(found, fetched):
            return found
    return canonical_url(fetched) or fetched


def same_site(one: str, other: str) -> bool:
    """Whether two URLs have one host, 'www.' apart."""
    return _host(one) == _host(other)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _names_a_page(found: str, fetched: str) -> bool:
    """A canonical link to the front page, on any other page, is a mistake of its template."""
    return urlsplit(found).path.strip("/") != "" or urlsplit(fetched).path.strip("/") == ""
