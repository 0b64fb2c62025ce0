from datetime import UTC, datetime

import pytest

from crawler.archive.warc import Response
from crawler.importing.wayback import original

FETCHED = datetime(2026, 1, 1, tzinfo=UTC)


def response(url: str, body: bytes = b"") -> Response:
    return Response(url=url, status=200, headers=(), body=body, captured=FETCHED)


@pytest.mark.parametrize(
    "prefix",
    [
        "https://web.archive.org/web/20110305101500id_/",
        "http://web.archive.org/web/20110305101500/",
        "https://webarchive.nationalarchives.gov.uk/ukgwa/20110305101500mp_/",
        "http://webarchive.nationalarchives.gov.uk/20110305101500/",
        "https://wayback.archive-it.org/1234/20110305101500/",
        "https://www.webarchive.org.uk/wayback/archive/20110305101500/",
    ],
)
@pytest.mark.parametrize("url", ["http://news.example/a?b=1", "https://news.example/"])
def test_a_copy_has_the_address_and_the_day_of_what_it_copies(prefix: str, url: str) -> None:
    found = original(response(prefix + url))
    assert found.url == url
    assert found.captured == datetime(2011, 3, 5, 10, 15, tzinfo=UTC)


def test_a_slash_that_was_lost_comes_back() -> None:
    found = original(response("https://web.archive.org/web/20110305101500/http:/news.example/a"))
    assert found.url == "http://news.example/a"


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/2011/03/05/http-at-20",
        "https://news.example/web/20119905101500/http://other.example/",
        "https://news.example/go?to=https://web.archive.org/web/20110305101500/http://a.example/",
    ],
)
def test_any_other_address_is_left_alone(url: str) -> None:
    assert original(response(url)) == response(url)


def test_banner_and_rewritten_links_go() -> None:
    body = (
        b"<body><!-- BEGIN WAYBACK TOOLBAR INSERT --><div>5 Mar 2011</div>"
        b"<!-- END WAYBACK TOOLBAR INSERT -->"
        b'<a href="/web/20110305101500/http://news.example/b">'
        b'<img src="https://web.archive.org/web/20110305101500im_/http://news.example/c.png">'
    )
    found = original(response("https://web.archive.org/web/20110305101500/http://a.example/", body))
    assert found.body == (
        b'<body><a href="http://news.example/b"><img src="http://news.example/c.png">'
    )
