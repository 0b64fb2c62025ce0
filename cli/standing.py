"""Where a workspace stands: the figures that its status, its alarms and its metrics are made of."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from cli.past import PastCommand, keeping, past_commands
from commissioning.settings import Settings
from commissioning.store.articles import stored
from commissioning.store.database import Database
from commissioning.store.health import PastRun, past_runs
from commissioning.store.pieces import waiting
from commissioning.store.tags import Backlog, count_to_tag
from commissioning.takedown import load_takedowns
from desk.condition import Condition
from desk.conditions import conditions
from site_builder.building import is_up_to_date
from site_builder.publishing.manifest import NAME as MANIFEST

_COMMANDS, _RUNS = 5, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStanding:
    """The built site: when it was last made anew, and whether a build now would change it."""

    built: datetime
    age: timedelta
    behind: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """Bytes: of the file system that the workspace lies on, and of what the workspace has there."""

    total: int
    free: int
    database: int
    archive: int
    site: int
    logs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a workspace stands.

    at          UTC, the present of the workspace
    looked      UTC, by the real clock, as the times of the log are
    commands    the last ones, newest first
    keepers     of all, those that say whether the site is kept, see `keeping`
    collected   the last collection that came to its end; None where there is none
    untagged    texts that no tagger read yet
    unplaced    articles that no story has as they are now
    takedowns   addresses that are never taken again
    site        None where none was built
    """

    at: datetime
    looked: datetime
    commands: tuple[PastCommand, ...]
    keepers: tuple[PastCommand, ...]
    collected: PastRun | None
    sources: tuple[Condition, ...]
    articles: int
    comments: int
    untagged: int
    unplaced: int
    takedowns: int
    site: SiteStanding | None
    disk: Disk


def standing(settings: Settings, database: Database) -> Standing:
    """Look at all of it."""
    now = settings.clock()
    commands = past_commands(settings.log)
    with database.session() as session:
        articles, comments = stored(session)
        runs = past_runs(session, many=_RUNS)
        return Standing(
            at=now,
            looked=datetime.now(UTC),
            commands=commands[:_COMMANDS],
            keepers=keeping(commands),
            collected=_collected(runs),
            sources=conditions(session, now),
            articles=articles,
            comments=comments,
            untagged=count_to_tag(session, Backlog.UNTAGGED, tagger=""),
            unplaced=len(waiting(session)),
            takedowns=len(load_takedowns(settings.takedowns).keys),
            site=_site(settings, database),
            disk=_disk(settings, session),
        )


def _collected(runs: Sequence[PastRun]) -> PastRun | None:
    ended = (run for run in runs if run.command == "collect" and run.finished is not None)
    return next(ended, None)


def _site(settings: Settings, database: Database) -> SiteStanding | None:
    try:
        seconds = (settings.output / MANIFEST).stat().st_mtime
    except OSError:
        return None
    built = datetime.fromtimestamp(seconds, UTC)
    behind = not is_up_to_date(settings, database)
    return SiteStanding(built=built, age=_since(built), behind=behind)


def _since(moment: datetime) -> timedelta:
    """By the real clock, as the times of files and of the log are; 0 where it was set back."""
    return max(datetime.now(UTC) - moment, timedelta())


def _disk(settings: Settings, session: Session) -> Disk:
    usage = shutil.disk_usage(settings.workspace)
    return Disk(
        total=usage.total,
        free=usage.free,
        database=_database_size(session),
        archive=_size(settings.archive),
        site=_size(settings.output),
        logs=_size(settings.log.parent),
    )


def _database_size(session: Session) -> int:
    """What the database holds: for SQLite its file without its journal."""
    if session.get_bind().dialect.name == "postgresql":
        return session.scalar(select(func.pg_database_size(func.current_database()))) or 0
    pages = session.scalar(text("PRAGMA page_count")) or 0
    return int(pages * (session.scalar(text("PRAGMA page_size")) or 0))


def _size(folder: Path) -> int:
    """Of all files below; of a file that goes meanwhile nothing."""
    found = 0
    for path in folder.rglob("*"):
        try:
            found += path.lstat().st_size
        except OSError:
            continue
    return found
