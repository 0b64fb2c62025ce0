"""An export that somebody else made, opened. Nothing in it is believed before it is looked at."""

import csv
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commissioning.domain.errors import ExportError
from commissioning.research.exporting.datapackage import FILE, NAME
from commissioning.research.exporting.formats.format import Format
from commissioning.research.exporting.formats.kinds import KINDS

_LARGEST = 10_000_000
_MOST = 1 << 63
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    csv.Error,
    sqlite3.Error,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An export: its folder, its kind of files, whether it has texts, its tables' files."""

    folder: Path
    format: Format
    with_text: bool
    files: Mapping[str, Path]

    def rows(
        self, table: str, *, texts: Sequence[str] = (), numbers: Sequence[str] = ()
    ) -> Iterator[Mapping[str, Any]]:
        """Those columns of a table, row by row; ExportError where they cannot be read."""
        path = self.files.get(table)
        if path is None:
            raise ExportError(str(self.folder), f"has no table {table!r}")
        try:
            for row in KINDS[self.format].rows(path, table, (*texts, *numbers)):
                yield {name: _text(row[name]) for name in texts} | {
                    name: _whole(row[name]) for name in numbers
                }
        except _UNREADABLE as error:
            raise ExportError(str(path), f"cannot be read ({_said(error)})") from error


def _text(cell: object) -> str | None:
    if cell is not None and not isinstance(cell, str):
        raise ValueError(f"{cell!r:.40} is no text")
    return cell


def _whole(cell: Any) -> int | None:
    number = None if cell is None else int(cell)
    if number is not None and not 0 <= number < _MOST:
        raise ValueError(f"{number} is no number or place")
    return number


def open_export(folder: Path) -> Opened:
    """Open the export in a folder; ExportError where it holds none."""
    path = folder / FILE
    try:
        with path.open(encoding="utf-8") as file:
            told = json.loads(file.read(_LARGEST))
        if told["name"] != NAME:
            raise ExportError(str(path), "is the package of something else")
        return Opened(
            folder=folder,
            format=Format(told["format"]),
            with_text=told["withText"] is True,
            files={
                str(one["name"]): folder / _plain(path, one["path"])
                for one in told["resources"]
                if one.get("type") == "table"
            },
        )
    except FileNotFoundError as error:
        raise ExportError(str(folder), f"holds no export: there is no {FILE}") from error
    except _UNREADABLE as error:
        raise ExportError(str(path), f"cannot be read ({_said(error)})") from error


def _plain(path: Path, name: object) -> str:
    """The name of a file beside the package, and nothing that leads elsewhere."""
    if not isinstance(name, str) or not _PLAIN.fullmatch(name):
        raise ExportError(str(path), f"names a file {name!r}, which is none of its folder")
    return name


def _said(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
