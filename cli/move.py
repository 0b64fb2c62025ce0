"""`digest move`: the workspace's SQLite database into an empty PostgreSQL one."""

import json
import os
import re
from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, AsJson, Workspace, open_workspace
from cli.output import progress, remark, say_json, say_table
from cli.working import at_work
from commissioning.domain.errors import SettingsError, StoreError
from commissioning.settings import DATABASE_VARIABLE, FILE, parse_settings
from commissioning.store.moving import Moved, MovedTable, open_target
from commissioning.store.moving import move as move_rows

_SHOWN = 12
_HEADING = re.compile(r"^[ \t]*\[[ \t]*store[ \t]*\][^\n]*\n?", re.MULTILINE)
_URL = re.compile(r"^[ \t]*url[ \t]*=[^\n]*$", re.MULTILINE)
_NEXT = re.compile(r"^[ \t]*\[", re.MULTILINE)


def move(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="An empty database: postgresql://user@host/name")
    ],
    write: Annotated[
        bool, typer.Option("--write", help="Name the new database in digest.toml at the end.")
    ] = False,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Copy the workspace's SQLite database into an empty PostgreSQL one, and compare both.

    One that was cut short goes on where it was. The SQLite file stays as it is. A password need
    not stand in the URL: PGPASSWORD and ~/.pgpass are asked.

    Example: digest move postgresql://digest@localhost/digest --write
    """
    settings, source = open_workspace(workspace)
    target = open_target(url)
    with at_work(settings), progress("Moving, rows") as bar:
        moved = move_rows(source, target, bar)
    _show(moved, as_json=as_json)
    if moved.overtaken:
        message = (
            "was written to while it was moved; stop what writes, empty the new one, move again"
        )
        raise StoreError(source.name, message)
    if not moved.complete:
        differing = ", ".join(table.name for table in moved.tables if not table.same)
        raise StoreError(target.name, f"differs in {differing}; empty it and move again")
    name_database(workspace / FILE, url, write=write)


def _show(moved: Moved, *, as_json: bool) -> None:
    if as_json:
        say_json([_row(table) for table in moved.tables])
        return
    say_table(
        ("table", "rows", "content", "moved"),
        (
            (table.name, table.source.rows, table.source.content[:_SHOWN], _verdict(table))
            for table in moved.tables
        ),
    )


def _row(table: MovedTable) -> dict[str, object]:
    return {
        "table": table.name,
        "rows": table.source.rows,
        "content": table.source.content,
        "moved_rows": table.target.rows,
        "moved_content": table.target.content,
        "same": table.same,
    }


def _verdict(table: MovedTable) -> str:
    return "the same" if table.same else f"differs: {table.target.rows} rows"


def name_database(path: Path, url: str, *, write: bool) -> None:
    """Say how the workspace comes to use the new database, or see to it."""
    if not write:
        remark(f'To use it, write url = "{url}" under [store] in {path}.')
    else:
        path.write_text(with_database(path.read_text("utf-8"), url, path=path), "utf-8")
        remark(f"{path} names the new database now.")
    if os.environ.get(DATABASE_VARIABLE):
        remark(f"{DATABASE_VARIABLE} is set, and goes before what {path} says.")


def with_database(settings: str, url: str, *, path: Path) -> str:
    """The text of a digest.toml with the database at `url` in it, and all else as it was.

    Raises SettingsError where the file is laid out in a way that needs a person.
    """
    line = f"url = {json.dumps(url)}"
    heading = _HEADING.search(settings)
    if heading is None:
        changed = f"{settings.rstrip()}\n\n[store]\n{line}\n".lstrip()
    else:
        begin = heading.end()
        following = _NEXT.search(settings, begin)
        end = following.start() if following else len(settings)
        table, count = _URL.subn(lambda _: line, settings[begin:end], count=1)
        before = settings[:begin] if settings[:begin].endswith("\n") else settings[:begin] + "\n"
        changed = before + (table if count else f"{line}\n{table}") + settings[end:]
    if _database(changed, path) != url:
        raise SettingsError(str(path), None, f"could not be changed; write {line} under [store]")
    return changed


def _database(settings: str, path: Path) -> str | None:
    try:
        return parse_settings(settings, workspace=path.parent, path=str(path)).store.url
    except SettingsError:
        return None
