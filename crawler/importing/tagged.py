"""Articles as JSON Lines with what `digest tag` wrote of them, loaded many at a time."""

import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.orm import Session

from commissioning.domain.articles import Article
from commissioning.domain.coverage import RejectionReason
from commissioning.domain.dates import Dated
from commissioning.domain.errors import NotAnArticle, StoreError, StoreLost, TakenDown
from commissioning.domain.tags import Tagging
from commissioning.register import Register
from commissioning.settings import Settings
from commissioning.store import imports, recording
from commissioning.store.articles import Saved
from commissioning.store.database import Database
from commissioning.store.loading import Tagged, expect_many, load
from commissioning.takedown import load_takedowns
from crawler.dates import captured
from crawler.importing.files import MEGABYTE, fingerprint, lines_of
from crawler.importing.outlets import Outlets
from crawler.importing.records import article_of, record_of
from crawler.importing.source_ids import FILES, SourceIds
from crawler.importing.tag_lines import TagLines
from crawler.sources import load_sources
from crawler.tally import Tally

BATCH = 2_000
BATCH_BYTES = 16_000_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank, its number from 1, and where the next one begins, in bytes."""

    number: int
    words: bytes
    end: int


Pair = tuple[_Line | None, _Line | None]


def import_tagged(
    settings: Settings,
    database: Database,
    register: Register,
    *,
    articles: Path,
    tags: Path,
    progress: Progress | None = None,
) -> Tally:
    """Load the articles of one file with the tags of the other, which answers it line by line.

    A file that holds both in each line can be named twice. What is stored already stays as it is. A
    line that cannot be used is named and the rest goes on; what was cut short goes on where it was.
    """
    with _opened(articles) as first, _opened(tags) as second, _collected_by_batches():
        loading = _Loading(settings, database, register, (articles, tags))
        total = max(articles.stat().st_size // MEGABYTE, 1)
        lines, answers = loading.begin((first, second))
        alone = articles == tags
        pairs = ((line, line) for line in lines) if alone else zip_longest(lines, answers)
        for batch in _batches(pairs):
            loading.store(batch)
            gc.collect()
            if progress and batch[-1][0]:
                progress(batch[-1][0].end // MEGABYTE, total)
    return loading.tally


@contextmanager
def _collected_by_batches() -> Iterator[None]:
    """Let rubbish be looked for behind each batch alone, and not in what was there before."""
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _batches(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """As many pairs of lines as are stored in one transaction: memory is bounded by bytes."""
    batch: list[Pair] = []
    held = 0
    for pair in pairs:
        batch.append(pair)
        held += sum(len(line.words) for line in pair if line is not None)
        if len(batch) == BATCH or held >= BATCH_BYTES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise NotAnArticle(str(path), f"cannot be read ({error.strerror or error})") from error


class _Loading:
    """One import of a pair of files."""

    def __init__(
        self, settings: Settings, database: Database, register: Register, paths: tuple[Path, Path]
    ) -> None:
        self._settings = settings
        self._database = database
        self._paths = paths
        # What a file is worth hangs on the other: with other tags it is another import.
        prints = [fingerprint(path, everything=True) for path in paths]
        self._prints = [hashlib.sha256(f"{prints} {at}".encode()).hexdigest() for at in (0, 1)]
        self._tags = TagLines(register)
        self._takedowns = load_takedowns(settings.takedowns)
        listed = load_sources(settings.sources) if settings.sources.exists() else ()
        self._sources = SourceIds(Outlets(listed, ()))
        self.tally = Tally()

    def begin(self, files: tuple[BinaryIO, BinaryIO]) -> list[Iterator[_Line]]:
        """The lines of both files that were not dealt with."""
        with self._database.session() as session:
            expect_many(session)
        found = []
        for file, key in zip(files, self._prints, strict=True):
            with self._database.session() as session:
                known = imports.imported_file(session, key)
            found.append(_lines(file, known.position if known else 0))
        return found

    def store(self, batch: Sequence[Pair]) -> None:
        """Store what the pairs of lines hold, and how far that is."""
        read: list[tuple[str, Article, Tagging]] = []
        refused: list[tuple[str, str]] = []
        now = captured(self._settings.clock())
        for pair in batch:
            try:
                read.append(self._read(*pair, now))
            except (NotAnArticle, TakenDown) as error:
                refused.append((error.name, error.message))
        try:
            self._store(read, refused, batch)
        except StoreLost:
            raise
        except StoreError:
            self._sources.forget()
            refused += [told for one in read if (told := self._store_alone(one))]
            self._store([], refused, batch)
        for name, message in refused:
            self.tally.reject(FILES, name, message)

    def _read(
        self, line: _Line | None, told: _Line | None, now: Dated
    ) -> tuple[str, Article, Tagging]:
        articles, tags = self._paths
        if line is None or told is None:
            kind, other = ("article", told) if line is None else ("tags", line)
            path = tags if line is None else articles
            raise NotAnArticle(f"{path}, line {other.number if other else 0}", f"has no {kind}")
        name, named = f"{articles}, line {line.number}", f"{tags}, line {told.number}"
        record = record_of(line.words, name=name)
        article = article_of(record, name=name, captured=now, as_it_is=True)
        found = record if told.words == line.words else record_of(told.words, name=named)
        if str(found.get("id")) != str(record.get("id")):
            raise NotAnArticle(named, f"is not about the article of line {line.number}")
        if self._takedowns.names(article.url):
            raise TakenDown(article.url)
        return name, article, self._tags.read(found, article, name=named)

    def _store(
        self,
        read: Sequence[tuple[str, Article, Tagging]],
        refused: Sequence[tuple[str, str]],
        batch: Sequence[Pair],
    ) -> None:
        at = self._settings.clock()
        with self._database.session() as session:
            items = [
                Tagged(
                    article=article,
                    source_id=self._sources.of(session, article.source),
                    tagging=tagging,
                )
                for _, article, tagging in read
            ]
            new = load(session, items, at=at)
            for name, message in refused:
                recording.record_rejection(
                    session,
                    source_id=self._sources.of(session, FILES),
                    url=name,
                    reason=RejectionReason.NOT_AN_ARTICLE,
                    at=at,
                    detail=message,
                )
            self._keep_place(session, batch)
        for item in new:
            self.tally.count(item.article, Saved.NEW)
        self.tally.saved[Saved.UNCHANGED] += len(items) - len(new)

    def _store_alone(self, one: tuple[str, Article, Tagging]) -> tuple[str, str] | None:
        """One that the database does not take is named, and the others go in."""
        try:
            self._store([one], [], [])
        except StoreLost:
            raise
        except StoreError as error:
            self._sources.forget()
            return one[0], error.message
        return None

    def _keep_place(self, session: Session, batch: Sequence[Pair]) -> None:
        for at, (path, key) in enumerate(zip(self._paths, self._prints, strict=True)):
            lines = [line for pair in batch if (line := pair[at]) is not None]
            if lines:
                imports.save_progress(
                    session, key, name=str(path), position=lines[-1].end, finished=False
                )


def _lines(file: BinaryIO, position: int) -> Iterator[_Line]:
    """The lines from a place on that are not blank; numbers count from the beginning."""
    end = 0
    for number, words in enumerate(lines_of(file), start=1):
        end = file.tell()
        if end > position and words.strip():
            yield _Line(number, words, end)
