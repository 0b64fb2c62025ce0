"""From events to rows: what was polled, which pages became articles, what was not taken and why.

A page's bytes are in the archive before its article is in the database, and each event is a
transaction: a run cut short loses nothing that it had.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from commissioning.domain.articles import ArchiveRef, Article, FeedEntry
from commissioning.domain.coverage import RejectionReason
from commissioning.domain.errors import NotAnArticle, Refused, TakenDown, TooSlow
from commissioning.domain.polling import PollPlan
from commissioning.logs import logger
from commissioning.settings import Settings
from commissioning.store import polling, recording
from commissioning.store.articles import save_article
from commissioning.store.database import Database
from crawler.archive.archive import Archive
from crawler.collecting.kept import Kept
from crawler.dates import captured
from crawler.pages.pool import Job, Readers
from crawler.sources import SourceEntry, layout
from crawler.spiders.events import Event, Failed, Fetched, Missed, Polled, Walked
from crawler.spiders.patience import Poll, next_plan
from crawler.tally import Problem, Tally

_log = logger(__name__)


@dataclass(slots=True, kw_only=True)
class _Round:
    """What one walk through a source has brought so far: kept once all of it was dealt with.

    left  whether pages that came are to be asked for again another time
    """

    poll: Polled | None = None
    validators: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    reading: int = 0
    left: bool = False
    walked: Walked | None = None

    @property
    def settled(self) -> bool:
        return self.walked is not None and self.reading == 0


class Intake:
    """Takes the events of one run; `readers` read the pages beside it.

    `withheld` are the pages in the archive that turned out to have been taken down.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        archive: Archive,
        readers: Readers,
        kept: Kept,
        ids: Mapping[str, int],
        run_id: int,
    ):
        self._settings = settings
        self._database = database
        self._archive = archive
        self._readers = readers
        self._kept = kept
        self._ids = ids
        self._run_id = run_id
        self._rounds: dict[str, _Round] = {}
        self._polls: list[recording.PollRecord] = []
        self._plans: dict[int, PollPlan] = {}
        self.withheld: set[ArchiveRef] = set()
        self.tally = Tally()

    def take(self, events: Iterable[Event]) -> None:
        """Deal with some events, and with the pages that have been read, in one transaction."""
        with self._database.session() as session:
            for event in events:
                self._take(session, event)
            self._take_read(session, block=False)
            self._note(session)

    def finish(self) -> None:
        """Store the pages that are still being read."""
        with self._database.session() as session:
            self._take_read(session, block=True)
            self._note(session)

    def _note(self, session: Session) -> None:
        """What is small and comes often, together."""
        self._kept.store_robots(session)
        self._kept.store_withheld(session)
        recording.record_polls(session, self._polls)
        polling.save_poll_plans(session, self._plans)
        self._polls.clear()
        self._plans.clear()

    def _take(self, session: Session, event: Event) -> None:
        match event:
            case Polled():
                self._take_poll(event)
            case Fetched() if self._kept.takedowns.names(event.response.url, event.entry.url):
                self._withhold(session, event)
            case Fetched():
                self._take_page(event)
            case Missed():
                self._reject(session, event.source, event.entry, event.reason, event.detail)
            case Walked():
                self._round(event.source).walked = event
                self._settle(session, event.source)
            case Failed():
                raise event.error

    def _take_read(self, session: Session, *, block: bool) -> None:
        for job, outcome in self._readers.results(block=block):
            fetched: Fetched = job.token
            if isinstance(outcome, Article):
                self._store(session, fetched, outcome)
            else:
                reason = _why(outcome)
                self._reject(session, fetched.source, fetched.entry, reason, outcome.message)
                self._round(fetched.source).left |= isinstance(outcome, Refused)
            self._round(fetched.source).reading -= 1
            self._settle(session, fetched.source)

    def _round(self, source: SourceEntry) -> _Round:
        return self._rounds.setdefault(source.slug, _Round())

    def _take_poll(self, event: Polled) -> None:
        self.tally.known += event.known
        found = self._round(event.source)
        if not event.onward:
            self.tally.polled.add(event.source.slug)
            found.poll = event
            if not event.outcome.is_answer:
                self.tally.failed.add(event.source.slug)
        _log.info(
            "polled",
            source=event.source.slug,
            url=event.address,
            outcome=event.outcome.value,
            status=event.status,
            entries=event.entries,
            fresh=event.fresh,
        )
        if event.response:
            self._archive.write(event.response)
            etag = event.response.header("ETag")
            last_modified = event.response.header("Last-Modified")
            found.validators[event.address] = (etag, last_modified)
        if event.detail:
            problem = Problem(source=event.source.slug, url=event.address, reason=event.detail)
            self.tally.note(problem)
        self._polls.append(
            recording.PollRecord(
                run_id=self._run_id,
                source_id=self._ids[event.source.slug],
                url=event.address,
                outcome=event.outcome,
                at=self._settings.clock(),
                status=event.status,
                detail=event.detail,
                entries=event.entries,
                fresh=event.fresh,
            )
        )

    def _take_page(self, event: Fetched) -> None:
        reference = self._archive.write(event.response)
        self._round(event.source).reading += 1
        self._readers.submit(
            Job(
                body=event.response.body,
                url=event.response.url,
                source=event.source.slug,
                captured=captured(event.response.captured),
                content_type=event.response.header("Content-Type"),
                entry=event.entry,
                archive=reference,
                selectors=layout(event.source, event.entry, event.response.captured.date()),
                token=replace(event, response=replace(event.response, body=b"")),
            )
        )

    def _withhold(self, session: Session, fetched: Fetched) -> None:
        """A page that a redirect or its own address shows to have been taken down."""
        refusal = TakenDown(fetched.entry.url)
        reason = RejectionReason.TAKEN_DOWN
        self._reject(session, fetched.source, fetched.entry, reason, refusal.message)

    def _store(self, session: Session, fetched: Fetched, article: Article) -> None:
        if self._kept.takedowns.names(article.url):
            if article.archive:
                self.withheld.add(article.archive)
            self._withhold(session, fetched)
            return
        if len(fetched.comments) > len(article.comments):
            article = replace(article, comments=fetched.comments)
        saved = save_article(
            session,
            article,
            source_id=self._ids[fetched.source.slug],
            at=self._settings.clock(),
            met_at=(fetched.entry.url, fetched.response.url),
            guid=fetched.entry.guid,
        )
        self.tally.count(article, saved)

    def _reject(
        self,
        session: Session,
        source: SourceEntry,
        entry: FeedEntry,
        reason: RejectionReason,
        detail: str,
    ) -> None:
        self.tally.reject(source.slug, entry.url, detail)
        recording.record_rejection(
            session,
            source_id=self._ids[source.slug],
            url=entry.url,
            reason=reason,
            at=self._settings.clock(),
            detail=detail,
        )

    def _settle(self, session: Session, source: SourceEntry) -> None:
        """Keep when to ask again, and the validators, once nothing of the walk is open.

        A run that is cut short before asks the source again at once and finds what is missing. As
        long as pages wait to be asked for again, the whole list is asked for, not what changed.
        """
        found = self._round(source)
        if not found.settled or found.poll is None or found.walked is None:
            return
        now, source_id = self._settings.clock(), self._ids[source.slug]
        poll, walked = found.poll, found.walked
        told = Poll(
            at=now,
            outcome=poll.outcome,
            status=poll.status,
            retry_after=poll.retry_after,
            moved_to=poll.moved_to,
            fresh=poll.fresh,
        )
        plan = next_plan(
            self._kept.plan(source), told, every=source.every, rhythm=self._kept.rhythm(source)
        )
        if walked.whole and plan.history_at is None:
            plan = replace(plan, history_at=now)
        self._plans[source_id] = plan
        for url, (etag, last_modified) in found.validators.items():
            if (etag or last_modified) and not (walked.left or found.left):
                polling.save_validators(
                    session,
                    url,
                    source_id=source_id,
                    etag=etag,
                    last_modified=last_modified,
                    at=now,
                )
        del self._rounds[source.slug]


def _why(refusal: NotAnArticle) -> RejectionReason:
    """A notice in the article's place is like a page that did not come."""
    match refusal:
        case Refused():
            return RejectionReason.UNREACHABLE
        case TooSlow():
            return RejectionReason.TOO_SLOW
    return RejectionReason.NOT_AN_ARTICLE
