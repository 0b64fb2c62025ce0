"""A table as a CSV file: UTF-8, comma, a header, an unknown value empty."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from commissioning.research.exporting.columns import Column
from commissioning.research.exporting.tables import Batch, Table
from commissioning.research.exporting.values import bare, for_csv

_LONGEST = 100_000_000


class Csv:
    """CSV files, one a table."""

    media_type = "text/csv"

    def file_of(self, table: str) -> str:
        """One a table."""
        return f"{table}.csv"

    @contextmanager
    def writer(self, folder: Path) -> Iterator["_Writer"]:
        """Writes into the folder."""
        yield _Writer(folder, self)

    def rows(self, path: Path, _table: str, columns: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """Row by row, every cell as text."""
        csv.field_size_limit(_LONGEST)
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, strict=True):
                yield {name: bare(row[name]) if row[name] else None for name in columns}


class _Writer:
    def __init__(self, folder: Path, kind: Csv) -> None:
        self._folder = folder
        self._kind = kind

    def write(self, table: Table, columns: Sequence[Column], batches: Iterable[Batch]) -> None:
        path = self._folder / self._kind.file_of(table.name)
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow([column.name for column in columns])
            for batch in batches:
                out.writerows(zip(*for_csv(columns, batch.columns), strict=True))
