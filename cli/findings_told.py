"""Findings and tables of counts as the user sees them: tables, JSON, JSON Lines, CSV."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any

from cli.output import remark, say, say_json, say_table
from commissioning.domain.corrections import EDITOR
from commissioning.domain.findings import Cell, Dimension, Finding, Snippet
from commissioning.domain.ledger import SURE
from commissioning.domain.printable import printable
from commissioning.research.exporting.values import inert


class Format(StrEnum):
    """How the rows are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


COLUMNS = (
    "tag",
    "article.url",
    "article.headline",
    "article.source",
    "article.published",
    "article.kind",
    "who",
    "holder_kind",
    "organisation",
    "question",
    "stance",
    "confidence",
    "quotation",
    "evidence.in",
    "evidence.start",
    "evidence.end",
    "evidence.text",
    "text_sha256",
    "method",
    "tagger",
)
_OPEN, _CLOSE = "[", "]"


def tell_findings(format_: Format, findings: Iterable[Finding]) -> None:
    """Print the findings; an empty result is an empty list, table or file with a heading."""
    if format_ is Format.TABLE:
        rows = list(_lines(findings))
        say_table(("date", "who", "says", "words", "where"), rows)
        if not rows:
            remark("nothing was found")
        return
    _tell(format_, (as_row(finding) for finding in findings), COLUMNS)


def tell_cells(format_: Format, dimensions: Sequence[Dimension], cells: Iterable[Cell]) -> None:
    """Print counts, with what was collected beside each."""
    heads = (*dimensions, "findings", "articles", "days polled", "days answered", "collected")
    if format_ is Format.TABLE:
        say_table(heads, (tuple(_figures(cell)) for cell in cells))
        return
    columns = (*dimensions, "findings", "articles", *(f"collected.{name}" for name in _COLLECTED))
    _tell(format_, (cell_row(dimensions, cell) for cell in cells), columns)


def _tell(format_: Format, rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> None:
    match format_:
        case Format.JSONL:
            for row in rows:
                say(json.dumps(row, ensure_ascii=False))
        case Format.CSV:
            # A snippet is for reading on, and stands in the other forms.
            writer = csv.DictWriter(sys.stdout, fieldnames=columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(_flat(row) for row in rows)
        case _:
            say_json(list(rows))


def as_row(finding: Finding) -> dict[str, Any]:
    """A finding for other programs; offsets are code points of the text named by `in`."""
    row: dict[str, Any] = {
        "tag": finding.tag.value,
        "article": {
            "url": finding.url,
            "headline": finding.headline,
            "source": finding.source,
            "published": _published(finding),
            "kind": finding.kind,
        },
        "who": finding.who,
        "holder_kind": finding.holder_kind and finding.holder_kind.value,
        "organisation": finding.organisation,
        "question": finding.question,
        "stance": finding.stance and finding.stance.value,
        "confidence": finding.confidence,
        "quotation": finding.quotation and finding.quotation.value,
        "evidence": {
            "in": "text" if finding.comment is None else f"comment {finding.comment}",
            "start": finding.span.start,
            "end": finding.span.end,
            "text": finding.words,
        },
        "text_sha256": finding.text_sha256,
        "method": finding.method,
        "tagger": finding.tagger,
    }
    if finding.snippet is not None:
        row["snippet"] = _snippet(finding.snippet)
    return row


def _snippet(snippet: Snippet) -> dict[str, Any]:
    """`marks` are [start, end] in its text."""
    marks = [[mark.start, mark.end] for mark in snippet.marks]
    return {"in": snippet.place, "text": snippet.text, "marks": marks}


def cell_row(dimensions: Sequence[Dimension], cell: Cell) -> dict[str, Any]:
    """Counts for other programs; `collected` is null where the time is not known."""
    there = cell.collected
    return {
        **dict(zip((str(one) for one in dimensions), cell.values, strict=True)),
        "findings": cell.findings,
        "articles": cell.articles,
        "collected": there and {name: getattr(there, field) for name, field in _COLLECTED.items()},
    }


_COLLECTED = {"days_polled": "polled", "days_answered": "answered", "articles": "articles"}


def _figures(cell: Cell) -> Iterator[object]:
    yield from ("–" if value is None else value for value in cell.values)
    yield from (cell.findings, cell.articles)
    there = cell.collected
    yield from (there.polled, there.answered, there.articles) if there else ("?",) * 3


def _published(finding: Finding) -> str | None:
    """As far as it is known: 2010, 2010-07, 2010-07-12, or to the second."""
    if finding.published is None:
        return None
    length = {"year": 4, "month": 7, "day": 10}.get(finding.published_precision or "")
    return finding.published.isoformat()[:length]


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{inner}": cell for inner, cell in value.items()})
        else:
            flat[key] = value
    return {
        key: inert(printable(value)) if isinstance(value, str) else value
        for key, value in flat.items()
    }


def _lines(findings: Iterable[Finding]) -> Iterator[tuple[object, ...]]:
    for finding in findings:
        day = (_published(finding) or "undated")[:10]
        who = finding.who or "?"
        yield (
            day,
            f"{who} ({finding.organisation})" if finding.organisation else who,
            _says(finding),
            _shown(finding),
            finding.url,
        )


def _says(finding: Finding) -> str:
    """What kind of words they are; 'perhaps' where the tagger is too unsure for them to count."""
    if finding.stance is None:
        return f"{finding.quotation} quotation"
    side = f"{finding.stance.value} {finding.question}"
    if finding.method == EDITOR:
        return f"{side} (editor)"
    return side if (finding.confidence or 0.0) >= SURE else f"perhaps {side}"


def _shown(finding: Finding) -> str:
    """The words, with [what was looked for]; where that is not in them, its place below them."""
    snippet = finding.snippet
    if snippet is None:
        return _one_line(finding.words)
    marked = _marked(snippet.text, snippet)
    if snippet.place == "evidence":
        return _one_line(marked)
    return f"{_one_line(finding.words)}\n{snippet.place}: {_one_line(marked)}"


def _marked(text: str, snippet: Snippet) -> str:
    parts, at = [], 0
    for mark in snippet.marks:
        parts += [text[at : mark.start], _OPEN, text[mark.start : mark.end], _CLOSE]
        at = mark.end
    return "".join([*parts, text[at:]])


def _one_line(text: str) -> str:
    return " ".join(text.split())
