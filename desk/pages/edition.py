"""The editor of an edition: its texts, sections and items, with checks and the shelf beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from commissioning.domain.editions import DATES_AHEAD, Appearance, Edition, EditionTemplate, Item
from commissioning.domain.errors import EditionError
from commissioning.domain.offers import Offer
from commissioning.store.edition_items import offered
from commissioning.store.edition_templates import templates
from commissioning.store.editions import edition
from commissioning.store.identity import find_article
from desk import urls
from desk.desk import Desk
from desk.drafting.actions import ENTERED, read_action
from desk.drafting.asking import ask
from desk.drafting.dates import DateAhead, dates_ahead
from desk.drafting.fields import fields_of, mark, place_of
from desk.drafting.merging import Clash, marks
from desk.drafting.proof import Proof, proof
from desk.drafting.saving import Saved, save, texts_of
from desk.drafting.shelf import Shelf, shelf
from desk.drafting.telling import Tellings, Told
from desk.forms import Form
from desk.mail.checks import Check, Level
from desk.mail.memory import LinkMemory
from desk.pages.message import MessagePage
from desk.pages.page import Page, asked, sent
from desk.rendering import Renderer

_NEW = (*(field for field, _ in ENTERED), "new-to")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """An item as the editor shows it.

    page   address of the desk's page of its article; None where it has none
    again  where a published edition had it
    offer  a line that its article offers, where one is asked for or there is no line yet
    turn   which of the offered lines that is, from 0; `offers`: how many there are
    """

    number: int
    item: Item
    page: str | None
    again: Appearance | None
    offer: Offer | None
    turn: int
    offers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section as the editor shows it; `number` from 1, `mark` of its stored name."""

    number: int
    mark: str
    name: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPage(Page):
    """A draft in the editor.

    held     as it is stored
    values   what the fields show, by name: what was sent where it could not be saved
    marks    how the fields stood, for the form to send back
    wrong    why the last form could not be taken; `unsaved`: none of it was saved
    entered  what stands in the fields for something new, by name: what was refused
    refused  the verb that was: 'add', 'section-in', 'template'; '' for another or none
    at       key of the item at hand
    """

    template: ClassVar[str] = "edition.html"
    here: ClassVar[str] = "editions"
    held: Edition
    sections: tuple[SectionView, ...]
    values: Mapping[str, str]
    clashes: Mapping[str, Clash]
    marks: str
    aside: str
    told: Told
    wrong: str
    unsaved: bool
    entered: Mapping[str, str]
    refused: str
    at: str
    proof: Proof
    shelf: Shelf
    dates: tuple[DateAhead, ...]
    templates: tuple[EditionTemplate, ...]

    @property
    def home_of_dates(self) -> str | None:
        """The mark of the section for dates; None where there is none of that name."""
        return next((one.mark for one in self.sections if one.name == DATES_AHEAD), None)

    @property
    def right(self) -> str:
        """What the checks found right, in one sentence."""
        said = [check.message for check in self.proof.checks if check.level is Level.RIGHT]
        return "; ".join(said)

    @property
    def open(self) -> tuple[Check, ...]:
        """The checks with something to do or to look at."""
        return tuple(check for check in self.proof.checks if check.level is not Level.RIGHT)

    @property
    def words(self) -> int:
        """How many the introduction has."""
        return len(self.values["introduction"].split())

    def goes(self, check: Check) -> str | None:
        """Where on the page a check's finding can be mended."""
        where = check.where or ""
        if where in ("day", "title", "introduction"):
            return f"#{place_of(where)}"
        if where.startswith("section-"):
            section = self.sections[int(where.removeprefix("section-")) - 1]
            return f"#{place_of(f'name.{section.mark}')}"
        key = where.removeprefix("item-")
        return f"#{place_of(f'line.{key}')}" if self.held.item(key) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPage(Page):
    """A published edition, which is frozen; corrections can be added."""

    template: ClassVar[str] = "edition-published.html"
    here: ClassVar[str] = "editions"
    held: Edition
    told: Told
    wrong: str = ""


