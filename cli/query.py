"""`digest query`: the tagged database."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.options import HERE, Since, Until, Workspace, open_workspace
from cli.output import say, say_json, say_table
from commissioning.domain.findings import Finding
from commissioning.domain.tags import Position
from commissioning.register import load_register
from commissioning.store.search import Filter, search


class Format(StrEnum):
    """How the rows are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


def query(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]", help="Each must stand in the article."),
    ] = None,
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="SLUG", help="Held or said for it.")
    ] = None,
    question: Annotated[
        str | None, typer.Option("--question", metavar="SLUG", help="On this policy question.")
    ] = None,
    stance: Annotated[
        Position | None, typer.Option("--stance", metavar="LABEL", help="support, oppose, mixed.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="SLUG", help="From this source.")
    ] = None,
    since: Since = None,
    until: Until = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
    workspace: Workspace = HERE,
) -> None:
    """Print stances and quotations with their evidence, each with its offsets in the text.

    Example: digest query --organisation bma --since 2010-07-01 --format json
    """
    settings, database = open_workspace(workspace)
    register = load_register(added=settings.register)
    if organisation is not None and organisation not in register.organisations:
        raise typer.BadParameter(f"the register has no organisation {organisation!r}")
    if question is not None and question not in register.questions:
        known = ", ".join(register.questions)
        raise typer.BadParameter(f"no policy question {question!r}; there are {known}")
    wanted = Filter(
        words=tuple(words or ()),
        organisation=organisation,
        question=question,
        stance=stance,
        source=source,
        since=since,
        until=until,
    )
    with database.session() as session:
        write(format_, search(session, wanted))


def write(format_: Format, findings: Iterable[Finding]) -> None:
    """Print the findings; an empty result is an empty list, table or file with a heading."""
    match format_:
        case Format.JSON:
            say_json([as_row(finding) for finding in findings])
        case Format.JSONL:
            for finding in findings:
                say(json.dumps(as_row(finding), ensure_ascii=False))
        case Format.CSV:
            writer = csv.DictWriter(sys.stdout, fieldnames=COLUMNS)
            writer.writeheader()
            writer.writerows(_flat(as_row(finding)) for finding in findings)
        case Format.TABLE:
            say_table(("date", "who", "says", "words", "where"), _lines(findings))


COLUMNS = (
    "tag",
    "article.url",
    "article.headline",
    "article.source",
    "article.published",
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


def as_row(finding: Finding) -> dict[str, Any]:
    """A finding for other programs; offsets are code points of the text named by `in`."""
    return {
        "tag": finding.tag.value,
        "article": {
            "url": finding.url,
            "headline": finding.headline,
            "source": finding.source,
            "published": _published(finding),
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


def _published(finding: Finding) -> str | None:
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
    return {key: _inert(value) for key, value in flat.items()}


def _inert(cell: Any) -> Any:
    """Keep a spreadsheet from running a cell as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@") else cell


def _lines(findings: Iterable[Finding]) -> Iterator[tuple[object, ...]]:
    for finding in findings:
        says = (
            f"{finding.stance.value} {finding.question}"
            if finding.stance
            else f"{finding.quotation} quotation"
        )
        day = finding.published.date() if finding.published else "undated"
        who = finding.who or "?"
        yield (
            day,
            f"{who} ({finding.organisation})" if finding.organisation else who,
            says,
            " ".join(finding.words.split()),
            finding.url,
        )
