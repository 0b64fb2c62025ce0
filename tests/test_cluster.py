"""A Dask cluster of two real workers: what is done there, and what ends them meanwhile."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import distributed
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from cli.main import command_line
from commissioning import cluster as clusters
from commissioning.domain.articles import Article, SourceKind
from commissioning.domain.errors import ClusterError, NotAnArticle, TaggingError, TooSlow
from commissioning.domain.tags import Tagging, Text
from commissioning.store.articles import save_article
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow, MentionRow, StanceRow, TaggingRow
from commissioning.store.sources import save_source
from commissioning.store.tags import Backlog
from crawler.archive.archive import Archive
from crawler.archive.warc import Response
from crawler.pages.pool import Outcome, in_order
from crawler.pages.remote import RemoteReaders
from nlp.backlog import tag_backlog
from tests.crawler.pages.test_pool import Trap, job
from tests.distant import DEADLY, SHARES, SLOW, remote, run_other_worker

_dask: Any = distributed  # its functions carry no types
ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ARTICLES = 300


class Clusters:
    """A cluster of two workers; another one where Dask gave up a worker that had ended."""

    def __init__(self) -> None:
        self.current = self._start()

    def whole(self) -> Any:
        """The cluster, once both workers are there."""
        try:
            self.current.wait_for_workers(2, timeout=30)
        except _dask.exceptions.WorkerStartTimeoutError:
            self.current.close()
            self.current = self._start()
            self.current.wait_for_workers(2, timeout=120)
        return self.current

    @staticmethod
    def _start() -> Any:
        return _dask.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            memory_limit="2GB",
            env={"PYTHONPATH": str(ROOT)},
        )


@pytest.fixture(scope="module")
def started() -> Iterator[Clusters]:
    clusters = Clusters()
    yield clusters
    clusters.current.close()


@pytest.fixture
def cluster(started: Clusters) -> Any:
    return started.whole()


@pytest.fixture
def address(cluster: Any) -> str:
    """Of the scheduler."""
    return str(cluster.scheduler_address)


def texts(count: int, **others: str) -> list[Text]:
    return [Text(id=str(n), text=others.get(f"_{n}", "Words.")) for n in range(count)]


def ids(found: list[Tagging | TaggingError]) -> list[str]:
    return [str(round(one.relevance * SHARES)) for one in found if isinstance(one, Tagging)]


def test_answers_come_in_order_and_a_text_that_ends_its_workers_is_named(
    address: str, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)  # else it ends four at a time
    with remote(address) as taggers:
        found = list(taggers.tag_all(texts(100, _20=DEADLY)))
        assert list(taggers.tag_all([])) == []
    assert ids(found) == [str(number) for number in range(100) if number != 20]
    assert str(found[20]) == "20: cannot be tagged (the workers that tried it ended)"


def test_no_more_texts_are_taken_than_keep_the_workers_busy(address: str) -> None:
    taken = 0

    def endless() -> Iterator[Text]:
        nonlocal taken
        for text in texts(100_000):
            taken += 1
            yield text

    with remote(address) as taggers:
        found = taggers.tag_all(endless())
        for _ in range(100):
            next(found)
    assert taken < 300


def test_a_worker_of_another_version_gets_nothing_to_do(address: str) -> None:
    with (
        pytest.raises(ClusterError, match=r"^tcp://\S+: has fake with the reader, not new with"),
        remote(address, version="new"),
    ):
        pass
    told: list[str] = []
    with remote(address, told) as taggers, _dask.Client(address, set_as_default=False) as client:
        late = get_context("spawn").Process(target=run_other_worker, args=(address,), daemon=True)
        late.start()
        client.wait_for_workers(3, timeout=60)
        found = list(taggers.tag_all(texts(400, **{f"_{n}": SLOW for n in range(400)})))
        late.join(timeout=60)
    assert late.exitcode == 0
    assert ids(found) == [str(number) for number in range(400)]
    [line] = told
    assert "has other with the reader, not fake with the reader; install the same release" in line


def test_where_no_cluster_is_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "CONNECTING", 0.2)
    with pytest.raises(ClusterError, match=r"127\.0\.0\.1:1: no Dask scheduler answers"):
        remote("tcp://127.0.0.1:1").__enter__()
    with pytest.raises(ClusterError, match="no Dask scheduler answers"):
        remote("what is this").__enter__()


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Database]:
    """Articles that wait for the tagger."""
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    with database.session() as session:
        source = save_source(session, slug="courier", name="Courier", kind=SourceKind.TRADE)
        for number in range(ARTICLES):
            article = Article(
                url=f"https://courier.example/{number}",
                source="courier",
                headline=f"Headline {number}",
                text=SLOW,
                extractor="pages/1",
            )
            save_article(session, article, source_id=source, at=NOW, met_at=())
    yield database
    database.close()


def tagged(database: Database) -> list[int]:
    """The articles of all taggings; one that was tagged twice is there twice."""
    with database.session() as session:
        return sorted(session.scalars(select(TaggingRow.article_id)))


def test_a_lost_workers_batch_is_done_again_and_nothing_twice(
    address: str, waiting: Database
) -> None:
    with _dask.Client(address, set_as_default=False) as client:
        victim = next(iter(client.run(os.getpid).values()))
    killed: list[int] = []

    def kill(done: int, _total: int) -> None:
        if done >= ARTICLES // 4 and not killed:
            os.kill(victim, signal.SIGKILL)
            killed.append(done)

    with remote(address) as taggers:
        done = tag_backlog(waiting, taggers, Backlog.UNTAGGED, clock=lambda: NOW, progress=kill)
    assert killed
    assert (done.tagged, done.failed) == (ARTICLES, ())
    assert tagged(waiting) == list(range(1, ARTICLES + 1))


def tag_and_tell(url: str, address: str, told: Connection) -> None:
    """Tag what waits in a database, and send how far it is."""
    with remote(address) as taggers:
        tag_backlog(
            Database(url),
            taggers,
            Backlog.UNTAGGED,
            clock=lambda: NOW,
            progress=lambda done, _: told.send(done),
        )


def test_a_command_that_is_killed_goes_on_where_it_was(address: str, waiting: Database) -> None:
    beside = get_context("spawn")
    here, there = beside.Pipe()
    command = beside.Process(target=tag_and_tell, args=(str(waiting.engine.url), address, there))
    command.start()
    assert here.recv() < ARTICLES
    command.kill()
    command.join()
    before = tagged(waiting)
    assert 0 < len(before) < ARTICLES
    with remote(address) as taggers:
        done = tag_backlog(waiting, taggers, Backlog.UNTAGGED, clock=lambda: NOW)
    assert done.tagged == ARTICLES - len(before)
    assert tagged(waiting) == list(range(1, ARTICLES + 1))


def test_pages_are_read_there_and_harm_ends_one_page_alone(address: str) -> None:
    things = [job(str(number)) for number in range(60)]
    things[10] = job("10", captured=Trap("hang"))
    things[20] = job("20", captured=Trap("die"))
    told: list[str] = []
    found: dict[str, Outcome | None] = {}
    with RemoteReaders(address, 5.0, remark=told.append) as readers:
        for one, outcome in in_order(readers, things):
            found[one.token] = outcome
    assert list(found) == [str(number) for number in range(60)]
    assert isinstance(found["10"], TooSlow)
    assert isinstance(found["20"], NotAnArticle)
    assert "its reader ended with -11" in str(found["20"])
    assert sum(isinstance(outcome, Article) for outcome in found.values()) == 58


REGISTER = """
[vale-tea-board]
name = "Vale Tea Board"
"""
SAID = "The Vale Tea Board met. The British Medical Association said it opposed GP budgets."
PAGE = f"""<html><head><title>A meeting</title></head><body><article><h1>A meeting {{n}}</h1>
<p class="date">12 July 2010</p><p>{SAID} Dr Ada Sample, its chair, said: “We want PCTs to go.”</p>
<p>It will meet again when {{n}} members want it to, with tea, and talk of who commissions.</p>
</article></body></html>"""


def rows(workspace: Path) -> list[tuple[object, ...]]:
    """The articles of a workspace with their tags."""
    database = Database(f"sqlite:///{workspace / 'digest.db'}")
    with database.session() as session:
        found = [
            tuple(row)
            for query in (
                select(ArticleRow.url, ArticleRow.text, ArticleRow.published_at),
                select(ArticleRow.url, TaggingRow.tagger, TaggingRow.relevance).join(TaggingRow),
                select(MentionRow.start_char, MentionRow.organisation, MentionRow.name),
                select(StanceRow.start_char, StanceRow.holder, StanceRow.confidence),
            )
            for row in session.execute(query)
        ]
    database.close()
    return found


def test_the_commands_do_there_what_they_do_here(address: str, tmp_path: Path) -> None:
    with Archive(tmp_path, "given.warc.gz") as archive:
        for number in range(20):
            archive.write(
                Response(
                    url=f"https://news.example/{number}",
                    status=200,
                    headers=(("Content-Type", "text/html; charset=utf-8"),),
                    body=PAGE.format(n=number).encode(),
                    captured=NOW,
                )
            )
    for name, options in (("here", ()), ("there", ("--cluster", address))):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "digest.toml").write_text("", "utf-8")
        (folder / "register.toml").write_text(REGISTER, "utf-8")
        given = str(tmp_path / "given.warc.gz")
        for command in (("import", given), ("extract", "--all"), ("tag",)):
            done = CliRunner().invoke(
                command_line(command[:1]), [*command, "--workspace", str(folder), *options]
            )
            assert done.exit_code == 0, done.output + str(done.exception)
            assert command[0] != "extract" or "Read 20 articles anew" in done.output
    found = rows(tmp_path / "there")
    assert found == rows(tmp_path / "here")
    assert {"vale-tea-board", "bma"} <= {row[1] for row in found}
