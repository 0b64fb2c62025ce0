"""What stands before Datasette: this machine alone is answered, and what it asks is completed."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from commissioning.domain.errors import QuestionError
from commissioning.domain.networks import is_loopback
from commissioning.register import Register
from commissioning.research.exploring.canned import Extent, Kind, Want, answers, questions

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Known = Callable[[Kind, str], bool]

_BAD_REQUEST, _MISDIRECTED = 400, 421
_NAMED = (Kind.SOURCE, Kind.STORY)


class Asking:
    """An ASGI application before another: what a question wants to know is filled in and checked.

    `known` tells whether the database has an outlet or a story of that slug. A page elsewhere whose
    name leads here (DNS rebinding) is refused by its Host.
    """

    def __init__(
        self,
        application: Application,
        *,
        database: str,
        register: Register,
        extent: Extent,
        known: Known,
    ) -> None:
        self._application = application
        self._register = register
        self._extent = extent
        self._known = known
        self._places = {f"/{database}/{one.name}": one for one in questions()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        host = dict(scope["headers"]).get(b"host", b"localhost").decode("latin-1")
        if not is_loopback(_without_port(host)):
            await _refuse(send, _MISDIRECTED, "This is for this machine alone.")
            return
        try:
            await self._application(self._completed(scope), receive, send)
        except QuestionError as error:
            await _refuse(send, _BAD_REQUEST, str(error))

    def _completed(self, scope: Scope) -> Scope:
        path, _, _ = scope["path"].rpartition(".") if "." in scope["path"] else (scope["path"],) * 3
        question = self._places.get(path)
        if question is None:
            return scope
        given = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        given |= answers(question, given, register=self._register, extent=self._extent)
        for want in question.wants:
            self._see(want, given[want.name])
        return {**scope, "query_string": urlencode(given).encode("ascii")}

    def _see(self, want: Want, word: str) -> None:
        """Raise QuestionError for an outlet or a story that is not there."""
        if word and want.kind in _NAMED and not self._known(want.kind, word):
            raise QuestionError(want.name, f"there is no {want.kind} {word!r}")


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


async def _refuse(send: Send, status: int, line: str) -> None:
    body = line.encode("utf-8")
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode("ascii")),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
