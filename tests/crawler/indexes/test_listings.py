"""Pages that list articles; the invented outlet is news.example."""

import pytest

from commissioning.domain.errors import NotAFeed
from crawler.indexes.listings import read_listing
from crawler.sources import Listing

URL = "https://news.example/news/"
PAGE = b"""<html><head><title>News</title></head><body><nav><a href="/about">About</a></nav>
<ul class="news"><li><h3>First headline</h3><time datetime="2010-07-12T08:30:00Z">Monday</time>
<p><a href="first?utm_source=list">Read more</a></p></li>
<li><h3>Second headline</h3><span class="when">Posted on 13 July 2010 by Someone</span>
<p><a href="/news/second">Read more</a></p></li>
<li><h3>Elsewhere</h3><a href="https://other.example/x">Read more</a></li>
<li><h3>Once more</h3><a href="/news/second#comments">Comments</a></li></ul>
<a class="next" href="?page=2">Older</a></body></html>"""


def listing(**more: object) -> Listing:
    return Listing.model_validate({"url": URL, "item": "ul.news a", **more})


def test_the_links_of_a_listing_are_its_articles_on_its_own_site() -> None:
    entries, following = read_listing(PAGE, listing(next="a.next"), url=URL)
    assert [entry.url for entry in entries] == [
        "https://news.example/news/first",
        "https://news.example/news/second",
    ]
    assert entries[0].title == "Read more"
    assert following == "https://news.example/news/?page=2"


@pytest.mark.parametrize("item", ["ul.news a", "ul.news li"])
def test_headlines_and_dates_are_found_near_the_link(item: str) -> None:
    chosen = listing(item=item, title="h3", date="time, .when")
    entries, _ = read_listing(PAGE, chosen, url=URL)
    assert [entry.title for entry in entries] == ["First headline", "Second headline"]
    days = [entry.published.day.isoformat() for entry in entries if entry.published]
    assert days == ["2010-07-12", "2010-07-13"]


@pytest.mark.parametrize(
    ("more", "url", "following"),
    [
        ({"pages": "page/{n}"}, URL, "https://news.example/news/page/2"),
        ({"pages": "page/{n}/"}, "https://news.example/news/page/2/", "/news/page/3/"),
        ({"pages": "page/{n}"}, "https://www.news.example/news", "/news/page/2"),
        ({"pages": "/archive?p={n}", "first": 1}, URL, "/archive?p=1"),
        ({"pages": "?start={n}", "first": 20, "step": 20}, f"{URL}?start=40", "/news/?start=60"),
        ({"pages": "page/{n}", "last": 3}, f"{URL}page/3", None),
        ({"pages": "page/{n}"}, "https://news.example/moved/", None),
        ({}, URL, None),
    ],
)
def test_paging_is_written_as_data(
    more: dict[str, object], url: str, following: str | None
) -> None:
    found = read_listing(PAGE, listing(**more), url=url)[1]
    if following is None:
        assert found is None
    else:
        assert (found or "").removeprefix("https://news.example") in (
            following,
            following.removeprefix("https://news.example"),
        )


def test_a_page_that_lists_nothing_is_the_last() -> None:
    entries, following = read_listing(
        b"<html><body><p>No more news</p></body></html>", listing(pages="page/{n}"), url=URL
    )
    assert (entries, following) == ((), None)


@pytest.mark.parametrize("body", [b"", b"\x00\x01", b"{}"])
def test_what_is_no_page_is_named(body: bytes) -> None:
    with pytest.raises(NotAFeed, match=r"news\.example"):
        read_listing(body, listing(), url=URL)
