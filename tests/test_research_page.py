"""What docs/research.md tells a reader to run, run on the demonstration's database."""

import re
import runpy
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import command_line
from commissioning import open_archive
from commissioning.domain.ledger import SURE
from commissioning.settings import FILE
from docs.examples.positions_by_month import draw
from tests.conftest import Once
from tests.site_builder.sites import demonstration

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "research.md").read_text("utf-8")
COMMANDS = re.findall(r"(?m)^    \.venv/bin/(.+)$", PAGE)
PYTHON = re.findall(r"(?ms)^```python\n(.+?)^```$", PAGE)


@pytest.fixture(scope="module")
def clone(once: Once, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration in it, as `make demo` leaves it in a clone."""
    made = once("demo-site", demonstration)
    folder = tmp_path_factory.mktemp("clone")
    (folder / "demo").mkdir()
    for name in (FILE, "sources.toml", "digest.db"):
        shutil.copy(made / name, folder / "demo" / name)
    return folder


def test_the_page_begins_with_a_clone_and_ends_with_a_check() -> None:
    assert "    make demo\n" in PAGE
    assert [command.split()[:2] for command in COMMANDS][-1] == ["digest", "verify"]
    assert any(command.startswith("python docs/examples/") for command in COMMANDS)


def counted_by_the_site(workspace: str, question: str, _image: str, since: str, until: str) -> int:
    """How many stances on a question the site counts as positions."""
    holders = ("organisation", "person", "author")
    with open_archive(workspace) as archive:
        asked = archive.query(question=question, holder_kind=holders, since=since, until=until)
        return sum((found.confidence or 0.0) >= SURE for found in asked if found.stance)


def test_every_command_does_what_it_says_in_this_order(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clone)
    app = command_line(["query", "export", "verify"])
    for command in COMMANDS:
        program, *arguments = shlex.split(command)
        if program == "python":
            script, *rest = arguments
            assert (ROOT / script).read_text("utf-8").count(f"python {script} WORKSPACE") == 1
            assert draw(*rest) == counted_by_the_site(*rest) > 10
            continue
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code == 0, f"{command}: {done.output}"
        assert done.stdout, command
    assert (clone / "positions.png").read_bytes().startswith(b"\x89PNG")
    assert (clone / "snapshot" / "stances.parquet").stat().st_size > 0
    assert "0 differ, 0 were not brought" in done.stdout


def test_a_question_has_as_many_positions_as_its_page_on_the_site(once: Once) -> None:
    made = once("demo-site", demonstration)
    (command,) = (one for one in COMMANDS if "--holder-kind" in one)
    compared = 0
    for page in sorted((made / "output" / "questions").glob("*.html")):
        told = re.search(r"<dt>Positions</dt>\s*<dd>([\d,]+)", page.read_text("utf-8"))
        if told is None:
            continue
        asked = command.replace("gp-budgets", page.stem).replace("demo", str(made))
        done = CliRunner().invoke(command_line(["query", "export"]), shlex.split(asked)[1:])
        assert int(done.stdout) == int(told[1].replace(",", "")), page.stem
        compared += int(done.stdout) > 0
    assert compared > 10


def test_the_lines_of_python_run_too(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(clone)
    (block,) = PYTHON
    (clone / "notebook.py").write_text(block, "utf-8")
    runpy.run_path("notebook.py")
    told = capsys.readouterr().out
    assert re.search(r"\d+ positions", told)
    assert "support" in told


def test_the_same_database_gives_the_same_chart(clone: Path, tmp_path: Path) -> None:
    workspace = str(clone / "demo")
    for name in ("one.svg", "two.svg"):
        draw(workspace, "gp-budgets", str(tmp_path / name))
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()
