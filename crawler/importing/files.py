"""Files into the same place as what is collected: text, HTML, WARC, ARC and JSON Lines."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from commissioning.domain.articles import ArchiveRef
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.errors import NotAnArticle
from commissioning.settings import Settings
from commissioning.store import imports, recording
from commissioning.store.articles import Saved
from commissioning.store.database import Database
from crawler.archive.archive import Archive
from crawler.dates import captured
from crawler.importing.backfill import Backfill, WarcFile
from crawler.importing.intake import File, ImportIntake, Mark, Origin, Read
from crawler.importing.outlets import Outlets
from crawler.importing.plain import read_text
from crawler.importing.records import MAX_LINE, read_record
from crawler.importing.source_ids import FILES
from crawler.pages.pool import Job, Readers, ReadsPages, in_order
from crawler.sources import load_sources
from crawler.tally import Problem

TEXT = (".txt", ".text")
PAGES = (".html", ".htm", ".xhtml")
RECORDS = (".jsonl", ".ndjson")
ARCHIVES = (".warc", ".warc.gz", ".arc", ".arc.gz")
IMPORTED = "import-"

MAX_BYTES = 5_000_000
EDGE = 65_536
MEGABYTE = 1_000_000

Thing = Job | Read | Mark
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did.

    files        that were looked at
    known_files  of these, WARC files that were imported before
    off_topic    pages of WARC files without signs of the field
    repeated     records of WARC files that stand for an earlier capture of the same page
    unresolved   such records whose page is not to be found
    unnamed      problems beyond those that are named
    """

    files: int
    known_files: int
    new: int
    changed: int
    unchanged: int
    comments: int
    rejected: int
    off_topic: int
    repeated: int
    unresolved: int
    problems: tuple[Problem, ...]
    unnamed: int


def import_paths(
    settings: Settings,
    database: Database,
    paths: Sequence[Path],
    *,
    everything: bool = False,
    progress: Progress | None = None,
    readers: AbstractContextManager[ReadsPages] | None = None,
) -> ImportReport:
    """Import files, and folders walked in order. What holds no article is named and counted.

    Of WARC files only pages with signs of the field are read, unless `everything` is wanted; one
    that was cut short goes on where it was. `progress` is called with megabytes done and in all.
    """
    found = tuple(path for given in paths for path in _walk(given))
    with database.session() as session:
        run_id = recording.start_run(session, "import", at=settings.clock())
        homes = imports.source_homes(session)
    listed = load_sources(settings.sources) if settings.sources.exists() else ()
    outlets = Outlets(listed, homes)

    def archived(url: str) -> ArchiveRef | None:
        with database.session() as session:
            return imports.archived(session, url)

    backfill = Backfill(
        outlets=outlets, folder=settings.archive, archived=archived, everything=everything
    )
    files = _Files(settings, database, backfill, found, progress)
    name = f"{IMPORTED}{settings.clock():%Y%m%dT%H%M%SZ}-{run_id}.warc.gz"
    with (
        readers or Readers(settings.collect.workers, settings.collect.patience) as reading,
        Archive(settings.archive, name) as archive,
    ):
        intake = ImportIntake(settings, database, archive, outlets)
        for thing, outcome in in_order(reading, files.things()):
            match thing:
                case Mark():
                    intake.mark(thing)
                case Read():
                    intake.take(thing.outcome, thing.origin)
                case Job() if outcome is not None:
                    intake.take(outcome, thing.token)
        intake.flush()
    with database.session() as session:
        recording.finish_run(session, run_id, at=settings.clock())
    return _report(len(found), files.known, intake, backfill)


def _report(files: int, known: int, intake: ImportIntake, backfill: Backfill) -> ImportReport:
    tally, counts = intake.tally, backfill.counts
    return ImportReport(
        files=files,
        known_files=known,
        new=tally.saved[Saved.NEW],
        changed=tally.saved[Saved.CHANGED],
        unchanged=tally.saved[Saved.UNCHANGED],
        comments=tally.comments,
        rejected=tally.rejected,
        off_topic=counts.off_topic,
        repeated=counts.repeated,
        unresolved=counts.unresolved,
        problems=tuple(tally.problems),
        unnamed=tally.unnamed,
    )


def _walk(given: Path) -> Iterator[Path]:
    """The files of a folder in order; links, pipes and devices in it are passed over.

    A folder that cannot be looked into is given back itself, to be named.
    """
    waiting = [given]
    while waiting:
        path = waiting.pop()
        try:
            inside = sorted(path.iterdir(), reverse=True) if path.is_dir() else None
        except OSError:
            inside = None
        if inside is None:
            yield path
            continue
        waiting += [inner for inner in inside if _is_wanted(inner)]


