"""`digest sources`: the list of sources and how each one is."""

from dataclasses import asdict

import typer

from cli.options import HERE, AsJson, Workspace
from cli.output import progress, say_json, say_table
from commissioning.settings import load_settings
from crawler.checking import check_sources
from crawler.sources import load_sources

app = typer.Typer(help="The list of sources and its health.", no_args_is_help=True)


@app.command("list")
def list_(as_json: AsJson = False, workspace: Workspace = HERE) -> None:
    """List the sources of this workspace.

    Example: digest sources list --json
    """
    entries = load_sources(load_settings(workspace).sources)
    if as_json:
        say_json([entry.model_dump(mode="json") for entry in entries])
        return
    say_table(
        ("source", "name", "kind", "home", "feed"),
        ((e.slug, e.name, e.kind.value, e.home, e.feed or e.sitemap or "") for e in entries),
    )


@app.command()
def check(as_json: AsJson = False, workspace: Workspace = HERE) -> None:
    """Ask each source once, and say how it answers. Exits 1 where one is in trouble.

    Example: digest sources check
    """
    settings = load_settings(workspace)
    with progress("Asking") as bar:
        states = check_sources(settings, load_sources(settings.sources), progress=bar)
    if as_json:
        say_json([asdict(state) for state in states])
    else:
        say_table(
            ("source", "state", "entries", "newest", "remark"),
            (
                (state.slug, state.state.value, state.entries, state.newest, state.detail)
                for state in states
            ),
        )
    if any(state.in_trouble for state in states):
        raise typer.Exit(1)
