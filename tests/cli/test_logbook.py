"""How a command is followed: quiet for cron, aloud for people, and its log in the workspace."""

import json
import socket
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import main as command
from tests.cli.conftest import Called
from tests.cli.test_commands import digest
from tests.conftest import Once
from tests.site_builder.sites import demonstration, printed

RUNNER = CliRunner()
app = command.command_line()


def events(workspace: Path) -> list[dict[str, Any]]:
    lines = (workspace / "logs" / "digest.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def unanswered(tmp_path: Path) -> Path:
    """A workspace whose one source is at a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        home = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    settings = '[collect]\nallow = ["127.0.0.1"]\ndelay = 0.0\n'
    (tmp_path / "digest.toml").write_text(settings, "utf-8")
    source = f'[[source]]\nslug = "a"\nname = "A"\nkind = "trade"\nhome = "{home}"\n'
    (tmp_path / "sources.toml").write_text(source, "utf-8")
    return tmp_path


def test_cron_hears_nothing_of_a_run_that_went_well_though_a_source_was_down(
    unanswered: Path,
) -> None:
    done = digest("--quiet", "collect", folder=unanswered)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    found = events(unanswered)
    [missed] = [event for event in found if event["event"] == "not taken"]
    assert (missed["level"], missed["source"], missed["command"]) == ("warning", "a", "collect")
    assert len({event["run"] for event in found}) == 1
    [ended] = [event for event in found if event["event"] == "done"]
    assert (ended["stage"], ended["seconds"] >= 0) == ("Collecting", True)
    [told] = [event for event in found if event["event"].startswith("Collected from 0 of 1")]
    assert (told["polled"], told["answered"], told["new"]) == (1, 0, 0)


def test_cron_hears_one_line_of_a_run_that_failed_and_the_log_has_it(
    unanswered: Path, called: Called
) -> None:
    (unanswered / "sources.toml").write_text("no list", "utf-8")
    done = called("--quiet", "collect", folder=unanswered)
    said = done.stderr
    assert (done.code, done.stdout, said.count("\n")) == (1, "", 1)
    assert "sources.toml, line 1" in said
    failed = events(unanswered)[-1]
    assert (failed["event"], failed["error"]) == ("failed", "SettingsError")
    assert failed["says"] in said


def test_what_happens_is_shown_as_it_happens_where_that_is_asked_for(unanswered: Path) -> None:
    done = RUNNER.invoke(app, ["--verbose", "collect", "--workspace", str(unanswered)])
    assert done.exit_code == 0
    assert "polled" in done.stderr
    assert "outcome=failed" in done.stderr
    assert RUNNER.invoke(app, ["--verbose", "--quiet", "collect"]).exit_code == 2


def test_results_that_were_asked_for_are_no_noise(tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_text("", "utf-8")
    asked = ["--quiet", "query", "--format", "json", "--workspace", str(tmp_path)]
    assert RUNNER.invoke(app, asked).stdout == "[]\n"
    assert not (tmp_path / "logs").exists()  # nothing was to be told


def broken() -> None:
    """Break in a way that nobody foresaw. Example: digest build."""
    int("Mrs Private Person")


def test_a_mistake_of_the_program_is_one_line_that_quotes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called: Called
) -> None:
    monkeypatch.setitem(command.COMMANDS, "build", f"{__name__}:broken")
    done = called("--quiet", "build", folder=tmp_path)
    said = done.stderr
    assert done.code == 1
    assert said.startswith("digest: a mistake of the program: ValueError in tests/cli/test_logb")
    assert said.count("\n") == 1
    assert "Private" not in said


def test_readers_names_are_neither_in_the_log_nor_in_what_is_printed(once: Once) -> None:
    workspace = once("demo-site", demonstration)
    with sqlite3.connect(workspace / "digest.db") as rows:
        names = {name for (name,) in rows.execute("SELECT DISTINCT author FROM comments") if name}
    rows.close()
    assert len(names) > 5
    told = printed(workspace).read_text("utf-8") + "".join(
        file.read_text("utf-8") for file in (workspace / "logs").iterdir()
    )
    assert "polled" in told
    assert not [name for name in names if name in told]
