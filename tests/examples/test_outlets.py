"""The samples keep to what they promise: invented, enough, over the years, each name once."""

import http.client
import re
from collections import Counter
from datetime import date
from urllib.parse import urlsplit

from commissioning.register import load_register
from crawler.sources import parse_sources
from examples.outlets import expected, load_outlets, sample_sources
from examples.pages import pages
from examples.server import SampleServer

ARTICLES = [article for outlet in load_outlets() for article in outlet.articles]
NOW = date(2026, 11, 16)


def test_there_are_six_outlets_with_sixty_articles_over_many_weeks() -> None:
    assert len(load_outlets()) == 6
    assert sum(outlet.articles for outlet in expected()) >= 60
    early = {a.published.isocalendar()[:2] for a in ARTICLES if a.published.year <= 2012}
    assert len(early) >= 12
    assert sum(a.published.year >= 2025 for a in ARTICLES) >= 12
    assert max(a.published.date() for a in ARTICLES) < NOW


def test_the_list_of_sources_is_that_of_the_outlets_and_marks_them_as_samples() -> None:
    sources = parse_sources(sample_sources())
    assert {source.slug for source in sources} == {outlet.slug for outlet in load_outlets()}
    assert all(source.sample for source in sources)
    assert all((urlsplit(s.home).hostname or "").endswith(".example") for s in sources)


def test_every_address_is_one_article_and_every_reader_has_a_name_of_their_own() -> None:
    assert max(Counter(article.url for article in ARTICLES).values()) == 1
    names = Counter(comment.author for article in ARTICLES for comment in article.comments)
    assert max(names.values()) == 1


def test_no_real_person_speaks() -> None:
    """Words are invented, so nobody whom the register knows may be quoted."""
    texts = "\n".join(
        [article.text for article in ARTICLES]
        + [comment.text for article in ARTICLES for comment in article.comments]
    )
    for person in load_register().people:
        assert not re.search(rf"\b{re.escape(person.name)}\b", texts), person.name


def test_every_page_says_that_it_is_a_sample() -> None:
    for (host, path), page in pages().items():
        if page.kind.startswith("text/html"):
            assert b"invented" in page.body, (host, path)


def test_the_server_is_a_proxy_for_its_hosts_and_nothing_else() -> None:
    with SampleServer() as server:
        address = urlsplit(server.url)
        assert address.hostname == "127.0.0.1"
        connection = http.client.HTTPConnection("127.0.0.1", address.port or 0)
        connection.request("GET", "http://commissioning-courier.example/feed.xml")
        answer = connection.getresponse()
        tag = answer.headers["ETag"]
        assert (answer.status, b"<rss" in answer.read()) == (200, True)
        connection.request(
            "GET",
            "http://commissioning-courier.example/feed.xml",
            headers={"If-None-Match": tag},
        )
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (304, b"")
        connection.request("GET", "http://elsewhere.example/")
        assert connection.getresponse().status == 404
        connection.close()
