"""A table as a Parquet file, each column with its type and what it holds. Needs pyarrow."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from commissioning.domain.errors import ExportError
from commissioning.research.exporting.columns import Column, Type
from commissioning.research.exporting.tables import Batch, Table
from commissioning.research.exporting.values import dumped


def _pyarrow(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        message = "needs the extra 'research' (pip install 'commissioning-digest[research]')"
        raise ExportError("parquet", f"{message}; csv, jsonl and sqlite need nothing") from error


class Parquet:
    """Parquet files, one a table."""

    media_type = "application/vnd.apache.parquet"

    def file_of(self, table: str) -> str:
        """One a table."""
        return f"{table}.parquet"

    @contextmanager
    def writer(self, folder: Path) -> Iterator["_Writer"]:
        """Writes into the folder."""
        yield _Writer(folder, self)

    def rows(self, path: Path, _table: str, columns: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """Row by row."""
        parquet = _pyarrow("pyarrow.parquet")
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=4_000, columns=list(columns)):
                yield from batch.to_pylist()


class _Writer:
    def __init__(self, folder: Path, kind: Parquet) -> None:
        self._folder = folder
        self._kind = kind
        self._arrow = _pyarrow("pyarrow")
        self._parquet = _pyarrow("pyarrow.parquet")

    def write(self, table: Table, columns: Sequence[Column], batches: Iterable[Batch]) -> None:
        schema = self._arrow.schema(
            [self._field(column) for column in columns],
            metadata={"description": table.description},
        )
        path = self._folder / self._kind.file_of(table.name)
        with self._parquet.ParquetWriter(path, schema, compression="zstd") as out:
            for batch in batches:
                arrays = [
                    self._arrow.array(_plain(column, values), type=field.type)
                    for column, values, field in zip(columns, batch.columns, schema, strict=True)
                ]
                out.write_batch(self._arrow.record_batch(arrays, schema=schema))

    def _field(self, column: Column) -> Any:
        arrow = self._arrow
        types = {
            Type.STRING: arrow.string(),
            Type.OBJECT: arrow.string(),
            Type.INTEGER: arrow.int64(),
            Type.NUMBER: arrow.float64(),
            Type.BOOLEAN: arrow.bool_(),
            Type.DATE: arrow.date32(),
            Type.DATETIME: arrow.timestamp("us", tz="UTC"),
        }
        return arrow.field(
            column.name,
            types[column.type],
            nullable=not column.required,
            metadata={"description": column.description},
        )


def _plain(column: Column, values: Sequence[Any]) -> Sequence[Any]:
    if column.type is not Type.OBJECT:
        return values
    return [None if value is None else dumped(value) for value in values]
