"""Files into the same place as what is collected: text, HTML, WARC and JSON Lines."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from commissioning.domain.articles import Article
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.errors import ArchiveError, NotAnArticle
from commissioning.settings import Settings
from commissioning.store import coverage
from commissioning.store.articles import Saved
from commissioning.store.database import Database
from crawler.archive import read_warc
from crawler.import_intake import FILES, ImportIntake
from crawler.intake import Problem, captured
from crawler.pages import MAX_BYTES, read_page
from crawler.plain import read_text
from crawler.records import read_record
from crawler.urls import canonical_url

TEXT = (".txt", ".text")
PAGES = (".html", ".htm", ".xhtml")
RECORDS = (".jsonl", ".ndjson")
ARCHIVES = (".warc", ".warc.gz")

Result = Article | NotAnArticle | ArchiveError


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did."""

    files: int
    new: int
    changed: int
    unchanged: int
    comments: int
    rejected: int
    problems: tuple[Problem, ...]


def import_paths(
    settings: Settings,
    database: Database,
    paths: Sequence[Path],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Import files, and folders walked in order. What holds no article is named and counted.

    `progress` is called with the files done and the files in all.
    """
    found = [path for given in paths for path in _walk(given)]
    with database.session() as session:
        run_id = coverage.start_run(session, "import", at=settings.clock())
    intake = ImportIntake(settings, database)
    for done, path in enumerate(found, start=1):
        for result in read_file(path, settings.clock()):
            if isinstance(result, Article):
                intake.take(result)
            else:
                intake.reject(result.name, result.message)
        if progress:
            progress(done, len(found))
    with database.session() as session:
        coverage.finish_run(session, run_id, at=settings.clock())
    tally = intake.tally
    return ImportReport(
        files=len(found),
        new=tally.saved[Saved.NEW],
        changed=tally.saved[Saved.CHANGED],
        unchanged=tally.saved[Saved.UNCHANGED],
        comments=tally.comments,
        rejected=tally.rejected,
        problems=tuple(tally.problems),
    )


def _walk(path: Path) -> Iterator[Path]:
    """The files of a folder in order; links are not followed."""
    if not path.is_dir():
        yield path
        return
    for inner in sorted(path.iterdir()):
        if not inner.is_symlink() and not inner.name.startswith("."):
            yield from _walk(inner)


def read_file(path: Path, now: datetime) -> Iterator[Result]:
    """The articles of one file, and in their places what is wrong with what is none."""
    name = path.name.lower()
    try:
        if name.endswith(ARCHIVES):
            yield from _archived(path)
        elif name.endswith(RECORDS):
            yield from _records(path, now)
        elif name.endswith((*TEXT, *PAGES)):
            yield _saved(path, is_page=name.endswith(PAGES))
        else:
            known = ", ".join((*TEXT[:1], *PAGES[:1], *ARCHIVES, *RECORDS[:1]))
            yield NotAnArticle(str(path), f"an unknown kind of file; {known} are read")
    except NotAnArticle as error:
        yield error
    except OSError as error:
        yield NotAnArticle(str(path), f"cannot be read ({error.strerror or error})")


def _saved(path: Path, *, is_page: bool) -> Article:
    """A page or text that somebody saved: its bytes are its identity, unless it names itself."""
    if path.stat().st_size > MAX_BYTES:
        raise NotAnArticle(str(path), f"larger than {MAX_BYTES // 1_000_000} MB")
    data = path.read_bytes()
    when = _modified(path)
    identity = f"urn:sha256:{hashlib.sha256(data).hexdigest()}"
    if is_page:
        return read_page(data, url=identity, source=FILES, captured=when)
    return read_text(data, name=str(path), url=identity, source=FILES, captured=when)


def _modified(path: Path) -> Dated:
    moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Dated(moment=moment.replace(microsecond=0), precision=Precision.SECOND, found_in="file")


def _records(path: Path, now: datetime) -> Iterator[Result]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield read_record(line, name=f"{path}, line {number}", captured=captured(now))
            except NotAnArticle as error:
                yield error


def _archived(path: Path) -> Iterator[Result]:
    try:
        for response in read_warc(path, max_bytes=MAX_BYTES + 1):
            kind = (response.header("Content-Type") or "").split(";")[0].strip().lower()
            url = canonical_url(response.url)
            if response.status != 200 or kind not in ("text/html", "application/xhtml+xml"):
                continue
            if url is None:
                yield NotAnArticle(f"{path}: {response.url[:200]}", "no address of a page")
                continue
            try:
                yield read_page(
                    response.body,
                    url=url,
                    source=urlsplit(url).hostname or "",
                    captured=captured(response.captured),
                    content_type=response.header("Content-Type"),
                )
            except NotAnArticle as error:
                yield NotAnArticle(f"{path}: {error.name}", error.message)
    except ArchiveError as error:
        yield error
