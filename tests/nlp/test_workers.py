"""Workers are real processes, and what ends them happens while a text is tagged."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from commissioning.domain.articles import Article, SourceKind
from commissioning.domain.errors import TaggingError
from commissioning.domain.tags import Tagging, Text
from commissioning.register import load_register
from commissioning.store.articles import save_article
from commissioning.store.database import Database
from commissioning.store.rows import TaggingRow
from commissioning.store.sources import save_source
from commissioning.store.tags import Backlog
from nlp.backlog import BATCH, tag_backlog
from nlp.tagger import Tagger
from nlp.workers import Workers

DEADLY = "deadly"
SLOW = "slow"
ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ARTICLES = 400
SHARES = 1_000
HARMLESS = Tagging(relevance=0.5, mentions=(), quotations=(), stances=(), tagger="fake")


class Fake:
    """A tagger that dies of some texts and answers the others with their ids."""

    version = "fake"

    def tag_all(self, texts: Iterable[Text]) -> Iterator[Tagging | TaggingError]:
        for text in texts:
            if text.text == SLOW:
                time.sleep(0.01)
            if text.text == DEADLY:
                os.kill(os.getpid(), signal.SIGKILL)
            yield replace(HARMLESS, relevance=int(text.id) / SHARES)


def texts(count: int, deadly: int | None = None) -> list[Text]:
    return [
        Text(id=str(number), text=DEADLY if number == deadly else "Words.")
        for number in range(count)
    ]


def fakes(count: int = 2) -> Workers:
    return Workers(Fake, count)


def ids(found: Iterable[Tagging | TaggingError]) -> list[str]:
    return [str(round(one.relevance * SHARES)) for one in found if isinstance(one, Tagging)]


def test_answers_come_in_the_order_of_the_texts() -> None:
    with fakes(3) as workers:
        assert workers.version == "fake"
        assert ids(workers.tag_all(texts(200))) == [str(number) for number in range(200)]
        assert list(workers.tag_all([])) == []


def test_a_text_that_ends_its_process_is_named_and_the_rest_goes_on() -> None:
    with fakes() as workers:
        found = list(workers.tag_all(texts(50, deadly=20)))
    assert len(found) == 50
    [failed] = [one for one in found if isinstance(one, TaggingError)]
    assert str(failed) == "20: cannot be tagged (its process ended with -9)"
    assert found.index(failed) == 20


def test_workers_that_were_killed_while_idle_are_replaced() -> None:
    with fakes() as workers:
        assert len(list(workers.tag_all(texts(40)))) == 40
        for process in multiprocessing.active_children():
            process.kill()
        assert len(ids(workers.tag_all(texts(40)))) == 40


def test_no_more_texts_are_taken_than_keep_the_workers_busy() -> None:
    taken = 0

    def endless() -> Iterator[Text]:
        nonlocal taken
        for text in texts(100_000):
            taken += 1
            yield text

    with fakes() as workers:
        found = workers.tag_all(endless())
        for _ in range(100):
            next(found)
    assert taken < 300


def test_a_tagger_that_cannot_be_loaded_is_one_error() -> None:
    make = partial(Tagger, load_register(), model="no_such_model")
    with pytest.raises(TaggingError, match=r"no_such_model.*install"), Workers(make, 2) as workers:
        _ = workers.version
    with pytest.raises(TaggingError, match=r"no_such_model.*install"), Workers(make, 2) as workers:
        list(workers.tag_all(texts(1)))


def test_two_workers_say_what_one_tagger_says(tagger: Tagger) -> None:
    said = [
        Text(
            id=str(number),
            text=f"The BMA said that {number} GPs should not hold the commissioning budget.",
            title="GPs to hold the budget",
        )
        for number in range(40)
    ]
    with Workers(partial(Tagger, load_register()), 2) as workers:
        assert workers.version == tagger.version
        assert list(workers.tag_all(said)) == list(tagger.tag_all(said))


KILLED = """
import sys
from datetime import UTC, datetime
from commissioning.store.database import Database
from commissioning.store.tags import Backlog
from nlp.backlog import tag_backlog
from tests.nlp.test_workers import fakes
with fakes() as workers:
    tag_backlog(
        Database(sys.argv[1]), workers, Backlog.STALE, clock=lambda: datetime.now(UTC),
        progress=lambda done, _: print(done, flush=True),
    )
"""


def test_a_backlog_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'digest.db'}"
    database = Database(url)
    with database.session() as session:
        source = save_source(session, slug="courier", name="Courier", kind=SourceKind.TRADE)
        for number in range(ARTICLES):
            save_article(session, article(number), source_id=source, at=NOW, met_at=())
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", KILLED, url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{BATCH}\n"
        process.kill()
    wait_for_the_end_of(process.pid)
    with database.session() as session:
        before = set(session.scalars(select(TaggingRow.id)))
    assert BATCH <= len(before) < ARTICLES
    with fakes() as workers:
        done = tag_backlog(database, workers, Backlog.STALE, clock=lambda: NOW)
    with database.session() as session:
        rows = list(session.scalars(select(TaggingRow)))
    assert done.tagged == ARTICLES - len(before)
    assert before < {row.id for row in rows}
    assert sorted(row.article_id for row in rows) == sorted({row.article_id for row in rows})
    assert len(rows) == ARTICLES
    database.close()


def article(number: int) -> Article:
    return Article(
        url=f"https://courier.example/{number}",
        source="courier",
        headline=f"Headline {number}",
        text=SLOW,
        extractor="pages/1",
    )


def wait_for_the_end_of(group: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("a worker outlived the command that was killed")
