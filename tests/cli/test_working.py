"""Two commands at once in one workspace: the second says so and leaves the first alone."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import command_line
from cli.working import at_work
from commissioning.domain.errors import Busy
from commissioning.settings import Settings

COMMANDS = {
    "run": (),
    "collect": (),
    "import": ("a.txt",),
    "extract": (),
    "tag": (),
    "cluster": (),
}
HOLDING = """
import sys, time
from pathlib import Path
from cli.working import at_work
from commissioning.settings import Settings
with at_work(Settings(workspace=Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_second_command_ends_with_a_line_and_changes_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_text("", "utf-8")
    (tmp_path / "sources.toml").write_text("", "utf-8")
    with at_work(Settings(workspace=tmp_path)):
        done = CliRunner().invoke(
            command_line([name]), [name, *COMMANDS[name], "--workspace", str(tmp_path)]
        )
    assert isinstance(done.exception, Busy)
    assert str(done.exception) == (
        f"{tmp_path}: another command is at work here; this one changed nothing, run it again later"
    )


def test_a_command_that_was_killed_holds_nobody_up(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDING, str(tmp_path)]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(Busy), at_work(Settings(workspace=tmp_path)):
            pass
        process.kill()
        process.wait()
    with at_work(Settings(workspace=tmp_path)):
        pass
