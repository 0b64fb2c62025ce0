"""Readers are real processes, and what hangs or kills them happens while a page is read."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commissioning.domain.articles import Article
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.errors import NotAnArticle, TooSlow
from commissioning.logs import Logbook, keep
from crawler.pages.pool import Job, Outcome, Readers, in_order
from tests.crawler.serving import page

CAPTURED = Dated(
    moment=datetime(2026, 1, 1, tzinfo=UTC), precision=Precision.SECOND, found_in="response"
)


def job(name: str, body: bytes | None = None, *, captured: object = CAPTURED) -> Job:
    return Job(
        body=page(f"Title {name}").encode() if body is None else body,
        url=f"https://news.example/{name}",
        source="news",
        captured=captured,  # type: ignore[arg-type]
        token=name,
    )


def read(jobs: list[Job], *, workers: int = 2, patience: float = 20.0) -> dict[str, Outcome]:
    found: list[tuple[Job, Outcome]] = []
    with Readers(workers, patience) as readers:
        for one in jobs:
            readers.submit(one)
            found += readers.results(block=False)
        found += readers.results(block=True)
        assert readers.pending == 0
    assert Counter(one.token for one, _ in found) == Counter(one.token for one in jobs)
    return {one.token: outcome for one, outcome in found}


@dataclass
class Trap:
    """A date of capture that does harm when the reader looks at it."""

    harm: str

    @property
    def moment(self) -> datetime:
        if self.harm == "hang":
            time.sleep(600)
        if self.harm == "die":
            os.kill(os.getpid(), signal.SIGSEGV)
        raise RecursionError("too deep")


def test_each_page_is_answered_once_whatever_the_order() -> None:
    found = read([job(str(number)) for number in range(40)])
    headlines = {
        token: outcome.headline for token, outcome in found.items() if isinstance(outcome, Article)
    }
    assert headlines == {str(number): f"Title {number}" for number in range(40)}


def test_things_come_back_in_their_order_and_few_are_taken_ahead() -> None:
    taken = []

    def things() -> Iterator[Job | int]:
        for number in range(120):
            taken.append(number)
            yield number if number % 3 else job(str(number))

    seen: list[str] = []
    with Readers(2, 20.0) as readers:
        for thing, outcome in in_order(readers, things()):
            seen.append(thing.token if isinstance(thing, Job) else str(thing))
            assert isinstance(outcome, Article) is isinstance(thing, Job)
            assert len(taken) - len(seen) <= 40
    assert seen == [str(number) for number in range(120)]


def test_a_page_without_an_article_is_named() -> None:
    outcome = read([job("a", b"<html></html>")])["a"]
    assert isinstance(outcome, NotAnArticle)
    assert outcome.name == "https://news.example/a"


def test_a_page_that_hangs_or_kills_its_reader_is_named_and_the_others_go_on() -> None:
    jobs = [job(str(number)) for number in range(20)]
    jobs[3:3] = [job(harm, captured=Trap(harm)) for harm in ("hang", "die", "fail")]
    begin = time.monotonic()
    found = read(jobs, patience=1.0)
    assert time.monotonic() - begin < 30
    failed = {token: found.pop(token) for token in ("hang", "die", "fail")}
    assert all(isinstance(outcome, Article) for outcome in found.values())
    assert isinstance(failed["hang"], TooSlow)
    assert (
        str(failed["die"]) == "https://news.example/die: cannot be read (its reader ended with -11)"
    )
    assert "cannot be read (RecursionError in tests/crawler/pages/test_pool.py:" in str(
        failed["fail"]
    )


def test_readers_that_were_killed_while_idle_are_replaced() -> None:
    with Readers(2, 20.0) as readers:
        readers.submit(job("a"))
        assert len(list(readers.results(block=True))) == 1
        for process in multiprocessing.active_children():
            process.kill()
        readers.submit(job("b"))
        [(_, outcome)] = readers.results(block=True)
    assert isinstance(outcome, Article)


def test_a_reader_without_work_costs_nothing() -> None:
    with Readers(0, 1.0) as readers:
        assert readers.workers == os.cpu_count()
        assert list(readers.results(block=True)) == []


STOPPED = """
from tests.crawler.pages.test_pool import Trap, job
from crawler.pages.pool import Readers
with Readers(2, 600) as readers:
    print("ready", flush=True)
    for number in range(100):
        readers.submit(job(str(number), captured=Trap("hang")))
"""


@pytest.mark.parametrize("after", [0.2, 0.8, 2.0])  # seconds: while processes start, and at work
def test_a_stop_by_the_user_leaves_no_process_behind(after: float) -> None:
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", STOPPED],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(after)
        os.killpg(process.pid, signal.SIGINT)
        try:
            _, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert errors.strip().endswith("KeyboardInterrupt")
    assert errors.count("Traceback") == 1, errors  # the caller's own
    deadline = time.monotonic() + 10
    while _lives(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _lives(process.pid)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_broke_a_reader_is_in_the_log_of_the_run_without_the_pages_words(
    tmp_path: Path,
) -> None:
    file = tmp_path / "digest.jsonl"
    keep(Logbook(run="r1", command="collect", file=file))
    read([job("fail", captured=Trap("fail"))], workers=1)
    keep(Logbook(run="", command=""))
    [event] = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert (event["run"], event["url"]) == ("r1", "https://news.example/fail")
    assert (event["level"], event["error"]) == ("error", "RecursionError")
    assert event["trace"][-1].startswith("tests/crawler/pages/test_pool.py:")
    assert "too deep" not in file.read_text("utf-8")
