"""`digest import` of a WARC file, as a ratio to extracting every page of it with the same pool.

    python benchmarks/importing.py [MEGABYTES] [ONE_IN]

The pages are invented: three templates, random words, the same at each run. One in twenty, or as
many as is asked for, is of the field; one in two hundred has words of it in passing, and each has
a menu that says 'Health'. The others come again after a thousand, which the import does not see.
"""

import gzip
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from commissioning.settings import Settings
from commissioning.store.database import Database
from crawler.archive.warc import read_records
from crawler.dates import captured
from crawler.importing.files import MEGABYTE, import_paths
from crawler.importing.signs import may_matter
from crawler.pages.pool import Job, Readers

DEFAULT = 200
ONE_IN = 20
PASSING = 0.005
OTHERS = 1_000
SAMPLE = 600
LOOK = 0.5
WHEN = datetime(2011, 3, 5, 10, 15, tzinfo=UTC)

_SYLLABLES = "ba co di fe gu ha jo ki la me no pu ri sa te vo wi ya ze tra sho ple".split()
_COMMON = (
    "the of and a to in is was he for it with as his on be at by had not are but from or have an"
    " they which one you were all her she there would their we him been has when who will no more"
).split()
_FIELD = (
    "GPs;primary care trust;commissioning;consortia;the NHS;budgets;strategic health authority"
    ";the Health and Social Care Bill;PCTs;pathfinder;practices;purse strings"
).split(";")
_MENU = "Home;News;Sport;Business;Health;Culture;Travel;Weather;Jobs;Cars;Homes;Letters".split(";")


class Pages:
    """Pages without end, of three makes."""

    def __init__(self) -> None:
        self._random = random.Random(2011)
        self._words = [
            "".join(self._random.choices(_SYLLABLES, k=self._random.randint(2, 4)))
            for _ in range(8_000)
        ]

    def page(self, number: int, *, of_field: bool, passing: bool) -> bytes:
        """The page of that number: of the field, with words of it in passing, or another."""
        paragraphs = [
            self._sentences(0.12 if of_field else 0.0) for _ in range(self._random.randint(6, 18))
        ]
        if passing:
            paragraphs.append("The NHS and the health service were not in it.")
        title = " ".join(self._random.choices(self._words, k=7)).capitalize()
        menu = "".join(
            f'<li class="menu-item menu-item-type-custom item-{at}"><a href="/{name.lower()}/{at}"'
            f' title="{name}"><span>{name}</span></a></li>'
            for at in range(8)
            for name in _MENU
        )
        related = "".join(
            f'<div class="teaser teaser-small"><div class="image"><a href="/story/{at}"><img'
            f' src="/images/{at}.jpg" alt=""></a></div><h4><a href="/{at}">{self._some(9)}</a></h4>'
            f'<p class="summary">{self._some(20)}</p><span class="more">More</span></div>'
            for at in range(30)
        )
        make = (_news, _blog, _table)[number % 3]
        return make(title, "".join(f"<p>{text}</p>\n" for text in paragraphs), menu, related)

    def _sentences(self, field: float) -> str:
        return " ".join(
            self._some(self._random.randint(8, 24), field).capitalize() + "."
            for _ in range(self._random.randint(2, 6))
        )

    def _some(self, count: int, field: float = 0.0) -> str:
        words = [
            word
            for pair in zip(
                self._random.choices(_COMMON, k=count),
                self._random.choices(self._words, k=count),
                strict=True,
            )
            for word in pair
        ][:count]
        if field and self._random.random() < field * 4:
            words[count // 2] = self._random.choice(_FIELD)
        return " ".join(words)


def _news(title: str, text: str, menu: str, related: str) -> bytes:
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title} | The Invented News</title>"
        f"<meta property='article:published_time' content='2010-07-12T09:00:00Z'>"
        f"<script>var menu = {{}};{'function a(b){return b+1;}' * 60}</script></head><body>"
        f"<header><nav><ul>{menu}</ul></nav></header><main><article><h1>{title}</h1>"
        f"<p class='byline'>By Ann Writer</p><div class='body'>{text}</div></article></main>"
        f"<aside class='related'>{related}</aside><footer><ul>{menu}</ul></footer></body></html>"
    ).encode()


def _blog(title: str, text: str, menu: str, related: str) -> bytes:
    return (
        f"<html><head><title>An Invented Blog: {title}</title></head><body><div id='content'>"
        f"<div class='post hentry'><h3 class='post-title entry-title'>{title}</h3>"
        f"<h2 class='date-header'>Monday, 12 July 2010</h2><div class='post-body'>{text}</div>"
        f"</div><div id='comments'><h4>2 comments:</h4><dl><dt>Reader said...</dt><dd>{title}</dd>"
        f"</dl></div></div><div id='sidebar'><ul>{menu}</ul>{related}</div></body></html>"
    ).encode()


