"""`digest cluster`, as a user calls it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import command_line
from commissioning.settings import load_settings
from commissioning.store.database import Database
from tests.nlp.test_grouping import fill

APP = command_line(["cluster"])


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "digest.toml").write_text("", "utf-8")
    return tmp_path


def cluster(workspace: Path, *options: str) -> str:
    done = CliRunner().invoke(APP, ["cluster", *options, "--workspace", str(workspace)])
    assert done.exit_code == 0, done.output
    return done.output


def test_it_says_how_many_articles_are_in_how_many_stories(workspace: Path) -> None:
    assert cluster(workspace) == "Grouped 0 articles into 0 stories.\n"
    database = Database(load_settings(workspace).database_url)
    fill(database)
    database.close()
    assert cluster(workspace) == "Grouped 10 articles into 4 stories.\n"
    assert cluster(workspace) == "Grouped 0 articles into 0 stories.\n"
    assert cluster(workspace, "--all") == "Grouped 10 articles into 4 stories.\n"
