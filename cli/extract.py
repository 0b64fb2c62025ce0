"""`digest extract`: articles anew from the archive, when the extractor has improved."""

from typing import Annotated

import typer

from cli.options import HERE, Cluster, Workspace, open_workspace
from cli.output import progress, remark, say, tell
from cli.reading import readers_on
from cli.working import at_work
from crawler.importing.extracting import ExtractReport, Scope
from crawler.importing.extracting import extract as extract_articles


def extract(
    everything: Annotated[
        bool, typer.Option("--all", help="Everything that the archive has.")
    ] = False,
    stale: Annotated[
        bool, typer.Option("--stale", help="What an older extractor made: the default.")
    ] = False,
    source: Annotated[
        str | None, typer.Option("--source", metavar="SLUG", help="Only this source.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
    cluster: Cluster = None,
    workspace: Workspace = HERE,
) -> None:
    """Make articles anew from the archive, without the network.

    What changes keeps how it was as a version. An article of which nothing would come stays.

    Example: digest extract --stale --dry-run

    On a Dask cluster: digest extract --cluster tcp://10.0.0.1:8786
    """
    if everything and stale:
        raise typer.BadParameter("--stale and --all exclude each other")
    settings, database = open_workspace(workspace)
    scope = Scope.ALL if everything else Scope.STALE
    with at_work(settings), progress("Extracting") as bar:
        done = extract_articles(
            settings,
            database,
            scope,
            source=source,
            dry_run=dry_run,
            progress=bar,
            readers=readers_on(settings, cluster),
        )
    report(done, dry_run=dry_run)


def report(done: ExtractReport, *, dry_run: bool) -> None:
    """What differs: up to twenty articles by name, then the sums."""
    for error in done.failed[:20]:
        remark(f"{error.name}: {error.message}; the article stays as it is")
    for difference in done.differences:
        say(f"{difference.url}: {difference.what}")
    if done.changed > len(done.differences):
        say(f"... and {done.changed - len(done.differences)} more")
    verb = "would change" if dry_run else "changed"
    tell(
        f"Read {done.read} articles anew, {done.changed} {verb}: {done.texts} texts,"
        f" {done.headlines} headlines, {done.bylines} bylines, {done.dates} dates,"
        f" {done.comments} comment threads. Of {len(done.failed)} nothing came.",
        read=done.read,
        changed=done.changed,
        failed=len(done.failed),
    )
    if done.without_bytes:
        tell(f"{done.without_bytes} articles have no bytes in the archive and were left alone.")
