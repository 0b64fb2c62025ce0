"""What a PostgreSQL database is without while it is filled, and the notes of how far that is.

Foreign keys and indexes are put aside and made again behind the rows: that is many times faster,
and rows need no order. The statements lie in the database itself until they are carried out.
"""

from collections.abc import Iterator

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    Table,
    Text,
    func,
    insert,
    inspect,
    select,
    text,
)

_ABOUT = MetaData()
_POSITIONS = Table(
    "moving_tables",
    _ABOUT,
    Column("name", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
)
_LATER = Table(
    "moving_statements",
    _ABOUT,
    Column("number", BigInteger, primary_key=True),
    Column("statement", Text, nullable=False),
)
_FOREIGN_KEYS = text(
    "SELECT relname, conname, pg_get_constraintdef(pg_constraint.oid)"
    " FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
    " WHERE contype = 'f' AND pg_class.relnamespace = current_schema()::regnamespace"
    " ORDER BY relname, conname"
)
_INDEXES = text(
    "SELECT tables.relname, indexes.relname, pg_get_indexdef(indexrelid)"
    " FROM pg_index JOIN pg_class tables ON tables.oid = indrelid"
    " JOIN pg_class indexes ON indexes.oid = indexrelid"
    " WHERE NOT indisunique AND tables.relnamespace = current_schema()::regnamespace"
    " ORDER BY tables.relname, indexes.relname"
)


def is_up(connection: Connection) -> bool:
    """Whether the database is being filled."""
    return inspect(connection).has_table(_POSITIONS.name)


def put_up(connection: Connection, source: str, tables: tuple[Table, ...]) -> None:
    """Begin: note where the rows come from, and put foreign keys and indexes of `tables` aside."""
    _ABOUT.create_all(connection)
    connection.execute(
        insert(_POSITIONS),
        [{"name": table.name, "source": source, "position": 0} for table in tables],
    )
    names = {table.name for table in tables}
    for number, (drop, make) in enumerate(_put_aside(connection, names)):
        connection.execute(text(drop))
        connection.execute(insert(_LATER).values(number=number, statement=make))


def source_of(connection: Connection) -> str:
    """Where the rows come from."""
    return str(connection.scalar(select(_POSITIONS.c.source).limit(1)))


def position(connection: Connection, table: Table) -> int:
    """How far in the source's order a table was filled; 0 is its beginning."""
    found = connection.scalar(select(_POSITIONS.c.position).where(_POSITIONS.c.name == table.name))
    return int(found or 0)


def keep_position(connection: Connection, table: Table, reached: int) -> None:
    """Note how far a table is filled, in the transaction that fills it."""
    connection.execute(
        _POSITIONS.update().where(_POSITIONS.c.name == table.name).values(position=reached)
    )


def put_back_next(connection: Connection) -> bool:
    """Make one index or foreign key again, the last that was put aside; whether there was any."""
    last = connection.execute(select(_LATER).order_by(_LATER.c.number.desc()).limit(1)).first()
    if last is None:
        return False
    connection.execute(text(last.statement))
    connection.execute(_LATER.delete().where(_LATER.c.number == last.number))
    return True


def take_down(connection: Connection, tables: tuple[Table, ...]) -> None:
    """End: new rows get numbers behind the highest, and the notes go."""
    for table in tables:
        _set_sequence(connection, table)
    _ABOUT.drop_all(connection)


def _put_aside(connection: Connection, tables: set[str]) -> Iterator[tuple[str, str]]:
    """How each is dropped, and made again; foreign keys first, since they lean on indexes."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    for table, name, definition in connection.execute(_FOREIGN_KEYS).all():
        if table in tables:
            change = f"ALTER TABLE {quote(table)}"
            yield (
                f"{change} DROP CONSTRAINT {quote(name)}",
                f"{change} ADD CONSTRAINT {quote(name)} {definition}",
            )
    for table, name, definition in connection.execute(_INDEXES).all():
        if table in tables:
            yield f"DROP INDEX {quote(name)}", definition


def _set_sequence(connection: Connection, table: Table) -> None:
    column = table.autoincrement_column
    if column is None:
        return
    quoted = connection.dialect.identifier_preparer.format_table(table)
    sequence = connection.scalar(select(func.pg_get_serial_sequence(quoted, column.name)))
    highest = connection.scalar(select(func.max(column)))
    if sequence is not None and highest is not None:
        connection.execute(select(func.setval(sequence, highest)))
