"""Sitemaps of every kind and in every state; the invented outlet is news.example."""

import gzip
import subprocess
import sys

import pytest

from commissioning.domain.errors import NotAFeed
from crawler.indexes.sitemaps import read_sitemap

URL = "https://news.example/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = f"""<?xml version="1.0"?><urlset {SPACE}
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>
<loc> https://news.example/c </loc><lastmod>2011-01-01</lastmod>
<news:news><news:publication_date>2010-07-12</news:publication_date>
<news:title>R &amp; D</news:title></news:news></url><url><loc>not an address</loc></url></urlset>"""
BOMB = f"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY c SYSTEM "file:///etc/passwd">]><urlset {SPACE}>
<url><loc>https://news.example/&c;</loc></url></urlset>"""


def urlset(*paths: str) -> str:
    pages = "".join(f"<url><loc>https://news.example{path}</loc></url>" for path in paths)
    return f"<urlset {SPACE}>{pages}</urlset>"


def paths(body: str | bytes) -> list[str]:
    body = body.encode() if isinstance(body, str) else body
    entries = read_sitemap(body, url=URL).entries
    return [entry.url.removeprefix("https://news.example") for entry in entries]


def test_a_news_sitemap_gives_titles_and_dates() -> None:
    [entry] = read_sitemap(NEWS.encode(), url=URL).entries
    assert (entry.url, entry.title) == ("https://news.example/c", "R & D")
    assert entry.published is not None
    assert entry.published.day.isoformat() == "2010-07-12"
    assert entry.updated is not None
    assert entry.updated.day.isoformat() == "2011-01-01"


def test_the_sitemaps_of_an_index_come_by_their_last_change() -> None:
    index = "".join(
        f"<sitemap><loc>https://news.example/{name}.xml</loc>{changed}</sitemap>"
        for name, changed in (
            ("a", ""),
            ("b", "<lastmod>2010-01-01</lastmod>"),
            ("c", "<lastmod>2012-01-01T00:00:00Z</lastmod>"),
            ("d", ""),
            ("b", ""),
        )
    )
    body = f"<sitemapindex {SPACE}>{index}</sitemapindex>"
    sitemap = read_sitemap(body.encode(), url=URL)
    assert [child[-5] for child in sitemap.children] == ["c", "b", "a", "d"]
    assert sitemap.entries == ()


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(urlset("/a", "/b").encode()),
        urlset("/a", "/b").replace(SPACE, "").encode(),
        urlset("/a", "/b", "/a").encode(),
        urlset("/a", "/b").encode("utf-16"),
        b"\n\n" + urlset("/a", "/b").encode(),
        urlset("/a", "/b", "/torn").split("torn")[0].encode(),
        gzip.compress(urlset("/a", "/b").encode())[:-12],
        urlset("/a", "/b").replace("<url>", "<url><br>", 0).encode(),
        b"\xef\xbb\xbfhttps://news.example/a\r\n\r\nhttps://news.example/b\nno address\n",
        f'<x:urlset xmlns:x="{SPACE[7:-1]}">'.encode()
        + b"<x:url><x:loc>https://news.example/a</x:loc></x:url>"
        + b"<x:url><x:loc>https://news.example/b</x:loc></x:url></x:urlset>",
    ],
)
def test_a_sitemap_is_read_however_it_comes(body: bytes) -> None:
    assert paths(body) == ["/a", "/b"]


def test_entities_of_a_sitemap_are_not_followed() -> None:
    assert not any("root:" in path for path in paths(BOMB))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "an empty answer"),
        (b"<html><body>Gone</body></html>", "a page of HTML"),
        (b"<rss version='2.0'><channel/></rss>", "'rss'"),
        (b"Sorry, no such file", "no sitemap"),
        (b"\x00\x01\x02", "no sitemap"),
        (gzip.compress(b"<urlset>" + b" " * 51_000_000), "when unpacked"),
        (b" " * 50_000_001, "larger than 50 MB"),
    ],
)
def test_what_is_no_sitemap_is_named(body: bytes, says: str) -> None:
    with pytest.raises(NotAFeed, match=says):
        read_sitemap(body, url=URL)


# In a process of its own: the memory of XML's tree is not Python's, and the peak is never reset.
MEASURED = """
import resource
from crawler.indexes.sitemaps import read_sitemap
page = "<url><loc>https://news.example/%d</loc><priority>0.5</priority><x/><x/><x/><x/></url>"
body = ("<urlset>" + "".join(page % n for n in range(50_500)) + "</urlset>").encode()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = read_sitemap(body, url="https://news.example/")
print(len(found.entries), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count the peak in other units")
def test_fifty_thousand_pages_are_read_and_the_tree_does_not_grow() -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", MEASURED], capture_output=True, text=True, check=True
    )
    entries, megabytes = map(int, done.stdout.split())
    assert entries == 50_000
    assert megabytes < 45
