"""How the last build left the site: its manifest, and the state of each of its folders.

A folder's inode and time of change tell whether anybody put, took or replaced a file in it since;
that the machine was started again tells that the last files may never have reached the disk.
"""

import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from site_builder.publishing import manifest
from site_builder.publishing.workshop import Workshop

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_COARSEST = 4_000_000_000  # ns: twice the step in which the coarsest file system counts time


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The check of the manifest, and for each folder its inode and time of change in ns."""

    check: str
    folders: dict[str, list[int]]


def taken(tree: Path, folders: Iterable[str]) -> Record:
    """The record of a tree that is about to be shown."""
    head = manifest.read_head(tree)
    states = {folder: _set_back(tree / folder) for folder in sorted(folders)}
    return Record(check="" if head is None else head.check, folders=states)


def leave(shop: Workshop, record: Record) -> None:
    """Write down that `shop.twin` is the twin of the site of this record."""
    content = {"check": record.check, "boot": _boot(), "folders": record.folders}
    part = shop.record.with_suffix(".part")
    part.write_text(json.dumps(content), encoding="utf-8")
    part.replace(shop.record)


def folders(shop: Workshop, target: Path, check: str) -> set[str] | None:
    """The folders of the site; None where it is not as it was left, or has no twin."""
    try:
        left = json.loads(shop.record.read_text("utf-8"))
        states = left["folders"]
        same = left["check"] == check and left["boot"] == _boot() and shop.twin.is_dir()
        same = same and all(_state(target / folder) == state for folder, state in states.items())
        return set(states) if same else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _state(folder: Path) -> list[int]:
    status = folder.lstat()
    return [status.st_ino, status.st_mtime_ns]


def _set_back(folder: Path) -> list[int]:
    """The folder's state; a time just past is set back, so that no change can have the same."""
    changed = folder.lstat().st_mtime_ns
    if changed > time.time_ns() - _COARSEST:
        os.utime(folder, ns=(changed, changed - _COARSEST))
    return _state(folder)


def _boot() -> str:
    """What names this run of the machine, where the system tells."""
    try:
        return _BOOT.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
