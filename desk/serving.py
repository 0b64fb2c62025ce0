"""The desk on a socket, or another application there, until it is told to stop."""

import gc
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import uvicorn

from commissioning.domain.errors import DigestError, SettingsError
from commissioning.domain.networks import is_loopback
from commissioning.settings import FILE
from desk.app import create_app
from desk.desk import Desk
from desk.runs import Runs

_MOST_AT_ONCE, _WAITING = 64, 128
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened at


def listen(desk: Desk, host: str, port: int) -> socket.socket:
    """A socket at this address; 0 is any free port.

    Raises SettingsError for an address that others reach while there is no password, or one that
    cannot be had.
    """
    if not is_loopback(host) and desk.settings.desk.password is None:
        message = (
            f"others can reach {host}: set password in [desk] first, which"
            " 'digest desk --hash-password' makes"
        )
        raise SettingsError(FILE, None, message)
    if host in _EVERYWHERE and desk.settings.desk.url is None:
        message = f"{host} is no name: say in [desk] at which url the desk is reached"
        raise SettingsError(FILE, None, message)
    return bound(host, port)


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there; SettingsError where that address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # By its protocol asyncio knows that it may send small parts of an answer at once.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_WAITING)
    except OSError as error:
        listening.close()
        raise SettingsError(f"{host}:{port}", None, f"cannot be used ({error.strerror})") from error
    return listening


def serve(desk: Desk, host: str, listening: socket.socket, command: Sequence[str]) -> None:
    """Answer there until a signal comes; `command` begins the command lines of runs."""
    runs = Runs(command, desk.settings.workspace, desk.now)
    port = int(listening.getsockname()[1])
    try:
        application = create_app(desk, runs, host=host, port=port)
        _settle(desk)
        answer(application, listening)
    finally:
        runs.close()


def _settle(desk: Desk) -> None:
    """Let what stays as long as the desk be looked through for garbage no more.

    A look through the register and all modules would hold up every few pages by a tenth of a
    second.
    """
    with suppress(DigestError):  # a page tells what is wrong with a register
        _ = desk.register
    gc.collect()
    gc.freeze()


def answer(application: Any, listening: socket.socket) -> None:
    """Let an ASGI application answer there until a signal comes."""
    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        limit_concurrency=_MOST_AT_ONCE,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listening])
