"""The list of sources: read from `sources.toml`, each mistake named with its line."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from commissioning.domain.articles import SourceKind
from commissioning.domain.errors import SettingsError
from commissioning.settings import explain, line_of, parse_toml

FILE = "sources.toml"

_Url = Annotated[str, Field(pattern=r"^https?://[^\s/]+\S*$", max_length=2_000)]


def _as_kind(value: object) -> object:
    return SourceKind(value) if isinstance(value, str) and value in set(SourceKind) else value


class Listing(BaseModel):
    """A page that links to articles.

    url   its address
    item  CSS selector of the links to the articles
    next  CSS selector of the link to the next page of the listing
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    url: _Url
    item: Annotated[str, Field(min_length=1, max_length=300)]
    next: Annotated[str, Field(min_length=1, max_length=300)] | None = None


class SourceEntry(BaseModel):
    """An outlet to collect from.

    Where none of feed, sitemap and listing is given, its home page is asked for its feed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    home: _Url
    kind: Annotated[SourceKind, BeforeValidator(_as_kind)]
    feed: _Url | None = None
    sitemap: _Url | None = None
    listing: Listing | None = None
    sample: bool = False


def packaged_sources() -> str:
    """The text of the list that comes with the product."""
    return (files("crawler") / FILE).read_text("utf-8")


def load_sources(path: Path) -> tuple[SourceEntry, ...]:
    """The sources of a file, in its order; SettingsError names file, line and what to write."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        message = "there is no such file; run 'digest init' to write one"
        raise SettingsError(str(path), None, message) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(str(path), None, f"cannot be read ({error})") from error
    return parse_sources(text, path=str(path))


def parse_sources(text: str, *, path: str = FILE) -> tuple[SourceEntry, ...]:
    """The sources that `text` lists; see `load_sources`."""
    tables = parse_toml(text, path=path)
    for key in tables:
        if key != "source":
            message = f"'{key}' is no setting here; begin each source with [[source]]"
            raise SettingsError(path, line_of(text, (key,)), message)
    starts = [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if re.match(r"\s*\[\[\s*source\s*\]\]", line)
    ]
    entries: dict[str, SourceEntry] = {}
    for table, start in zip(_tables(tables, path), starts, strict=True):
        entry = _entry(table, text, start, path)
        if entry.slug in entries:
            message = f"there is another source '{entry.slug}'; give each its own slug"
            raise SettingsError(path, line_of(text, ("source", "slug"), after=start), message)
        entries[entry.slug] = entry
    return tuple(entries.values())


def _tables(tables: dict[str, Any], path: str) -> list[dict[str, Any]]:
    found = tables.get("source", [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise SettingsError(path, None, "begin each source with a line [[source]]")
    return found


def _entry(table: dict[str, Any], text: str, start: int, path: str) -> SourceEntry:
    try:
        return SourceEntry.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = tuple(str(part) for part in first["loc"])
        line = line_of(text, ("source", where[0]), after=start)
        if where == ("kind",) and first["type"] != "missing":
            known = ", ".join(kind for kind in SourceKind if kind is not SourceKind.FILE)
            message = f"'kind' cannot be {first['input']!r:.60}; write one of {known}"
        else:
            message = explain(where, first)
        raise SettingsError(path, line, message) from error
