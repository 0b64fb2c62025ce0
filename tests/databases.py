"""Databases that the tests of a worker share: each is emptied before a test that asks for it.

To make one anew takes a quarter of a second of migrations, and the first rows in it as long again
for statements that have to be compiled.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import URL

from commissioning.store import database as stores
from commissioning.store.database import Database
from commissioning.store.pseudonyms import Pseudonyms


def make_fresh(folder: Path) -> Path:
    """The file of a database without rows, to be copied."""
    path = folder / "digest.db"
    Database(f"sqlite:///{path}").close()
    return path


@contextmanager
def copied_when_new(fresh: Path) -> Iterator[None]:
    """Meanwhile new stores of SQLite are copies of a fresh file: migrations take far longer."""
    migrate = stores.migrate

    def copied(engine: Engine, *, pseudonyms: Pseudonyms) -> None:
        if engine.dialect.name == "sqlite" and not inspect(engine).get_table_names():
            _pour(fresh, engine)
        else:
            migrate(engine, pseudonyms=pseudonyms)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stores, "migrate", copied)
        yield


def create_postgresql(server: URL, name: str) -> str:
    """The URL of a database of that name in which there is nothing, not even a table."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def empty_sqlite(database: Database, fresh: Path) -> None:
    """Put a fresh file's pages over those of the database."""
    _pour(fresh, database.engine)


def _pour(fresh: Path, engine: Engine) -> None:
    with closing(sqlite3.connect(fresh)) as source, engine.connect() as connection:
        target = connection.connection.driver_connection
        assert target is not None
        source.backup(target)


def empty_postgresql(database: Database) -> None:
    """Take out all rows, and count from 1 again."""
    tables = text(
        "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
        " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    )
    with database.engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        names = connection.scalar(tables)
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
