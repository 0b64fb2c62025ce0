"""The invented archive: what a tag says stands where it says, the same in both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from benchmarks.archive import fill
from benchmarks.prose import PHRASES
from commissioning.register import Register
from commissioning.store.database import Database
from commissioning.store.recording import start_run
from commissioning.store.rows import (
    ArticleRow,
    CommentRow,
    MentionRow,
    QuotationRow,
    StanceRow,
    TaggingRow,
)

ARTICLES = 400


@pytest.fixture
def filled(database: Database, register: Register) -> Database:
    fill(database, register, ARTICLES)
    return database


def test_tags_stand_on_names_and_between_quotation_marks(
    filled: Database, register: Register
) -> None:
    with filled.session() as session:
        named = session.execute(
            select(MentionRow, ArticleRow.text)
            .select_from(MentionRow)
            .join(TaggingRow)
            .join(ArticleRow)
        ).all()
        said = session.execute(
            select(QuotationRow, ArticleRow.text)
            .select_from(QuotationRow)
            .join(TaggingRow)
            .join(ArticleRow)
        ).all()
        assert len(named) > 2 * ARTICLES
        assert len(said) > ARTICLES / 2
        for tag, text in named:
            body = register.organisations[tag.organisation or ""]
            words = text[tag.start_char : tag.end_char].casefold()
            assert words in (body.name.casefold(), body.short_name.casefold())
        for one, text in said:
            assert text[one.start_char - 1] == "“"
            assert text[one.end_char :].startswith(f"” said {one.speaker}.")


def test_words_are_as_frequent_as_said_and_tags_about_five_an_article(filled: Database) -> None:
    tables = (MentionRow, QuotationRow, StanceRow)
    with filled.session() as session:
        tags = sum(session.scalars(select(func.count()).select_from(one)).one() for one in tables)
        texts = session.scalars(select(ArticleRow.text)).all()
        assert session.scalars(select(func.count()).select_from(CommentRow)).one() > ARTICLES / 20
    assert 4 < tags / ARTICLES < 6
    for phrase, share in PHRASES.items():
        assert sum(phrase in text.lower() for text in texts) / ARTICLES <= 0.03 + 1.5 * share
    assert sum("the commissioning budget" in text.lower() for text in texts) / ARTICLES > 0.05


def test_rows_that_come_later_get_numbers_of_their_own(filled: Database) -> None:
    with filled.session() as session:
        assert start_run(session, "collect", at=datetime(2026, 7, 1, tzinfo=UTC)) == 2
