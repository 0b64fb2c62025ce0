"""What is pinned has hashes, and a wheel holds all that the product needs to run anywhere."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.conftest import Once

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = tuple(
    name.rstrip("*") for name in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
)
LEFT_OUT = ("nlp/labelled/",)  # what the product learned from, not what it knows


def pinned() -> dict[tuple[str, Version], int]:
    """Number of hashes of each version of a package in the lock."""
    found: dict[tuple[str, Version], int] = {}
    last = ("", Version("0"))
    for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines():
        if start := re.fullmatch(r"([A-Za-z0-9._-]+)==([^\s;]+)( ; [^\\]+)? \\", line):
            last = (canonicalize_name(start[1]), Version(start[2]))
            assert last not in found
            found[last] = 0
        else:
            assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line), line
            found[last] += 1
    return found


def test_everything_that_is_asked_for_is_pinned_by_hash_the_model_too() -> None:
    lock = pinned()
    assert [name for name, hashes in lock.items() if not hashes] == []
    project = PROJECT["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    for needed in map(Requirement, (*project["dependencies"], *extras)):
        if needed.name != project["name"]:
            versions = [version for name, version in lock if name == canonicalize_name(needed.name)]
            assert any(needed.specifier.contains(version) for version in versions), needed
    [model] = [line for line in project["dependencies"] if line.startswith("en-core-web-sm")]
    assert "==" in model


def build(folder: Path) -> None:
    """A wheel in `dist`, out of a source archive, out of the product's own files in `source`."""
    source = folder / "source"
    source.mkdir(parents=True)
    files = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "requirements.lock")
    for name in (*files, "MANIFEST.in"):
        shutil.copy(ROOT / name, source)
    for package in PACKAGES:
        hidden = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(ROOT / package, source / package, ignore=hidden)
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "build", "--quiet", "--offline", "--no-build-isolation"]
    subprocess.run(  # noqa: S603
        [*command, "--python", sys.executable, "--out-dir", str(folder / "dist"), str(source)],
        check=True,
        timeout=500,
    )


@pytest.fixture(scope="module")
def built(once: Once) -> Path:
    """Where the wheel and what it was built of lie: nothing is built in the place where we work."""
    return once("package", build)


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    assert len(list((built / "dist").glob("*.tar.gz"))) == 1
    [made] = (built / "dist").glob("*.whl")
    return made


def test_the_wheel_holds_every_file_of_the_packages(built: Path, wheel: Path) -> None:
    tree = built / "source"
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
        changed = [
            name
            for name in names
            if (tree / name).is_file() and archive.read(name) != (tree / name).read_bytes()
        ]
        licensed = [name for name in archive.namelist() if ".dist-info/licenses/" in name]
    ours = {
        path.relative_to(tree).as_posix()
        for package in PACKAGES
        for path in (tree / package).rglob("*")
        if path.is_file()
    }
    assert sorted(name for name in ours - set(names) if not name.startswith(LEFT_OUT)) == []
    assert sorted(set(names) - ours) == []
    assert changed == []
    assert {Path(name).name for name in licensed} >= {"LICENSE"}


def test_the_wheel_alone_begins_a_workspace_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    alone, empty = tmp_path / "alone", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(alone)
    code = (
        "import cli, sys; assert cli.__file__.startswith(sys.argv.pop());"
        "from cli.main import main; main()"
    )
    for arguments in (["init"], ["build"], ["status"]):
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", code, *arguments, str(alone)],
            cwd=empty,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(alone), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        # 'status' rightly finds that nothing was ever collected here
        assert done.returncode == (1 if arguments == ["status"] else 0), done.stderr
        assert done.stdout
    assert (empty / "output" / "index.html").is_file()
