"""What a network does beside the failures of HTTP in tests/crawler/failures: each ends in time."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from twisted.internet.address import IPv4Address

from commissioning.domain.coverage import PollOutcome
from commissioning.store.rows import PollPlanRow, SourceRow
from crawler.spiders.guard import GuardedResolver
from crawler.spiders.walk import REPEATED
from tests.crawler.failures.raw import RESET, Raw, head, plain, raw_server
from tests.crawler.failures.web import HOME, Collection, headline, item, page, story

RSS = "application/rss+xml"
# Anycast of a port control protocol: of the internet for every rule, and never a web server.
PUBLIC = "192.0.0.9"


@pytest.fixture
def raw(collection: Collection) -> Iterator[Raw]:
    """A source on a server that says any bytes."""
    collection.set(proxy=None, allow=("localhost",), timeout=0.7)
    with raw_server() as server:
        collection.source(home=server.url)
        yield server


def feed_of(raw: Raw, *names: str) -> None:
    items = "".join(item(f"{raw.url}/{name}") for name in names)
    raw.answers["/feed.xml"] = plain(
        f"<rss version='2.0'><channel>{items}</channel></rss>", kind=RSS
    )


def good(seed: int) -> bytes:
    return page(headline(seed), story(seed)).encode()


def drip(start: bytes, *, every: float = 0.05) -> Iterable[bytes | float]:
    """A byte now and then, for ever."""
    yield start
    while True:
        yield every
        yield b"x"


@pytest.mark.parametrize(
    "said",
    [
        lambda: [RESET],
        lambda: [head(length=9_000), good(1)[:700], RESET],
        lambda: [9.0],
        lambda: drip(b"HTTP/1.1 200 OK\r\nX-Slow: "),
    ],
    ids=["reset", "reset within a page", "silence", "a head that drips"],
)
def test_a_page_that_does_not_come_is_named_in_time_and_comes_another_day(
    collection: Collection, raw: Raw, said: Any
) -> None:
    feed_of(raw, "bad", "good")
    raw.answers |= {"/bad": said, "/good": plain(good(2))}
    began = time.monotonic()
    report = collection.collect()
    assert time.monotonic() - began < 60  # on a machine that does much else
    assert (report.new, report.rejected) == (1, 1)
    assert report.problems[0].url == f"{raw.url}/bad"
    raw.answers["/bad"] = plain(good(1))
    collection.later(hours=2)
    assert collection.collect().new == 1


def test_a_page_nested_without_end_holds_nothing_up(collection: Collection, raw: Raw) -> None:
    feed_of(raw, "deep", "good")
    deep = b"<html><body><article>" + b"<div><b>" * 200_000 + good(1)
    raw.answers |= {"/deep": plain(deep), "/good": plain(good(2))}
    collection.set(patience=10.0, timeout=5.0)
    report = collection.collect()
    assert headline(2) in {row.headline for row in collection.articles()}
    assert report.new + report.rejected == 2


def test_a_feed_without_an_end_is_a_failure_that_is_named(collection: Collection, raw: Raw) -> None:
    def endless() -> Iterable[bytes | float]:
        yield head(kind=RSS) + b"<rss version='2.0'><channel>"
        for number in range(10**9):
            yield item(f"{raw.url}/{number}").encode() * 200

    raw.answers["/feed.xml"] = endless
    report = collection.collect()
    assert (report.answered, report.new) == (0, 0)
    assert report.problems[0].reason


def test_a_chain_of_redirects_without_an_end_is_left(collection: Collection) -> None:
    for number in range(40):
        target = {"Location": f"{HOME}/r/{number + 1}"}
        collection.web.put(f"{HOME}/r/{number}", status=302, headers=target)
    collection.source()
    collection.feed(item(f"{HOME}/r/0"))
    assert (collection.collect().rejected, collection.count(PollPlanRow)) == (1, 1)
    asked = sum("/r/" in request.path for request in collection.web.asked)
    assert asked <= 12


def test_a_listing_that_goes_round_is_left_and_its_past_counts_as_read(
    collection: Collection,
) -> None:
    link = collection.publish("a", 1)
    for number in range(30):
        following = f"{HOME}/news?page={number + 1}"
        body = (
            f'<html><body><ul><li><a href="{link}">A</a></li></ul>'
            f'<a class="next" href="{following}">Older</a></body></html>'
        )
        collection.web.put(f"{HOME}/news?page={number}", body)
    listing = f'\n[source.listing]\nurl = "{HOME}/news?page=0"\nitem = "li a"\nnext = "a.next"\n'
    collection.source(kind="official", rest=listing)
    assert collection.collect().new == 1
    assert collection.count(SourceRow) == 1
    assert collection.plan().history_at is not None
    pages = Counter(request.query_string for request in collection.web.asked)
    assert len(pages) <= REPEATED + 4


class Names:
    """A name server that says something else each time, the last thing for ever."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = list(addresses)
        self.asked = 0

    def resolveHostName(  # noqa: N802 - Twisted's word
        self, receiver: Any, _name: str, port: int = 0, *_: object
    ) -> Any:
        address = self._addresses[min(self.asked, len(self._addresses) - 1)]
        self.asked += 1
        receiver.resolutionBegan(self)
        receiver.addressResolved(IPv4Address("TCP", address, port))
        receiver.resolutionComplete()
        return self


@pytest.mark.parametrize("first", [(), (PUBLIC,), (PUBLIC, PUBLIC, PUBLIC)])
def test_a_name_that_changes_between_two_looks_does_not_lead_inside(
    collection: Collection, monkeypatch: pytest.MonkeyPatch, first: tuple[str, ...]
) -> None:
    names = Names(*first, "127.0.0.1")
    monkeypatch.setattr(GuardedResolver, "_original", names)
    collection.set(proxy=None, allow=(), timeout=0.5)
    with raw_server() as inside:
        inside.answers["/feed.xml"] = plain("<rss/>", kind=RSS)
        home = inside.url.replace("localhost", "rebinding.example")
        collection.source(home=home)
        for _ in range(2):
            report = collection.collect()
            collection.later(days=1)
        assert inside.asked == []
    assert names.asked > len(first)
    assert report.answered == 0
    assert PollOutcome.FAILED in collection.outcomes()
    assert report.problems
