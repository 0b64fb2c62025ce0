"""The documentation of the site's data says what the pages' code gives."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "site-data.md").read_text("utf-8")
DOCUMENTED = set(re.findall(r"`([a-z_]+)`", DOCUMENT))
PAGES = ROOT / "site_builder" / "pages"
SPECIAL = {"linked_data"}


def told(module: Path) -> Iterator[str]:
    """The keys that the functions of a module give to the JSON beside its pages."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name not in SPECIAL:
            is_data = node.name == "data" or node.name.endswith("_data")
            if is_data or node.name in {"_facts", "_period"}:
                yield from keys(node)
        if isinstance(node, ast.keyword) and node.arg == "data":
            yield from keys(node.value)


def keys(within: ast.AST) -> Iterator[str]:
    for node in ast.walk(within):
        if isinstance(node, ast.Dict):
            for key in node.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            first = node.elts[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


LINES = PAGES.parent / "lines.py"
MODULES = sorted(path for path in (*PAGES.glob("*.py"), LINES) if any(told(path)))


def test_the_pages_are_read() -> None:
    names = {path.stem for path in MODULES}
    assert {"article", "body", "question", "source", "sources", "week"} <= names


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_every_key_of_a_pages_data_is_documented(module: Path) -> None:
    missing = sorted(set(told(module)) - DOCUMENTED)
    assert not missing, f"docs/site-data.md lacks {missing} of {module.name}"


def test_nothing_is_documented_that_no_page_gives() -> None:
    given = {key for module in MODULES for key in told(module)}
    rows = re.findall(r"^\| ((?:`[a-z_]+`(?:, )?)+) \|", DOCUMENT, re.MULTILINE)
    named = {key for row in rows for key in re.findall(r"`([a-z_]+)`", row)}
    assert named - given - {"sample", "page", "title"} == set()
