"""Items of editions, made of what the archive has."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commissioning.domain.articles import ArticleKind
from commissioning.domain.editions import Edition, Item, Section
from commissioning.domain.errors import EditionError
from commissioning.domain.tags import HolderKind, Position
from commissioning.register import Register
from commissioning.store import stories
from commissioning.store.database import Database
from commissioning.store.edition_items import (
    article_item,
    offered,
    own_item,
    refreshed,
    story_item,
)
from commissioning.store.item_stances import WORDS
from commissioning.store.rows import ArticleRow, CopyRow, StanceRow
from tests.site_builder.filling import Side, put

SLUG = "2010-11-01-hollowed-out"
OWN = "http://courier.example/own"
NEWS = "http://courier.example/news"
COLUMN = "http://herald.example/column"
ALONE = "http://herald.example/alone"
TEXT = (
    "The BMA was asked about it on Monday in a long and winding letter."
    " ‘We back budgets for every practice in the land,’ said Dr Able of the BMA on Tuesday."
    " The union wants no trust to be closed before its work has a home."
)
BACKS = "We back budgets for every practice in the land"
WANTS = "The union wants no trust to be closed"


def ids_of(session: Session) -> dict[str, int]:
    rows = session.execute(select(ArticleRow.url, ArticleRow.id))
    return {row[0]: row[1] for row in rows}


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A story of a column and, a day later, news; a copy of the news; an article for itself."""
    bma = Side(
        holder="Dr Able",
        organisation="bma",
        question="gp-budgets",
        position=Position.SUPPORT,
        words=BACKS,
    )
    unison = Side(
        holder="Unison",
        organisation="unison",
        question="gp-budgets",
        position=Position.OPPOSE,
        words=WANTS,
        kind=HolderKind.ORGANISATION,
    )
    crowd = replace(unison, holder="nurses", organisation=None, kind=HolderKind.GROUP)
    unsure = replace(bma, holder="Dr Doubt", organisation=None, confidence=0.4)
    column = replace(bma, holder="author", organisation=None, kind=HolderKind.AUTHOR)
    when = date(2010, 11, 1)
    put(
        database,
        url=COLUMN,
        text=f"Budgets of their own would do practices good, I dare say. {BACKS}, all of us.",
        day=when,
        source="herald",
        kind=ArticleKind.OPINION,
        sides=[column],
    )
    put(
        database,
        url=NEWS,
        text=TEXT,
        day=date(2010, 11, 2),
        source="courier",
        headline=" PCTs   ‘hollowed out’ ",
        kind=ArticleKind.NEWS,
        sides=[bma, unison, crowd, unsure],
        comments=[("We back budgets for every practice in the land.", [bma])],
    )
    alone = f"Quite another thing happened in a town by the sea: {BACKS}, its doctors wrote."
    put(database, url=ALONE, text=alone, day=when, source="herald", sides=[bma])
    put(database, url="http://herald.example/off", text="Off.", day=when, relevance=0.1)
    with database.session() as opened:
        ids = ids_of(opened)
        story = stories.add_story(opened, SLUG)
        stories.place(opened, story, {ids[url]: "x" for url in (COLUMN, NEWS)})
        yield opened


def edition_of(*items: Item) -> Edition:
    section = Section(name="A", items=items)
    return Edition(number=1, day=date(2010, 11, 4), title="T", sections=(section,))


def test_a_storys_item_goes_by_its_news_and_has_all_its_sources(session: Session) -> None:
    item = story_item(session, SLUG)
    assert (item.story, item.article, item.url) == (SLUG, NEWS, NEWS)
    assert item.headline == "PCTs ‘hollowed out’"
    assert [one.name for one in item.sources] == ["Courier", "Herald"]
    assert item.sources[0].published is not None
    assert item.sources[0].published.day == date(2010, 11, 2)
    other = story_item(session, SLUG, headline_of=COLUMN)
    assert [one.url for one in other.sources] == [COLUMN, NEWS]


def test_an_articles_item_is_about_its_story_too(session: Session) -> None:
    assert article_item(session, COLUMN).story == SLUG
    alone = article_item(session, ALONE)
    assert (alone.story, alone.article, len(alone.sources)) == (None, ALONE, 1)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda s: story_item(s, "gone"), "story ‘gone’: there is no such story"),
        (lambda s: story_item(s, SLUG, headline_of=ALONE), "it has no article"),
        (lambda s: article_item(s, "http://nowhere.example/"), "has no article of this address"),
    ],
)
def test_what_is_not_there_is_said(
    session: Session, made: Callable[[Session], Item], says: str
) -> None:
    with pytest.raises(EditionError, match=says):
        made(session)


def test_the_sides_that_count_are_shown_in_turn_with_their_words(
    session: Session, register: Register
) -> None:
    shown = refreshed(session, register, edition_of(story_item(session, SLUG))).items[0].stances
    assert [(one.holder, one.position.value, one.words) for one in shown] == [
        ("BMA", "support", BACKS),
        ("UNISON", "oppose", WANTS),
        ("the writer", "support", BACKS),
    ]
    assert (shown[0].speaker, shown[0].office, shown[1].speaker) == ("Dr Able", "chair", None)
    assert shown[0].label == register.questions["gp-budgets"].object
    assert shown[0].article == NEWS


def test_what_copies_repeat_is_not_shown_again(session: Session, register: Register) -> None:
    ids = ids_of(session)
    session.add(CopyRow(article_id=ids[COLUMN], original_id=ids[ALONE], share=1.0))
    session.flush()
    shown = refreshed(session, register, edition_of(story_item(session, SLUG))).items[0].stances
    assert "the writer" not in [one.holder for one in shown]


def test_a_preview_has_what_the_archive_has_now_and_the_editors_words(
    session: Session, register: Register
) -> None:
    item = replace(story_item(session, SLUG), headline="Mine", line="My line.", note="Ask.")
    gone = replace(item, key="gone", story="gone", article="http://gone.example/")
    own = own_item("A date ahead", url="http://dates.example/", line="On Monday.")
    session.execute(update(StanceRow).values(position="mixed"))
    found = refreshed(session, register, edition_of(item, gone, own)).items
    assert (found[0].headline, found[0].line, found[0].note) == ("Mine", "My line.", "Ask.")
    assert {one.position for one in found[0].stances} == {Position.MIXED}
    assert found[1:] == (gone, own)


def test_lines_are_offered_from_the_articles_sentences(session: Session) -> None:
    item = story_item(session, SLUG)
    found = offered(session, item)
    assert found[0].words.startswith("‘We back budgets")
    assert all(one.words in TEXT for one in found)
    assert found[0].line.startswith("Courier reports: “")
    assert offered(session, own_item("A date")) == ()


def test_long_words_are_cut_and_say_so(session: Session, register: Register) -> None:
    session.execute(update(ArticleRow).values(text=BACKS + " word" * 500, headline="word " * 500))
    session.execute(update(StanceRow).values(start_char=0, end_char=2_000))
    item = article_item(session, ALONE)
    shown = refreshed(session, register, edition_of(item)).items[0].stances[0].words
    assert len(shown) <= WORDS
    assert shown.endswith("\u00a0…")
    assert len(item.headline) <= 300
