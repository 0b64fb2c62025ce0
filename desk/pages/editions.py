"""The list of editions: drafts and published ones; a new one begun, a draft deleted."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from commissioning.domain.editing import begun
from commissioning.domain.editions import USUAL, Edition, EditionStatus, EditionTemplate
from commissioning.domain.errors import EditionError
from commissioning.store.edition_templates import template, templates
from commissioning.store.editions import (
    count_editions,
    create_edition,
    delete_edition,
    edition,
    editions,
    next_number,
)
from desk import urls
from desk.desk import Desk
from desk.forms import Form
from desk.pages.page import Page, asked, sent
from desk.rendering import Renderer

_THURSDAY = 3
_SHOWN = 52  # a year of issues


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEdition:
    """What the form of a new edition holds."""

    number: str
    day: str
    template: str = USUAL.name


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionsPage(Page):
    """Drafts and published editions, the newest first; `wrong` is why a form could not be taken.

    `published` are some of `total`; `older` is the number below which there are more, `newest`
    whether the newest are among them.
    """

    template: ClassVar[str] = "editions.html"
    here: ClassVar[str] = "editions"
    drafts: tuple[Edition, ...]
    published: tuple[Edition, ...]
    total: int
    older: int | None
    newest: bool
    new: NewEdition
    templates: tuple[EditionTemplate, ...]
    wrong: str = ""


class EditionsPages:
    """Answers for the list."""

    def __init__(self, desk: Desk, renderer: Renderer) -> None:
        self._desk = desk
        self._renderer = renderer

    def routes(self) -> list[BaseRoute]:
        """Their addresses."""
        return [
            Route(urls.EDITIONS, self._show),
            Route(urls.NEW_EDITION, self._new, methods=["POST"]),
            Route(f"{urls.EDITIONS}/{{number:int}}/delete", self._delete, methods=["POST"]),
        ]

    def _show(self, request: Request) -> Response:
        return self._page(request)

    def _page(
        self, request: Request, *, wrong: str = "", form: Form | None = None, status: int = 200
    ) -> Response:
        with self._desk.database.session() as session:
            drafts = editions(session, status=EditionStatus.DRAFT)[::-1]
            before = asked(request).number("before")
            found = editions(
                session, status=EditionStatus.PUBLISHED, before=before, last=_SHOWN + 1
            )[::-1]
            total = count_editions(session, EditionStatus.PUBLISHED)
            new = NewEdition(
                number=str(next_number(session)),
                day=coming_thursday(self._desk.now().date()).isoformat(),
            )
            known = templates(session)
        if form is not None:
            new = NewEdition(
                number=form.text("number", 20),
                day=form.text("day", 20),
                template=form.text("template", 200),
            )
        page = EditionsPage(
            drafts=drafts,
            published=found[:_SHOWN],
            total=total,
            older=found[_SHOWN - 1].number if len(found) > _SHOWN else None,
            newest=before is None,
            new=new,
            templates=known,
            wrong=wrong,
        )
        return self._renderer.page(request, page, status)

    def _new(self, request: Request) -> Response:
        form = sent(request)
        number = form.number("number")
        day = _day(form.text("day", 20))
        if number is None or day is None:
            wrong = "A new edition takes a number from 1 and a date."
            return self._page(request, wrong=wrong, form=form, status=422)
        try:
            with self._desk.database.session() as session:
                chosen = template(session, form.text("template", 200) or USUAL.name)
                empty = Edition(number=number, day=day, title=form.text("title", 400))
                made = create_edition(session, begun(empty, chosen), at=self._desk.now())
        except EditionError as error:
            return self._page(request, wrong=str(error), form=form, status=422)
        return RedirectResponse(urls.edition(made.number), 303)

    def _delete(self, request: Request) -> Response:
        number = int(request.path_params["number"])
        try:
            with self._desk.database.session() as session:
                held = edition(session, number)
                if held.version != sent(request).number("version"):
                    wrong = f"Issue {number} was changed meanwhile and is still there; look again."
                    return self._page(request, wrong=wrong, status=409)
                delete_edition(session, held)
        except EditionError as error:
            return self._page(request, wrong=str(error), status=404)
        return RedirectResponse(urls.EDITIONS, 303)


def coming_thursday(today: date) -> date:
    """The next Thursday; today, where today is one."""
    return today + timedelta(days=(_THURSDAY - today.weekday()) % 7)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