def _is_wanted(path: Path) -> bool:
    is_plain = not path.is_symlink() and (path.is_file() or path.is_dir())
    return is_plain and not path.name.startswith(".")


class _Files:
    """The files of one import, one after the other."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        backfill: Backfill,
        paths: Sequence[Path],
        progress: Progress | None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._backfill = backfill
        self._paths = paths
        self._progress = progress
        self.known = 0

    def things(self) -> Iterator[Thing]:
        """What the files hold, and in their places what is wrong with what holds nothing."""
        sizes = [path.stat().st_size if path.is_file() else 0 for path in self._paths]
        total, before = sum(sizes), 0
        for path, size in zip(self._paths, sizes, strict=True):
            for thing in self._of(path):
                if isinstance(thing, Mark):
                    self._tell(before + min(thing.position, size), total)
                yield thing
            before += size
            self._tell(before, total)

    def _tell(self, done: int, total: int) -> None:
        if self._progress:
            self._progress(done // MEGABYTE, max(total // MEGABYTE, 1))

    def _of(self, path: Path) -> Iterator[Thing]:
        name = path.name.lower()
        try:
            if name.endswith(ARCHIVES):
                yield from self._archived(path)
            elif name.endswith(RECORDS):
                yield from _records(path, self._settings.clock())
            elif name.endswith((*TEXT, *PAGES)):
                yield _saved(path, is_page=name.endswith(PAGES))
            elif path.is_dir():
                raise NotAnArticle(str(path), "a folder that cannot be looked into")
            else:
                known = ", ".join((*TEXT[:1], *PAGES[:1], *ARCHIVES, *RECORDS[:1]))
                raise NotAnArticle(str(path), f"an unknown kind of file; {known} are read")
        except NotAnArticle as error:
            yield Read(outcome=error, origin=Origin(name=error.name))
        except OSError as error:
            problem = NotAnArticle(str(path), f"cannot be read ({error.strerror or error})")
            yield Read(outcome=problem, origin=Origin(name=str(path)))

    def _archived(self, path: Path) -> Iterator[Thing]:
        known = fingerprint(path, everything=True)
        mine = known if self._backfill.everything else fingerprint(path, everything=False)
        with self._database.session() as session:
            whole, part = (
                imports.imported_file(session, known),
                imports.imported_file(session, mine),
            )
        if (whole and whole.finished) or (part and part.finished):
            self.known += 1
            return
        file = WarcFile(path, fingerprint=mine, backfill=self._backfill)
        yield from file.things(part.position if part else 0)


def fingerprint(path: Path, *, everything: bool) -> str:
    """The file's identity: its size, first and last bytes, and whether all of it is wanted."""
    size = path.stat().st_size
    with path.open("rb") as file:
        digest = hashlib.sha256(f"{size} {everything} ".encode())
        digest.update(file.read(EDGE))
        file.seek(max(size - EDGE, 0))
        digest.update(file.read(EDGE))
    return digest.hexdigest()


def _saved(path: Path, *, is_page: bool) -> Thing:
    """A page or text that somebody saved: its bytes are its identity."""
    if path.stat().st_size > MAX_BYTES:
        raise NotAnArticle(str(path), f"larger than {MAX_BYTES // MEGABYTE} MB")
    data = path.read_bytes()
    when = _modified(path)
    url = identity_of(data)
    kept = File(
        url=path.resolve().as_uri(),
        body=data,
        content_type="text/html" if is_page else "text/plain",
        captured=when.moment,
    )
    origin = Origin(name=str(path), kept=kept)
    if is_page:
        return Job(body=data, url=url, source=FILES, captured=when, token=origin)
    article = read_text(data, name=str(path), url=url, source=FILES, captured=when)
    return Read(outcome=article, origin=origin)


def identity_of(data: bytes) -> str:
    """The URL of what has none: a name made of its bytes."""
    return f"urn:sha256:{hashlib.sha256(data).hexdigest()}"


def _modified(path: Path) -> Dated:
    moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Dated(moment=moment.replace(microsecond=0), precision=Precision.SECOND, found_in="file")


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is longer than any record may be, as much as shows that."""
    while line := file.readline(MAX_LINE + 1):
        yield line
        while not line.endswith(b"\n") and (line := file.readline(MAX_LINE)):
            continue


def _records(path: Path, now: datetime) -> Iterator[Read]:
    with path.open("rb") as file:
        for number, line in enumerate(lines_of(file), start=1):
            if not line.strip():
                continue
            origin = Origin(name=f"{path}, line {number}")
            try:
                article = read_record(line, name=origin.name, captured=captured(now))
            except NotAnArticle as error:
                yield Read(outcome=error, origin=origin)
            else:
                yield Read(outcome=article, origin=origin)
