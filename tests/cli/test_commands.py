"""The command line keeps to its contract: help, exit codes, one line for what went wrong."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from cli.main import COMMANDS as PLACES
from cli.main import command_line, main
from tests.cli.conftest import Called

app = command_line()
ROOT = Path(__file__).parents[2]


def commands(group: Any, prefix: str = "") -> dict[str, Any]:
    """Every command by its full name; Typer brings its own classes."""
    found: dict[str, Any] = {}
    inner: dict[str, Any] = getattr(group, "commands", {})
    if inner:
        for name, command in inner.items():
            found.update(commands(command, f"{prefix} {name}".strip()))
        return found
    return {prefix: group}


COMMANDS = commands(typer.main.get_command(app))


def digest(*arguments: str, folder: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in a process of its own."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", "from cli.main import main; main()", *arguments],
        cwd=folder,
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PATH": "", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme_and_shows_an_example(name: str) -> None:
    assert f"digest {name}" in (ROOT / "README.md").read_text("utf-8")
    assert f"digest {name}" in (COMMANDS[name].help or "").split("Example: ")[1]


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"init", "demo"}))
def test_every_command_takes_a_workspace(name: str) -> None:
    options = {flag for parameter in COMMANDS[name].params for flag in parameter.opts}
    assert "--workspace" in options


def test_a_new_workspace_is_written_once_and_then_left_alone(tmp_path: Path) -> None:
    assert digest("init", "mine", folder=tmp_path).returncode == 0
    mine = tmp_path / "mine"
    (mine / "digest.toml").write_text("[site]\nname = 'Ours'\n", "utf-8")
    assert digest("init", "mine", folder=tmp_path).returncode == 0
    assert (mine / "digest.toml").read_text("utf-8") == "[site]\nname = 'Ours'\n"
    listed = digest("sources", "list", "--json", "--workspace", "mine", folder=tmp_path)
    assert len(json.loads(listed.stdout)) >= 30


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "said"),
    [
        (("run",), None, 1, "digest.toml: there is no such file; run 'digest init'"),
        (("run",), "[site]\nnam = 1\n", 1, "digest.toml, line 2: 'site.nam' is no setting"),
        (("collect",), "", 1, "sources.toml"),
        (("serve",), "", 1, "run 'digest build' first"),
        (("tag", "--input", "none.jsonl", "--output", "-"), None, 1, "none.jsonl: No such file"),
        (("tag", "--stale", "--all"), "", 2, "exclude each other"),
        (("tag", "--input", "-"), "", 2, "go together"),
        (("evaluate", "none.jsonl"), None, 1, "none.jsonl: cannot be read"),
        (("query", "--organisation", "nobody"), "", 2, "no organisation 'nobody'"),
        (("query", "--question", "what"), "", 2, "no policy question 'what'"),
        (("query", "--stance", "maybe"), "", 2, "maybe"),
        (("query", "--since", "yesterday"), "", 2, "no day"),
        (("import", "nowhere.txt"), "", 1, "nowhere.txt"),
        (("flie",), None, 2, "flie"),
    ],
)
def test_what_went_wrong_is_said_on_standard_error(
    tmp_path: Path,
    called: Called,
    arguments: tuple[str, ...],
    settings: str | None,
    code: int,
    said: str,
) -> None:
    if settings is not None:
        (tmp_path / "digest.toml").write_text(settings, "utf-8")
    done = called(*arguments, folder=tmp_path)
    assert done.code == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    if code == 1 and arguments[0] != "import":
        assert done.stderr.count("\n") == 1
        assert done.stdout == ""


def test_an_empty_database_answers_a_query_with_nothing(tmp_path: Path, called: Called) -> None:
    (tmp_path / "digest.toml").write_text("", "utf-8")
    assert json.loads(called("query", "--format", "json", folder=tmp_path).stdout) == []
    assert called("query", "--format", "jsonl", folder=tmp_path).stdout == ""
    csv = called("query", "--format", "csv", folder=tmp_path).stdout
    assert csv.startswith("tag,article.url,")


def test_lines_are_tagged_without_a_workspace_and_bad_ones_answered_in_place(
    tmp_path: Path,
) -> None:
    text = "The British Medical Association said it opposed the abolition of PCTs."
    given = json.dumps({"id": "a", "text": text, "published": "2010-08-01"}) + "\nno json\n"
    done = digest("tag", "--input", "-", "--output", "-", folder=tmp_path, given=given)
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["id"] == "a"
    assert {mention["organisation"] for mention in first["mentions"]} >= {"bma"}
    assert "error" in second


def test_lines_that_could_not_be_tagged_are_told_and_where_none_could_it_fails(
    tmp_path: Path, called: Called
) -> None:
    given, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    asked = ("tag", "--input", given.name, "--output", out.name)
    given.write_text('{"text": "a"}\n{"text": "b"}\n', "utf-8")
    none = called(*asked, folder=tmp_path)
    why = "could not be tagged; line 1: 'id' is missing or not a string\n"
    assert (none.code, none.stderr) == (1, f"digest: in.jsonl: 2 of 2 lines {why}")
    assert len(out.read_text("utf-8").splitlines()) == 2
    given.write_text('{"text": "a"}\n{"id": "b", "text": "Budgets."}\n', "utf-8")
    some = called(*asked, folder=tmp_path)
    assert (some.code, some.stderr) == (0, f"in.jsonl: 1 of 2 lines {why}")
    given.write_text("", "utf-8")
    empty = called(*asked, folder=tmp_path)
    assert (empty.code, empty.stderr) == (0, "")


def test_a_build_names_each_time_a_template_that_stands_in_for_nothing(
    tmp_path: Path, called: Called
) -> None:
    settings = '[site]\nurl = "https://digest.example/"\nsearch = false\nworkers = 1\n'
    (tmp_path / "digest.toml").write_text(settings, "utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "storry.html").touch()
    for _ in range(2):
        told = called("build", folder=tmp_path).stderr
        assert told == "templates/storry.html stands in for nothing; is story.html meant?\n"


def test_a_build_says_where_its_links_lead_until_it_is_told(tmp_path: Path, called: Called) -> None:
    settings = tmp_path / "digest.toml"
    settings.write_text('[site]\nsearch = false\nworkers = 1\noutput = "www/site"\n', "utf-8")
    told = called("build", folder=tmp_path).stderr
    assert told == (
        "digest.toml has no url under [site]: feeds and mail will lead to https://digest.example/\n"
    )
    assert (tmp_path / "www" / "site" / "index.html").is_file()
    settings.write_text(settings.read_text("utf-8") + 'url = "https://a.example/"\n', "utf-8")
    assert called("build", folder=tmp_path).stderr == ""


def test_version_and_help_end_well(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["--version"]).output.startswith("digest ")
    assert "who commissions care" in runner.invoke(app, ["--help"]).output


def test_ctrl_c_ends_with_a_word_and_1(tmp_path: Path) -> None:
    silent = socket.create_server(("127.0.0.1", 0))  # takes the connection and never answers
    (tmp_path / "digest.toml").write_text('[collect]\nallow = ["127.0.0.1"]\n', "utf-8")
    home = f"http://127.0.0.1:{silent.getsockname()[1]}/"
    (tmp_path / "sources.toml").write_text(
        f'[[source]]\nslug = "a"\nname = "A"\nkind = "trade"\nhome = "{home}"\n', "utf-8"
    )
    command = [sys.executable, "-c", "from cli.main import main; main()", "collect"]
    child = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)  # noqa: S603
    connection, _ = silent.accept()
    child.send_signal(signal.SIGINT)
    _, told = child.communicate(timeout=60)
    connection.close()
    silent.close()
    assert child.returncode == 1
    assert "stopped; run it again" in told


def test_ctrl_c_while_a_command_is_imported_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "interrupted.py").write_text("raise KeyboardInterrupt", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(PLACES, "build", "interrupted:build")
    monkeypatch.setattr(sys, "argv", ["digest", "build"])
    with pytest.raises(SystemExit) as end:
        main()
    assert (end.value.code, capsys.readouterr().err) == (
        1,
        "digest: stopped; run it again to go on\n",
    )


@pytest.mark.parametrize("command", ["serve", "explore", "desk"])
def test_ctrl_c_is_the_good_end_of_what_goes_on_until_it(tmp_path: Path, command: str) -> None:
    (tmp_path / "digest.toml").write_text("", "utf-8")
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "index.html").touch()
    code = (
        "import sys; from cli.main import main; sys.stdout.reconfigure(line_buffering=True); main()"
    )
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code, command, "--port", "0"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert "until Ctrl-C" in child.stdout.readline()
    child.send_signal(signal.SIGINT)
    _, told = child.communicate(timeout=60)
    assert (child.returncode, told) == (0, "Stopped.\n")
    assert "stopped" not in "".join(log.read_text("utf-8") for log in tmp_path.glob("logs/*"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
def test_a_result_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from cli.main import main; main()", "--version"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.stderr == "digest: No space left on device\n"
    assert done.returncode == 1
