"""Collects the sources: the crawl in the background, intake and archive here."""

import asyncio
import queue
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from commissioning.domain.errors import SettingsError
from commissioning.settings import Settings
from commissioning.store import coverage
from commissioning.store.articles import Saved
from commissioning.store.database import Database
from crawler.archive import Archive
from crawler.engine import crawling, scrapy_settings
from crawler.events import Event, Polled
from crawler.intake import Intake, Problem, Tally
from crawler.sources import SourceEntry
from crawler.spiders.sources import Plan, SourcesSpider

WAITING_EVENTS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectReport:
    """What a collection did. Sources are counted once, pages each time."""

    polled: int
    answered: int
    new: int
    changed: int
    known: int
    comments: int
    rejected: int
    problems: tuple[Problem, ...]


def collect(
    settings: Settings,
    database: Database,
    sources: Sequence[SourceEntry],
    *,
    only: Collection[str] = (),
    since: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> CollectReport:
    """Ask each source (or those in `only`) what it has, and fetch the pages that are not stored.

    `since` leaves out entries that their feed dates before that day. `progress` is called with the
    pages dealt with and the pages asked for. Raises SettingsError for a slug that no source has.
    """
    chosen = tuple(source for source in sources if not only or source.slug in only)
    for slug in sorted(set(only) - {source.slug for source in chosen}):
        raise SettingsError(str(settings.sources), None, f"there is no source '{slug}'")
    with database.session() as session:
        run_id = coverage.start_run(session, "collect", at=settings.clock())
    name = f"collect-{settings.clock():%Y%m%dT%H%M%SZ}-{run_id}.warc.gz"
    with Archive(settings.archive, name) as archive:
        intake = Intake(settings, database, archive, run_id)
        intake.register(chosen)
        _crawl(settings, intake, chosen, since, progress)
    with database.session() as session:
        coverage.finish_run(session, run_id, at=settings.clock())
    return _report(intake.tally)


def _crawl(
    settings: Settings,
    intake: Intake,
    sources: tuple[SourceEntry, ...],
    since: date | None,
    progress: Callable[[int, int], None] | None,
) -> None:
    waiting: queue.Queue[Event | None] = queue.Queue(maxsize=WAITING_EVENTS)

    async def tell(event: Event) -> None:
        await asyncio.to_thread(waiting.put, event)

    plan = Plan(
        sources=sources,
        since=since,
        proxy=settings.collect.proxy,
        clock=settings.clock,
        validators=intake.validators,
        known=intake.known,
        tell=tell,
    )
    wanted = done = 0
    end = SourcesSpider, scrapy_settings(settings.collect), plan
    with crawling(*end, done=lambda: waiting.put(None)) as wait:
        while (event := waiting.get()) is not None:
            intake.take(event)
            if isinstance(event, Polled):
                wanted += len(event.wanted)
            else:
                done += 1
            if progress:
                progress(done, wanted)
        wait()


def _report(tally: Tally) -> CollectReport:
    return CollectReport(
        polled=len(tally.polled),
        answered=len(tally.polled - tally.failed),
        new=tally.saved[Saved.NEW],
        changed=tally.saved[Saved.CHANGED],
        known=tally.known + tally.saved[Saved.UNCHANGED],
        comments=tally.comments,
        rejected=tally.rejected,
        problems=tuple(tally.problems),
    )
