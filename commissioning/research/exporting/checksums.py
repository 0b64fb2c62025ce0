"""`SHA256SUMS`: what the files of a folder are, as `sha256sum --check` reads it."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from commissioning.domain.errors import ExportError

FILE = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *]([A-Za-z0-9_.-]+)")
_LARGEST = 1_000_000
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of the files of a folder: names by what holds of them."""

    good: tuple[str, ...]
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    unlisted: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether every file is there and is what it was; others beside them do no harm."""
        return not self.changed and not self.missing


def sha256(path: Path) -> str:
    """The hash of a file, in hexadecimal, read a part at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_CHUNK):
            digest.update(part)
    return digest.hexdigest()


def write_checksums(folder: Path) -> None:
    """Write the hashes of all files of the folder."""
    lines = [f"{sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / FILE).write_text("".join(lines), "utf-8", newline="")


def listed(folder: Path) -> dict[str, str]:
    """The hashes by name; ExportError where there are none, or a line is no such line."""
    path = folder / FILE
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_LARGEST)
    except (OSError, UnicodeDecodeError) as error:
        raise ExportError(str(path), f"cannot be read ({error}); is this an export?") from error
    return dict(_parsed(path, text))


def _parsed(path: Path, text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        found = _LINE.fullmatch(line)
        if found is None or found[2].startswith("."):
            raise ExportError(f"{path}, line {number}", "not a hash and the name of a file")
        yield found[2], found[1]


def check(folder: Path) -> Checked:
    """What became of the files that are listed; ExportError where there is no list."""
    good: list[str] = []
    changed: list[str] = []
    missing: list[str] = []
    names = listed(folder)
    for name, expected in names.items():
        path = folder / name
        if not path.is_file():
            missing.append(name)
        else:
            (good if sha256(path) == expected else changed).append(name)
    there = {path.name for path in folder.iterdir()}
    return Checked(
        good=tuple(good),
        changed=tuple(changed),
        missing=tuple(missing),
        unlisted=tuple(sorted(there - names.keys() - {FILE})),
    )
