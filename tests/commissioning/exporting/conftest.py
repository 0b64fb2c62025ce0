"""One filled database for all tests of exports: none of them changes it."""

from collections.abc import Iterator

import pytest

from commissioning.store.database import Database
from tests.commissioning.exporting.exported import fill


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('filled') / 'digest.db'}")
    fill(database)
    yield database
    database.close()
