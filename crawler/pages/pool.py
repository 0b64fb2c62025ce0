"""Pages read in processes beside the caller, so that all cores work.

A page that hangs or crashes its reader is named, and the others go on.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TookTooLong
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from commissioning.domain.articles import ArchiveRef, Article, FeedEntry
from commissioning.domain.dates import Dated
from commissioning.domain.errors import NotAnArticle, ReadersFailed, TooSlow
from commissioning.logs import kept, logger, place_of
from commissioning.processes import begin, worker_context
from crawler.pages.page import read_page

_log = logger(__name__)

PAGES_A_WORKER = 2_000
AHEAD = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A page to be read.

    url        where it was fetched
    source     slug of its source
    entry      what the feed said of it
    selectors  the source's own rules for its pages, a `crawler.selectors.Selectors`
    token      the caller's own; it stays in this process
    """

    body: bytes
    url: str
    source: str
    captured: Dated
    content_type: str | None = None
    entry: FeedEntry | None = None
    archive: ArchiveRef | None = None
    selectors: object | None = None
    token: Any = None


Outcome = Article | NotAnArticle
Thing = TypeVar("Thing")


class ReadsPages(Protocol):
    """What reads pages elsewhere while the caller goes on: on this machine or on a cluster."""

    @property
    def ahead(self) -> int:
        """How many pages may be on their way, or wait for one before them."""

    def submit(self, job: Job) -> None:
        """Have a page read; waits while enough are on their way."""

    def results(self, block: bool) -> Iterator[tuple[Job, Outcome]]:
        """What was read since the last call; with `block` also all that is not yet."""


class Readers:
    """A pool of processes that read pages; a context manager for one thread.

    `workers` 0 is as many as there are cores; they start at the first page. `patience` is in
    seconds. Call `submit` and, between, `results(block=False)`; at the end `results(block=True)`
    gives what is left. Leaving on an error gives up what is not read.
    """

    def __init__(self, workers: int, patience: float) -> None:
        self.workers = workers or os.cpu_count() or 1
        self.patience = patience
        self._pool: ProcessPool | None = None
        self._places = BoundedSemaphore(self.workers * AHEAD)
        self._finished: SimpleQueue[tuple[Job, bool, Future[Outcome]]] = SimpleQueue()
        self._waiting = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._pool is not None and kind is None:
            self._pool.close()  # type: ignore[no-untyped-call]
            self._pool.join()
        else:
            self.close()

    @property
    def ahead(self) -> int:
        """How many pages may be on their way, or wait for one before them."""
        return 2 * AHEAD * self.workers

    @property
    def pending(self) -> int:
        """How many pages were submitted and not yet given back."""
        return self._waiting

    def submit(self, job: Job) -> None:
        """Have a page read; waits while eight pages a worker are being read or wait for it."""
        self._places.acquire()
        self._waiting += 1
        self._schedule(job, again=False)

    def results(self, block: bool) -> Iterator[tuple[Job, Outcome]]:
        """What was read since the last call, as it finished; with `block` also all that is not yet.

        A page that cannot be read is answered by a NotAnArticle with its URL, TooSlow where
        patience ended. Raises ReadersFailed where no process can be started.
        """
        while self._waiting:
            try:
                job, again, future = self._finished.get(block=block)
            except Empty:
                return
            outcome = _outcome(job, future)
            if outcome is None and not again:
                self._schedule(job, again=True)
                continue
            self._waiting -= 1
            if outcome is None:
                raise ReadersFailed("the processes that read pages do not run on this machine")
            yield job, outcome

    def close(self) -> None:
        """Give up what is not read, and end the processes."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def _schedule(self, job: Job, *, again: bool) -> None:
        if self._pool is None or not self._pool.active:
            self.close()
            self._pool = ProcessPool(
                max_workers=self.workers,
                max_tasks=PAGES_A_WORKER,
                initializer=begin,
                initargs=(kept(),),
                context=worker_context(__name__),
            )
        page = (job.body, job.url, job.source, job.captured, job.content_type, job.entry)
        future: Future[Outcome] = self._pool.schedule(
            _read, args=(*page, job.archive, job.selectors), timeout=self.patience
        )

        def finish(done: Future[Outcome]) -> None:
            self._finished.put((job, again, done))
            if not again:
                self._places.release()

        future.add_done_callback(finish)


@dataclass(slots=True)
class _Place:
    """A thing in the queue, and what became of it."""

    thing: Any
    outcome: Outcome | None
    done: bool


def in_order(
    readers: ReadsPages, things: Iterable[Job | Thing]
) -> Iterator[tuple[Job | Thing, Outcome | None]]:
    """Have the pages among the things read, and give all back in their order.

    What is no Job comes back with None. No more things are taken than keep the readers busy, so
    one that is slow holds up those behind it and memory stays bounded.
    """
    queue: deque[_Place] = deque()
    reading: dict[int, _Place] = {}

    def take(block: bool) -> None:
        for job, outcome in readers.results(block=block):
            place = reading.pop(id(job))
            place.outcome, place.done = outcome, True
            if block:
                break

    for thing in things:
        place = _Place(thing, None, not isinstance(thing, Job))
        queue.append(place)
        if isinstance(thing, Job):
            reading[id(thing)] = place
            readers.submit(thing)
        take(block=False)
        while queue and (queue[0].done or len(queue) > readers.ahead):
            if queue[0].done:
                first = queue.popleft()
                yield first.thing, first.outcome
            else:
                take(block=True)
    while queue:
        while not queue[0].done:
            take(block=True)
        first = queue.popleft()
        yield first.thing, first.outcome


def _outcome(job: Job, future: Future[Outcome]) -> Outcome | None:
    """What became of a page; None where the whole pool broke and the page is not to blame."""
    try:
        return future.result()
    except TookTooLong:
        return TooSlow(job.url, "reading it took too long")
    except ProcessExpired as error:
        return NotAnArticle(job.url, f"cannot be read (its reader ended with {error.exitcode})")
    except BrokenProcessPool:
        return None
    except Exception as error:  # what cannot be sent back from the process
        return NotAnArticle(job.url, _reason(error))


def _reason(error: BaseException) -> str:
    """Without the error's own words, which may quote what a reader wrote."""
    return f"cannot be read ({type(error).__name__} in {place_of(error)})"


# What follows runs in the processes.


def _read(
    body: bytes,
    url: str,
    source: str,
    captured: Dated,
    content_type: str | None,
    entry: FeedEntry | None,
    archive: ArchiveRef | None,
    selectors: object | None,
) -> Outcome:
    special: dict[str, Any] = {} if selectors is None else {"selectors": selectors}
    try:
        return read_page(
            body,
            url=url,
            source=source,
            captured=captured,
            content_type=content_type,
            entry=entry,
            archive=archive,
            **special,
        )
    except NotAnArticle as error:
        return error
    except Exception as error:
        _log.exception("a page broke its reader", url=url, source=source)
        return NotAnArticle(url, _reason(error))
