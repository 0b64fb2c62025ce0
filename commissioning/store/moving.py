"""An SQLite database copied into an empty PostgreSQL one, and both compared row by row.

The tables are those of the rows' metadata, so a table that is added later moves with the others.
What queries read is made of them on each side, and does not.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    Select,
    Table,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.orm import Session

from commissioning.domain.errors import StoreError
from commissioning.store import scaffolding
from commissioning.store.database import Database, parse_url, postgresql_tables
from commissioning.store.edition_rows import EditionRow
from commissioning.store.finding_rows import DERIVED

BATCH = 2_000
_LOCK = 7_061_803  # of this command alone
_MODULUS = 2**256
_CHANGES = text("PRAGMA data_version")
_row_number = literal_column("rowid", Integer)

Progress = Callable[[int, int], None]
Values = Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A table on one side: how many rows it has, and a hash of these in whatever order."""

    rows: int
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedTable:
    """A table as it is on both sides."""

    name: str
    source: Side
    target: Side

    @property
    def same(self) -> bool:
        """Whether both sides hold the same rows."""
        return self.source == self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a move did; `overtaken` where somebody wrote to the source meanwhile."""

    tables: tuple[MovedTable, ...]
    overtaken: bool

    @property
    def complete(self) -> bool:
        """Whether the target has all that the source has."""
        return not self.overtaken and all(table.same for table in self.tables)


def tables() -> tuple[Table, ...]:
    """Those that move; what is made of them is made anew."""
    return tuple(table for table in EditionRow.metadata.sorted_tables if DERIVED not in table.info)


def open_target(url: str) -> Database:
    """The database at `url`, with today's tables in it, to move to.

    Raises StoreError where it is no PostgreSQL, or holds tables that are not ours.
    """
    name = parse_url(url).render_as_string(hide_password=True)
    found = postgresql_tables(url)
    if found and "alembic_version" not in found:
        raise StoreError(name, f"is not empty: it has the table '{found[0]}'; give it another")
    return Database(url)


def move(source: Database, target: Database, progress: Progress | None = None) -> Moved:
    """Copy all rows, compare both sides, then give the target its indexes and sequences.

    One that was cut short goes on where it was. `progress` is called with the rows done and in
    all. Raises StoreError where the source is no SQLite, where the target is not empty, where
    another move into it is under way, and for a row that PostgreSQL does not take.
    """
    if source.engine.dialect.name != "sqlite":
        raise StoreError(source.name, "is no SQLite database; pg_dump moves a PostgreSQL one")
    with _alone(target), source.engine.connect() as watching:
        before = watching.scalar(_CHANGES)
        _begin(source, target)
        with source.snapshot() as session:
            _Copying(session, target, progress).run()
            compared = tuple(_compared(session, target))
        moved = Moved(tables=compared, overtaken=watching.scalar(_CHANGES) != before)
        if moved.complete:
            _end(target)
    return moved


@contextmanager
def _alone(target: Database) -> Iterator[None]:
    with target.session(index=False) as session:
        if not session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
            raise StoreError(target.name, "another 'digest move' into it is under way")
        yield


def _begin(source: Database, target: Database) -> None:
    """See that the target is empty, or half filled from the same source."""
    name = str(Path(source.engine.url.database or "").resolve())
    with target.session(index=False) as session:
        connection = session.connection()
        if scaffolding.is_up(connection):
            if (other := scaffolding.source_of(connection)) != name:
                raise StoreError(target.name, f"is half filled from {other}; give it another")
            return
        for table in tables():
            if connection.execute(select(literal_column("1")).select_from(table).limit(1)).first():
                message = f"is not empty: '{table.name}' has rows; give it another"
                raise StoreError(target.name, message)
        scaffolding.put_up(connection, name, tables())


def _end(target: Database) -> None:
    """Give the target its indexes and foreign keys, each for good, then take the notes away."""
    more = True
    while more:
        with target.session(index=False) as session:
            more = scaffolding.put_back_next(session.connection())
    target.index()
    with target.session(index=False) as session:
        scaffolding.take_down(session.connection(), tables())
    # What an index holds is believed without a look at its row only behind a vacuum.
    with target.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE)"))


class _Copying:
    """The rows on their way."""

    def __init__(self, session: Session, target: Database, progress: Progress | None) -> None:
        self._session = session
        self._target = target
        self._progress = progress or (lambda _done, _total: None)
        self._total = sum(
            session.scalar(select(func.count()).select_from(table)) or 0 for table in tables()
        )
        self._done = 0
        self._refusals: type[Exception] = target.engine.dialect.loaded_dbapi.Error

    def run(self) -> None:
        """Copy what is not there yet."""
        for table in tables():
            with self._target.session(index=False) as session:
                after = scaffolding.position(session.connection(), table)
            before = select(func.count()).select_from(table).where(_row_number <= after)
            self._done += self._session.scalar(before) or 0
            while rows := self._session.execute(_next(table, after)).all():
                after = rows[-1][0]
                self._write(table, [row[1:] for row in rows], after)
                self._done += len(rows)
                self._progress(self._done, self._total)

    def _write(self, table: Table, rows: Sequence[Values], reached: int) -> None:
        """One transaction: the rows, and that they are there."""
        try:
            with self._target.session(index=False) as session:
                _send(session.connection(), table, rows)
                scaffolding.keep_position(session.connection(), table, reached)
        except self._refusals as error:
            raise self._named(table, rows) or _refused(self._target, table.name, error) from error

    def _named(self, table: Table, rows: Sequence[Values]) -> StoreError | None:
        """The first of the rows that PostgreSQL does not take."""
        for row in rows:
            try:
                with self._target.engine.connect() as connection:  # and nothing is kept
                    _send(connection, table, [row])
            except self._refusals as error:
                keys = zip(_columns(table), row, strict=True)
                key = ", ".join(
                    f"{column.name} {value}" for column, value in keys if column.primary_key
                )
                return _refused(self._target, f"{table.name}, {key}", error)
        return None


def _refused(target: Database, what: str, error: Exception) -> StoreError:
    reason = str(error).partition("\n")[0][:200]
    return StoreError(target.name, f"does not take {what}: {reason}")


def _next(table: Table, after: int) -> Select[*tuple[Any, ...]]:
    """The next rows by SQLite's own number of each, which stands first."""
    query = select(_row_number, *_columns(table)).select_from(table)
    return query.where(_row_number > after).order_by(_row_number).limit(BATCH)


