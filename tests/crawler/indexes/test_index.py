"""One interface for every kind of source; the outlets are invented."""

import pytest

from crawler.indexes.index import (
    Index,
    IndexKind,
    fallback_address,
    first_address,
    is_past_the_end,
    read_index,
)
from crawler.sources import SourceEntry, parse_sources

ENTRY = '[[source]]\nslug = "a"\nname = "A"\nhome = "https://a.example/"\nkind = "trade"\n'
WAYS = {
    IndexKind.FEED: 'feed = "https://a.example/feed"',
    IndexKind.SITEMAP: 'sitemap = "https://a.example/sitemap.xml"',
    IndexKind.LISTING: 'listing = { url = "https://a.example/news", item = "a", next = ".n" }',
    IndexKind.WORDPRESS: 'wordpress = "https://a.example/"',
    IndexKind.BLOGGER: 'blogger = "https://a.example/"',
    IndexKind.PAGE: 'page = "https://a.example/statement"',
}
RSS = b"""<rss version="2.0"><channel><item><link>https://a.example/news/1</link></item>
<item><link>https://a.example/jobs/2</link></item></channel></rss>"""


def source(kind: IndexKind, more: str = "") -> SourceEntry:
    [entry] = parse_sources(f"{ENTRY}{WAYS[kind]}\n{more}")
    return entry


def read(kind: IndexKind, body: bytes, entry: SourceEntry | None = None) -> Index:
    entry = entry or source(kind)
    url = first_address(entry) or ""
    return read_index(kind, body, url=url, content_type=None, headers={}, source=entry)


def test_only_the_paths_that_the_entry_allows_are_listed() -> None:
    entry = source(IndexKind.FEED, 'only = ["/news/", "/views/"]')
    assert [e.url for e in read(IndexKind.FEED, RSS, entry).entries] == ["https://a.example/news/1"]


def test_a_single_page_lists_itself() -> None:
    [entry] = read(IndexKind.PAGE, b"<html><p>Where we stand</p></html>").entries
    assert entry.url == "https://a.example/statement"


def test_the_sitemaps_of_an_index_are_what_lies_onward() -> None:
    body = b"<sitemapindex><sitemap><loc>https://a.example/1.xml</loc></sitemap></sitemapindex>"
    assert read(IndexKind.SITEMAP, body) == Index(entries=(), onward=("https://a.example/1.xml",))


def test_the_next_page_of_a_listing_lies_onward() -> None:
    body = b"<html><a href='/news/1'>One</a><a class=n href='/news?page=2'>Older</a></html>"
    assert read(IndexKind.LISTING, body).onward == ("https://a.example/news?page=2",)


def test_a_page_of_a_listing_that_is_not_there_is_its_end() -> None:
    assert is_past_the_end(IndexKind.LISTING, "https://a.example/news/page/9", 404)
    assert not is_past_the_end(IndexKind.FEED, "https://a.example/feed", 404)


@pytest.mark.parametrize("kind", [kind for kind in IndexKind if kind != "wordpress"])
def test_only_wordpress_has_a_second_way(kind: IndexKind) -> None:
    assert fallback_address(kind, "https://a.example/", source(kind)) is None
