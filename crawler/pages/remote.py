"""Pages read on a Dask cluster: the bytes go there, articles come back.

Each worker has a pool of one process, so that a page that hangs or crashes its reader there ends
that alone, as on this machine.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from commissioning.cluster import Cluster, Lost, OnCluster, Out, Outfit
from commissioning.domain.errors import NotAnArticle
from crawler.pages.page import EXTRACTOR
from crawler.pages.pool import Job, Outcome, Readers

KIND = "digest-reader"
MOST = 16
BYTES = 1_000_000


class RemoteReaders(OnCluster[Job, Outcome]):
    """Readers on the workers of a cluster, used like `Readers`; a context manager for one thread.

    `patience` is in seconds a page. Entering raises ClusterError; see `Cluster`.
    """

    def __init__(self, address: str, patience: float, *, remark: Callable[[str], None]) -> None:
        outfit = Outfit(name=KIND, make=partial(_Tool, patience), files={}, version=EXTRACTOR)
        super().__init__(Cluster(address, outfit, remark=remark))
        self._batch: list[Job] = []
        self._out: deque[tuple[tuple[Job, ...], Out[Job]]] = deque()
        self._ready: deque[tuple[Job, Outcome]] = deque()

    @property
    def ahead(self) -> int:
        """How many pages may be on their way, or wait for one before them."""
        return 2 * MOST * self._cluster.places

    def submit(self, job: Job) -> None:
        """Have a page read; waits while each worker has a few batches before it."""
        held = sum(len(other.body) for other in self._batch)
        if self._batch and held + len(job.body) > BYTES:
            self._hand_out()
        self._batch.append(job)
        if len(self._batch) == MOST:
            self._hand_out()

    def results(self, block: bool) -> Iterator[tuple[Job, Outcome]]:
        """What was read since the last call; with `block` also all that is not yet.

        A page that cannot be read is answered by a NotAnArticle with its URL, TooSlow where
        patience ended.
        """
        if block and not self._ready and not self._out:
            self._hand_out()
        while self._ready or (self._out and (block or self._cluster.is_done(self._out[0][1]))):
            if not self._ready:
                self._take_back()
            yield self._ready.popleft()
            if block and not self._ready and not self._out:
                self._hand_out()

    def _hand_out(self) -> None:
        if not self._batch:
            return
        while len(self._out) >= self._cluster.places:
            self._take_back()
        jobs, self._batch = tuple(self._batch), []
        bare = tuple(replace(job, token=None) for job in jobs)  # the token stays here
        self._out.append((jobs, self._cluster.hand_out(bare)))

    def _take_back(self) -> None:
        jobs, out = self._out.popleft()
        for job, found in zip(jobs, self._cluster.answers(out), strict=True):
            gone = NotAnArticle(job.url, "cannot be read (the workers that tried it ended)")
            self._ready.append((job, gone if isinstance(found, Lost) else found))


class _Tool:
    """A pool of one process on a worker."""

    version = EXTRACTOR

    def __init__(self, patience: float, _folder: Path) -> None:
        self._readers = Readers(1, patience)

    def work(self, batch: tuple[Job, ...]) -> tuple[Outcome, ...]:
        """An article for each page, or why there is none."""
        found: dict[int, Outcome] = {}
        for place, job in enumerate(batch):
            self._readers.submit(replace(job, token=place))
            found.update((done.token, outcome) for done, outcome in self._readers.results(False))
        found.update((done.token, outcome) for done, outcome in self._readers.results(True))
        return tuple(found[place] for place in range(len(batch)))

    def close(self) -> None:
        """End the process."""
        self._readers.close()
