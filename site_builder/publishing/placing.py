"""One file put in its place: new bytes in an inode of their own, or the inode of another place.

Nothing is ever written through a name that exists, so that what is shared stays as it is.
"""

import os
import shutil
import sys
from collections.abc import Iterator

FILE_MODE = 0o644
FOLDER_MODE = 0o755
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def write(place: str, content: bytes) -> None:
    """Make a file that everybody may read, whatever the umask. OSError where one is there."""
    handle = os.open(place, _NEW, FILE_MODE)
    try:
        while content:
            content = content[os.write(handle, content) :]
        if sys.platform != "win32":
            os.fchmod(handle, FILE_MODE)
    finally:
        os.close(handle)


def share(source: str, place: str) -> bool:
    """Have the file of `source` at `place` too, or its copy where the system has no hard links.

    False where there is no `source`; FileExistsError where something is at `place`.
    """
    try:
        os.link(source, place)
    except FileNotFoundError:
        return False
    except FileExistsError:
        raise
    except OSError:
        shutil.copy2(source, place, follow_symlinks=False)
    return True


def upto(folder: str) -> Iterator[str]:
    """The ancestors of a folder from the top, and itself; nothing for the root."""
    cut = folder.find("/")
    while cut >= 0:
        yield folder[:cut]
        cut = folder.find("/", cut + 1)
    if folder:
        yield folder
