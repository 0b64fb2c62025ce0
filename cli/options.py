"""Options that several commands share."""

import atexit
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.logbook import log_into
from cli.output import complain
from commissioning.domain.errors import ClusterError
from commissioning.settings import Settings, load_settings

if TYPE_CHECKING:
    from commissioning.store.database import Database


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2010-07-12") from error


Workspace = Annotated[
    Path,
    typer.Option(
        "--workspace",
        metavar="DIR",
        help="The folder with digest.toml, the database, the archive and the site.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Since = Annotated[
    date | None,
    typer.Option("--since", parser=_day, metavar="DATE", help="From this day on (2010-07-12)."),
]
Until = Annotated[
    date | None,
    typer.Option("--until", parser=_day, metavar="DATE", help="Up to this day, inclusive."),
]

Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Work on the Dask cluster of this scheduler: tcp://10.0.0.1:8786",
    ),
]

HERE = Path()


def read_workspace(workspace: Path) -> Settings:
    """The workspace's settings, by which this run is logged."""
    settings = load_settings(workspace)
    log_into(settings.log, complain=complain)
    return settings


def open_workspace(workspace: Path) -> tuple[Settings, "Database"]:
    """The workspace's settings, and its database brought to today's schema."""
    from commissioning.store.database import Database  # slow to import, and not always needed

    settings = read_workspace(workspace)
    database = Database(settings.database_url, readers_key=settings.readers_key)
    atexit.register(database.close)
    return settings, database


def need_cluster(address: str) -> None:
    """Raise ClusterError where what works on a cluster is not installed."""
    if find_spec("distributed") is None:
        message = "to work there install the extra 'cluster': commissioning-digest[cluster]"
        raise ClusterError(address, message)
