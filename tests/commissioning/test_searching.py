"""Articles of any day by their words, on both kinds of database."""

from datetime import date

import pytest

from commissioning.domain.words import read_words
from commissioning.store.database import Database
from commissioning.store.searching import search
from tests.site_builder.filling import put

TEXTS = {
    "old": ("The purse strings", "GPs are to hold the purse strings of their trust.", 1994),
    "new": ("A budget for all", "Nobody asked the trust what it would cost.", 2024),
    "undated": ("No day at all", "The trust said nothing, and no purse was opened.", None),
}


@pytest.fixture
def filled(database: Database) -> Database:
    for slug, (headline, text, year) in TEXTS.items():
        day = date(year, 3, 4) if year else None
        url = f"https://news.example/{slug}"
        put(database, url=url, text=text, headline=headline, day=day, relevance=0.1)
    reader = (("A commenter on hospitals", ()),)
    put(
        database,
        url="https://news.example/read",
        text="Of something else.",
        headline="Read by many",
        day=date(2020, 1, 1),
        comments=reader,
    )
    return database


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("trust", ["A budget for all", "The purse strings", "No day at all"]),
        ("BUDGET", ["A budget for all"]),
        ('"purse strings"', ["The purse strings"]),
        ("purse NOT strings", ["No day at all"]),
        ("budg* OR opened", ["A budget for all", "No day at all"]),
        ("commenter", []),
        ("nothinglikeit", []),
    ],
)
def test_articles_are_found_by_headline_and_text_the_newest_first(
    filled: Database, asked: str, wanted: list[str]
) -> None:
    with filled.session() as session:
        total, found = search(session, read_words(asked), limit=10)
    assert [one.headline for one in found] == wanted
    assert total == len(wanted)


def test_some_are_given_at_a_time_of_all_that_there_are(filled: Database) -> None:
    with filled.session() as session:
        pages = [search(session, read_words("trust"), limit=2, offset=at) for at in (0, 2, 4)]
    assert [total for total, _ in pages] == [3, 3, 3]
    assert [len(found) for _, found in pages] == [2, 1, 0]
    newest = pages[0][1][0]
    assert (newest.source_name, newest.relevance) == ("Outlet", 0.1)
    assert newest.published is not None
    assert newest.published.day == date(2024, 3, 4)
