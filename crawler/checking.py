"""Asks each source once and says how it answers, without storing anything."""

import asyncio
import queue
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commissioning.domain.coverage import PollOutcome
from commissioning.domain.errors import NotAFeed
from commissioning.settings import Settings
from crawler.engine import crawling, scrapy_settings
from crawler.events import Event, Polled
from crawler.feeds import read_feed, read_sitemap
from crawler.sources import SourceEntry
from crawler.spiders.sources import Plan, SourcesSpider


class State(StrEnum):
    """How a source answers."""

    OK = "ok"
    FOUND = "found"
    MOVED = "moved"
    EMPTY = "empty"
    FAILING = "failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How one source answered.

    address  where its entries were found; None where they were not
    newest   the newest date that an entry has
    """

    slug: str
    name: str
    state: State
    address: str | None
    entries: int
    newest: date | None
    detail: str | None

    @property
    def in_trouble(self) -> bool:
        """Whether a person should look at it."""
        return self.state in (State.MOVED, State.EMPTY, State.FAILING)


def check_sources(
    settings: Settings,
    sources: Sequence[SourceEntry],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[SourceState, ...]:
    """The state of each source, in the order given. No page of an article is fetched."""
    waiting: queue.Queue[Event | None] = queue.Queue()

    async def tell(event: Event) -> None:
        await asyncio.to_thread(waiting.put, event)

    plan = Plan(
        sources=tuple(sources),
        since=None,
        proxy=settings.collect.proxy,
        clock=settings.clock,
        validators=_no_validators,
        known=_all_known,
        tell=tell,
    )
    polls: dict[str, Polled] = {}
    with crawling(
        SourcesSpider, scrapy_settings(settings.collect), plan, done=lambda: waiting.put(None)
    ) as wait:
        while (event := waiting.get()) is not None:
            if isinstance(event, Polled):
                polls.setdefault(event.source.slug, event)
            if progress:
                progress(len(polls), len(sources))
        wait()
    return tuple(_state(source, polls.get(source.slug)) for source in sources)


def _no_validators(_url: str) -> tuple[None, None]:
    return None, None


def _all_known(_source: SourceEntry, urls: Iterable[str]) -> frozenset[str]:
    return frozenset(urls)


def _state(source: SourceEntry, poll: Polled | None) -> SourceState:
    given = source.feed or source.sitemap or (source.listing.url if source.listing else None)
    if poll is None or poll.outcome is PollOutcome.FAILED:
        state = State.FAILING
    elif poll.entries == 0:
        state = State.EMPTY
    elif given is None:
        state = State.FOUND
    else:
        state = State.OK if poll.address == given else State.MOVED
    answered = poll is not None and poll.outcome is not PollOutcome.FAILED
    detail = poll.detail if poll else "was not asked"
    if state in (State.FOUND, State.MOVED) and poll:
        detail = f'write feed = "{poll.address}"' + (f" ({detail})" if detail else "")
    return SourceState(
        slug=source.slug,
        name=source.name,
        state=state,
        address=poll.address if poll and answered else None,
        entries=poll.entries if poll else 0,
        newest=_newest(poll),
        detail=detail,
    )


def _newest(poll: Polled | None) -> date | None:
    if poll is None or poll.response is None:
        return None
    body = poll.response.body
    for read in (read_feed, lambda body, url: read_sitemap(body, url=url).entries):
        try:
            entries = read(body, url=poll.address)
        except NotAFeed:
            continue
        return max((entry.published.day for entry in entries if entry.published), default=None)
    return None
