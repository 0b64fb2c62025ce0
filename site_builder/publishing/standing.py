"""The site that stands: which of its files are ours, by which key, and which are the user's own."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from commissioning.domain.errors import BuildError
from site_builder.publishing.manifest import NAME, Manifest
from site_builder.publishing.placing import FILE_MODE

NOTE = "README.md"
MOST_CARRIED = 10_000
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_READ |= getattr(os, "O_NONBLOCK", 0)


@dataclass(slots=True, kw_only=True)
class Standing:
    """The plain files below `folder`, but manifest and note: each path's key, None for no key.

    A file of ours without a byte has the key "", for it may have been lost with the power. Links
    and other special files are not among them, so that nothing leads out of the folder.
    `hidden` are the folders with a hidden part in their path, and `known` is whether a manifest
    told what is ours.
    """

    folder: Path
    known: bool
    files: dict[str, str | None] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)

    def is_foreign(self, path: str, key: str | None) -> bool:
        """Whether a file is the user's own.

        Without a manifest that is only what no build makes: hidden files, and names at the top
        without an ending, such as CNAME.
        """
        return key is None and (self.known or _is_never_made(path))

    def foreign(self) -> list[str]:
        """The files that are the user's own, sorted."""
        return sorted(path for path, key in self.files.items() if self.is_foreign(path, key))

    def removed(self) -> list[str]:
        """The files that are ours."""
        return sorted(self.files.keys() - set(self.foreign()))

    def has(self, path: str, content: bytes) -> bool:
        """Whether a plain file at `path` has these bytes, and the rights of a file of ours."""
        try:
            handle = os.open(f"{self.folder}/{path}", _READ)
            try:
                status = os.fstat(handle)
                alike = status.st_mode == stat.S_IFREG | FILE_MODE
                alike = alike and status.st_size == len(content)
                return alike and os.read(handle, len(content) + 1) == content
            finally:
                os.close(handle)
        except OSError:
            return False


def walked(target: Path, known: Manifest | None) -> Standing:
    """The site at `target`, where there is one. BuildError where it holds too much of the user's.

    OSError where a folder cannot be read.
    """
    site = Standing(folder=target, known=known is not None)
    keys = {} if known is None else known.keys
    folders = [""] if target.is_dir() else []
    carried = 0
    while folders:
        folder = folders.pop()
        with os.scandir(f"{target}/{folder}") as entries:
            for entry in entries:
                path = folder + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{path}/")
                elif entry.is_file(follow_symlinks=False) and path not in (NAME, NOTE):
                    key = keys.get(path)
                    if key is not None and not entry.stat(follow_symlinks=False).st_size:
                        key = ""
                    site.files[path] = key
                    carried += site.is_foreign(path, key)
        if carried > MOST_CARRIED:
            message = f"holds more than {MOST_CARRIED:,} files that digest did not make; move them"
            raise BuildError(str(target), message)
        if _is_hidden(folder):
            site.hidden.append(folder.rstrip("/"))
    return site


def _is_hidden(path: str) -> bool:
    return path.startswith(".") or "/." in path


def _is_never_made(path: str) -> bool:
    return _is_hidden(path) or ("/" not in path and "." not in path)
