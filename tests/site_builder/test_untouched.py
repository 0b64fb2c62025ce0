"""That nothing was touched since the last build: believed only where no writing can hide."""

import os
import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from commissioning.settings import Settings, SiteSettings, StoreSettings
from commissioning.store.database import Database
from site_builder.building import BuildReport, build
from site_builder.untouched import is_untouched, written
from tests.site_builder.filling import NOW, put

DAY = date(2010, 7, 13)
HOUR = 3600


def settings_in(folder: Path, **site: object) -> Settings:
    plain = {"name": "A Digest", "url": "https://digest.example/", "search": False}
    return Settings(workspace=folder, now=NOW, site=SiteSettings.model_validate(plain | site))


def built(settings: Settings) -> BuildReport:
    database = Database(settings.database_url)
    try:
        return build(settings, database)
    finally:
        database.close()


def aged(settings: Settings) -> None:
    """Let the database look as if it was written an hour ago."""
    then = time.time() - HOUR
    for file in settings.workspace.glob("*.db*"):
        os.utime(file, (then, then))


def untouched(settings: Settings) -> bool:
    return is_untouched(settings, settings.output, as_of=None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    settings = settings_in(folder)
    database = Database(settings.database_url)
    put(database, url="https://news.example/one", text="A board met. " * 20, day=DAY)
    database.close()
    built(settings)
    return folder


@pytest.fixture
def seen(made: Path, tmp_path: Path) -> Settings:
    """A workspace whose site was found to show all that is in an old enough database."""
    folder = tmp_path / "seen"
    shutil.copytree(made, folder)
    settings = settings_in(folder)
    aged(settings)
    assert built(settings).pages == 0
    return settings


def test_what_nobody_touched_is_known_without_the_store(seen: Settings) -> None:
    assert untouched(seen)


def write(settings: Settings) -> None:
    database = Database(settings.database_url)
    with database.session() as session:
        session.execute(text("UPDATE sources SET name = 'The Other Outlet'"))
    database.close()


def write_and_set_back(settings: Settings) -> None:
    write(settings)
    aged(settings)


def write_beside(settings: Settings) -> None:
    Path(f"{settings.workspace / 'digest.db'}-wal").write_bytes(b"waiting")


def replace_manifest(settings: Settings) -> None:
    (settings.output / "digest-manifest.txt").unlink()


def add_template(settings: Settings) -> None:
    settings.templates.mkdir()
    (settings.templates / "empty.html").write_text("Mine", "utf-8")


def forget(settings: Settings) -> None:
    shutil.rmtree(settings.output.with_name(f".{settings.output.name}-build"))


def take_database(settings: Settings) -> None:
    (settings.workspace / "digest.db").unlink()


@pytest.mark.parametrize(
    "touch",
    [
        write,
        write_and_set_back,
        write_beside,
        replace_manifest,
        add_template,
        forget,
        take_database,
    ],
)
def test_whatever_was_touched_is_noticed(seen: Settings, touch: Callable[[Settings], None]) -> None:
    touch(seen)
    assert not untouched(seen)


def test_other_settings_and_another_day_are_noticed(seen: Settings) -> None:
    assert not untouched(settings_in(seen.workspace, footer="Another."))
    assert not is_untouched(seen, seen.output, as_of=DAY)
    assert not is_untouched(seen, seen.workspace / "elsewhere", as_of=None)


def test_what_was_written_just_now_is_not_believed(seen: Settings) -> None:
    write(seen)
    assert built(seen).pages
    assert not untouched(seen)
    aged(seen)
    assert built(seen).pages == 0
    assert untouched(seen)


def test_a_server_is_always_asked(seen: Settings) -> None:
    store = StoreSettings(url="postgresql://nowhere.invalid/digest")
    assert written(seen.model_copy(update={"store": store})) is None
