"""Tags as W3C Web Annotations (JSON-LD), one a line, for tools that show them beside the page.

An id hangs on what is tagged and said, so that it is the same in every export.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from commissioning.domain.quoting import EVIDENCE
from commissioning.research.exporting.tables import Content, Table
from commissioning.research.exporting.tagged import IN_CONTEXT
from commissioning.research.exporting.values import dumped, moment

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 4  # words on each side
_MOTIVATIONS = {"mentions": "identifying", "quotations": "describing", "stances": "classifying"}
_SAID: Mapping[str, tuple[str, ...]] = {
    "mentions": ("organisation", "name"),
    "quotations": ("kind", "speaker", "organisation", "office"),
    "stances": ("holder", "holder_kind", "organisation", "question", "position"),
}
_SURE = ("confidence", "method", "tagger", "text_sha256", "comment")

Tag = Mapping[str, Any]


def write(content: Content, path: Path) -> None:
    """Write an annotation for every tag of today."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with path.open("w", encoding="utf-8", newline="") as file:
        for table in IN_CONTEXT:
            names = [column.name for column in table.columns_of(content)]
            for batch in table.batches(content):
                for url, row in zip(batch.subjects, batch.rows, strict=True):
                    tag = dict(zip(names, row, strict=True))
                    file.write(encode(annotation(table, url, tag)) + "\n")


def annotation(table: Table, url: str, tag: Tag) -> dict[str, Any]:
    """A tag of the table, in an article at `url`, as an annotation."""
    said = {name: tag[name] for name in _SAID[table.name]}
    return {
        "@context": _CONTEXT,
        "id": tag_id(table.name, url, tag),
        "type": "Annotation",
        "motivation": _MOTIVATIONS[table.name],
        "created": moment(tag["tagged_at"]),
        "creator": _creator(tag),
        "body": [
            {
                "type": "TextualBody",
                "format": "text/plain",
                "value": ", ".join(str(value) for value in said.values() if value is not None),
            },
            {
                "type": "TextualBody",
                "format": "application/json",
                "value": dumped(
                    {"table": table.name}
                    | said
                    | {name: tag[name] for name in _SURE if tag.get(name) is not None}
                ),
            },
        ],
        "target": _target(table, url, tag),
    }


def tag_id(table: str, url: str, tag: Tag) -> str:
    """The same for the same tag of the same text by the same tagger, in whichever database."""
    told = [
        table,
        url,
        *(tag[name] for name in ("comment", "text_sha256", "start_char", "end_char")),
        *(tag[name] for name in ("tagger", "method")),
        *(tag[name] for name in _SAID[table]),
    ]
    return uuid5(NAMESPACE_URL, json.dumps(told)).urn


def _creator(tag: Tag) -> dict[str, Any]:
    if tag["correction"] is not None:
        return {"type": "Person", "nickname": "editor"}
    return {"type": "Software", "name": tag["tagger"]}


def _target(table: Table, url: str, tag: Tag) -> dict[str, Any]:
    source: str | dict[str, Any] = url
    if tag["comment"] is not None:
        comment = uuid5(NAMESPACE_URL, json.dumps([url, tag["comment"]])).urn
        source = {"id": comment, "type": "Text", "partOf": url}
    told: dict[str, Any] = {"type": "SpecificResource", "source": source}
    if tag["captured_at"] is not None:
        told["state"] = {"type": "TimeState", "sourceDate": moment(tag["captured_at"])}
    return told | {"selector": list(_selectors(table, tag))}


def _selectors(table: Table, tag: Tag) -> Iterator[dict[str, Any]]:
    """The place, and the words where they may be given out whole."""
    start, end, words = tag["start_char"], tag["end_char"], tag["words"]
    yield {"type": "TextPositionSelector", "start": start, "end": end}
    if words is None or len(words) != end - start:
        return
    quote = {"type": "TextQuoteSelector", "exact": words}
    # What is named often would give out, piece by piece, what stands around it.
    room = min(_AROUND, (EVIDENCE - len(words.split())) // 2)
    if table.name != "mentions" and room > 0:
        quote |= {"prefix": _last(tag["before"], room), "suffix": _first(tag["behind"], room)}
    yield quote


def _first(text: str, words: int) -> str:
    """So many words from the beginning, as they stand there."""
    found = re.match(rf"(?:\s*\S+){{0,{words}}}", text)
    return found[0] if found else ""


def _last(text: str, words: int) -> str:
    return _first(text[::-1], words)[::-1]
