"""The folder of a frozen query, read and written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from commissioning.domain.errors import ExportError, QueryError
from commissioning.domain.findings import Dimension
from commissioning.research.exporting.values import moment
from commissioning.research.exporting.versions import Versions
from commissioning.research.query import Query

FILE, ROWS, READ_ME = "query.json", "result.jsonl", "README.md"
_KIND = "commissioning-digest-query"
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What was asked, and of which state the answer is.

    count_by  the dimensions of a table of counts; () where findings were asked for
    rows      how many the answer has
    """

    query: Query
    count_by: tuple[Dimension, ...]
    snapshot: str
    version: str
    rows: int


def as_written(
    query: Query, count_by: Sequence[Dimension], versions: Versions, rows: int
) -> dict[str, Any]:
    """What stands in the folder's first file."""
    told = asdict(versions) | {
        "as_of": moment(versions.as_of) if versions.as_of else None,
        "name": versions.name,
    }
    return {
        "kind": _KIND,
        "query": query.as_written(),
        "count_by": [str(one) for one in count_by],
        "rows": rows,
        "versions": told,
    }


def read(folder: Path) -> Frozen:
    """The frozen query in a folder; ExportError where there is none, or it cannot be read."""
    path = folder / FILE
    try:
        with path.open(encoding="utf-8") as file:
            told: Mapping[str, Any] = json.loads(file.read(_LARGEST))
        if told["kind"] != _KIND:
            raise ExportError(str(path), "is no frozen query")
        return Frozen(
            query=Query.read(told["query"]),
            count_by=tuple(Dimension(one) for one in told["count_by"]),
            snapshot=str(told["versions"]["snapshot"]),
            version=str(told["versions"]["name"]),
            rows=int(told["rows"]),
        )
    except FileNotFoundError as error:
        raise ExportError(str(folder), f"holds no frozen query: there is no {FILE}") from error
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        OSError,
        QueryError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ExportError(str(path), f"cannot be read ({said})") from error
