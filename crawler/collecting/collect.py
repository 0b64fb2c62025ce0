"""Collects the sources: the crawl in the background, intake and archive here."""

import asyncio
import queue
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from commissioning.domain.errors import SettingsError
from commissioning.domain.polling import PollPlan
from commissioning.settings import Settings
from commissioning.store import recording
from commissioning.store.articles import Saved
from commissioning.store.database import Database
from commissioning.store.sources import save_source, source_rows
from crawler.archive.archive import Archive
from crawler.collecting.intake import Intake
from crawler.collecting.kept import Kept
from crawler.keeping.withdrawal import withdraw
from crawler.pages.pool import Readers
from crawler.sources import SourceEntry
from crawler.spiders.engine import crawling, scrapy_settings
from crawler.spiders.events import Event, Fetched, Missed, Polled
from crawler.spiders.plan import Plan
from crawler.spiders.sources import SourcesSpider
from crawler.tally import Problem, Tally

WAITING_BODIES, MOST_TOGETHER = 16, 64
LOOK_EVERY = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectReport:
    """What a collection did. Sources are counted once, pages each time.

    waiting  sources that were not asked, since it is not their time yet
    stopped  slugs of those that are gone for good, and not asked either
    unnamed  problems beyond the thousandth, which are not among `problems`
    """

    polled: int
    answered: int
    waiting: int
    stopped: tuple[str, ...]
    new: int
    changed: int
    known: int
    comments: int
    rejected: int
    problems: tuple[Problem, ...]
    unnamed: int


def collect(
    settings: Settings,
    database: Database,
    sources: Sequence[SourceEntry],
    *,
    only: Collection[str] = (),
    since: date | None = None,
    at_once: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> CollectReport:
    """Ask each source whose time has come what it has, and fetch the pages that are not stored.

    Sources named in `only`, or all with `at_once`, are asked now. `since` leaves out entries that
    their feed dates before that day. `progress` is called with the pages dealt with and the pages
    asked for. Raises SettingsError for a slug that no source has.
    """
    chosen = tuple(source for source in sources if not only or source.slug in only)
    for slug in sorted(set(only) - {source.slug for source in chosen}):
        raise SettingsError(str(settings.sources), None, f"there is no source '{slug}'")
    with database.session() as session:
        run_id = recording.start_run(session, "collect", at=settings.clock())
    name = f"collect-{settings.clock():%Y%m%dT%H%M%SZ}-{run_id}.warc.gz"
    limits = settings.collect
    with (
        Archive(settings.archive, name) as archive,
        Readers(limits.workers, limits.patience) as readers,
    ):
        ids = _register(database, chosen)
        kept = Kept(settings, database, ids)
        intake = Intake(settings, database, archive, readers, kept, ids, run_id)
        plans = {source.slug: kept.plan(source) for source in chosen}
        due = chosen
        if not (only or at_once):
            now = settings.clock()
            due = tuple(
                source for source in chosen if plans[source.slug].is_due(now, every=source.every)
            )
        _crawl(settings, intake, kept, due, since, progress)
    if intake.withheld:
        withdraw(settings.archive, database, places=intake.withheld)
    with database.session() as session:
        recording.finish_run(session, run_id, at=settings.clock())
    asked = {source.slug for source in due}
    return _report(intake.tally, {slug: p for slug, p in plans.items() if slug not in asked})


def _register(database: Database, sources: Sequence[SourceEntry]) -> dict[str, int]:
    """Bring what is said of the sources up to date; their ids by slug."""
    with database.session() as session:
        known = source_rows(session)
        for source in sources:
            save_source(
                session,
                slug=source.slug,
                name=source.name,
                kind=source.kind,
                home=source.home,
                sample=source.sample,
                known=known,
            )
        return {slug: row.id for slug, row in source_rows(session).items()}


def _crawl(
    settings: Settings,
    intake: Intake,
    kept: Kept,
    sources: tuple[SourceEntry, ...],
    since: date | None,
    progress: Callable[[int, int], None] | None,
) -> None:
    told = _Told()
    plan = Plan(
        sources=sources,
        since=since,
        proxy=settings.collect.proxy,
        clock=settings.clock,
        state=kept.plan,
        validators=kept.validators,
        wanted=kept.wanted,
        robots=kept.robots,
        keep_robots=kept.keep_robots,
        tell=told.tell,
    )
    if not sources:
        return
    wanted = done = 0
    end = SourcesSpider, scrapy_settings(settings.collect), plan
    with crawling(*end, done=told.end) as wait, told:
        for events in told.batches():
            intake.take(events)
            wanted += sum(event.fresh for event in events if isinstance(event, Polled))
            done += sum(isinstance(event, Fetched | Missed) for event in events)
            if progress:
                progress(done, wanted)
        intake.finish()
        wait()


class _Told:
    """The events of a crawl on their way to the intake; a context manager for the taking side.

    Those that carry a body wait while sixteen of them are on their way. When the taking ends,
    however it does, nobody waits any longer.
    """

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._places = threading.Semaphore(WAITING_BODIES)
        self._stopped = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopped.set()

    async def tell(self, event: Event) -> None:
        """Hand over an event."""
        if _is_heavy(event) and not self._places.acquire(blocking=False):
            await asyncio.to_thread(self._wait)
        self._events.put(event)

    def _wait(self) -> None:
        while not self._stopped.is_set():
            if self._places.acquire(timeout=LOOK_EVERY):
                return

    def end(self) -> None:
        """Nothing more comes."""
        self._events.put(None)

    def batches(self) -> Iterator[list[Event]]:
        """The events to their end, those together that wait; none where the crawl pauses."""
        ended = False
        while not ended:
            events: list[Event] = []
            try:
                event = self._events.get(timeout=LOOK_EVERY)
                while event is not None and len(events) < MOST_TOGETHER:
                    events.append(event)
                    event = self._events.get_nowait()
                ended = event is None
                events += [event] if event is not None else []
            except queue.Empty:
                pass
            for _ in filter(_is_heavy, events):
                self._places.release()
            yield events


def _is_heavy(event: Event) -> bool:
    return isinstance(event, Polled | Fetched) and event.response is not None


def _report(tally: Tally, others: dict[str, PollPlan]) -> CollectReport:
    stopped = tuple(slug for slug, plan in others.items() if plan.stopped_at)
    return CollectReport(
        polled=len(tally.polled),
        answered=len(tally.polled - tally.failed),
        waiting=len(others) - len(stopped),
        stopped=stopped,
        new=tally.saved[Saved.NEW],
        changed=tally.saved[Saved.CHANGED],
        known=tally.known + tally.saved[Saved.UNCHANGED],
        comments=tally.comments,
        rejected=tally.rejected,
        problems=tuple(tally.problems),
        unnamed=tally.unnamed,
    )
