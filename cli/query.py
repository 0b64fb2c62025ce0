"""`digest query`: the tagged database."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.export import publisher_of
from cli.findings_told import Format, tell_cells, tell_findings
from cli.frozen_told import tell_rerun
from cli.options import HERE, Since, Until, Workspace, open_workspace
from cli.output import remark, say, say_json
from commissioning.domain.articles import ArticleKind
from commissioning.domain.errors import QueryError
from commissioning.domain.findings import Dimension, LookIn, Sort, TagKind
from commissioning.domain.tags import HolderKind, Position
from commissioning.register import load_register
from commissioning.research.archive import Archive
from commissioning.research.freezing.freeze import freeze as freeze_query
from commissioning.research.query import PAGE, Query
from commissioning.research.results import Findings, dimensions_of

WRONG_USAGE = 2
_ALL = "all are counted, not some"
_CONTRARY = {
    ("explain", "freeze"): "then nothing is asked, and there is nothing to freeze",
    ("count", "count-by"): "the whole is one number, the other a table",
    ("count", "freeze"): "what is frozen are findings, or a table of counts",
    ("count", "limit"): _ALL,
    ("count", "page"): _ALL,
    ("count-by", "limit"): _ALL,
    ("count-by", "page"): _ALL,
}


def query(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORDS]",
            help="Words to look for: budget purse, '\"primary care trust\"', 'budget OR purse',"
            " '(gp OR doctor) NOT bill', 'commission*'.",
        ),
    ] = None,
    look_in: Annotated[
        LookIn, typer.Option("--in", help="Where the words are looked for.")
    ] = LookIn.TEXT,
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="SLUG", help="Held or said for it.")
    ] = None,
    and_predecessors: Annotated[
        bool, typer.Option("--and-predecessors", help="Or for one whose work it took over.")
    ] = False,
    and_successors: Annotated[
        bool, typer.Option("--and-successors", help="Or for one that took over its work.")
    ] = False,
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="NAME", help="Held or said by them: slug or name."),
    ] = None,
    question: Annotated[
        str | None, typer.Option("--question", metavar="SLUG", help="On this policy question.")
    ] = None,
    stance: Annotated[
        Position | None, typer.Option("--stance", metavar="LABEL", help="support, oppose, mixed.")
    ] = None,
    min_confidence: Annotated[
        float | None,
        typer.Option("--min-confidence", metavar="0..1", help="Stances that are at least so sure."),
    ] = None,
    holder_kind: Annotated[
        list[HolderKind] | None,
        typer.Option(
            "--holder-kind",
            metavar=f"[{'|'.join(HolderKind)}]",
            help="What the holder of a stance is; can be given again.",
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="SLUG", help="From this source.")
    ] = None,
    kind: Annotated[ArticleKind | None, typer.Option("--kind", help="Of the article.")] = None,
    story: Annotated[
        str | None, typer.Option("--story", metavar="SLUG", help="In this story.")
    ] = None,
    tag: Annotated[
        TagKind | None, typer.Option("--tag", help="Stances or quotations alone.")
    ] = None,
    since: Since = None,
    until: Until = None,
    sort: Annotated[Sort, typer.Option("--sort", help="What comes first.")] = Sort.TIME,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", help="So many rows.")] = None,
    page: Annotated[
        int, typer.Option("--page", metavar="N", help=f"The Nth so many; without --limit {PAGE}.")
    ] = 1,
    count: Annotated[bool, typer.Option("--count", help="Only how many there are.")] = False,
    count_by: Annotated[
        str | None,
        typer.Option(
            "--count-by",
            metavar="LIST",
            help=f"A table of counts by one or more of {', '.join(Dimension)}, with what was"
            " collected beside each.",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Only show the SQL; nothing is asked.")
    ] = False,
    freeze: Annotated[
        Path | None,
        typer.Option(
            "--freeze",
            metavar="NAME",
            help="Write the query, what comes of it and how to cite it into this new folder.",
        ),
    ] = None,
    rerun: Annotated[
        Path | None,
        typer.Option(
            "--rerun",
            metavar="NAME",
            help="Ask a frozen query again, alone, and say whether it gives the same rows.",
        ),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
    workspace: Workspace = HERE,
) -> None:
    """Print stances and quotations with their evidence, each with its offsets in the text.

    Example: digest query 'budget* NOT bill' --organisation bma --since 2010-07-01 --sort relevance

    Example: digest query --question gp-budgets --count-by month,stance --format csv

    Example: digest query --question gp-budgets --stance oppose --freeze opposed
    """
    asked: dict[str, Any] = {
        "words": " ".join(words) if words else None,
        "look_in": look_in,
        "organisation": organisation,
        "and_predecessors": and_predecessors,
        "and_successors": and_successors,
        "person": person,
        "question": question,
        "stance": stance,
        "min_confidence": min_confidence,
        "holder_kind": holder_kind or None,
        "source": source,
        "kind": kind,
        "story": story,
        "tag": tag,
        "since": since,
        "until": until,
        "sort": sort,
        "limit": PAGE if page > 1 and limit is None else limit,
        "page": page,
    }
    settings, database = open_workspace(workspace)
    archive = Archive(database, load_register(added=settings.register))
    dimensions = tuple(count_by.split(",")) if count_by is not None else ()
    try:
        wanted = Query.read(asked)
        done = {
            "explain": explain,
            "count": count,
            "count-by": count_by is not None,
            "freeze": freeze is not None,
            "limit": limit is not None,
            "page": page > 1,
        }
        _agreed({name for name, is_asked in done.items() if is_asked})
        if rerun is not None:
            _alone(wanted, is_more=any(done.values()))
            tell_rerun(archive, rerun, as_json=format_ in (Format.JSON, Format.JSONL))
            return
        found = archive.find(wanted)
        if freeze is not None:
            by = dimensions_of(dimensions) if dimensions else ()
            say(
                freeze_query(archive, wanted, freeze, count_by=by, publisher=publisher_of(settings))
            )
        elif explain:
            say(found.explain(*dimensions, count=count))
        elif count:
            _tell_count(format_, found)
        elif count_by is not None:
            cells = found.count_by(*dimensions)
            tell_cells(format_, [Dimension(one) for one in dict.fromkeys(dimensions)], cells)
        else:
            tell_findings(format_, found.with_snippets())
    except QueryError as error:
        remark(f"digest: {error}")
        raise typer.Exit(WRONG_USAGE) from error


def _agreed(asked: Collection[str]) -> None:
    """Raise QueryError where one of the options would be passed over for another."""
    for (one, other), why in _CONTRARY.items():
        if one in asked and other in asked:
            raise QueryError(one, f"{why}; take --{one} or --{other} out")


def _alone(wanted: Query, *, is_more: bool) -> None:
    if wanted != Query() or is_more:
        raise QueryError("rerun", "a frozen query says itself what is asked; take the rest out")


def _tell_count(format_: Format, found: Findings) -> None:
    if format_ in (Format.JSON, Format.JSONL):
        say_json({"findings": found.count()})
    else:
        say(str(found.count()))
