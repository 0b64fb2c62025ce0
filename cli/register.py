"""`digest register`: what the register lacks."""

from itertools import islice
from typing import Annotated, Any

import typer

from cli.options import HERE, AsJson, Workspace, open_workspace
from cli.output import remark, say, say_json, say_table
from commissioning.domain.unknown import Suggestion
from commissioning.register import load_register
from commissioning.register.suggestions import as_tables, suggest, words_around
from commissioning.settings import Settings
from commissioning.store.database import Database
from commissioning.store.unknown import unknown_bodies

app = typer.Typer(help="The register of bodies, and what a workspace adds to it.")


@app.callback()
def _register() -> None:
    """The register of bodies, and what a workspace adds to it."""


@app.command("suggest")
def suggest_(
    as_toml: Annotated[
        bool, typer.Option("--toml", help="As tables for register.toml, to be looked over.")
    ] = False,
    as_json: AsJson = False,
    least: Annotated[
        int, typer.Option("--least", min=1, metavar="N", help="Named by so many articles or more.")
    ] = 1,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="So many at most.")
    ] = None,
    workspace: Workspace = HERE,
) -> None:
    """Print bodies that articles name and the register lacks, those of most sources first.

    What is right of it goes into register.toml in the workspace; `digest tag --stale` then uses it.

    Example: digest register suggest --least 2 --toml
    """
    if as_toml and as_json:
        raise typer.BadParameter("--toml and --json exclude each other")
    settings, database = open_workspace(workspace)
    found = islice((one for one in suggested(settings, database) if one.articles >= least), limit)
    if as_json:
        say_json([as_row(one) for one in found])
    elif as_toml:
        say("\n\n".join(as_tables(found)))
    else:
        rows = list(map(_line, found))
        say_table(("body", "type", "articles", "sources", "first", "last", "example"), rows)
        remark(f"{len(rows)} bodies; what is right of it goes into {workspace / 'register.toml'}")


def suggested(settings: Settings, database: Database) -> tuple[Suggestion, ...]:
    """The bodies that the workspace's articles name and its register lacks."""
    register = load_register(added=settings.register)
    with database.session() as session:
        return suggest(unknown_bodies(session), register)


def as_row(one: Suggestion) -> dict[str, Any]:
    """A suggestion for other programs."""
    return {
        "slug": one.slug,
        "name": one.name,
        "type": one.type,
        "aliases": list(one.variants),
        "articles": one.articles,
        "sources": list(one.sources),
        "first": one.first and one.first.isoformat(),
        "last": one.last and one.last.isoformat(),
        "example": {"url": one.example.url, "words": words_around(one.example)},
    }


def _line(one: Suggestion) -> tuple[object, ...]:
    return (
        "; ".join((one.name, *one.variants)),
        one.type,
        one.articles,
        len(one.sources),
        one.first,
        one.last,
        words_around(one.example),
    )
