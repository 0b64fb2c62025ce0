"""The examples for running unattended call commands that are there, and can be read."""

import configparser
import re
import shlex
import stat
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from cli.main import command_line

FOLDER = Path(__file__).parents[1] / "docs" / "running"
CALL = re.compile(r"(?:^|[\s=/])(?:digest|\$DIGEST) ((?:--quiet |--verbose )?[a-z]+[^|&>;\n]*)")
GROUP: Any = typer.main.get_command(command_line())  # Typer brings its own classes


def calls(path: Path) -> list[list[str]]:
    lines = path.read_text("utf-8").splitlines()
    said = [line for line in lines if not line.startswith("# ") and "Description=" not in line]
    return [shlex.split(found) for line in said for found in CALL.findall(line)]


@pytest.mark.parametrize("name", ["digest.service", "crontab", "pages.yml"])
def test_every_command_that_an_example_calls_takes_what_it_is_given(name: str) -> None:
    found = calls(FOLDER / name)
    assert found
    for words in found:
        command, *given = [word for word in words if word not in ("--quiet", "--verbose")]
        known = {flag for option in GROUP.commands[command].params for flag in option.opts}
        assert {word for word in given if word.startswith("-")} <= known, words


def test_the_units_the_workflow_and_the_script_can_be_read() -> None:
    workflow = yaml.safe_load((FOLDER / "pages.yml").read_text("utf-8"))
    steps = workflow["jobs"]["digest"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    units = configparser.ConfigParser(interpolation=None, strict=False)
    assert len(units.read([FOLDER / "digest.service", FOLDER / "digest.timer"])) == 2
    assert units["Service"]["Type"] == "oneshot"
    assert units["Timer"]["OnCalendar"] == "hourly"
    assert (FOLDER / "publish.sh").stat().st_mode & stat.S_IXUSR
