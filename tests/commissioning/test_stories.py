"""Stories: their permalinks, and how the database keeps them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from commissioning.domain.articles import Article, SourceKind
from commissioning.domain.dates import Dated, PartialDate, Precision
from commissioning.domain.stories import MAX_SLUG, Story, slug_of
from commissioning.store import stories as kept
from commissioning.store.articles import find_article, save_article
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow, CopyRow, StoryRow, TaggingRow
from commissioning.store.sources import save_source

DAY = PartialDate.parse("2010-07-12")
URL = "http://courier.example/1"


def add(session: Session, name: str, day: int) -> int:
    """Store an article of July 2010; gives its id."""
    source = save_source(session, slug="courier", name="Courier", kind=SourceKind.TRADE)
    moment = datetime(2010, 7, day, tzinfo=UTC)
    article = Article(
        url=f"http://courier.example/{name}",
        source="courier",
        headline=f"Headline {name}",
        text=f"The text of {name}.",
        published=Dated(moment=moment, precision=Precision.DAY, found_in="feed"),
        extractor="pages/1",
    )
    save_article(session, article, source_id=source, at=moment)
    found = find_article(session, article.url)
    assert found is not None
    return found


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on each kind of database, with two stories: 'a' of articles 1, 2 and 'b' of 3."""
    opened = Session(database.engine)
    ids = [add(opened, name, day) for name, day in (("late", 9), ("early", 3), ("other", 20))]
    a, b = kept.add_story(opened, "2010-07-03-a"), kept.add_story(opened, "2010-07-20-b")
    kept.place(opened, a, {ids[0]: "x", ids[1]: "y"})
    kept.place(opened, b, {ids[2]: "z"})
    kept.go_on(opened, b, a)
    opened.flush()
    yield opened
    opened.close()


def ids_of(session: Session) -> tuple[int, int]:
    """The ids of the stories 'a' and 'b'."""
    first, second = session.query(StoryRow.id).order_by(StoryRow.slug).all()
    return first[0], second[0]


def test_a_slug_has_day_words_and_a_mark_of_the_address() -> None:
    slug = slug_of(DAY, "GPs to ‘hold’ the Doctor’s purse — Zürich's way", URL)
    assert slug.startswith("2010-07-12-gps-to-hold-the-doctors-purse-zurichs-way-")
    assert slug != slug_of(DAY, "GPs to ‘hold’ the Doctor’s purse — Zürich's way", URL + "0")


def test_a_slug_claims_no_day_that_is_not_known() -> None:
    assert slug_of(PartialDate(year=2010), "GPs", URL).startswith("2010-gps-")
    assert slug_of(PartialDate(year=2010, month=7), "GPs", URL).startswith("2010-07-gps-")


@pytest.mark.parametrize(
    "headline",
    ["", "…", "週刊", "w" * 500, "word " * 500, "a\u0301" * 200, "<script>", "../..", "\ud800"],
)
def test_any_headline_gives_a_short_slug_of_letters_figures_and_hyphens(headline: str) -> None:
    slug = slug_of(DAY, headline, "http://x.example/\ud800")
    assert slug.replace("-", "a").isalnum()
    assert slug.isascii()
    assert len(slug) <= MAX_SLUG
    assert "--" not in slug


def test_stories_come_by_slug_with_their_articles_by_time(session: Session) -> None:
    assert list(kept.stories(session)) == [
        Story(slug="2010-07-03-a", article_ids=(2, 1)),
        Story(slug="2010-07-20-b", article_ids=(3,), goes_on_from="2010-07-03-a"),
    ]


