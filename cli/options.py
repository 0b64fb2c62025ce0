"""Options that several commands share."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from commissioning.settings import Settings, load_settings
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

HERE = Path()


def open_workspace(workspace: Path) -> tuple[Settings, Database]:
    """The workspace's settings, and its database brought to today's schema."""
    settings = load_settings(workspace)
    return settings, Database(settings.database_url)
