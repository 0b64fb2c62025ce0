"""The same bytes for the same pages: Pagefind writes its filters in an order of chance.

Its files are gzipped, begin with a mark, and hold CBOR; their names end in a hash of it:
  filter/LANGUAGE_HASH.pf_filter   [filter, [[value, pages], ...]]
  pagefind.LANGUAGE_HASH.pf_meta   [version, pages, chunks, [[filter, LANGUAGE_HASH], ...],
                                   [[sort, pages], ...], ...]
"""

import gzip
import hashlib
import json
from pathlib import Path
from typing import cast

import cbor2

from commissioning.domain.errors import BuildError

_MARK = b"pagefind_dcd"
_HASH = 10
ENTRY = "pagefind-entry.json"


def steady(folder: Path) -> None:
    """Put the filters of the index in `folder` in order, and rename what holds them.

    Its entry tells then, as 'files', how many files there are, so that a part of it is known.
    Raises BuildError where the files are not as we know them.
    """
    try:
        entry = json.loads((folder / ENTRY).read_text("utf-8"))
        for name, language in entry["languages"].items():
            language["hash"] = _meta(folder, name, language["hash"])
        entry["files"] = sum(path.is_file() for path in folder.rglob("*"))
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        (folder / ENTRY).write_text(text, encoding="utf-8", newline="\n")
    except (OSError, EOFError, ValueError, LookupError, TypeError, cbor2.CBORDecodeError) as error:
        message = f"Pagefind's files are not as expected ({error})"
        raise BuildError("search", message) from error


def _meta(folder: Path, language: str, name: str) -> str:
    path = folder / f"pagefind.{name}.pf_meta"
    version, pages, chunks, filters, sorts, *rest = cast("list[list[list[str]]]", _read(path))
    named = [[label, _filter(folder / "filter", language, file)] for label, file in filters]
    data = cbor2.dumps([version, pages, chunks, sorted(named), _by_name(sorts), *rest])
    path.unlink()
    new = _named(language, data)
    _write(folder / f"pagefind.{new}.pf_meta", data)
    return new


def _filter(folder: Path, language: str, name: str) -> str:
    path = folder / f"{name}.pf_filter"
    label, values = cast("list[list[list[str]]]", _read(path))
    data = cbor2.dumps([label, _by_name(values)])
    path.unlink()
    new = _named(language, data)
    _write(folder / f"{new}.pf_filter", data)
    return new


def _by_name(rows: list[list[str]]) -> list[list[str]]:
    return sorted(rows, key=lambda row: row[0])


def _named(language: str, data: bytes) -> str:
    return f"{language}_{hashlib.sha256(data).hexdigest()[:_HASH]}"


def _read(path: Path) -> object:
    data = gzip.decompress(path.read_bytes())
    if not data.startswith(_MARK):
        raise ValueError(path.name)
    value: object = cbor2.loads(data[len(_MARK) :])
    return value


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(gzip.compress(_MARK + data, mtime=0))
