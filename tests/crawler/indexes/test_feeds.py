"""Feeds of every kind and in every state; the invented outlet is news.example."""

import time

import pytest

from commissioning.domain.articles import FeedEntry
from commissioning.domain.errors import NotAFeed
from crawler.indexes.feeds import find_feeds, parse_feed, read_feed

URL = "https://news.example/feed.xml"
SPACES = (
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    ' xmlns:thr="http://purl.org/syndication/thread/1.0"'
)
CHANNEL = "<title>News</title><link>https://news.example/</link>"
PROLOG = '<?xml version="1.0"?>'


def item(link: str = "https://news.example/a", title: str = "Title", more: str = "") -> str:
    address = f"<link>{link}</link>" if link else ""
    return f"<item><title>{title}</title>{address}{more}</item>"


def rss(items: str, *, channel: str = CHANNEL, prolog: str = PROLOG) -> str:
    return f'{prolog}<rss version="2.0" {SPACES}><channel>{channel}{items}</channel></rss>'


def atom(entries: str, more: str = "") -> bytes:
    head = f'<feed xmlns="http://www.w3.org/2005/Atom" {SPACES}><title>News</title>{more}'
    return f"{PROLOG}{head}{entries}</feed>".encode()


def read(text: str | bytes) -> tuple[FeedEntry, ...]:
    return read_feed(text.encode() if isinstance(text, str) else text, url=URL)


def moment(entry: FeedEntry) -> str | None:
    return entry.published.moment.isoformat() if entry.published else None


# --- kinds


@pytest.mark.parametrize(
    "body",
    [
        f'<rss version="0.91"><channel>{item()}</channel></rss>',
        (
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.example/'
            f'rss.dtd"><rss version="0.91"><channel>{item()}</channel></rss>'
        ),
        f'<rss version="0.92"><channel>{item()}</channel></rss>',
        f"<rss><channel>{item()}</channel></rss>",
        f'<RSS version="2.0"><channel>{item()}</channel></RSS>',
        rss(item()),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            f' xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel/>{item()}</rdf:RDF>'
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            f' xmlns="http://purl.org/rss/1.0/"><channel/>{item()}</rdf:RDF>'
        ),
        atom('<entry><title>Title</title><id>x</id><link href="/a"/></entry>'),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "items":'
            ' [{"id": 1, "url": "/a", "title": "Title"}]}'
        ),
    ],
)
def test_every_kind_of_feed_is_read(body: str | bytes) -> None:
    [entry] = read(body)
    assert (entry.url, entry.title) == ("https://news.example/a", "Title")


def test_an_rss_item_gives_address_author_dates_and_comments() -> None:
    [entry] = read(
        rss(
            item(
                "/a?utm_source=rss",
                "One &amp; two",
                "<pubDate>Mon, 12 Jul 2010 08:30:00 +0100</pubDate>"
                "<dc:creator>A. Sample</dc:creator>"
                '<guid isPermaLink="false">17 at news</guid><slash:comments>5</slash:comments>'
                "<wfw:commentRss>https://news.example/a/feed/</wfw:commentRss>",
            )
        )
    )
    assert (entry.url, entry.title) == ("https://news.example/a", "One & two")
    assert (entry.byline, entry.guid) == ("A. Sample", "17 at news")
    assert (entry.comments, entry.comments_url) == (5, "https://news.example/a/feed/")
    assert moment(entry) == "2010-07-12T07:30:00+00:00"


def test_an_atom_entry_gives_plain_title_author_and_comments() -> None:
    [entry] = read(
        atom(
            '<entry><title type="html">&lt;b&gt;Bold&lt;/b&gt; words</title><id>tag:x</id>'
            '<link rel="alternate" href="https://news.example/b"/>'
            '<link rel="replies" type="application/atom+xml" href="/feeds/1/comments/default"/>'
            "<thr:total>4</thr:total><author><name>A. Sample</name></author></entry>"
        )
    )
    assert (entry.title, entry.byline, entry.guid) == ("Bold words", "A. Sample", "tag:x")
    assert (entry.comments, entry.comments_url) == (
        4,
        "https://news.example/feeds/1/comments/default",
    )


def test_a_json_feed_gives_authors_dates_and_its_next_page() -> None:
    feed = parse_feed(
        b'{"version": "https://jsonfeed.org/version/1", "title": "News", "next_url": "?page=2",'
        b' "home_page_url": "https://news.example/", "items": [{"id": "x1", "url": "/a",'
        b' "title": "A", "date_published": "2010-07-12T08:30:00+01:00", "authors":'
        b' [{"name": "One"}, {"name": "Two"}]}, {"id": "no address"}, 7]}',
        url=URL,
    )
    [entry] = feed.entries
    assert (entry.byline, moment(entry)) == ("One, Two", "2010-07-12T07:30:00+00:00")
    assert (feed.title, feed.onward) == ("News", ("https://news.example/feed.xml?page=2",))


