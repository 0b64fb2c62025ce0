"""A folder made aside and put in its place whole, never over what is not ours."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commissioning.domain.errors import ExportError
from commissioning.research.exporting import checksums
from commissioning.swap import swap


@contextmanager
def placed(target: Path, *, over: str | None = None) -> Iterator[Path]:
    """A new folder that takes the place of `target` when all went well.

    ExportError where something stands there, or the disk says no; `target` is as it was then. With
    `over` an earlier folder is replaced that has a file of this name and none that is not listed.
    """
    _refuse(target, over)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            new = aside / "new"
            new.mkdir()
            yield new
            checksums.write_checksums(new)
            swap(new, target, aside / "old")
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise ExportError(str(target), error.strerror or str(error)) from error


def _refuse(target: Path, over: str | None) -> None:
    if not target.exists():
        return
    if not target.is_dir() or target.is_symlink():
        raise ExportError(str(target), "is no folder; name one that is new or empty")
    there = {path.name for path in target.iterdir()}
    if not there:
        return
    if over is None or not {checksums.FILE, over} <= there:
        raise ExportError(str(target), "has something else in it; name one that is new or empty")
    others = there - checksums.listed(target).keys() - {checksums.FILE}
    if others:
        other = min(others)
        raise ExportError(str(target), f"has {other!r} in it, which is not of the export")
