"""A Dask cluster at work for a command: workers that have what they need, batches out, answers in.

Only a command that was given an address imports this: `distributed` is an extra. Each worker makes
its tool once; what it is made from (register, weights) comes with it, so a worker needs no
workspace, and no database either: the command alone writes.
"""

import ctypes
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Generic, Protocol, Self, TypeVar

import distributed
from distributed import WorkerPlugin

from commissioning.domain.errors import ClusterError, DigestError

# Its functions carry no types.
_dask: Any = distributed

AHEAD = 3
CONNECTING = 10.0
PATIENCE = 180.0
LOADING = 300.0
_LOOK = 2.0
_HOW = "dask worker ADDRESS --nthreads 1 --memory-limit 2GB"

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Given = TypeVar("Given", contravariant=True)
Made = TypeVar("Made", covariant=True)


class Tool(Protocol[Given, Made]):
    """What a worker does its work with."""

    @property
    def version(self) -> str:
        """All that its answers depend on."""

    def work(self, batch: tuple[Given, ...]) -> tuple[Made, ...]:
        """An answer for each, in order. An item that cannot be dealt with has one that says so."""

    def close(self) -> None:
        """Give back what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outfit(Generic[Item, Answer]):
    """What each worker is to have.

    name     of the kind of tool: a worker has one of a kind
    make     makes it out of the files, which lie in a folder on the worker
    files    their contents by their paths in that folder
    version  what the tool's must be
    """

    name: str
    make: Callable[[Path], Tool[Item, Answer]]
    files: Mapping[str, bytes]
    version: str


class Unfit(ClusterError):
    """The worker at `name` cannot have its tool, or has one of another version."""


@dataclass(frozen=True, slots=True)
class Lost:
    """In an answer's place: every worker that had the item ended, so it is to blame."""


@dataclass(slots=True, kw_only=True)
class Out(Generic[Item]):
    """A batch that was handed out."""

    batch: tuple[Item, ...]
    future: Any


class Cluster(Generic[Item, Answer]):
    """The workers of the scheduler at `address`, each with its outfit; a context manager.

    Workers that come later get theirs too. `remark` is told, in a line, of a worker that does not
    fit and is sent away. Entering raises ClusterError where nothing answers at the address, where
    there are no workers, and where one of them does not fit: then none is touched.
    """

    def __init__(
        self, address: str, outfit: Outfit[Item, Answer], *, remark: Callable[[str], None]
    ) -> None:
        self._address = address
        self._outfit = outfit
        self._remark = remark
        self._client: Any = None
        self._sent_away: set[str] = set()

    def __enter__(self) -> Self:
        try:
            self._client = _dask.Client(
                self._address, timeout=CONNECTING, set_as_default=False, name="digest"
            )
        except (OSError, ValueError, TimeoutError) as error:
            message = "no Dask scheduler answers there; 'dask scheduler' starts one"
            raise ClusterError(self._address, message) from error
        try:
            self._fit_out()
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._leave()

    @property
    def places(self) -> int:
        """How many batches may be out at once: enough that no worker waits for the next."""
        return AHEAD * max(1, self._workers())

    def hand_out(self, batch: tuple[Item, ...]) -> Out[Item]:
        """Have a batch dealt with by one of the workers."""
        return Out(batch=batch, future=self._submit(batch))

    def is_done(self, out: Out[Item]) -> bool:
        """Whether `answers` would not wait."""
        return bool(out.future.done())

    def answers(self, out: Out[Item]) -> tuple[Answer | Lost, ...]:
        """What became of each item of a batch, in order; waits for it.

        The batch of a worker that was lost is done again by another. An item whose workers end
        again and again, alone too, is answered by Lost. Raises ClusterError where no worker is
        left for three minutes, or the scheduler is gone.
        """
        try:
            return self._result(out)
        except _dask.KilledWorker:
            if len(out.batch) == 1:
                return (Lost(),)
            return tuple(self.answers(self.hand_out((item,)))[0] for item in out.batch)

    def _result(self, out: Out[Item]) -> tuple[Answer | Lost, ...]:
        alone_since: float | None = None
        while True:
            try:
                found: tuple[Answer, ...] = out.future.result(timeout=_LOOK)
            except TimeoutError:
                alone_since = self._alone(alone_since)
            except Unfit as error:
                self._send_away(error)
                out.future = self._submit(out.batch)
            except (_dask.CancelledError, OSError) as error:
                message = "the scheduler is gone; what was done is kept, run it again to go on"
                raise ClusterError(self._address, message) from error
            else:
                return found

    def _alone(self, since: float | None) -> float | None:
        """Since when there has been no worker; gives up after three minutes."""
        if self._workers():
            return None
        now = time.monotonic()
        if since is not None and now - since > PATIENCE:
            message = f"no worker is left; start one ({_HOW}) and run it again to go on"
            raise ClusterError(self._address, message)
        return now if since is None else since

    def _workers(self) -> int:
        return len(self._client.scheduler_info()["workers"])

    def _submit(self, batch: tuple[Item, ...]) -> Any:
        return self._client.submit(
            _work, self._outfit.name, self._outfit.version, batch, pure=False
        )

    def _send_away(self, error: Unfit) -> None:
        if error.name not in self._sent_away:
            self._sent_away.add(error.name)
            self._remark(str(error))
            self._client.retire_workers([error.name])

    def _fit_out(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=CONNECTING)
        except TimeoutError as error:
            raise ClusterError(self._address, f"has no workers; start one: {_HOW}") from error
        try:
            self._client.register_plugin(_Fitting(self._outfit), name=self._outfit.name)
        except Exception as error:  # whatever a worker that lacks the product makes of it
            message = f"its workers cannot be prepared ({type(error).__name__}: {error})"
            raise ClusterError(self._address, message) from error
        tried = [
            self._client.submit(
                _work, self._outfit.name, self._outfit.version, (), workers=[worker], pure=False
            )
            for worker in self._client.scheduler_info()["workers"]
        ]
        for future in tried:
            try:
                future.result(timeout=LOADING)
            except TimeoutError as error:
                raise ClusterError(self._address, "a worker does not get ready") from error

    def _leave(self) -> None:
        with suppress(OSError, TimeoutError, ValueError):  # the scheduler may be gone
            self._client.unregister_worker_plugin(self._outfit.name)
        self._client.close()


