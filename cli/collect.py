"""`digest collect`: the sources into the archive and the database."""

from datetime import date
from typing import Annotated

import typer

from cli.options import HERE, Since, Workspace, open_workspace
from cli.output import progress, remark, say
from commissioning.settings import Settings
from commissioning.store.database import Database
from crawler.collect import CollectReport
from crawler.collect import collect as collect_sources
from crawler.sources import load_sources


def collect(
    source: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="SLUG", help="Only this source; may be repeated."),
    ] = None,
    since: Since = None,
    workspace: Workspace = HERE,
) -> None:
    """Fetch the sources' feeds and pages into the archive and the database.

    What is stored already is not fetched again.

    Example: digest collect --source pulse --since 2026-01-01
    """
    settings, database = open_workspace(workspace)
    report(collecting(settings, database, only=tuple(source or ()), since=since))


def collecting(
    settings: Settings,
    database: Database,
    *,
    only: tuple[str, ...] = (),
    since: date | None = None,
) -> CollectReport:
    """Collect, with a bar on the terminal."""
    entries = load_sources(settings.sources)
    with progress("Collecting") as bar:
        return collect_sources(settings, database, entries, only=only, since=since, progress=bar)


def report(done: CollectReport) -> None:
    """What became of the sources and pages: problems by name, then the sum."""
    for problem in done.problems:
        remark(f"{problem.source}: {problem.url}: {problem.reason}")
    say(
        f"Collected from {done.answered} of {done.polled} sources: {done.new} new articles,"
        f" {done.changed} changed, {done.known} known already, {done.comments} comments,"
        f" {done.rejected} rejected."
    )
