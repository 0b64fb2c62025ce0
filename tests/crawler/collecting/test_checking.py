from datetime import UTC, date, datetime
from typing import Any

import pytest

from commissioning.domain.coverage import Reading, SourceHistory
from commissioning.settings import Settings
from crawler.collecting.checking import State, check_sources, what_is_odd
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
    assert (found.state, found.entries) == (State.SILENT, 1)
    assert found.newest == date(2010, 7, 12)
    fresh = settings.model_copy(update={"now": datetime(2010, 7, 20, tzinfo=UTC)})
    [found] = check_sources(fresh, source(served, feed=f"{served.url}/feed.xml"))
    assert (found.state, found.entries, found.in_trouble) == (State.OK, 1, False)
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
    served.put("/feed.xml", "", status=500)
    served.put("/", "", status=500)
    found, detail = state(settings, source(served, feed=f"{served.url}/feed.xml"))
    assert found is State.FAILING
    assert "500" in (detail or "")


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (503, {}, State.WAITING),
        (429, {}, State.WAITING),
        (429, {"Retry-After": "316800"}, State.WAITING),
        (410, {}, State.GONE),
    ],
)
def test_a_source_that_asks_to_wait_is_told_from_one_that_is_gone(
    served: Served, settings: Settings, status: int, headers: dict[str, str], expected: State
) -> None:
    served.put("/feed.xml", "", status=status, headers=headers)
    found, detail = state(settings, source(served, feed=f"{served.url}/feed.xml"))
    assert found is expected
    assert str(status) in (detail or "")


def a_reading(
    *,
    pages: int = 20,
    refused: float = 0.0,
    letters: int = 3000,
    dated: float = 1.0,
    signed: float = 0.9,
) -> Reading:
    return Reading(pages=pages, refused=refused, letters=letters, dated=dated, signed=signed)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"refused": 0.9}, "gave no article"),
        ({"letters": 140}, "shrank to 140"),
        ({"dated": 0.1}, "have a date"),
        ({"signed": 0.0}, "name an author"),
    ],
)
def test_a_redesign_that_broke_the_reading_is_noticed(changed: dict[str, Any], words: str) -> None:
    before = a_reading()
    assert words in (what_is_odd(SourceHistory(before=before, lately=a_reading(**changed))) or "")
    assert what_is_odd(SourceHistory(before=before, lately=before)) is None
    few = a_reading(pages=2, **changed)
    assert what_is_odd(SourceHistory(before=before, lately=few)) is None


def test_a_feed_without_entries_is_empty(served: Served, settings: Settings) -> None:
    served.put("/feed.xml", rss(), kind=XML)
    assert state(settings, source(served, feed=f"{served.url}/feed.xml"))[0] is State.EMPTY