def _table(title: str, text: str, menu: str, related: str) -> bytes:
    return (
        f"<HTML><HEAD><TITLE>{title}</TITLE></HEAD><BODY><TABLE><TR><TD WIDTH=150><UL>{menu}</UL>"
        f"</TD><TD><FONT SIZE=5><B>{title}</B></FONT><BR>12/07/2010<BR>{text}</TD><TD>{related}"
        f"</TD></TR></TABLE></BODY></HTML>"
    ).encode()


def write_warc(path: Path, megabytes: int, one_in: int) -> int:
    """Write records until the file has that size; gives how many."""
    pages, count = Pages(), 0
    chance = random.Random(2012)
    others: list[bytes] = []
    with path.open("wb") as file:
        while file.tell() < megabytes * MEGABYTE:
            chosen = chance.random() - 1 / one_in
            if chosen >= PASSING and len(others) == OTHERS:
                file.write(others[count % OTHERS])
            else:
                page = pages.page(count, of_field=chosen < 0, passing=0 <= chosen < PASSING)
                member = gzip.compress(_record(count, page), 4)
                file.write(member)
                others += [member] if chosen >= PASSING else []
            count += 1
    return count


def _record(number: int, body: bytes) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
        f"WARC-Target-URI: http://site{number % 40}.example/{number}\r\n"
        "WARC-Date: 2011-03-05T10:15:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def sample(path: Path, count: int) -> Iterator[Job]:
    """Pages from all over the file."""
    step = max(count // SAMPLE, 1)
    with path.open("rb") as file:
        records = read_records(file, name=path.name, max_bytes=5 * MEGABYTE, wants=may_matter)
        for number, record in enumerate(records):
            if number % step == 0 and record.response is not None:
                found = record.response
                yield Job(body=found.body, url=found.url, source="x", captured=captured(WHEN))


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, and of processors' time, this process and the readers together."""

    clock: float
    processors: float

    def __mul__(self, factor: float) -> "Cost":
        return Cost(self.clock * factor, self.processors * factor)


class Watch:
    """What the readers took so far, looked at while they run (they are no children of ours)."""

    def __init__(self) -> None:
        self.memory: dict[int, int] = {}
        self._seconds: dict[int, float] = {}
        self._clock, self._own = time.perf_counter(), time.process_time()
        self._looked = self._clock

    def glance(self, _done: int, _total: int) -> None:
        """Called with the progress of the import; looks twice a second."""
        if time.perf_counter() - self._looked > LOOK:
            self.look()

    def look(self) -> None:
        """Each reader that runs: its peak of memory and what it took."""
        self._looked = time.perf_counter()
        tick = os.sysconf("SC_CLK_TCK")
        for process in multiprocessing.active_children():
            folder = Path(f"/proc/{process.pid}")
            try:
                status = (folder / "status").read_text("ascii", "replace").splitlines()
                times = (folder / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            peak = next((int(line.split()[1]) for line in status if line.startswith("VmHWM")), 0)
            self.memory[process.pid or 0] = peak
            self._seconds[process.pid or 0] = (int(times[11]) + int(times[12])) / tick

    def cost(self) -> Cost:
        """Since this was made."""
        own = time.process_time() - self._own
        return Cost(time.perf_counter() - self._clock, own + sum(self._seconds.values()))


def extract(jobs: list[Job]) -> Cost:
    """What the pool alone takes for these pages."""
    watch = Watch()
    with Readers(0, 60.0) as readers:
        for job in jobs:
            readers.submit(job)
            list(readers.results(block=False))
        list(readers.results(block=True))
        watch.look()
        return watch.cost()


def main() -> None:
    """Print both times, their ratio and the peak of memory."""
    told = [int(word) for word in sys.argv[1:]]
    megabytes, one_in = (*told, *(DEFAULT, ONE_IN)[len(told) :])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mixed.warc.gz"
        count = write_warc(path, megabytes, one_in)
        jobs = list(sample(path, count))
        before = extract(jobs[::2])
        workspace = Path(folder) / "workspace"
        workspace.mkdir()
        settings = Settings(workspace=workspace)
        database, watch = Database(settings.database_url), Watch()
        report = import_paths(settings, database, [path], progress=watch.glance)
        ours = watch.cost()
        database.close()
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        after = extract(jobs[1::2])
        sampled = Cost(before.clock + after.clock, before.processors + after.processors)
        reference = sampled * (count / len(jobs))
    print(
        f"{megabytes} MB, {count} pages, one in {one_in} of the field:"
        f" {report.new + report.changed} taken,"
        f" {report.off_topic} without signs, {report.rejected} rejected"
    )
    print(
        f"extracting every page: {reference.clock:8.1f} s, {reference.processors:8.1f} s of"
        f" processors (estimated from {len(jobs)} pages, half before, half after)"
    )
    print(f"digest import:         {ours.clock:8.1f} s, {ours.processors:8.1f} s of processors")
    print(
        f"ratio: {reference.clock / ours.clock:.1f},"
        f" of processors' time {reference.processors / ours.processors:.1f}"
    )
    largest = max(watch.memory.values(), default=0)
    print(f"peak memory: {own // 1_000} MB, and {largest // 1_000} MB the largest reader")


if __name__ == "__main__":
    main()
