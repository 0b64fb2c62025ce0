"""`digest import`: files into the same place as what is collected."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, Workspace, open_workspace
from cli.output import progress, remark, say
from crawler.importing import import_paths


def import_(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files, or folders to walk.")
    ],
    workspace: Workspace = HERE,
) -> None:
    """Import text, HTML, WARC and JSON Lines files.

    Files that hold no article are named and counted; the rest goes on.

    Example: digest import saved-pages/ 2011.warc.gz
    """
    settings, database = open_workspace(workspace)
    with progress("Importing") as bar:
        done = import_paths(settings, database, paths, progress=bar)
    for problem in done.problems:
        remark(f"{problem.url}: {problem.reason}")
    say(
        f"Imported {done.files} files: {done.new} new articles, {done.changed} changed,"
        f" {done.unchanged} known already, {done.comments} comments, {done.rejected} rejected."
    )
    if done.rejected and not (done.new or done.changed or done.unchanged):
        raise typer.Exit(1)
