import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from commissioning.domain.addresses import is_front_page
from crawler.urls import canonical_url, page_url, same_site, url_key

HERE = "https://www.news.example/2010/07/a-story"


@pytest.mark.parametrize(
    ("given_url", "wanted"),
    [
        ("https://News.Example/a?utm_source=rss&utm_medium=feed", "https://news.example/a"),
        ("https://news.example:443/a#comments", "https://news.example/a"),
        ("http://news.example/a?id=7&fbclid=x", "http://news.example/a?id=7"),
        ("  https://news.example/a  ", "https://news.example/a"),
        ("http://news.example?id=7", "http://news.example/?id=7"),
    ],
)
def test_what_does_not_tell_pages_apart_is_gone(given_url: str, wanted: str) -> None:
    assert canonical_url(given_url) == wanted


@given(
    st.from_regex(r"https?://(www\.)?[a-z0-9-]{1,9}\.example(/[\w.-]{0,9}){1,4}", fullmatch=True)
)
def test_what_has_nothing_to_be_changed_is_as_what_is_looked_at_closely(url: str) -> None:
    assert canonical_url(url) == canonical_url(f" {url}")


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/a",
        "http://www.news.example/a/",
        "https://m.news.example/a?print=1",
        "http://news.example/story.cfm?cid=7&eid=2",
        "http://news.example/story.asp?source=library&session=3",
        "http://news.example/?20100714",
        "http://news.example/a?name=caf%E9",
        "http://news.example/a?z=1&b=2",
    ],
)
def test_an_address_that_is_fetched_keeps_what_its_server_may_need(url: str) -> None:
    assert canonical_url(url) == url


@pytest.mark.parametrize(
    "bad",
    [
        *("", "javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.example", "//", "http://"),
        *("http://news\0.example/a", "http://news.example\u202e/a", "http://a b.example/"),
    ],
)
def test_what_is_no_address_of_a_page_is_none(bad: str) -> None:
    assert canonical_url(bad) is None


def test_relative_addresses_are_read_from_their_page() -> None:
    assert canonical_url("../b", base="https://news.example/x/a") == "https://news.example/b"


def test_an_endless_address_is_none() -> None:
    assert canonical_url("https://news.example/" + "a" * 3_000) is None


def test_www_is_the_same_site() -> None:
    assert same_site("https://www.news.example/a", "http://news.example/b")
    assert same_site("https://amp.news.example/a", "http://m.news.example/b")
    assert not same_site("https://news.example/a", "https://other.example/a")
    assert not same_site("https://news.example/a", "https://[bad/a")


