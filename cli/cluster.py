"""`digest cluster`: articles about one event put into one story."""

from typing import Annotated

import typer

from cli.options import HERE, Workspace, open_workspace
from cli.output import progress, tell
from cli.working import at_work
from commissioning.register import load_register
from commissioning.settings import Settings
from commissioning.store.database import Database
from nlp.grouping import GroupReport, group_articles


def cluster(
    everything: Annotated[
        bool,
        typer.Option("--all", help="Everything anew; slugs stay where a story's first article is."),
    ] = False,
    workspace: Workspace = HERE,
) -> None:
    """Group articles about one event into stories.

    Tagged articles join stories or found new ones; a story keeps its address as it grows.

    Example: digest cluster --all
    """
    settings, database = open_workspace(workspace)
    with at_work(settings):
        report(clustering(settings, database, everything=everything))


def clustering(settings: Settings, database: Database, *, everything: bool = False) -> GroupReport:
    """Group what waits, with a bar on the terminal."""
    register = load_register(added=settings.register)
    with progress("Grouping") as bar:
        return group_articles(database, register, everything=everything, progress=bar)


def report(done: GroupReport) -> None:
    """How many articles, and how many stories."""
    tell(
        f"Grouped {done.articles} articles into {done.stories} stories.",
        articles=done.articles,
        stories=done.stories,
    )
