"""`digest corrections`: what was put right is listed, undone and written out."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.corrections import app
from commissioning.domain.corrections import Subject
from commissioning.domain.errors import CorrectionError
from commissioning.settings import FILE
from commissioning.store.database import Database
from tests.commissioning.corrected import URL, add, an_article, put_right, tag, tags


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with one corrected stance."""
    (tmp_path / FILE).write_text("")
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    with database.session() as session:
        add(session, an_article())
        tag(session)
        (found,) = tags(session, 1, Subject.STANCE, holder="Dr Ada Sample")
        right = {**found.values, "position": "oppose"}
        put_right(session, 1, Subject.STANCE, found.values, right, reason="She says so.")
    database.close()
    return tmp_path


def digest(workspace: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, [*arguments, "--workspace", str(workspace)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


def test_a_correction_is_listed_with_who_when_from_to_and_why(workspace: Path) -> None:
    (row,) = json.loads(digest(workspace, "list", "--json", "--article", URL))
    assert (row["id"], row["by"], row["reason"], row["state"]) == (
        1,
        "Ed Itor",
        "She says so.",
        "stands",
    )
    assert (row["before"]["position"], row["after"]["position"]) == ("support", "oppose")
    assert "Dr Ada Sample; bma; gp-budgets; oppose" in digest(workspace, "list")


def test_what_is_undone_is_listed_on_demand(workspace: Path) -> None:
    assert "Undid correction 1" in digest(workspace, "undo", "1")
    assert json.loads(digest(workspace, "list", "--json")) == []
    (row,) = json.loads(digest(workspace, "list", "--json", "--all"))
    assert row["state"].startswith("undone 20")
    with pytest.raises(CorrectionError, match="undone before"):
        digest(workspace, "undo", "1")
    with pytest.raises(CorrectionError, match="none of this number"):
        digest(workspace, "undo", "9")


def test_corrected_articles_are_written_out(workspace: Path) -> None:
    target = workspace / "corrected.jsonl"
    digest(workspace, "export", str(target))
    (line,) = target.read_text("utf-8").splitlines()
    assert json.loads(line)["stances"][0]["stance"] == "oppose"
    assert digest(workspace, "export", "-") == line + "\n"


def test_an_article_that_is_not_stored_is_named(workspace: Path) -> None:
    with pytest.raises(CorrectionError, match="no stored article"):
        digest(workspace, "list", "--article", "http://courier.example/none")
