"""Pages of six makes: the golden answer is what the sample outlets were written from."""

import contextlib
import re
import time
from datetime import UTC, datetime

import pytest

from commissioning.domain.dates import Dated, Precision
from commissioning.domain.errors import NotAnArticle
from crawler.pages.page import read_page
from crawler.selectors import Selectors
from examples.outlets import Outlet, SampleArticle, load_outlets
from examples.pages import pages

CAPTURED = Dated(
    moment=datetime(2026, 11, 16, tzinfo=UTC), precision=Precision.SECOND, found_in="response"
)
ARTICLES = [(outlet, article) for outlet in load_outlets() for article in outlet.articles]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize(
    ("outlet", "sample"), ARTICLES, ids=[sample.path for _, sample in ARTICLES]
)
def test_a_page_gives_what_its_author_wrote(outlet: Outlet, sample: SampleArticle) -> None:
    page = pages()[outlet.host, sample.path]
    found = read_page(page.body, url=sample.url, source=outlet.slug, captured=CAPTURED)
    assert found.headline == sample.title
    assert found.url == sample.url
    assert found.published is not None
    assert found.published.day == sample.published.date()
    assert words(found.text) == words(sample.text)
    assert [c.author for c in found.comments] == [c.author for c in _in_page_order(sample)]
    assert [words(c.text) for c in found.comments] == [
        words(c.text) for c in _in_page_order(sample)
    ]
    if sample.author:
        assert found.byline == sample.author


def _in_page_order(sample: SampleArticle) -> list:  # type: ignore[type-arg]
    """WordPress shows an answer below what it answers."""
    if "doctor-in-the-vale" not in sample.url:
        return list(sample.comments)
    found = []

    def below(parent: int | None) -> None:
        for place, comment in enumerate(sample.comments):
            if comment.reply_to == parent:
                found.append(comment)
                below(place)

    below(None)
    return found


def test_an_answer_knows_what_it_answers() -> None:
    outlet = next(o for o in load_outlets() if o.style == "wordpress")
    sample = next(a for a in outlet.articles if any(c.reply_to is not None for c in a.comments))
    body = pages()[outlet.host, sample.path].body
    found = read_page(body, url=sample.url, source=outlet.slug, captured=CAPTURED)
    assert any(comment.reply_to is not None for comment in found.comments)


@pytest.mark.parametrize(
    "body", [b"", b"<html></html>", b"\x00\x00\x00", b"<html><body><p>Page not found</p></body>"]
)
def test_a_page_without_an_article_is_named(body: bytes) -> None:
    with pytest.raises(NotAnArticle, match=r"news\.example"):
        read_page(body, url="https://news.example/x", source="x", captured=CAPTURED)


def test_deep_nesting_does_not_break_the_reader() -> None:
    body = b"<div>" * 5_000 + b"<p>" + b"Words that mean nothing. " * 20 + b"</p>"
    try:
        read_page(body, url="https://news.example/x", source="x", captured=CAPTURED)
    except NotAnArticle:
        return


LINE = "The invented trust met on Tuesday, with words that mean nothing and go on. "
HOSTILE = {
    "elements": "<h1>t</h1>" + "<p>a b c d e f</p>" * 60_000,
    "comments in comments": "<div class='comment' id='comment-1'>" * 3_000 + f"<p>{LINE}",
    "headings that ask": "<h3>3 comments</h3><p><b>Ann</b> 14/07/2010:</p><p>well</p>" * 3_000,
    "figures": "<p>" + "1/" * 200_000 + "</p><p>" + "1 " * 100_000,
    "clicks": "<div id=comments><div class=comment><cite>a</cite><p>" + "reply 1" * 50_000,
    "a class": "<p class='" + "a-" * 200_000 + "'>",
    "white space": "<p>" + " \n" * 500_000 + "x</p>",
    "a title": "<title>" + "a - " * 100_000 + "</title>",
    "JSON-LD": "<script type='application/ld+json'>" + "[" * 100_000 + "</script>",
    "less than": "<" * 100_000,
    "entities": "&amp;amp;" * 100_000 + "&#99999999999;" * 10_000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_costs_seconds_at_most(html: str) -> None:
    begin = time.process_time()
    body = f"<html><body><h1>t</h1><p>{LINE * 5}</p>{html}".encode()
    with contextlib.suppress(NotAnArticle):
        read_page(body, url="https://news.example/x", source="x", captured=CAPTURED)
    assert time.process_time() - begin < 20


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-16", "utf-8"),
        ("utf-16-le", "utf-8"),
        ("utf-16-be", ""),
        ("cp1252", "utf-8"),
        ("cp1252", "iso-8859-1"),
        ("cp1252", ""),
        ("utf-8", "iso-8859-1"),
        ("utf-8", "utf-16"),
        ("utf-8", ""),
    ],
)
def test_bytes_are_read_whatever_charset_is_declared(encoding: str, declared: str) -> None:
    text = "“Nobody wants the £80bn,” she said – and went home; it’s a naïve scheme. " * 3
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}<title>A page</title></head><body><p>{text}</p></body></html>"
    found = read_page(
        page.encode(encoding), url="https://news.example/x", source="x", captured=CAPTURED
    )
    assert found.text == text.strip()


def test_a_stray_byte_of_windows_in_utf_8_is_what_it_was_meant_for() -> None:
    body = f"<html><body><p>{'café and naïveté, £5. ' * 20}".encode() + b"\x93so\x94</p>"
    found = read_page(body, url="https://news.example/x", source="x", captured=CAPTURED)
    assert found.text.endswith("£5. “so”")


SELECTED = f"""<html><head><title>Wrong</title></head><body><h1>Wrong</h1><b id=h>Right name</b>
<i id=w>Ann Field</i><u id=d>14/07/2010</u><div id=t><p>{LINE * 3}</p><p id=x>{LINE}</p></div>
<div><p>{LINE * 9}</p></div><div class=z><b>Bo:</b> <i>15 July 2010</i><p>Well said.</p></div>
</body></html>"""


def test_a_source_s_selectors_are_believed() -> None:
    selectors = Selectors(
        text="#t", headline="#h", byline="#w", published="#d", comments=".z", remove="#x"
    )
    found = read_page(
        SELECTED.encode(),
        url="https://news.example/x",
        source="x",
        captured=CAPTURED,
        selectors=selectors,
    )
    assert (found.headline, found.byline) == ("Right name", "Ann Field")
    assert found.text == (LINE * 3).strip()
    assert found.published is not None
    assert found.published.day.isoformat() == "2010-07-14"
    assert [(c.author, c.text) for c in found.comments] == [("Bo", "Well said.")]


def test_what_is_no_selector_is_named() -> None:
    with pytest.raises(ValueError, match="h1 >"):
        read_page(
            SELECTED.encode(),
            url="https://news.example/x",
            source="x",
            captured=CAPTURED,
            selectors=Selectors(text="h1 >"),
        )
