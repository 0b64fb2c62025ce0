"""Tagging in processes beside the caller, so that all cores work.

A text that ends its process is named, and the others go on.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

from commissioning.domain.errors import TaggingError
from commissioning.domain.tags import Tagging, Text
from commissioning.logs import Logbook, kept
from commissioning.processes import begin, worker_context
from nlp.batches import Answers, Batch, TagsTexts, run_batches

NONE_RUN = "the processes that tag do not run on this machine; set [tag] workers = 1"
AHEAD = 3
Out = tuple[Batch, Future[Answers]]


class Workers:
    """Taggers in processes of their own, each loaded once; a context manager for one thread.

    `make` gives a tagger and can be pickled; `count` is how many there are. They start with the
    first text. Leaving on an error gives up what is not tagged.
    """

    def __init__(self, make: Callable[[], TagsTexts], count: int) -> None:
        self._make = make
        self._count = count
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if self._pool is not None and kind is None:
            self._pool.close()  # type: ignore[no-untyped-call]
            self._pool.join()
        else:
            self._give_up()

    @property
    def version(self) -> str:
        """The taggers' version; raises TaggingError where they cannot be loaded."""
        try:
            version: str = self._schedule(_version).result()
        except (ProcessExpired, BrokenProcessPool) as error:
            raise TaggingError("workers", NONE_RUN) from error
        return version

    def tag_all(self, texts: Iterable[Text]) -> Iterator[Tagging | TaggingError]:
        """A tagging or an error for each text, in order; a few batches a process in memory.

        Raises TaggingError where no tagger can be loaded or no process be started.
        """
        return run_batches(self, texts)

    @property
    def places(self) -> int:
        """How many batches may be out at once."""
        return AHEAD * self._count

    def hand_out(self, batch: Batch) -> Out:
        """Have a batch tagged in one of the processes."""
        return batch, self._schedule(_tag, batch)

    def answers(self, out: Out) -> Answers:
        """What became of a batch's texts; one that ends its process is named by itself."""
        batch, future = out
        try:
            return future.result()
        except (ProcessExpired, BrokenProcessPool):
            return tuple(self._alone(text) for text in batch)

    def _alone(self, text: Text) -> Tagging | TaggingError:
        try:
            answers: Answers = self._schedule(_tag, (text,)).result()
        except ProcessExpired as error:
            message = f"cannot be tagged (its process ended with {error.exitcode})"
            return TaggingError(text.id, message)
        except BrokenProcessPool as error:
            raise TaggingError("workers", NONE_RUN) from error
        return answers[0]

    def _schedule(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        if self._pool is None or not self._pool.active:
            self._give_up()
            self._pool = ProcessPool(
                max_workers=self._count,
                initializer=_start,
                initargs=(self._make, kept()),
                context=worker_context(__name__),
            )
        future: Future[Any] = self._pool.schedule(work, args=arguments)
        return future

    def _give_up(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()


# What follows runs in the processes.

_make: Callable[[], TagsTexts]


def _start(make: Callable[[], TagsTexts], logbook: Logbook | None) -> None:
    global _make
    begin(logbook)
    _make = make


@cache
def _tagger() -> TagsTexts:
    """Loaded with the first task, so that an error comes back as that task's."""
    return _make()


def _version() -> str:
    return _tagger().version


def _tag(batch: Batch) -> Answers:
    return tuple(_tagger().tag_all(batch))
