"""The grown outlets behind a proxy on loopback, in whatever weather the day brings."""

import gzip
import hashlib
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Protocol
from urllib.parse import urlsplit

from examples.pages import Page
from tests.soak.newsroom import OUTLETS, Newsroom
from tests.soak.weather import Fault, Weather

FORK = get_context("fork")
STALLS = 2.0
_BOMB = gzip.compress(b"<p>" + b" " * 60_000_000, 1)
_AT_ONCE = struct.pack("ii", 1, 0)


class Today(Protocol):
    """A number that processes share."""

    value: int


class _Outlets(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 2 * OUTLETS  # they knock at once; who finds no place tries a second later

    def __init__(self, newsroom: Newsroom, weather: Weather, today: Today) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.newsroom = newsroom
        self.weather = weather
        self.shared = today

    @property
    def today(self) -> int:
        return self.shared.value

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A crawler that was killed hangs up; that is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Outlets

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        host = parts.hostname or ""
        page = self.server.newsroom.page(host, path, self.server.today)
        fault = self.server.weather.of(self.server.today, host, path)
        if fault is not None:
            self._fail(fault, page)
        elif page is None:
            self._send(404, Page("text/plain", b"There is no such page.\n"))
        else:
            self._answer(page)

    def _answer(self, page: Page) -> None:
        tag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        self._send(200, page, {"ETag": tag})

    def _send(self, status: int, page: Page, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", page.kind)
        for name, value in ({"Content-Length": str(len(page.body))} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page.body)

    def _fail(self, fault: Fault, page: Page | None) -> None:
        self.close_connection = True
        body = page.body if page else b"nothing"
        match fault:
            case Fault.RESET:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                self.connection.close()
            case Fault.STALL:
                time.sleep(STALLS)
            case Fault.SHORT:
                half = Page("text/html", body[: len(body) // 2])
                self._send(200, half, {"Content-Length": str(len(body))})
            case Fault.BROKEN:
                self._send(500, Page("text/html", b"<p>An error"))
            case Fault.BOMB:
                self._send(200, Page("text/html", _BOMB), {"Content-Encoding": "gzip"})

    def log_message(self, *_: object) -> None:
        return


def _serve(newsroom: Newsroom, weather: Weather, today: Today, line: Connection) -> None:
    with _Outlets(newsroom, weather, today) as server:
        line.send(server.server_port)
        server.serve_forever()


@contextmanager
def serving(newsroom: Newsroom, weather: Weather, today: Today) -> Iterator[str]:
    """The proxy's address while the block runs; it is a process of its own.

    `today` is the day that it is there, counted from 0.
    """
    ours, theirs = FORK.Pipe()
    server = FORK.Process(target=_serve, args=(newsroom, weather, today, theirs), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        server.kill()
        server.join()
