"""Articles made anew from the archive, without the network, when the extractor has improved."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from enum import StrEnum

from commissioning.domain.articles import Article, FeedEntry
from commissioning.domain.errors import ArchiveError, NamedError, NotAnArticle, SettingsError
from commissioning.settings import Settings
from commissioning.store import imports
from commissioning.store.articles import save_article
from commissioning.store.database import Database
from commissioning.store.imports import StoredArticle
from commissioning.store.sources import find_source
from commissioning.store.values import same_words
from crawler.archive.archive import read_response
from crawler.archive.warc import Response
from crawler.importing import plain, records
from crawler.importing.files import IMPORTED, identity_of
from crawler.importing.intake import undated
from crawler.importing.outlets import Outlets
from crawler.importing.plain import read_text
from crawler.importing.wayback import original
from crawler.pages import page
from crawler.pages.pool import Job, Readers, ReadsPages, in_order
from crawler.sources import load_sources
from crawler.urls import canonical_url

CURRENT = (page.EXTRACTOR, plain.EXTRACTOR, records.EXTRACTOR)
FILE = "urn:"  # what a saved page is called, see `identity_of`
BATCH = 50
NAMED = 20


class Scope(StrEnum):
    """Which articles are made anew."""

    STALE = "stale"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An article that came out different, and how, in one line."""

    url: str
    what: str


@dataclass(slots=True, kw_only=True)
class ExtractReport:
    """What came of it.

    read           articles that were made anew
    texts to comments  how many of them differ in that
    differences    the first twenty of these
    failed         those of which nothing came, whose old article stays
    without_bytes  articles that the archive has nothing of
    """

    read: int = 0
    changed: int = 0
    texts: int = 0
    headlines: int = 0
    bylines: int = 0
    dates: int = 0
    comments: int = 0
    differences: list[Difference] = field(default_factory=list)
    failed: list[NamedError] = field(default_factory=list)
    without_bytes: int = 0


@dataclass(frozen=True, slots=True)
class _Failed:
    """An article of which there is nothing to read."""

    stored: StoredArticle
    error: NamedError


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text file's article, read at once."""

    stored: StoredArticle
    article: Article


def extract(
    settings: Settings,
    database: Database,
    scope: Scope,
    *,
    source: str | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
    readers: AbstractContextManager[ReadsPages] | None = None,
) -> ExtractReport:
    """Read the archived bytes of articles again and store what differs; `dry_run` stores nothing.

    `readers` are entered and left; None for processes of this machine. What was cut short goes on
    where it was. Raises SettingsError for a source that is not there.
    """
    if source is not None:
        _check(settings, database, source)
    work = _Work(settings, database, scope, source, dry_run=dry_run)
    here = Readers(settings.collect.workers, settings.collect.patience)
    with readers or here as reading:
        for done, (thing, outcome) in enumerate(in_order(reading, work.things()), start=1):
            match thing:
                case _Failed():
                    work.fail(thing.stored, thing.error)
                case _Plain():
                    work.take(thing.stored, thing.article)
                case Job() if isinstance(outcome, Article):
                    work.take(thing.token, outcome)
                case Job() if isinstance(outcome, NotAnArticle):
                    work.fail(thing.token, outcome)
            if progress:
                progress(done, work.total)
        work.flush(finished=True)
    return work.report


def _check(settings: Settings, database: Database, source: str) -> None:
    with database.session() as session:
        if find_source(session, source) is None:
            raise SettingsError(str(settings.sources), None, f"there is no source '{source}'")


