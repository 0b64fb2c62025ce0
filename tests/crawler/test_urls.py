import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import canonical_url, same_site


@pytest.mark.parametrize(
    ("given_url", "wanted"),
    [
        ("https://News.Example/a?utm_source=rss&utm_medium=feed", "https://news.example/a"),
        ("https://news.example:443/a#comments", "https://news.example/a"),
        ("http://news.example/a?id=7&fbclid=x", "http://news.example/a?id=7"),
        ("  https://news.example/a  ", "https://news.example/a"),
    ],
)
def test_what_does_not_tell_pages_apart_is_gone(given_url: str, wanted: str) -> None:
    assert canonical_url(given_url) == wanted


@pytest.mark.parametrize(
    "bad", ["", "javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.example", "//", "http://"]
)
def test_what_is_no_address_of_a_page_is_none(bad: str) -> None:
    assert canonical_url(bad) is None


def test_relative_addresses_are_read_from_their_page() -> None:
    assert canonical_url("../b", base="https://news.example/x/a") == "https://news.example/b"


def test_an_endless_address_is_none() -> None:
    assert canonical_url("https://news.example/" + "a" * 3_000) is None


def test_www_is_the_same_site() -> None:
    assert same_site("https://www.news.example/a", "http://news.example/b")
    assert not same_site("https://news.example/a", "https://other.example/a")


@given(st.text(max_size=200))
def test_any_text_is_an_address_or_none(text: str) -> None:
    found = canonical_url(text)
    assert found is None or found.startswith(("http://", "https://"))
