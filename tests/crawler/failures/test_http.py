"""Servers that are away, busy, moved, broken or lying: asked again in time, and never given up."""

import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from commissioning.domain.coverage import PollOutcome, RejectionReason
from tests.crawler.failures.modes import mode
from tests.crawler.failures.raw import Raw, head, plain, raw_server, self_signed
from tests.crawler.failures.web import FEED, HOME, NOW, XML, Collection, headline, item, page, story

ANSWERED, WAIT, FAILED = PollOutcome.ANSWERED, PollOutcome.TOLD_TO_WAIT, PollOutcome.FAILED
UNREACHABLE = RejectionReason.UNREACHABLE
CHALLENGE = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Checking your"
    " browser before accessing outlet.example.</h1><p>This process is automatic. Your browser will"
    " redirect to your requested content shortly. Please allow up to 5 seconds.</p></body></html>"
)


@pytest.fixture
def outlet(collection: Collection) -> Collection:
    """A source with a feed of two articles, 'a' and 'b'."""
    collection.source()
    collection.feed(item(collection.publish("a", 1)), item(collection.publish("b", 2)))
    return collection


@pytest.fixture
def raw(collection: Collection) -> Iterator[Raw]:
    """A source with a feed of its own on a server that says any bytes; pages are to be added."""
    collection.set(proxy=None, allow=("localhost",), timeout=0.7)
    with raw_server() as server:
        collection.source(home=server.url)
        yield server


def feed_of(server: Raw, **answers: object) -> None:
    """Let the server have these pages, and a feed that names them."""
    items = "".join(item(f"{server.url}/{name}") for name in answers)
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
    server.answers["/feed.xml"] = plain(feed, kind="application/rss+xml")
    server.answers.update({f"/{name}": said for name, said in answers.items()})  # type: ignore[misc]


def good(seed: int) -> bytes:
    return page(headline(seed), story(seed)).encode()


# 304


@mode("HTTP: 304 for ever")
def test_not_modified_is_an_answer_and_stays_one(outlet: Collection) -> None:
    outlet.feed(item(outlet.publish("a", 1)), headers={"ETag": '"1"'})
    for _ in range(4):
        outlet.collect()
        outlet.later(hours=3)
    assert outlet.outcomes() == [ANSWERED, *[PollOutcome.NOT_MODIFIED] * 3]
    assert outlet.plan().failures == 0
    assert outlet.web.count(f"{HOME}/a") == 1


@mode("HTTP: 304 for ever")
def test_a_server_that_says_304_for_a_month_is_asked_without_its_etag(outlet: Collection) -> None:
    """Its cache has lost its mind: it says so to whoever names the ETag that it once gave."""
    outlet.feed(item(outlet.publish("a", 1)), headers={"ETag": '"1"'})
    outlet.collect()
    outlet.feed(item(outlet.publish("c", 3)), headers={"ETag": '"1"'})
    for _ in range(8):
        outlet.later(days=4)
        outlet.collect()
    assert f"{HOME}/c" in {row.url for row in outlet.articles()}


@mode("HTTP: 304 for ever")
def test_304_to_somebody_who_has_nothing_is_a_failure(outlet: Collection) -> None:
    outlet.web.put(FEED, status=304)
    report = outlet.collect()
    assert (report.answered, report.new) == (0, 0)
    assert report.problems


# 429


@mode("HTTP: 429 in seconds", "HTTP: 429 as a date", "HTTP: 429 for 88 hours")
@pytest.mark.parametrize(
    ("header", "hours"),
    [
        ("7200", 2),
        (format_datetime(NOW + timedelta(hours=5), usegmt=True), 5),
        ("316800", 88),
        (None, 1),
        ("soon", 1),
    ],
)
def test_a_server_that_wants_to_be_left_alone_is_left_alone(
    outlet: Collection, header: str | None, hours: int
) -> None:
    outlet.web.put(FEED, status=429, headers={"Retry-After": header} if header else {})
    report = outlet.collect(at_once=False)
    assert (report.answered, report.stopped) == (0, ())
    assert outlet.outcomes() == [WAIT]
    assert outlet.plan().next_at == NOW + timedelta(hours=hours)
    outlet.feed(item(f"{HOME}/a"))
    outlet.later(hours=hours, seconds=-1)
    assert outlet.collect(at_once=False).waiting == 1
    assert outlet.web.count(FEED) == 1
    outlet.later(seconds=1)
    assert outlet.collect(at_once=False).new == 1
    assert outlet.plan().failures == 0


