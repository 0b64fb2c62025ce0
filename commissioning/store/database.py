"""Opening the database: SQLite by default, PostgreSQL by URL, brought to today's schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from filelock import FileLock
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from commissioning.domain.errors import StoreError

BUSY_TIMEOUT_MS = 30_000


class Database:
    """An open database; `session()` gives a transaction.

    `url` is an SQLAlchemy URL: 'sqlite:///digest.db', 'postgresql://user@host/name'. Opening
    creates what is missing and runs the migrations that are due. StoreError names what failed.
    """

    def __init__(self, url: str) -> None:
        parsed = _parse(url)
        self.name = parsed.render_as_string(hide_password=True)
        try:
            self.engine = create_engine(parsed)
        except (NoSuchModuleError, ImportError) as error:
            raise StoreError(self.name, f"no driver for this kind of database ({error})") from error
        if parsed.get_backend_name() == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
        else:
            event.listen(self.engine, "connect", _prepare_postgresql)
        try:
            with _migration_lock(parsed):
                migrate(self.engine)
        except SQLAlchemyError as error:
            raise StoreError(self.name, _reason(error)) from error
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on an error."""
        try:
            with self._sessions.begin() as session:
                yield session
        except SQLAlchemyError as error:
            raise StoreError(self.name, _reason(error)) from error

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to `revision`, in one transaction."""
    config = Config()
    config.set_main_option("script_location", "commissioning.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(url, "not the address of a database") from error
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed


@contextmanager
def _migration_lock(url: URL) -> Iterator[None]:
    """Let one process at a time migrate an SQLite file, so that two first runs do not collide."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        yield
        return
    path = Path(str(url.database))
    if not path.parent.is_dir():
        raise StoreError(str(path), "the folder does not exist; 'digest init' makes one")
    with FileLock(path.with_name(path.name + ".lock")):
        yield


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.close()


def _prepare_postgresql(connection: Any, _record: object) -> None:
    """Days are days of UTC, whatever zone the server lives in."""
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
    connection.commit()


def _reason(error: SQLAlchemyError) -> str:
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split())[:300]
