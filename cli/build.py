"""`digest build`: the static site."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, Workspace, open_workspace
from cli.output import progress, say
from commissioning.register import load_register
from commissioning.settings import Settings
from commissioning.store.database import Database
from site_builder.building import BuildReport
from site_builder.building import build as build_site


def build(
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="DIR", help="Where the site goes; else output/."),
    ] = None,
    workspace: Workspace = HERE,
) -> None:
    """Build the static site from the database.

    It is made aside and swapped in whole: a build that fails leaves the old site.

    Example: digest build --output /srv/www/digest
    """
    settings, database = open_workspace(workspace)
    report(building(settings, database, output=output))


def building(settings: Settings, database: Database, *, output: Path | None) -> BuildReport:
    """Build, with a bar on the terminal."""
    with progress("Building") as bar:
        register = load_register(added=settings.register)
        return build_site(settings, database, register, output=output, progress=bar)


def report(done: BuildReport) -> None:
    """How many pages, and where."""
    say(f"Built {done.pages} pages in {done.output}.")
