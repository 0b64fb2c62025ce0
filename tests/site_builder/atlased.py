"""The pages of bodies and people out of a small store, without the rest of the site."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import chain, count

from lxml import html

from commissioning.domain.dates import PartialDate
from commissioning.domain.tags import HolderKind, Position
from commissioning.register import load_register
from commissioning.store.database import Database
from site_builder.pages.atlas import Atlas
from site_builder.pages.bodies import bodies_plans
from site_builder.pages.body import body_plans
from site_builder.pages.page import Page, Plan
from site_builder.pages.people import people_plans
from site_builder.pages.person import person_plans
from site_builder.reading import Archive
from site_builder.rendering import Renderer
from site_builder.site import Site
from tests.site_builder.filling import Side, put

RENDERER = Renderer(Site(name="A Digest", url="https://digest.example/"))


class Store:
    """Articles of our own, each with one sentence that takes a side."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._numbers = count(1)

    def says(
        self,
        body: str | None,
        position: Position,
        day: date | PartialDate | None,
        *,
        by: str | None = None,
        question: str = "gp-budgets",
        confidence: float = 0.9,
        comments: Sequence[tuple[str, Sequence[Side]]] = (),
    ) -> str:
        """Store an article in which a body, or somebody for it, takes a side; gives the words."""
        number = next(self._numbers)
        words = f"Plan {number} would be weighed by those who run it"
        side = Side(
            holder=by or body or "Dr Ann Sample",
            organisation=body,
            question=question,
            position=position,
            words=words,
            confidence=confidence,
            kind=HolderKind.PERSON if by or body is None else HolderKind.ORGANISATION,
        )
        put(
            self.database,
            url=f"https://news.example/{number}",
            text=f"{words}. {' '.join(f'Word{number}a{at}.' for at in range(60))}",
            day=day,
            headline=f"Headline {number}",
            source=f"outlet-{number % 3}",
            sides=[side],
            comments=comments,
        )
        return words

    def says_often(self, body: str, times: int, *, first: date, by: str | None = None) -> None:
        """Store many articles of it, one every five weeks."""
        for number in range(times):
            self.says(body, Position.SUPPORT, first + timedelta(weeks=5 * number), by=by)


@contextmanager
def planned(database: Database, *, as_of: date | None = None) -> Iterator[dict[str, Plan]]:
    """The plans by path, while the store is open."""
    with database.session() as session:
        atlas = Atlas(Archive(session, load_register, as_of=as_of))
        plans = chain(
            body_plans(atlas), bodies_plans(atlas), person_plans(atlas), people_plans(atlas)
        )
        yield {plan.path: plan for plan in plans}


def made(database: Database, path: str, *, as_of: date | None = None) -> Page:
    """One page."""
    with planned(database, as_of=as_of) as plans:
        return plans[path].make()


def rendered(page: Page) -> html.HtmlElement:
    """A page as a browser has it."""
    return html.document_fromstring(RENDERER.html(page).decode())


def text(tree: html.HtmlElement) -> str:
    """What it says, on one line."""
    return " ".join(tree.text_content().replace("\xa0", " ").split())
