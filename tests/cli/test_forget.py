"""`digest forget`: does it when asked by a script, and only tells with --dry-run."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from cli.main import command_line
from commissioning.domain.dates import PartialDate
from commissioning.domain.stories import slug_of
from commissioning.settings import load_settings
from commissioning.store import stories
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow
from site_builder.building import build
from tests.site_builder.filling import put

app = command_line(["forget"])
GONE, KEPT = "https://courier.example/gone", "https://courier.example/kept"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two articles."""
    (tmp_path / "digest.toml").write_text("[site]\nsearch = false\nworkers = 1\n", "utf-8")
    database = Database(load_settings(tmp_path, {}).database_url)
    for url in (GONE, KEPT):
        words = " ".join(f"{url[-4:]}{at}." for at in range(60))
        put(database, url=url, text=words, day=date(2026, 11, 3), source="courier")
    database.close()
    return tmp_path


def forget(workspace: Path, *arguments: str) -> Any:
    command = ["forget", *arguments, "--json", "--workspace", str(workspace)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def stored(workspace: Path) -> int:
    database = Database(load_settings(workspace, {}).database_url)
    with database.session() as session:
        count = session.scalar(select(func.count()).select_from(ArticleRow))
    database.close()
    return count or 0


def test_a_dry_run_changes_nothing(workspace: Path) -> None:
    told = forget(workspace, GONE, "--dry-run")
    assert [one["url"] for one in told["articles"]] == [GONE]
    assert (told["forgotten"], stored(workspace)) == (False, 2)
    assert not (workspace / "takedown.txt").exists()


def test_it_is_always_said_that_backups_may_be_elsewhere(workspace: Path) -> None:
    done = CliRunner().invoke(app, ["forget", GONE, "--workspace", str(workspace)])
    assert "Backups that were moved or copied elsewhere are not known here" in done.stderr


def test_no_page_of_a_story_is_named_after_what_was_forgotten(workspace: Path) -> None:
    settings = load_settings(workspace, {})
    database = Database(settings.database_url)
    slug = slug_of(PartialDate.parse("2026-11-03"), "Mr Private resigns", GONE)
    more = "https://courier.example/more"
    put(database, url=more, text="It said more. " * 30, day=date(2026, 11, 4), source="courier")
    with database.session() as session:
        ids = list(session.scalars(select(ArticleRow.id)))
        stories.place(session, stories.add_story(session, slug), dict.fromkeys(ids, "x"))
    build(settings, database)
    database.close()
    paths = [path for path in settings.output.rglob("*") if path.is_file()]
    assert any("mr-private" in path.name for path in paths)
    forget(workspace, GONE)
    for path in settings.output.rglob("*"):
        assert "mr-private" not in path.name
        assert not path.is_file() or b"mr-private" not in path.read_bytes(), path
    assert list(
        settings.output.glob(
            f"stories/{slug_of(PartialDate.parse('2026-11-03'), 'A headline', KEPT)}*"
        )
    )


def test_a_script_is_not_asked_again(workspace: Path) -> None:
    told = forget(workspace, GONE, "https://courier.example/never-stored")
    assert [one["url"] for one in told["articles"]] == [GONE]
    assert (told["forgotten"], stored(workspace)) == (True, 1)
    listed = (workspace / "takedown.txt").read_text("utf-8")
    assert GONE in listed
    assert "https://courier.example/never-stored" in listed
    assert KEPT not in listed
