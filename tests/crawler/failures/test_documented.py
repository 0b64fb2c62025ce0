"""docs/failure-modes.md has a row for each mode that is tested, and no other."""

import re
from importlib import import_module
from pathlib import Path

from tests.crawler.failures import modes

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "failure-modes.md"


def documented() -> set[str]:
    """The first cells of the tables, each with its heading before it."""
    found, heading = set(), ""
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif (row := re.match(r"\| ([^|]+?) \|", line)) and row[1] not in ("mode", "---"):
            found.add(f"{heading}: {row[1]}")
    return found


def test_each_mode_that_is_tested_is_documented_and_no_other() -> None:
    for path in HERE.glob("test_*.py"):
        import_module(f"tests.crawler.failures.{path.stem}")
    assert documented() == modes.named
