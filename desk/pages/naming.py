"""Names of bodies: those to choose from, and those that the register lacks and is given."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from commissioning.domain.corrections import Correction, Subject
from commissioning.domain.errors import CorrectionError, RegisterError
from commissioning.domain.facts import Organisation
from commissioning.register import Register
from commissioning.register.adding import Table, add_alias, add_body
from commissioning.store.corrections import correct
from commissioning.store.dossiers import Dossier, dossier
from desk import urls
from desk.bodies import NoSuchBody, find_body, label, suggestions
from desk.desk import Desk
from desk.fixes import BadFix, before_of
from desk.forms import Form
from desk.pages.article import Wrong
from desk.pages.correcting import ArticlePages
from desk.pages.page import Page, asked, number_of, sent
from desk.rendering import Renderer

_FILE = "register.toml"
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesPart(Page):
    """Names of bodies to choose from: each as it is written, with its type."""

    template: ClassVar[str] = "article-names.html"
    bodies: tuple[tuple[str, str], ...]


class NamingPages:
    """Answers for names of bodies."""

    def __init__(self, desk: Desk, renderer: Renderer, articles: ArticlePages) -> None:
        self._desk = desk
        self._renderer = renderer
        self._articles = articles

    def routes(self) -> list[BaseRoute]:
        """Their addresses."""
        return [
            Route(urls.NAMES, self._names),
            Route(urls.ADD_NAME, self._add, methods=["POST"]),
        ]

    def _names(self, request: Request) -> Response:
        wish = asked(request)
        with self._desk.database.session() as session:
            found = dossier(session, wish.number("article") or 0)
        bodies = suggestions(self._desk.register, wish.text("q", 100), _day(found))
        part = NamesPart(bodies=tuple((label(body), body.type) for body in bodies))
        return self._renderer.page(request, part)

    def _add(self, request: Request) -> Response:
        """Give the register a body or a name, and put the mention right by it."""
        number, form = number_of(request), sent(request)
        row = form.text("row", 30)
        try:
            with self._desk.database.session() as session:
                found = dossier(session, number)
                if found is None:
                    raise HTTPException(404)
                before = before_of(form)
                added = self._given(form, found)
                if before is not None:
                    self._told(session, number, form, added)
        except BadFix as error:
            wrong = Wrong(row=row, form=form, field=error.field, reason=error.reason)
            return self._articles.answer(request, number, wrong)
        except (CorrectionError, RegisterError) as error:
            wrong = Wrong(row=row, form=form, field="", reason=f"Not so: {error.message}.")
            return self._articles.answer(request, number, wrong)
        return RedirectResponse(urls.article(number, row=row), 303)

    def _given(self, form: Form, found: Dossier) -> Organisation:
        path = self._desk.settings.workspace / _FILE
        register = self._desk.register
        if form.text("do") == "alias":
            body = _known(register, form, found)
            surface = " ".join(form.text("alias", 200).split())
            if not surface:
                raise BadFix("alias", "Write the name.")
            ambiguous = form.text("ambiguous") == "yes"
            add_alias(path, body.slug, surface, ambiguous=ambiguous)
            return self._desk.register.organisations[body.slug]
        if form.text("type") not in {one.type for one in register.organisations.values()}:
            raise BadFix("type", "Choose a type.")
        slug, table = _table(form)
        add_body(path, slug, table)
        return self._desk.register.organisations[slug]

    def _told(self, session: Session, number: int, form: Form, body: Organisation) -> None:
        before = before_of(form) or {}
        if before.get("organisation") == body.slug:
            return
        after = {**before, "organisation": body.slug, "name": body.name}
        correct(
            session,
            Correction(
                at=self._desk.now(),
                by=self._desk.editor,
                article_id=number,
                comment=form.number("comment"),
                subject=Subject.MENTION,
                before=before,
                after=after,
                reason=form.text("reason", 2_000) or None,
            ),
            register=self._desk.register,
        )


def _day(found: Dossier | None) -> date | None:
    return found.published.day if found and found.published else None


def _known(register: Register, form: Form, found: Dossier) -> Organisation:
    try:
        body = find_body(register, form.text("organisation", 300), _day(found))
    except NoSuchBody as error:
        raise BadFix("organisation", str(error)) from error
    if body is None:
        raise BadFix("organisation", "Say whose name it is.")
    return body


def _table(form: Form) -> tuple[str, Table]:
    """The slug and the table of a new body."""
    name = " ".join(form.text("name", 200).split())
    slug = _slug(name)
    if not slug:
        raise BadFix("name", "Write the name in full.")
    for field in ("from", "to"):
        if form.text(field, 10) and not _DATE.fullmatch(form.text(field, 10)):
            raise BadFix(field, "Write a date as 1998, 2015-12 or 2013-03-31.")
    table = {
        "name": name,
        "short": " ".join(form.text("short", 200).split()) or None,
        "type": form.text("type", 60),
        "from": form.text("from", 10) or None,
        "to": form.text("to", 10) or None,
    }
    return slug, table


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("’", "").replace("'", ""))
    letters = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:80].strip("-")
