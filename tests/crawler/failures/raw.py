"""A server that says any bytes at any pace, also through TLS: what HTTP servers do not."""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Said = Callable[[], Iterable[bytes | float]]
RESET = -1.0
_AT_ONCE = struct.pack("ii", 1, 0)


def plain(body: str | bytes, *, kind: str = "text/html; charset=utf-8", **headers: str) -> Said:
    """An answer as it should be."""
    raw = body.encode("utf-8") if isinstance(body, str) else body
    return lambda: [head(kind=kind, length=len(raw)), raw]


def head(
    *, kind: str = "text/html; charset=utf-8", length: int | None = None, more: str = ""
) -> bytes:
    """The head of an answer; with no length the end of the connection is the end of the body."""
    told = f"Content-Length: {length}\r\n" if length is not None else ""
    return (
        f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n{told}{more}\r\n".encode()
    )


class Raw:
    """Answers by path: pieces of bytes, seconds to wait between them, RESET to break off hard."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._context = context
        self._port = self._listening.getsockname()[1]
        self.answers: dict[str, Said] = {}
        self.asked: list[str] = []
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http{'s' if self._context else ''}://localhost:{self._port}"

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            path = connection.recv(65_536).split(b" ")[1].decode()
            self.asked.append(path)
            missing = b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            for piece in self.answers.get(path, lambda: [missing])():
                if isinstance(piece, bytes):
                    connection.sendall(piece)
                elif piece == RESET:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                    connection.close()
                    return
                else:
                    time.sleep(piece)
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


@contextmanager
def raw_server(context: ssl.SSLContext | None = None) -> Iterator[Raw]:
    server = Raw(context)
    try:
        yield server
    finally:
        server.close()


def self_signed(folder: Path) -> ssl.SSLContext:
    """A certificate that nobody signed but its owner, and that is out of date, too."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "elsewhere.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now - timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
