"""How an edition stood before, and what was put right in it after it was published."""

from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from commissioning.domain.editions import Edition, EditionVersion
from commissioning.domain.errors import EditionError
from commissioning.store.editions import (
    amend_edition,
    edition,
    edition_versions,
    put_aside,
    save_edition,
)
from desk import urls
from desk.desk import Desk
from desk.drafting.telling import Tellings, Told
from desk.pages.edition import PublishedPage
from desk.pages.message import MessagePage
from desk.pages.page import Page, sent
from desk.rendering import Renderer


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsPage(Page):
    """The versions of an edition, newest first."""

    template: ClassVar[str] = "edition-versions.html"
    here: ClassVar[str] = "editions"
    held: Edition
    versions: tuple[EditionVersion, ...]


class VersionsPages:
    """Answers for versions and corrections."""

    def __init__(self, desk: Desk, renderer: Renderer, tellings: Tellings) -> None:
        self._desk = desk
        self._renderer = renderer
        self._tellings = tellings

    def routes(self) -> list[BaseRoute]:
        """Their addresses."""
        place = f"{urls.EDITIONS}/{{number:int}}"
        return [
            Route(f"{place}/versions", self._show, methods=["GET"]),
            Route(f"{place}/versions", self._take_back, methods=["POST"]),
            Route(f"{place}/amend", self._amend, methods=["POST"]),
        ]

    def _show(self, request: Request) -> Response:
        number = int(request.path_params["number"])
        try:
            with self._desk.database.session() as session:
                held = edition(session, number)
                versions = edition_versions(session, held.id or 0)
        except EditionError as error:
            return self._wrong(request, error, 404)
        return self._renderer.page(request, VersionsPage(held=held, versions=versions))

    def _take_back(self, request: Request) -> Response:
        """Save an earlier state as the newest one; the state that it replaces is put aside."""
        number, form = int(request.path_params["number"]), sent(request)
        now = self._desk.now()
        try:
            with self._desk.database.session() as session:
                held = edition(session, number)
                chosen = [
                    one.edition
                    for one in edition_versions(session, held.id or 0)
                    if one.id == form.number("which")
                ]
                if not chosen:
                    raise EditionError(f"issue {number}", "it has no such version")
                if not held.is_published:
                    put_aside(session, held, at=now)
                back = replace(chosen[0], id=held.id, version=form.number("version") or 0)
                saved = save_edition(session, back, at=now)
        except EditionError as error:
            return self._wrong(request, error, 409)
        told = self._tellings.keep(Told(said="The earlier state is back."))
        return RedirectResponse(urls.with_query(urls.edition(saved.number), told=told), 303)

    def _amend(self, request: Request) -> Response:
        number, form = int(request.path_params["number"]), sent(request)
        try:
            with self._desk.database.session() as session:
                amend_edition(session, number, form.text("text", 100_000), at=self._desk.now())
        except EditionError as error:
            return self._not_amended(request, number, error)
        told = self._tellings.keep(Told(said="The correction was added."))
        return RedirectResponse(urls.with_query(urls.edition(number), told=told), 303)

    def _not_amended(self, request: Request, number: int, error: EditionError) -> Response:
        try:
            with self._desk.database.session() as session:
                held = edition(session, number)
        except EditionError as missing:
            return self._wrong(request, missing, 404)
        if not held.is_published:
            return self._wrong(request, error, 409)
        page = PublishedPage(held=held, told=Told(), wrong=error.message)
        return self._renderer.page(request, page, 422)

    def _wrong(self, request: Request, error: EditionError, status: int) -> Response:
        page = MessagePage(title="That does not go", text=f"{error}.")
        return self._renderer.page(request, page, status)