@mode("HTTP: 429 in seconds")
def test_a_second_is_waited_for_at_once(outlet: Collection) -> None:
    outlet.web.put(f"{HOME}/a", status=429, headers={"Retry-After": "1"})
    outlet.web.then(f"{HOME}/a", good(1))
    started = time.monotonic()
    assert outlet.collect().new == 2
    assert time.monotonic() - started >= 1


@mode("HTTP: 429 in seconds")
def test_pages_of_a_host_that_wants_to_be_left_alone_are_fetched_later(outlet: Collection) -> None:
    outlet.web.put(f"{HOME}/a", status=429, headers={"Retry-After": "7200"})
    assert outlet.collect().new == 0
    assert outlet.web.count(f"{HOME}/b") == 0
    outlet.web.put(f"{HOME}/a", good(1))
    outlet.later(hours=2)
    assert outlet.collect().new == 2


# 403, 404, 410


@mode("HTTP: 403 challenge page")
def test_a_challenge_instead_of_a_feed_is_a_failure_and_tried_more_and_more_rarely(
    outlet: Collection,
) -> None:
    for url in (FEED, f"{HOME}/"):
        outlet.web.put(url, CHALLENGE, status=403)
    waits = []
    for _ in range(7):
        report = outlet.collect(at_once=False)
        assert (report.answered, report.new, report.stopped) == (0, 0, ())
        following = outlet.plan().next_at
        assert following is not None
        waits.append(round((following - outlet.settings.clock()).total_seconds() / 3600))
        outlet.settings = outlet.settings.model_copy(update={"now": following})
    assert waits == [1, 2, 4, 8, 16, 24, 24]
    assert "answered 403" in report.problems[0].reason
    outlet.feed(item(f"{HOME}/a"))
    assert outlet.collect(at_once=False).new == 1


@mode("HTTP: 403 challenge page")
@pytest.mark.parametrize("status", [403, 503])
def test_a_challenge_instead_of_a_page_is_no_article_and_asked_again(
    outlet: Collection, status: int
) -> None:
    outlet.web.put(f"{HOME}/a", CHALLENGE, status=status)
    assert outlet.collect().new == 1
    assert outlet.rejections() == {f"{HOME}/a": UNREACHABLE}
    outlet.web.put(f"{HOME}/a", good(1))
    outlet.later(hours=1)
    assert outlet.collect().new == 1


@mode("HTTP: 403 challenge page")
def test_a_challenge_that_says_200_is_no_article(outlet: Collection) -> None:
    outlet.web.put(f"{HOME}/a", CHALLENGE)
    report = outlet.collect()
    assert (report.new, report.rejected) == (1, 1)


@mode("HTTP: 403 challenge page")
def test_a_page_behind_a_challenge_that_says_200_is_asked_for_again(outlet: Collection) -> None:
    outlet.web.put(f"{HOME}/a", CHALLENGE)
    outlet.collect()
    assert outlet.rejections() == {f"{HOME}/a": UNREACHABLE}
    outlet.web.put(f"{HOME}/a", good(1))
    outlet.later(days=1)
    assert outlet.collect().new == 1


@mode("HTTP: 403 challenge page")
def test_a_challenge_that_says_200_and_stays_is_given_up_after_a_week(outlet: Collection) -> None:
    behind = outlet.web.put(f"{HOME}/a", CHALLENGE)
    for _ in range(40):
        outlet.collect()
        outlet.later(hours=12)
    assert 3 <= outlet.web.count(behind) <= 10


@mode("HTTP: 404 that comes back")
def test_a_page_that_comes_back_is_collected(outlet: Collection) -> None:
    outlet.web.put(f"{HOME}/a", "Not yet.", status=404)
    assert outlet.collect().new == 1
    outlet.later(minutes=59)
    outlet.collect()
    assert outlet.web.count(f"{HOME}/a") == 1
    outlet.web.put(f"{HOME}/a", good(1))
    outlet.later(minutes=1)
    assert outlet.collect().new == 1


@mode("HTTP: 404 that comes back")
def test_a_page_that_does_not_come_back_is_given_up_after_a_week(outlet: Collection) -> None:
    missing = outlet.web.put(f"{HOME}/a", "Not here.", status=404)
    for _ in range(40):
        outlet.collect()
        outlet.later(hours=12)
    assert 3 <= outlet.web.count(missing) <= 10


@mode("HTTP: 404 that comes back")
def test_a_feed_that_comes_back_is_as_it_was(outlet: Collection) -> None:
    items = [item(f"{HOME}/{name}") for name in "ab"]
    outlet.feed(items[0])
    outlet.collect()
    outlet.web.put(FEED, "Not here.", status=404)
    for failures in (1, 2, 3):
        outlet.later(days=1)
        outlet.collect()
        assert (outlet.plan().failures, outlet.plan().stopped_at) == (failures, None)
    outlet.feed(*items)
    outlet.later(days=7)
    report = outlet.collect(at_once=False)
    assert (report.new, report.known) == (1, 1)
    assert outlet.plan().failures == 0


