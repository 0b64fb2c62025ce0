"""`digest collect`: the sources into the archive and the database."""

from datetime import date
from typing import Annotated

import typer

from cli.options import HERE, Since, Workspace, open_workspace
from cli.output import progress, remark, tell
from cli.working import at_work
from commissioning.settings import Settings
from commissioning.store.database import Database
from crawler.collecting.collect import CollectReport
from crawler.collecting.collect import collect as collect_sources
from crawler.sources import load_sources


def collect(
    source: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="SLUG", help="Only this source; may be repeated."),
    ] = None,
    since: Since = None,
    at_once: Annotated[
        bool, typer.Option("--now", help="Ask all sources, also those whose time has not come.")
    ] = False,
    workspace: Workspace = HERE,
) -> None:
    """Fetch the sources' feeds and pages into the archive and the database.

    A source is asked as often as it publishes, and left alone as long as its server wants; one
    that --source names is asked now. What is stored already is not fetched again.

    Example: digest collect --source pulse --since 2026-01-01
    """
    settings, database = open_workspace(workspace)
    only = tuple(source or ())
    with at_work(settings):
        report(collecting(settings, database, only=only, since=since, at_once=at_once))


def collecting(
    settings: Settings,
    database: Database,
    *,
    only: tuple[str, ...] = (),
    since: date | None = None,
    at_once: bool = False,
) -> CollectReport:
    """Collect, with a bar on the terminal."""
    entries = load_sources(settings.sources)
    with progress("Collecting") as bar:
        return collect_sources(
            settings, database, entries, only=only, since=since, at_once=at_once, progress=bar
        )


def report(done: CollectReport) -> None:
    """What became of the sources and pages: problems by name, then the sum."""
    for problem in done.problems:
        remark(f"{problem.source}: {problem.url}: {problem.reason}")
    if done.unnamed:
        remark(f"and {done.unnamed} more problems, which the database has")
    for slug in done.stopped:
        remark(f"{slug}: gone for good since its server said so; --source {slug} asks again")
    if done.waiting:
        waiting = "1 source is" if done.waiting == 1 else f"{done.waiting} sources are"
        remark(f"{waiting} not due yet; 'digest collect --now' asks all the same")
    tell(
        f"Collected from {done.answered} of {done.polled} sources: {done.new} new articles,"
        f" {done.changed} changed, {done.known} known already, {done.comments} comments,"
        f" {done.rejected} rejected.",
        polled=done.polled,
        answered=done.answered,
        new=done.new,
        changed=done.changed,
        known=done.known,
        comments=done.comments,
        rejected=done.rejected,
    )
