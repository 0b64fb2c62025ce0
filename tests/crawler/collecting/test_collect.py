"""Collecting from a real server: each sort of source, and each way in which it can fail."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug import Request, Response

from commissioning.domain.coverage import PollOutcome, RejectionReason
from commissioning.domain.errors import SettingsError
from commissioning.settings import Settings
from commissioning.store.articles import stored
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow, PollRow, RejectionRow
from crawler.collecting.collect import collect
from tests.crawler.archive.test_archive import bodies
from tests.crawler.serving import Served, page, rss, source

XML = "application/rss+xml"
ROOT = Path(__file__).parents[3]


def headlines(database: Database) -> set[str]:
    with database.session() as session:
        return set(session.scalars(select(ArticleRow.headline)))


def polls(database: Database) -> list[str]:
    with database.session() as session:
        return list(session.scalars(select(PollRow.outcome).order_by(PollRow.id)))


def test_a_feed_gives_its_articles_with_comments_and_raw_pages(
    served: Served, settings: Settings, opened: Database
) -> None:
    links = served.articles("a", "b")
    served.put("/c", page("Title c", comments=2))
    served.put("/feed.xml", rss(*links, f"{served.url}/c?utm_source=rss"), kind=XML)
    report = collect(settings, opened, source(served, feed=f"{served.url}/feed.xml"))
    assert (report.new, report.comments, report.rejected) == (3, 2, 0)
    assert headlines(opened) == {"Title a", "Title b", "Title c"}
    [warc] = (settings.archive).glob("*.warc.gz")
    assert len(bodies(warc)) == 4
    with opened.session() as session:
        for row in session.scalars(select(ArticleRow)):
            assert row.archive_file == warc.name
            assert "Reader" not in row.text


def test_the_crawler_says_who_it_is_and_keeps_to_robots_txt(
    served: Served, settings: Settings, opened: Database
) -> None:
    served.put("/robots.txt", "User-agent: *\nDisallow: /private", kind="text/plain")
    links = served.articles("a", "private")
    served.put("/feed.xml", rss(*links), kind=XML)
    report = collect(settings, opened, source(served, feed=f"{served.url}/feed.xml"))
    assert (report.new, report.rejected) == (1, 1)
    assert served.count("/private") == 0
    with opened.session() as session:
        [row] = session.scalars(select(RejectionRow))
        assert row.reason == RejectionReason.FORBIDDEN
    agents = {request.headers["User-Agent"] for request in served.asked}
    assert all("test@digest.example" in agent for agent in agents)


def test_collecting_twice_changes_nothing_and_asks_for_no_page_again(
    served: Served, settings: Settings, opened: Database
) -> None:
    served.put("/feed.xml", rss(*served.articles("a", "b")), kind=XML, headers={"ETag": '"1"'})
    sources = source(served, feed=f"{served.url}/feed.xml")
    collect(settings, opened, sources)
    second = collect(settings, opened, sources, at_once=True)
    assert (second.new, second.changed) == (0, 0)
    assert (served.count("/a"), served.count("/b")) == (1, 1)
    assert polls(opened) == [PollOutcome.ANSWERED, PollOutcome.NOT_MODIFIED]


def test_a_feed_that_moved_is_found_again_from_the_home_page(
    served: Served, settings: Settings, opened: Database
) -> None:
    served.put("/old.xml", "gone", status=404)
    link = '<link rel="alternate" type="application/rss+xml" href="/new.xml">'
    served.put("/", f"<html><head>{link}</head><body>Home</body></html>")
    served.put("/new.xml", rss(*served.articles("a")), kind=XML)
    report = collect(settings, opened, source(served, feed=f"{served.url}/old.xml"))
    assert report.new == 1
    assert any("found again" in problem.reason for problem in report.problems)


def test_a_news_sitemap_and_a_paged_listing_give_their_articles(
    served: Served, settings: Settings, opened: Database
) -> None:
    links = served.articles("a", "b", "c")
    places = "".join(f"<url><loc>{link}</loc></url>" for link in links[:1])
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
    served.put("/map.xml", sitemap, kind="application/xml")
    news = '<a class="item" href="/b">B</a><a class="next" href="/more">Next</a>'
    served.put("/news", f"<html><body>{news}</body></html>")
    served.put("/more", '<html><body><a class="item" href="/c">C</a></body></html>')
    listing = f'[source.listing]\nurl = "{served.url}/news"\nitem = "a.item"\nnext = "a.next"\n'
    first = collect(settings, opened, source(served, sitemap=f"{served.url}/map.xml"))
    second = collect(settings, opened, source(served, listing=listing), at_once=True)
    assert (first.new, second.new) == (1, 2)


def test_what_fails_is_named_and_counted_and_the_rest_goes_on(
    served: Served, settings: Settings, opened: Database
) -> None:
    silent = socket.create_server(("127.0.0.1", 0))  # takes the connection and never answers
    links = served.articles("good")
    served.put("/gone", "gone", status=410)
    served.put("/empty", "<html><body><p>Nothing.</p></body></html>")
    served.put("/image", b"\x89PNG", kind="image/png")
    wrong = [f"{served.url}/{name}" for name in ("gone", "empty", "image")]
    wrong.append(f"http://127.0.0.1:{silent.getsockname()[1]}/slow")
    served.put("/feed.xml", rss(*links, *wrong, "http://127.0.0.1:1/closed"), kind=XML)
    report = collect(settings, opened, source(served, feed=f"{served.url}/feed.xml"))
    silent.close()
    assert report.new == 1
    assert {problem.url.rsplit("/", 1)[1] for problem in report.problems} == {
        *("slow", "gone", "empty", "image", "closed")
    }
    assert all("\n" not in problem.reason for problem in report.problems)


@pytest.mark.parametrize(
    ("body", "status"), [("<html><body>Not here</body></html>", 200), ("", 500), ("", 200)]
)
def test_a_feed_that_is_no_feed_is_a_failed_poll(
    served: Served, settings: Settings, opened: Database, body: str, status: int
) -> None:
    served.put("/feed.xml", body, status=status)
    served.put("/", "<html><body>No feed here</body></html>")
    report = collect(settings, opened, source(served, feed=f"{served.url}/feed.xml"))
    assert (report.polled, report.answered, report.new) == (1, 0, 0)
    assert polls(opened) == [PollOutcome.FAILED]
    assert report.problems


def test_a_source_that_is_not_listed_is_named(
    served: Served, settings: Settings, opened: Database
) -> None:
    with pytest.raises(SettingsError, match="no source 'nobody'"):
        collect(settings, opened, source(served), only=("nobody",))


CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from commissioning.settings import CollectSettings, Settings
from commissioning.store.database import Database
from crawler.collecting.collect import collect
from crawler.sources import parse_sources
settings = Settings(
    workspace=Path(sys.argv[1]),
    now=datetime(2026, 1, 1, tzinfo=UTC),
    collect=CollectSettings(delay=0.0, timeout=5.0, allow=("localhost",)),
)
collect(settings, Database(settings.database_url), parse_sources(Path(sys.argv[2]).read_text()))
"""


