"""What is told of two lives: growth that articles and lists explain, and other growth."""

from collections.abc import Callable

from tests.soak.archived import Kept
from tests.soak.figures import Life, table, unexplained
from tests.soak.life import Day
from tests.soak.newsroom import OUTLETS

DAYS = 100


def a_life(
    *,
    database: Callable[[int], int] = lambda day: 10_000 * day,
    memory: Callable[[int], float] = lambda _: 250.0,
    page: Callable[[int], int] = lambda _: 1_400,
    entry: Callable[[int], int] = lambda _: 200,
) -> Life:
    """Twenty articles a day, whose outlets list all that they have."""
    days = [
        Day(
            day=at,
            mishap="",
            said="",
            seconds={},
            memory=memory(at),
            articles=OUTLETS * at,
            database=database(at),
            archive=0,
            site=50_000 * at,
        )
        for at in range(DAYS)
    ]
    pages = [Kept(day=at, page=True, size=page(at)) for at in range(DAYS)]
    lists = [Kept(day=at, page=False, size=entry(at) * min(at, 40)) for at in range(1, DAYS)]
    return Life(days=days, kept=[*pages, *lists])


def test_what_articles_and_longer_lists_need_is_explained() -> None:
    assert list(unexplained(a_life())) == []


def test_each_thing_that_grows_by_itself_is_named() -> None:
    swollen = a_life(
        database=lambda day: 200 * day**2,
        memory=lambda day: 250.0 + 2 * day,
        page=lambda day: 1_400 + 40 * day,
        entry=lambda day: 200 + 10 * day,
    )
    named = [line.partition(":")[0] for line in unexplained(swollen)]
    assert named == ["database", "archive, pages", "archive, lists", "memory"]


def test_a_process_begun_anew_is_told_by_itself() -> None:
    broken = a_life(memory=lambda day: 0.0 if day in (10, 80) else 240.0 + (day == 81))
    assert broken.begun_anew == [240.0, 241.0]
    rows = table({"calm": a_life(), "broken": broken}).splitlines()
    assert "| memory of the first and the last new process, MB |  | 240, then 241 |" in rows
    assert "| articles | 1,980 | 1,980 |" in rows
