"""OPML in and out; the feeds are invented."""

import pytest

from commissioning.domain.articles import SourceKind
from commissioning.domain.errors import NotAFeed
from crawler.indexes.opml import read_opml, write_opml
from crawler.sources import parse_sources

OPML = b"""<?xml version="1.0" encoding="UTF-8"?><opml version="1.0">
<head><title>Mine</title></head>
<body><outline text="News"><outline text="A &amp; B" type="rss" xmlUrl="https://a.example/feed"
 htmlUrl="https://a.example/news/" category="/think-tank,x"/>
<outline title="No home" xmlurl="https://b.example/rss.xml"/></outline>
<outline text="Home only" type="link" url="https://c.example/"/>
<outline text="Broken" type="rss" xmlUrl="feed:b"/>
<outline text="More of them" type="include" url="https://d.example/list.opml"/>
<outline text="Empty" type="rss" xmlUrl=""/></body></opml>"""
SOURCES = """
[[source]]
slug = "a"
name = "A <b> & \\"c\\""
home = "https://a.example/"
kind = "think-tank"
feed = "https://a.example/feed?x=1&y=2"

[[source]]
slug = "w"
name = "W"
home = "https://w.example/"
kind = "blog"
wordpress = "https://w.example/"

[[source]]
slug = "d"
name = "D"
home = "https://d.example/"
kind = "blog"
blogger = "https://d.example/"

[[source]]
slug = "s"
name = "S"
home = "https://s.example/"
kind = "local"
sitemap = "https://s.example/sitemap.xml"
"""


def test_feeds_and_homes_are_taken_out_of_their_headings() -> None:
    first, second, third, *rest = read_opml(OPML, name="x.opml")
    assert (first.name, first.feed, first.home, first.kind) == (
        "A & B",
        "https://a.example/feed",
        "https://a.example/news/",
        SourceKind.THINK_TANK,
    )
    assert (second.name, second.home, second.kind) == ("No home", "https://b.example/", None)
    assert (third.feed, third.home) == (None, "https://c.example/")
    assert [outline.name for outline in rest] == ["Broken", "More of them", "Empty"]
    assert all(outline.unused for outline in rest)


def test_what_is_written_is_read_again() -> None:
    sources = parse_sources(SOURCES)
    found = read_opml(write_opml(sources, title="R & D").encode(), name="x.opml")
    assert [outline.name for outline in found] == [source.name for source in sources]
    assert [outline.kind for outline in found] == [source.kind for source in sources]
    assert [outline.home for outline in found] == [source.home for source in sources]
    assert [outline.feed for outline in found] == [
        "https://a.example/feed?x=1&y=2",
        "https://w.example/feed/",
        "https://d.example/feeds/posts/default",
        None,
    ]


def test_entities_are_not_followed() -> None:
    bomb = (
        b'<!DOCTYPE opml [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY a "x">'
        b'<!ENTITY b "&a;&a;&a;&a;&a;&a;">]><opml><body><outline text="&f;&b;"'
        b' xmlUrl="https://a.example/feed"/></body></opml>'
    )
    [outline] = read_opml(bomb, name="x.opml")
    assert "root:" not in outline.name


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"<rss/>", b"\x00", b" " * 5_000_001])
def test_what_is_no_opml_is_named(body: bytes) -> None:
    with pytest.raises(NotAFeed, match=r"x\.opml"):
        read_opml(body, name="x.opml")
