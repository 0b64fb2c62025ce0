"""What a workspace lets go of with time, as its settings say."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from commissioning.domain.errors import ArchiveError
from commissioning.settings import Settings
from commissioning.store import forgetting
from commissioning.store.database import Database
from crawler.keeping.withdrawal import archived_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """How many comments and archived files are gone."""

    comments: int = 0
    files: int = 0


def expire(settings: Settings, database: Database) -> Expired:
    """Let go of comments and archived files that are older than `[keep]` allows."""
    now, keep = settings.clock(), settings.keep
    comments = files = 0
    if keep.comments_days:
        before = now - timedelta(days=keep.comments_days)
        with database.session() as session:
            comments = forgetting.remove_comments(session, before=before)
    if keep.archive_days:
        files = _files(settings, database, now - timedelta(days=keep.archive_days))
    return Expired(comments=comments, files=files)


def _files(settings: Settings, database: Database, before: datetime) -> int:
    """The store lets go of a file first: one that is left over is found again by its age."""
    gone = 0
    for name in archived_files(settings.archive):
        path = settings.archive / name
        try:
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) >= before:
                continue
            with database.session() as session:
                forgetting.moved(session, name, to=None, offsets={})
            path.unlink()
        except OSError as error:
            raise ArchiveError(str(path), f"cannot be deleted ({error.strerror})") from error
        gone += 1
    return gone