@pytest.mark.parametrize("relation", ["next", "prev-archive"])
def test_a_feed_in_pages_says_where_older_entries_are(relation: str) -> None:
    link = f'<link rel="{relation}" href="/feed.xml?p=2"/><link rel="self" href="/feed.xml"/>'
    assert parse_feed(atom("", link), url=URL).onward == ("https://news.example/feed.xml?p=2",)
    channel = CHANNEL + link.replace("<link", "<atom:link")
    body = rss(item(), channel=channel).encode()
    assert parse_feed(body, url=URL).onward == ("https://news.example/feed.xml?p=2",)


# --- guid


def test_one_guid_for_all_items_swallows_none_and_is_none() -> None:
    same = "<guid isPermaLink='false'>news</guid>"
    found = read(rss(item("/a", more=same) + item("/b", more=same) + item("/c")))
    assert [entry.url[-1] for entry in found] == ["a", "b", "c"]
    assert {entry.guid for entry in found} == {None}


def test_an_item_given_twice_is_one_and_keeps_its_guid() -> None:
    [entry] = read(rss(item("/a", more="<guid>x-1</guid>") + item("/a?utm_medium=feed")))
    assert entry.guid == "x-1"


@pytest.mark.parametrize(
    "guid", ["https://news.example/", "http://www.news.example", "https://news.example/blog/"]
)
def test_the_home_page_is_no_guid(guid: str) -> None:
    channel = "<title>News</title><link>https://news.example/blog</link>"
    [entry] = read(rss(item(more=f"<guid>{guid}</guid>"), channel=channel))
    assert entry.guid is None


def test_an_item_without_a_link_is_at_its_permalink() -> None:
    found = read(
        rss(
            item("", more="<guid>https://news.example/x</guid>")
            + item("", more="<guid isPermaLink='false'>https://news.example/y</guid>")
            + item("", more="<guid>4711</guid>")
        )
    )
    assert [entry.url for entry in found] == ["https://news.example/x"]


def test_links_to_the_home_page_give_way_to_permalinks() -> None:
    home = "https://news.example"
    found = read(rss(item(home, more="<guid>https://news.example/x</guid>") + item(home + "/")))
    assert [entry.url for entry in found] == ["https://news.example/x"]


def test_a_feed_without_any_address_of_its_own_is_named() -> None:
    with pytest.raises(NotAFeed, match="none of whose items has an address"):
        read(rss(item("https://news.example/") + item("")))


def test_the_address_behind_feedburner_is_taken() -> None:
    origin = "<feedburner:origLink>https://news.example/a</feedburner:origLink>"
    [entry] = read(rss(item("https://feeds.example/~r/news/1/", more=origin)))
    assert entry.url == "https://news.example/a"


# --- dates


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Mon, 12 Jul 10 08:30:00 +0000", "2010-07-12T08:30:00+00:00"),
        ("Mon, 12 Jul 2010 08:30:00 BST", "2010-07-12T07:30:00+00:00"),
        ("Mon, 12 Jul 2010 08:30:00 EST", "2010-07-12T13:30:00+00:00"),
        ("Mon, 12 Jul 2010 08:30:00", "2010-07-12T07:30:00+00:00"),
        ("Tue, 12 Jan 2010 08:30:00", "2010-01-12T08:30:00+00:00"),
        ("2010-07-12", "2010-07-12T00:00:00+00:00"),
        ("Mon, 12 Jul 2109 08:30:00 +0000", "2109-07-12T08:30:00+00:00"),
        ("yesterday", None),
        ("31 Feb 2010 00:00:00 GMT", None),
    ],
)
def test_dates_are_read_as_they_are_meant(written: str, meant: str | None) -> None:
    [entry] = read(rss(item(more=f"<pubDate>{written}</pubDate>")))
    assert moment(entry) == meant


def test_the_date_of_a_feed_is_not_that_of_its_items() -> None:
    dates = "<pubDate>Mon, 12 Jul 2010 08:30:00 GMT</pubDate><lastBuildDate>Mon, 12 Jul 2010"
    channel = f"{CHANNEL}{dates} 08:30:00 GMT</lastBuildDate>"
    [entry] = read(rss(item(), channel=channel))
    assert (entry.published, entry.updated) == (None, None)


def test_a_change_is_no_publication() -> None:
    link = '<link href="/a"/><updated>2010-07-12T08:30:00Z</updated>'
    [entry] = read(atom(f"<entry><title>A</title><id>x</id>{link}</entry>"))
    assert entry.published is None
    assert entry.updated is not None


def test_dublin_core_dates_an_rss_item() -> None:
    [entry] = read(rss(item(more="<dc:date>2010-07-12T08:30:00Z</dc:date>")))
    assert moment(entry) == "2010-07-12T08:30:00+00:00"
    assert entry.updated is None


# --- bytes


