"""A database of SQLite with rows in every table, moved to a real PostgreSQL server."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Engine,
    ForeignKey,
    Table,
    create_engine,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.types import JSON, Boolean, Date, Float, Integer, LargeBinary

from commissioning.domain.articles import SourceKind
from commissioning.domain.errors import StoreError
from commissioning.store import moving
from commissioning.store.database import Database
from commissioning.store.moving import move, open_target, tables
from commissioning.store.rows import ArticleRow, MentionRow, SourceRow, UtcDateTime
from commissioning.store.sources import find_source, save_source

ROWS = 7
WHEN = datetime(2010, 7, 12, 9, 30, 1, 123456, tzinfo=UTC)
WORDS = "Budgets\tfor GPs \\N “now” 😀\nand \\. later, {}"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with rows in every table, made once."""
    path = tmp_path_factory.mktemp("filled") / "digest.db"
    database = Database(f"sqlite:///{path}")
    with database.session() as session:
        for table in tables():
            for number in range(1, ROWS + 1):
                session.execute(insert(table).values(made(table, number)))
    database.close()
    return path


@pytest.fixture
def source(filled: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(filled, tmp_path / "digest.db")
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    yield database
    database.close()


@pytest.fixture(scope="module")
def template(postgres_server: str, worker_id: str) -> Iterator[tuple[Engine, URL]]:
    """A database with all tables and nothing in them, and a way to the server."""
    server = make_url(postgres_server).set(drivername="postgresql+psycopg")
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    url = server.set(database=f"template_{worker_id}")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {url.database}"))
    Database(url.render_as_string(hide_password=False)).close()
    yield admin, url
    admin.dispose()


@pytest.fixture
def target(template: tuple[Engine, URL]) -> Iterator[Database]:
    """A copy of the template, opened."""
    admin, url = template
    name = f"{url.database}_copy"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {url.database}"))
    database = open_target(url.set(database=name).render_as_string(hide_password=False))
    yield database
    database.close()


def made(table: Table, number: int) -> dict[str, Any]:
    """A row for whatever table it is; each second one leaves empty what may be."""
    return {
        column.name: None if column.nullable and number % 2 else value(column, number)
        for column in table.columns
        if column.computed is None
    }


def value(column: Column[Any], number: int) -> Any:
    if any(isinstance(key, ForeignKey) for key in column.foreign_keys):
        return value(next(iter(column.foreign_keys)).column, number)
    match column.type:
        case UtcDateTime():
            return WHEN + timedelta(days=number)
        case Boolean():
            return bool(number % 3)
        case JSON():
            return {"b": number, "a": [WORDS, None, 0.1]}
        case LargeBinary():
            return bytes([0, 255, number])
        case Date():
            return date(2010, 7, number)
        case Float():
            return number / 7
        case Integer():
            return number
        case kind:
            length = getattr(kind, "length", None)
            return WORDS.format(number) if length is None else f"{number}é"[:length]


def structure(database: Database) -> set[tuple[str, str]]:
    """The indexes and constraints of a database."""
    with database.session() as session:
        found = session.execute(
            text(
                "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL"
                " SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE connamespace = 'public'::regnamespace"
            )
        )
        return {(name, definition) for name, definition in found}


def test_every_table_moves_with_all_that_is_in_it(source: Database, target: Database) -> None:
    before = structure(target)
    told: list[tuple[int, int]] = []
    moved = move(source, target, lambda done, total: told.append((done, total)))
    assert moved.complete
    assert {table.name for table in moved.tables} == {table.name for table in tables()}
    assert {table.target.rows for table in moved.tables} == {ROWS}
    assert told[-1] == (ROWS * len(moved.tables), ROWS * len(moved.tables))
    assert structure(target) == before
    with target.session() as session:
        for table in tables():
            rows = session.execute(select(table).order_by(*table.primary_key)).all()
            with source.session() as other:
                expected = other.execute(select(table)).all()
            assert sorted(map(repr, rows)) == sorted(map(repr, expected))
        save_source(session, slug="other", name="Other", kind=SourceKind.TRADE)
        assert find_source(session, "other") == ROWS + 1
    with pytest.raises(StoreError, match="foreign key"), target.session() as session:
        session.execute(update(MentionRow).values(tagging_id=10_000))


def test_a_move_that_was_cut_short_goes_on_where_it_was(
    source: Database, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "BATCH", 3)

    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(source, target, stop)
    told: list[int] = []
    moved = move(source, target, lambda done, _: told.append(done))
    assert moved.complete
    assert told[0] > ROWS * len(tables()) / 2
    with pytest.raises(StoreError, match="is not empty"):
        move(source, target)


def test_a_half_filled_database_takes_no_other_and_tells_what_changed(
    source: Database, target: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "BATCH", 3)

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(source, target, stop)
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    with pytest.raises(StoreError, match=r"half filled from .*digest\.db"):
        move(other, target)
    first = tables()[0]
    with target.session() as session:
        rows = session.execute(select(first)).all()
    assert len(rows) == 3
    with source.session() as session:
        key = next(iter(first.primary_key))
        session.execute(first.delete().where(key == rows[0]._mapping[key.name]))
    moved = move(source, target)
    assert not moved.complete
    assert [table.name for table in moved.tables if not table.same] == [first.name]
    other.close()


def test_what_is_written_meanwhile_is_noticed(source: Database, target: Database) -> None:
    written: list[int] = []

    def write(done: int, _total: int) -> None:
        if not written:
            with source.session() as session:
                session.execute(update(SourceRow).values(name="Another"))
            written.append(done)

    moved = move(source, target, write)
    assert moved.overtaken
    assert not moved.complete
    assert all(table.same for table in moved.tables)


def test_a_row_that_postgresql_does_not_take_is_named(source: Database, target: Database) -> None:
    with source.session() as session:
        session.execute(update(ArticleRow).where(ArticleRow.id == 3).values(headline="A\0B"))
    with pytest.raises(StoreError, match=r"does not take articles, id 3: .*NUL"):
        move(source, target)
    with source.session() as session:
        session.execute(update(ArticleRow).where(ArticleRow.id == 3).values(headline="AB"))
    assert move(source, target).complete


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_with_tables_of_its_own_is_left_alone(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE payroll (id int)"))
    with pytest.raises(StoreError, match="is not empty: it has the table 'payroll'"):
        open_target(database_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["payroll"]
    engine.dispose()


def test_what_cannot_be_moved_from_or_to_is_refused(source: Database, target: Database) -> None:
    with target.session() as session:
        save_source(session, slug="other", name="Other", kind=SourceKind.TRADE)
    with pytest.raises(StoreError, match="is not empty: 'sources' has rows"):
        move(source, target)
    with pytest.raises(StoreError, match="is no SQLite database"):
        move(target, target)
    with pytest.raises(StoreError, match="is no PostgreSQL address"):
        open_target("sqlite:///other.db")


def test_two_moves_into_one_database_exclude_each_other(source: Database, target: Database) -> None:

    def second(_done: int, _total: int) -> None:
        move(source, target)

    with pytest.raises(StoreError, match="another 'digest move' into it is under way"):
        move(source, target, second)
