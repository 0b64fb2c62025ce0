"""A file of the site that can be made, named by its path and by what its bytes depend on."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from commissioning.domain.errors import BuildError
from site_builder.publishing.placing import upto

# Printable ASCII that every file system takes; no part hidden, none ending in a dot or a space.
_PART = r"(?![. ])[ !#-)+-.0-9;=@-Z\[\]^-{}~]{1,200}(?<![. ])"
_is_path = re.compile(rf"{_PART}(?:/{_PART}){{0,30}}").fullmatch
_is_key = re.compile(r"[!-~]{1,200}").fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file of the site that can be made. BuildError where the path or the key is none.

    `path` lies below the site's root, its parts between '/'; `key` names all that the bytes depend
    on but the code, the templates and the settings: 1 to 200 characters without a space. `make`
    is called only where the key or the stamp of the build changed, or the file is not there.
    """

    path: str
    key: str
    make: Callable[[], bytes]

    def __post_init__(self) -> None:
        if _is_path(self.path) is None:
            raise BuildError(repr(self.path), "is not a path that a site can have")
        if _is_key(self.key) is None:
            raise BuildError(self.path, f"has the key {self.key!r}, which is none")


def taken(path: str) -> BuildError:
    """The error for a path that two outputs want."""
    return BuildError(path, "is made twice, or is the name of both a file and a folder")


def check_paths(paths: Iterable[str]) -> None:
    """BuildError unless the paths can stand together, also where capitals are small letters."""
    folders = {"": ""}
    seen: dict[str, str] = {}
    last = ""
    for path in paths:
        folder = path.rpartition("/")[0]
        if folder != last:
            last = folder
            for above in upto(folder):
                _agree(above, folders.setdefault(above.lower(), above))
        lower = path.lower()
        if lower in seen:
            _agree(path, seen[lower])
            raise taken(path)
        seen[lower] = lower if lower == path else path
    for lower in folders.keys() & seen.keys():
        raise taken(seen[lower])


def _agree(path: str, other: str) -> None:
    if path != other:
        raise BuildError(path, f"differs from {other} by capitals only")
