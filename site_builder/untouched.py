"""Whether nothing can have changed since the last build, told by files and without the store.

SQLite's files show by their size and times that nobody wrote; of a server's database this is never
told, nor where the last writing is so fresh that another could have the same time. What was seen
stands in the folder beside the site, and to lose it costs no more than to look into the store.
"""

import os
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

from commissioning.settings import Settings
from site_builder.keys import key_of
from site_builder.publishing import manifest
from site_builder.publishing.workshop import folder_of
from site_builder.stamp import settings_stamp

_NAME = "untouched.txt"
_SQLITE = "sqlite:///"
_CHANGED = 0  # where in a file's state its time of change stands
_COARSEST = 4_000_000_000  # ns: twice the step in which the coarsest file system counts time

Written = tuple[tuple[int, ...] | None, ...]


def written(settings: Settings) -> Written | None:
    """When and how the database's files were last written; None where that cannot be told."""
    url = settings.database_url
    if not url.startswith(_SQLITE) or "?" in url:
        return None
    place = url.removeprefix(_SQLITE)
    found = tuple(_state(Path(place + ending)) for ending in ("", "-wal"))
    return found if found[0] else None


def is_untouched(settings: Settings, target: Path, *, as_of: date | None) -> bool:
    """Whether the site at `target` was found to show all, and nothing was touched since."""
    try:
        left = _note(target).read_text("ascii")
    except (OSError, ValueError):
        return False
    return left == _sight(settings, target, as_of, written(settings))


def leave(settings: Settings, target: Path, before: Written | None, *, as_of: date | None) -> None:
    """Note that the site at `target` shows all of a store that was written as `before`.

    Nothing is noted where it was written since, or so lately that one more writing would not show.
    """
    if before is None or written(settings) != before or not _is_settled(before):
        return
    sight = _sight(settings, target, as_of, before)
    with suppress(OSError):
        part = _note(target).with_suffix(".part")
        part.write_text(sight or "", "ascii")
        part.replace(_note(target))


def _sight(
    settings: Settings, target: Path, as_of: date | None, state: Written | None
) -> str | None:
    head = manifest.read_head(target)
    if head is None or state is None:
        return None
    return key_of(settings_stamp(settings), settings.database_url, as_of, state, head.check)


def _note(target: Path) -> Path:
    return folder_of(Path(os.path.realpath(target))) / _NAME


def _state(path: Path) -> tuple[int, ...] | None:
    """What changes with the file; None where there is nothing in it."""
    try:
        found = path.stat()
    except OSError:
        return None
    if not found.st_size:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev


def _is_settled(state: Written) -> bool:
    return max(file[_CHANGED] for file in state if file) < time.time_ns() - _COARSEST
