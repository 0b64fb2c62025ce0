"""Opening a database to read what is in it: looked at first, so that nothing is made or altered."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import URL

from commissioning.domain.errors import StoreError
from commissioning.store.database import Database, looking_at, parse_url, sqlite_file

_OURS = "alembic_version"
_OF_EXPORTS = "codebook"
_NONE = "is no digest database"
_EXPORT = (
    "is an export: an SQLite file for other programs, and no digest database; give the workspace"
    " or the database that it was made of"
)


def open_found(url: str, *, readers_key: Path | None = None) -> Database:
    """The digest database at `url`, brought to today's schema; see `Database`.

    StoreError where there is none: what stands there is left as it is.
    """
    parsed = parse_url(url)
    path = sqlite_file(parsed)
    if path is not None:
        _look_into(path)
    else:
        _look_at(parsed)
    return Database(url, readers_key=readers_key)


def _look_into(path: Path) -> None:
    if not path.is_file():
        raise StoreError(str(path), "there is no such database")
    # Even for reading alone SQLite puts two files beside one in its WAL mode, unless told that
    # nobody writes: so it is where neither is there.
    alone = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    try:
        address = f"{path.absolute().as_uri()}?mode=ro{alone}"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            is_ours = _OURS in tables and _is_ours(
                connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0]
            )
    except sqlite3.OperationalError as error:
        raise StoreError(str(path), f"cannot be read ({error})") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(str(path), _NONE) from error
    if not is_ours:
        raise StoreError(str(path), _EXPORT if _OF_EXPORTS in tables else _NONE)


def _look_at(url: URL) -> None:
    with looking_at(url) as connection:
        is_ours = inspect(connection).has_table(_OURS) and _is_ours(
            connection.scalar(text("SELECT max(version_num) FROM alembic_version"))
        )
    if not is_ours:
        raise StoreError(url.render_as_string(hide_password=True), _NONE)


def _is_ours(revision: object) -> bool:
    """Whether a revision is named as ours are: other programs keep theirs in the same table."""
    return isinstance(revision, str) and len(revision) == 4 and revision.isdecimal()
