"""Runs that the desk starts: one at a time, each a process of its own, watched and stopped."""

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock

PROGRESS_VARIABLE = "DIGEST_PROGRESS"
_PATIENCE = 20.0
_TAIL = 20_000
_LINES = 12


class RunKind(StrEnum):
    """What can be run."""

    RUN = "run"
    COLLECT = "collect"
    TAG = "tag"
    BUILD = "build"


_ARGUMENTS = {
    RunKind.RUN: ("run",),
    RunKind.COLLECT: ("collect",),
    RunKind.TAG: ("tag", "--stale"),
    RunKind.BUILD: ("build",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run as it is now.

    source    slug of the one source that it asks; '' for all that are due
    finished  UTC; None while it goes on
    code      how it ended: 0 is well, below 0 it was stopped; None while it goes on
    stage     what it is at: 'Collecting'; '' where it has not said
    done, of  how far; 0 of 0 where that is not known
    said      its last lines
    """

    kind: RunKind
    source: str
    started: datetime
    finished: datetime | None = None
    code: int | None = None
    stage: str = ""
    done: int = 0
    of: int = 0
    said: tuple[str, ...] = ()

    @property
    def is_going(self) -> bool:
        """Whether it has not ended."""
        return self.code is None


class Runs:
    """The runs of one desk. `command` is what begins every command line: ('digest',)."""

    def __init__(
        self, command: Sequence[str], workspace: Path, clock: Callable[[], datetime]
    ) -> None:
        self._command = tuple(command)
        self._workspace = workspace
        self._clock = clock
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._last: Run | None = None

    def start(self, kind: RunKind, *, source: str = "") -> bool:
        """Start a run; False where one goes on. `source` is the slug of the only one to ask."""
        with self._lock:
            if self._now() is not None and self._process is not None:
                return False
            if self._folder is not None:
                self._folder.cleanup()
            self._folder = tempfile.TemporaryDirectory(prefix="digest-desk-")
            place = Path(self._folder.name)
            arguments = [*_ARGUMENTS[kind], *(("--source", source) if source else ())]
            with (place / "said").open("wb") as said:
                self._process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                    [*self._command, *arguments, "--workspace", str(self._workspace)],
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, PROGRESS_VARIABLE: str(place / "progress")},
                    start_new_session=True,
                )
            self._last = Run(kind=kind, source=source, started=self._clock())
            return True

    def last(self) -> Run | None:
        """The run that goes on, else the last one of this desk; None before the first."""
        with self._lock:
            return self._now()

    def stop(self) -> bool:
        """Ask the run to stop as Ctrl-C does: what it has done stays. False where none goes on."""
        with self._lock:
            self._now()
            if self._process is None:
                return False
            self._process.send_signal(signal.SIGINT)
            return True

    def close(self) -> None:
        """Stop what goes on, and wait for its end."""
        self.stop()
        process = self._process
        if process is not None:
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _now(self) -> Run | None:
        """The last run brought up to date; its process is let go when it has ended."""
        if self._last is None or self._folder is None or self._process is None:
            return self._last
        code = self._process.poll()
        place = Path(self._folder.name)
        stage, done, of = _progress(place / "progress")
        self._last = Run(
            kind=self._last.kind,
            source=self._last.source,
            started=self._last.started,
            finished=self._clock() if code is not None else None,
            code=code,
            stage=stage,
            done=done,
            of=of,
            said=_tail(place / "said"),
        )
        if code is not None:
            self._process = None
        return self._last


def _progress(path: Path) -> tuple[str, int, int]:
    try:
        told = json.loads(path.read_text("utf-8"))
        return str(told["what"])[:80], int(told["done"]), int(told["of"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", 0, 0


def _tail(path: Path) -> tuple[str, ...]:
    try:
        with path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - _TAIL))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ()
    return tuple(line[:500] for line in text.splitlines()[-_LINES:])
