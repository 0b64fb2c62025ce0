"""The queue: the week's stories, ranked, each to be kept, dropped or put off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from commissioning.domain.articles import ArticleKind
from commissioning.domain.corrections import Correction, Subject
from commissioning.domain.editions import Decision, Triage
from commissioning.domain.ledger import Statement
from commissioning.register import Register
from commissioning.store.corrections import correct
from commissioning.store.identity import find_article
from commissioning.store.ledger import evidence
from commissioning.store.queue import QueuedArticle, matching, queued_of
from commissioning.store.stories import is_taken
from commissioning.store.triage import decide, undo
from desk import urls
from desk.days import Days, usual_days, whole
from desk.desk import Desk
from desk.forms import Form, parse_form
from desk.gathering import Queued, Week, body_names, gather, question_labels
from desk.listing import Listing, listed
from desk.pages.page import Page, asked, sent
from desk.rendering import Renderer
from desk.silent import Silent, silent_in
from desk.wishes import Show, Wish, read_wish

_MOST_LEFT = 300
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several in a list to choose from."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """The story at hand.

    words   what shows each side, by the id of its stance
    bodies  the bodies that are named, by slug
    others  stories into which it could be put
    """

    story: Queued
    words: Mapping[int, Statement]
    bodies: tuple[Choice, ...]
    others: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage(Page):
    """The stories of some days.

    last      the last decision that was made in these days, with its story's headline
    left      articles that are in no list of stories, where these are wished for
    """

    template: ClassVar[str] = "queue.html"
    here: ClassVar[str] = "queue"
    wish: Wish
    days: Days
    week: Week
    listing: Listing
    hand: Hand | None
    last: tuple[Triage, str] | None
    left: tuple[QueuedArticle, ...] | None
    questions: tuple[Choice, ...]
    bodies: tuple[Choice, ...]
    kinds: tuple[str, ...]
    names: Mapping[str, str]

    @property
    def before(self) -> Wish:
        """The week before."""
        return self._moved(-1)

    @property
    def behind(self) -> Wish:
        """The week after."""
        return self._moved(1)

    @property
    def wider(self) -> Wish:
        """The same in the month that ends with these days; where these are one, in that before."""
        widest = whole(date.min, self.days.last)
        if widest.first >= self.days.first:
            widest = whole(date.min, self.days.first - timedelta(days=1))
        return self.wish.of(widest.first, widest.last)

    def _moved(self, by: int) -> Wish:
        there = self.days.moved(by)
        return self.wish.of(there.first, there.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandPart(Page):
    """What is told of the story at hand, for a window that has the rest of the queue."""

    template: ClassVar[str] = "queue-hand.html"
    hand: Hand
    wish: Wish
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentPart(Page):
    """Who was expected to speak in the story at hand, and did not."""

    template: ClassVar[str] = "queue-silent.html"
    silent: Silent


class QueuePages:
    """Answers for the queue."""

    def __init__(self, desk: Desk, renderer: Renderer) -> None:
        self._desk = desk
        self._renderer = renderer

    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        return [
            Route(urls.QUEUE, self._show),
            Route(urls.HAND, self._hand),
            Route(urls.SILENT, self._silent),
            Route(urls.DECIDE, self._decide, methods=["POST"]),
            Route(urls.UNDO, self._undo, methods=["POST"]),
            Route(urls.MERGE, self._merge, methods=["POST"]),
        ]

    def _show(self, request: Request) -> Response:
        wish = read_wish(asked(request))
        register = self._desk.register
        with self._desk.database.session() as session:
            week = self._week(session, register, wish)
            listing = _listed(session, register, week, wish)
            hand = None
            if listing.at_hand is not None and _left(week, wish) is None:
                hand = _in_hand(session, register, week, listing.at_hand)
        page = QueuePage(
            wish=wish,
            days=week.days,
            week=week,
            listing=listing,
            hand=hand,
            last=_last(week),
            left=_left(week, wish),
            questions=_questions(week, register),
            bodies=_bodies(week, register),
            kinds=tuple(ArticleKind),
            names=body_names(register),
        )
        return self._renderer.page(request, page)

    def _hand(self, request: Request) -> Response:
        wish = read_wish(asked(request))
        register = self._desk.register
        with self._desk.database.session() as session:
            week = self._week(session, register, wish)
            story = next((one for one in week.stories if one.key == wish.at), None)
            if story is None:
                raise HTTPException(404)
            hand = _in_hand(session, register, week, story)
        part = HandPart(hand=hand, wish=wish, names=body_names(register))
        return self._renderer.page(request, part)

    def _silent(self, request: Request) -> Response:
        with self._desk.database.session() as session:
            found = queued_of(session, asked(request).text("at", 2_000))
            articles = [one for one in found if one.is_relevant]
            if not articles:
                raise HTTPException(404)
            part = SilentPart(silent=silent_in(session, self._desk.register, articles))
        return self._renderer.page(request, part)

    def _decide(self, request: Request) -> Response:
        form = sent(request)
        key = form.text("story", 2_000)
        wish = _wish_behind(form)
        if form.text("decision") not in set(Decision):
            raise HTTPException(422)
        with self._desk.database.session() as session:
            if not is_taken(session, key) and find_article(session, key) is None:
                raise HTTPException(404)
            decide(
                session,
                Triage(
                    story=key,
                    decision=Decision(form.text("decision")),
                    at=self._desk.now(),
                    by=self._desk.editor,
                ),
            )
        return RedirectResponse(_back(form) or wish.behind(key).url, 303)

    def _undo(self, request: Request) -> Response:
        form = sent(request)
        number = form.number("id")
        if number is None:
            raise HTTPException(422)
        with self._desk.database.session() as session:
            undone = undo(session, number, at=self._desk.now())
        wish = _wish_behind(form)
        if undone is not None:
            wish = wish.at_hand(undone.story)
        return RedirectResponse(_back(form) or wish.url, 303)

    def _merge(self, request: Request) -> Response:
        """Put the articles of a story into another: one correction each, to be undone each."""
        form = sent(request)
        key, into = form.text("story", 2_000), form.text("into", 200)
        wish = _wish_behind(form)
        register = self._desk.register
        with self._desk.database.session() as session:
            week = self._week(session, register, wish)
            story = next((one for one in week.stories if one.key == key), None)
            if story is None or key == into or not is_taken(session, into):
                raise HTTPException(404)
            for article in story.articles:
                correct(
                    session,
                    Correction(
                        at=self._desk.now(),
                        by=self._desk.editor,
                        article_id=article.id,
                        subject=Subject.STORY,
                        before={"story": article.story} if article.story else None,
                        after={"story": into},
                        reason=form.text("reason", 500) or None,
                    ),
                    register=register,
                )
        return RedirectResponse(wish.at_hand(into).url, 303)

    def _week(self, session: Session, register: Register, wish: Wish) -> Week:
        return gather(session, register, self._days(session, wish))

    def _days(self, session: Session, wish: Wish) -> Days:
        if wish.first is None and wish.last is None:
            return usual_days(session, self._desk.now())
        last = wish.last or (wish.first or self._desk.now().date()) + _WEEK - timedelta(days=1)
        first = wish.first or last - _WEEK + timedelta(days=1)
        return whole(min(first, last), last)


def _wish_behind(form: Form) -> Wish:
    """The wish of the list from which a form came."""
    return read_wish(parse_form(form.text("wish", 5_000).encode("ascii", "ignore")))


def _back(form: Form) -> str:
    """The article from which the form came; '' for the queue."""
    number = form.number("article")
    return urls.article(number) if number is not None else ""


def _listed(session: Session, register: Register, week: Week, wish: Wish) -> Listing:
    found: frozenset[int] = frozenset()
    if wish.q:
        articles = [article for story in week.stories for article in story.articles]
        found = matching(session, articles, wish.q.split())
    names = {
        slug: f"{body.name} {body.short_name}".casefold()
        for slug, body in register.organisations.items()
        if wish.q
    }
    return listed(week, wish, found, names)


def _in_hand(session: Session, register: Register, week: Week, story: Queued) -> Hand:
    shown = [held.stance for side in story.sides for held in side.held]
    names = body_names(register)
    return Hand(
        story=story,
        words=evidence(session, shown),
        bodies=tuple(
            Choice(value=slug, label=names[slug]) for slug in story.bodies if slug in names
        ),
        others=tuple(
            Choice(value=one.key, label=one.head.headline)
            for one in week.stories
            if one.key != story.key and one.head.story is not None
        ),
    )


def _left(week: Week, wish: Wish) -> tuple[QueuedArticle, ...] | None:
    """Articles that are in no list of stories, where the wish is for them."""
    if wish.show is Show.OFF:
        ranked = sorted(week.hidden.off, key=lambda one: -(one.relevance or 0.0))
        return tuple(ranked[:_MOST_LEFT])
    return week.hidden.waiting[:_MOST_LEFT] if wish.show is Show.WAITING else None


def _last(week: Week) -> tuple[Triage, str] | None:
    decided = [(one.triage, one.head.headline) for one in week.stories if one.triage is not None]
    return max(decided, key=lambda pair: pair[0].id or 0, default=None)


def _questions(week: Week, register: Register) -> tuple[Choice, ...]:
    there = {side.question for story in week.stories for side in story.sides}
    labels = question_labels(register)
    return _choices({slug: labels[slug] for slug in there})


def _bodies(week: Week, register: Register) -> tuple[Choice, ...]:
    there = {slug for story in week.stories for slug in story.bodies}
    names = body_names(register)
    return _choices({slug: names[slug] for slug in there if slug in names})


def _choices(labels: Mapping[str, str]) -> tuple[Choice, ...]:
    found = [Choice(value=value, label=label) for value, label in labels.items()]
    return tuple(sorted(found, key=lambda one: one.label.casefold()))
