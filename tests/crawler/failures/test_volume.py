"""Much at once: sitemaps and feeds at their limits, and pages that take for ever to read."""

import time

import pytest
from sqlalchemy import event

from commissioning.domain.articles import FeedEntry
from commissioning.domain.coverage import RejectionReason
from crawler.collecting.kept import Kept
from tests.crawler.failures.modes import mode
from tests.crawler.failures.web import HOME, RSS, XML, Collection, headline, item, page, story

MAP, FEED = f"{HOME}/map.xml", f"{HOME}/feed.xml"
SLOW = '\n[[source.selectors]]\nremove = "p ~ p ~ i"\n'  # takes the cube of the paragraphs' number


def sitemap(count: int, *more: str) -> str:
    named = "".join(f"<url><loc>{link}</loc></url>" for link in more)
    places = "".join(f"<url><loc>{HOME}/old/a-story-{n}</loc></url>" for n in range(count))
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{named}{places}</urlset>'


@mode("volume: sitemap of 50,000 URLs")
def test_a_sitemap_of_50_000_urls_is_read_whole(collection: Collection) -> None:
    link = collection.publish("new/a", 1)
    collection.web.put(MAP, sitemap(49_999, link), kind=XML)
    collection.source(sitemap=MAP, only="/new/")
    report = collection.collect()
    assert (report.new, report.rejected) == (1, 0)


@mode("volume: sitemap of 50,000 URLs")
def test_what_is_wanted_of_50_000_urls_is_asked_in_a_few_queries(
    collection: Collection,
) -> None:
    collection.source(sitemap=MAP)
    [outlet] = collection.sources
    entries = [FeedEntry(url=f"{HOME}/a-story-{n}") for n in range(50_000)]
    asked: list[str] = []
    event.listen(
        collection.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2])
    )
    kept = Kept(collection.settings, collection.database, {outlet.slug: 1})
    wanted = kept.wanted(outlet, entries)
    assert (len(wanted.entries), wanted.known, wanted.left) == (50_000, 0, False)
    assert len(asked) < 1_000


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
