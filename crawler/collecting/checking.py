"""Asks each source once and says how it answers, and what is odd about what it gave so far."""

import asyncio
import queue
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from commissioning.domain.articles import FeedEntry
from commissioning.domain.coverage import PollOutcome, SourceHistory
from commissioning.domain.polling import PollPlan
from commissioning.settings import Settings
from crawler.indexes.index import first_address
from crawler.sources import SourceEntry
from crawler.spiders.engine import crawling, scrapy_settings
from crawler.spiders.events import Event, Failed, Polled
from crawler.spiders.plan import Plan, Wanted
from crawler.spiders.sources import SourcesSpider

SILENT_AFTER = timedelta(days=45)
SILENT_RHYTHMS = 6
SHRUNK_TO = 0.4
FEW = 5


class State(StrEnum):
    """How a source answers.

    SILENT answers as it should, but has published nothing for far longer than is usual for it;
    EMPTY answers with a list that has nothing in it; WAITING asked to be left alone for a while;
    GONE says that it will not come back; FAILING does not answer, or not with what it should.
    """

    OK = "ok"
    FOUND = "found"
    MOVED = "moved"
    SILENT = "silent"
    EMPTY = "empty"
    WAITING = "waiting"
    GONE = "gone"
    FAILING = "failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How one source answered.

    address  where its entries were found; None where they were not
    newest   the newest date that an entry has, else the newest article that is stored
    reading  what is odd about the texts read from it lately; None where nothing is
    """

    slug: str
    name: str
    state: State
    address: str | None
    entries: int
    newest: date | None
    detail: str | None
    reading: str | None

    @property
    def in_trouble(self) -> bool:
        """Whether a person should look at it."""
        return self.state not in (State.OK, State.FOUND) or self.reading is not None


def check_sources(
    settings: Settings,
    sources: Sequence[SourceEntry],
    *,
    histories: Mapping[str, SourceHistory] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[SourceState, ...]:
    """The state of each source, in the order given. No page of an article is fetched.

    `histories` is what each gave so far, by slug: silence and odd texts are told by it.
    """
    waiting: queue.Queue[Event | None] = queue.Queue()
    newest: dict[str, datetime] = {}

    async def tell(event: Event) -> None:
        await asyncio.to_thread(waiting.put, event)

    def look(source: SourceEntry, entries: Sequence[FeedEntry]) -> Wanted:
        now = settings.clock()
        told = [entry.published or entry.updated for entry in entries]
        moments = [dated.moment for dated in told if dated and dated.moment <= now]
        if moments:
            newest[source.slug] = max(moments)
        return Wanted(entries=(), known=len(entries))

    plan = Plan(
        sources=tuple(sources),
        proxy=settings.collect.proxy,
        clock=settings.clock,
        state=lambda _source: PollPlan(history_at=settings.clock()),
        validators=lambda _url: (None, None),
        wanted=look,
        robots=lambda _origin: None,
        keep_robots=lambda _origin, _body: None,
        tell=tell,
    )
    polls: dict[str, Polled] = {}
    with crawling(
        SourcesSpider, scrapy_settings(settings.collect), plan, done=lambda: waiting.put(None)
    ) as wait:
        while (event := waiting.get()) is not None:
            if isinstance(event, Failed):
                raise event.error
            if isinstance(event, Polled):
                polls.setdefault(event.source.slug, event)
            if progress:
                progress(len(polls), len(sources))
        wait()
    return tuple(
        _state(
            source,
            polls.get(source.slug),
            newest.get(source.slug),
            (histories or {}).get(source.slug, SourceHistory()),
            settings.clock(),
        )
        for source in sources
    )


def _state(
    source: SourceEntry,
    poll: Polled | None,
    newest: datetime | None,
    history: SourceHistory,
    now: datetime,
) -> SourceState:
    latest = max((moment for moment in (newest, history.newest) if moment), default=None)
    state = _kind(source, poll)
    detail = poll.detail if poll else "was not asked"
    if state in (State.FOUND, State.MOVED) and poll:
        detail = f'write feed = "{poll.moved_to}"' + (f" ({detail})" if detail else "")
    if state in (State.OK, State.FOUND) and latest and now - latest > _patience(history):
        state = State.SILENT
        detail = f"answers, but its newest article is of {latest.date():%-d %B %Y}"
    return SourceState(
        slug=source.slug,
        name=source.name,
        state=state,
        address=poll.address if poll and poll.outcome.is_answer else None,
        entries=poll.entries if poll else 0,
        newest=latest.date() if latest else None,
        detail=detail,
        reading=what_is_odd(history),
    )


_STATES = {
    PollOutcome.FAILED: State.FAILING,
    PollOutcome.TOLD_TO_WAIT: State.WAITING,
    PollOutcome.GONE: State.GONE,
}


def _kind(source: SourceEntry, poll: Polled | None) -> State:
    if poll is None:
        return State.FAILING
    if poll.outcome in _STATES:
        return _STATES[poll.outcome]
    if poll.entries == 0:
        return State.EMPTY
    if poll.moved_to is None:
        return State.OK
    return State.MOVED if first_address(source) else State.FOUND


def _patience(history: SourceHistory) -> timedelta:
    usual = history.rhythm * SILENT_RHYTHMS if history.rhythm else SILENT_AFTER
    return max(usual, SILENT_AFTER)


def what_is_odd(history: SourceHistory) -> str | None:
    """What changed in the texts that were read lately against those before: a redesign, perhaps."""
    before, lately = history.before, history.lately
    if min(before.pages, lately.pages) < FEW:
        return None
    if lately.refused > 0.5 and lately.refused > 2 * before.refused:
        return (
            f"{lately.refused:.0%} of its latest pages gave no article, {before.refused:.0%} before"
        )
    if before.letters and lately.letters < SHRUNK_TO * before.letters:
        return f"its texts shrank to {lately.letters:,} letters from {before.letters:,}"
    if before.dated - lately.dated > 0.5:
        return f"{lately.dated:.0%} of its latest articles have a date, {before.dated:.0%} before"
    if before.signed - lately.signed > 0.6:
        return (
            f"{lately.signed:.0%} of its latest articles name an author, {before.signed:.0%} before"
        )
    return None
