"""Two folders that change places, in one step or in two."""

import sys
from pathlib import Path

import pytest

from commissioning.swap import exchange, replace, swap
from tests.site_builder.publishing.sites import pages


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    new, target, old = tmp_path / "new", tmp_path / "target", tmp_path / "old"
    for folder in (new, target):
        folder.mkdir()
        (folder / "name").write_text(folder.name, "utf-8")
    return new, target, old


@pytest.mark.skipif(sys.platform != "linux", reason="a call of Linux")
def test_one_step_exchanges_the_two(folders: tuple[Path, Path, Path]) -> None:
    new, target, old = folders
    assert exchange(new, target)
    assert pages(target) == {"name": "new"}
    assert pages(new) == {"name": "target"}
    swap(new, target, old)
    assert pages(target) == {"name": "target"}


def test_one_step_is_not_taken_where_a_side_is_missing(tmp_path: Path) -> None:
    assert not exchange(tmp_path / "one", tmp_path / "other")


def test_another_system_takes_two(
    folders: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "another")
    new, target, old = folders
    swap(new, target, old)
    assert pages(target) == {"name": "new"}
    assert pages(old) == {"name": "target"}


def test_the_first_step_is_taken_back_where_the_second_fails(
    folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    _, target, old = folders
    with pytest.raises(FileNotFoundError):
        replace(tmp_path / "missing", target, old)
    assert pages(target) == {"name": "target"}
    assert not old.exists()


def test_where_nothing_stands_the_new_one_is_put(folders: tuple[Path, Path, Path]) -> None:
    new, target, old = folders
    swap(new, target.with_name("first"), old)
    assert pages(target.with_name("first")) == {"name": "new"}
    assert not new.exists()