class _Work:
    """The articles on their way through, and what is to be stored of them."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        scope: Scope,
        source: str | None,
        *,
        dry_run: bool,
    ) -> None:
        self._settings = settings
        self._database = database
        self._source = source
        self._dry_run = dry_run
        self._current = () if scope is Scope.ALL else CURRENT
        self._name = f"extract {scope} {source or ''} {' '.join(CURRENT)}"
        self._key = hashlib.sha256(self._name.encode()).hexdigest()
        self._waiting: list[tuple[StoredArticle, Article]] = []
        self._done = 0
        self.report = ExtractReport()
        listed = load_sources(settings.sources) if settings.sources.exists() else ()
        self._outlets = Outlets(listed, ())
        with database.session() as session:
            self.total = imports.count_to_extract(session, source=source, current=self._current)
            self.report.without_bytes = imports.count_without_bytes(session, source=source)
            self._after = self._resumed_at(imports.imported_file(session, self._key))

    def _resumed_at(self, earlier: imports.ImportedFile | None) -> int:
        """Stale articles that are made anew are no longer stale; of all one has to be known."""
        if earlier is None or earlier.finished or self._current or self._dry_run:
            return 0
        return earlier.position

    def things(self) -> Iterator[Job | _Plain | _Failed]:
        """Each article's bytes, to be read."""
        after = self._after
        while True:
            with self._database.session() as session:
                batch = imports.articles_to_extract(
                    session,
                    after=after,
                    limit=BATCH,
                    source=self._source,
                    current=self._current,
                )
            if not batch:
                return
            for stored in batch:
                yield self._thing(stored)
            after = batch[-1].id

    def _thing(self, stored: StoredArticle) -> Job | _Plain | _Failed:
        article = stored.article
        if article.archive is None or article.captured is None:
            return _Failed(stored, NotAnArticle(article.url, "no bytes or no date of capture"))
        try:
            response = original(read_response(self._settings.archive, article.archive))
            if _is_text(response):
                return _Plain(stored, self._text(article, response))
        except (ArchiveError, NotAnArticle) as error:
            return _Failed(stored, error)
        entry = stored.entry or FeedEntry(url=article.url)
        day = article.captured.day
        return Job(
            body=response.body,
            url=_address(response),
            source=article.source,
            captured=article.captured,
            content_type=response.header("Content-Type"),
            entry=stored.entry,
            archive=article.archive,
            selectors=self._outlets.selectors(article.source, entry, day),
            token=stored,
        )

    def _text(self, article: Article, response: Response) -> Article:
        if article.captured is None:
            raise NotAnArticle(article.url, "no date of capture")
        found = read_text(
            response.body,
            name=article.url,
            url=article.url,
            source=article.source,
            captured=article.captured,
        )
        return replace(found, archive=article.archive)

    def fail(self, stored: StoredArticle, error: NamedError) -> None:
        """An extractor that finds nothing where there was something: the old article stays."""
        self.report.failed.append(NotAnArticle(stored.article.url, error.message))
        self._step(stored)

    def take(self, stored: StoredArticle, article: Article) -> None:
        """An article that was made anew."""
        old = stored.article
        if old.archive and old.archive.file.startswith(IMPORTED) and not old.url.startswith(FILE):
            article = undated(article)
        if len(article.comments) < len(old.comments):
            article = replace(article, comments=old.comments)
        article = replace(
            article,
            url=old.url,
            published=article.published or old.published,
            comments=self._database.pseudonyms.hide(article.comments),
        )
        self._note(old, article)
        self._waiting.append((stored, article))
        self._step(stored)

    def _step(self, stored: StoredArticle) -> None:
        self._done = stored.id
        if len(self._waiting) >= BATCH:
            self.flush(finished=False)

    def _note(self, old: Article, new: Article) -> None:
        report, found = self.report, _differences(old, new)
        report.read += 1
        for name in found:
            setattr(report, name, getattr(report, name) + 1)
        if found:
            report.changed += 1
            if len(report.differences) < NAMED:
                what = "; ".join(found.values())
                report.differences.append(Difference(url=old.url, what=what))

    def flush(self, *, finished: bool) -> None:
        """Store what waits, and how far this came."""
        waiting, self._waiting = self._waiting, []
        if self._dry_run:
            return
        with self._database.session() as session:
            for stored, article in waiting:
                source_id = find_source(session, article.source)
                if source_id is not None:
                    save_article(
                        session,
                        article,
                        source_id=source_id,
                        at=self._settings.clock(),
                        met_at=(stored.article.url,),
                    )
            if not self._current:
                imports.save_progress(
                    session, self._key, name=self._name, position=self._done, finished=finished
                )


def _is_text(response: Response) -> bool:
    return (response.header("Content-Type") or "").startswith("text/plain")


def _address(response: Response) -> str:
    """Where the page was, as the import or the crawl told the extractor."""
    if response.url.startswith(("file:", "urn:")):
        return identity_of(response.body)
    return canonical_url(response.url) or response.url


def _differences(old: Article, new: Article) -> dict[str, str]:
    """What differs, by the name of its count in the report."""
    found: dict[str, str] = {}
    if not same_words(old.text, new.text):
        found["texts"] = f"text of {_words(old.text)} words, now {_words(new.text)}"
    if not same_words(old.headline, new.headline):
        found["headlines"] = f"headline '{old.headline:.60}', now '{new.headline:.60}'"
    if not same_words(old.byline, new.byline):
        found["bylines"] = f"byline {_said(old.byline)}, now {_said(new.byline)}"
    if _day(old) != _day(new):
        found["dates"] = f"date {_said(_day(old))}, now {_said(_day(new))}"
    if [(c.author, c.text) for c in old.comments] != [(c.author, c.text) for c in new.comments]:
        found["comments"] = f"{len(old.comments)} comments, now {len(new.comments)}"
    return found


def _words(text: str) -> int:
    return len(text.split())


def _day(article: Article) -> str | None:
    return article.published.day.isoformat() if article.published else None


def _said(value: str | None) -> str:
    return "none" if value is None else f"'{value:.60}'"
