"""What every page of the desk is, and what stands around all of them."""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute

from desk.forms import LARGEST, Form, form_of
from desk.security import FORM, SECURE, TOKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page; its template gets it as `page`. `here` is its place in the navigation."""

    template: ClassVar[str]
    here: ClassVar[str] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around a page.

    token     goes into every form
    here      the place in the navigation that is current
    sample    whether invented articles are among those shown
    search    what was searched for last
    can_leave whether there is a login to leave
    """

    token: str
    here: str
    sample: bool
    search: str
    can_leave: bool


class Pages(Protocol):
    """A group of pages: where they are, and what answers there."""

    def routes(self) -> list[BaseRoute]:
        """The addresses with their handlers."""
        ...


def asked(request: Request) -> Form:
    """What the address asks for."""
    return form_of(request.query_params.multi_items())


def sent(request: Request) -> Form:
    """The form that was sent, which the guard has looked at."""
    found = request.scope.get(FORM)
    return found if isinstance(found, Form) else Form()


def token_of(request: Request) -> str:
    """The token for the forms of this window."""
    return str(request.scope[TOKEN])


def is_secure(request: Request) -> bool:
    """Whether the browser reaches the desk over TLS."""
    return bool(request.scope[SECURE])


def number_of(request: Request) -> int:
    """The number in the address; 404 for one that no database has."""
    number: int = request.path_params["number"]
    if number >= LARGEST:
        raise HTTPException(404)
    return number