class EditionPages:
    """Answers for the editor."""

    def __init__(
        self, desk: Desk, renderer: Renderer, memory: LinkMemory, tellings: Tellings
    ) -> None:
        self._desk = desk
        self._renderer = renderer
        self._memory = memory
        self._tellings = tellings

    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        place = f"{urls.EDITIONS}/{{number:int}}"
        return [
            Route(place, self._show, methods=["GET"]),
            Route(place, self._save, methods=["POST"]),
        ]

    def _show(self, request: Request) -> Response:
        number = int(request.path_params["number"])
        form = asked(request)
        told = self._tellings.told(form.text("told", 40))
        with self._desk.database.session() as session:
            try:
                held = edition(session, number)
            except EditionError as error:
                return self._renderer.page(
                    request, MessagePage(title="Not here", text=str(error)), 404
                )
            if held.is_published:
                return self._renderer.page(request, PublishedPage(held=held, told=told))
            page = self._page(session, held, told=told, asks=form)
        return self._renderer.page(request, page)

    def _save(self, request: Request) -> Response:
        number = int(request.path_params["number"])
        form = sent(request)
        try:
            saved = save(self._desk, number, form)
        except EditionError as error:
            return self._unsaved(request, number, form, error.message)
        action = read_action(form)
        if action.verb == "links":
            ask(self._desk, self._memory, saved.edition)
        if saved.clashes or saved.wrong:
            return self._with_clashes(request, saved, form)
        if action.verb == "publish":
            return self._on_to_publish(request, saved)
        fields = {"at": saved.done.at, "told": self._tell(saved)}
        if action.verb == "offer":
            fields |= {"at": action.key, "offer": action.more or "0"}
        return RedirectResponse(urls.with_query(urls.edition(saved.edition.number), **fields), 303)

    def _tell(self, saved: Saved) -> str:
        told = Told(said=saved.done.said, also=saved.also, lost=saved.lost)
        return self._tellings.keep(told) if told != Told() else ""

    def _unsaved(self, request: Request, number: int, form: Form, wrong: str) -> Response:
        with self._desk.database.session() as session:
            try:
                held = edition(session, number)
            except EditionError as error:
                page = MessagePage(title="Not here", text=str(error))
                return self._renderer.page(request, page, 404)
            if held.is_published:
                page_ = PublishedPage(held=held, told=Told(), wrong=wrong)
                return self._renderer.page(request, page_, 409)
            shown = self._page(
                session,
                held,
                told=Told(),
                asks=Form(),
                form=form,
                wrong=wrong,
                refused=form,
                unsaved=True,
            )
        return self._renderer.page(request, shown, 422)

    def _with_clashes(self, request: Request, saved: Saved, form: Form) -> Response:
        told = Told(said=saved.done.said, also=saved.also, lost=saved.lost)
        with self._desk.database.session() as session:
            page = self._page(
                session,
                saved.edition,
                told=told,
                asks=Form(),
                clashes=saved.clashes,
                aside=saved.aside,
                wrong=saved.wrong,
                refused=form if saved.wrong else None,
                at=saved.done.at,
            )
        return self._renderer.page(request, page, 409 if saved.clashes else 422)

    def _on_to_publish(self, request: Request, saved: Saved) -> Response:
        with self._desk.database.session() as session:
            found = proof(session, self._desk, self._memory, saved.edition)
            if found.stops:
                page = self._page(
                    session,
                    saved.edition,
                    told=Told(),
                    asks=Form(),
                    wrong=f"It cannot be published yet: {found.stops[0].message}",
                )
                return self._renderer.page(request, page, 409)
        place = urls.edition_part(saved.edition.number, "preview")
        return RedirectResponse(f"{place}#publish", 303)

    def _page(
        self,
        session: Session,
        held: Edition,
        *,
        told: Told,
        asks: Form,
        form: Form | None = None,
        clashes: tuple[Clash, ...] = (),
        aside: str = "",
        wrong: str = "",
        refused: Form | None = None,
        unsaved: bool = False,
        at: str = "",
    ) -> EditionPage:
        found = proof(session, self._desk, self._memory, held)
        values = fields_of(held) | {clash.field: clash.mine for clash in clashes}
        if form is not None:
            values |= {name: text for name, text in texts_of(form).items() if name in values}
        at = at or asks.text("at", 500)
        return EditionPage(
            held=held,
            sections=self._sections(session, found, at, asks),
            values=values,
            clashes={clash.field: clash for clash in clashes},
            marks=form.text("marks", 1_000_000) if form is not None else marks(held, clashes),
            aside=form.text("aside", 100) if form is not None else aside,
            told=told,
            wrong=wrong,
            unsaved=unsaved,
            entered={name: refused.text(name, 2_000) if refused else "" for name in _NEW},
            refused=_refused(refused) if refused and not unsaved else "",
            at=at,
            proof=found,
            shelf=shelf(session, held),
            dates=tuple(dates_ahead(self._desk, held).values()),
            templates=templates(session),
        )

    def _sections(
        self, session: Session, found: Proof, at: str, asks: Form
    ) -> tuple[SectionView, ...]:
        wanted = (at, asks.number("offer")) if asks.text("offer", 20) else None
        return tuple(
            SectionView(
                number=number,
                mark=mark(section.name),
                name=section.name,
                items=tuple(
                    _item(session, at_, item, found.again(item.key), wanted) for at_, item in items
                ),
            )
            for number, (section, items) in enumerate(found.edition.numbered(), start=1)
        )


def _refused(form: Form) -> str:
    verb = read_action(form).verb
    return verb if verb in {made for _, made in ENTERED} else ""


def _item(
    session: Session,
    number: int,
    item: Item,
    again: Appearance | None,
    wanted: tuple[str, int | None] | None,
) -> ItemView:
    is_asked = wanted is not None and wanted[0] == item.key
    offers = offered(session, item) if is_asked or not item.line else ()
    turn = (wanted[1] or 0) % len(offers) if is_asked and wanted and offers else 0
    return ItemView(
        number=number,
        item=item,
        page=_article(session, item),
        again=again,
        offer=offers[turn] if offers else None,
        turn=turn,
        offers=len(offers),
    )


def _article(session: Session, item: Item) -> str | None:
    found = find_article(session, item.article) if item.article else None
    return urls.article(found) if found is not None else None
