"""The hidden folder beside the site where the next one is made, by one build at a time."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from commissioning.domain.errors import BuildError
from site_builder.publishing.failures import writing

_MARKER = ".gitignore"
_MARK = (
    "# `digest build` makes the next site here. While none runs, this folder may be deleted.\n*\n"
)
_IN_THE_WAY = "stands where the next site would be made; move it away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """The places in it.

    `new` is the tree or the files being made, `old` the site that waits between two renames,
    `twin` the tree from which the next build sets out, and `record` says that `twin` is whole.
    """

    new: Path
    old: Path
    twin: Path
    record: Path


def folder_of(target: Path) -> Path:
    """Where the workshop of `target` is."""
    return target.with_name(f".{target.name}-build")


@contextmanager
def workshop(target: Path) -> Iterator[Workshop]:
    """The workshop of `target`, cleaned of what dead builds left, and cleaned again at the end.

    BuildError where another build is in it, it cannot be made, or a folder of this name is not
    ours.
    """
    folder = folder_of(target)
    lock = FileLock(folder / "lock", timeout=0)
    with writing(target):
        _prepare(folder)
        try:
            lock.acquire()
        except Timeout as error:
            message = "is being built by another command; wait for it"
            raise BuildError(str(target), message) from error
    shop = Workshop(
        new=folder / "new", old=folder / "old", twin=folder / "twin", record=folder / "twin.json"
    )
    try:
        with writing(target):
            _recover(shop, target)
        try:
            yield shop
        finally:
            with suppress(OSError):
                _recover(shop, target)
    finally:
        lock.release()


def _prepare(folder: Path) -> None:
    """Make the folder with its mark; a mark half written is one too."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise BuildError(str(folder), _IN_THE_WAY)
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / _MARKER
    there = marker.read_text("utf-8", "replace") if marker.is_file() else ""
    if there == _MARK:
        return
    names = {entry.name for entry in folder.iterdir()} - {_MARKER}
    if names or not _MARK.startswith(there):
        raise BuildError(str(folder), _IN_THE_WAY)
    marker.write_text(_MARK, encoding="utf-8", newline="\n")


def _recover(shop: Workshop, target: Path) -> None:
    """Put back a site that was left aside between two renames; clear the rest."""
    if shop.old.exists() and not target.exists():
        shop.old.rename(target)
    for rubbish in (shop.new, shop.old):
        if rubbish.exists():
            shutil.rmtree(rubbish)
