"""A workspace's life: the main job once a day in a compressed clock, and what goes wrong."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkProcess
from pathlib import Path

from commissioning.settings import FILE
from nlp.tagger import Tagger
from tests.soak.newsroom import FIRST, Newsroom
from tests.soak.serving import FORK, Today, serving
from tests.soak.weather import Mishap, Weather
from tests.soak.work import Done, work

EVENING = timedelta(hours=18)
LOCKED_FOR = 1.0
PATIENCE, LITTLE = 1.5, 0.8  # seconds that a page may take; where servers stall, less is waited
SETTINGS = """\
now = {now}

[site]
search = false

[collect]
contact = "soak@digest.example"
delay = 0.0
timeout = {patience}
proxy = "{proxy}"
workers = 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day: what happened, what was there in its evening, sizes in bytes."""

    day: int
    mishap: str
    said: str
    seconds: dict[str, float]
    memory: float
    articles: int
    database: int
    archive: int
    site: int


class _Worker:
    """The process that does the job; one that was killed is followed by another."""

    def __init__(self, folder: Path, tagger: Tagger) -> None:
        self._folder = folder
        self._tagger = tagger
        self._begin()

    def _begin(self) -> None:
        self._line, theirs = FORK.Pipe()
        target = (self._folder, self._tagger, theirs)
        self._process: ForkProcess = FORK.Process(target=work, args=target)
        self._process.start()
        theirs.close()

    def start(self, limit: int | None = None) -> None:
        """Let it do a day's job."""
        self._line.send(limit)

    def end(self) -> Done:
        """What became of the job."""
        answer: Done = self._line.recv()
        return answer

    def kill(self, after: float) -> Done | None:
        """Kill it after some seconds; what became of the job where that was done before."""
        if self._line.poll(after):
            return self.end()
        self.stop()
        self._begin()
        return None

    def stop(self) -> None:
        """End it without a word of warning."""
        self._process.kill()
        self._process.join()
        self._line.close()


def live(
    folder: Path, newsroom: Newsroom, weather: Weather, tagger: Tagger, *, begin: int = 0
) -> Iterator[Day]:
    """Do the job on each day of the newsroom from `begin` on; gives each day when it is over."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sources.toml").write_text(newsroom.sources(), "utf-8")
    today: Today = FORK.Value("i", 0)
    with serving(newsroom, weather, today) as proxy:
        _write_settings(folder, begin, proxy, PATIENCE)
        worker = _Worker(folder, tagger)
        usual = 2.0
        try:
            for day in range(begin, newsroom.days):
                today.value = day
                mishap = weather.mishap(day)
                patience = PATIENCE if day >= weather.calm else LITTLE
                _write_settings(folder, day - (mishap is Mishap.CLOCK_BACK), proxy, patience)
                done = _run(worker, folder, tagger, mishap, weather, day, usual)
                if done is not None and not done.said:
                    usual = 0.9 * usual + 0.1 * sum(done.seconds.values())
                yield _evening(folder, day, mishap, done or Done(said="killed"))
        finally:
            worker.stop()


def _write_settings(folder: Path, day: int, proxy: str, patience: float) -> None:
    now = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=day) + EVENING
    settings = SETTINGS.format(now=now.isoformat(), proxy=proxy, patience=patience)
    (folder / FILE).write_text(settings, "utf-8")


def _run(
    worker: _Worker,
    folder: Path,
    tagger: Tagger,
    mishap: Mishap | None,
    weather: Weather,
    day: int,
    usual: float,
) -> Done | None:
    """Let the worker do a day's job while the mishap happens; None where it was killed."""
    chance = weather.chance(day)
    match mishap:
        case Mishap.KILLED:
            worker.start()
            return worker.kill(chance.uniform(0, 1.2 * usual))
        case Mishap.DISK_FULL:
            worker.start(int(10 ** chance.uniform(3.5, 6.5)))
            return worker.end()
        case Mishap.LOCKED:
            worker.start()
            time.sleep(chance.uniform(0, usual))
            _lock(folder)
            return worker.end()
        case Mishap.TWICE:
            other = _Worker(folder, tagger)
            worker.start()
            other.start()
            first, second = worker.end(), other.end()
            other.stop()
            return second if first.said else first
    worker.start()
    return worker.end()


def _lock(folder: Path) -> None:
    """Hold the database as somebody does who writes for long."""
    with closing(sqlite3.connect(folder / "digest.db", timeout=30)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(LOCKED_FOR)
        connection.rollback()


def _evening(folder: Path, day: int, mishap: Mishap | None, done: Done) -> Day:
    return Day(
        day=day,
        mishap=mishap.value if mishap else "",
        said=done.said,
        seconds={name: round(value, 3) for name, value in done.seconds.items()},
        memory=round(done.memory, 1),
        articles=_articles(folder / "digest.db"),
        database=sum(size(path) for path in folder.glob("digest.db*")),
        archive=size(folder / "archive"),
        site=size(folder / "output"),
    )


def _articles(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'articles'"
        ).fetchone()
        if not found[0]:
            return 0
        (count,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    return int(count)


def size(path: Path) -> int:
    """The bytes of a file, or of the files below a folder; 0 where there is none."""
    if not path.is_dir():
        return path.stat().st_size if path.exists() else 0
    return sum(
        (Path(folder) / name).lstat().st_size
        for folder, _, names in os.walk(path)
        for name in names
    )
