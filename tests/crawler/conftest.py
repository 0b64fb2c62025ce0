"""A server for an outlet, and a workspace to collect it into."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from commissioning.settings import CollectSettings, Settings
from commissioning.store.database import Database
from tests.crawler.failures.web import NOW, Collection, Web
from tests.crawler.serving import Served


@pytest.fixture
def served(httpserver: HTTPServer) -> Served:
    httpserver.no_handler_status_code = 404
    return Served(httpserver)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        workspace=tmp_path,
        now=datetime(2026, 1, 1, tzinfo=UTC),
        collect=CollectSettings(
            contact="test@digest.example", delay=0.0, timeout=2.0, allow=("127.0.0.1", "localhost")
        ),
    )


@pytest.fixture
def opened(settings: Settings, fresh_store: Path) -> Iterator[Database]:
    shutil.copy(fresh_store, settings.workspace / "digest.db")
    database = Database(settings.database_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def proxy() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as server:
        yield server


@contextmanager
def opened_collection(folder: Path, empty: Path, proxy: HTTPServer) -> Iterator[Collection]:
    shutil.copy(empty, folder / "digest.db")
    web = Web(proxy)
    limits = CollectSettings(delay=0.0, timeout=2.0, workers=1, proxy=web.proxy)
    settings = Settings(workspace=folder, now=NOW, collect=limits)
    database = Database(settings.database_url)
    yield Collection(settings=settings, database=database, web=web)
    database.close()


@pytest.fixture
def collection(tmp_path: Path, fresh_store: Path, proxy: HTTPServer) -> Iterator[Collection]:
    with opened_collection(tmp_path, fresh_store, proxy) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_collection(
    tmp_path_factory: pytest.TempPathFactory, fresh_store: Path, proxy: HTTPServer
) -> Iterator[Collection]:
    """One for all tests of a file, that collects once what all of them look at."""
    folder = tmp_path_factory.mktemp("workspace")
    with opened_collection(folder, fresh_store, proxy) as opened:
        yield opened
