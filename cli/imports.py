"""`digest import`: files into the same place as what is collected."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, Workspace, open_workspace
from cli.output import progress, remark, say
from crawler.importing.files import ImportReport, import_paths


def import_(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files, or folders to walk.")
    ],
    everything: Annotated[
        bool, typer.Option("--all", help="Also archived pages without a word of the field.")
    ] = False,
    workspace: Workspace = HERE,
) -> None:
    """Import text, HTML, WARC, ARC and JSON Lines files.

    Files that hold no article are named and counted; the rest goes on. Of WARC files only pages
    with words of the field are read. What was cut short goes on where it was.

    Example: digest import saved-pages/ 2011.warc.gz
    """
    settings, database = open_workspace(workspace)
    with progress("Importing, MB") as bar:
        done = import_paths(settings, database, paths, everything=everything, progress=bar)
    report(done)
    if done.rejected and not (done.new or done.changed or done.unchanged or done.known_files):
        raise typer.Exit(1)


def report(done: ImportReport) -> None:
    """What became of the files: problems by name, then the sum."""
    for problem in done.problems:
        remark(f"{problem.url}: {problem.reason}")
    if done.unnamed:
        remark(f"... and {done.unnamed} more")
    files = f"{done.files} files" + (
        f" ({done.known_files} known already)" if done.known_files else ""
    )
    say(
        f"Imported {files}: {done.new} new articles, {done.changed} changed,"
        f" {done.unchanged} known already, {done.comments} comments, {done.rejected} rejected."
    )
    if done.off_topic:
        say(f"{done.off_topic} archived pages had no words of the field; --all takes them too.")
    if done.repeated:
        say(f"{done.repeated} archived records repeat a page that is here.")
    if done.unresolved:
        say(f"{done.unresolved} archived records repeat a page that is in none of these files.")
