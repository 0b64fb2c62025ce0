"""Pages of six makes: the golden answer is what the sample outlets were written from."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.domain.dates import Dated, Precision
from commissioning.domain.errors import NotAnArticle
from crawler.pages import read_page
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


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=800))
def test_any_bytes_are_an_article_or_an_error(body: bytes) -> None:
    try:
        read_page(body, url="https://news.example/x", source="x", captured=CAPTURED)
    except NotAnArticle:
        return
