"""The new tree made from nothing: what changed is written, the rest shared with the tree before."""

import os
import shutil
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from commissioning.swap import swap
from site_builder.publishing import record, twin
from site_builder.publishing.failures import unwritten
from site_builder.publishing.files import taken
from site_builder.publishing.placing import FOLDER_MODE, share, upto, write
from site_builder.publishing.standing import Standing
from site_builder.publishing.workshop import Workshop


class Tree:
    """A folder being filled, `old` being the one of the site that stands.

    BuildError names what cannot be written.
    """

    def __init__(self, shop: Workshop, old: Path) -> None:
        self._shop = shop
        self._root = str(shop.new)
        self._old = str(old)
        self._folders = {""}
        self._carried: list[str] = []
        shop.new.mkdir()
        shop.new.chmod(FOLDER_MODE)

    def keep(self, path: str) -> bool:
        """Have the old tree's file at `path`; False where that has none by now.

        BuildError as for `write`.
        """
        self._enter(path)
        try:
            return share(f"{self._old}/{path}", f"{self._root}/{path}")
        except FileExistsError as error:
            raise taken(path) from error
        except OSError as error:
            raise unwritten(path, error) from error

    def write(self, path: str, content: bytes) -> None:
        """Make the file at `path`; BuildError where it cannot stand or be written."""
        self._enter(path)
        try:
            write(f"{self._root}/{path}", content)
        except FileExistsError as error:
            raise taken(path) from error
        except OSError as error:
            raise unwritten(path, error) from error

    def finish(self, rest: Standing) -> None:
        """Carry over what is the user's own, unless something of ours stands in its place."""
        for folder in rest.hidden:
            self._carry_folder(folder)
        for path in rest.foreign():
            there = self._carry_folder(path.rpartition("/")[0])
            if there and not os.path.lexists(Path(self._root, path)) and self.keep(path):
                self._carried.append(path)

    def show(self, target: Path, paths: Iterable[str]) -> None:
        """Swap the tree in, and leave a twin of it, made of `paths` and what was carried."""
        left = record.taken(self._shop.new, self._folders)
        swap(self._shop.new, target, self._shop.old)
        twin.leave(self._shop, target, left, chain(paths, self._carried))

    def _enter(self, path: str) -> None:
        folder = path.rpartition("/")[0]
        if folder in self._folders:
            return
        for above in upto(folder):
            if above not in self._folders:
                try:
                    self._make(above).chmod(FOLDER_MODE)
                except FileExistsError as error:
                    raise taken(above) from error
                except OSError as error:
                    raise unwritten(above, error) from error

    def _carry_folder(self, folder: str) -> bool:
        """Make a folder of the user's, with its rights; False where a file stands in its place."""
        for above in upto(folder):
            if above not in self._folders:
                try:
                    shutil.copymode(Path(self._old, above), self._make(above))
                except FileExistsError:
                    return False
                except OSError as error:
                    raise unwritten(above, error) from error
        return True

    def _make(self, folder: str) -> Path:
        place = Path(self._root, folder)
        place.mkdir()
        self._folders.add(folder)
        return place
