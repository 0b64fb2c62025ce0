"""Values as text and JSON have them."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from commissioning.research.exporting.columns import Column, Type

# What a spreadsheet would run as a formula, and what would read as one that was made harmless.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def moment(value: datetime) -> str:
    """'2010-07-12T09:00:00Z'."""
    return value.isoformat().replace("+00:00", "Z")


def dumped(value: object) -> str:
    """As JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def inert(text: str) -> str:
    """A cell of CSV that no spreadsheet runs: an apostrophe stands before a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def bare(cell: str) -> str:
    """What `inert` was given."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def _truth(value: bool) -> str:
    return "true" if value else "false"


_JSON: Mapping[Type, Callable[[Any], object]] = {
    Type.DATETIME: moment,
    Type.DATE: date.isoformat,
}
_DATABASE: Mapping[Type, Callable[[Any], object]] = {**_JSON, Type.OBJECT: dumped}
_CSV: Mapping[Type, Callable[[Any], object]] = {
    **_DATABASE,
    Type.BOOLEAN: _truth,
    Type.STRING: inert,
}


def _written(
    columns: Sequence[Column],
    values: Sequence[Sequence[Any]],
    by_type: Mapping[Type, Callable[[Any], object]],
) -> list[Sequence[Any]]:
    found: list[Sequence[Any]] = []
    for column, cells in zip(columns, values, strict=True):
        write = by_type.get(column.type)
        told = [None if one is None else write(one) for one in cells] if write else cells
        found.append(told)
    return found


def for_json(columns: Sequence[Column], values: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Columns of values as JSON can hold them."""
    return _written(columns, values, _JSON)


def for_database(columns: Sequence[Column], values: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Columns of values as SQLite and Parquet can hold them, moments as text."""
    return _written(columns, values, _DATABASE)


def for_csv(columns: Sequence[Column], values: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Columns of values as the cells of a CSV file, an unknown one empty."""
    return _written(columns, values, _CSV)
