"""Readers' names are pseudonyms from the moment at which they are stored, and never come back."""

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text

from commissioning.domain.articles import Article, Comment, SourceKind
from commissioning.domain.errors import StoreError
from commissioning.domain.tags import (
    HolderKind,
    Position,
    Quotation,
    QuotationKind,
    Span,
    Stance,
    Tagging,
)
from commissioning.store.articles import Saved, save_article
from commissioning.store.database import Database, migrate
from commissioning.store.findings import Wanted, find
from commissioning.store.indexing import index_due
from commissioning.store.pseudonyms import FILE, Pseudonyms, is_pseudonym
from commissioning.store.rows import CommentRow, QuotationRow, StanceRow
from commissioning.store.sources import save_source
from commissioning.store.tags import Backlog, save_taggings, texts_to_tag

NOW = datetime(2010, 7, 14, 9, 30, tzinfo=UTC)
READER, OTHER, SPEAKER = "Zebedee Quillfeather", "Marigold Oxtoby", "Percival Standish"
WORDS = f"As Marigold says, “I would not”. {READER} signs."
ARTICLE = Article(
    url="http://courier.example/1",
    source="courier",
    headline="Budgets",
    text=f"{SPEAKER} backed it. Comments: {OTHER}: no.",
    extractor="pages/1",
    comments=(Comment(text=WORDS, author=READER), Comment(text="No.", author=OTHER)),
)


def save(database: Database, article: Article = ARTICLE) -> Saved:
    with database.session() as session:
        source = save_source(session, slug="courier", name="Courier", kind=SourceKind.TRADE)
        return save_article(session, article, source_id=source, at=NOW)


def authors(database: Database) -> list[str | None]:
    with database.session() as session:
        return list(session.scalars(select(CommentRow.author).order_by(CommentRow.position)))


def said(speaker: str) -> Quotation:
    return Quotation(span=Span(0, 2), kind=QuotationKind.DIRECT, speaker=speaker, method="test")


def held(holder: str, kind: HolderKind) -> Stance:
    return Stance(
        holder=holder,
        holder_kind=kind,
        organisation=None,
        question="gp-budgets",
        position=Position.OPPOSE,
        confidence=0.9,
        evidence=Span(0, 2),
        method="test",
    )


@given(st.text(min_size=1))
def test_a_name_has_one_pseudonym_however_it_is_spaced(name: str) -> None:
    hide = Pseudonyms()
    found = hide.of(name)
    assert found is not None
    assert is_pseudonym(found)
    assert hide.of(found) == found
    assert hide.of(f" {name} \n") == found


def test_another_key_gives_another_pseudonym_and_names_differ() -> None:
    one, other = Pseudonyms(), Pseudonyms()
    assert one.of(READER) != other.of(READER)
    assert one.of(READER) != one.of(OTHER)
    assert one.of(None) is None


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: Pseudonyms(path).of(READER), range(40)))
    assert len(found) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "é"])
def test_a_file_that_is_no_key_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / FILE
    path.write_text(content, "utf-8")
    with pytest.raises(StoreError, match=r"readers\.key: holds no key"):
        Pseudonyms(path).of(READER)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    yield opened
    opened.close()


def test_comments_are_stored_under_pseudonyms_and_known_again(database: Database) -> None:
    assert save(database) is Saved.NEW
    stored = authors(database)
    assert stored == [database.pseudonyms.of(READER), database.pseudonyms.of(OTHER)]
    assert save(database) is Saved.UNCHANGED
    again = Database(database.engine.url.render_as_string())
    assert save(again) is Saved.UNCHANGED
    again.close()


def test_no_tag_holds_the_name_of_a_reader(database: Database) -> None:
    save(database)
    tagging = Tagging(
        relevance=0.9,
        tagger="test/1",
        quotations=(said(READER), said(OTHER), said(SPEAKER)),
        stances=(
            held(OTHER, HolderKind.COMMENTER),
            held("a reader", HolderKind.COMMENTER),
            held(SPEAKER, HolderKind.PERSON),
        ),
    )
    with database.session() as session:
        for item in texts_to_tag(session, Backlog.UNTAGGED, tagger="test/1"):
            save_taggings(session, [(item, tagging)], at=NOW)
    hidden = database.pseudonyms.of(OTHER)
    with database.session() as session:
        holders = set(session.scalars(select(StanceRow.holder)))
        speakers = set(session.scalars(select(QuotationRow.speaker)))
        index_due(session)
        found = {one.who for one in find(session, Wanted())}
    assert holders == {hidden, "a reader", SPEAKER}
    assert speakers == {database.pseudonyms.of(READER), hidden, SPEAKER, READER}
    assert found == {"a reader", SPEAKER, READER}


