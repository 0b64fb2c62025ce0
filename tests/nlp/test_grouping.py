"""Articles in the database put into stories, on SQLite and on a real PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from commissioning.domain.articles import Article, SourceKind
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.stories import Story
from commissioning.register import Register
from commissioning.store import stories
from commissioning.store.articles import find_article, save_article
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow, CopyRow, TaggingRow
from commissioning.store.sources import save_source
from nlp.grouping import GroupReport, group_articles
from tests.nlp.stories.made import BALLOT, CLINIC, FIRST, OTHER_BALLOT, SURVEY

Told = tuple[str, str]
EVENTS = (CLINIC, SURVEY, BALLOT, OTHER_BALLOT)


def add(
    session: Session, told: Told, *, day: float | None, name: str, relevance: float = 0.9
) -> int:
    """Store an article with a tagging; gives its id."""
    source = f"outlet-{name}"
    source_id = save_source(session, slug=source, name=source, kind=SourceKind.TRADE)
    moment = FIRST + timedelta(days=day or 0)
    article = Article(
        url=f"http://{source}.example/{name}",
        source=source,
        headline=told[0],
        text=told[1],
        published=Dated(moment=moment, precision=Precision.MINUTE, found_in="feed")
        if day is not None
        else None,
        extractor="pages/1",
    )
    save_article(session, article, source_id=source_id, at=moment)
    found = find_article(session, article.url)
    assert found is not None
    tag(session, found, relevance)
    return found


def tag(session: Session, article: int, relevance: float) -> None:
    """Give an article's text, as it is, a current tagging and no other."""
    row = session.get_one(ArticleRow, article)
    session.execute(delete(TaggingRow).where(TaggingRow.article_id == article))
    values = {
        "article_id": article,
        "tagger": "tagger/1",
        "text_sha256": row.text_sha256,
        "tagged_at": datetime(2010, 8, 1, tzinfo=UTC),
        "relevance": relevance,
        "current": True,
    }
    session.execute(insert(TaggingRow), [values])


def fill(database: Database, events: Sequence[Sequence[Told]] = EVENTS) -> list[list[int]]:
    """Store what is told of some events, in the course of a fortnight; gives the ids by event."""
    with database.session() as session:
        return [
            [
                add(session, told, day=3 * number + begin, name=f"{begin}-{number}")
                for number, told in enumerate(event)
            ]
            for begin, event in enumerate(events)
        ]


def grouped(database: Database) -> list[Story]:
    with database.session() as session:
        return list(stories.stories(session))


def parts(database: Database) -> list[list[int]]:
    return [list(story.article_ids) for story in grouped(database)]


def test_each_event_becomes_a_story_named_by_its_first_article(
    database: Database, register: Register
) -> None:
    ids = fill(database)
    seen: list[tuple[int, int]] = []
    done = group_articles(database, register, progress=lambda *at: seen.append(at))
    assert done == GroupReport(articles=10, stories=4)
    assert seen[-1] == (10, 10)
    assert parts(database) == ids
    slugs = [story.slug for story in grouped(database)]
    assert slugs[0].startswith("2010-07-12-skin-clinic-goes-to-partners-own-firm-")
    assert slugs == sorted(slugs)
    assert group_articles(database, register) == GroupReport(articles=0, stories=0)
    assert [story.slug for story in grouped(database)] == slugs


def test_a_story_grows_and_keeps_its_slug(database: Database, register: Register) -> None:
    fill(database, (CLINIC[:2], SURVEY[:2], BALLOT, OTHER_BALLOT))
    group_articles(database, register)
    before = [story.slug for story in grouped(database)]
    with database.session() as session:
        late = add(session, CLINIC[2], day=20, name="late")
        alone = add(session, ("Choir sings", "The choir of a school sang. " * 3), day=21, name="x")
    assert group_articles(database, register) == GroupReport(articles=2, stories=2)
    after = grouped(database)
    assert [story.slug for story in after][:4] == before
    assert after[0].article_ids[-1] == late
    assert after[4].article_ids == (alone,)


def test_day_by_day_comes_to_the_same_as_all_at_once(
    database: Database, register: Register
) -> None:
    for number in range(3):
        with database.session() as session:
            for begin, event in enumerate(EVENTS):
                if number < len(event):
                    name = f"{begin}-{number}"
                    add(session, event[number], day=3 * number + begin, name=name)
        group_articles(database, register)
    bit_by_bit = parts(database)
    group_articles(database, register, everything=True)
    assert parts(database) == bit_by_bit
    assert sorted(map(len, bit_by_bit)) == [2, 2, 3, 3]


def test_all_anew_keeps_the_slugs(database: Database, register: Register) -> None:
    fill(database)
    group_articles(database, register)
    before = grouped(database)
    assert group_articles(database, register, everything=True) == GroupReport(
        articles=10, stories=4
    )
    assert grouped(database) == before


