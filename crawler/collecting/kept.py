"""What is kept of the sources, as a walk through them asks for it.

Read at once when a run begins: asking the database for each of two hundred sources that have
nothing new takes longer than asking the sources.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commissioning.domain.articles import FeedEntry
from commissioning.domain.coverage import RejectionReason
from commissioning.domain.errors import TakenDown
from commissioning.domain.polling import PollPlan
from commissioning.settings import Settings
from commissioning.store import polling, recording
from commissioning.store.database import Database
from commissioning.takedown import load_takedowns
from crawler.sources import SourceEntry
from crawler.spiders.patience import Again, page_again
from crawler.spiders.plan import Wanted

ROBOTS_KEPT = timedelta(days=1)
BELIEVED_EVERY = timedelta(hours=6)
BELIEVED_FOR = timedelta(days=7)
REFUSALS = (RejectionReason.NOT_AN_ARTICLE, RejectionReason.TOO_SLOW)


class Kept:
    """Plans, validators and robots.txt of the sources whose ids are given by slug."""

    def __init__(self, settings: Settings, database: Database, ids: Mapping[str, int]) -> None:
        self._clock = settings.clock
        self._database = database
        self._ids = ids
        now = self._clock()
        with database.session() as session:
            self._plans = polling.poll_plans(session)
            self._rhythms = polling.rhythms(session)
            self._validators = polling.all_validators(session, not_before=now - BELIEVED_FOR)
            self._robots = polling.all_robots(session, not_before=now - ROBOTS_KEPT)
        self._fetched_robots: dict[str, bytes] = {}
        self.takedowns = load_takedowns(settings.takedowns)
        self._withheld: deque[tuple[str, str]] = deque()

    def plan(self, source: SourceEntry) -> PollPlan:
        """When the source is asked again; an empty plan for a new one."""
        return self._plans.get(self._ids[source.slug], PollPlan())

    def rhythm(self, source: SourceEntry) -> timedelta | None:
        """The usual time between two of its articles, as it was when the run began."""
        return self._rhythms.get(self._ids[source.slug])

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """The ETag and Last-Modified of an address's last answer, if that is not long ago.

        A server that says 'not modified' for ever is asked for the whole once a week.
        """
        return self._validators.get(url, (None, None))

    def robots(self, origin: str) -> bytes | None:
        """The robots.txt of an origin, where it was fetched within a day."""
        return self._robots.get(origin)

    def keep_robots(self, origin: str, body: bytes) -> None:
        """Keep a robots.txt; it is stored with what the intake stores next."""
        self._robots[origin] = self._fetched_robots[origin] = body

    def store_robots(self, session: Session) -> None:
        """Store those that were fetched since the last call."""
        for origin in list(self._fetched_robots):
            body = self._fetched_robots.pop(origin)
            polling.save_robots(session, origin, body, at=self._clock())

    def wanted(self, source: SourceEntry, entries: Sequence[FeedEntry]) -> Wanted:
        """The entries to be fetched: not stored, edited since, or missed a while ago.

        What was found to be no article is not fetched again, and what was taken down never.
        """
        now = self._clock()
        entries = self._allowed(source, entries)
        urls = [entry.url for entry in entries]
        with self._database.session() as session:
            stored = polling.captures(session, urls)
            missed = polling.missed(session, self._ids[source.slug], urls)
        chosen: list[FeedEntry] = []
        left = False
        for entry in entries:
            if entry.url in stored:
                if _was_edited(entry, stored[entry.url], now):
                    chosen.append(entry)
            elif entry.url not in missed:
                chosen.append(entry)
            elif missed[entry.url][0] not in REFUSALS:
                again = page_again(*missed[entry.url][1:], now)
                left |= again is Again.LATER
                if again is Again.NOW:
                    chosen.append(entry)
        return Wanted(entries=tuple(chosen), known=len(entries) - len(chosen), left=left)

    def _allowed(self, source: SourceEntry, entries: Sequence[FeedEntry]) -> tuple[FeedEntry, ...]:
        """The entries that were not taken down; the others are noted with what is stored next."""
        taken = [one for one in entries if self.takedowns.names(one.url, one.guid)]
        self._withheld.extend((source.slug, entry.url) for entry in taken)
        return tuple(entry for entry in entries if entry not in taken)

    def store_withheld(self, session: Session) -> None:
        """Note as rejected what was not fetched because it was taken down."""
        while self._withheld:
            slug, url = self._withheld.popleft()
            recording.record_rejection(
                session,
                source_id=self._ids[slug],
                url=url,
                reason=RejectionReason.TAKEN_DOWN,
                at=self._clock(),
                detail=TakenDown(url).message,
            )


def _was_edited(entry: FeedEntry, captured_at: datetime, now: datetime) -> bool:
    """Whether the feed says so. One that says it at every poll is believed every six hours."""
    changed = entry.updated.moment if entry.updated else None
    return bool(changed and captured_at < changed <= now and now - captured_at >= BELIEVED_EVERY)
