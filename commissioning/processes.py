"""How processes beside the caller are started: never by a bare fork, since callers run threads."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from types import ModuleType
from typing import Any

from commissioning.logs import Logbook, keep


def worker_context(module: str) -> BaseContext:
    """A context whose processes have imported `module` already, where the system allows it.

    Of several modules the first is imported: one server forks all processes.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = _Forking()
    context.set_forkserver_preload([module])
    _start_server()
    return context


def begin(logbook: Logbook | None) -> None:
    """For the start of a process: it keeps the log of who started it, and ends when it is told to.

    One that hangs in C code never comes to Python's own handling of signals.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if logbook is not None:
        keep(logbook)


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


@contextmanager
def _allowed_to_start() -> Iterator[None]:
    """A worker of Dask is a daemonic process, and these may start none; ours end when it ends."""
    config: dict[str, Any] = vars(multiprocessing.current_process())["_config"]
    daemonic = config.pop("daemon", None)
    try:
        yield
    finally:
        if daemonic is not None:
            config["daemon"] = daemonic


if "forkserver" in multiprocessing.get_all_start_methods():
    from multiprocessing import forkserver, resource_tracker
    from multiprocessing.context import ForkServerContext, ForkServerProcess

    def _start_server() -> None:
        """Start it deaf to Ctrl-C, which is for who starts it; by itself it is so only later."""
        resource_tracker.ensure_running()  # when it starts it lets the signal through again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _end_server() -> None:
        """Else it starts the process all the same, which misses what was given up meanwhile."""
        if pid := vars(forkserver)["_forkserver"]._forkserver_pid:
            os.kill(pid, signal.SIGKILL)

    class _Process(ForkServerProcess):
        def start(self) -> None:
            with _allowed_to_start():
                try:
                    super().start()
                except KeyboardInterrupt:
                    _end_server()
                    raise

        @staticmethod
        def _Popen(process_obj: Any) -> Any:  # noqa: N802 - multiprocessing's own name
            with _nameless_main():
                return ForkServerProcess._Popen(process_obj)

    class _Forking(ForkServerContext):
        Process = _Process