@mode("HTTP: 410")
def test_a_feed_that_is_gone_is_asked_no_more_and_named(outlet: Collection) -> None:
    outlet.web.put(FEED, "Gone.", status=410)
    assert outlet.collect(at_once=False).answered == 0
    outlet.later(days=30)
    report = outlet.collect(at_once=False)
    assert (report.polled, report.stopped) == (0, ("outlet",))
    assert outlet.web.count(FEED) == 1
    outlet.feed(item(f"{HOME}/a"))
    assert outlet.collect(at_once=True).new == 1
    assert outlet.plan().stopped_at is None


# Redirects


@mode("HTTP: 301 for a week")
def test_a_move_that_holds_for_a_week_is_a_move(outlet: Collection) -> None:
    moved = f"{HOME}/new.xml"
    outlet.feed(item(f"{HOME}/a"), url=moved)
    outlet.web.put(FEED, status=301, headers={"Location": moved})
    assert outlet.collect().new == 1
    outlet.later(days=6)
    outlet.collect()
    assert outlet.web.count(FEED) == 2
    outlet.later(days=1)
    outlet.collect()
    assert (outlet.web.count(FEED), outlet.web.count(moved)) == (2, 3)
    outlet.web.put(moved, "Not here.", status=404)
    outlet.feed(item(f"{HOME}/b"))
    for _ in range(2):
        outlet.later(days=1)
        outlet.collect()
    assert len(outlet.articles()) == 2


@mode("HTTP: 301 for a week")
def test_a_move_of_a_day_is_none(outlet: Collection) -> None:
    elsewhere = f"{HOME}/maintenance.xml"
    outlet.feed(url=elsewhere)
    outlet.web.put(FEED, status=301, headers={"Location": elsewhere})
    outlet.collect()
    outlet.feed(item(f"{HOME}/a"))
    outlet.later(days=1)
    assert outlet.collect().new == 1
    assert outlet.plan().moved_to is None


@mode("HTTP: redirect loop")
def test_a_redirect_loop_is_a_failure_that_is_named(outlet: Collection) -> None:
    for one, other in (("a", "c"), ("c", "a")):
        outlet.web.put(f"{HOME}/{one}", status=302, headers={"Location": f"/{other}"})
    report = outlet.collect()
    assert (report.new, report.rejected) == (1, 1)
    assert "redirect" in report.problems[0].reason
    assert outlet.web.count(f"{HOME}/a") <= 10
    outlet.web.put(FEED, status=302, headers={"Location": FEED})
    assert outlet.collect().answered == 0
    assert outlet.outcomes() == [ANSWERED, FAILED]


@mode("HTTP: redirect to the home page")
def test_a_page_that_was_deleted_and_leads_home_is_no_article(outlet: Collection) -> None:
    teasers = "".join(
        f'<h2><a href="/t{seed}">{headline(seed)}</a></h2>{story(seed, sentences=4)}'
        for seed in range(50, 56)
    )
    outlet.web.put(f"{HOME}/", f"<html><body><h1>Outlet</h1>{teasers}</body></html>")
    outlet.web.put(f"{HOME}/a", status=302, headers={"Location": "/"})
    report = outlet.collect()
    assert (report.new, report.rejected) == (1, 1)
    assert [row.url for row in outlet.articles()] == [f"{HOME}/b"]


# What is no answer


@mode("HTTP: 200 for a page that is not there")
def test_a_notice_that_nothing_was_found_is_no_article(outlet: Collection) -> None:
    notice = (
        "<p>Sorry, the page that you are looking for could not be found. It may have been moved or"
        " deleted. Please use the search above, or go to the home page.</p>"
    )
    outlet.web.put(f"{HOME}/a", page("Page not found | Outlet", notice))
    report = outlet.collect()
    assert (report.new, report.rejected) == (1, 1)


@mode("HTTP: 200 with HTML instead of a feed", "HTTP: empty body")
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<!DOCTYPE html><html><body><p>Our site is being renewed.</p></body></html>", "HTML"),
        ("", "empty"),
        (" \r\n ", "empty"),
        ('{"error": "moved"}', "JSON"),
    ],
)
def test_what_is_no_feed_is_a_failure_that_is_named(
    outlet: Collection, body: str, reason: str
) -> None:
    outlet.web.put(FEED, body, headers={"ETag": '"broken"'})
    report = outlet.collect()
    assert (report.answered, report.new) == (0, 0)
    assert reason in report.problems[0].reason
    assert outlet.validators() == {}
    assert outlet.plan().failures == 1


