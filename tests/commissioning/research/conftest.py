"""The small archive on SQLite and on PostgreSQL, made once."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy.engine import URL

from commissioning.register import Register
from commissioning.research.archive import Archive
from commissioning.store.database import Database
from tests.commissioning.research.archived import Known, fill
from tests.databases import create_postgresql


@dataclass(frozen=True)
class Shelf:
    """The archive on both databases, and what was put into each. It has a short name in reports."""

    sqlite: Archive
    postgresql: Archive
    known: tuple[Known, ...] = field(repr=False)

    @property
    def archives(self) -> tuple[Archive, Archive]:
        return self.sqlite, self.postgresql


@pytest.fixture(scope="module")
def shelf(
    tmp_path_factory: pytest.TempPathFactory,
    postgres: URL,
    register: Register,
    worker_id: str,
) -> Iterator[Shelf]:
    urls = (
        f"sqlite:///{tmp_path_factory.mktemp('research') / 'digest.db'}",
        create_postgresql(postgres, f"research_{worker_id}"),
    )
    opened = [Archive(Database(url), register) for url in urls]
    known = [fill(archive.database) for archive in opened]
    yield Shelf(opened[0], opened[1], known[0])
    for archive in opened:
        archive.close()
