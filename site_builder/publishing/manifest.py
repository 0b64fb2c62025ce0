"""What a built site holds, as a small text file in it: the key of each path, and the whole's state.

The file is public and swapped in with the site. One that was damaged counts as none.
"""

import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

NAME = "digest-manifest.txt"
_KIND = b"commissioning-digest manifest "
_MOST_BYTES = 256_000_000
_HEAD_BYTES = 512
_HEAD = re.compile(
    _KIND + rb"1\nstamp ([0-9a-f]{32})\nstate ([0-9a-f]{32})\ncheck ([0-9a-f]{32})\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The marks of a build's stamp and state, and the check of the whole file."""

    stamp: str
    state: str
    check: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The head, and the key of each path."""

    head: Head
    keys: dict[str, str]


def mark(text: str) -> str:
    """The 32 characters under which a stamp or a state stands in the file."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def written(lines: Iterable[str], *, stamp: str, state: str) -> bytes:
    """The file's bytes; each line is a key, a space and a path, sorted by path."""
    body = "".join(f"{line}\n" for line in lines).encode("ascii")
    check = _check(mark(stamp), mark(state), body)
    head = f"1\nstamp {mark(stamp)}\nstate {mark(state)}\ncheck {check}\n".encode()
    return _KIND + head + body


def sorted_lines(lines: Iterable[str]) -> list[str]:
    """Lines of a key and a path in the order of their paths."""
    return sorted(lines, key=lambda line: line[line.index(" ") + 1 :])


def read(folder: Path) -> Manifest | None:
    """The manifest in `folder`, or None where it is missing, damaged or of another version."""
    content = _bytes(folder, _MOST_BYTES)
    head = _head(content)
    if head is None:
        return None
    body = content.split(b"\n", 4)[4]
    if head.check != _check(head.stamp, head.state, body):
        return None
    keys = {}
    for line in BytesIO(body):
        key, _, path = line.decode("ascii", "replace").rstrip("\n").partition(" ")
        keys[path] = key
    return Manifest(head=head, keys=keys)


def read_head(folder: Path) -> Head | None:
    """The first lines alone, unchecked."""
    return _head(_bytes(folder, _HEAD_BYTES))


def is_there(folder: Path) -> bool:
    """Whether a manifest of any version stands in `folder`, so that the site in it is ours."""
    return _bytes(folder, _HEAD_BYTES).startswith(_KIND)


def _head(content: bytes) -> Head | None:
    match = _HEAD.match(content)
    if match is None:
        return None
    stamp, state, check = (part.decode() for part in match.groups())
    return Head(stamp=stamp, state=state, check=check)


def _check(stamp: str, state: str, body: bytes) -> str:
    check = blake2b(f"{stamp} {state}\n".encode(), digest_size=16)
    check.update(body)
    return check.hexdigest()


def _bytes(folder: Path, most: int) -> bytes:
    """So many bytes of the file at most; none where it is no plain file."""
    path = folder / NAME
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            return b""
        with path.open("rb") as file:
            return file.read(min(status.st_size, most))
    except OSError:
        return b""
