"""All tables in one SQLite file, with keys, what they refer to, and the codebook as a table."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from commissioning.domain.errors import ExportError
from commissioning.research.exporting.columns import Column, Type
from commissioning.research.exporting.tables import Batch, Table
from commissioning.research.exporting.values import for_database

FILE = "digest.sqlite"
_TYPES = {
    Type.INTEGER: "INTEGER",
    Type.BOOLEAN: "INTEGER",
    Type.NUMBER: "REAL",
}
_INDEXED = ("article", "organisation", "question", "source", "story")


class Sqlite:
    """One SQLite file."""

    media_type = "application/vnd.sqlite3"

    def file_of(self, _table: str) -> str:
        """The same for all tables."""
        return FILE

    @contextmanager
    def writer(self, folder: Path) -> Iterator["_Writer"]:
        """Writes into the folder; ExportError where SQLite cannot."""
        try:
            with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                yield _Writer(connection)
        except sqlite3.Error as error:
            raise ExportError(FILE, f"cannot be written ({error})") from error

    def rows(self, path: Path, table: str, columns: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """Row by row."""
        chosen = ", ".join(map(_quoted, columns))
        # No file is made where there is none, and none is changed.
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            found = connection.execute(
                " ".join(("SELECT", chosen, "FROM", _quoted(table), "ORDER BY rowid"))
            )
            for row in found:
                yield dict(zip(columns, row, strict=True))


class _Writer:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute(
            "CREATE TABLE codebook (table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
            " type TEXT NOT NULL, description TEXT NOT NULL,"
            " PRIMARY KEY (table_name, column_name))"
        )

    def write(self, table: Table, columns: Sequence[Column], batches: Iterable[Batch]) -> None:
        self._connection.execute("BEGIN")
        self._connection.execute(_create(table, columns))
        holes = ", ".join("?" for _ in columns)
        insert = " ".join(("INSERT INTO", _quoted(table.name), "VALUES", f"({holes})"))
        for batch in batches:
            rows = zip(*for_database(columns, batch.columns), strict=True)
            self._connection.executemany(insert, rows)
        for column in columns:
            if column.name in _INDEXED and (column.name,) != table.key:
                name = _quoted(f"{table.name}_{column.name}")
                place = f"{_quoted(table.name)} ({_quoted(column.name)})"
                self._connection.execute(f"CREATE INDEX {name} ON {place}")
        self._connection.executemany(
            "INSERT INTO codebook VALUES (?, ?, ?, ?)",
            [(table.name, one.name, one.type.value, one.description) for one in columns],
        )
        self._connection.execute("COMMIT")


def _create(table: Table, columns: Sequence[Column]) -> str:
    lines = [
        f"{_quoted(column.name)} {_TYPES.get(column.type, 'TEXT')}"
        + (" NOT NULL" if column.required else "")
        for column in columns
    ]
    lines.append(f"PRIMARY KEY ({', '.join(map(_quoted, table.key))})")
    lines.extend(
        f"FOREIGN KEY ({_quoted(link.column)}) REFERENCES {_quoted(link.table)}"
        f" ({_quoted(link.to)})"
        for link in table.links
    )
    return f"CREATE TABLE {_quoted(table.name)} ({', '.join(lines)})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
