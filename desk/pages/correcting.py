"""What is done on an article's page: looking at it, putting it right, taking that back."""

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from commissioning.domain.corrections import Subject
from commissioning.domain.errors import CorrectionError
from commissioning.store.corrections import correct, undo
from commissioning.store.dossiers import comments, dossier, story_named
from commissioning.store.identity import find_article
from desk import urls
from desk.copying import correct_copies
from desk.desk import Desk
from desk.fixes import BadFix, Ground, read_fix
from desk.forms import Form
from desk.pages.article import Wrong, article_page
from desk.pages.page import asked, number_of, sent
from desk.rendering import Renderer


class ArticlePages:
    """Answers for articles."""

    def __init__(self, desk: Desk, renderer: Renderer) -> None:
        self._desk = desk
        self._renderer = renderer

    def routes(self) -> list[BaseRoute]:
        """Their addresses."""
        return [
            Route(urls.ARTICLE, self._show),
            Route(urls.CORRECT, self._correct, methods=["POST"]),
            Route(urls.UNDO_CORRECTION, self._undo, methods=["POST"]),
        ]

    def _show(self, request: Request) -> Response:
        return self.answer(request, number_of(request))

    def answer(self, request: Request, number: int, wrong: Wrong | None = None) -> Response:
        """The article's page, as it is today; 422 with a form that could not be taken."""
        with self._desk.database.session() as session:
            page = article_page(
                session,
                self._desk.register,
                number,
                first_comment=asked(request).number("comment") or 0,
                wrong=wrong,
            )
        if page is None:
            raise HTTPException(404)
        return self._renderer.page(request, page, 200 if wrong is None else 422)

    def _correct(self, request: Request) -> Response:
        number, form = number_of(request), sent(request)
        try:
            with self._desk.database.session() as session:
                self._make(session, number, form)
        except BadFix as error:
            return self.answer(request, number, _wrong(form, error.field, error.reason))
        except CorrectionError as error:
            return self.answer(request, number, _wrong(form, "", f"Not so: {error.message}."))
        return RedirectResponse(urls.article(number, row=form.text("row", 30)), 303)

    def _make(self, session: Session, number: int, form: Form) -> None:
        register = self._desk.register
        ground = self._ground(session, number, form)
        told = read_fix(_looked_up(session, form), ground)
        made = correct(session, told, register=register)
        if form.text("copies") == "yes" and made.subject.is_tag and made.comment is None:
            correct_copies(session, made, register=register)

    def _ground(self, session: Session, number: int, form: Form) -> Ground:
        found = dossier(session, number)
        if found is None:
            raise HTTPException(404)
        text = found.text
        comment = form.number("comment")
        if comment is not None:
            held = comments(session, found.id, first=comment, many=1)
            text = held[0].text if held and held[0].position == comment else ""
        return Ground(
            article=found.id,
            text=text,
            day=found.published.day if found.published else None,
            register=self._desk.register,
            at=self._desk.now(),
            by=self._desk.editor,
        )

    def _undo(self, request: Request) -> Response:
        with self._desk.database.session() as session:
            undone = undo(session, number_of(request), at=self._desk.now())
        return RedirectResponse(urls.article(undone.article_id), 303)


def _wrong(form: Form, field: str, reason: str) -> Wrong:
    return Wrong(row=form.text("row", 30), form=form, field=field, reason=reason)


def _looked_up(session: Session, form: Form) -> Form:
    """The form with another article or story as the store has it: by address, number or slug."""
    other, subject = form.text("other", 2_000), form.text("subject")
    if not other:
        return form
    if subject == Subject.DUPLICATE:
        found = int(other) if other.isascii() and other.isdigit() else find_article(session, other)
        if found is None:
            raise BadFix("other", "No article of that address is stored.")
        return Form((*form.fields, ("original", str(found))))
    if subject == Subject.STORY:
        slug = story_named(session, other)
        if slug is None:
            raise BadFix("other", "No story has that name, or an article of that address.")
        return Form((*form.fields, ("story", slug)))
    return form
