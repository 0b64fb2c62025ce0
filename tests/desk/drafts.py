"""An archive with stories of our own, and drafts that are made of them."""

from datetime import date, datetime

from commissioning.domain.articles import ArticleKind
from commissioning.domain.editions import Decision, Edition, Section, Triage
from commissioning.domain.tags import HolderKind, Position
from commissioning.store.edition_items import story_item
from commissioning.store.editions import create_edition
from commissioning.store.triage import decide
from desk.desk import Desk
from tests.site_builder.filling import Side, put
from tests.site_builder.newsroom import Newsroom

DAY = date(2010, 11, 4)
SIZE, FIRMS, NOTES = "How big is too big", "Firms circle", "Notes from a surgery"


def fill(desk: Desk) -> None:
    """Three stories of two articles each, all kept in the queue."""
    room = Newsroom(desk.database)
    for at, (slug, headline, body) in enumerate(
        (("size", SIZE, "bma"), ("firms", FIRMS, "rcgp"), ("notes", NOTES, "unison"))
    ):
        url = f"https://news.example/{slug}"
        words = f"The plan number {at} would be weighed by all of us"
        side = Side(
            holder=body,
            organisation=body,
            question="gp-budgets",
            position=Position.SUPPORT,
            words=words,
            kind=HolderKind.ORGANISATION,
        )
        text = f"{words} before the spring. Nobody has said where the money of the old trusts goes."
        put(
            desk.database,
            url=url,
            text=text,
            day=date(2010, 11, 2),
            headline=headline,
            sides=(side,),
            source="courier",
            kind=ArticleKind.NEWS,
        )
        other = room.prints(f"{headline}, again", date(2010, 11, 3), source="gazette")
        room.story(slug, url, other)
        keep(desk, slug, at=desk.now())


def keep(desk: Desk, key: str, *, at: datetime) -> None:
    """Keep a story in the queue."""
    with desk.database.session() as session:
        decide(session, Triage(story=key, decision=Decision.KEEP, at=at, by="RH"))


def draft(desk: Desk, *slugs: str, number: int = 42, title: str = "Who minds?") -> Edition:
    """A draft with stories in the first of its two sections."""
    with desk.database.session() as session:
        items = tuple(story_item(session, slug) for slug in slugs)
        made = Edition(
            number=number,
            day=DAY,
            title=title,
            introduction="Start.",
            sections=(Section(name="First", items=items), Section(name="Second")),
        )
        return create_edition(session, made, at=desk.now())
