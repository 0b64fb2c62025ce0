"""docs/reliability.md has a row for each fault, with tests that are there and what came of them."""

import ast
from pathlib import Path

from tests.faults.table import HOLDS, NOT_RUN, PAGE, ROOT, rows

HERE = Path(__file__).parent


def found_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {f"{path.relative_to(ROOT)}::{name}" for name in found if name.startswith("test_")}


def test_each_row_stands_on_the_page_with_its_result() -> None:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.count("|") == 5]
    assert [line.rpartition("|")[0].rpartition("|")[0] + "|" for line in lines[2:]] == [
        row.start for row in rows()
    ]
    came = {part for line in lines[2:] for part in line.split("|")[-2].strip().split(", ")}
    assert came <= {HOLDS, NOT_RUN, "skipped"}
    assert HOLDS in came


def test_the_tests_that_are_named_are_there() -> None:
    for test in (test for row in rows() for test in row.tests):
        assert test in found_in(ROOT / test.partition("::")[0])


def test_every_test_of_a_fault_is_named() -> None:
    named = {test for row in rows() for test in row.tests}
    here = set().union(*(found_in(path) for path in HERE.glob("test_*.py")))
    assert here - named == found_in(Path(__file__))
