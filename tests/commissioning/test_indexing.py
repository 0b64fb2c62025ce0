"""What queries read stays right, whatever is done to articles, comments and tags."""

import sqlite3

import pytest
from sqlalchemy import delete, insert, text, update

from commissioning.domain.articles import Comment, SourceKind
from commissioning.domain.findings import LookIn
from commissioning.domain.folding import fold_letter
from commissioning.domain.tags import Position
from commissioning.domain.words import read_words
from commissioning.store.database import Database
from commissioning.store.findings import Wanted, count, find
from commissioning.store.indexing import BATCH
from commissioning.store.rows import ArticleRow, CommentRow, StanceRow, TaggingRow
from commissioning.store.sources import save_source
from tests.commissioning.test_store import COMMENT, NOW, TEXT, add, an_article, tag_everything

URL = "http://courier.example/1"
_ANY = "MATCH 'nothing OR budgets OR keen'"
_KEPT = "SELECT count(*) FROM {0}"
HELD = {
    "sqlite": (_KEPT + " WHERE {0} " + _ANY),
    "postgresql": _KEPT,
}


@pytest.fixture
def tagged(database: Database) -> Database:
    with database.session() as session:
        add(session, an_article())
        add(session, an_article("http://courier.example/2", text="Nothing of the kind, she said."))
        tag_everything(session)
    return database


def found(database: Database, words: str, look_in: LookIn = LookIn.TEXT) -> int:
    with database.snapshot() as session:
        return count(session, Wanted(words=read_words(words), look_in=look_in))


def all_found(database: Database) -> int:
    with database.snapshot() as session:
        return count(session, Wanted())


def test_an_edited_text_is_found_by_its_new_words_alone(tagged: Database) -> None:
    assert (found(tagged, "vale"), found(tagged, "dale")) == (2, 0)
    with tagged.session() as session:
        add(session, an_article(text=TEXT.replace("Vale", "Dale"), headline="Another head"))
    assert (found(tagged, "vale"), found(tagged, "dale")) == (0, 0)  # it waits for the tagger
    with tagged.session() as session:
        tag_everything(session)
    assert (found(tagged, "vale"), found(tagged, "dale")) == (0, 2)
    assert found(tagged, "another", LookIn.HEADLINES) == 4
    assert found(tagged, "backs", LookIn.HEADLINES) == 4  # of the other article


def test_comments_that_come_and_go_are_found_while_they_are_there(tagged: Database) -> None:
    assert found(tagged, "purse") == 4
    with tagged.session() as session:
        new = (
            Comment(text="I would, gladly.", author="Another"),
            Comment(text=COMMENT, author="P"),
        )
        add(session, an_article(comments=new))
        tag_everything(session)
    assert (found(tagged, "purse"), found(tagged, "gladly")) == (4, 2)
    with tagged.session() as session:
        session.execute(delete(CommentRow))
    assert (found(tagged, "purse"), found(tagged, "gladly"), all_found(tagged)) == (0, 0, 4)


def test_a_newer_tagging_is_found_in_the_place_of_the_old(tagged: Database) -> None:
    before = all_found(tagged)
    with tagged.session() as session:
        tag_everything(session, "tagger/2")
    with tagged.snapshot() as session:
        assert {one.tagger for one in find(session, Wanted())} == {"tagger/2"}
    assert all_found(tagged) == before


def test_a_tag_that_is_changed_or_taken_away_is_so_in_queries(tagged: Database) -> None:
    against = Wanted(stance=Position.OPPOSE)
    with tagged.session() as session:
        session.execute(update(StanceRow).values(position="oppose"))
    with tagged.session() as session:
        assert count(session, against) == 4
        session.execute(delete(StanceRow))
    with tagged.session() as session:
        assert count(session, against) == 0
    assert found(tagged, "budgets", LookIn.EVIDENCE) == 1  # the quotation


def test_a_deleted_article_leaves_no_word(tagged: Database) -> None:
    with tagged.session() as session:
        session.execute(delete(ArticleRow))
    assert all_found(tagged) == 0
    with tagged.session() as session:
        held = HELD[session.get_bind().dialect.name]
        for table in ("text_words", "finding_words"):
            assert session.scalar(text(held.format(table))) == 0
        assert session.scalar(text("SELECT count(*) FROM words_due")) == 0


def test_what_another_program_wrote_is_indexed_with_the_next_that_we_write(
    tagged: Database,
) -> None:
    with tagged.engine.begin() as connection:
        connection.execute(text("UPDATE articles SET text = 'Rewritten by hand.' WHERE id = 1"))
        connection.execute(text("UPDATE taggings SET relevance = 0"))
    assert (found(tagged, "vale"), found(tagged, "rewritten")) == (2, 0)
    tagged.index()
    assert (found(tagged, "vale"), found(tagged, "rewritten")) == (0, 2)


def test_a_session_that_is_rolled_back_leaves_the_index_as_it_was(tagged: Database) -> None:
    with tagged.session() as session:
        session.execute(delete(TaggingRow))
        session.flush()
        session.rollback()
    assert found(tagged, "vale") == 2


def test_a_text_too_long_for_positions_is_searched_to_its_end(database: Database) -> None:
    """PostgreSQL keeps 16,383 positions of a text and 255 of a word: more are needed."""
    filler = " ".join(f"the w{number}" for number in range(20_000))
    with database.session() as session:
        add(session, an_article(URL, text=f"{filler} the very last budgets came.", comments=()))
        tag_everything(session)
    assert found(database, '"w19999 the very last budg*"') == 2
    assert found(database, '"last the very"') == 0


def test_more_than_is_indexed_in_one_step_is_indexed(database: Database) -> None:
    with database.session() as session:
        source = save_source(session, slug="courier", name="Courier", kind=SourceKind.TRADE)
        row = {
            "source_id": source,
            "headline": "Head",
            "text": "Piece of many.",
            "text_sha256": "0" * 64,
            "extractor": "hand/1",
            "first_seen_at": NOW,
        }
        many = range(2 * BATCH + 1)
        session.execute(insert(ArticleRow), [row | {"url": f"{URL}/{at}"} for at in many])
    with database.session() as session:
        assert session.scalar(text("SELECT count(*) FROM text_words")) == 2 * BATCH + 1
        assert session.scalar(text("SELECT count(*) FROM words_due")) == 0


def test_sqlite_takes_every_folded_letter_for_what_it_is() -> None:
    """Its tokeniser knows an older Unicode: letters that it does not know would part words."""
    codes = (*range(0x80, 0x3000), *range(0x3000, 0x30000, 37))
    folded = (fold_letter(chr(code)) for code in codes)
    words = [f"x{one}y" for one in dict.fromkeys(folded) if not one.isascii() and one.isalnum()]
    connection = sqlite3.connect(":memory:")
    tokeniser = "tokenize='unicode61 remove_diacritics 2'"
    connection.execute(f"CREATE VIRTUAL TABLE held USING fts5(words, {tokeniser})")
    connection.execute("CREATE VIRTUAL TABLE kept USING fts5vocab(held, instance)")
    connection.execute("INSERT INTO held VALUES (?)", (" ".join(words),))
    kept = [term for (term,) in connection.execute("SELECT term FROM kept ORDER BY offset")]
    connection.close()
    assert len(words) > 5_000
    assert kept == words
