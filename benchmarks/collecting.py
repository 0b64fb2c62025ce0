"""Pages a second of a whole collection, beside bare trafilatura and, where there is one, a peer.

    python benchmarks/collecting.py [PAGES] [--peer PYTHON]

The peer is news-please in an environment of its own, whose Python is named. The pages, about 60 kB
each, come from a server on loopback. Last, 200 idle sources, beside their requests alone.
"""

import argparse
import multiprocessing
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import trafilatura

from benchmarks.serving import page, serving
from commissioning.domain.dates import Dated, Precision
from commissioning.settings import CollectSettings, Settings
from commissioning.store.database import Database
from crawler.collecting.collect import CollectReport, collect
from crawler.pages.pool import Job, Readers
from crawler.sources import SourceEntry, parse_sources

CORES = 2
SOURCES = 200
PEER_PAGES = 150
PEER = """
import sys
from newsplease import NewsPlease
found = NewsPlease.from_urls(sys.argv[1:], request_args={"timeout": 20})
print(sum(bool(article and getattr(article, "maintext", None)) for article in found.values()))
"""


def main() -> None:
    """Print the rates and their ratios."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("pages", type=int, nargs="?", default=500)
    arguments.add_argument("--peer", type=Path)
    chosen = arguments.parse_args()
    with serving(chosen.pages) as port, tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder), port)
        sources = _sources(1, port)
        collected, report = _timed(settings, sources)
        rate = report.new / collected
        size = len(page(1)) / 1000
        print(f"{report.new} of {chosen.pages} pages of {size:.0f} kB, {report.comments} comments")
        print(f"digest collect:       {rate:7.1f} pages a second, extraction and store included")
        _extraction(min(chosen.pages, 1_000))
        if chosen.peer:
            peer = _peer(chosen.peer, port)
            print(f"news-please:          {peer:7.1f} pages a second ({PEER_PAGES} pages)")
            print(f"ratio to news-please: {rate / peer:7.2f}")
    _idle()


def _extraction(count: int) -> None:
    pages = [page(number) for number in range(count)]
    context = multiprocessing.get_context("forkserver")
    with context.Pool(CORES) as pool:
        pool.map(_bare, pages[:8])
        begin = time.perf_counter()
        pool.map(_bare, pages, chunksize=8)
        bare = count / (time.perf_counter() - begin)
    captured = Dated(
        moment=datetime(2026, 1, 1, tzinfo=UTC), precision=Precision.DAY, found_in="response"
    )
    with Readers(CORES, 20.0) as readers:
        begin = 0.0
        for number, body in enumerate([*pages[:8], *pages]):
            if number == 8:
                list(readers.results(block=True))
                begin = time.perf_counter()
            url = f"http://a.example/{number}"
            readers.submit(Job(body=body, url=url, source="a", captured=captured))
            list(readers.results(block=False))
        list(readers.results(block=True))
        ours = count / (time.perf_counter() - begin)
    print(f"bare trafilatura:     {bare:7.1f} pages a second on {CORES} cores, metadata included")
    print(f"our extraction:       {ours:7.1f} pages a second on {CORES} cores")
    print(f"ratio to trafilatura: {ours / bare:7.2f}")


def _bare(body: bytes) -> int:
    found = trafilatura.bare_extraction(body.decode())
    return len(getattr(found, "text", None) or "")


def _peer(python: Path, port: int) -> float:
    urls = [f"http://127.0.0.1:{port}/a/{number}" for number in range(PEER_PAGES)]
    once = [str(python), "-c", PEER]
    begin = time.perf_counter()
    subprocess.run([*once, urls[0]], check=True, capture_output=True)
    started = time.perf_counter() - begin
    begin = time.perf_counter()
    done = subprocess.run([*once, *urls], check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - begin - started
    return int(done.stdout.split()[-1]) / max(seconds, 0.001)


def _idle() -> None:
    """200 sources that have nothing new, and the same requests sent by Scrapy alone."""
    with serving(5) as port, tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder), port, proxy=True)
        sources = _sources(SOURCES, port, proxy=True)
        _timed(settings, sources)
        ours, report = _timed(settings, sources)
        bare = _bare_requests(settings, sources)
    print(f"{SOURCES} idle sources: {ours:.2f} s, {report.answered} answered, {report.new} new")
    print(f"their requests alone: {bare:.2f} s")
    print(f"ratio: {ours / bare:.2f}")


def _bare_requests(settings: Settings, sources: tuple[SourceEntry, ...]) -> float:
    from benchmarks.requests_alone import send

    urls = [source.feed or "" for source in sources]
    begin = time.perf_counter()
    answered = send(urls, settings.collect)
    seconds = time.perf_counter() - begin
    if answered != len(urls):
        raise SystemExit(f"only {answered} of {len(urls)} requests were answered")
    return seconds


def _timed(settings: Settings, sources: tuple[SourceEntry, ...]) -> tuple[float, CollectReport]:
    database = Database(settings.database_url)
    begin = time.perf_counter()
    report = collect(settings, database, sources, at_once=True)
    seconds = time.perf_counter() - begin
    database.close()
    return seconds, report


def _settings(folder: Path, port: int, *, proxy: bool = False) -> Settings:
    return Settings(
        workspace=folder,
        now=datetime(2026, 1, 1, tzinfo=UTC),
        collect=CollectSettings(
            delay=0.0,
            timeout=20.0,
            allow=("127.0.0.1",),
            proxy=f"http://127.0.0.1:{port}" if proxy else None,
        ),
    )


def _sources(count: int, port: int, *, proxy: bool = False) -> tuple[SourceEntry, ...]:
    lines = []
    for number in range(count):
        base = f"http://s{number}.example" if proxy else f"http://127.0.0.1:{port}"
        lines.append(
            f'[[source]]\nslug = "s{number}"\nname = "S"\nkind = "trade"\nhome = "{base}/"\n'
            f'feed = "{base}/feed.xml"\n'
        )
    return parse_sources("\n".join(lines))


if __name__ == "__main__":
    main()
