"""`digest verify`: an export held against texts that its reader obtained."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import AsJson
from cli.output import remark, say, say_json
from commissioning.research.verifying.ledger import State, Wanted
from commissioning.research.verifying.verify import Report
from commissioning.research.verifying.verify import verify as verify_export


def verify(
    export: Annotated[Path, typer.Argument(metavar="EXPORT", help="The folder of the export.")],
    texts: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[TEXTS]...",
            help="JSON Lines with 'url' and 'text' (and 'comment', a position); folders of .txt"
            " files; workspaces; SQLite databases.",
        ),
    ] = None,
    as_json: AsJson = False,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", metavar="DIR", help="Also the texts of this workspace."),
    ] = None,
) -> None:
    """Check the files of an export, and its hashes, offsets and words against texts.

    A text file is known by what is in it, or by its name: the article's number in the export, as
    12.txt. An export with texts is checked against its own where none are given.

    Example: digest verify snapshot my-texts.jsonl
    """
    brought = [*(texts or ()), *([workspace] if workspace else [])]
    report = verify_export(export, brought)
    if as_json:
        say_json(_plain(report))
    else:
        _tell(report)
    if not report.is_good:
        raise typer.Exit(1)


def _plain(report: Report) -> dict[str, Any]:
    texts = {state.name.lower(): count for state, count in report.texts.items()}
    return asdict(report) | {"texts": texts, "good": report.is_good}


def _tell(report: Report) -> None:
    files = report.files
    say(f"files: {len(files.good)} as they were made")
    for names, what in ((files.changed, "changed"), (files.missing, "missing")):
        for name in names:
            say(f"  {what}: {name}")
    for name in files.unlisted:
        remark(f"{name} is not of the export")
    for line in report.faults:
        say(f"  {line}")
    texts = report.texts
    if not texts:
        return
    say(
        f"texts: {texts[State.SAME]} are those that were tagged, {texts[State.DIFFERENT]} differ,"
        f" {texts[State.MISSING]} were not brought"
    )
    if report.foreign:
        say(f"  {report.foreign} texts are of no article or comment of the export")
    _list("differs", report.different, texts[State.DIFFERENT])
    if texts[State.SAME] or texts[State.DIFFERENT]:
        _list("not brought", report.missing, texts[State.MISSING])
    for line in report.unread:
        say(f"  {line}")
    say(
        f"tags: {report.tags} stand where they should, {report.misplaced} do not,"
        f" {report.unchecked} are in texts that were not brought or differ"
    )
    for tag in report.some_misplaced:
        say(f"  {tag.table} {tag.id}: {tag.said}")


def _list(what: str, some: tuple[Wanted, ...], total: int) -> None:
    for one in some:
        place = "" if one.comment is None else f", comment {one.comment}"
        say(f"  {what}: {one.url}{place}")
    if total > len(some):
        say(f"  {what}: {total - len(some)} more")
