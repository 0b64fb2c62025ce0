"""An edition as it will be read, in four forms side by side; from here it is published."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from commissioning.domain.editions import Edition
from commissioning.domain.errors import BuildError, EditionError, MailError
from commissioning.store.editions import edition, edition_at_hand, publish_edition
from desk import urls
from desk.desk import Desk
from desk.drafting.files import FOLDER, files_of, write_files
from desk.drafting.handing import Ways, hand_over, ways
from desk.drafting.proof import Proof, proof
from desk.drafting.telling import Tellings, Told
from desk.drafting.web import STATIC, style, web_page
from desk.mail.memory import LinkMemory
from desk.pages.message import MessagePage
from desk.pages.page import Page, asked, sent
from desk.rendering import Renderer

_FRAMED = "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
_POLICIES = {
    "web": f"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; {_FRAMED}",
    "mail": f"default-src 'none'; style-src 'unsafe-inline'; {_FRAMED}",
}
_FONTS = "/static/fonts/"
_ELSEWHERE = "Links to other pages of the site lead nowhere here; they do once it is built."


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage(Page):
    """An edition in all its forms.

    proof    with its plain text and the checks
    ways     where it can be handed over
    files    names of the files in the folder of a published edition; () where some are missing
    wrong    why what was asked for last could not be done
    """

    template: ClassVar[str] = "preview.html"
    here: ClassVar[str] = "preview"
    held: Edition
    proof: Proof
    ways: Ways
    folder: str
    files: tuple[str, ...]
    told: Told
    wrong: str = ""


class PreviewPages:
    """Answers for previews, and for what is done from them."""

    def __init__(
        self, desk: Desk, renderer: Renderer, memory: LinkMemory, tellings: Tellings
    ) -> None:
        self._desk = desk
        self._renderer = renderer
        self._memory = memory
        self._tellings = tellings

    def routes(self) -> list[BaseRoute]:
        """Their addresses."""
        place = f"{urls.EDITIONS}/{{number:int}}"
        return [
            Route(urls.PREVIEW, self._nearest, methods=["GET"]),
            Route(f"{urls.SITE}{{path:path}}", self._site, methods=["GET"]),
            Route(f"{place}/preview", self._show, methods=["GET"]),
            Route(f"{place}/preview/web", self._web, methods=["GET"]),
            Route(f"{place}/preview/mail", self._mail, methods=["GET"]),
            Route(f"{place}/publish", self._publish, methods=["POST"]),
            Route(f"{place}/files", self._files, methods=["POST"]),
            Route(f"{place}/hand-over", self._hand_over, methods=["POST"]),
        ]

    def _nearest(self, _: Request) -> Response:
        """The preview of the edition that editors are at."""
        with self._desk.database.session() as session:
            number = edition_at_hand(session)
        if number is None:
            return RedirectResponse(urls.EDITIONS, 303)
        return RedirectResponse(urls.edition_part(number, "preview"), 303)

    def _show(self, request: Request) -> Response:
        return self._page(request, told=self._tellings.told(asked(request).text("told", 40)))

    def _page(
        self, request: Request, *, told: Told, wrong: str = "", status: int = 200
    ) -> Response:
        number = int(request.path_params["number"])
        with self._desk.database.session() as session:
            try:
                held = edition(session, number)
            except EditionError as error:
                page_ = MessagePage(title="Not here", text=f"{error}.")
                return self._renderer.page(request, page_, 404)
            found = self._proof(session, held)
        page = PreviewPage(
            held=held,
            proof=found,
            ways=ways(self._desk.settings),
            folder=f"{FOLDER}/{number}/",
            files=self._written(found),
            told=told,
            wrong=wrong,
        )
        return self._renderer.page(request, page, status)

    def _web(self, request: Request) -> Response:
        with self._desk.database.session() as session:
            found = self._proof(session, self._held(session, request))
            content = web_page(session, self._desk, found)
        return _framed(content, "web")

    def _mail(self, request: Request) -> Response:
        with self._desk.database.session() as session:
            found = self._proof(session, self._held(session, request))
        if found.issue is None:
            raise HTTPException(404)
        return _framed(found.issue.html.encode("utf-8", "replace"), "mail")

    def _site(self, request: Request) -> Response:
        """What the page of the site needs for its looks; its links lead to pages not yet built."""
        path = str(request.path_params["path"])
        if path == "static/site.css":
            return Response(style(self._desk), media_type="text/css")
        if path == "static/icon.svg":
            return FileResponse(STATIC / "icon.svg")
        name = path.removeprefix("static/fonts/")
        if name != path and "/" not in name and name.endswith(".woff2"):
            return RedirectResponse(_FONTS + name, 307)
        page = MessagePage(title="Not in a preview", text=_ELSEWHERE)
        answer = self._renderer.page(request, page, 404)
        answer.headers.update(_headers("web"))
        return answer

    def _publish(self, request: Request) -> Response:
        number, form = int(request.path_params["number"]), sent(request)
        try:
            with self._desk.database.session() as session:
                held = edition(session, number)
                if held.version != form.number("version"):
                    wrong = "It was changed since this preview; look at it as it is now."
                    return self._page(request, told=Told(), wrong=wrong, status=409)
                found = self._proof(session, held)
                if found.stops or found.issue is None:
                    wrong = f"It cannot be published yet: {found.stops[0].message}."
                    return self._page(request, told=Told(), wrong=wrong, status=409)
                out = publish_edition(session, found.edition, at=self._desk.now())
        except EditionError as error:
            return self._page(request, told=Told(), wrong=f"{error}.", status=409)
        return self._write(request, out, f"Issue {out.number} is published.")

    def _files(self, request: Request) -> Response:
        with self._desk.database.session() as session:
            held = self._held(session, request)
        if not held.is_published:
            wrong = "Files are written once it is published."
            return self._page(request, told=Told(), wrong=wrong, status=409)
        return self._write(request, held, "")

    def _write(self, request: Request, held: Edition, said: str) -> Response:
        """Write the files of a published edition, and tell both: it stays published either way."""
        try:
            with self._desk.database.session() as session:
                found = self._proof(session, held)
            if found.issue is None:
                raise MailError(f"issue {held.number}", found.checks[0].message)
            write_files(files_of(self._desk.settings, held, found.issue))
        except (MailError, BuildError) as error:
            wrong = f"{said} Its files could not be written: {error}.".strip()
            return self._page(request, told=Told(), wrong=wrong, status=500)
        done = f"{said} Its files are in {FOLDER}/{held.number}/.".strip()
        return self._back(held.number, done)

    def _hand_over(self, request: Request) -> Response:
        form = sent(request)
        with self._desk.database.session() as session:
            found = self._proof(session, self._held(session, request))
        try:
            if found.issue is None:
                raise MailError(f"issue {found.edition.number}", found.checks[0].message)
            done = hand_over(self._desk, found.edition, found.issue, form.text("way", 40))
        except MailError as error:
            return self._page(request, told=Told(), wrong=f"{error}.", status=502)
        return self._back(found.edition.number, done)

    def _back(self, number: int, said: str) -> Response:
        told = self._tellings.keep(Told(said=said))
        place = urls.edition_part(number, "preview")
        return RedirectResponse(urls.with_query(place, told=told), 303)

    def _proof(self, session: Session, held: Edition) -> Proof:
        return proof(session, self._desk, self._memory, held)

    def _written(self, found: Proof) -> tuple[str, ...]:
        if not found.edition.is_published or found.issue is None:
            return ()
        files = files_of(self._desk.settings, found.edition, found.issue)
        return tuple(file.name for file in files) if all(f.path.exists() for f in files) else ()

    def _held(self, session: Session, request: Request) -> Edition:
        try:
            return edition(session, int(request.path_params["number"]))
        except EditionError as error:
            raise HTTPException(404) from error


def _framed(content: bytes, kind: str) -> Response:
    """HTML for a frame of the preview alone: no script, nothing from elsewhere."""
    return Response(content, media_type="text/html; charset=utf-8", headers=_headers(kind))


def _headers(kind: str) -> dict[str, str]:
    return {"Content-Security-Policy": _POLICIES[kind], "X-Frame-Options": "SAMEORIGIN"}
