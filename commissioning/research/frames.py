"""Findings as a frame of pandas or Polars: a column for each field, a row for each finding."""

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from commissioning.domain.errors import QueryError
from commissioning.domain.findings import Finding

if TYPE_CHECKING:
    import pandas
    import polars

# In a frame the span is two columns, and there is no snippet.
COLUMNS = (
    "tag",
    "url",
    "headline",
    "source",
    "kind",
    "published",
    "published_precision",
    "comment",
    "who",
    "holder_kind",
    "organisation",
    "question",
    "stance",
    "confidence",
    "quotation",
    "words",
    "start",
    "end",
    "text_sha256",
    "method",
    "tagger",
)
_DATES, _WHOLE, _PARTS = ("published",), ("comment", "start", "end"), ("confidence",)


def pandas_frame(findings: Iterable[Finding]) -> "pandas.DataFrame":
    """All findings as a frame of pandas; times are in UTC."""
    library: Any = _library("pandas")
    types = dict.fromkeys(_WHOLE, "Int64") | dict.fromkeys(_PARTS, "float64")
    types |= dict.fromkeys(_DATES, "datetime64[us, UTC]")
    columns = _columns(findings)
    frame: pandas.DataFrame = library.DataFrame(
        {name: library.Series(columns[name], dtype=types.get(name, "object")) for name in COLUMNS}
    )
    return frame


def polars_frame(findings: Iterable[Finding]) -> "polars.DataFrame":
    """All findings as a frame of Polars; times are in UTC."""
    library: Any = _library("polars")
    types = dict.fromkeys(_WHOLE, library.Int64) | dict.fromkeys(_PARTS, library.Float64)
    types |= dict.fromkeys(_DATES, library.Datetime("us", "UTC"))
    schema = {name: types.get(name, library.String) for name in COLUMNS}
    frame: polars.DataFrame = library.DataFrame(_columns(findings), schema=schema)
    return frame


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise QueryError(name, "it is not installed; the extra 'research' has it") from error


def _columns(findings: Iterable[Finding]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    plain = [name for name in COLUMNS if name not in ("start", "end")]
    for finding in findings:
        for name in plain:
            columns[name].append(_plain(getattr(finding, name)))
        columns["start"].append(finding.span.start)
        columns["end"].append(finding.span.end)
    return columns


def _plain(value: Any) -> Any:
    """A choice as its text."""
    return str(value) if isinstance(value, str) else value