@mode("HTTP: empty body")
def test_an_empty_page_is_asked_for_again(outlet: Collection) -> None:
    outlet.web.put(f"{HOME}/a", "")
    assert outlet.collect().new == 1
    outlet.web.put(f"{HOME}/a", good(1))
    outlet.later(days=1)
    assert outlet.collect().new == 1


@mode("HTTP: a page that answers 503 once")
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_page_that_fails_once_is_collected(outlet: Collection, status: int) -> None:
    outlet.web.put(f"{HOME}/a", "Busy.", status=status)
    outlet.web.then(f"{HOME}/a", good(1))
    outlet.collect()
    outlet.later(hours=1)
    outlet.collect()
    assert len(outlet.articles()) == 2
    assert outlet.web.count(f"{HOME}/a") == 2


@mode("HTTP: a page that answers 503 once")
def test_a_page_that_says_when_it_will_be_back_is_waited_for(outlet: Collection) -> None:
    outlet.web.put(f"{HOME}/a", "Busy.", status=503, headers={"Retry-After": "0"})
    outlet.web.then(f"{HOME}/a", good(1))
    assert outlet.collect().new == 2


# Validators


@mode("HTTP: ETag and Last-Modified when the body did not change")
@pytest.mark.parametrize(
    ("told", "asked"), [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")]
)
def test_validators_are_kept_when_the_body_did_not_change(
    outlet: Collection, told: str, asked: str
) -> None:
    for value in ('W/"1"', 'W/"2"', 'W/"3"'):
        outlet.feed(item(f"{HOME}/a"), headers={told: value})
        outlet.collect()
        assert value in outlet.validators()[FEED]
    assert outlet.web.last(FEED).headers[asked] == 'W/"2"'
    assert outlet.outcomes() == [ANSWERED] * 3


@mode("HTTP: ETag and Last-Modified when the body did not change")
def test_no_validator_hides_pages_that_are_still_to_come(outlet: Collection) -> None:
    outlet.feed(item(f"{HOME}/a"), headers={"ETag": '"1"'})
    outlet.web.put(f"{HOME}/a", "Busy.", status=503)
    outlet.collect()
    outlet.web.put(f"{HOME}/a", good(1))
    outlet.later(hours=1)
    assert outlet.collect().new == 1
    assert outlet.validators() == {FEED: ('"1"', None)}


# robots.txt


@mode("HTTP: robots.txt with a crawl-delay")
def test_a_crawl_delay_is_kept(outlet: Collection) -> None:
    outlet.web.put(f"{HOME}/robots.txt", "User-agent: *\nCrawl-delay: 0.4", kind="text/plain")
    started = time.monotonic()
    assert outlet.collect().new == 2
    assert time.monotonic() - started >= 0.8  # from the feed to a, from a to b


@mode("HTTP: robots.txt with a server error")
def test_robots_txt_that_fails_forbids_all_for_now(outlet: Collection) -> None:
    outlet.web.put(f"{HOME}/robots.txt", "Oops.", status=500)
    report = outlet.collect(at_once=False)
    assert (report.answered, report.new, report.stopped) == (0, 0, ())
    assert "robots.txt" in report.problems[0].reason
    assert outlet.web.count(FEED) == 0
    outlet.web.put(f"{HOME}/robots.txt", "Not here.", status=404)
    outlet.later(hours=1)
    assert outlet.collect(at_once=False).new == 2


@mode("HTTP: robots.txt with a server error")
@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_robots_txt_allows_all(outlet: Collection, status: int) -> None:
    outlet.web.put(f"{HOME}/robots.txt", "No.", status=status)
    assert outlet.collect().new == 2


@mode("HTTP: robots.txt that is none")
@pytest.mark.parametrize(
    "body", ["<html><body><p>Disallow: /</p></body></html>", "\0\xff", "Crawl-delay: banana", ""]
)
def test_a_robots_txt_that_says_nothing_forbids_nothing(outlet: Collection, body: str) -> None:
    outlet.web.put(f"{HOME}/robots.txt", body, kind="text/plain")
    assert outlet.collect().new == 2


@mode("HTTP: robots.txt that is none")
def test_of_a_robots_txt_that_is_too_long_the_beginning_counts(outlet: Collection) -> None:
    rules = "User-agent: *\nDisallow: /b\n" + "# And so on.\n" * 50_000
    outlet.web.put(f"{HOME}/robots.txt", rules, kind="text/plain")
    outlet.collect()
    assert [row.url for row in outlet.articles()] == [f"{HOME}/a"]


@mode("HTTP: robots.txt with a server error")
def test_a_robots_txt_that_does_not_come_is_named(outlet: Collection) -> None:
    outlet.web.put(f"{HOME}/robots.txt", status=302, headers={"Location": "/robots.txt"})
    report = outlet.collect()
    assert report.answered == 0
    assert "robots.txt" in report.problems[0].reason


# Connections


@mode("HTTP: slow body")
def test_a_body_that_trickles_holds_nothing_up_for_ever(collection: Collection, raw: Raw) -> None:
    def trickle() -> Iterable[bytes | float]:
        yield head()
        while True:
            yield b"<p>And"
            yield 0.1

    feed_of(raw, slow=trickle, good=plain(good(1)))
    started = time.monotonic()
    report = collection.collect()
    assert (report.new, report.rejected) == (1, 1)
    assert report.problems[0].reason == "timed out"
    assert time.monotonic() - started < 4
    assert collection.rejections() == {f"{raw.url}/slow": UNREACHABLE}


@mode("HTTP: slow body")
def test_a_feed_that_trickles_is_a_failure(collection: Collection, raw: Raw) -> None:
    raw.answers["/feed.xml"] = lambda: [head(kind=XML), b"<rss>", *[0.5] * 20]
    assert collection.collect().answered == 0
    assert collection.outcomes() == [FAILED]


@mode("HTTP: endless body")
def test_a_body_without_an_end_is_cut_off(collection: Collection, raw: Raw) -> None:
    def endless() -> Iterable[bytes | float]:
        yield head()
        while True:
            yield b"<p>And so on.</p>" * 1_000

    collection.set(max_bytes=300_000)
    feed_of(raw, endless=endless, good=plain(good(1)))
    report = collection.collect()
    assert (report.new, report.rejected) == (1, 1)
    assert report.problems[0].reason == "larger than is fetched"


@mode("HTTP: wrong Content-Length")
def test_a_body_shorter_than_it_says_is_not_taken_for_the_whole(
    collection: Collection, raw: Raw
) -> None:
    text = good(1)
    feed_of(raw, short=lambda: [head(length=len(text)), text[: len(text) // 2]])
    report = collection.collect()
    assert (report.new, report.rejected) == (0, 1)
    assert collection.rejections() == {f"{raw.url}/short": UNREACHABLE}
    raw.answers["/short"] = plain(text)
    collection.later(hours=1)
    assert collection.collect().new == 1


@mode("HTTP: wrong Content-Length")
def test_a_body_longer_than_it_says_is_read_as_far_as_it_says(
    collection: Collection, raw: Raw
) -> None:
    text = good(1)
    feed_of(raw, long=lambda: [head(length=len(text)), text + b"<p>And more.</p>" * 100])
    assert collection.collect().new == 1
    assert "And more." not in collection.article().text


@mode("HTTP: broken chunks")
def test_a_body_in_broken_chunks_is_not_taken_for_the_whole(
    collection: Collection, raw: Raw
) -> None:
    text = good(1)
    start = head(more="Transfer-Encoding: chunked\r\n")
    half = text[: len(text) // 2]
    feed_of(
        raw,
        torn=lambda: [start, f"{len(half):x}\r\n".encode() + half + b"\r\n"],
        wrong=lambda: [start, b"zz\r\n" + half],
        good=lambda: [start, f"{len(text):x}\r\n".encode() + text + b"\r\n0\r\n\r\n"],
    )
    report = collection.collect()
    assert (report.new, report.rejected) == (1, 2)
    assert set(collection.rejections().values()) == {UNREACHABLE}


@mode("HTTP: broken chunks")
@pytest.mark.parametrize("said", [b"", b"\x00\xff" * 200, b"HTTP/9.9 banana\r\n\r\n", b"<html>"])
def test_what_is_no_http_at_all_is_a_failure(collection: Collection, raw: Raw, said: bytes) -> None:
    feed_of(raw, bad=lambda: [said], good=plain(good(1)))
    report = collection.collect()
    assert (report.new, report.rejected) == (1, 1)
    assert report.problems[0].reason


@mode("HTTP: bad certificate chain")
def test_a_certificate_that_nobody_signed_does_not_keep_readers_from_the_news(
    collection: Collection, tmp_path: Path
) -> None:
    collection.set(proxy=None, allow=("localhost",))
    with raw_server(self_signed(tmp_path)) as server:
        collection.source(home=server.url)
        feed_of(server, a=plain(good(1)))
        assert collection.collect().new == 1
