"""A frozen query that was asked again, as the user sees it."""

from dataclasses import asdict
from pathlib import Path

import typer

from cli.output import say, say_json
from commissioning.research.archive import Archive
from commissioning.research.freezing.freeze import Compared, rerun


def tell_rerun(archive: Archive, folder: Path, *, as_json: bool) -> None:
    """Ask again, print what is the same, and end with 1 where anything is not."""
    found = rerun(archive, folder)
    if as_json:
        say_json(asdict(found) | {"same": found.is_same})
    else:
        _tell(found)
    if not found.is_same:
        raise typer.Exit(1)


def _tell(found: Compared) -> None:
    if found.same_snapshot:
        say(f"snapshot: the same, {found.today}")
    else:
        say(f"snapshot: {found.today} today, {found.frozen} when it was frozen")
    if found.new or found.gone:
        say(f"rows: of {found.rows} {found.gone} are gone, {found.new} are new")
    else:
        say(f"rows: all {found.rows} are the same")
    for line in found.some_gone:
        say(f"  gone: {line.rstrip()}")
    for line in found.some_new:
        say(f"  new: {line.rstrip()}")
    for names, what in ((found.files.changed, "changed"), (found.files.missing, "missing")):
        for name in names:
            say(f"file {what} since it was made: {name}")