def test_a_run_that_was_killed_goes_on_where_it_was_and_doubles_nothing(
    served: Served, settings: Settings, opened: Database, tmp_path: Path
) -> None:
    names = [f"n{number}" for number in range(40)]

    def answer(request: Request) -> Response:
        served.asked.append(request)
        time.sleep(0.05)
        return Response(page(f"Title {request.path}"), content_type="text/html")

    for name in names:
        served.server.expect_request(f"/{name}").respond_with_handler(answer)
    served.put("/feed.xml", rss(*(f"{served.url}/{name}" for name in names)), kind=XML)
    sources = source(served, feed=f"{served.url}/feed.xml")
    listed = tmp_path / "listed.toml"
    listed.write_text(
        f'[[source]]\nslug = "a"\nname = "A"\nkind = "trade"\nhome = "{served.url}/"\n'
        f'feed = "{served.url}/feed.xml"\n',
        "utf-8",
    )
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", CHILD, str(settings.workspace), str(listed)], cwd=ROOT
    )
    deadline = time.monotonic() + 30
    kept = 0
    while kept < 5 and time.monotonic() < deadline:
        time.sleep(0.05)
        with opened.session() as session:
            kept, _ = stored(session)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert 5 <= kept < len(names)
    collect(settings, opened, sources)
    with opened.session() as session:
        assert stored(session)[0] == len(names)
        urls = list(session.scalars(select(ArticleRow.url)))
    assert len(set(urls)) == len(urls)
