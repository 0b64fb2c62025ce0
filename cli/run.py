"""`digest run`: the main job, from the sources to the site."""

from cli import build, cluster, collect, tag
from cli.logbook import stage
from cli.options import HERE, Workspace, open_workspace
from cli.output import tell
from cli.working import at_work
from commissioning.settings import Settings
from commissioning.store.database import Database
from commissioning.store.tags import Backlog
from crawler.collecting.collect import CollectReport
from crawler.keeping.expiry import expire


def run(workspace: Workspace = HERE) -> None:
    """Collect, tag, group into stories and build.

    Safe to repeat from cron; one that was cut short goes on where it was, and one that finds
    another at work says so and leaves it alone.

    Example: digest run --workspace /srv/digest
    """
    settings, database = open_workspace(workspace)
    main_job(settings, database)


def main_job(settings: Settings, database: Database, *, at_once: bool = False) -> CollectReport:
    """The stages one after the other, each with its report."""
    with stage("Main job"):
        with at_work(settings):
            collected = collect.collecting(settings, database, at_once=at_once)
            collect.report(collected)
            tag.report(tag.tagging(settings, database, Backlog.STALE))
            cluster.report(cluster.clustering(settings, database))
            _let_go(settings, database)
        build.report(build.building(settings, database))
    return collected


def _let_go(settings: Settings, database: Database) -> None:
    """Let go of what the settings keep for a time only."""
    gone = expire(settings, database)
    if gone.comments or gone.files:
        tell(
            f"Kept long enough: {gone.comments} comments and {gone.files} archived files are gone.",
            comments=gone.comments,
            files=gone.files,
        )
