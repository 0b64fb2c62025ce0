"""The application put together: pages behind the guard."""

from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

import site_builder
from commissioning.domain.errors import DigestError
from commissioning.domain.networks import is_loopback
from desk import urls
from desk.desk import Desk
from desk.drafting.telling import Tellings
from desk.forms import BadForm
from desk.mail.memory import link_memory
from desk.pages.archive import ArchivePages
from desk.pages.correcting import ArticlePages
from desk.pages.edition import EditionPages
from desk.pages.editions import EditionsPages
from desk.pages.health import HealthPages
from desk.pages.keys import KeysPages
from desk.pages.login import LoginPages
from desk.pages.message import MessagePage
from desk.pages.naming import NamingPages
from desk.pages.preview import PreviewPages
from desk.pages.queue import QueuePages
from desk.pages.versions import VersionsPages
from desk.passwords import Gate
from desk.rendering import Renderer
from desk.runs import Runs
from desk.security import Guard, Origins
from desk.sessions import Visits, workspace_key

_HERE = Path(__file__).parent
_OF_SITE = Path(site_builder.__file__).parent / "static"


def create_app(desk: Desk, runs: Runs, *, host: str, port: int) -> ASGIApp:
    """The desk as an ASGI application that is to be reached at this host and port."""
    password = desk.settings.desk.password
    key = workspace_key(desk.settings.workspace)
    visits = Visits(key, cookie=f"digest-desk-{port}", password=password)
    renderer = Renderer(desk)
    memory, tellings = link_memory(desk.settings.workspace), Tellings()
    articles = ArticlePages(desk, renderer)
    pages = (
        QueuePages(desk, renderer),
        articles,
        NamingPages(desk, renderer, articles),
        EditionsPages(desk, renderer),
        EditionPages(desk, renderer, memory, tellings),
        VersionsPages(desk, renderer, tellings),
        PreviewPages(desk, renderer, memory, tellings),
        ArchivePages(desk, renderer),
        HealthPages(desk, renderer, runs),
        KeysPages(renderer),
        LoginPages(renderer, visits, Gate(password) if password else None),
    )
    files = [
        Mount(f"{urls.STATIC}/fonts", StaticFiles(directory=_OF_SITE / "fonts")),
        Mount(f"{urls.STATIC}/site", StaticFiles(directory=_OF_SITE)),
        Mount(urls.STATIC, StaticFiles(directory=_HERE / "static")),
    ]
    routes: list[BaseRoute] = [Route("/", _home)]
    routes += [route for group in pages for route in group.routes()]
    handlers = {
        HTTPException: partial(_missing, renderer),
        BadForm: partial(_odd, renderer),
        DigestError: partial(_failed, renderer),
        Exception: partial(_broken, renderer),
    }
    return Guard(
        Starlette(routes=routes, exception_handlers=handlers),
        Starlette(routes=files),
        origins=origins(host, port, desk.settings.desk.url),
        visits=visits,
        with_password=password is not None,
    )


def origins(host: str, port: int, url: str | None) -> Origins:
    """Where a desk that listens there may be reached: names of this machine, and its own URL."""
    names = [host]
    if is_loopback(host):
        names = ["127.0.0.1", "localhost", "[::1]"]
    elif ":" in host:
        names = [f"[{host}]"]
    found = [f"http://{name.lower()}:{port}" for name in names]
    if port == 80:
        found += [f"http://{name.lower()}" for name in names]
    if url is not None:
        found.append(url.rstrip("/").lower())
    return Origins(tuple(found))


def _home(_: Request) -> Response:
    return RedirectResponse(urls.QUEUE, 303)


def _missing(renderer: Renderer, request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    title = "Not here" if status == 404 else "That does not go"
    text = "The desk has nothing at this address." if status == 404 else "Go back and try again."
    return renderer.page(request, MessagePage(title=title, text=text), status)


def _odd(renderer: Renderer, request: Request, error: Exception) -> Response:
    return renderer.page(request, MessagePage(title="That does not go", text=f"{error}."), 422)


def _failed(renderer: Renderer, request: Request, error: Exception) -> Response:
    """What the product raises on purpose names the user's problem in one line."""
    return renderer.page(request, MessagePage(title="That went wrong", text=str(error)), 503)


def _broken(renderer: Renderer, request: Request, _: Exception) -> Response:
    text = "Nothing was changed by it. The terminal in which the desk runs says more."
    return renderer.page(request, MessagePage(title="That went wrong", text=text), 500)
