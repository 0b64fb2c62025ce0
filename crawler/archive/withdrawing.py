"""Records taken out of a WARC file for good: what stays is written to another file, as it is.

A file is never changed where it lies. Its successor is whole before it has its name, and the old
file goes once the store knows where each record lies now; until then both are there.
"""

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from commissioning.domain.errors import ArchiveError
from crawler.archive.archive import MAX_BODY
from crawler.archive.warc import Record, Response, read_records

PART = ".part"
_BLOCK = 1_000_000
_NAME = re.compile(r"(?P<stem>.+?)(?:\.r(?P<number>\d+))?(?P<rest>\.warc\.gz)")

Drops = Callable[[Record], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """What became of a file.

    name     of its successor; None where nothing but its head would be left
    offsets  of the records that stay: where they lay, and where they lie now
    dropped  how many records are gone
    """

    name: str | None
    offsets: Mapping[int, int]
    dropped: int


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    stays: bool


def successor(name: str) -> str:
    """The name of the file that takes a file's place: 'a.warc.gz', 'a.r1.warc.gz'."""
    hit = _NAME.fullmatch(name)
    if hit is None:
        return f"{name}.r1"
    return f"{hit['stem']}.r{int(hit['number'] or 0) + 1}{hit['rest']}"


def rewrite(
    folder: Path, name: str, drops: Drops, *, wants: Callable[[Response], bool]
) -> Rewritten | None:
    """Write the successor of a file without the records that `drops` names; None where none is.

    `wants` says of which responses `drops` needs the body. Raises ArchiveError where the file
    cannot be read to its end, or the successor cannot be written.
    """
    path = folder / name
    try:
        with path.open("rb") as file:
            pieces, heads = _pieces(file, path, drops, wants)
            dropped = sum(not piece.stays for piece in pieces)
            if not dropped:
                return None
            if len(pieces) - dropped <= heads:
                return Rewritten(name=None, offsets={}, dropped=dropped)
            new = successor(name)
            return Rewritten(name=new, offsets=_write(file, folder / new, pieces), dropped=dropped)
    except OSError as error:
        raise ArchiveError(str(path), f"cannot be rewritten ({error})") from error


def _pieces(
    file: BinaryIO, path: Path, drops: Drops, wants: Callable[[Response], bool]
) -> tuple[list[_Piece], int]:
    """Where each record begins and ends, whether it stays, and how many only head a file."""
    found: list[tuple[int, bool]] = []
    heads = 0
    for record in read_records(file, name=str(path), max_bytes=MAX_BODY, wants=wants):
        heads += record.kind == "warcinfo"
        found.append((record.start, not drops(record)))
    ends = [start for start, _ in found[1:]] + [path.stat().st_size]
    pieces = zip(found, ends, strict=True)
    return [_Piece(start, end, stays) for (start, stays), end in pieces], heads


def _write(file: BinaryIO, new: Path, pieces: list[_Piece]) -> dict[int, int]:
    part = new.with_name(new.name + PART)
    offsets: dict[int, int] = {}
    try:
        with part.open("wb") as out:
            for piece in pieces:
                if piece.stays:
                    offsets[piece.start] = out.tell()
                    _copy(file, out, piece)
            out.flush()
            os.fsync(out.fileno())
        part.replace(new)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return offsets


def _copy(file: BinaryIO, out: BinaryIO, piece: _Piece) -> None:
    file.seek(piece.start)
    left = piece.end - piece.start
    while left and (block := file.read(min(left, _BLOCK))):
        out.write(block)
        left -= len(block)
