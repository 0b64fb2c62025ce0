"""Whether a workspace is whole: settings, files, database, archive, room on the disk."""

import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select

from commissioning.domain.errors import ArchiveError, DigestError, StoreError
from commissioning.domain.troubles import Trouble
from commissioning.register import load_register
from commissioning.settings import Settings
from commissioning.store import checking, forgetting
from commissioning.store.database import Database
from commissioning.store.pseudonyms import Pseudonyms
from commissioning.store.renaming import named_after
from commissioning.store.rows import ArticleRow, CommentRow
from commissioning.takedown import Takedowns, load_takedowns
from crawler.archive.archive import MAX_BODY
from crawler.archive.warc import read_records
from crawler.archive.withdrawing import PART, successor
from crawler.keeping.withdrawal import archived_files
from crawler.sources import load_sources

ROOM = 0.05
_NAMED = 20

Progress = Callable[[int, int], None]


def troubles(
    settings: Settings, database: Database, *, progress: Progress | None = None
) -> Iterator[Trouble]:
    """All that is wrong; the whole database and every record of the archive are read."""
    yield from _settings(settings)
    yield from _files(settings, database)
    try:
        with database.session() as session:
            yield from checking.troubles(session)
    except StoreError as error:
        yield _trouble("database", error.name, error.message, "put a backup back")
    yield from _archive(settings, database, progress)
    yield from _disk(settings)


def _settings(settings: Settings) -> Iterator[Trouble]:
    for path, load in (
        (settings.sources, lambda: load_sources(settings.sources)),
        (settings.register, lambda: load_register(added=settings.register)),
        (settings.takedowns, lambda: load_takedowns(settings.takedowns)),
        (settings.readers_key, lambda: Pseudonyms(settings.readers_key).of("a name")),
    ):
        if path is None or not path.exists():
            continue
        try:
            load()
        except DigestError as error:
            yield _trouble("settings", path.name, str(error), "mend the file")


def _files(settings: Settings, database: Database) -> Iterator[Trouble]:
    key = settings.readers_key
    if key.exists():
        if stat.S_IMODE(key.stat().st_mode) & 0o077:
            wrong = "others than its owner may read it"
            yield _trouble("files", key.name, wrong, f"chmod 600 {key}")
    else:
        with database.session() as session:
            named = select(CommentRow.id).where(CommentRow.author.is_not(None)).limit(1)
            has_pseudonyms = session.scalar(named) is not None
        if has_pseudonyms:
            wrong = "is missing: comments whose pages are read again will be taken for new ones"
            yield _trouble("files", key.name, wrong, "put it back from a backup")
    for path in (*settings.workspace.glob(".*.part"), *settings.workspace.glob("*.draft")):
        yield _trouble("files", path.name, "was left by a command that was killed", "delete it")


def _archive(
    settings: Settings, database: Database, progress: Progress | None
) -> Iterator[Trouble]:
    folder = settings.archive
    for path in folder.glob(f"*{PART}"):
        wrong = "was left by a command that was killed"
        yield _trouble("archive", path.name, wrong, "delete it")
    try:
        takedowns = load_takedowns(settings.takedowns)
    except DigestError:
        takedowns = Takedowns()
    names = archived_files(folder)
    for at, name in enumerate(names, start=1):
        if (folder / successor(name)).exists():
            mend = "'digest forget' with an address of takedown.txt finishes it"
            yield _trouble("archive", name, "stands beside the file that takes its place", mend)
        yield from _file(folder, name, database, takedowns)
        if progress:
            progress(at, len(names))
    yield from _missing(database, frozenset(names))
    yield from _taken_down(database, takedowns)


def _file(folder: Path, name: str, database: Database, takedowns: Takedowns) -> Iterator[Trouble]:
    """One file: whether every record can be read, and lies where the database says."""
    with database.session() as session:
        wanted = {ref.offset for ref in forgetting.references(session, name)}
    taken = 0
    try:
        with (folder / name).open("rb") as file:
            for record in read_records(file, name=name, max_bytes=MAX_BODY):
                if record.response is not None:
                    wanted.discard(record.start)
                taken += takedowns.names(record.url)
    except (ArchiveError, OSError) as error:
        mend = "what comes before the damage is safe; put the file back from a backup"
        wrong = error.message if isinstance(error, ArchiveError) else str(error)
        yield _trouble("archive", name, wrong, mend)
    for offset in sorted(wanted)[:_NAMED]:
        wrong = f"has no response at {offset}, where the database says that one is"
        yield _trouble("archive", name, wrong, "put the file back from a backup")
    if taken:
        wrong = f"holds {taken} records of addresses that were taken down"
        yield _trouble("archive", name, wrong, "'digest forget' takes them out")


def _missing(database: Database, names: frozenset[str]) -> Iterator[Trouble]:
    with database.session() as session:
        wanted = forgetting.files_named(session)
    for name in sorted(wanted - names)[:_NAMED]:
        wrong = "is missing, and articles were made from it"
        yield _trouble("archive", name, wrong, "put it back from a backup")


def _taken_down(database: Database, takedowns: Takedowns) -> Iterator[Trouble]:
    if not takedowns.keys:
        return
    with database.session() as session:
        urls = session.scalars(select(ArticleRow.url).execution_options(yield_per=1_000))
        found = [url for url in urls if takedowns.names(url)]
        slugs = named_after(session, takedowns.listed)
    for url in found[:_NAMED]:
        yield _trouble(
            "database", url, "is stored, but is listed as taken down", "digest forget it"
        )
    for slug in slugs[:_NAMED]:
        wrong = "is the address of a story, made from an article that was taken down"
        yield _trouble("database", slug, wrong, "'digest forget' with that article's address")


def _disk(settings: Settings) -> Iterator[Trouble]:
    room = shutil.disk_usage(settings.workspace)
    if room.free < ROOM * room.total:
        wrong = f"{room.free / 1e9:.1f} GB are free of {room.total / 1e9:.0f}"
        yield _trouble("disk", str(settings.workspace), wrong, "make room")


def _trouble(part: str, name: str, wrong: str, mend: str) -> Trouble:
    return Trouble(part=part, name=name, wrong=" ".join(wrong.split())[:300], mend=mend)
