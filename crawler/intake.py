"""From events to rows: what was polled, which pages became articles, what was not taken and why.

The one file of this package that talks to the store. A page's bytes are in the archive before
its article is in the database, and each event is a transaction: a run cut short loses nothing
that it had.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from commissioning.domain.articles import Article, FeedEntry
from commissioning.domain.coverage import PollOutcome, RejectionReason
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.errors import NotAnArticle
from commissioning.settings import Settings
from commissioning.store import coverage
from commissioning.store.articles import Saved, known_urls, save_article
from commissioning.store.database import Database
from commissioning.store.sources import save_source
from crawler.archive import Archive
from crawler.events import Event, Fetched, Missed, Polled
from crawler.pages import read_page
from crawler.sources import SourceEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that was not taken, and why, for the user to read."""

    source: str
    url: str
    reason: str


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a run has done so far."""

    saved: Counter[Saved] = field(default_factory=Counter)
    comments: int = 0
    known: int = 0
    polled: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    rejected: int = 0

    def count(self, article: Article, saved: Saved) -> None:
        """One more article."""
        self.saved[saved] += 1
        if saved is not Saved.UNCHANGED:
            self.comments += len(article.comments)

    def reject(self, source: str, url: str, reason: str) -> None:
        """One more thing that was not taken."""
        self.rejected += 1
        self.problems.append(Problem(source=source, url=url, reason=reason))


@dataclass(slots=True, kw_only=True)
class _Feed:
    """A feed that answered: its validators are kept once all that it named was dealt with."""

    source: SourceEntry
    etag: str | None
    last_modified: str | None
    pending: set[str]


class Intake:
    """Takes the events of one run."""

    def __init__(self, settings: Settings, database: Database, archive: Archive, run_id: int):
        self._settings = settings
        self._database = database
        self._archive = archive
        self._run_id = run_id
        self._ids: dict[str, int] = {}
        self._feeds: dict[str, _Feed] = {}
        self.tally = Tally()

    def register(self, sources: Iterable[SourceEntry]) -> None:
        """Bring what is said of the sources up to date."""
        with self._database.session() as session:
            for source in sources:
                self._ids[source.slug] = save_source(
                    session,
                    slug=source.slug,
                    name=source.name,
                    kind=source.kind,
                    home=source.home,
                    sample=source.sample,
                )

    def known(self, source: SourceEntry, urls: Iterable[str]) -> frozenset[str]:
        """Those of the URLs that need no fetching: stored, or found to be no article before."""
        with self._database.session() as session:
            refused = coverage.rejected_urls(
                session, self._ids[source.slug], reason=RejectionReason.NOT_AN_ARTICLE
            )
            asked = tuple(urls)
            return known_urls(session, asked) | refused.intersection(asked)

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """The ETag and Last-Modified of the feed's last answer."""
        with self._database.session() as session:
            return coverage.feed_state(session, url)

    def take(self, event: Event) -> None:
        """Deal with one event."""
        match event:
            case Polled():
                self._take_poll(event)
            case Fetched():
                self._take_page(event)
            case Missed():
                self._reject(event.source, event.entry, event.reason, event.detail)

    def _take_poll(self, event: Polled) -> None:
        self.tally.polled.add(event.source.slug)
        self.tally.known += event.known
        if event.response:
            self._archive.write(event.response)
            self._feeds[event.address] = _Feed(
                source=event.source,
                etag=event.response.header("ETag"),
                last_modified=event.response.header("Last-Modified"),
                pending={entry.url for entry in event.wanted},
            )
        if event.outcome is PollOutcome.FAILED:
            self.tally.failed.add(event.source.slug)
        if event.detail:
            problem = Problem(source=event.source.slug, url=event.address, reason=event.detail)
            self.tally.problems.append(problem)
        with self._database.session() as session:
            coverage.record_poll(
                session,
                run_id=self._run_id,
                source_id=self._ids[event.source.slug],
                url=event.address,
                outcome=event.outcome,
                at=self._settings.clock(),
                detail=event.detail,
                entries=event.entries,
            )
        self._settle(event.address)

    def _take_page(self, event: Fetched) -> None:
        reference = self._archive.write(event.response)
        try:
            article = read_page(
                event.response.body,
                url=event.response.url,
                source=event.source.slug,
                captured=captured(event.response.captured),
                content_type=event.response.header("Content-Type"),
                entry=event.entry,
                archive=reference,
            )
        except NotAnArticle as error:
            reason = RejectionReason.NOT_AN_ARTICLE
            self._reject(event.source, event.entry, reason, error.message)
        else:
            with self._database.session() as session:
                saved = save_article(
                    session,
                    article,
                    source_id=self._ids[event.source.slug],
                    at=self._settings.clock(),
                    met_at=(event.entry.url, event.response.url),
                )
            self.tally.count(article, saved)
        self._dealt_with(event.feed, event.entry)

    def _reject(
        self, source: SourceEntry, entry: FeedEntry, reason: RejectionReason, detail: str
    ) -> None:
        self.tally.reject(source.slug, entry.url, detail)
        with self._database.session() as session:
            coverage.record_rejection(
                session,
                source_id=self._ids[source.slug],
                url=entry.url,
                reason=reason,
                at=self._settings.clock(),
                detail=detail,
            )

    def _dealt_with(self, address: str, entry: FeedEntry) -> None:
        """A page that was missed stays pending, so that the feed is read again next time."""
        if feed := self._feeds.get(address):
            feed.pending.discard(entry.url)
            self._settle(address)

    def _settle(self, address: str) -> None:
        feed = self._feeds.get(address)
        if feed is None or feed.pending or not (feed.etag or feed.last_modified):
            return
        with self._database.session() as session:
            coverage.save_feed_state(
                session,
                address,
                source_id=self._ids[feed.source.slug],
                etag=feed.etag,
                last_modified=feed.last_modified,
                at=self._settings.clock(),
            )
        del self._feeds[address]


def captured(moment: datetime) -> Dated:
    """When bytes were fetched, to the second."""
    return Dated(
        moment=moment.replace(microsecond=0), precision=Precision.SECOND, found_in="response"
    )
