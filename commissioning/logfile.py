"""A file of lines that several processes write to at once, and that never outgrows its bounds."""

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

SIZE, OLD = 4_000_000, 4  # bytes of a file, and how many old ones stay beside it
_PATIENCE = 2.0


class LogFile(logging.Handler):
    """Adds a line for each record; a file that is full becomes `name.1`, and so on up to `old`.

    Lines of several processes do not mix: each is added by one write. It opens with the first
    record. Where it cannot be written, `complain` is told once and the record is lost.
    """

    def __init__(
        self,
        path: Path,
        *,
        size: int = SIZE,
        old: int = OLD,
        complain: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self._path = path.absolute()
        self._size = size
        self._old = old
        self._complain = complain
        self._file: int | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Add a line."""
        try:
            line = self.format(record).encode("utf-8", "backslashreplace") + b"\n"
            os.write(self._opened(), line)
        except OSError as error:
            if self._complain is not None:
                self._complain(f"{self._path}: cannot be written ({error.strerror or error})")
                self._complain = None
        except Exception:
            self.handleError(record)

    def close(self) -> None:
        """Let go of the file."""
        self._let_go()
        super().close()

    def _opened(self) -> int:
        file = self._file
        if file is None or not self._stands(file):
            file = self._open()
        if os.fstat(file).st_size >= self._size:
            with suppress(Timeout), FileLock(f"{self._path}.lock", timeout=_PATIENCE):
                if self._stands(file):  # nobody else was quicker
                    self._move_aside()
            file = self._open()
        return file

    def _open(self) -> int:
        self._let_go()
        self._path.parent.mkdir(exist_ok=True)
        self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return self._file

    def _let_go(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _stands(self, file: int) -> bool:
        """Whether the open file is still the one of this name."""
        try:
            return os.path.samestat(os.fstat(file), self._path.stat())
        except FileNotFoundError:
            return False

    def _move_aside(self) -> None:
        for number in range(self._old - 1, 0, -1):
            with suppress(FileNotFoundError):
                self._named(number).replace(self._named(number + 1))
        self._path.replace(self._named(1))

    def _named(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")
