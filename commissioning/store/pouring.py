"""Many rows into a table at once; into SQLite without what SQLAlchemy does for each of them."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, insert
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler

from commissioning.store.rows import Row, UtcDateTime

Values = tuple[Any, ...]


def pour(
    connection: Connection, table: type[Row], columns: Sequence[str], rows: Sequence[Values]
) -> None:
    """Put rows in, whose values stand in the order of `columns`; there are two columns or more."""
    if not rows:
        return
    statement = insert(table)
    compiled = statement.compile(connection, column_keys=list(columns))
    if not isinstance(compiled, SQLiteCompiler):
        named = [dict(zip(columns, row, strict=True)) for row in rows]
        connection.execute(statement, named)
        return
    order = compiled.positiontup or []
    ordered = map(itemgetter(*map(columns.index, order)), rows)
    makers = _makers(connection.dialect, table, order)
    written = [_made(row, makers) for row in ordered] if makers else list(ordered)
    connection.exec_driver_sql(str(compiled), written)


def _makers(
    dialect: Dialect, table: type[Row], columns: Sequence[str]
) -> list[tuple[int, Callable[[Any], Any]]]:
    """What makes a value of some columns, by their places, as SQLAlchemy keeps it."""
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for at, name in enumerate(columns):
        type_ = table.__table__.c[name].type
        if make := type_.dialect_impl(dialect).bind_processor(dialect):
            # Many rows have a moment in common.
            found.append((at, lru_cache(make) if isinstance(type_, UtcDateTime) else make))
    return found


def _made(row: Values, makers: Sequence[tuple[int, Callable[[Any], Any]]]) -> Values:
    cells = list(row)
    for at, make in makers:
        cells[at] = make(cells[at])
    return tuple(cells)
