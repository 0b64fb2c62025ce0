"""What the desk asks of the store, on both kinds of database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from commissioning.domain.tags import Position
from commissioning.store import dossiers, health, queue
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow
from tests.site_builder.filling import put
from tests.site_builder.newsroom import Newsroom

SUPPORT, OPPOSE = Position.SUPPORT, Position.OPPOSE
FIRST, END = datetime(2010, 10, 29, tzinfo=UTC), datetime(2010, 11, 5, tzinfo=UTC)
DAY = date(2010, 11, 2)
BEFORE, ONE, TWO = (f"https://news.example/{number}" for number in (1, 2, 3))


@pytest.fixture
def room(database: Database) -> Newsroom:
    """One article before the week and two within, of two stories; one more is not of the field."""
    room = Newsroom(database)
    room.prints("Before", date(2010, 10, 1), ("bma", SUPPORT))
    room.prints("One", DAY, ("bma", OPPOSE), ("rcgp", SUPPORT), comments=(("bma", OPPOSE),))
    room.prints("Two 100% sure", DAY, ("unison", OPPOSE), source="gazette", confidence=0.4)
    room.story("old", BEFORE, ONE)
    room.story("new", TWO, after="old")
    room.copy(TWO, ONE, 0.9)
    put(database, url="https://news.example/off", text="Off.", day=DAY, relevance=0.2)
    put(database, url="https://news.example/undated", text="Some day.", day=None)
    return room


def articles(session: Session) -> tuple[queue.QueuedArticle, ...]:
    return queue.queued_between(session, FIRST, END)


def test_the_articles_of_some_days_come_with_their_place(room: Newsroom) -> None:
    with room.database.session() as session:
        found = {one.headline: one for one in articles(session)}
        stories = [one.url for one in queue.queued_in(session, ["old", "unheard-of"])]
    assert list(found) == ["One", "Two 100% sure", "A headline"]
    assert (found["One"].story, found["One"].follows) == ("old", False)
    two = found["Two 100% sure"]
    assert (two.story, two.follows, two.share, two.source) == ("new", True, 0.9, "gazette")
    assert [one.is_relevant for one in found.values()] == [True, True, False]
    assert stories == [BEFORE, ONE]


def test_sides_and_bodies_are_those_of_the_text(room: Newsroom) -> None:
    with room.database.session() as session:
        found = articles(session)
        sides = queue.sides_in(session, found)
        bodies = queue.bodies_in(session, found)
    one, two, off = (one.id for one in found)
    assert [(side.holder, side.position) for side in sides[one]] == [
        ("bma", OPPOSE),
        ("rcgp", SUPPORT),
    ]
    assert bodies == {one: ("bma", "rcgp"), two: ("unison",)}
    assert off not in sides


def test_first_words_are_those_that_count_and_were_not_heard_before(room: Newsroom) -> None:
    with room.database.session() as session:
        found = queue.first_heard(session, articles(session), FIRST)
        earlier = queue.begun_before(session, ["old", "new"], FIRST)
    assert found == {("rcgp", "gp-budgets")}
    assert earlier == {"old": 1}


def test_words_are_looked_for_as_they_are_written(room: Newsroom) -> None:
    def found(*words: str) -> int:
        with room.database.session() as session:
            return len(queue.matching(session, articles(session), words))

    assert found("ONE") == 1
    assert found("100%") == 1
    assert found("1_0") == 0
    assert found("plan", "weighed") == 2


def test_what_is_not_among_them_is_counted(room: Newsroom) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with room.database.session() as session:
        assert queue.undated_between(session, now, now + timedelta(days=1)) == 1
        assert queue.unread_between(session, FIRST, END) == 0
        assert queue.newest_day(session, now) == DAY
        assert queue.newest_day(session, FIRST) == date(2010, 10, 1)
        assert queue.last_issue(session, now) is None


def test_an_article_is_told_with_its_story_and_its_readers(room: Newsroom) -> None:
    with room.database.session() as session:
        found = dossiers.dossier(session, 2)
        readers = dossiers.comments(session, 2, first=0, many=10)
        assert dossiers.dossier(session, 99) is None
    assert found is not None
    assert (found.story, [one.id for one in found.members]) == ("old", [1, 2])
    assert found.relevance == 0.9
    assert [(one.author, one.is_tagged) for one in readers] == [
        (room.database.pseudonyms.of("Private Person"), True)
    ]


def test_stories_are_found_by_days_by_slug_and_by_article(room: Newsroom) -> None:
    with room.database.session() as session:
        near = dossiers.near_stories(session, FIRST, END)
        names = [dossiers.story_named(session, name) for name in ("old", TWO, "no")]
        assert dossiers.headlines(session, [2, 99]) == {2: "One"}
        assert set(dossiers.texts(session, [2])) == {2}
    assert [(one.slug, one.headline, one.articles) for one in near] == [
        ("new", "Two 100% sure", 1),
        ("old", "Before", 2),
    ]
    assert names == ["old", "new", None]


def test_sources_are_told_by_weeks_and_by_their_last_answer(room: Newsroom) -> None:
    room.asked("courier", date(2010, 11, 1))
    room.asked("courier", date(2010, 11, 3), answered=False)
    with room.database.session() as session:
        polls = health.last_polls(session, since=date(2010, 10, 1))
        weeks = health.weekly(session, last=date(2010, 11, 4), weeks=5)
        newest = health.newest_of_sources(session, END)
        runs = health.past_runs(session, many=1)
    assert set(polls) == {"courier"}
    assert polls["courier"].answered == datetime(2010, 11, 1, 6, tzinfo=UTC)
    assert not polls["courier"].outcome.is_answer
    assert weeks["courier"] == [1, 0, 0, 0, 1]
    assert weeks["gazette"] == [0, 0, 0, 0, 1]
    assert newest["gazette"] == datetime(2010, 11, 2, tzinfo=UTC)
    assert [(run.polled, run.failed, run.finished) for run in runs] == [(1, ("Courier",), None)]


def test_an_article_without_a_story_has_no_members(database: Database) -> None:
    put(database, url="https://news.example/off", text="Off.", day=None)
    with database.session() as session:
        found = dossiers.dossier(session, 1)
        assert session.get(ArticleRow, 1) is not None
    assert found is not None
    assert (found.story, found.members, found.published) == (None, (), None)