def _columns(table: Table) -> tuple[Column[Any], ...]:
    return tuple(column for column in table.columns if column.computed is None)


def _send(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Rows by COPY, in the connection's transaction."""
    dialect = connection.dialect
    quote = dialect.identifier_preparer
    names = ", ".join(quote.quote(column.name) for column in _columns(table))
    processors = [
        column.type.dialect_impl(dialect).bind_processor(dialect) for column in _columns(table)
    ]
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(f"COPY {quote.format_table(table)} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(
                [
                    value if make is None else make(value)
                    for make, value in zip(processors, row, strict=True)
                ]
            )


def _compared(session: Session, target: Database) -> Iterator[MovedTable]:
    for table in tables():
        with target.session(index=False) as other:
            yield MovedTable(
                name=table.name, source=_side(session, table), target=_side(other, table)
            )


def _side(session: Session, table: Table) -> Side:
    """The sum of the hashes of all rows: what it comes to does not depend on their order."""
    rows = session.execute(
        select(*_columns(table)), execution_options={"stream_results": True, "yield_per": BATCH}
    )
    count = total = 0
    for row in rows:
        digest = hashlib.sha256(repr([_plain(value) for value in row]).encode()).digest()
        total = (total + int.from_bytes(digest)) % _MODULUS
        count += 1
    return Side(rows=count, content=f"{total:064x}")


def _plain(value: object) -> object:
    """What a value is, written alike by whichever driver it came."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return value
