"""Addresses of articles: absolute, http or https, without what does not tell pages apart."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from courlan import normalize_url
from lxml import html

from commissioning.domain.addresses import is_front_page, site_of, url_key, without_tracking

__all__ = ["MAX_LENGTH", "canonical_url", "page_url", "same_site", "url_key"]

MAX_LENGTH = 2_000

# An address in which nothing is to be changed, as most are.
_CANONICAL = re.compile(
    r"https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}(?:/[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*)+"
)
_SAFE = "/?:@!$&'()*+,;=%-._~[]|"
_SCRIPT = re.compile(r"(?i)(?:^|/)(?:[^/]*\.(?:aspx?|php|cfm|cgi|jsp|pl|do|dll))?$")
_PART_OF_A_PAGE = re.compile(
    r"""(?ix)^(?:
      amp | print(?:able|er|version)? | page[-_/]?\d* | comments?(?:-page-\d+|/.*)? | all | full
    | single(?:page)? | feed | trackback | attachment/.*
    )$"""
)
_PAGES = frozenset(map(str, range(2, 31)))  # '/a-story/2' is its second page, '/news/2' may not be


def canonical_url(url: str, *, base: str | None = None) -> str | None:
    """The URL with fragment, tracking parameters and default port gone, its host in lower case.

    It can be fetched. None for what is no address of a page: another scheme, no host, or over
    2,000 characters.
    """
    if len(url) <= MAX_LENGTH and _CANONICAL.fullmatch(url):
        return url
    try:
        absolute = urljoin(base, url.strip()) if base else url.strip()
        parts = urlsplit(absolute)
        if parts.scheme not in ("http", "https") or not _has_host(parts):
            return None
        found = str(normalize_url(parts._replace(query="", fragment="").geturl()))
        query = quote(without_tracking(parts.query), safe=_SAFE)
    except ValueError:
        return None
    if query:
        found += f"{'' if urlsplit(found).path else '/'}?{query}"
    return found if len(found) <= MAX_LENGTH else None


def _has_host(parts: SplitResult) -> bool:
    """Whether it names a host, with no letter in it that nobody sees."""
    return bool(parts.hostname) and parts.netloc.isprintable() and " " not in parts.netloc


def page_url(tree: html.HtmlElement, fetched: str) -> str:
    """The address that the page gives itself, where that is one of the site that it came from.

    The link comes before what is given to social networks. One that a template repeats on every
    page (the front page, a section's, a script without its parameters) is none.
    """
    for link in _own_links(tree):
        found = canonical_url(link, base=fetched)
        if found and same_site(found, fetched) and _names_the_page(found, fetched):
            return found
    return canonical_url(fetched) or fetched


def same_site(one: str, other: str) -> bool:
    """Whether two URLs have one host; 'www.' and hosts for telephones apart."""
    try:
        return site_of(one) == site_of(other)
    except ValueError:
        return False


def _own_links(tree: html.HtmlElement) -> Iterator[str]:
    for link in tree.iter("link"):
        href = link.get("href")
        if href is not None and "canonical" in link.get("rel", "").lower().split():
            yield href
    for meta in tree.iter("meta"):
        told = meta.get("content")
        if told is not None and "og:url" in (meta.get("property"), meta.get("name")):
            yield told


def _names_the_page(found: str, fetched: str) -> bool:
    own, here = url_key(found), url_key(fetched)
    if own == here:
        return True
    if is_front_page(found):
        return False
    path, _, query = own.partition("?")
    path_here, _, query_here = here.partition("?")
    if path == path_here:
        return bool(query) or not query_here or not _SCRIPT.search(path)
    rest = path_here.removeprefix(f"{path}/")
    if rest == path_here or _PART_OF_A_PAGE.match(rest):
        return True
    return "-" in path.rsplit("/", 1)[-1] and rest in _PAGES
