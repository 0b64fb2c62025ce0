"""A desk on an empty store, and a browser's manners without a browser."""

import shutil
from pathlib import Path

import pytest

from commissioning.settings import parse_settings
from commissioning.store.database import Database
from desk.desk import Desk
from tests.desk.window import Window

SETTINGS = 'now = 2010-11-04T10:00:00Z\n[desk]\neditor = "RH"\n'


@pytest.fixture
def workspace(tmp_path: Path, fresh_store: Path) -> Path:
    """A folder with an empty store."""
    shutil.copy(fresh_store, tmp_path / "digest.db")
    return tmp_path


@pytest.fixture
def desk(tmp_path: Path, sqlite: Database) -> Desk:
    """A desk on an empty store."""
    url = sqlite.engine.url.render_as_string()
    return Desk(parse_settings(f'{SETTINGS}[store]\nurl = "{url}"\n', workspace=tmp_path), sqlite)


@pytest.fixture
def window(desk: Desk) -> Window:
    """A browser's window with the desk in it."""
    return Window(desk)
