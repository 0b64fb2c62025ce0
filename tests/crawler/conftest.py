"""A server for an outlet, and a workspace to collect it into."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from commissioning.settings import CollectSettings, Settings
from commissioning.store.database import Database
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
def opened(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    yield database
    database.close()
