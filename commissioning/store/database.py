"""Opening the database: SQLite by default, PostgreSQL by URL, brought to today's schema."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, func, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    NoSuchModuleError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.orm import Session, sessionmaker

from commissioning.domain.errors import StoreError, StoreLost
from commissioning.store import pseudonyms
from commissioning.store.indexing import index_due, index_some
from commissioning.store.pseudonyms import Pseudonyms

BUSY_TIMEOUT_MS = 30_000
CACHE_KB = 32_000  # of pages a connection: what one batch writes is written down once
SPARING_KB = 2_000  # as SQLite has it: enough where rows are read once, in their order
_INDEXED = "indexed"
_MIGRATING = 7_061_802
_TOO_NEW = "a newer version of the product was at work here; install that one, or take your backup"
# A word index notes only that a text is gone; its words go when its parts are made one.
_MERGED = (
    "INSERT INTO text_words (text_words) VALUES ('optimize')",
    "INSERT INTO finding_words (finding_words) VALUES ('optimize')",
)
NAMES_HIDDEN = "0007"  # before it, the database held readers' names


class Database:
    """An open database; `session()` gives a transaction.

    `url` is an SQLAlchemy URL: 'sqlite:///digest.db', 'postgresql://user@host/name'. Opening
    creates what is missing and runs the migrations that are due. StoreError names what failed.
    `readers_key` is the file of the key for readers' names; None is one beside an SQLite file.
    """

    def __init__(self, url: str, *, readers_key: Path | None = None) -> None:
        parsed = parse_url(url)
        self.name = parsed.render_as_string(hide_password=True)
        self.pseudonyms = Pseudonyms(readers_key or _beside(parsed))
        try:
            self.engine = create_engine(parsed)
        except (NoSuchModuleError, ImportError) as error:
            raise StoreError(self.name, f"no driver for this kind of database ({error})") from error
        if parsed.get_backend_name() == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
        else:
            event.listen(self.engine, "connect", _prepare_postgresql)
        self._sessions = sessionmaker(
            self.engine, expire_on_commit=False, info={pseudonyms.INFO: self.pseudonyms}
        )
        event.listen(self._sessions, "before_commit", _index)
        self._file = sqlite_file(parsed)
        self._identity: tuple[int, int] | None = None
        self._is_only_read = True
        try:
            with _migration_lock(parsed):
                found = _revision(self.engine)
                if found is not None and found > newest_revision():
                    raise StoreError(self.name, _TOO_NEW)
                if found != newest_revision():
                    migrate(self.engine, pseudonyms=self.pseudonyms)
                    if found is not None and found < NAMES_HIDDEN:
                        erase(self.engine)
                    self.index()
        except SQLAlchemyError as error:
            raise _said(self.name, error) from error
        except OSError as error:
            message = f"the folder cannot be written to ({error.strerror})"
            raise StoreLost(self.name, message) from error

    @contextmanager
    def session(self, *, index: bool = True) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on an error.

        What it wrote is indexed for queries before; without `index` that waits for another.
        Raises StoreLost where the database is full, locked, damaged or gone, StoreError where it
        does not take what was to be stored.
        """
        self._see_file()
        self._is_only_read &= not index
        try:
            with self._sessions.begin() as session:
                session.info[_INDEXED] = index
                yield session
        except SQLAlchemyError as error:
            raise _said(self.name, error) from error
        self._see_file()

    def _see_file(self) -> None:
        """SQLite goes on writing into a file that was taken away, and makes an empty one anew."""
        found = _identity(self._file)
        if self._identity is None:
            self._identity = found
        elif found != self._identity:
            message = "its file was moved or replaced while this ran; run it again"
            raise StoreLost(self.name, message)

    @contextmanager
    def snapshot(self, *, sparing: bool = False) -> Iterator[Session]:
        """One transaction in which all that is read is of one moment, whoever writes meanwhile.

        With `sparing` little of SQLite's file is kept in memory, for processes of which many run.
        """
        with self.session(index=False) as session:
            if self.engine.dialect.name == "sqlite":
                kept = SPARING_KB if sparing else CACHE_KB
                session.execute(text(f"PRAGMA cache_size = -{kept}"))
                # The driver begins none for what only reads, and SQLite's begins with a first look.
                session.execute(text("BEGIN"))
                session.execute(text("SELECT version_num FROM alembic_version"))
            else:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                session.execute(text("SELECT 1"))
            yield session

    def index(self) -> None:
        """Index all that waits for it, some at a time."""
        more = True
        while more:
            with self.session(index=False) as session:
                more = index_some(session)

    def forked(self) -> None:
        """In a forked process: leave its parent's connections alone and open new ones."""
        self.engine.dispose(close=False)

    def close(self) -> None:
        """Give the connections back. SQLite looks at what grew, to plan its queries by that.

        Where only snapshots were read its file stays as it was.
        """
        if self.engine.dialect.name == "sqlite" and not self._is_only_read:
            with suppress(SQLAlchemyError), self.engine.connect() as connection:
                connection.execute(text("PRAGMA optimize"))
        self.engine.dispose()


