"""Asks the web whether a page is there, and never this machine's own network.

A name is made an address once, and only an address of the internet is connected to, so that
neither a redirect nor a name server leads around it. Hosts that the workspace allows may lie
anywhere.
"""

import socket
import ssl
from collections.abc import Collection
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from importlib.metadata import version
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from commissioning.domain.errors import FetchError
from commissioning.domain.networks import is_loopback, is_public
from commissioning.settings import Settings
from desk.mail.asking import Reply

TIMEOUT = 8.0
_PORTS = {"http": 80, "https": 443}
_PRIVATE = "lies on this machine or a private network"


class WebFetch:
    """A `Fetch` of the web. `timeout` is for one whole answer, in seconds, however it drips."""

    def __init__(
        self,
        *,
        contact: str = "",
        allow: Collection[str] = (),
        proxy: str | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        self._proxy = urlsplit(proxy) if proxy else None
        self._allowed = frozenset(host.lower().strip("[]") for host in allow)
        self._timeout = timeout
        self._context = ssl.create_default_context()
        name = f"CommissioningDigest/{version('commissioning-digest')}"
        said = "".join(letter for letter in contact if " " <= letter <= "~")
        self._headers = {
            "User-Agent": f"{name} (+{said})" if said else name,
            "Accept": "text/html,*/*;q=0.8",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }

    def __call__(self, method: str, url: str, /) -> Reply:
        """The answer's status and where it leads; its text is not read. See `asking.Fetch`."""
        try:
            parts = urlsplit(url)
            if parts.scheme not in _PORTS or not parts.hostname:
                raise FetchError(url, "is no address of the web")
            return self._ask(method, parts)
        except TimeoutError as error:
            raise FetchError(url, f"did not answer within {self._timeout:g} seconds") from error
        except ssl.SSLCertVerificationError as error:
            raise FetchError(url, f"has no right certificate ({error.verify_message})") from error
        except (OSError, HTTPException, ValueError) as error:
            said = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise FetchError(url, f"did not answer ({said})") from error

    def _ask(self, method: str, parts: SplitResult) -> Reply:
        connection = self._connection(parts)
        headers = self._headers | {"Host": parts.netloc.rpartition("@")[2]}
        target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        if self._proxy and parts.scheme == "http":
            target = parts._replace(fragment="").geturl()
        try:
            connection.request(method, target, headers=headers)
            answer = connection.getresponse()
        except (OSError, HTTPException) as error:
            if connection.took_too_long:
                raise TimeoutError from error
            raise
        finally:
            connection.close()
        if connection.took_too_long:  # half of the headers is an answer to http.client
            raise TimeoutError
        return Reply(answer.status, answer.headers.get("Location"))

    def _connection(self, parts: SplitResult) -> "_Connection":
        host = parts.hostname or ""
        port = parts.port or _PORTS[parts.scheme]
        context = self._context if parts.scheme == "https" else None
        made = _Connection(
            self._address(parts.geturl(), host, port),
            (self._proxy.port or 80) if self._proxy else port,
            timeout=self._timeout,
            context=context,
            name=host,
        )
        if self._proxy and context:
            made.set_tunnel(host, port)
        return made

    def _address(self, url: str, host: str, port: int) -> str:
        """What to connect to: the host's address if it is of the internet, or the proxy."""
        if host.lower() in self._allowed:
            return (self._proxy.hostname or "") if self._proxy else host
        if self._proxy:  # it alone can know where a name leads; a number says so itself
            if is_loopback(host) or (_is_number(host) and not is_public(host)):
                raise FetchError(url, _PRIVATE)
            return self._proxy.hostname or ""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchError(url, "has a host that is not known") from error
        public = [str(one[4][0]) for one in found if is_public(str(one[4][0]))]
        if not public:
            raise FetchError(url, _PRIVATE)
        return min(public, key=lambda address: ":" in address)


def web_fetch(settings: Settings) -> WebFetch:
    """As the workspace's crawler asks: under the same name, by the same proxy and exceptions."""
    collect = settings.collect
    return WebFetch(contact=collect.contact, allow=collect.allow, proxy=collect.proxy)


class _Connection(HTTPConnection):
    """A connection to an address, in TLS under the name that was asked for, with an end to it."""

    def __init__(
        self, host: str, port: int, *, timeout: float, context: ssl.SSLContext | None, name: str
    ) -> None:
        super().__init__(host, port, timeout=timeout)
        self.took_too_long = False
        self._context = context
        self._name = name
        self._end = Timer(timeout, self._stop)
        self._end.daemon = True

    def connect(self) -> None:
        """Connect, by way of a proxy where a tunnel is set, and begin TLS."""
        self._end.start()
        super().connect()
        if self._context:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self._name)

    def close(self) -> None:
        """Let go of it."""
        self._end.cancel()
        super().close()

    def _stop(self) -> None:
        self.took_too_long = True
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


def _is_number(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit() or host.startswith("0x")
