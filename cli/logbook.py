"""The log of this command: the id of its run, where it goes, what is told of each stage."""

import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from commissioning.logs import Logbook, keep, kept, logger

try:
    import resource
except ImportError:  # Windows
    _PEAK_UNIT = None
else:
    _PEAK_UNIT = 1_000_000 if sys.platform == "darwin" else 1_000

# What the log says of a stage, and of a command that did not end well.
BEGUN, DONE, BROKEN_OFF = "begun", "done", "broken off"
FAILED, MISTAKE, STOPPED = "failed", "a mistake of the program", "stopped"

_log = logger(__name__)


def begin_log(command: str, *, aloud: bool = False) -> None:
    """Give this run its id; `aloud` shows on standard error what happens, as it happens."""
    run = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    keep(Logbook(run=run, command=command, aloud=aloud))


def log_into(file: Path, *, complain: Callable[[str], None]) -> None:
    """Keep the log in a file from now on; it is made when there is something to tell."""
    if kept() is None:
        begin_log("")
    if logbook := kept():
        keep(replace(logbook, file=file), complain=complain)


@contextmanager
def stage(title: str) -> Iterator[None]:
    """Tell the log when a part of the work begins and how it ends, in seconds and megabytes."""
    start = time.monotonic()
    _log.info(BEGUN, stage=title)
    ending = BROKEN_OFF
    try:
        yield
        ending = DONE
    finally:
        seconds = round(time.monotonic() - start, 1)
        _log.info(ending, stage=title, seconds=seconds, peak_mb=_peak_mb())


def _peak_mb() -> int | None:
    """The most memory that this process had so far."""
    if _PEAK_UNIT is None:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _PEAK_UNIT
