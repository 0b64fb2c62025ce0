"""`digest build`: the static site."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import HERE, Workspace, open_workspace, read_workspace
from cli.output import progress, remark, tell
from commissioning.settings import Settings
from site_builder.overrides import unused
from site_builder.untouched import is_untouched

if TYPE_CHECKING:
    from commissioning.store.database import Database
    from site_builder.building import BuildReport


def build(
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="DIR", help="Where the site goes; else output/."),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="The site as it stood on a day, as 2011-03-16.",
        ),
    ] = None,
    workspace: Workspace = HERE,
) -> None:
    """Build the static site from the database: only what changed is made anew.

    It is made aside and swapped in whole: a build that fails leaves the old site.

    Example: digest build --output /srv/www/digest
    """
    day = as_of.date() if as_of else None
    settings = read_workspace(workspace)
    target = output or settings.output
    if is_untouched(settings, target, as_of=day):
        _remark_unused(settings)
        _tell_nothing(target)
        return
    settings, database = open_workspace(workspace)
    report(building(settings, database, output=output, as_of=day))


def building(
    settings: Settings,
    database: "Database",
    *,
    output: Path | None = None,
    as_of: date | None = None,
) -> "BuildReport":
    """Build, with a bar on the terminal."""
    from site_builder.building import build as build_site  # slow to import

    _remark_unused(settings)
    with progress("Building") as bar:
        done = build_site(settings, database, output=output, as_of=as_of, progress=bar)
    if done.made:
        remark_address(settings)
    return done


def report(done: "BuildReport") -> None:
    """How many pages, what was new of them, and where."""
    if not done.pages:
        _tell_nothing(done.output)
        return
    taken = f", {done.removed} taken away" if done.removed else ""
    tell(
        f"Built {done.pages} pages in {done.output}: {done.made} files made anew{taken}.",
        pages=done.pages,
        made=done.made,
        removed=done.removed,
    )


def remark_address(settings: Settings) -> None:
    """Say where links into the site will lead, if nobody has said where the site will stand."""
    site = settings.site
    if "url" not in site.model_fields_set:
        remark(f"digest.toml has no url under [site]: feeds and mail will lead to {site.url}")


def _remark_unused(settings: Settings) -> None:
    """Name the templates that were meant to stand in for ours, and do not."""
    for name, meant in unused(settings.templates):
        perhaps = f"; is {meant} meant?" if meant else ""
        remark(f"templates/{name} stands in for nothing{perhaps}")


def _tell_nothing(target: Path) -> None:
    tell(f"Nothing is new; the site in {target} stands as it is.")
