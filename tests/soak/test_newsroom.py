"""The grown outlets and their weather: the same for the same numbers, and served as pages."""

from collections import Counter
from datetime import timedelta
from urllib.request import ProxyHandler, build_opener

from crawler.sources import parse_sources
from tests.soak.newsroom import EDITED, EDITED_AFTER, FIRST, OUTLETS, Newsroom
from tests.soak.serving import FORK, serving
from tests.soak.weather import CALM, Mishap, Weather

DAYS, ARTICLES = 730, 30_000


def test_there_are_as_many_sources_as_outlets_all_marked_as_samples() -> None:
    sources = parse_sources(Newsroom(DAYS, ARTICLES).sources())
    assert len(sources) == OUTLETS
    assert all(source.sample for source in sources)


def test_every_article_is_published_once_on_its_day_and_the_same_each_time() -> None:
    newsroom = Newsroom(10, 60)
    hosts = [newsroom.host(at) for at in range(OUTLETS)]
    first = {}
    for number in range(60):
        path, day = f"/a/{number}", number * 10 // 60
        shown = [page for host in hosts if (page := newsroom.page(host, path, day))]
        assert len(shown) == 1
        assert not any(newsroom.page(host, path, day - 1) for host in hosts)
        first[path] = shown[0]
    again = Newsroom(10, 60)
    assert all(
        page in [again.page(host, path, 9) for host in hosts] for path, page in first.items()
    )


def test_some_articles_are_edited_two_days_later_and_their_feed_says_so() -> None:
    newsroom = Newsroom(10, 200)
    paths = [f"/a/{number}" for number in range(0, 100, EDITED)]
    hosts = [newsroom.host(at) for at in range(OUTLETS)]
    told = 0
    for number, path in zip(range(0, 100, EDITED), paths, strict=True):
        day = number * 10 // 200
        (host,) = [host for host in hosts if newsroom.page(host, path, day)]
        stood = [newsroom.page(host, path, at) for at in (day, day + 1, day + 2, 9)]
        assert stood[0] == stood[1]
        assert stood[2] == stood[3]
        feeds = [newsroom.page(host, at, 9) for at in ("/atom.xml", "/feeds/posts/default")]
        edited = FIRST + timedelta(days=day + EDITED_AFTER)
        says = any(feed and f"<updated>{edited}T".encode() in feed.body for feed in feeds)
        assert says == (stood[0] != stood[2])
        told += says
    assert told


def test_articles_are_spread_over_the_outlets() -> None:
    newsroom = Newsroom(DAYS, ARTICLES)
    counts = Counter(len(newsroom.numbers(at)) for at in range(OUTLETS))
    assert sum(many * outlets for many, outlets in counts.items()) == ARTICLES
    assert min(counts) > 0.9 * ARTICLES / OUTLETS


def test_all_kinds_of_mishaps_happen_and_none_in_the_calm() -> None:
    weather = Weather(seed=14, calm=DAYS - 12)
    mishaps = [weather.mishap(day) for day in range(DAYS)]
    assert set(mishaps) == {None, *Mishap}
    assert not any(mishaps[-12:])
    assert mishaps == [Weather(seed=14, calm=DAYS - 12).mishap(day) for day in range(DAYS)]
    assert {CALM.of(day, "a.example", "/") for day in range(100)} == {None}


def test_the_proxy_gives_the_pages_of_its_day() -> None:
    today = FORK.Value("i", 0)
    with serving(Newsroom(10, 60), CALM, today) as proxy:
        opener = build_opener(ProxyHandler({"http": proxy}))
        with opener.open("http://outlet-0.example/") as answer:
            before = answer.read()
        today.value = 9
        with opener.open("http://outlet-0.example/") as answer:
            after = answer.read()
    assert before.count(b"<li>") < after.count(b"<li>")
