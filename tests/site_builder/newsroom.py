"""Weeks, months, stories and milestones out of a small store, without the rest of the site."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import chain, count

from lxml import html
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from commissioning.domain.articles import ArticleKind, SourceKind
from commissioning.domain.coverage import PollOutcome
from commissioning.domain.dates import PartialDate
from commissioning.domain.tags import HolderKind, Position
from commissioning.register import Register
from commissioning.store import stories
from commissioning.store.database import Database
from commissioning.store.recording import PollRecord, record_polls, start_run
from commissioning.store.rows import ArticleRow, CopyRow
from commissioning.store.sources import find_source, save_source
from site_builder.pages.milestones import milestones_plan
from site_builder.pages.months import month_plans
from site_builder.pages.page import Page, Plan
from site_builder.pages.stories import stories_plan
from site_builder.pages.story import story_plans
from site_builder.pages.week import week_plans
from site_builder.pages.weeks import weeks_plan
from site_builder.pages.years import year_plans
from site_builder.reading import Archive
from site_builder.rendering import Renderer
from site_builder.site import Site
from site_builder.telling import Telling
from tests.site_builder.filling import Side, put

RENDERER = Renderer(Site(name="A Digest", url="https://digest.example/"))
SUPPORT, OPPOSE, MIXED = Position.SUPPORT, Position.OPPOSE, Position.MIXED


class Newsroom:
    """Articles of our own, their sources, what was asked of these, and stories of the articles."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._numbers = count(1)
        self._stories: dict[str, int] = {}

    def prints(
        self,
        headline: str,
        day: date | PartialDate | None,
        *sides: tuple[str, Position],
        question: str = "gp-budgets",
        source: str = "courier",
        kind: ArticleKind | None = ArticleKind.NEWS,
        confidence: float = 0.9,
        comments: tuple[tuple[str, Position], ...] = (),
    ) -> str:
        """Store an article in which bodies (slugs) or people (names) take sides; gives its URL."""
        number = next(self._numbers)
        url = f"https://news.example/{number}"
        said = [f"Plan {number} number {at} would be weighed by us" for at in range(len(sides))]
        put(
            self.database,
            url=url,
            text=f"{'. '.join(said)}. {' '.join(f'Word{number}a{at}.' for at in range(60))}",
            day=day,
            headline=headline,
            source=source,
            kind=kind,
            sides=[
                Side(
                    holder=who,
                    organisation=None if " " in who else who,
                    question=question,
                    position=position,
                    words=words,
                    confidence=confidence,
                    kind=HolderKind.PERSON if " " in who else HolderKind.ORGANISATION,
                )
                for (who, position), words in zip(sides, said, strict=True)
            ],
            comments=[
                (
                    words,
                    [
                        Side(
                            holder="Private Person",
                            organisation=None,
                            question=question,
                            position=position,
                            words=words,
                            kind=HolderKind.COMMENTER,
                        )
                    ],
                )
                for words, position in comments
            ],
        )
        return url

    def outlet(
        self, slug: str, kind: SourceKind, *, name: str = "", home: str | None = None
    ) -> None:
        """Say what a source is, once it has printed."""
        with self.database.session() as session:
            save_source(session, slug=slug, name=name or slug.title(), kind=kind, home=home)

    def asked(self, source: str, day: date, *, answered: bool = True) -> None:
        """Note that a source was asked on a day."""
        with self.database.session() as session:
            at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
            record_polls(
                session,
                [
                    PollRecord(
                        run_id=start_run(session, "collect", at=at),
                        source_id=find_source(session, source) or 0,
                        url="https://news.example/feed",
                        outcome=PollOutcome.ANSWERED if answered else PollOutcome.FAILED,
                        at=at,
                    )
                ],
            )

    def story(self, slug: str, *urls: str, after: str | None = None) -> None:
        """Make articles one story, that goes on from the one of slug `after`."""
        with self.database.session() as session:
            story = stories.add_story(session, slug)
            stories.place(session, story, {_id(session, url): "-" for url in urls})
            stories.go_on(session, story, self._stories[after] if after else None)
            self._stories[slug] = story

    def copy(self, url: str, original: str, share: float) -> None:
        """Note that an article is a copy."""
        with self.database.session() as session:
            ids = {"article_id": _id(session, url), "original_id": _id(session, original)}
            session.execute(insert(CopyRow), [{**ids, "share": share}])


def _id(session: Session, url: str) -> int:
    return session.scalars(select(ArticleRow.id).where(ArticleRow.url == url)).one()


@contextmanager
def planned(
    database: Database, register: Register, *, as_of: date | None = None
) -> Iterator[dict[str, Plan]]:
    """The plans by path, while the store is open."""
    with database.session() as session:
        archive = Archive(session, lambda: register, as_of=as_of)
        telling = Telling(archive)
        plans = chain(
            week_plans(telling),
            [weeks_plan(archive), stories_plan(telling), milestones_plan(archive)],
            month_plans(telling),
            year_plans(telling),
            story_plans(telling),
        )
        yield {plan.path: plan for plan in plans}


def made(database: Database, register: Register, path: str, *, as_of: date | None = None) -> Page:
    """One page."""
    with planned(database, register, as_of=as_of) as plans:
        return plans[path].make()


def keys(database: Database, register: Register) -> dict[str, str]:
    """The keys of all pages by path."""
    with planned(database, register) as plans:
        return {path: plan.key for path, plan in plans.items()}


def rendered(page: Page) -> html.HtmlElement:
    """A page as a browser has it."""
    return html.document_fromstring(RENDERER.html(page).decode())


def text(tree: html.HtmlElement) -> str:
    """What it says, on one line."""
    return " ".join(tree.text_content().replace("\xa0", " ").split())


def section(tree: html.HtmlElement, heading: str) -> str:
    """What the section of that heading says; '' without it."""
    for found in tree.iter("section"):
        if found[0].text_content() == heading:
            return text(found)
    return ""
