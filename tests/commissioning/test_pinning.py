"""Articles that an editor moved into a story, or out of one, stay there."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from commissioning.domain.corrections import Correction, Subject
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.errors import CorrectionError
from commissioning.store import stories as kept
from commissioning.store.corrections import undo
from commissioning.store.database import Database
from commissioning.store.pieces import placed, waiting
from commissioning.store.pinning import place_pinned
from commissioning.store.pins import pins
from commissioning.store.rows import CopyRow
from tests.commissioning.corrected import LATER, add, an_article, put_right, tag

DAYS = (3, 9, 20, 21)
OLD, NEW = "2010-07-03-a", "2010-07-20-b"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on each kind of database, with two stories: OLD of 1 and 2, NEW of 3 and 4."""
    opened = Session(database.engine, expire_on_commit=False)
    for number, day in enumerate(DAYS, start=1):
        moment = datetime(2010, 7, day, tzinfo=UTC)
        article = an_article(
            f"The text of {number}, in which Mr Ben Other wants the purse at once.",
            url=f"http://courier.example/{number}",
            headline=f"Headline {number}",
            published=Dated(moment=moment, precision=Precision.DAY, found_in="feed"),
            comments=(),
        )
        assert add(opened, article) == number
    tag(opened)
    old, new = kept.add_story(opened, OLD), kept.add_story(opened, NEW)
    kept.place(opened, old, {1: "x", 2: "y"})
    kept.place(opened, new, {3: "z", 4: "w"})
    opened.flush()
    yield opened
    opened.close()


def move(session: Session, article: int, slug: str | None) -> Correction:
    return put_right(session, article, Subject.STORY, None, {"story": slug} if slug else None)


def shelf(session: Session) -> dict[str, tuple[int, ...]]:
    return {story.slug: story.article_ids for story in kept.stories(session)}


def test_an_article_is_moved_into_another_story_and_back(session: Session) -> None:
    done = move(session, 2, NEW)
    assert (done.before, done.after) == ({"story": OLD}, {"story": NEW})
    assert shelf(session) == {OLD: (1,), NEW: (2, 3, 4)}
    assert pins(session) == {2: NEW}
    undo(session, done.id or 0, at=LATER)
    assert shelf(session) == {OLD: (1, 2), NEW: (3, 4)}
    assert pins(session) == {}


def test_an_article_is_taken_out_into_a_story_of_its_own_and_back(session: Session) -> None:
    done = move(session, 2, None)
    assert done.after is not None
    own = str(done.after["story"])
    assert own.startswith("2010-07-09-headline-2-")
    assert shelf(session) == {OLD: (1,), own: (2,), NEW: (3, 4)}
    with pytest.raises(CorrectionError, match="of its own"):
        move(session, 2, None)
    undo(session, done.id or 0, at=LATER)
    assert shelf(session) == {OLD: (1, 2), NEW: (3, 4)}
    assert kept.aliases(session) == {own: OLD}


def test_a_story_that_loses_its_last_article_leads_on_and_comes_back(session: Session) -> None:
    for number in (1, 2):
        move(session, number, NEW)
    assert shelf(session) == {NEW: (1, 2, 3, 4)}
    assert kept.aliases(session) == {OLD: NEW}
    first = undo(session, 1, at=LATER)
    assert first.article_id == 1
    assert shelf(session) == {OLD: (1,), NEW: (2, 3, 4)}
    undo(session, 2, at=LATER)
    assert shelf(session) == {OLD: (1, 2), NEW: (3, 4)}
    assert kept.aliases(session) == {}


def test_what_groups_articles_leaves_them_alone(session: Session) -> None:
    move(session, 1, NEW)
    assert [one.id for one in waiting(session)] == [2, 3, 4]
    begin, end = datetime(2010, 7, 1, tzinfo=UTC), datetime(2010, 7, 30, tzinfo=UTC)
    assert {one.id for one in placed(session, begin, end, limit=9)} == {2, 3, 4}
    assert set(kept.firsts(session)) == {2, 3}
    kept.dissolve(session)
    assert shelf(session) == {NEW: (1,)}
    kept.drop_empty(session)
    place_pinned(session)
    assert shelf(session) == {NEW: (1,)}


def test_a_story_that_is_gone_is_made_again_under_its_name(session: Session) -> None:
    move(session, 1, NEW)
    kept.release(session, [1, 3, 4])
    kept.drop_empty(session)
    place_pinned(session)
    place_pinned(session)
    assert shelf(session) == {OLD: (2,), NEW: (1,)}


def test_a_story_that_became_anothers_takes_its_articles_along(session: Session) -> None:
    done = move(session, 2, NEW)
    ids = {slug: kept.holding(session, [at]).pop() for slug, at in ((OLD, 1), (NEW, 3))}
    kept.unite(session, kept=ids[OLD], gone=ids[NEW])
    place_pinned(session)
    assert shelf(session) == {OLD: (1, 2, 3, 4)}
    undo(session, done.id or 0, at=LATER)
    assert shelf(session) == {OLD: (1, 2, 3, 4)}


def test_copies_go_where_their_original_was_put(session: Session) -> None:
    session.add(CopyRow(article_id=2, original_id=1, share=0.9))
    session.flush()
    done = move(session, 1, NEW)
    assert shelf(session) == {NEW: (1, 2, 3, 4)}
    assert kept.strayed_copies(session) == ()
    undo(session, done.id or 0, at=LATER)
    assert shelf(session) == {OLD: (1, 2), NEW: (3, 4)}


def test_an_article_that_is_not_of_the_field_stands_in_no_story(session: Session) -> None:
    move(session, 2, NEW)
    put_right(session, 2, Subject.RELEVANCE, None, {"on_topic": False})
    kept.release_strays(session)
    place_pinned(session)
    assert shelf(session) == {OLD: (1,), NEW: (3, 4)}
    undo(session, 2, at=LATER)
    place_pinned(session)
    assert shelf(session) == {OLD: (1,), NEW: (2, 3, 4)}


def test_a_story_that_is_none_and_an_article_without_a_date_are_refused(session: Session) -> None:
    with pytest.raises(CorrectionError, match="no story 'no-such'"):
        move(session, 2, "no-such")
    put_right(session, 2, Subject.DATE, None, None)
    with pytest.raises(CorrectionError, match="without a date"):
        move(session, 2, NEW)