def test_stories_that_turn_out_one_keep_the_older_slug(
    database: Database, register: Register
) -> None:
    ids = fill(database, (CLINIC[:1], SURVEY[:1]))
    group_articles(database, register)
    older, younger = grouped(database)
    with database.session() as session:
        link = {"article_id": ids[1][0], "original_id": ids[0][0], "share": 1.0}
        session.execute(insert(CopyRow), [link])
    group_articles(database, register)
    assert [story.slug for story in grouped(database)] == [older.slug]
    with database.session() as session:
        assert stories.aliases(session) == {younger.slug: older.slug}


def test_a_copy_moves_to_its_originals_story(database: Database, register: Register) -> None:
    ids = fill(database)
    group_articles(database, register)
    with database.session() as session:
        link = {"article_id": ids[1][2], "original_id": ids[0][0], "share": 1.0}
        session.execute(insert(CopyRow), [link])
    group_articles(database, register)
    assert parts(database) == [sorted([*ids[0], ids[1][2]]), ids[1][:2], ids[2], ids[3]]


def test_a_reprint_a_year_later_joins_its_originals_story(
    database: Database, register: Register
) -> None:
    text = " ".join(told[1] for told in CLINIC)
    with database.session() as session:
        first = add(session, ("Skin clinic", text), day=0, name="first")
    group_articles(database, register)
    with database.session() as session:
        again = add(session, ("A year ago: skin clinic", text), day=365, name="again")
        assert session.get(CopyRow, again) is not None
    group_articles(database, register)
    assert parts(database) == [[first, again]]


def test_a_deleted_article_leaves_its_story_and_the_last_one_ends_it(
    database: Database, register: Register
) -> None:
    ids = fill(database)
    group_articles(database, register)
    slugs = [story.slug for story in grouped(database)]
    with database.session() as session:
        gone = [ids[0][0], *ids[1]]
        session.execute(delete(ArticleRow).where(ArticleRow.id.in_(gone)))
    group_articles(database, register)
    assert parts(database) == [ids[0][1:], ids[2], ids[3]]
    assert [story.slug for story in grouped(database)] == [slugs[0], *slugs[2:]]
    with database.session() as session:
        assert not stories.is_taken(session, slugs[1])


def test_an_article_whose_text_changed_is_placed_anew(
    database: Database, register: Register
) -> None:
    ids = fill(database)
    group_articles(database, register)
    slugs = [story.slug for story in grouped(database)]
    with database.session() as session:
        moved = add(session, SURVEY[1], day=3, name="0-1")
        assert moved == ids[0][1]
    assert group_articles(database, register).articles == 1
    found = grouped(database)
    assert [story.slug for story in found] == slugs
    assert moved in found[1].article_ids
    assert moved not in found[0].article_ids


def test_only_dated_articles_of_the_field_are_grouped(
    database: Database, register: Register
) -> None:
    with database.session() as session:
        add(session, CLINIC[0], day=None, name="undated")
        add(session, CLINIC[1], day=1, name="elsewhere", relevance=0.4)
        kept = add(session, CLINIC[2], day=2, name="kept")
    assert group_articles(database, register) == GroupReport(articles=1, stories=1)
    assert parts(database) == [[kept]]


def test_an_article_that_turns_out_to_be_of_another_field_leaves(
    database: Database, register: Register
) -> None:
    ids = fill(database)
    group_articles(database, register)
    with database.session() as session:
        tag(session, ids[0][1], 0.1)
        session.execute(
            update(ArticleRow).where(ArticleRow.id == ids[1][1]).values(published_at=None)
        )
        session.execute(delete(TaggingRow).where(TaggingRow.article_id == ids[2][1]))
    group_articles(database, register)
    assert parts(database) == [ids[0][::2], ids[1][::2], ids[2], ids[3]]


def test_a_run_that_is_cut_short_goes_on(database: Database, register: Register) -> None:
    ids = fill(database)
    with database.session() as session:
        late = add(session, CLINIC[0], day=400, name="late")

    def stop(done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        group_articles(database, register, progress=stop)
    assert parts(database) == ids
    assert group_articles(database, register).articles == 1
    assert parts(database)[-1] == [late]


def test_the_ends_of_time_do_no_harm(database: Database, register: Register) -> None:
    with database.session() as session:
        for day, name in ((-733_000, "old"), (0, "now"), (2_900_000, "far")):
            add(session, CLINIC[0], day=day, name=name)
    assert group_articles(database, register).articles == 3


def test_an_empty_database_has_no_stories(database: Database, register: Register) -> None:
    for everything in (False, True):
        done = group_articles(database, register, everything=everything)
        assert done == GroupReport(articles=0, stories=0)


def test_a_story_of_a_year_is_called_by_the_year_alone(
    database: Database, register: Register
) -> None:
    with database.session() as session:
        found = add(session, CLINIC[0], day=0, name="of-a-year")
        session.get_one(ArticleRow, found).published_precision = Precision.YEAR
    group_articles(database, register)
    (story,) = grouped(database)
    assert story.slug.startswith("2010-skin-clinic-")
