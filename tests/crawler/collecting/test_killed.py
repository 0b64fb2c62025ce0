"""A collection killed at ten moments and run on: nothing is lost, doubled or fetched in vain."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

from sqlalchemy import select
from warcio.checker import Checker

from commissioning.settings import CollectSettings, Settings
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow, CommentRow, VersionRow
from crawler.collecting.collect import WAITING_BODIES, collect
from crawler.pages.pool import AHEAD
from crawler.sources import parse_sources
from tests.crawler.serving import rss

ROOT = Path(__file__).parents[3]
PAGES, KILLS, WORKERS = 500, 10, 2
# Forks a process for each line it is told, which collects, and tells how it ended: what it imports
# takes longer than what is collected until it is killed.
PARENT = """
import os
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
    collect=CollectSettings(delay=0.0, timeout=5.0, allow=("127.0.0.1",), workers=2),
)
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        collect(settings, Database(settings.database_url), parse_sources(sys.argv[2]))
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class _Site(ThreadingHTTPServer):
    asked: Counter[str]


def _page(number: int) -> str:
    words = random.Random(number).sample("hill mill barn gate lane brook field well".split(), 5)
    text = f"Surgery {number} at {' '.join(words)} wrote of the budget that it would not take. "
    comments = "".join(
        f'<li class="comment"><b class="fn">Reader {n}</b><p>Comment {n} of {number}.</p></li>'
        for n in range(number % 3)
    )
    return (
        f"<html><head><title>Title {number}</title></head><body><article><h1>Title {number}</h1>"
        f"<p>{text * 3}</p></article>"
        f'<div id="comments"><ol class="comment-list">{comments}</ol></div></body></html>'
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Site

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        base = f"http://127.0.0.1:{self.server.server_port}"
        kind = "text/html"
        if self.path == "/feed.xml":
            body, kind = rss(*(f"{base}/n/{n}" for n in range(PAGES))), "application/rss+xml"
        elif self.path.startswith("/n/"):
            body = _page(int(self.path[3:]))
        else:
            body = ""
        data = body.encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def _serving() -> Iterator[_Site]:
    with _Site(("127.0.0.1", 0), _Handler) as site:
        site.asked = Counter()
        site.daemon_threads = True
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site
        site.shutdown()


def _sources(site: _Site) -> str:
    base = f"http://127.0.0.1:{site.server_port}"
    return (
        f'[[source]]\nslug = "a"\nname = "A"\nkind = "trade"\nhome = "{base}/"\n'
        f'feed = "{base}/feed.xml"\n'
    )


def _settings(folder: Path) -> Settings:
    return Settings(
        workspace=folder,
        now=datetime(2026, 1, 1, tzinfo=UTC),
        collect=CollectSettings(delay=0.0, timeout=5.0, allow=("127.0.0.1",), workers=WORKERS),
    )


def _stored(folder: Path) -> tuple[list[tuple[str, str, str]], list[str], list[tuple[str, str]]]:
    """Articles, versions and comments; addresses without the port, which differs."""
    database = Database(_settings(folder).database_url)
    with database.session() as session:
        articles = [
            (row.url.partition("/n/")[2], row.headline, row.text)
            for row in session.scalars(select(ArticleRow))
        ]
        versions = list(session.scalars(select(VersionRow.text)))
        comments = [
            (row.author or "", row.text)
            for row in session.scalars(select(CommentRow).order_by(CommentRow.text))
        ]
    database.close()
    return sorted(articles), versions, comments


def test_killed_ten_times_it_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    chosen = random.Random(4)
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    killed.mkdir()
    whole.mkdir()
    for folder in (killed, whole):
        (folder / "readers.key").write_text("0a" * 32, "ascii")
    kills = 0
    with _serving() as site:
        listed = _sources(site)
        command = [sys.executable, "-c", PARENT, str(killed), listed]
        with subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        ) as parent:
            assert parent.stdin is not None
            assert parent.stdout is not None
            for _ in range(KILLS):
                before = sum(site.asked.values())
                moment = chosen.randrange(1, 45)
                parent.stdin.write("go\n")
                child = int(parent.stdout.readline())
                while sum(site.asked.values()) < before + moment:
                    os.kill(child, 0)  # there is one to be killed
                    time.sleep(0.01)
                os.kill(child, signal.SIGKILL)
                kills += int(parent.stdout.readline()) == -signal.SIGKILL
            parent.stdin.close()
        settings = _settings(killed)
        database = Database(settings.database_url)
        collect(settings, database, parse_sources(listed))
        database.close()
        asked = Counter({path: n for path, n in site.asked.items() if path.startswith("/n/")})
    assert kills == KILLS
    assert len(asked) == PAGES
    in_flight = 2 * WAITING_BODIES + WORKERS * AHEAD + 2
    assert sum(asked.values()) - PAGES <= KILLS * in_flight
    with _serving() as site:
        settings = _settings(whole)
        database = Database(settings.database_url)
        collect(settings, database, parse_sources(_sources(site)))
        database.close()
    assert _stored(killed) == _stored(whole)
    assert len(_stored(whole)[0]) == PAGES
    files = sorted(str(path) for path in (killed / "archive").glob("*.warc.gz"))
    assert files
    assert Checker(SimpleNamespace(inputs=files, verbose=False)).process_all() == 0