class OnCluster(Generic[Item, Answer]):
    """What does its work on a cluster; entered and left with it, see there for the errors."""

    def __init__(self, cluster: Cluster[Item, Answer]) -> None:
        self._cluster = cluster

    def __enter__(self) -> Self:
        self._cluster.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._cluster.__exit__(*error)


# What follows runs in the workers.

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of malloc.h


class _Fitting(WorkerPlugin):
    """A worker's tool: made when it is first needed, once, and used by one thread at a time."""

    def __init__(self, outfit: Outfit[Any, Any]) -> None:
        self.outfit = outfit

    def setup(self, worker: Any) -> None:
        """Lay the files down; the tool itself would keep the worker from answering."""
        self._address = worker.address
        self._folder = self._on(worker)
        self._lock = Lock()
        self._tool: Tool[Any, Any] | None = None
        _keep_freed()
        shutil.rmtree(self._folder, ignore_errors=True)
        for name, content in self.outfit.files.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def teardown(self, worker: Any) -> None:
        """Give the tool and the files back."""
        if self._tool is not None:
            self._tool.close()
        shutil.rmtree(self._on(worker), ignore_errors=True)

    def _on(self, worker: Any) -> Path:
        return Path(worker.local_directory, self.outfit.name)

    def work(self, batch: tuple[Any, ...]) -> tuple[Any, ...]:
        """The tool's answers; Unfit where there is none, or one of another version."""
        with self._lock:
            tool = self._tool or self._make()
            if tool.version != self.outfit.version:
                message = f"has {tool.version}, not {self.outfit.version}; install the same release"
                raise Unfit(self._address, message)
            return tool.work(batch)

    def _make(self) -> Tool[Any, Any]:
        try:
            self._tool = self.outfit.make(self._folder)
        except DigestError as error:
            raise Unfit(self._address, str(error)) from error
        return self._tool


def _keep_freed() -> None:
    """Let glibc keep what is freed, up to 128 MB: Dask has its workers hand all of it back at once.

    A tagger's arrays come and go, and to ask for them anew each time took it a tenth longer.
    """
    if sys.platform == "linux" and (tune := getattr(ctypes.CDLL(None), "mallopt", None)):
        tune(_TRIM_THRESHOLD, 128 << 20)
        tune(_MMAP_THRESHOLD, 32 << 20)


def _work(name: str, version: str, batch: tuple[Any, ...]) -> tuple[Any, ...]:
    worker: Any = _dask.get_worker()
    fitted: _Fitting | None = worker.plugins.get(name)
    if fitted is None or fitted.outfit.version != version:
        raise ClusterError(worker.address, "works for another command now; run this one again")
    return fitted.work(batch)
