"""Logging in and out, where the desk has a password."""

from dataclasses import dataclass
from math import ceil
from typing import ClassVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from desk import urls
from desk.pages.page import Page, asked, is_secure, sent
from desk.passwords import Gate
from desk.rendering import Renderer
from desk.sessions import Visits, new_visit


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPage(Page):
    """The form that asks for the password.

    next   where to go then
    wrong  what was wrong with the last try
    """

    template: ClassVar[str] = "login.html"
    next: str
    wrong: str = ""


class LoginPages:
    """Answers for logging in and out; `gate` is None where there is no password."""

    def __init__(self, renderer: Renderer, visits: Visits, gate: Gate | None) -> None:
        self._renderer = renderer
        self._visits = visits
        self._gate = gate

    def routes(self) -> list[BaseRoute]:
        """Their addresses."""
        return [
            Route(urls.LOGIN, self._ask),
            Route(urls.LOGIN, self._try, methods=["POST"]),
            Route(urls.LOGOUT, self._leave, methods=["POST"]),
        ]

    def _ask(self, request: Request) -> Response:
        place = _own_place(asked(request).text("next", 2_000))
        if self._gate is None:
            return RedirectResponse(place, 303)
        return self._renderer.page(request, LoginPage(next=place))

    async def _try(self, request: Request) -> Response:
        form = sent(request)
        place = _own_place(form.text("next", 2_000))
        if self._gate is None:
            return RedirectResponse(place, 303)
        address = request.client.host if request.client else ""
        wait = self._gate.wait(address)
        if wait > 0:
            page = LoginPage(next=place, wrong=f"Too many tries: wait {ceil(wait / 60)} min.")
            answer = self._renderer.page(request, page, 429)
            answer.headers["Retry-After"] = str(ceil(wait))
            return answer
        password = form.all("password")[-1:] or ("",)
        if not await run_in_threadpool(self._gate.opens, password[0][:1_000], address):
            page = LoginPage(next=place, wrong="That is not the password.")
            return self._renderer.page(request, page, 403)
        return self._go(request, place, is_in=True)

    def _leave(self, request: Request) -> Response:
        return self._go(request, urls.LOGIN, is_in=False)

    def _go(self, request: Request, place: str, *, is_in: bool) -> Response:
        """On as another visit: the cookie from before is worth nothing after."""
        answer = RedirectResponse(place, 303)
        visit = new_visit(is_in=is_in)
        answer.headers["Set-Cookie"] = self._visits.write(visit, secure=is_secure(request))
        return answer


def _own_place(wanted: str) -> str:
    """An address of this desk, or its queue: never one of elsewhere."""
    is_own = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_own and wanted.isprintable() else urls.QUEUE
