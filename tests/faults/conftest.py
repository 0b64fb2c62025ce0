"""A small disk, and an outlet to collect from with its workspace on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.crawler.conftest import opened_collection
from tests.crawler.failures.web import Collection
from tests.faults.disk import SmallDisk, small_disk


@pytest.fixture(scope="module")
def internet() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as server:
        yield server


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of 16 MB."""
    with small_disk(tmp_path / "disk", megabytes=16) as mounted:
        yield mounted


@pytest.fixture
def collection(tmp_path: Path, fresh_store: Path, internet: HTTPServer) -> Iterator[Collection]:
    with opened_collection(tmp_path, fresh_store, internet) as opened:
        yield opened


@pytest.fixture
def on_disk(disk: SmallDisk, fresh_store: Path, internet: HTTPServer) -> Iterator[Collection]:
    """A collection whose workspace is on the small disk."""
    with opened_collection(disk.folder, fresh_store, internet) as opened:
        yield opened
