"""What each kind of file can do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from commissioning.research.exporting.columns import Column
from commissioning.research.exporting.tables import Batch, Table


class Format(StrEnum):
    """The files that an export is made of."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"
    SQLITE = "sqlite"


class Writer(Protocol):
    """Writes tables into a folder."""

    def write(self, table: Table, columns: Sequence[Column], batches: Iterable[Batch]) -> None:
        """Write a table whole."""


class Kind(Protocol):
    """One kind of file; `media_type` is its own name for mail and the web."""

    media_type: str

    def file_of(self, table: str, /) -> str:
        """The name of the file that holds the table."""

    def writer(self, folder: Path) -> AbstractContextManager[Writer]:
        """What writes into the folder; leaving it puts everything on the disk."""

    def rows(
        self, path: Path, table: str, columns: Sequence[str], /
    ) -> Iterator[Mapping[str, Any]]:
        """The cells of those columns, row by row; an unknown one is None, numbers may be text."""
