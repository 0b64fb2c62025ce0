"""What may reach the pages: the right host, one's own windows, forms with a token, bounded bodies.

Everything is refused here, before a page sees it; the headers that bind the browser are set here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk import urls
from desk.forms import TYPE, BadForm, Form, parse_form
from desk.sessions import Visit, Visits, new_visit

MAX_BODY = 512 * 1024
TOKEN_FIELD, TOKEN_HEADER = "token", "x-desk-token"
FORM, TOKEN, SECURE = "desk.form", "desk.token", "desk.secure"
_SAFE = ("GET", "HEAD")
_FOREIGN = ("cross-site", "same-site")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self';"
        " connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_FROM_OUTSIDE = """<!doctype html>
<html lang="en-GB"><meta charset="utf-8"><title>Digest desk</title>
<meta http-equiv="refresh" content="0"><p><a href="">Open the desk</a></p></html>
"""


@dataclass(frozen=True, slots=True)
class Origins:
    """Where the desk may be reached: 'http://127.0.0.1:8001', each with its host."""

    allowed: tuple[str, ...]

    def of_host(self, host: str) -> str | None:
        """The origin that has this Host header; None for a foreign one."""
        wanted = host.strip().lower()
        return next((one for one in self.allowed if urlsplit(one).netloc == wanted), None)


class Refused(Exception):
    """A request that no page gets to see; `status` of HTTP and the reason in one line."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason


class Guard:
    """The outermost layer of the application.

    pages, files   what answers: the pages, and below /static what is no secret
    with_password  whether a visit must have given the password to see more than the login
    """

    def __init__(
        self,
        pages: ASGIApp,
        files: ASGIApp,
        *,
        origins: Origins,
        visits: Visits,
        with_password: bool,
    ) -> None:
        self._pages = pages
        self._files = files
        self._origins = origins
        self._visits = visits
        self._with_password = with_password

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the pages answer."""
        if scope["type"] != "http":
            return
        try:
            await self._let_in(scope, receive, send)
        except Refused as refused:
            answer = PlainTextResponse(f"Refused: {refused.reason}.\n", refused.status)
            await answer(scope, receive, _with_headers(send, _HEADERS | _NOT_KEPT))

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = self._origins.of_host(headers.get("host", ""))
        if origin is None:
            raise Refused(400, "the desk has no such host")
        if scope["path"].startswith(f"{urls.STATIC}/"):
            _ask_own(headers)
            if scope["method"] not in _SAFE:
                raise Refused(405, "there is nothing to change")
            kept = _HEADERS | {"Cache-Control": "no-cache"}
            await self._files(scope, receive, _with_headers(send, kept))
            return
        if _is_link_from_outside(scope, headers):
            # A strict cookie does not come with it: the browser asks again, from here.
            answer = HTMLResponse(_FROM_OUTSIDE)
            await answer(scope, receive, _with_headers(send, _HEADERS | _NOT_KEPT))
            return
        _ask_own(headers)
        await self._visit(scope, receive, send, headers=headers, origin=origin)

    async def _visit(
        self, scope: Scope, receive: Receive, send: Send, *, headers: Headers, origin: str
    ) -> None:
        visit = self._visits.read(headers.get("cookie", ""))
        is_new = visit is None
        if scope["method"] not in _SAFE:
            form = await _form(receive, headers)
            _ask_origin(headers, origin)
            self._ask_token(visit, form, headers)
            scope[FORM] = form
        visit = visit or new_visit()
        secure = origin.startswith("https:")
        scope[TOKEN], scope[SECURE] = self._visits.token(visit), secure
        added = _HEADERS | _NOT_KEPT
        if is_new:
            added |= {"Set-Cookie": self._visits.write(visit, secure=secure)}
        out = _with_headers(send, added)
        if self._with_password and not visit.is_in and scope["path"] != urls.LOGIN:
            await _to_login(scope)(scope, receive, out)
            return
        await self._pages(scope, receive, out)

    def _ask_token(self, visit: Visit | None, form: Form, headers: Headers) -> None:
        given = headers.get(TOKEN_HEADER) or form.text(TOKEN_FIELD)
        if visit is None or not self._visits.is_token(visit, given):
            raise Refused(403, "this form is not from a window of this desk; load the page again")


_NOT_KEPT = {"Cache-Control": "no-store"}


def _ask_own(headers: Headers) -> None:
    """Where the browser says that another site asks, there is nothing to be had."""
    if headers.get("sec-fetch-site", "none") in _FOREIGN:
        raise Refused(403, "another site asks")


def _ask_origin(headers: Headers, origin: str) -> None:
    """What changes something comes from a page of this very desk, and says so."""
    said = headers.get("origin")
    if said is not None and said.lower() != origin:
        raise Refused(403, "the form is another site's")
    if said is None and headers.get("sec-fetch-site") != "same-origin":
        raise Refused(403, "the form does not say where it comes from")


def _is_link_from_outside(scope: Scope, headers: Headers) -> bool:
    return (
        scope["method"] in _SAFE
        and headers.get("sec-fetch-site") in _FOREIGN
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )


async def _form(receive: Receive, headers: Headers) -> Form:
    """The form in the body; none longer than the bound is read to its end."""
    if not 0 <= _length(headers) <= MAX_BODY:
        raise Refused(413, "the form is too long")
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "the form broke off")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MAX_BODY:
            raise Refused(413, "the form is too long")
    if body and headers.get("content-type", "").partition(";")[0].strip().lower() != TYPE:
        raise Refused(415, "this is no form")
    try:
        return parse_form(bytes(body))
    except BadForm as error:
        raise Refused(400, str(error)) from error


def _length(headers: Headers) -> int:
    """What the form's length is said to be; -1 where that is no number."""
    try:
        return int(headers.get("content-length", "0"))
    except ValueError:
        return -1


def _to_login(scope: Scope) -> Response:
    if scope["method"] not in _SAFE:
        return PlainTextResponse("Refused: log in first.\n", 403)
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse(f"{urls.LOGIN}?next={quote(wanted, safe='')}", 303)


def _with_headers(send: Send, headers: Mapping[str, str]) -> Send:
    """Send with these headers too; a page that sets one of them itself has its way."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            found = MutableHeaders(scope=message)
            for name, value in headers.items():
                found.setdefault(name, value)
        await send(message)

    return sending