def test_two_stories_that_are_one_keep_both_addresses(session: Session) -> None:
    a, b = ids_of(session)
    c = kept.add_story(session, "2010-07-25-c")
    kept.place(session, c, {add(session, "last", 25): "l"})
    kept.unite(session, kept=b, gone=c)
    kept.unite(session, kept=a, gone=b)
    assert list(kept.stories(session)) == [Story(slug="2010-07-03-a", article_ids=(2, 1, 3, 4))]
    assert kept.aliases(session) == {
        "2010-07-20-b": "2010-07-03-a",
        "2010-07-25-c": "2010-07-03-a",
    }
    assert all(kept.is_taken(session, slug) for slug in ("2010-07-03-a", "2010-07-25-c"))
    assert not kept.is_taken(session, "2010-07-03")


def test_a_story_that_goes_on_from_a_united_one_goes_on_from_the_whole(session: Session) -> None:
    a, b = ids_of(session)
    c = kept.add_story(session, "2010-07-25-c")
    kept.place(session, c, {add(session, "last", 25): "l"})
    kept.go_on(session, c, b)
    kept.unite(session, kept=a, gone=b)
    assert [story.goes_on_from for story in kept.stories(session)] == [None, "2010-07-03-a"]


def test_an_article_is_in_one_story_and_a_deleted_one_in_none(session: Session) -> None:
    a, b = ids_of(session)
    kept.place(session, b, {1: "x"})
    assert [story.article_ids for story in kept.stories(session)] == [(2,), (1, 3)]
    session.execute(delete(ArticleRow).where(ArticleRow.id == 2))
    assert list(kept.stories(session)) == [Story(slug="2010-07-20-b", article_ids=(1, 3))]
    kept.drop_empty(session)
    assert session.get(StoryRow, a) is None
    assert session.get_one(StoryRow, b, populate_existing=True).goes_on_from_id is None


def test_an_empty_story_takes_its_aliases_along(session: Session) -> None:
    a, b = ids_of(session)
    kept.unite(session, kept=a, gone=b)
    kept.release(session, [1, 2, 3])
    assert (list(kept.stories(session)), kept.aliases(session)) == ([], {})
    kept.drop_empty(session)
    assert not kept.is_taken(session, "2010-07-20-b")


def test_a_slug_that_another_took_over_can_be_taken_back(session: Session) -> None:
    a, b = ids_of(session)
    kept.unite(session, kept=a, gone=b)
    assert kept.take_back(session, "2010-07-20-b")
    assert not kept.take_back(session, "2010-07-20-b")
    assert not kept.is_taken(session, "2010-07-20-b")


def test_the_first_article_by_time_stands_for_its_story(session: Session) -> None:
    a, b = ids_of(session)
    assert kept.firsts(session) == {2: a, 3: b}
    assert kept.firsts(session, {b}) == {3: b}
    assert kept.dissolve(session) == {2: a, 3: b}
    assert list(kept.stories(session)) == []
    assert session.get_one(StoryRow, b, populate_existing=True).goes_on_from_id is None


def test_stories_are_found_by_their_articles(session: Session) -> None:
    a, b = ids_of(session)
    assert kept.holding(session, [1, 3, 99]) == {a, b}
    assert kept.is_alone(session, 3, b)
    assert not kept.is_alone(session, 1, a)


def test_copies_apart_from_their_originals_are_found(session: Session) -> None:
    a, b = ids_of(session)
    session.add(CopyRow(article_id=3, original_id=2, share=1.0))
    session.add(CopyRow(article_id=1, original_id=2, share=1.0))
    session.flush()
    assert kept.strayed_copies(session) == ((3, "z", b, a),)


def test_an_article_without_a_day_or_of_another_field_is_released(session: Session) -> None:
    session.execute(update(ArticleRow).where(ArticleRow.id == 1).values(published_at=None))
    for article, relevance in ((2, 0.9), (3, 0.3)):
        session.add(
            TaggingRow(
                article_id=article,
                tagger="t/1",
                text_sha256="x",
                tagged_at=datetime(2010, 8, 1, tzinfo=UTC),
                relevance=relevance,
            )
        )
    session.flush()
    kept.release_strays(session)
    assert [story.article_ids for story in kept.stories(session)] == [(2,)]