def declared(charset: str, title: str) -> str:
    return rss(item(title=title), prolog=f'<?xml version="1.0" encoding="{charset}"?>')


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (declared("iso-8859-1", "Café’s £5").encode(), "Café’s £5"),
        (declared("iso-8859-1", "It\x92s \x93so\x94").encode("latin-1"), "It’s “so”"),
        (declared("utf-8", "Café £5").encode("latin-1"), "Café £5"),
        (declared("utf-8", "Café").encode("utf-16"), "Café"),
        (declared("utf-8", "Café").encode("utf-16-le"), "Café"),
        (declared("utf-16", "Café").encode(), "Café"),
        (declared("koi8-r", "Привет").encode("koi8-r"), "Привет"),
        (declared("no-such-charset", "Plain").encode(), "Plain"),
        (rss(item(title="A\0B")).encode(), "AB"),
        (rss(item(title="R &amp;amp; D, AT&amp;amp;amp;T")).encode(), "R & D, AT&T"),
        (rss(item(title="R & D&nbsp;&bogus; it&#146;s")).encode(), "R & D &bogus; it’s"),
        (rss(item(title="<![CDATA[R & D &#8217;s <b>x</b>]]>")).encode(), "R & D ’s x"),
        (rss(item(title="a&#0;b&#1;c&#x110000;d&#xD800;e&#99999999999;f")).encode(), "abcdef"),
        (rss(item(), prolog='<!DOCTYPE rss [ <!ENTITY a "b').encode(), "Title"),
        (b"\xef\xbb\xbf" + rss(item()).encode(), "Title"),
        (b"\n\n  \n" + rss(item()).encode(), "Title"),
        (b"<br />\nWarning: something in /feed.php on line 3\n" + rss(item()).encode(), "Title"),
        (rss(item(title="An <b>open mark")).encode(), "An open mark"),
        (rss(item()).replace(SPACES, "").replace("<item>", "<item><x:y/>").encode(), "Title"),
    ],
)
def test_damaged_bytes_are_read_as_they_were_meant(body: bytes, title: str) -> None:
    [entry] = read(body)
    assert (entry.url, entry.title) == ("https://news.example/a", title)


def test_ampersands_of_addresses_that_were_escaped_twice_or_not_at_all_are_one() -> None:
    for written in ("/?a=1&amp;amp;b=2", "/?a=1&b=2", "<![CDATA[/?a=1&b=2]]>"):
        [entry] = read(rss(item(written)))
        assert entry.url == "https://news.example/?a=1&b=2"


def test_of_a_torn_feed_the_whole_items_are_read() -> None:
    whole = rss(item("/one") + item("/two") + item("/three"))
    for end in (whole.index("/three") + 3, whole.index("three") - 1, whole.index("</channel>") - 2):
        assert [e.url for e in read(whole[:end])] == [
            "https://news.example/one",
            "https://news.example/two",
        ]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<!doctype html><html><body>Gone</body></html>", "a page of HTML"),
        (b"\x00\x01", "something else"),
        (b"{}", "other JSON"),
        (b'{"version": ', "damaged"),
        (b"[" * 100_000, "something else"),
        (b'{"a":' * 100_000, "damaged"),
        (b"<urlset></urlset>", "urlset"),
        (b"/etc/passwd", "something else"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, says: str) -> None:
    with pytest.raises(NotAFeed, match=says):
        read(body)


def test_a_billion_laughs_end_quickly() -> None:
    laughs = (
        "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
        + '<!ENTITY file SYSTEM "file:///etc/passwd">'
    )
    prolog = f"{PROLOG}<!DOCTYPE rss [{laughs}]>"
    began = time.monotonic()
    [entry] = read(rss(item(title="&l9; &file;"), prolog=prolog))
    assert time.monotonic() - began < 5
    assert "root:" not in (entry.title or "")
    assert len(entry.title or "") < 100


# --- volume


def test_a_feed_over_50_mb_is_refused() -> None:
    with pytest.raises(NotAFeed, match="50 MB"):
        read(b" " * 50_000_001)


def test_of_a_large_damaged_feed_the_newest_items_are_read() -> None:
    words = f"<description>{'word ' * 1_000}</description>"
    body = rss("".join(item(f"/{n}", more=words) for n in range(400)))
    assert len(read(body)) == 400
    found = read(body.replace("<title>Title", "<title>Title<b>", 1))
    assert 100 < len(found) < 400
    assert found[0].url == "https://news.example/0"


# --- which feeds a page names


def test_the_home_page_names_its_feed_and_not_that_of_its_comments() -> None:
    page = b"""<html><head>
    <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
    <link rel="alternate" type="application/rss+xml" title="Replies" href="/so/comments/feed">
    <link rel="alternate" type="application/rss+xml" title="News" href="/news.xml"></head></html>"""
    assert find_feeds(page, url=URL)[0] == "https://news.example/news.xml"


def test_a_page_that_names_no_feed_is_asked_where_feeds_often_are() -> None:
    assert "https://news.example/feed/" in find_feeds(b"", url="https://news.example/")


# --- anything
