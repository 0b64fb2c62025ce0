"""A database of the first release is brought to today's tables with all that is in it."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, text

from commissioning.domain.articles import Article, SourceKind
from commissioning.store.articles import Saved, find_article, known_urls, save_article, versions
from commissioning.store.database import Database, migrate
from commissioning.store.rows import ArticleRow
from commissioning.store.sources import save_source

URL = "http://courier.example/1"
WHEN = "2010-07-14 09:30:00"
OFFSET = 2**31 - 1

ROWS = {
    "sources": "(id, slug, name, kind, sample) VALUES (1, 'courier', 'Courier', 'trade', :no)",
    "runs": "(id, command, started_at) VALUES (1, 'collect', :when)",
    "polls": (
        "(id, run_id, source_id, url, polled_at, day, outcome, entries)"
        " VALUES (1, 1, 1, 'http://courier.example/feed', :when, '2010-07-14', 'answered', 7)"
    ),
    "feed_states": (
        "(url, source_id, etag, polled_at) VALUES ('http://courier.example/feed', 1, 'x', :when)"
    ),
    "rejections": (
        "(id, source_id, url, reason, first_at, last_at)"
        " VALUES (1, 1, 'http://courier.example/bad', 'unreachable', :when, :when)"
    ),
    "articles": (
        "(id, url, source_id, headline, published_at, published_precision, published_from, text,"
        " text_sha256, archive_file, archive_offset, extractor, first_seen_at)"
        " VALUES (1, :url, 1, 'Budgets 😀', :when, 'minute', 'feed', 'We backed it.', 'hash',"
        " 'a.warc.gz', :offset, 'pages/1', :when)"
    ),
    "addresses": "(url, article_id) VALUES (:url, 1)",
    "comments": (
        "(id, article_id, position, author, text, text_sha256)"
        " VALUES (1, 1, 0, 'Private Person', 'I would not.', 'hash')"
    ),
    "taggings": (
        '(id, article_id, comment_id, tagger, text_sha256, tagged_at, relevance, "current")'
        " VALUES (1, 1, NULL, 'tagger/1', 'hash', :when, 0.9, :yes),"
        " (2, 1, 1, 'tagger/1', 'hash', :when, 0.8, :yes)"
    ),
    "mentions": (
        "(id, tagging_id, start_char, end_char, name, method) VALUES (1, 1, 0, 2, 'We', 'r')"
    ),
    "quotations": (
        "(id, tagging_id, start_char, end_char, kind, method) VALUES (1, 1, 0, 2, 'direct', 'r')"
    ),
    "stances": (
        "(id, tagging_id, holder, holder_kind, question, position, confidence, start_char,"
        " end_char, method) VALUES (1, 1, 'A', 'person', 'gp-budgets', 'support', 0.7, 0, 2, 'r')"
    ),
}


@pytest.fixture
def old(database_url: str) -> str:
    """The address of a database at revision 0001 with a row in every table."""
    engine = create_engine(database_url)
    migrate(engine, "0001")
    values = {"when": WHEN, "url": URL, "no": False, "yes": True, "offset": OFFSET}
    with engine.begin() as connection:
        for table, row in ROWS.items():
            connection.execute(text(f"INSERT INTO {table} {row}"), _used(row, values))
        if engine.dialect.name == "postgresql":
            for table in set(ROWS) - {"feed_states", "addresses"}:
                connection.execute(text(f"SELECT setval('{table}_id_seq', 2)"))
    engine.dispose()
    return database_url


def _used(row: str, values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if f":{name}" in row}


def contents(engine: Engine) -> dict[str, list[dict[str, object]]]:
    with engine.connect() as connection:
        return {
            table: [
                dict(row._mapping)
                for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1"))  # noqa: S608
            ]
            for table in ROWS
        }


def test_all_rows_of_a_database_of_the_first_release_are_kept(old: str) -> None:
    engine = create_engine(old)
    before = contents(engine)
    assert set(ROWS) == set(inspect(engine).get_table_names()) - {"alembic_version"}
    database = Database(old)
    after = contents(database.engine)
    for row in before["comments"]:
        row["author"] = database.pseudonyms.of(str(row["author"]))
    for table, rows in before.items():
        assert len(rows) == (2 if table == "taggings" else 1)
        kept = [{name: row[name] for name in rows[0]} for row in after[table]]
        assert (table, kept) == (table, rows)
    database.close()
    engine.dispose()


def test_an_article_of_the_first_release_is_known_again_and_gets_its_versions(old: str) -> None:
    database = Database(old)
    with database.session() as session:
        assert known_urls(session, [URL, f"{URL}?utm_source=x"]) >= {URL}
        source_id = save_source(session, slug="courier", name="Courier", kind=SourceKind.TRADE)
        row = session.get(ArticleRow, 1)
        assert row is not None
        assert (row.paywalled, row.section, row.archive_offset) == (False, None, OFFSET)
        edited = Article(
            url=URL, source="courier", headline="Budgets", text="We did not.", extractor="pages/2"
        )
        saved = save_article(session, edited, source_id=source_id, at=row.first_seen_at)
        assert saved is Saved.CHANGED
        assert [version.text for version in versions(session, 1)] == ["We backed it."]
        assert [comment.text for comment in row.comments] == ["I would not."]
        assert known_urls(session, [f"{URL}?utm_source=x"])
        assert find_article(session, URL) == 1
    database.close()


def test_offsets_beyond_two_gigabytes_fit(old: str) -> None:
    database = Database(old)
    with database.session() as session:
        row = session.get(ArticleRow, 1)
        assert row is not None
        row.archive_offset = 2**40
    with database.session() as session:
        again = session.get(ArticleRow, 1)
        assert again is not None
        assert again.archive_offset == 2**40
    database.close()


def test_to_migrate_twice_changes_nothing(old: str) -> None:
    first = Database(old)
    before = contents(first.engine)
    first.close()
    second = Database(old)
    assert contents(second.engine) == before
    second.close()


def test_queries_of_articles_do_not_begin_with_all_that_is_of_no_comment(tmp_path: Path) -> None:
    """SQLite plans by what it counted: there must be no index in which 'no comment' looks rare."""
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    with database.session() as session:
        plan = session.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT id FROM taggings"
                " WHERE comment_id IS NULL AND article_id IN (1, 2)"
            )
        ).all()
        of_comment = session.execute(
            text("EXPLAIN QUERY PLAN SELECT id FROM taggings WHERE comment_id = 1")
        ).all()
    database.close()
    assert "ix_taggings_article_id_current" in str(plan)
    assert "ix_taggings_comment_id" in str(of_comment)
