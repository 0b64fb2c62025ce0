"""WordPress by its REST API and by its feed; the invented blog is blog.example."""

import json
from typing import Any

import pytest

from commissioning.domain.errors import NotAFeed
from crawler.indexes import wordpress
from crawler.indexes.feeds import Feed
from crawler.indexes.index import (
    IndexKind,
    fallback_address,
    first_address,
    is_past_the_end,
    read_index,
)
from crawler.sources import SourceEntry, parse_sources

HOME = "https://blog.example/news/"
POST: dict[str, Any] = {
    "id": 7,
    "link": "https://blog.example/news/2010/07/so/",
    "title": {"rendered": "So &#8220;they&#8221; say &amp; do"},
    "guid": {"rendered": "https://blog.example/news/?x=1&#038;p=7"},
    "date_gmt": "2010-07-12T08:30:00",
    "modified_gmt": "2010-07-13T08:30:00",
    "_links": {"replies": [{"href": "https://blog.example/news/wp-json/wp/v2/comments?post=7"}]},
    "_embedded": {"author": [{"name": "A. Sample"}]},
}


def source() -> SourceEntry:
    [entry] = parse_sources(
        '[[source]]\nslug = "blog"\nname = "Blog"\nhome = "https://blog.example/"\nkind = "blog"\n'
        f'wordpress = "{HOME}"\n'
    )
    return entry


def read(body: object, url: str, **headers: str) -> Feed:
    text = body if isinstance(body, str) else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return wordpress.read_wordpress(text.encode(), url=url, content_type=None, headers=named)


def test_the_newest_page_of_the_rest_api_is_asked_for_what_an_index_needs() -> None:
    first = first_address(source()) or ""
    assert first.startswith(f"{HOME}wp-json/wp/v2/posts?per_page=100&page=1&_fields=id,link")
    assert "content" not in first


def test_a_post_gives_all_that_a_feed_would() -> None:
    [entry] = read([POST], wordpress.posts_address(HOME)).entries
    assert (entry.url, entry.title) == (POST["link"], "So “they” say & do")
    assert (entry.byline, entry.guid) == ("A. Sample", "https://blog.example/news/?x=1&p=7")
    assert entry.published is not None
    assert entry.published.moment.isoformat() == "2010-07-12T08:30:00+00:00"
    assert entry.updated is not None
    assert entry.comments_url == (
        "https://blog.example/news/wp-json/wp/v2/comments?post=7&per_page=100&order=asc"
    )


def test_history_goes_on_to_the_last_page() -> None:
    first = wordpress.posts_address(HOME)
    [second] = read([POST], first, X_WP_TotalPages="2").onward
    assert "page=2" in second
    assert "_embed=author" in second
    assert read([POST], second, x_wp_totalpages="2").onward == ()
    assert read([POST], first).onward == ()


@pytest.mark.parametrize(
    "body",
    [
        {"code": "rest_cannot_access", "message": "No.", "data": {"status": 401}},
        "<html><body>Not found</body></html>",
        "",
        {"posts": []},
        "[" * 100_000,
    ],
)
def test_a_closed_api_is_named_and_the_feed_is_the_second_way(body: object) -> None:
    first = wordpress.posts_address(HOME)
    with pytest.raises(NotAFeed, match="REST API"):
        read(body, first)
    assert fallback_address(IndexKind.WORDPRESS, first, source()) == f"{HOME}feed/"
    fourth = first.replace("&page=1", "&page=4")
    assert fallback_address(IndexKind.WORDPRESS, fourth, source()) == f"{HOME}feed/?paged=31"
    assert fallback_address(IndexKind.WORDPRESS, f"{HOME}feed/", source()) is None


def test_the_pages_of_the_feed_go_on_until_one_is_not_there() -> None:
    body = (
        "<rss version='2.0'><channel><item><title>A</title><link>https://blog.example/a</link>"
        "</item></channel></rss>"
    )
    for url, following in (
        (f"{HOME}feed/", f"{HOME}feed/?paged=2"),
        (f"{HOME}feed/?paged=2", f"{HOME}feed/?paged=3"),
    ):
        index = read_index(
            IndexKind.WORDPRESS,
            body.encode(),
            url=url,
            content_type=None,
            headers={},
            source=source(),
        )
        assert index.onward == (following,)
    assert is_past_the_end(IndexKind.WORDPRESS, f"{HOME}feed/?paged=3", 404)
    assert not is_past_the_end(IndexKind.WORDPRESS, f"{HOME}feed/", 404)
    assert not is_past_the_end(IndexKind.WORDPRESS, f"{HOME}feed/?paged=3", 503)


def test_whatever_stands_in_a_post_it_is_read_or_left_out() -> None:
    strange: list[object] = [None, 7, {}, {"link": 3}, {"link": "ftp://x"}]
    strange += [{**POST, key: [{"a": None}]} for key in POST]
    found = read(strange, wordpress.posts_address(HOME)).entries
    assert {entry.url for entry in found} == {POST["link"]}


@pytest.mark.parametrize("home", [HOME, HOME.rstrip("/"), f"{HOME}feed/", f"{HOME}wp-json/wp/v2"])
def test_the_blog_is_found_by_any_of_its_addresses(home: str) -> None:
    assert wordpress.feed_address(home) == f"{HOME}feed/"
