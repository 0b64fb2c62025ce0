"""Nothing stays named after an article that is gone: stories, decisions, corrections, issues."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from commissioning.domain.corrections import Correction, Subject
from commissioning.domain.dates import PartialDate, Precision
from commissioning.domain.editions import Decision, Edition, Item, ItemSource, Section, Triage
from commissioning.domain.stories import made_from, slug_of
from commissioning.register import load_register
from commissioning.store import stories
from commissioning.store.corrections import correct, corrections, undo
from commissioning.store.database import Database
from commissioning.store.editions import create_edition, edition, publish_edition
from commissioning.store.renaming import named_after, rename
from commissioning.store.rows import ArticleRow, Row, StoryAliasRow, StoryRow
from commissioning.store.triage import decide, decisions
from tests.commissioning.corrected import LATER, NOW, URL, add, an_article

DAY = date(2010, 7, 14)
WHEN = PartialDate.of(DAY, Precision.DAY)
OTHER, THIRD = "http://courier.example/2", "http://courier.example/3"
GONE = slug_of(WHEN, "Mr Private resigns", URL)
NEW = slug_of(WHEN, "Headline 2", OTHER)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A story of three articles that has its slug from the first."""
    opened = Session(database.engine)
    ids = []
    for at, url in enumerate((URL, OTHER, THIRD), start=1):
        text = f"The text of number {at}."
        ids.append(add(opened, an_article(text, url=url, headline=f"Headline {at}", comments=())))
    stories.place(opened, stories.add_story(opened, GONE), dict.fromkeys(ids, "x"))
    opened.flush()
    yield opened
    opened.close()


def take_out(session: Session, *urls: str) -> None:
    """The articles go, as `digest forget` has them go."""
    session.execute(delete(ArticleRow).where(ArticleRow.url.in_(urls)))
    session.expire_all()
    rename(session, urls)
    session.flush()
    session.expire_all()


def is_named(session: Session) -> bool:
    """Whether any row of any table has the name."""
    rows = (row for table in Row.metadata.sorted_tables for row in session.execute(select(table)))
    return any("private" in str(row) for row in rows)


def issue(number: int) -> Edition:
    sources = tuple(ItemSource(name="Courier", url=url, published=None) for url in (OTHER, THIRD))
    item = Item(key=GONE, story=GONE, headline="Two of them", sources=sources, line="Words.")
    section = Section(name="The week", items=(item,))
    return Edition(number=number, day=DAY, title="A week", sections=(section,))


def test_a_slug_tells_from_which_article_it_was_made() -> None:
    assert made_from([OTHER, URL])(GONE)
    assert made_from([URL])(slug_of(WHEN, "", URL, digits=12))
    assert not made_from([OTHER])(GONE)
    assert not made_from([URL])("2010-07-03-a")


def test_the_story_is_named_after_its_first_article_and_no_old_address_leads_to_it(
    session: Session,
) -> None:
    assert named_after(session, [URL]) == ()
    take_out(session, URL)
    assert [story.slug for story in stories.stories(session)] == [NEW]
    assert stories.aliases(session) == {}
    assert not is_named(session)


def test_a_story_of_another_article_keeps_its_slug(session: Session) -> None:
    take_out(session, OTHER)
    assert [story.slug for story in stories.stories(session)] == [GONE]


def test_a_former_slug_goes_and_the_story_keeps_its_own(session: Session) -> None:
    story = session.scalars(select(StoryRow)).one()
    story.slug = "2010-07-01-an-older-one-123456"
    session.flush()
    session.execute(insert(StoryAliasRow), [{"slug": GONE, "story_id": story.id}])
    take_out(session, URL)
    assert stories.aliases(session) == {}
    assert [story.slug for story in stories.stories(session)] == ["2010-07-01-an-older-one-123456"]


def test_decisions_and_issues_follow(session: Session) -> None:
    decide(session, Triage(story=GONE, decision=Decision.KEEP, at=NOW, by="ed"))
    create_edition(session, issue(1), at=NOW)
    publish_edition(session, create_edition(session, issue(2), at=NOW), at=NOW)
    take_out(session, URL)
    assert list(decisions(session)) == [NEW]
    for number in (1, 2):
        [item] = edition(session, number).items
        assert (item.story, item.key, item.line) == (NEW, NEW, "Words.")
    assert not is_named(session)


def test_what_was_said_of_a_story_that_is_no_more_goes(session: Session) -> None:
    decide(session, Triage(story=GONE, decision=Decision.KEEP, at=NOW, by="ed"))
    create_edition(session, issue(1), at=NOW)
    session.execute(delete(StoryRow))
    take_out(session, URL)
    assert not decisions(session)
    [item] = edition(session, 1).items
    assert (item.story, item.key) == (None, GONE.rpartition("-")[2])
    assert not is_named(session)


def test_an_article_that_an_editor_put_there_stays_there(session: Session) -> None:
    own = stories.add_story(session, "2010-07-14-a-third-abcdef")
    third = session.scalars(select(ArticleRow.id).where(ArticleRow.url == THIRD)).one()
    stories.place(session, own, {third: "x"})
    there, here = {"story": "2010-07-14-a-third-abcdef"}, {"story": GONE}
    told = Correction(
        at=NOW, by="ed", article_id=third, subject=Subject.STORY, before=there, after=here
    )
    correct(session, told, register=load_register())
    session.flush()
    take_out(session, URL)
    [kept] = corrections(session)
    assert kept.after == {"story": NEW}
    assert [len(story.article_ids) for story in stories.stories(session)] == [2]
    assert not is_named(session)


def test_an_article_that_an_editor_took_away_comes_back_to_the_renamed_story(
    session: Session,
) -> None:
    third = session.scalars(select(ArticleRow.id).where(ArticleRow.url == THIRD)).one()
    out = Correction(
        at=NOW, by="ed", article_id=third, subject=Subject.STORY, before=None, after=None
    )
    made = correct(session, out, register=load_register())
    take_out(session, URL)
    assert not is_named(session)
    undo(session, made.id or 0, at=LATER)
    session.flush()
    assert [(one.slug, len(one.article_ids)) for one in stories.stories(session)] == [(NEW, 2)]
