"""What the product tells of its work: events with fields, by which a run can be followed later.

A library that is imported is silent: only `cli` calls `keep`, and the processes that are started
beside it go on as it does. Words of readers and their names are in no event: fields hold plain
values alone, and an error that is not our own is told by its kind and place, for its message may
quote a page.
"""

import logging
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from commissioning.domain.errors import DigestError
from commissioning.domain.printable import printable
from commissioning.logfile import LogFile

LONGEST, MOST, FRAMES = 1_000, 50, 12
_ROOT = "digest"
_SOURCES = Path(__file__).parents[1]

logging.getLogger(_ROOT).addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True, kw_only=True)
class Logbook:
    """Where the events of a process go; it can be pickled for the processes that are started.

    run      names the run in each of its events
    command  what was called: 'run', 'sources check'
    file     JSON Lines; None for none
    aloud    also on standard error, for people to read
    """

    run: str
    command: str
    file: Path | None = None
    aloud: bool = False


_kept: Logbook | None = None


def logger(name: str) -> BoundLogger:
    """The logger of a module: `logger(__name__).info("polled", source="courier")`."""
    found: BoundLogger = structlog.wrap_logger(
        logging.getLogger(f"{_ROOT}.{name}"), processors=_MAKING, wrapper_class=BoundLogger
    )
    return found


def keep(logbook: Logbook, *, complain: Callable[[str], None] | None = None) -> None:
    """Send the events of this process there from now on, and nowhere else.

    Of other libraries only warnings are taken, without their words. `complain` is told in one
    line, once, where the file cannot be written; the work goes on without it.
    """
    global _kept
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, LogFile | _Aloud | _Nowhere)]:
        root.removeHandler(handler)
        handler.close()
    _kept = logbook
    logging.captureWarnings(True)
    logging.getLogger(_ROOT).setLevel(logging.INFO)
    root.addHandler(_Nowhere())  # else what nobody takes is printed
    if logbook.file is not None:
        file = LogFile(logbook.file, complain=complain)
        file.setFormatter(_formatter(_of_the_run(logbook), structlog.processors.JSONRenderer()))
        root.addHandler(file)
    if logbook.aloud:
        aloud = _Aloud()
        aloud.setFormatter(_formatter(_short_time, _readable, _for_people()))
        root.addHandler(aloud)


def kept() -> Logbook | None:
    """What `keep` was called with last; None before."""
    return _kept


def place_of(error: BaseException) -> str:
    """Where in the product an error arose: 'crawler/pages/page.py:120', or in what it called."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_SOURCES)]
    found = ours or frames
    return _place(found[-1]) if found else "an unknown place"


class _Nowhere(logging.NullHandler):
    """Ours, to be told from what a host application set."""


class _Aloud(logging.Handler):
    """Standard error as it is at the moment: a bar of progress may stand before it."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:
            self.handleError(record)


def _formatter(*processors: Processor) -> ProcessorFormatter:
    return ProcessorFormatter(
        foreign_pre_chain=_FOREIGN,
        processors=[ProcessorFormatter.remove_processors_meta, *processors],
    )


def _of_the_run(logbook: Logbook) -> Processor:
    def of_the_run(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        return {
            "time": event.pop("time"),
            "level": event.pop("level"),
            "event": event.pop("event"),
            "run": logbook.run,
            "command": logbook.command,
            **event,
        }

    return of_the_run


def _short_time(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event["time"] = event["time"][11:19]
    return event


def _readable(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {
        name: printable(value) if isinstance(value, str) else value for name, value in event.items()
    }


def _for_people() -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), timestamp_key="time", pad_event_to=0, pad_level=False
    )


def _of_a_library(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Its words may quote a page, so that it spoke and where is all that is kept of it."""
    record: logging.LogRecord = event["_record"]
    event["event"] = "a library warns"
    event["logger"] = record.name
    event["at"] = f"{record.module}.py:{record.lineno}"
    return event


def _error(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if not isinstance(error, BaseException):
        return event
    event["error"] = type(error).__name__
    if isinstance(error, DigestError):
        event["says"] = str(error)
    event["trace"] = list(_trace(error.__traceback__))
    cause = error.__cause__ or error.__context__
    if cause is not None:
        event["cause"] = type(cause).__name__
        event["cause_trace"] = list(_trace(cause.__traceback__))
    return event


def _trace(found: TracebackType | None) -> Iterable[str]:
    for frame in traceback.extract_tb(found)[-FRAMES:]:
        yield f"{_place(frame)} {frame.name}"


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    shown = path.relative_to(_SOURCES) if path.is_relative_to(_SOURCES) else Path(*path.parts[-3:])
    return f"{shown.as_posix()}:{frame.lineno}"


def _plain(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {name: value if name.startswith("_") else _value(value) for name, value in event.items()}


def _value(value: object) -> object:
    """A plain value, bounded; of anything else its kind, since nobody knows what it would tell."""
    match value:
        case None | bool() | int() | float():
            return value
        case str() | Path():
            return " ".join(str(value).split())[:LONGEST]
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_value(one) for one in value[:MOST]]
        case _:
            return type(value).__name__


_ALWAYS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    _error,
    _plain,
]
_MAKING: list[Processor] = [
    structlog.stdlib.filter_by_level,
    *_ALWAYS,
    ProcessorFormatter.wrap_for_formatter,
]
_FOREIGN: list[Processor] = [_of_a_library, *_ALWAYS]
