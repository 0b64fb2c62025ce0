from commissioning.settings import Settings
from crawler.checking import State, check_sources
from crawler.sources import SourceEntry
from tests.crawler.serving import Served, rss, source

XML = "application/rss+xml"


def state(settings: Settings, sources: tuple[SourceEntry, ...]) -> tuple[State, str | None]:
    [found] = check_sources(settings, sources)
    return found.state, found.detail


def test_a_feed_that_answers_is_ok_and_no_page_is_fetched(
    served: Served, settings: Settings
) -> None:
    served.put("/feed.xml", rss(*served.articles("a")), kind=XML)
    [found] = check_sources(settings, source(served, feed=f"{served.url}/feed.xml"))
    assert (found.state, found.entries, found.in_trouble) == (State.OK, 1, False)
    assert found.newest is not None
    assert served.count("/a") == 0


def test_a_feed_that_moved_is_told_with_the_line_to_write(
    served: Served, settings: Settings
) -> None:
    served.put("/old.xml", "gone", status=404)
    link = '<link rel="alternate" type="application/rss+xml" href="/new.xml">'
    served.put("/", f"<html><head>{link}</head></html>")
    served.put("/new.xml", rss(f"{served.url}/a"), kind=XML)
    found, detail = state(settings, source(served, feed=f"{served.url}/old.xml"))
    assert found is State.MOVED
    assert f'feed = "{served.url}/new.xml"' in (detail or "")


def test_a_source_that_does_not_answer_is_failing(served: Served, settings: Settings) -> None:
    served.put("/feed.xml", "", status=503)
    served.put("/", "", status=503)
    found, detail = state(settings, source(served, feed=f"{served.url}/feed.xml"))
    assert found is State.FAILING
    assert "503" in (detail or "")


def test_a_feed_without_entries_is_empty(served: Served, settings: Settings) -> None:
    served.put("/feed.xml", rss(), kind=XML)
    assert state(settings, source(served, feed=f"{served.url}/feed.xml"))[0] is State.EMPTY
