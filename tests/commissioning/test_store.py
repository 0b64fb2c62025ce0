"""The store's rules, on SQLite and on a real PostgreSQL."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.domain.articles import Article, ArticleKind, Comment, SourceKind
from commissioning.domain.coverage import PollOutcome, RejectionReason
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.errors import StoreError
from commissioning.domain.findings import A_READER, TagKind
from commissioning.domain.tags import (
    HolderKind,
    Mention,
    Position,
    Quotation,
    QuotationKind,
    Span,
    Stance,
    Tagging,
    TextRole,
)
from commissioning.domain.words import read_words
from commissioning.store import articles, coverage, recording, tags
from commissioning.store.articles import Saved, known_urls, save_article
from commissioning.store.database import Database
from commissioning.store.findings import Wanted, find
from commissioning.store.indexing import index_due
from commissioning.store.rows import ArticleRow, CommentRow, Row, StanceRow, TaggingRow
from commissioning.store.sources import save_source
from commissioning.store.tags import Backlog, save_taggings, texts_to_tag

NOW = datetime(2010, 7, 30, 12, tzinfo=UTC)
TEXT = "The Vale committee said it backed GP budgets. “We are keen,” said Dr Ada Sample 😀."
COMMENT = "I would not give them my purse."


def an_article(url: str = "http://courier.example/1", **changes: object) -> Article:
    values: dict[str, object] = {
        "url": url,
        "source": "courier",
        "headline": "Committee backs budgets",
        "text": TEXT,
        "published": Dated(
            moment=datetime(2010, 7, 14, 9, 30, tzinfo=UTC),
            precision=Precision.MINUTE,
            found_in="feed",
        ),
        "kind": ArticleKind.NEWS,
        "comments": (Comment(text=COMMENT, author="Private Person"),),
        "extractor": "pages/1",
    }
    return Article(**{**values, **changes})  # type: ignore[arg-type]


def add(session: Session, article: Article, *met_at: str) -> Saved:
    source = save_source(session, slug="courier", name="Courier", kind=SourceKind.TRADE)
    return save_article(session, article, source_id=source, at=NOW, met_at=met_at)


def a_tagging(text_: str, version: str = "tagger/1") -> Tagging:
    words = Span(text_.index("budgets") - 3, len(text_)) if "budgets" in text_ else Span(2, 9)
    return Tagging(
        relevance=0.9,
        tagger=version,
        mentions=(Mention(span=Span(0, 3), organisation="bma", name="BMA", method="register"),),
        quotations=(
            Quotation(
                span=words,
                kind=QuotationKind.DIRECT,
                speaker="Dr Ada Sample",
                organisation="bma",
                method="marks",
            ),
        ),
        stances=(
            Stance(
                holder="Private Person" if "purse" in text_ else "Dr Ada Sample",
                holder_kind=HolderKind.COMMENTER if "purse" in text_ else HolderKind.PERSON,
                organisation=None if "purse" in text_ else "bma",
                question="gp-budgets",
                position=Position.SUPPORT,
                confidence=0.8,
                evidence=words,
                method="rule",
            ),
        ),
    )


def tag_everything(session: Session, version: str = "tagger/1") -> None:
    for item in texts_to_tag(session, Backlog.STALE, tagger=version):
        save_taggings(session, [(item, a_tagging(item.text.text, version))], at=NOW)


def count(session: Session, table: type[Row]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_migrations_make_exactly_the_tables_of_the_rows(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [
            change
            for change in compare_metadata(context, Row.metadata)
            if not re.search(r"alembic_version|(text|finding)_words", str(change))
        ]
    assert differences == []


def test_an_article_comes_back_with_its_dates_and_their_precision(database: Database) -> None:
    with database.session() as session:
        assert add(session, an_article()) is Saved.NEW
    with database.session() as session:
        row = session.scalars(select(ArticleRow)).one()
        assert articles.dated(row, "published") == an_article().published
        assert articles.dated(row, "updated") is None
        assert row.text == TEXT
        assert row.kind == "news"
        assert [comment.text for comment in row.comments] == [COMMENT]


def test_the_same_article_twice_is_one_row_and_unchanged(database: Database) -> None:
    for expected in (Saved.NEW, Saved.UNCHANGED):
        with database.session() as session:
            assert add(session, an_article(), "http://courier.example/1?from=feed") is expected
    with database.session() as session:
        assert count(session, ArticleRow) == 1
        assert count(session, CommentRow) == 1


def test_a_page_met_under_another_address_is_known_by_both(database: Database) -> None:
    met = "http://courier.example/1?from=feed"
    with database.session() as session:
        add(session, an_article(), met)
        asked = [met, "http://courier.example/1", "http://courier.example/2"]
        assert known_urls(session, asked) == {met, "http://courier.example/1"}


def test_an_edited_article_waits_for_the_tagger_again(database: Database) -> None:
    with database.session() as session:
        add(session, an_article())
        tag_everything(session)
        assert texts_to_tag(session, Backlog.UNTAGGED, tagger="tagger/1") == ()
        assert add(session, an_article(text=TEXT + " More.")) is Saved.CHANGED
    with database.session() as session:
        waiting = texts_to_tag(session, Backlog.UNTAGGED, tagger="tagger/1")
        assert [item.text.role for item in waiting] == [TextRole.ARTICLE]
        assert {finding.comment for finding in find(session, Wanted())} == {0}


def test_texts_wait_in_order_and_each_is_handed_out_once(database: Database) -> None:
    with database.session() as session:
        for number in range(5):
            add(session, an_article(f"http://courier.example/{number}"))
        seen: list[tuple[int, int]] = []
        after = tags.START
        while batch := texts_to_tag(session, Backlog.ALL, tagger="tagger/1", after=after, limit=3):
            seen += [item.place for item in batch]
            after = batch[-1].place
        assert len(seen) == 10
        assert seen == sorted(set(seen))
        assert tags.count_to_tag(session, Backlog.ALL, tagger="tagger/1") == 10


def test_a_new_version_of_the_tagger_keeps_the_old_tags_but_shows_its_own(
    database: Database,
) -> None:
    with database.session() as session:
        add(session, an_article())
        tag_everything(session)
        assert texts_to_tag(session, Backlog.UNTAGGED, tagger="tagger/2") == ()
        tag_everything(session, "tagger/2")
    with database.session() as session:
        assert count(session, TaggingRow) == 4
        assert {finding.tagger for finding in find(session, Wanted())} == {"tagger/2"}


def test_tagging_twice_with_one_version_leaves_one_set_of_tags(database: Database) -> None:
    with database.session() as session:
        add(session, an_article())
    for _ in range(2):
        with database.session() as session:
            for item in texts_to_tag(session, Backlog.ALL, tagger="tagger/1"):
                save_taggings(session, [(item, a_tagging(item.text.text))], at=NOW)
    with database.session() as session:
        assert count(session, TaggingRow) == 2
        assert count(session, StanceRow) == 2


def test_a_tagging_of_a_text_that_was_edited_meanwhile_is_dropped(database: Database) -> None:
    with database.session() as session:
        add(session, an_article())
        (item, _) = texts_to_tag(session, Backlog.ALL, tagger="tagger/1")
        add(session, an_article(text="Quite another text."))
        save_taggings(session, [(item, a_tagging(TEXT))], at=NOW)
        assert count(session, TaggingRow) == 0


def test_offsets_of_a_finding_point_at_its_words_in_the_stored_text(database: Database) -> None:
    with database.session() as session:
        add(session, an_article())
        tag_everything(session)
        index_due(session)
        found = list(find(session, Wanted(organisations=("bma",))))
        assert {finding.tag for finding in found} == {TagKind.STANCE, TagKind.QUOTATION}
        stored = {
            None: session.scalars(select(ArticleRow.text)).one(),
            0: session.scalars(select(CommentRow.text)).one(),
        }
        for finding in found:
            assert finding.span.of(stored[finding.comment]) == finding.words


def test_the_name_of_a_reader_is_not_given_out(database: Database) -> None:
    with database.session() as session:
        add(session, an_article())
        tag_everything(session)
        index_due(session)
        holders = {f.who for f in find(session, Wanted(question="gp-budgets"))}
        assert holders == {"Dr Ada Sample", A_READER}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(words=read_words("committee")), 2),
        (Wanted(words=read_words("COMMITTEE budgets")), 2),
        (Wanted(words=read_words("purse")), 2),
        (Wanted(words=read_words("committee NOT purse")), 2),
        (Wanted(since=date(2010, 7, 14), until=date(2010, 7, 14)), 4),
        (Wanted(since=date(2010, 7, 15)), 0),
        (Wanted(until=date(2010, 7, 13)), 0),
        (Wanted(until=date.max), 4),
        (Wanted(source="courier", stance=Position.SUPPORT), 2),
        (Wanted(source="nobody"), 0),
    ],
)
def test_each_part_of_a_filter_narrows(database: Database, wanted: Wanted, expected: int) -> None:
    with database.session() as session:
        add(session, an_article())
        tag_everything(session)
        index_due(session)
        assert len(list(find(session, wanted))) == expected


def test_coverage_counts_days_and_tells_a_zero_from_not_collected(database: Database) -> None:
    with database.session() as session:
        asked = save_source(session, slug="courier", name="Courier", kind=SourceKind.TRADE)
        save_source(session, slug="silent", name="Silent", kind=SourceKind.BLOG)
        run = recording.start_run(session, "collect", at=NOW)
        outcomes = (
            (NOW, PollOutcome.ANSWERED, None),
            (NOW + timedelta(hours=1), PollOutcome.NOT_MODIFIED, None),
            (NOW + timedelta(days=1), PollOutcome.FAILED, "timed out"),
        )
        polls = [
            recording.PollRecord(
                run_id=run,
                source_id=asked,
                url="http://courier.example/feed",
                outcome=outcome,
                at=at,
                detail=detail,
                entries=7,
            )
            for at, outcome, detail in outcomes
        ]
        recording.record_polls(session, polls)
        for _ in range(2):
            recording.record_rejection(
                session,
                source_id=asked,
                url="http://courier.example/bad",
                reason=RejectionReason.UNREACHABLE,
                at=NOW,
                detail="404",
            )
        recording.finish_run(session, run, at=NOW)
        add(session, an_article())
        tag_everything(session)
        first, second = coverage.coverage(session, since=date(2010, 7, 1), until=date(2010, 7, 31))
        assert (first.polled, first.answered, first.entries, first.rejected) == (2, 1, 7, 1)
        assert (first.articles, first.on_topic) == (1, 1)
        assert first.last_problem == "timed out"
        assert first.last_polled == NOW + timedelta(days=1)
        assert (second.polled, second.articles) == (0, 0)
        (later, _) = coverage.coverage(session, since=date(2011, 1, 1))
        assert (later.polled, later.articles) == (0, 0)


def test_foreign_keys_are_enforced(database: Database) -> None:
    orphan = CommentRow(article_id=99, position=0, text="Lost.", text_sha256="")
    with database.session() as session:
        session.add(orphan)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_a_removed_article_takes_everything_made_from_it_along(database: Database) -> None:
    with database.session() as session:
        add(session, an_article())
        tag_everything(session)
        session.execute(text("DELETE FROM articles"))
        tables: Sequence[type[Row]] = (CommentRow, TaggingRow, StanceRow)
        assert [count(session, table) for table in tables] == [0, 0, 0]


def test_sqlite_writes_ahead(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    with database.session() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
    database.close()


def test_first_runs_at_once_do_not_collide(database_url: str) -> None:
    beside = get_context("spawn")
    runs = [beside.Process(target=Database, args=(database_url,)) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join(timeout=60)
    assert [run.exitcode for run in runs] == [0, 0]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("no address", "not the address of a database"),
        ("oracle+nothing://x", "no driver"),
        ("sqlite:////nowhere/at/all/digest.db", "folder does not exist"),
        ("postgresql://nobody:secret@127.0.0.1:1/none", "connection"),
    ],
)
def test_a_database_that_cannot_be_opened_is_named_without_its_password(
    url: str, said: str
) -> None:
    with pytest.raises(StoreError, match=said) as caught:
        Database(url)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    path.write_bytes(b"this is no database at all, but long enough to be looked at" * 40)
    with pytest.raises(StoreError, match="not a database"):
        Database(f"sqlite:///{path}")
