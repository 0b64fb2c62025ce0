"""A table as JSON Lines: an object a row, with every column in it, an unknown value null."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from commissioning.research.exporting.columns import Column
from commissioning.research.exporting.tables import Batch, Table
from commissioning.research.exporting.values import for_json


class Jsonl:
    """JSON Lines, a file a table."""

    media_type = "application/jsonl"

    def file_of(self, table: str) -> str:
        """One a table."""
        return f"{table}.jsonl"

    @contextmanager
    def writer(self, folder: Path) -> Iterator["_Writer"]:
        """Writes into the folder."""
        yield _Writer(folder, self)

    def rows(self, path: Path, _table: str, columns: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """Row by row."""
        with path.open(encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                yield {name: row[name] for name in columns}


class _Writer:
    def __init__(self, folder: Path, kind: Jsonl) -> None:
        self._folder = folder
        self._kind = kind

    def write(self, table: Table, columns: Sequence[Column], batches: Iterable[Batch]) -> None:
        names = [column.name for column in columns]
        path = self._folder / self._kind.file_of(table.name)
        encode = json.JSONEncoder(ensure_ascii=False).encode
        with path.open("w", encoding="utf-8", newline="") as file:
            for batch in batches:
                rows = zip(*for_json(columns, batch.columns), strict=True)
                file.writelines(encode(dict(zip(names, row, strict=True))) + "\n" for row in rows)
