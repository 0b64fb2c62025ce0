"""What an editor asks of the queue, in the address and out of it."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from desk import urls
from desk.forms import Form

Kind = TypeVar("Kind", bound=StrEnum)

_LONGEST = 200


class Show(StrEnum):
    """Which stories, or which articles that are in no list of stories."""

    ALL = "all"
    TODO = "todo"
    KEPT = "keep"
    LATER = "later"
    DROPPED = "drop"
    OLD = "old"
    OFF = "off"
    WAITING = "waiting"


class Order(StrEnum):
    """In which order."""

    RANK = "rank"
    NEWEST = "newest"
    ARTICLES = "articles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """None, '' and False ask nothing.

    first, last  days, both inclusive
    fresh        whether what a published edition had is left out
    page         from 1; None for the one with the story at hand
    at           key of the story at hand
    after        key of the story after which the next undecided one is at hand
    """

    first: date | None = None
    last: date | None = None
    show: Show = Show.ALL
    question: str = ""
    body: str = ""
    kind: str = ""
    order: Order = Order.RANK
    fresh: bool = False
    q: str = ""
    page: int | None = None
    at: str = ""
    after: str = ""

    @property
    def url(self) -> str:
        """Where it is granted."""
        return urls.with_query(
            urls.QUEUE,
            **{
                "from": self.first,
                "to": self.last,
                "show": "" if self.show is Show.ALL else self.show,
                "question": self.question,
                "body": self.body,
                "kind": self.kind,
                "order": "" if self.order is Order.RANK else self.order,
                "fresh": "1" if self.fresh else "",
                "q": self.q,
                "page": self.page,
                "at": self.at,
                "after": self.after,
            },
        )

    @property
    def query(self) -> str:
        """What of it a form carries along."""
        return self.url.partition("?")[2]

    def showing(self, show: Show) -> "Wish":
        """Other stories of the same kind, from the first page."""
        return replace(self, show=show, page=None, at="", after="")

    def on_page(self, page: int) -> "Wish":
        """Another page of the list."""
        return replace(self, page=page, at="", after="")

    def at_hand(self, key: str) -> "Wish":
        """With another story at hand."""
        return replace(self, page=None, at=key, after="")

    def behind(self, key: str) -> "Wish":
        """With the next undecided story behind that one at hand."""
        return replace(self, page=None, at="", after=key)

    def about(self, body: str) -> "Wish":
        """With a body in them."""
        return replace(self, body=body, show=Show.ALL, page=None, at="", after="")

    def of(self, first: date | None, last: date | None) -> "Wish":
        """Of other days."""
        return replace(self, first=first, last=last, page=None, at="", after="")


def read_wish(asked: Form) -> Wish:
    """The wish of an address; what cannot be understood asks nothing."""
    return Wish(
        first=_day(asked.text("from", 10)),
        last=_day(asked.text("to", 10)),
        show=_one_of(Show, asked.text("show", 10), Show.ALL),
        question=asked.text("question", _LONGEST),
        body=asked.text("body", _LONGEST),
        kind=asked.text("kind", 20),
        order=_one_of(Order, asked.text("order", 10), Order.RANK),
        fresh=asked.text("fresh", 1) == "1",
        q=asked.text("q", _LONGEST),
        page=asked.number("page"),
        at=asked.text("at", 2_000),
        after=asked.text("after", 2_000),
    )


def _one_of(kinds: type[Kind], written: str, otherwise: Kind) -> Kind:
    return kinds(written) if written in set(kinds) else otherwise


def _day(written: str) -> date | None:
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if 1900 < found.year < 2200 else None
