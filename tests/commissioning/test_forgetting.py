"""An article is taken out of the database with all that points to it; the others keep theirs."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.domain.articles import SourceKind
from commissioning.domain.corrections import Correction, Subject
from commissioning.domain.editions import Edition, Item, ItemSource, Section
from commissioning.register import load_register
from commissioning.store import forgetting, stories
from commissioning.store.articles import save_article
from commissioning.store.copies import original_of
from commissioning.store.corrections import correct, corrections
from commissioning.store.database import Database
from commissioning.store.editions import create_edition, edition, publish_edition, save_edition
from commissioning.store.indexing import index_due
from commissioning.store.rows import ArticleRow, Row, StoryRow
from commissioning.store.sources import save_source
from tests.commissioning.corrected import LATER, NOW, TEXT, URL, add, an_article, tag

OTHER = "http://courier.example/2"
LONG = " ".join(f"{TEXT} It was said for the {number}th time." for number in range(12))


@pytest.fixture
def session() -> Iterator[Session]:
    database = Database("sqlite://")
    with database.session() as opened:
        yield opened
    database.close()


def source(url: str) -> ItemSource:
    return ItemSource(name="Courier", url=url, published=None)


def an_issue(number: int) -> Edition:
    both = (source(URL), source(OTHER))
    items = (
        Item(key="own", headline="Our own", line="Words."),
        Item(key="alone", headline="One", article=URL, url=URL, sources=both[:1], line="Words."),
        Item(key="both", headline="Both", article=URL, url=URL, sources=both, line="Words."),
        Item(key="last", headline="Last", article=OTHER, url=OTHER, sources=both[::-1]),
    )
    section = Section(name="The week", items=items)
    return Edition(number=number, day=date(2010, 7, 16), title="A week", sections=(section,))


def remove(session: Session, url: str) -> None:
    found = forgetting.trace(session, url)
    assert found is not None
    forgetting.remove(session, found, at=LATER)
    session.flush()
    session.expire_all()


def test_what_there_is_of_an_article_is_told(session: Session) -> None:
    article = add(session, an_article())
    tag(session)
    create_edition(session, an_issue(3), at=NOW)
    found = forgetting.trace(session, f"{URL}?utm_source=rss")
    assert found is not None
    assert (found.id, found.url, found.comments, found.editions) == (article, URL, 1, (3,))
    assert (found.taggings, found.versions, found.corrections) == (2, 0, 0)
    assert forgetting.trace(session, OTHER) is None


def test_all_that_was_made_of_it_goes_with_it(session: Session) -> None:
    article = add(session, an_article())
    tag(session)
    add(session, an_article(f"{TEXT} And more."))
    story = stories.add_story(session, "a-story")
    stories.place(session, story, {article: "x"})
    off = {"on_topic": False}
    told = Correction(
        at=NOW, by="ed", article_id=article, subject=Subject.RELEVANCE, before=None, after=off
    )
    tag(session)
    correct(session, told, register=load_register())
    remove(session, URL)
    index_due(session)
    kept = {"alembic_version", "sources"}
    for table in Row.metadata.sorted_tables:
        many = session.scalar(select(func.count()).select_from(table))
        assert many == 0 or table.name in kept, table.name
    assert session.scalar(select(StoryRow.id)) is None
    assert corrections(session) == ()


def test_its_copies_are_linked_among_each_other(session: Session) -> None:
    for number in (1, 2, 3):
        slug, url = f"outlet-{number}", f"http://courier.example/{number}"
        copy = an_article(f"{LONG} Copy {number}.", url=url, source=slug, headline=f"No. {number}")
        outlet = save_source(session, slug=slug, name=slug, kind=SourceKind.TRADE)
        save_article(session, copy, source_id=outlet, at=NOW)
    ids = list(session.scalars(select(ArticleRow.id).order_by(ArticleRow.id)))
    found = original_of(session, ids[2])
    assert found is not None
    assert found.article_id == ids[0]
    remove(session, URL)
    again = original_of(session, ids[2])
    assert again is not None
    assert again.article_id == ids[1]


def test_issues_lose_it_and_published_ones_say_so(session: Session) -> None:
    add(session, an_article(comments=()))
    add(session, an_article(LONG, url=OTHER, headline="The other", comments=()))
    draft = create_edition(session, an_issue(1), at=NOW)
    save_edition(session, draft, at=LATER)
    ready = create_edition(session, an_issue(2), at=NOW)
    publish_edition(session, ready, at=NOW)
    remove(session, URL)
    for number in (1, 2):
        issue = edition(session, number)
        told = {item.key: (item.headline, item.article, item.line) for item in issue.items}
        assert told == {
            "own": ("Our own", None, "Words."),
            "both": ("The other", OTHER, None),
            "last": ("Last", OTHER, None),
        }
        assert all(one.url == OTHER for item in issue.items for one in item.sources)
        assert len(issue.amendments) == number - 1
    for table in Row.metadata.sorted_tables:
        for row in session.execute(select(table)):
            assert URL not in str(row), table.name