def test_an_older_database_loses_its_readers_names_from_all_of_its_bytes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'digest.db'}"
    _fill(url)
    assert READER.encode() in (tmp_path / "digest.db").read_bytes()
    database = Database(url)
    assert authors(database) == [database.pseudonyms.of(READER)]
    _is_hidden(database)
    database.close()
    for path in tmp_path.iterdir():
        assert READER.encode() not in path.read_bytes(), path


def test_names_are_hidden_on_either_kind_of_database(database_url: str) -> None:
    _fill(database_url)
    database = Database(database_url)
    _is_hidden(database)
    database.close()


OLD = {
    "sources": "(id, slug, name, kind, sample) VALUES (1, 'a', 'A', 'trade', NOT :yes)",
    "articles": (
        "(id, url, source_id, headline, text, text_sha256, extractor, first_seen_at, paywalled)"
        " VALUES (1, 'http://a.example/1', 1, 'A', 'A', 'x', 'p/1', :at, NOT :yes)"
    ),
    "comments": (
        "(id, article_id, position, author, text, text_sha256) VALUES (1, 1, 0, :name, 'No.', 'x')"
    ),
    "taggings": (
        '(id, article_id, comment_id, tagger, text_sha256, tagged_at, relevance, "current")'
        " VALUES (1, 1, 1, 't/1', 'x', :at, 0.9, :yes), (2, 1, NULL, 't/1', 'x', :at, 0.9, :yes)"
    ),
    "quotations": (
        "(tagging_id, start_char, end_char, kind, speaker, method)"
        " VALUES (1, 0, 1, 'direct', :name, 'r'), (1, 0, 1, 'direct', :speaker, 'r'),"
        " (2, 0, 1, 'direct', :speaker, 'r')"
    ),
    "stances": (
        "(tagging_id, holder, holder_kind, question, position, confidence, start_char, end_char,"
        " method) VALUES (1, :name, 'commenter', 'q', 'oppose', 0.9, 0, 1, 'r'),"
        " (1, 'a reader', 'commenter', 'q', 'oppose', 0.9, 0, 1, 'r'),"
        " (2, :speaker, 'person', 'q', 'oppose', 0.9, 0, 1, 'r')"
    ),
    "corrections": (
        "(id, made_at, made_by, article_id, comment_id, comment, subject, before, adrift)"
        " VALUES (1, :at, 'ed', 1, 1, 0, 'stance', :note, NOT :yes)"
    ),
    "overruled": (
        "(article_id, tagging_id, subject, correction_id, held) VALUES (1, 1, 'stance', 1, :note)"
    ),
}


def _fill(url: str) -> None:
    """Make a database that holds names, as it did before."""
    engine = create_engine(url)
    migrate(engine, "0006")
    note = f'{{"holder": "{READER}", "holder_kind": "commenter", "start": 0}}'
    values = {"name": READER, "speaker": SPEAKER, "at": str(NOW), "yes": True, "note": note}
    with engine.begin() as connection:
        for table, row in OLD.items():
            used = {name: one for name, one in values.items() if f":{name}" in row}
            connection.execute(text(f"INSERT INTO {table} {row}"), used)
    engine.dispose()


def _is_hidden(database: Database) -> None:
    hidden = database.pseudonyms.of(READER)
    with database.engine.connect() as connection:
        speakers = connection.scalars(text("SELECT speaker FROM quotations ORDER BY id")).all()
        holders = connection.scalars(text("SELECT holder FROM stances ORDER BY id")).all()
        notes = [
            str(connection.scalar(text(f"SELECT {column} FROM {table}")))  # noqa: S608
            for table, column in (("corrections", "before"), ("overruled", "held"))
        ]
    assert speakers == [hidden, SPEAKER, SPEAKER]
    assert holders == [hidden, "a reader", SPEAKER]
    for note in notes:
        assert str(hidden) in note
        assert READER not in note
