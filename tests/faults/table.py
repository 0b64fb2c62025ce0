"""The table of docs/reliability.md: its rows are those of table.toml, its results those of a run.

    python -m tests.faults.table

runs every test that the rows name, and writes the table with what came of it.
"""

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
ROWS = Path(__file__).with_name("table.toml")
BEGIN, END = "<!-- table -->", "<!-- end of the table -->"
HOLDS, NOT_RUN = "holds", "not run"
_WORST = ("failed", "skipped", HOLDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A row: what is done, what happens, and the tests that show it, as pytest names them."""

    group: str
    fault: str
    happens: str
    tests: tuple[str, ...]

    @property
    def start(self) -> str:
        """The row up to its result."""
        named = ", ".join(f"`{test}`" for test in self.tests)
        return f"| {self.group}: {self.fault} | {self.happens} | {named} |"


def rows() -> tuple[Fault, ...]:
    """The rows in their order."""
    told = tomllib.loads(ROWS.read_text("utf-8"))["fault"]
    return tuple(Fault(**{**row, "tests": tuple(row["tests"])}) for row in told)


def written(results: Mapping[str, str], day: str) -> str:
    """The table with a result for each test."""
    lines = [f"Results of {day}.", "", "| fault | what happens | tests | result |"]
    lines.append("| --- | --- | --- | --- |")
    for row in rows():
        found = sorted({results.get(test, NOT_RUN) for test in row.tests})
        lines.append(f"{row.start} {', '.join(found)} |")
    return "\n".join(lines)


class Results:
    """A plugin of pytest's that writes the page whenever a test has ended; the worst counts."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what became of a test, over its parameters."""
        if report.passed and report.when != "call":
            return
        name, _, _ = report.nodeid.partition("[")
        came = HOLDS if report.passed else report.outcome
        self._found[name] = min(came, self._found.get(name, HOLDS), key=_WORST.index)
        _write(self._found)


def _write(results: Mapping[str, str]) -> None:
    text = PAGE.read_text("utf-8")
    head, tail = text[: text.index(BEGIN)], text[text.index(END) :]
    table = written(results, f"{datetime.now(UTC):%-d %B %Y}")
    PAGE.write_text(f"{head}{BEGIN}\n{table}\n\n{tail}", "utf-8")


def main() -> int:
    """Run the tests and write the table."""
    tests = [test for row in rows() for test in row.tests]
    return pytest.main([*sys.argv[1:], *tests], plugins=[Results()])


if __name__ == "__main__":
    sys.exit(main())
