"""A second tree with the same files as the site, so that a build touches only what it changes.

The build changes the twin, swaps it in, and makes the same changes in the tree that came out,
which is the next twin. Where a build died over it, or the site was changed by another hand, there
is no twin, and the next tree is made from nothing.
"""

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from commissioning.swap import swap
from site_builder.publishing import record
from site_builder.publishing.failures import unwritten
from site_builder.publishing.placing import FOLDER_MODE, upto, write
from site_builder.publishing.record import Record
from site_builder.publishing.standing import Standing
from site_builder.publishing.workshop import Workshop


class Twin:
    """The twin being changed: what is written waits in `shop.new` until all is there.

    `folders` are those of the site. BuildError names what cannot be written.
    """

    def __init__(self, shop: Workshop, folders: set[str]) -> None:
        self._shop = shop
        self._folders = folders
        self._written: list[str] = []
        self._removed: list[str] = []
        shop.new.mkdir()

    def keep(self, _path: str) -> bool:
        """The file at `path` is there already."""
        return True

    def write(self, path: str, content: bytes) -> None:
        """Have the file at `path` made anew."""
        try:
            write(f"{self._shop.new}/{len(self._written)}", content)
        except OSError as error:
            raise unwritten(path, error) from error
        self._written.append(path)

    def finish(self, rest: Standing) -> None:
        """Make the changes, and remove our files of `rest`: from here a failure costs the twin."""
        self._removed = rest.removed()
        self._shop.record.unlink()
        waiting = self._shop.new
        self._change(lambda number, _, place: (waiting / str(number)).rename(place))

    def show(self, target: Path, _paths: Iterable[str]) -> None:
        """Swap the twin in, and bring the tree that came out to the same state."""
        shop = self._shop
        left = record.taken(shop.twin, self._folders)
        swap(shop.twin, target, shop.old)
        with suppress(OSError):
            if shop.old.exists():
                shop.old.rename(shop.twin)
            self._change(lambda _, path, place: place.hardlink_to(target / path))
            record.leave(shop, left)

    def _change(self, put: Callable[[int, str, Path], object]) -> None:
        """Take away what goes, and put what was written, by its number, path and place."""
        root = self._shop.twin
        for path in self._removed:
            (root / path).unlink(missing_ok=True)
        for number, path in enumerate(self._written):
            self._enter(path)
            self._clear(path)
            put(number, path, root / path)
        emptied = {above for path in self._removed for above in upto(path.rpartition("/")[0])}
        for folder in sorted(emptied, reverse=True):
            with suppress(OSError):
                (root / folder).rmdir()
                self._folders.discard(folder)

    def _enter(self, path: str) -> None:
        for above in upto(path.rpartition("/")[0]):
            place = self._shop.twin / above
            if not place.is_dir():
                self._clear(above)
                place.mkdir()
                place.chmod(FOLDER_MODE)
                self._folders.add(above)

    def _clear(self, path: str) -> None:
        """Free a place: of the file before, or of what the user has there."""
        place = self._shop.twin / path
        if place.is_dir():
            shutil.rmtree(place)
            self._folders -= {f for f in self._folders if f"{f}/".startswith(f"{path}/")}
        else:
            place.unlink(missing_ok=True)


def resume(shop: Workshop, target: Path, check: str) -> Twin | None:
    """The twin of the site at `target` with this manifest's check, if there still is one."""
    folders = record.folders(shop, target, check)
    return None if folders is None else Twin(shop, folders)


def forget(shop: Workshop) -> None:
    """Clear a twin that is none any more."""
    shop.record.unlink(missing_ok=True)
    if shop.twin.exists():
        shutil.rmtree(shop.twin)


def leave(shop: Workshop, target: Path, left: Record, paths: Iterable[str]) -> None:
    """Make a twin of the new site for the next build; none where the system has no hard links."""
    try:
        for folder in left.folders:
            place = shop.twin / folder
            place.mkdir()
            shutil.copymode(target / folder, place)
        for path in paths:
            os.link(f"{target}/{path}", f"{shop.twin}/{path}")
        record.leave(shop, left)
    except OSError:
        forget(shop)
