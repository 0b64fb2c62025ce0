"""What the user sees: results on standard output, progress and remarks on standard error.

With --quiet there are results that were asked for and failures alone, as cron wants it.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from cli.logbook import stage
from commissioning.domain.errors import DigestError
from commissioning.domain.printable import printable
from commissioning.logs import logger

PROGRESS_VARIABLE = "DIGEST_PROGRESS"
_SELDOM = 0.3
_QUIET = ContextVar("quiet", default=False)
_log = logger(__name__)


def be_quiet(quiet: bool) -> None:
    """Whether reports and remarks are left out from now on."""
    _QUIET.set(quiet)


def say(text: str) -> None:
    """One line of a result that was asked for."""
    sys.stdout.write(printable(text) + "\n")


def tell(text: str, **figures: object) -> None:
    """One line on work that was done; the log gets it with its figures."""
    _log.info(text, **figures)
    if not _QUIET.get():
        say(text)


def remark(text: str) -> None:
    """One line that is no result."""
    if not _QUIET.get():
        complain(text)


def complain(text: str) -> None:
    """One line on what failed: --quiet does not leave it out."""
    sys.stderr.write(printable(" ".join(text.split())) + "\n")


def say_json(value: Any) -> None:
    """A result for other programs."""
    say(json.dumps(value, ensure_ascii=False, indent=1, default=str))


@contextmanager
def written(path: Path, error: Callable[[str, str], DigestError]) -> Iterator[IO[str]]:
    """A file for text in UTF-8, or standard output for `-`; `error` where it cannot be written."""
    if str(path) == "-":
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8") as file:
            yield file
    except OSError as failed:
        raise error(str(path), failed.strerror or str(failed)) from failed


def say_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table, as wide as the terminal or, in a pipe, as its content."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 200)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(cell) for cell in row))
    console.print(table)


def _cell(value: object) -> str:
    return escape("" if value is None else printable(str(value)))


@contextmanager
def until_stopped() -> Iterator[None]:
    """Around what goes on until Ctrl-C, which is its good end."""
    try:
        yield
    except KeyboardInterrupt:
        remark("Stopped.")


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A stage of the work, with a bar on standard error where that is a terminal.

    Call what it gives with (done, in all). Where DIGEST_PROGRESS names a file, how far it is
    stands there as JSON for who started us. The log has how each stage ended.
    """
    with stage(title), _bar(title) as bar:
        yield bar


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    if place := os.environ.get(PROGRESS_VARIABLE):
        yield _writing(title, Path(place))
        return
    console = Console(stderr=True)
    if _QUIET.get() or not console.is_terminal:
        yield lambda _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _writing(title: str, place: Path) -> Callable[[int, int], None]:
    """Keeps the file up to date, whole at every moment and not more often than anybody looks."""
    last = 0.0

    def write(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < _SELDOM and done != total:
            return
        last = now
        with suppress(OSError):  # who started us may be gone
            draft = place.with_suffix(".draft")
            draft.write_text(json.dumps({"what": title, "done": done, "of": total}), "utf-8")
            draft.replace(place)

    write(0, 0)
    return write
