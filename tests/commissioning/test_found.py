"""A database is opened to be read where it is ours; what else stands there stays as it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from commissioning import open_archive
from commissioning.domain.errors import StoreError
from commissioning.store.database import Database, migrate, newest_revision, postgresql_tables
from commissioning.store.found import open_found
from tests.databases import create_postgresql


def made(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


def folder(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.iterdir()}


TABLE = "CREATE TABLE sources (id INTEGER)"
VERSION = "CREATE TABLE alembic_version (version_num TEXT)"
OTHERS = "INSERT INTO alembic_version VALUES ('1975ea83b712')"


@pytest.mark.parametrize(
    "statements",
    [
        (),
        (TABLE,),
        ("PRAGMA journal_mode = WAL", TABLE),
        (VERSION,),
        (TABLE, VERSION, OTHERS),
    ],
)
def test_what_is_another_programs_is_left_as_it_is(
    tmp_path: Path, statements: tuple[str, ...]
) -> None:
    path = made(tmp_path / "other.db", *statements)
    before = folder(tmp_path)
    for place in (path, f"sqlite:///{path}"):
        with pytest.raises(StoreError, match=r"other\.db: is no digest database$"):
            open_archive(place)
    assert folder(tmp_path) == before


@pytest.mark.parametrize("told", ["", '{"id": 1}\n', '{"id": 1}\n' * 1000])
def test_what_is_no_database_is_left_as_it_is(tmp_path: Path, told: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(told, "utf-8")
    with pytest.raises(StoreError, match=r"in\.jsonl: is no digest database$"):
        open_archive(path)
    assert folder(tmp_path) == {"in.jsonl": told.encode()}


def test_what_is_not_there_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_text("", "utf-8")
    for place in (tmp_path, f"sqlite:///{tmp_path / 'digest.db'}"):
        with pytest.raises(StoreError, match=r"digest\.db: there is no such database$"):
            open_archive(place)
    with pytest.raises(StoreError, match="is no digest database"):
        open_archive("sqlite://")
    assert list(folder(tmp_path)) == ["digest.toml"]


def test_one_that_others_write_to_is_opened(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'digest.db'}"
    with closing(Database(url)) as writer, writer.session() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
        assert (tmp_path / "digest.db-wal").exists()
        open_found(url).close()


def test_an_older_one_of_ours_is_brought_to_todays_schema(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'digest.db'}"
    engine = create_engine(url)
    migrate(engine, "0001")
    engine.dispose()
    with closing(open_found(url)) as database, database.session() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == newest_revision()


def test_on_postgresql_too(postgres: URL, worker_id: str) -> None:
    url = create_postgresql(postgres, f"found_{worker_id}")
    with pytest.raises(StoreError, match="is no digest database"):
        open_archive(url)
    assert postgresql_tables(url) == []
    Database(url).close()
    open_found(url).close()
