"""`digest forget`: does it when asked by a script, and only tells with --dry-run."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from cli.main import command_line
from commissioning.settings import load_settings
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow
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


def test_a_script_is_not_asked_again(workspace: Path) -> None:
    told = forget(workspace, GONE, "https://courier.example/never-stored")
    assert [one["url"] for one in told["articles"]] == [GONE]
    assert (told["forgotten"], stored(workspace)) == (True, 1)
    listed = (workspace / "takedown.txt").read_text("utf-8")
    assert GONE in listed
    assert "https://courier.example/never-stored" in listed
    assert KEPT not in listed
