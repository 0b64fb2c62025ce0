"""`digest backup`, `restore` and `doctor`: a workspace saved, put back and checked."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.move import name_database
from cli.options import HERE, AsJson, Workspace, open_workspace
from cli.output import progress, say, say_json, say_table, tell
from commissioning.settings import FILE
from crawler.keeping import backup as backups
from crawler.keeping import doctor as checks


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Where to; else digest-MOMENT.tar in the workspace."),
    ] = None,
    workspace: Workspace = HERE,
) -> None:
    """Save database, archive, settings, takedown list and the readers' key to one file.

    Others may go on working meanwhile. The file is read again to verify it, and only its owner
    may read it: it holds pages as they came. The site is not in it: it is built anew.

    Example: digest backup /mnt/safe/digest-monday.tar
    """
    settings, database = open_workspace(workspace)
    name = f"digest-{settings.clock():%Y%m%dT%H%M%SZ}.tar"
    target = file or settings.workspace / name
    with progress("Saving") as bar:
        made = backups.back_up(settings, database, target, progress=bar)
    tell(f"Saved {len(made.files)} files, {made.size / 1e6:.1f} MB, to {target}.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What 'digest backup' wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put a workspace that is there aside first.")
    ] = False,
    database: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="An empty PostgreSQL database; else the one in its digest.toml."
        ),
    ] = None,
    files_only: Annotated[
        bool, typer.Option("--files-only", help="Leave a PostgreSQL database's dump as a file.")
    ] = False,
    workspace: Workspace = HERE,
) -> None:
    """Make the workspace that a backup holds; all is checked before anything is changed.

    A PostgreSQL database is loaded by PostgreSQL's own pg_restore into an empty one; the one that
    --database names is written into digest.toml.

    Example: digest restore /mnt/safe/digest-monday.tar --workspace my-digest
    """
    done = backups.restore(
        file,
        workspace,
        replace=replace,
        at=datetime.now(UTC),
        database=database,
        files_only=files_only,
    )
    tell(f"Restored {workspace.resolve()}; 'digest build' makes its site.")
    if done.aside is not None:
        say(f"What was there before is in {done.aside}.")
    if done.loaded is not None:
        say(f"The database is in {done.loaded}.")
    if database is not None:
        name_database(workspace / FILE, database, write=True)
    if (workspace / backups.DUMP).exists():
        say(f"The PostgreSQL database is in {backups.DUMP}; pg_restore puts it back.")


def doctor(as_json: AsJson = False, workspace: Workspace = HERE) -> None:
    """Check database, archive, offsets, hashes and settings, and say what to mend.

    Everything is read, so it takes its time. It exits with 1 where something is wrong.

    Example: digest doctor --json
    """
    settings, database = open_workspace(workspace)
    with progress("Reading the archive") as bar:
        found = tuple(checks.troubles(settings, database, progress=bar))
    if as_json:
        say_json([asdict(trouble) for trouble in found])
    elif found:
        rows = ((one.part, one.name, one.wrong, one.mend) for one in found)
        say_table(("where", "what", "is wrong", "to mend it"), rows)
    else:
        say("Nothing is wrong.")
    if found:
        raise typer.Exit(1)
