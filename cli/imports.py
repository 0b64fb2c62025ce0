"""`digest import`: files into the same place as what is collected."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, Cluster, Workspace, open_workspace
from cli.output import progress, remark, tell
from cli.reading import readers_on
from cli.working import at_work
from commissioning.register import load_register
from commissioning.settings import Settings
from commissioning.store.articles import Saved
from commissioning.store.database import Database
from crawler.importing.files import ImportReport, import_paths
from crawler.importing.tagged import import_tagged


def import_(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files, or folders to walk.")
    ],
    everything: Annotated[
        bool, typer.Option("--all", help="Also archived pages without a word of the field.")
    ] = False,
    cluster: Cluster = None,
    tags: Annotated[
        Path | None,
        typer.Option(
            "--tags", metavar="FILE", help="What 'digest tag' wrote of the one file of articles."
        ),
    ] = None,
    workspace: Workspace = HERE,
) -> None:
    """Import text, HTML, WARC, ARC and JSON Lines files.

    Files that hold no article are named and counted; the rest goes on. Of WARC files only pages
    with words of the field are read. A line of JSON has `url` and `text`, and `title`, `published`,
    `byline`, `source`, `kind` and `comments` where they are known. A saved page is known by its
    bytes: the address that it gives itself is not believed. What was cut short goes on where it
    was. With --tags, articles that were tagged elsewhere are loaded with their tags; what is stored
    already stays as it is.

    Example: digest import saved-pages/ 2011.warc.gz

    On a Dask cluster: digest import 2011.warc.gz --cluster tcp://10.0.0.1:8786
    """
    settings, database = open_workspace(workspace)
    if tags is not None:
        _load(settings, database, paths, tags)
        return
    with at_work(settings), progress("Importing, MB") as bar:
        done = import_paths(
            settings,
            database,
            paths,
            everything=everything,
            progress=bar,
            readers=readers_on(settings, cluster),
        )
    report(done)
    if done.rejected and not (done.new or done.changed or done.unchanged or done.known_files):
        raise typer.Exit(1)


def _load(settings: Settings, database: Database, paths: list[Path], tags: Path) -> None:
    if len(paths) != 1:
        raise typer.BadParameter("--tags goes with one file of articles")
    register = load_register(added=settings.register)
    with at_work(settings), progress("Loading, MB") as bar:
        done = import_tagged(
            settings, database, register, articles=paths[0], tags=tags, progress=bar
        )
    for problem in done.problems:
        remark(f"{problem.url}: {problem.reason}")
    if done.unnamed:
        remark(f"... and {done.unnamed} more")
    new, known = done.saved[Saved.NEW], done.saved[Saved.UNCHANGED]
    tell(
        f"Loaded {new} articles with their tags; {known} known already, {done.rejected} rejected.",
        articles=new,
    )
    if done.rejected and not (new or known):
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
    tell(
        f"Imported {files}: {done.new} new articles, {done.changed} changed,"
        f" {done.unchanged} known already, {done.comments} comments, {done.rejected} rejected.",
        files=done.files,
        new=done.new,
        changed=done.changed,
        known=done.unchanged,
        comments=done.comments,
        rejected=done.rejected,
    )
    if done.off_topic:
        tell(f"{done.off_topic} archived pages had no words of the field; --all takes them too.")
    if done.repeated:
        tell(f"{done.repeated} archived records repeat a page that is here.")
    if done.unresolved:
        tell(f"{done.unresolved} archived records repeat a page that is in none of these files.")
