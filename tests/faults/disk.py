"""A disk that can be filled: a small file system in memory, or where none can be mounted a limit.

The limit is on the size of the files that this process and its children write, so it takes
another way through the system, with the same end: what is written last is not taken.
"""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STEP = 4_096


class SmallDisk:
    """A folder, and whether it is a disk of its own."""

    def __init__(self, folder: Path, *, mounted: bool) -> None:
        self.folder = folder
        self._mounted = mounted

    @contextmanager
    def full(self, left: int = 0) -> Iterator[None]:
        """While this lasts only about so many bytes can be written."""
        limited = self._filled(left) if self._mounted else _limited(left)
        with limited:
            yield

    @contextmanager
    def _filled(self, left: int) -> Iterator[None]:
        filler = self.folder / "filler"
        with filler.open("wb") as file:
            free = os.statvfs(self.folder)
            room = free.f_bavail * free.f_frsize - left
            os.posix_fallocate(file.fileno(), 0, max(room, _STEP))
        try:
            yield
        finally:
            filler.unlink()


@contextmanager
def _limited(left: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (max(left, 1), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[SmallDisk]:
    """A new disk at `folder` while the block runs."""
    folder.mkdir()
    mounted = _mounted(folder, megabytes)
    try:
        yield SmallDisk(folder, mounted=mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607


def _mounted(folder: Path, megabytes: int) -> bool:
    if shutil.which("mount") is None or os.geteuid() != 0:
        return False
    done = subprocess.run(  # noqa: S603
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)],  # noqa: S607
        capture_output=True,
        check=False,
    )
    return done.returncode == 0
