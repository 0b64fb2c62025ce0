"""The rows of a frozen query, as JSON: no more of others' words than an export gives out."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from commissioning.domain.findings import Cell, Dimension, Finding, TagKind
from commissioning.domain.quoting import EVIDENCE, QUOTATION, beginning

_PLAIN = (
    "tag",
    "url",
    "headline",
    "source",
    "kind",
    "published_precision",
    "comment",
    "who",
    "holder_kind",
    "organisation",
    "question",
    "stance",
    "confidence",
    "quotation",
    "text_sha256",
    "method",
    "tagger",
)
_LIMITS = {TagKind.STANCE: EVIDENCE, TagKind.QUOTATION: QUOTATION}


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Findings as JSON objects, a line each; no words of readers' comments."""
    for finding in findings:
        row = {name: getattr(finding, name) for name in _PLAIN}
        row["published"] = finding.published and finding.published.isoformat()
        row["start"], row["end"] = finding.span.start, finding.span.end
        row["words"] = (
            None if finding.comment is not None else beginning(finding.words, _LIMITS[finding.tag])
        )
        yield _line(row)


def cell_lines(dimensions: Sequence[Dimension], cells: Iterable[Cell]) -> Iterator[str]:
    """Counts as JSON objects, a line each, with what was collected there."""
    for cell in cells:
        there = cell.collected
        row: dict[str, Any] = dict(zip(map(str, dimensions), cell.values, strict=True))
        row |= {"findings": cell.findings, "articles": cell.articles}
        row |= {
            "days_polled": there and there.polled,
            "days_answered": there and there.answered,
            "articles_collected": there and there.articles,
        }
        yield _line(row)


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n"
