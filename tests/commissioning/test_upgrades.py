"""A database that lived through all releases: rows of every age in every table, and none is lost.

What a migration may change is said here; a new migration is tried without a word more.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from commissioning.domain.errors import StoreError
from commissioning.store.database import Database, migrate

# By the migration that does it: columns that get other values, in tables that keep their rows.
CHANGED: Mapping[str, frozenset[tuple[str, str]]] = {
    "0007": frozenset({("comments", "author")}),  # readers' names give way to pseudonyms
}
REVISIONS = sorted(
    entry.name.partition("_")[0]
    for entry in (files("commissioning.store") / "migrations" / "versions").iterdir()
    if entry.name[0].isdigit()
)
START = datetime(2010, 7, 14, 9, 30, tzinfo=UTC)

Rows = dict[tuple[Any, ...], Mapping[str, Any]]


def tables(engine: sa.Engine) -> list[sa.Table]:
    """Ours, parents first: an index's own tables have no key that is named as we name keys."""
    inspector = sa.inspect(engine)
    ours = [
        name
        for name in inspector.get_table_names()
        if inspector.get_pk_constraint(name)["name"] == f"pk_{name}"
    ]
    metadata = sa.MetaData()
    metadata.reflect(engine, only=ours)
    return [table for table in metadata.sorted_tables if table.name in ours]


def value(column: sa.Column[Any], number: int) -> Any:
    """Something for a column, another for each number; a parent is the row of the same number."""
    kind = column.type
    if column.foreign_keys or isinstance(kind, sa.Integer):
        return number
    if isinstance(kind, sa.String):
        return f"{number} {column.table.name} {column.name}"[: kind.length]
    if isinstance(kind, sa.Boolean):
        return number % 2 == 0
    if isinstance(kind, sa.Numeric | sa.Float):
        return number / 16
    if isinstance(kind, sa.DateTime):
        return START + timedelta(days=number)
    if isinstance(kind, sa.Date):
        return date(2010, 7, 1) + timedelta(days=number)
    if isinstance(kind, sa.JSON):
        return {"value": number}
    if isinstance(kind, sa.LargeBinary):
        return bytes([number])
    pytest.fail(f"say here what a row of {column} may hold: {kind!r}")


def fill(engine: sa.Engine, number: int) -> None:
    """One row more in each table, unless the database has put it there itself."""
    insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    with engine.begin() as connection:
        for table in tables(engine):
            row = {
                column.name: value(column, number)
                for column in table.columns
                if column.computed is None and column.identity is None
            }
            connection.execute(insert(table).values(row).on_conflict_do_nothing())


def contents(engine: sa.Engine) -> dict[str, Rows]:
    with engine.connect() as connection:
        return {
            table.name: {
                tuple(row[key.name] for key in table.primary_key): dict(row)
                for row in connection.execute(sa.select(table)).mappings()
            }
            for table in tables(engine)
        }


def test_a_database_keeps_all_its_rows_through_every_migration(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    migrate(engine, REVISIONS[0])
    for number, revision in enumerate(REVISIONS[1:], start=1):
        fill(engine, number)
        before = contents(engine)
        assert all(len(rows) >= 1 for rows in before.values())
        migrate(engine, revision)
        after = contents(engine)
        changed = CHANGED.get(revision, frozenset())
        for name, rows in before.items():
            assert set(after[name]) >= set(rows), (revision, name)
            for key, row in rows.items():
                kept = {
                    column: held
                    for column, held in row.items()
                    if column in after[name][key] and (name, column) not in changed
                }
                now = {column: after[name][key][column] for column in kept}
                assert now == kept, (revision, name)
    engine.dispose()
    opened = Database(database_url)
    with opened.session() as session:
        count = session.scalar(sa.text("SELECT count(*) FROM articles"))
    opened.close()
    assert count == len(REVISIONS) - 1


def test_a_database_of_a_newer_product_is_left_alone(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'digest.db'}"
    Database(address).close()
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="a newer version of the product was at work here"):
        Database(address)