@contextmanager
def looking_at(url: URL) -> Iterator[Connection]:
    """A connection to a database as it is, before anything is made in it.

    StoreError where it cannot be reached or read.
    """
    name = url.render_as_string(hide_password=True)
    try:
        engine = create_engine(url)
        with engine.connect() as connection:
            yield connection
        engine.dispose()
    except (NoSuchModuleError, ImportError) as error:
        raise StoreError(name, f"no driver for this kind of database ({error})") from error
    except SQLAlchemyError as error:
        raise StoreError(name, _reason(error)) from error


def postgresql_tables(url: str) -> list[str]:
    """The tables of the PostgreSQL database at `url`, which is left as it is.

    StoreError where the URL is of another kind, or the database cannot be reached.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "postgresql":
        name = parsed.render_as_string(hide_password=True)
        raise StoreError(name, "is no PostgreSQL address; write postgresql://user@host/name")
    with looking_at(parsed) as connection:
        return inspect(connection).get_table_names()


def migrate(
    engine: Engine, revision: str = "head", *, pseudonyms: Pseudonyms | None = None
) -> None:
    """Bring the schema to `revision`, in one transaction; names that it hides get `pseudonyms`."""
    from alembic import command  # slow to import, seldom needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "commissioning.store:migrations")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # two first runs at once do not collide
            connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
        config.attributes["connection"] = connection
        config.attributes["pseudonyms"] = pseudonyms or Pseudonyms()
        command.upgrade(config, revision)


def erase(engine: Engine) -> None:
    """Write the database anew, so that nothing that was deleted is left in its files.

    It takes as long as a copy of the database, and as much room for a while.
    """
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            for statement in _MERGED:
                connection.execute(text(statement))
    full = "VACUUM" if engine.dialect.name == "sqlite" else "VACUUM (FULL, ANALYZE)"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(full))
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _index(session: Session) -> None:
    if session.info.get(_INDEXED):
        index_due(session)


def _revision(engine: Engine) -> str | None:
    """The schema's revision, without asking Alembic; None for an empty database."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def _beside(url: URL) -> Path | None:
    """The key's file beside that of an SQLite database."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database)).with_name(pseudonyms.FILE)


@cache
def newest_revision() -> str:
    """The revision of the last migration, by its file: '0001_first_tables.py' is '0001'."""
    folder = files("commissioning.store") / "migrations" / "versions"
    return max(
        entry.name.partition("_")[0] for entry in folder.iterdir() if entry.name[0].isdigit()
    )


def parse_url(url: str) -> URL:
    """The address with the driver that we use; StoreError where it is none."""
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
    path = sqlite_file(url)
    if path is None:
        yield
        return
    if not path.parent.is_dir():
        raise StoreError(str(path), "the folder does not exist; 'digest init' makes one")
    with FileLock(path.with_name(path.name + ".lock")):
        yield


def sqlite_file(url: URL) -> Path | None:
    """Where an SQLite database lies; None for one in memory, and for others."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def _identity(file: Path | None) -> tuple[int, int] | None:
    """What tells a file from another of its name; None where there is none."""
    try:
        found = file.stat() if file is not None else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # what goes is overwritten, not only unlinked
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.close()


def _prepare_postgresql(connection: Any, _record: object) -> None:
    """Days are days of UTC, whatever zone the server lives in; values are seen when it plans.

    A plan for any value is a bad one here: bodies, words and days are frequent or seldom. And
    where rows are read some at a time all of them are, not a tenth.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute("SET plan_cache_mode = force_custom_plan")
        cursor.execute("SET cursor_tuple_fraction = 1")
    connection.commit()


def _said(name: str, error: SQLAlchemyError) -> StoreError:
    """The error in our words: whether it is about the database, or about what was to be stored."""
    about_values = (DataError, IntegrityError, ProgrammingError)
    about_database = isinstance(error, (DatabaseError, InterfaceError))
    kind = StoreLost if about_database and not isinstance(error, about_values) else StoreError
    return kind(name, _reason(error))


def _reason(error: SQLAlchemyError) -> str:
    """What the database says; not PostgreSQL's detail, which quotes the row."""
    cause = getattr(error, "orig", None) or error
    said = getattr(getattr(cause, "diag", None), "message_primary", None) or str(cause)
    return " ".join(said.split())[:300]
