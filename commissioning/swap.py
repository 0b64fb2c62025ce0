"""The new tree put in the old one's place, in one step where the system has one."""

import ctypes
import os
import sys
from pathlib import Path

_HERE = -100  # AT_FDCWD: paths are taken as they are
_EXCHANGE = 2  # RENAME_EXCHANGE


def swap(new: Path, target: Path, old: Path) -> None:
    """Make `new` stand at `target`; what stood there, if anything, stands at `new` or `old` then.

    All three lie on one file system. OSError leaves `target` as it was.
    """
    if not target.exists():
        new.rename(target)
    elif not exchange(new, target):
        replace(new, target, old)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places at one moment; False where the system cannot."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def replace(new: Path, target: Path, old: Path) -> None:
    """Do it in two steps, and take the first one back where the second fails."""
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise
