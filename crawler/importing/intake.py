"""The articles of files into rows, dozens in a transaction, with how far each file was read."""

import time
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from commissioning.domain.articles import ArchiveRef, Article
from commissioning.domain.coverage import RejectionReason
from commissioning.domain.dates import Precision
from commissioning.domain.errors import NamedError, StoreError, StoreLost, TakenDown, TooSlow
from commissioning.settings import Settings
from commissioning.store import imports, recording
from commissioning.store.articles import Saved, known_urls, save_article
from commissioning.store.database import Database
from commissioning.takedown import load_takedowns
from crawler.archive.archive import Archive
from crawler.archive.warc import Response
from crawler.importing.outlets import Outlets
from crawler.importing.source_ids import FILES, SourceIds
from crawler.tally import Tally

MOST = 10
SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that is kept in the archive as it is: its address, bytes and date."""

    url: str
    body: bytes
    content_type: str
    captured: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where something came from.

    name      the path that the user gave, and the place in it
    kept      what goes into the archive if an article is made of it
    met_at    other addresses that led to it
    guid      its identifier in its source's feed
    is_late   whether it was captured long after it was published, so that a date of capture is none
    """

    name: str
    kept: Response | File | None = None
    met_at: tuple[str, ...] = ()
    guid: str | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Something that was read at once: an article, or why there is none."""

    outcome: Article | NamedError
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """All of a file before `position` was handed over before this."""

    fingerprint: str
    name: str
    position: int
    finished: bool = False


class ImportIntake:
    """Takes what files hold; sources are made as the files name them.

    What is taken is in the database after `flush`, and after each ten articles or two seconds.
    """

    def __init__(
        self, settings: Settings, database: Database, archive: Archive, outlets: Outlets
    ) -> None:
        self._settings = settings
        self._database = database
        self._archive = archive
        self._takedowns = load_takedowns(settings.takedowns)
        self._sources = SourceIds(outlets)
        self._articles: list[tuple[Article, Origin]] = []
        self._refused: list[tuple[Origin, NamedError]] = []
        self._marks: dict[str, Mark] = {}
        self._flushed = time.monotonic()
        self.tally = Tally()

    def take(self, outcome: Article | NamedError, origin: Origin) -> None:
        """One article, or why there is none."""
        if isinstance(outcome, Article) and self._takedowns.names(
            outcome.url, origin.guid, *origin.met_at
        ):
            outcome = TakenDown(outcome.url)
        if isinstance(outcome, Article):
            self._articles.append((undated(outcome) if origin.is_late else outcome, origin))
        else:
            self._refused.append((origin, outcome))
        self._flush_when_due()

    def mark(self, mark: Mark) -> None:
        """How far a file was read."""
        self._marks[mark.fingerprint] = mark
        self._flush_when_due()

    def _flush_when_due(self) -> None:
        held = len(self._articles) + len(self._refused)
        if held >= MOST or time.monotonic() - self._flushed > SECONDS:
            self.flush()

    def flush(self) -> None:
        """Store what was taken, and the marks with it."""
        articles, self._articles = self._articles, []
        refused, self._refused = self._refused, []
        marks, self._marks = self._marks, {}
        try:
            self._store(articles, refused, marks)
        except StoreLost:
            raise
        except StoreError:
            if len(articles) < 2:
                raise
            self._sources.forget()
            refused += [problem for one in articles if (problem := self._store_alone(one))]
            self._store([], refused, marks)
        self._flushed = time.monotonic()

    def _store_alone(self, one: tuple[Article, Origin]) -> tuple[Origin, NamedError] | None:
        """One that the database does not take is named, and the others go in."""
        try:
            self._store([one], [], {})
        except StoreLost:
            raise
        except StoreError as error:
            self._sources.forget()
            return one[1], error
        return None

    def _store(
        self,
        articles: list[tuple[Article, Origin]],
        refused: list[tuple[Origin, NamedError]],
        marks: dict[str, Mark],
    ) -> None:
        with self._database.session() as session:
            known = set(known_urls(session, (article.url for article, _ in articles)))
            saved = [self._save(session, article, origin, known) for article, origin in articles]
            for origin, error in refused:
                self._record(session, origin, error)
            for mark in marks.values():
                imports.save_progress(
                    session,
                    mark.fingerprint,
                    name=mark.name,
                    position=mark.position,
                    finished=mark.finished,
                )
        for (article, _), outcome in zip(articles, saved, strict=True):
            self.tally.count(article, outcome)
        for origin, error in refused:
            self.tally.reject(FILES, origin.name, error.message)

    def _save(self, session: Session, article: Article, origin: Origin, known: set[str]) -> Saved:
        """Store it, and its bytes if they are new; `known` are the URLs of what is stored."""
        is_known = article.url in known and imports.has_bytes_of(session, article)
        if origin.kept and not is_known:
            article = replace(article, archive=self._keep(origin.kept))
        known.add(article.url)
        return save_article(
            session,
            article,
            source_id=self._sources.of(session, article.source),
            at=self._settings.clock(),
            met_at=origin.met_at,
            guid=origin.guid,
        )

    def _keep(self, kept: Response | File) -> ArchiveRef:
        if isinstance(kept, Response):
            return self._archive.write(kept)
        return self._archive.write_resource(
            kept.url, kept.body, content_type=kept.content_type, captured=kept.captured
        )

    def _record(self, session: Session, origin: Origin, error: NamedError) -> None:
        recording.record_rejection(
            session,
            source_id=self._sources.of(session, FILES),
            url=origin.name,
            reason=_why(error),
            at=self._settings.clock(),
            detail=error.message,
        )


def _why(error: NamedError) -> RejectionReason:
    match error:
        case TooSlow():
            return RejectionReason.TOO_SLOW
        case TakenDown():
            return RejectionReason.TAKEN_DOWN
    return RejectionReason.NOT_AN_ARTICLE


def undated(article: Article) -> Article:
    """Without a day that only the page shows and that is its capture's: many show today's.

    What data, an address or a feed say holds, and so does what has a time of day.
    """
    published, captured = article.published, article.captured
    if published is None or captured is None or published.found_in != "page":
        return article
    if published.precision is not Precision.DAY or published.day != captured.day:
        return article
    return replace(article, published=None)