@given(st.text(max_size=200))
def test_any_text_is_an_address_or_none(text: str) -> None:
    found = canonical_url(text)
    assert found is None or found.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "form",
    [
        "http://news.example/2010/07/a-story",
        "https://www.news.example/2010/07/a-story/",
        "HTTPS://WWW.News.Example:443/2010/07/a-story#comments",
        "http://news.example:80//2010/07/a-story/index.html",
        "http://news.example/2010/07/a-story?utm_source=rss&utm_campaign=x&fbclid=1",
        "http://news.example/2010/07/a-story?CMP=twt_gu&gclid=2&ns_campaign=a&ftag=b",
        "http://news.example/2010/07/a-story?at_medium=RSS&mc_cid=4&source=rss&WT.mc_id=9",
        "http://news.example/2010/07/a-story;jsessionid=0A1B?PHPSESSID=7",
        "http://news.example/2010/07/a-story/amp",
        "http://news.example/2010/07/a-story/amp/",
        "http://news.example/amp/2010/07/a-story",
        "http://news.example/2010/07/a-story?amp=1",
        "http://news.example/2010/07/a-story?outputType=amp",
        "https://amp.news.example/2010/07/a-story",
        "https://www.google.co.uk/amp/s/www.news.example/2010/07/a-story/amp/",
        "https://www-news-example.cdn.ampproject.org/c/s/www.news.example/2010/07/a-story",
        "http://news.example/2010/07/a-story?print=1",
        "http://news.example/2010/07/a-story/print/",
        "http://news.example/print/2010/07/a-story",
        "http://news.example/2010/07/a-story?printable=true",
        "http://news.example/2010/07/a-story?view=print",
        "http://news.example/2010/07/a-story/PrintVersion",
        "http://news.example/2010/07/a-story?PrintVersion=1",
        "http://m.news.example/2010/07/a-story",
        "http://www.mobile.news.example/2010/07/a-story",
        "http://news.example/2010/07/a%2Dstory",
    ],
)
def test_forms_of_one_address_have_one_key(form: str) -> None:
    assert url_key(form) == "news.example/2010/07/a-story"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://news.example/story?id=7&p=2", "https://www.news.example/story/?p=2&id=7"),
        ("http://news.example/a.amp.html", "http://news.example/a.html"),
        (
            "http://vale.blogspot.co.uk/2010/07/a.html?m=1",
            "http://vale.blogspot.com/2010/07/a.html",
        ),
        ("http://news.example/a%2fb?q=x+y", "http://news.example/a%2Fb?q=x%20y"),
        ("http://xn--bcher-kva.example/a", "http://bücher.example/a"),
        ("http://news.example/index.php?id=7", "http://news.example/?id=7"),
    ],
)
def test_other_pairs_that_are_one_page(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://news.example/story?id=7", "http://news.example/story?id=8"),
        ("http://news.example/?p=7", "http://news.example/"),
        ("http://news.example/?p=7", "http://news.example/?p=8"),
        ("http://news.example/?20100714", "http://news.example/?20100715"),
        ("http://news.example/story.asp?storyid=7", "http://news.example/story.asp?storyid=8"),
        ("http://news.example/story.cfm?cid=7", "http://news.example/story.cfm?cid=8"),
        ("http://news.example/news?page=2", "http://news.example/news"),
        ("http://news.example/a?print=7", "http://news.example/a?print=8"),
        ("http://news.example/amp", "http://news.example/"),
        ("http://news.example/print", "http://news.example/"),
        ("http://news.example/news/print-jobs", "http://news.example/news"),
        ("http://news.example/A1b", "http://news.example/a1B"),
        ("http://news.example/a%2Fb", "http://news.example/a/b"),
        ("http://news.example:8080/a", "http://news.example/a"),
        ("http://a.news.example/a", "http://b.news.example/a"),
        ("http://m.example/a", "http://example/a"),
        ("http://one.blogspot.com/a.html", "http://two.blogspot.com/a.html"),
        ("http://news.example/list?m=1&y=2010", "http://news.example/list?m=2&y=2010"),
        ("http://news.example/a?source=7", "http://news.example/a?source=8"),
        ("http://news.example/comment-7/a", "http://news.example/comment-8/a"),
    ],
)
def test_pages_that_differ_have_keys_that_differ(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize("other", ["urn:sha256:ab", "", "http://[bad", "file:///a", "no address"])
def test_what_is_no_address_of_a_page_is_its_own_key(other: str) -> None:
    assert url_key(other) == other


@given(st.text(max_size=200))
def test_any_text_has_a_key_and_its_canonical_form_the_same(text: str) -> None:
    url = canonical_url(f"http://news.example/{text}")
    if url is not None:
        assert url_key(url) == url_key(canonical_url(url) or "")
    url_key(text)


def test_a_front_page_is_told_from_a_page() -> None:
    for url in ("http://news.example", "https://www.news.example/?utm_source=x", HERE[:25]):
        assert is_front_page(url)
    for url in (HERE, "http://news.example/?p=7", "urn:sha256:ab"):
        assert not is_front_page(url)


def a_page(head: str) -> html.HtmlElement:
    return html.document_fromstring(f"<html><head>{head}</head><body><p>A</p></body></html>")


@pytest.mark.parametrize(
    ("head", "fetched", "wanted"),
    [
        ('<link rel="canonical" href="/b">', HERE, "https://www.news.example/b"),
        ('<link rel="Canonical nofollow" href="/b">', HERE, "https://www.news.example/b"),
        (
            '<meta property="og:url" content="/og"><link rel="canonical" href="/b">',
            HERE,
            "https://www.news.example/b",
        ),
        ('<meta property="og:url" content="/og">', HERE, "https://www.news.example/og"),
        (f'<link rel="canonical" href="{HERE}">', f"{HERE}/amp", HERE),
        (f'<link rel="canonical" href="{HERE}">', HERE.replace("www", "amp"), HERE),
        (f'<link rel="canonical" href="{HERE}">', f"{HERE}/2", HERE),
        (f'<link rel="canonical" href="{HERE}">', f"{HERE}/comment-page-3", HERE),
        (f'<link rel="canonical" href="{HERE}">', f"{HERE}?share=yes", HERE),
        ('<link rel="canonical" href="/?p=7">', HERE, "https://www.news.example/?p=7"),
    ],
)
def test_a_page_says_what_its_address_is(head: str, fetched: str, wanted: str) -> None:
    assert page_url(a_page(head), fetched) == wanted


@pytest.mark.parametrize(
    ("wrong", "fetched"),
    [
        ("http://other.example/b", HERE),
        ("/", HERE),
        ("/index.php", HERE),
        ("http://news.example/?utm_source=x", HERE),
        ("/2010/07/", HERE),
        ("/news", "https://www.news.example/news/7"),
        ("/story.asp", "https://www.news.example/story.asp?id=7"),
        ("", HERE),
        ("http://[bad", HERE),
    ],
)
def test_an_address_that_a_template_repeats_is_not_the_page_s(wrong: str, fetched: str) -> None:
    head = f'<link rel="canonical" href="{wrong}"><meta property="og:url" content="{wrong}">'
    assert page_url(a_page(head), fetched) == fetched
