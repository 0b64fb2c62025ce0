"""Pages made in processes beside the caller, so that all cores work.

They are forked from it, and so know all that it has read; each asks the store itself.
"""

import os
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing.connection import Connection, Pipe
from typing import Self

from commissioning.domain.errors import BuildError, DigestError
from commissioning.logs import logger
from site_builder.publishing.files import Output
from site_builder.publishing.publish import made_in_turn

_log = logger(__name__)

FEWEST = 300  # outputs for which processes are started at all
_LARGEST = 200  # as many articles' pages and JSON as the store is asked for at once
_TURNS = 8  # for each process at the least: pages of one kind, some much more work, stand together
_AHEAD = 3
_ENDED = "a process that makes pages was ended; set 'workers = 1' under [site] to do without"

Answer = list[bytes] | Exception


def can_fork() -> bool:
    """Whether processes can be forked safely here: not so on Windows and macOS."""
    return hasattr(os, "fork") and sys.platform != "darwin"


class Crew:
    """Makes the outputs in `count` processes, once many are to be made; a context manager.

    `begin` is called in each new process, to open what cannot be shared; `see_the_same` in the
    caller once all have begun: where they may not, all is made in the caller.
    """

    def __init__(
        self,
        outputs: Sequence[Output],
        count: int,
        *,
        begin: Callable[[], None],
        see_the_same: Callable[[], bool],
    ) -> None:
        self._count = count if can_fork() else 1
        self._begin = begin
        self._see_the_same = see_the_same
        self._outputs = outputs
        self._places: dict[str, int] = {}
        self._mates: list[_Mate] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._leave()

    def _leave(self) -> None:
        for mate in self._mates:
            mate.leave()
        self._mates = []

    def will_fork(self, wanted: Sequence[Output]) -> bool:
        """Whether these are so many that processes are started for them."""
        return not self._mates and self._count > 1 and len(wanted) >= FEWEST

    def make(self, wanted: Sequence[Output]) -> Iterator[bytes]:
        """The contents of the wanted outputs, in order. BuildError where a process was ended.

        Outputs that the crew was not made for are made in the caller.
        """
        if self.will_fork(wanted):
            self._start()
        known = all(output.path in self._places for output in wanted)
        if not self._mates or not known:
            yield from made_in_turn(wanted)
            return
        size = max(1, min(_LARGEST, len(wanted) // (_TURNS * len(self._mates))))
        chunks = deque(
            [self._places[output.path] for output in wanted[at : at + size]]
            for at in range(0, len(wanted), size)
        )
        handed_out: deque[_Mate] = deque()
        free = deque(mate for _ in range(_AHEAD) for mate in self._mates)
        while chunks or handed_out:
            while chunks and free:
                mate = free.popleft()
                mate.ask(chunks.popleft())
                handed_out.append(mate)
            mate = handed_out.popleft()
            yield from mate.answer()
            free.append(mate)

    def _start(self) -> None:
        self._places = {output.path: at for at, output in enumerate(self._outputs)}
        for _ in range(self._count):
            self._mates.append(_Mate(self._outputs, self._begin, self._mates))
        for mate in self._mates:
            mate.answer()
        if not self._see_the_same():
            self._leave()
            self._count = 1


class _Mate:
    """One process: it is asked for outputs by their places, and answers with their contents."""

    def __init__(
        self, outputs: Sequence[Output], begin: Callable[[], None], others: Sequence["_Mate"]
    ) -> None:
        self._line, theirs = Pipe()
        self._pid = os.fork()
        if self._pid == 0:
            for line in (self._line, *(other._line for other in others)):
                line.close()  # else none of them would hear that the caller has gone
            _work(theirs, outputs, begin)
        theirs.close()

    def ask(self, places: Sequence[int]) -> None:
        try:
            self._line.send(places)
        except OSError as error:
            raise BuildError("workers", _ENDED) from error

    def answer(self) -> list[bytes]:
        try:
            told: Answer = self._line.recv()
        except (EOFError, OSError) as error:
            raise BuildError("workers", _ENDED) from error
        if isinstance(told, Exception):
            raise told
        return told

    def leave(self) -> None:
        self._line.close()
        os.waitpid(self._pid, 0)


def _work(line: Connection, outputs: Sequence[Output], begin: Callable[[], None]) -> None:
    """The life of a process, which ends without touching what it shares with its parent."""
    try:
        line.send(_answer(begin))
        while True:
            line.send(_answer(partial(_made, outputs, line.recv())))
    except (EOFError, OSError, KeyboardInterrupt):
        os._exit(0)


def _made(outputs: Sequence[Output], places: Sequence[int]) -> list[bytes]:
    return [outputs[place].make() for place in places]


def _answer(work: Callable[[], list[bytes] | None]) -> Answer:
    """What came of the work, or an error for the parent to raise."""
    try:
        return work() or []
    except DigestError as error:
        return error
    except Exception:
        _log.exception("a page could not be made")
        return RuntimeError(traceback.format_exc())
