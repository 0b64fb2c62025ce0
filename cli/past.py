"""How the last commands ended, read out of the log."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cli.logbook import BEGUN, BROKEN_OFF, DONE, FAILED, MISTAKE, STOPPED
from commissioning.domain.errors import Busy

TURNED_AWAY = "found another command at work"
_MAIN = {"run", "demo"}
_STAGES = {"collect", "tag", "cluster", "build"}
_KEEPING = _MAIN | _STAGES | {"backup"}
_TAIL = 1_000_000  # bytes of each file: some hundred runs


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCommand:
    """A command that worked or failed.

    began, last  UTC; its first and its last line in the log
    failed       why it did not come to its end, in one line; None where nothing says so
    stages       parts of the work that were begun and not ended: it goes on, or was cut short
    """

    run: str
    command: str
    began: datetime
    last: datetime
    failed: str | None = None
    stages: int = 0

    @property
    def took(self) -> timedelta:
        """From the first line to the last."""
        return self.last - self.began

    @property
    def ended_well(self) -> bool:
        """Whether it came to its end and nothing failed."""
        return self.failed is None and not self.stages

    @property
    def ending(self) -> str:
        """In a few words."""
        if self.failed is not None:
            return self.failed
        return "goes on, or was cut short" if self.stages else "ended well"


def past_commands(log: Path, *, many: int | None = None) -> tuple[PastCommand, ...]:
    """The last `many`, or all, newest first; `log` is the newest file.

    What cannot be read is passed over.
    """
    found: dict[str, PastCommand] = {}
    for line in _lines((log.with_name(f"{log.name}.1"), log)):
        with suppress(ValueError, KeyError, TypeError):
            event = json.loads(line)
            run, at = str(event["run"]), datetime.fromisoformat(event["time"])
            first = PastCommand(run=run, command=str(event["command"]), began=at, last=at)
            found[run] = _after(found.get(run, first), event, at)
    return tuple(sorted(found.values(), key=lambda one: one.began, reverse=True)[:many])


def keeping(past: Sequence[PastCommand]) -> tuple[PastCommand, ...]:
    """Of the commands that keep the site those that tell how it is kept, the last to end first.

    These are the newest that ended well, and those that did not and are not settled: the same
    command settles one by ending well later, and `digest run` settles its stages. What people ask,
    check or import by hand is not among them.
    """
    found: list[PastCommand] = []
    settled: set[str] = set()
    for one in sorted(past, key=lambda one: one.last, reverse=True):
        if one.command not in _KEEPING or one.command in settled:
            continue
        if not one.ended_well or not settled:
            found.append(one)
        if one.ended_well:
            settled |= _MAIN | _STAGES if one.command in _MAIN else {one.command}
    return tuple(found)


def _after(past: PastCommand, event: Mapping[str, Any], at: datetime) -> PastCommand:
    """With one event more."""
    match event["event"]:
        case str() as known if known == BEGUN:
            return replace(past, last=at, stages=past.stages + 1)
        case str() as known if known in (DONE, BROKEN_OFF):
            return replace(past, last=at, stages=past.stages - 1)
        case str() as known if known in (FAILED, MISTAKE, STOPPED):
            return replace(past, last=at, failed=_why(known, event))
    return replace(past, last=at)


def _why(known: str, event: Mapping[str, Any]) -> str:
    if known == STOPPED:
        return STOPPED
    if event.get("error") == Busy.__name__:
        return TURNED_AWAY
    why = event.get("says") or f"{known} ({event.get('error')})"
    return str(why)[:300]


def _lines(files: Iterable[Path]) -> Iterator[bytes]:
    for path in files:
        with suppress(OSError), path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL))
            yield from file
