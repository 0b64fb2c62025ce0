"""Many rows into a table at once; into SQLite without what SQLAlchemy does for each of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, func, insert, select
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.orm import Session

from commissioning.store.rows import ArticleRow, Row, TaggingRow, UtcDateTime

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


def pour_named(connection: Connection, table: type[Row], rows: Sequence[Mapping[str, Any]]) -> None:
    """Put rows in, by the names of their columns, which all of them have."""
    if rows:
        columns = tuple(rows[0])
        pour(connection, table, columns, list(map(itemgetter(*columns), rows)))


def new_ids(
    session: Session, table: type[ArticleRow] | type[TaggingRow], many: int
) -> Iterable[int]:
    """Ids for new rows, which nobody else gets; the transaction has begun to write."""
    if session.get_bind().dialect.name == "sqlite":
        # Nobody else writes between this and the end of the transaction.
        last = session.scalar(select(func.max(table.id))) or 0
        return range(last + 1, last + many + 1)
    sequence = func.pg_get_serial_sequence(table.__tablename__, "id")
    drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, many))
    return session.scalars(drawn).all()


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
