"""The database as one file, a copy of this moment whoever writes meanwhile; and back from it."""

import asyncio
import os
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from commissioning.domain.errors import StoreError
from commissioning.store.database import Database, parse_url, postgresql_tables


def save_database(database: Database, copy: Path, dump: Path) -> Path:
    """Write an SQLite database to `copy`, a PostgreSQL one to `dump`; gives which it was.

    StoreError where that fails, or PostgreSQL's pg_dump is not on this machine.
    """
    if database.engine.dialect.name == "sqlite":
        _copy(database, copy)
        return copy
    _dump(database, dump)
    return dump


def _copy(database: Database, copy: Path) -> None:
    try:
        with database.engine.connect() as connection:
            opened = connection.execution_options(isolation_level="AUTOCOMMIT")
            opened.execute(text("VACUUM INTO :copy"), {"copy": str(copy)})
            found = opened.scalar(text("PRAGMA quick_check(1)"))
    except SQLAlchemyError as error:
        reason = " ".join(str(getattr(error, "orig", error)).split())[:200]
        raise StoreError(database.name, f"cannot be copied ({reason})") from error
    if found != "ok":
        raise StoreError(database.name, f"is damaged ({found}); 'digest doctor' says more")


def load_dump(dump: Path, url: str) -> str:
    """Put what `save_database` dumped into the empty PostgreSQL database at `url`; gives its name.

    All of it is loaded or nothing. StoreError where the database is not empty or cannot be
    reached, where the dump cannot be loaded, or pg_restore is not on this machine.
    """
    parsed = parse_url(url)
    name = parsed.render_as_string(hide_password=True)
    if found := postgresql_tables(url):
        message = f"is not empty: it has the table '{found[0]}'; name an empty one with --database"
        raise StoreError(name, message)
    _with_tool(
        parsed,
        "pg_restore",
        ("--single-transaction", "--no-owner", "--no-privileges", str(dump)),
        without="load digest.dump of the backup with your server's own tools",
    )
    return name


def _dump(database: Database, dump: Path) -> None:
    _with_tool(
        database.engine.url,
        "pg_dump",
        ("--format=custom", f"--file={dump}"),
        without="save the database with your server's own tools",
    )


def _with_tool(url: URL, tool: str, arguments: Sequence[str], *, without: str) -> None:
    """Let one of PostgreSQL's own tools work on the database; the password is in no command."""
    name = url.render_as_string(hide_password=True)
    program = shutil.which(tool)
    if program is None:
        raise StoreError(name, f"{tool} is not on this machine; {without}")
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    plain = url.set(drivername="postgresql", password=None)
    address = plain.render_as_string(hide_password=False)
    code, said = asyncio.run(_run([program, f"--dbname={address}", *arguments], environment))
    if code:
        raise StoreError(name, f"{tool} failed ({' '.join(said.split())[:200]})")


async def _run(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
    """How a program ended, and what it complained of."""
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE
    )
    _, said = await process.communicate()
    return process.returncode or 0, said.decode("utf-8", "replace")
