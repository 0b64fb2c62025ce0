"""Much at once: sitemaps and feeds at their limits, and pages that take for ever to read."""

import time
from collections.abc import Iterator

import pytest

from commissioning.domain.articles import FeedEntry
from commissioning.domain.coverage import RejectionReason
from crawler.archive import Archive
from crawler.intake import Intake
from crawler.reading import Readers
from tests.crawler.failures.modes import mode
from tests.crawler.failures.web import HOME, RSS, XML, Collection, headline, item, page, story

MAP, FEED = f"{HOME}/map.xml", f"{HOME}/feed.xml"
SLOW = '\n[[source.selectors]]\nremove = "p ~ p ~ i"\n'  # takes the cube of the paragraphs' number


def sitemap(count: int, *more: str) -> str:
    named = "".join(f"<url><loc>{link}</loc></url>" for link in more)
    places = "".join(f"<url><loc>{HOME}/old/a-story-{n}</loc></url>" for n in range(count))
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{named}{places}</urlset>'


@pytest.fixture
def intake(collection: Collection) -> Iterator[Intake]:
    """What takes in the answers of a source 'outlet'."""
    collection.source(sitemap=MAP)
    limits = collection.settings.collect
    with (
        Archive(collection.settings.archive, "a.warc.gz") as archive,
        Readers(1, limits.patience) as readers,
    ):
        opened = Intake(collection.settings, collection.database, archive, readers, 1)
        opened.register(collection.sources)
        yield opened


@mode("volume: sitemap of 50,000 URLs")
def test_a_sitemap_of_50_000_urls_is_read_whole(collection: Collection) -> None:
    link = collection.publish("new/a", 1)
    collection.web.put(MAP, sitemap(49_999, link), kind=XML)
    collection.source(sitemap=MAP, only="/new/")
    started = time.monotonic()
    report = collection.collect()
    assert (report.new, report.rejected) == (1, 0)
    assert time.monotonic() - started < 40


@mode("volume: sitemap of 50,000 URLs")
def test_what_is_wanted_of_50_000_urls_is_asked_in_a_few_queries(
    collection: Collection, intake: Intake
) -> None:
    entries = [FeedEntry(url=f"{HOME}/a-story-{n}") for n in range(50_000)]
    started = time.monotonic()
    wanted = intake.wanted(collection.sources[0], entries)
    assert (len(wanted.entries), wanted.known, wanted.left) == (50_000, 0, False)
    assert time.monotonic() - started < 20


@mode("volume: feed of 50 MB")
@pytest.mark.parametrize("size", [52_000_000, 62_000_000])
def test_a_feed_of_over_50_mb_is_refused_and_named(collection: Collection, size: int) -> None:
    collection.source()
    collection.web.put(FEED, f"<rss>{' ' * size}</rss>", kind=RSS)
    collection.set(timeout=30.0)
    report = collection.collect()
    assert (report.answered, report.new) == (0, 0)
    assert "larger than" in report.problems[0].reason
    collection.feed(item(collection.publish("a", 1)))
    assert collection.collect().new == 1


@mode("volume: feed of 50 MB")
def test_a_feed_of_many_mb_is_read(collection: Collection) -> None:
    link = collection.publish("new/a", 1)
    whole = f"<description><![CDATA[{'<p>word</p>' * 100_000}]]></description></item>"
    items = [item(f"{HOME}/old/{n}").replace("</item>", whole) for n in range(14)]
    collection.feed(item(link), *items)
    collection.source(feed=FEED, only="/new/")
    collection.set(timeout=30.0)
    assert collection.collect().new == 1


@mode("volume: a page that takes too long to read")
def test_a_page_that_takes_too_long_is_named_and_the_rest_goes_on(collection: Collection) -> None:
    slow = collection.web.put(f"{HOME}/slow", page("Slow", story(1) + "<p>And.</p>" * 8_000))
    other = "http://other.example"
    collection.source(rest=SLOW, feed=FEED)
    collection.source("other", home=other)
    collection.feed(item(slow), item(collection.publish("a", 2)))
    collection.feed(item(collection.publish("a", 3, home=other)), url=f"{other}/feed.xml")
    collection.set(patience=2.5)
    started = time.monotonic()
    report = collection.collect()
    assert {row.headline for row in collection.articles()} == {headline(2), headline(3)}
    assert collection.rejections() == {slow: RejectionReason.TOO_SLOW}
    assert [problem.url for problem in report.problems] == [slow]
    assert "took too long" in report.problems[0].reason
    assert time.monotonic() - started < 20
    collection.later(days=1)
    collection.collect()
    assert collection.web.count(slow) == 1
