import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.domain.errors import NotAFeed
from crawler.feeds import find_feeds, read_feed, read_sitemap

HOME = "https://news.example/"
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><title>One &amp; two</title><link>/a?utm_source=rss</link>
<pubDate>Mon, 12 Jul 2010 08:30:00 +0100</pubDate></item>
<item><title>Again</title><link>https://news.example/a</link></item>
<item><title>No address</title></item>
<item><title>Script</title><link>javascript:alert(1)</link></item>
</channel></rss>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><title type="html">&lt;b&gt;Bold&lt;/b&gt; words</title><id>tag:x</id>
<link rel="alternate" href="https://news.example/b"/><published>2010-07-12T08:30:00Z</published>
<author><name>A. Sample</name></author></entry></feed>"""
NEWS = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example/c</loc>
<news:news><news:publication_date>2010-07-12</news:publication_date><news:title>Three</news:title>
</news:news></url><url><loc>not an address</loc></url></urlset>"""
BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY c SYSTEM "file:///etc/passwd">]><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://news.example/&c;</loc></url></urlset>"""


def test_an_rss_feed_gives_each_address_once() -> None:
    [entry] = read_feed(RSS, url=HOME + "feed.xml")
    assert (entry.url, entry.title) == ("https://news.example/a", "One & two")
    assert entry.published is not None
    assert entry.published.moment.isoformat() == "2010-07-12T07:30:00+00:00"


def test_an_atom_feed_gives_plain_titles_and_authors() -> None:
    [entry] = read_feed(ATOM, url=HOME + "atom.xml")
    assert (entry.title, entry.byline) == ("Bold words", "A. Sample")


@pytest.mark.parametrize("body", [b"", b"<html><body>Gone</body></html>", b"\x00\x01", b"{}"])
def test_a_feed_that_is_no_feed_is_named(body: bytes) -> None:
    with pytest.raises(NotAFeed, match=r"news\.example"):
        read_feed(body, url=HOME)


def test_a_news_sitemap_gives_titles_and_dates() -> None:
    [entry] = read_sitemap(NEWS, url=HOME).entries
    assert (entry.url, entry.title) == ("https://news.example/c", "Three")
    assert entry.published is not None


def test_entities_of_a_sitemap_are_not_followed() -> None:
    for entry in read_sitemap(BOMB, url=HOME).entries:
        assert "root:" not in entry.url


def test_the_home_page_names_its_feed_and_not_that_of_its_comments() -> None:
    page = b"""<html><head>
    <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
    <link rel="alternate" type="application/rss+xml" title="News" href="/news.xml"></head></html>"""
    assert find_feeds(page, url=HOME)[0] == "https://news.example/news.xml"


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=500))
def test_any_bytes_are_a_feed_or_an_error(body: bytes) -> None:
    for read in (read_feed, read_sitemap):
        try:
            read(body, url=HOME)
        except NotAFeed:
            continue
