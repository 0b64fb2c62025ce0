"""`digest status`: whether somebody has to do something."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.findings import Finding, findings, is_wrong
from cli.options import HERE, AsJson, Workspace, open_workspace
from cli.output import say_json, say_table
from cli.prometheus import gauges, text, unreadable, write
from cli.standing import Standing, standing
from commissioning.domain.errors import DigestError
from desk.condition import Grade

_MARKS = {Grade.RIGHT: "ok", Grade.LOOK: "look", Grade.STOPS: "WRONG"}


def status(
    hours: Annotated[
        int,
        typer.Option(
            "--hours", min=1, max=10_000, help="A collection that is older than this is wrong."
        ),
    ] = 48,
    prometheus: Annotated[
        Path | None,
        typer.Option("--prometheus", metavar="FILE", help="Also write the figures there."),
    ] = None,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Say how the commands that keep the site went, and how sources, backlog, site and disk are.

    Ends with 0 where all is well and with 1 where something is wrong. What is merely to be looked
    at is no reason for an alarm.

    Example: digest status --hours 6 --prometheus /var/lib/node_exporter/digest.prom
    """
    try:
        settings, database = open_workspace(workspace)
        found = standing(settings, database)
    except DigestError:
        if prometheus is not None:
            write(prometheus, text(unreadable()))
        raise
    all_of_them = findings(found, patience=timedelta(hours=hours))
    wrong = is_wrong(all_of_them)
    if prometheus is not None:
        write(prometheus, text(gauges(found, fine=not wrong)))
    if as_json:
        say_json(_as_json(found, all_of_them))
    else:
        say_table(
            ("", "what", "how"), [(_MARKS[one.grade], one.what, one.how) for one in all_of_them]
        )
    if wrong:
        raise typer.Exit(1)


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _as_json(found: Standing, all_of_them: tuple[Finding, ...]) -> Mapping[str, Any]:
    collected, site, disk = found.collected, found.site, found.disk
    return {
        "at": found.at.isoformat(),
        "fine": not is_wrong(all_of_them),
        "findings": [
            {"grade": _MARKS[one.grade].lower(), "what": one.what, "how": one.how}
            for one in all_of_them
        ],
        "commands": [
            {
                "run": one.run,
                "command": one.command,
                "began": one.began.isoformat(),
                "seconds": round(one.took.total_seconds(), 1),
                "ending": one.ending,
            }
            for one in found.commands
        ],
        "collected": _moment(collected.finished) if collected else None,
        "sources": [
            {
                "source": one.coverage.slug,
                "state": one.word,
                "known": one.known or None,
                "answered": _moment(one.poll.answered) if one.poll else None,
            }
            for one in found.sources
        ],
        "articles": found.articles,
        "comments": found.comments,
        "untagged": found.untagged,
        "unplaced": found.unplaced,
        "takedowns": found.takedowns,
        "site": {"built": site.built.isoformat(), "behind": site.behind} if site else None,
        "disk": {
            part: getattr(disk, part)
            for part in ("total", "free", "database", "archive", "site", "logs")
        },
    }
