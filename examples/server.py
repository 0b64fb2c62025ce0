"""The sample outlets on loopback: an HTTP proxy that knows their six hosts, and nothing else."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import urlsplit

from examples.pages import Page, pages

_NOTHING = Page("text/plain; charset=utf-8", b"There is no such page.\n")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SampleOutlets"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a request for a page of one of the hosts."""
        parts = urlsplit(self.path)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
        page = pages().get((parts.hostname or "", path))
        if page is None:
            self._send(404, _NOTHING)
            return
        tag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        self._send(200, page, tag)

    def _send(self, status: int, page: Page, tag: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", page.kind)
        self.send_header("Content-Length", str(len(page.body)))
        if tag:
            self.send_header("ETag", tag)
        self.end_headers()
        self.wfile.write(page.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its parent's word
        """Say nothing: only the command line prints."""


class SampleServer:
    """Serves the sample outlets while the block runs; `url` is the proxy's address."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """The proxy's address, with the port that was free."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
