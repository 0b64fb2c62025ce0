"""docs/security.md names tests that are there; and nothing is read that could run."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "security.md"
PACKAGES = ("cli", "commissioning", "crawler", "desk", "examples", "nlp", "site_builder")
_NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
_ROW = re.compile(r"^\|(.+)\|$", re.MULTILINE)
_READ_AS_PROGRAMS = frozenset({"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal"})
_MORE_OF_THEM = frozenset({"shelve", "yaml", "ruamel", "jsonpickle"})
_RUN = frozenset({"eval", "exec", "compile", "__import__"})


def named_in(path: Path) -> set[str]:
    """The names of the tests in a file."""
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def test_every_test_that_the_threat_model_names_is_there() -> None:
    named = _NAMED.findall(PAGE.read_text("utf-8"))
    assert len(named) > 50
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / "tests" / file).is_file() or name not in named_in(ROOT / "tests" / file)
    ]
    assert missing == []


def test_every_threat_names_a_test() -> None:
    rows = [row for row in _ROW.findall(PAGE.read_text("utf-8")) if "---" not in row]
    threats = [row for row in rows if "shown by" not in row]
    assert [row for row in threats if not _NAMED.search(row)] == []


def test_nothing_is_read_that_could_run() -> None:
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert len(paths) > 300
    found = [f"{path.relative_to(ROOT)}: {what}" for path in paths for what in _dangers(path)]
    assert found == []


def _dangers(path: Path) -> Iterator[str]:
    """Imports and calls by which data becomes a program."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (one.name for one in names if _is_program(one.name))
            case ast.ImportFrom(module=str(module)) if _is_program(module):
                yield module
            case ast.Call(func=ast.Name(id=name)) if name in _RUN:
                yield name
            case ast.keyword(arg="allow_pickle" | "shell", value=ast.Constant(value=True)):
                yield str(node.arg)


def _is_program(module: str) -> bool:
    return module.split(".")[0] in _READ_AS_PROGRAMS | _MORE_OF_THEM
