"""`digest forget`: an article and everything made from it, taken out for good."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, AsJson, Workspace, open_workspace
from cli.output import complain, progress, remark, say, say_json, tell
from cli.working import at_work
from commissioning.settings import Settings
from commissioning.store.forgetting import Trace
from crawler.keeping.backup import holds, listed
from crawler.keeping.forgetting import Forgotten, traces
from crawler.keeping.forgetting import forget as forget_articles
from site_builder.building import build as build_site


def forget(
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="Addresses of articles.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would go, and change nothing.")
    ] = False,
    sure: Annotated[bool, typer.Option("--yes", help="On a terminal: do not ask first.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="DIR", help="Where the site is; else output/."),
    ] = None,
    backups: Annotated[
        bool, typer.Option("--delete-backups", help="Also delete the backups that still hold it.")
    ] = False,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Take an article out of database, archive and site, and never collect it again.

    Its addresses go to takedown.txt. An address that is not stored is listed there all the same.
    What was cut short is finished by the same command.

    Example: digest forget https://www.example.org/news/1
    """
    settings, database = open_workspace(workspace)
    asks = sys.stdin.isatty() and not (sure or as_json)
    if dry_run or asks:
        _foretell(urls, traces(database, urls), as_json=as_json)
        if dry_run or not typer.confirm("Take this out for good?", err=True):
            return
    with at_work(settings), progress("Searching the archive") as bar:
        done = forget_articles(settings, database, urls, progress=bar)
    site = output or settings.output
    if (site / "index.html").exists():
        with progress("Building") as bar:
            build_site(settings, database, output=output, progress=bar)
    holders = _holders(settings, urls, done)
    if backups:
        for path in holders:
            path.unlink()
    _report(done, holders, deleted=backups, as_json=as_json)
    remark("Backups that were moved or copied elsewhere are not known here: look for them.")
    if done.archive.problems:
        raise typer.Exit(1)


def _foretell(urls: Sequence[str], found: Sequence[Trace], *, as_json: bool) -> None:
    if as_json:
        say_json({"forgotten": False, "articles": [_row(one) for one in found]})
        return
    for one in found:
        say(_line(one))
    if len(found) < len(urls):
        say(f"{len(urls) - len(found)} of the addresses are not stored; they would be listed.")


def _holders(settings: Settings, urls: Sequence[str], done: Forgotten) -> tuple[Path, ...]:
    """The backups that still hold what was forgotten, or of which that cannot be told."""
    addresses = [*urls, *(address for one in done.traces for address in one.addresses)]
    return tuple(path for path in listed(settings) if holds(path, addresses) is not False)


def _report(done: Forgotten, holders: Sequence[Path], *, deleted: bool, as_json: bool) -> None:
    for problem in done.archive.problems:
        complain(f"{problem}; it was left as it is")
    if as_json:
        say_json(
            {
                "forgotten": True,
                "articles": [_row(one) for one in done.traces],
                "records": done.archive.records,
                "files": done.archive.files,
                "backups": [str(path) for path in holders],
                "backups_deleted": deleted,
            }
        )
        return
    for one in done.traces:
        say(_line(one))
    tell(
        f"Articles forgotten: {len(done.traces)}. Records taken out of the archive:"
        f" {done.archive.records}."
    )
    for path in holders:
        tell(
            f"Deleted {path}."
            if deleted
            else f"{path} still holds it; --delete-backups deletes it."
        )


def _line(one: Trace) -> str:
    issues = "".join(f", issue {number}" for number in one.editions)
    return (
        f"{one.url}: {one.headline[:100]!r}, {one.versions} earlier versions,"
        f" {one.comments} comments, {one.taggings} taggings, {one.corrections} corrections{issues}"
    )


def _row(one: Trace) -> dict[str, object]:
    return {
        "url": one.url,
        "addresses": list(one.addresses),
        "versions": one.versions,
        "comments": one.comments,
        "taggings": one.taggings,
        "corrections": one.corrections,
        "editions": list(one.editions),
    }
