"""`datapackage.json`: the export for machines, as Frictionless Data (Data Package 2.0) has it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from commissioning.domain.licences import OF_WORDS, Licence
from commissioning.research.exporting.checksums import sha256
from commissioning.research.exporting.columns import Column, Type
from commissioning.research.exporting.described import Description, Part
from commissioning.research.exporting.formats.format import Format
from commissioning.research.exporting.formats.kinds import KINDS
from commissioning.research.exporting.tables import Table
from commissioning.research.exporting.values import moment

FILE = "datapackage.json"
NAME = "commissioning-digest-export"
ANNOTATIONS = "annotations.jsonl"
_PROFILES = "https://datapackage.org/profiles/2.0"


def data_package(described: Description, folder: Path) -> dict[str, Any]:
    """The package; `folder` has the files that it tells the size and the hash of."""
    versions = described.versions
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": NAME,
        "title": described.title,
        "description": (
            "Made by Commissioning Digest. CODEBOOK.md says what each column holds, CITATION.cff"
            " how to cite this, SHA256SUMS what the files are."
        ),
        "version": versions.name,
        "contributors": [_contributor(described)],
        **_licences(described.publisher.licence),
        "versions": {
            "package": versions.package,
            "corpus": versions.corpus,
            "snapshot": versions.snapshot,
            "register": versions.register,
            "taggers": dict(versions.taggers),
            "asOf": moment(versions.as_of) if versions.as_of else None,
        },
        "format": described.format.value,
        "withText": described.with_text,
        "resources": list(_resources(described, folder)),
    }


def _contributor(described: Description) -> dict[str, Any]:
    publisher = described.publisher
    told = {"title": publisher.name, "roles": ["publisher"]}
    return told | ({"path": publisher.url} if publisher.url else {})


def _licences(licence: Licence) -> dict[str, Any]:
    if not licence:
        return {}
    title = f"{licence.called}, of the tags; {OF_WORDS}"
    return {"licenses": [{"name": licence.value, "path": licence.url, "title": title}]}


def _resources(described: Description, folder: Path) -> Iterator[dict[str, Any]]:
    for part in described.parts:
        yield {
            "name": part.table.name,
            "type": "table",
            "title": part.table.name.capitalize(),
            "description": part.table.description,
            "path": part.file,
            "format": described.format.value,
            "mediatype": KINDS[described.format].media_type,
            "encoding": "utf-8",
            **_measured(folder / part.file),
            **_dialect(described.format, part),
            "rows": described.versions.rows.get(part.table.name, 0),
            "schema": table_schema(part.table, part.columns),
        }
    if described.annotations:
        yield {
            "name": "annotations",
            "description": "The tags as W3C Web Annotations, one a line.",
            "path": ANNOTATIONS,
            "format": "jsonl",
            "mediatype": "application/ld+json",
            "encoding": "utf-8",
            **_measured(folder / ANNOTATIONS),
        }


def _dialect(kind: Format, part: Part) -> dict[str, Any]:
    if kind is Format.SQLITE:
        return {"dialect": {"table": part.table.name}}
    return {"dialect": {"delimiter": ","}} if kind is Format.CSV else {}


def table_schema(table: Table, columns: tuple[Column, ...]) -> dict[str, Any]:
    """A table as a Table Schema."""
    keys = [
        {"fields": [link.column], "reference": {"resource": link.table, "fields": [link.to]}}
        for link in table.links
    ]
    return {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column) for column in columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
        **({"foreignKeys": keys} if keys else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    told: dict[str, Any] = {
        "name": column.name,
        "type": column.type.value,
        "description": column.description,
    }
    if column.type is Type.BOOLEAN:
        told |= {"trueValues": ["true", "1"], "falseValues": ["false", "0"]}
    return told | ({"constraints": constraints} if constraints else {})


def _measured(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}
