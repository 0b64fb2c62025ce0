"""`digest run`: the main job, from the sources to the site."""

from pathlib import Path

from cli import build, collect, tag
from cli.options import HERE, Workspace, open_workspace
from commissioning.settings import Settings
from commissioning.store.database import Database
from commissioning.store.tags import Backlog
from crawler.collecting.collect import CollectReport


def run(workspace: Workspace = HERE) -> None:
    """Collect, tag and build.

    Safe to repeat from cron; one that was cut short goes on where it was.

    Example: digest run --workspace /srv/digest
    """
    settings, database = open_workspace(workspace)
    main_job(settings, database)


def main_job(
    settings: Settings, database: Database, *, output: Path | None = None, at_once: bool = False
) -> CollectReport:
    """The stages one after the other, each with its report."""
    collected = collect.collecting(settings, database, at_once=at_once)
    collect.report(collected)
    tag.report(tag.tagging(settings, database, Backlog.STALE))
    build.report(build.building(settings, database, output=output))
    return collected
