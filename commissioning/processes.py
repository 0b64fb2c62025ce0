"""How processes beside the caller are started: never by a bare fork, since callers run threads."""

import multiprocessing
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from types import ModuleType
from typing import Any


def worker_context(module: str) -> BaseContext:
    """A context whose processes have imported `module` already, where the system allows it.

    Of several modules the first is imported: one server forks all processes.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = _Forking()
    context.set_forkserver_preload([module])
    return context


def end_at_once() -> None:
    """For the start of a process: one that hangs in C code never comes to Python's own handling."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def _nameless_main() -> Iterator[None]:
    """While this lasts, a process that is started does not import the caller's main module.

    That would be the whole command line: three seconds and 160 MB for each process.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


if "forkserver" in multiprocessing.get_all_start_methods():
    from multiprocessing.context import ForkServerContext, ForkServerProcess

    class _Process(ForkServerProcess):
        @staticmethod
        def _Popen(process_obj: Any) -> Any:  # noqa: N802 - multiprocessing's own name
            with _nameless_main():
                return ForkServerProcess._Popen(process_obj)

    class _Forking(ForkServerContext):
        Process = _Process
