"""What an export's tables hold, and what they keep to themselves."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from commissioning.domain.findings import A_READER
from commissioning.domain.quoting import EVIDENCE, QUOTATION
from commissioning.research.exporting.catalogue import TABLES
from commissioning.research.exporting.export import versions_of
from commissioning.research.exporting.tables import Table
from commissioning.research.exporting.tagged import IN_CONTEXT
from commissioning.store.database import Database
from tests.commissioning.corrected import COMMENT, TEXT
from tests.commissioning.exporting.exported import (
    LONG,
    OTHER_READER,
    READER,
    REPLY,
    SPEECH,
    contents,
    everything,
    exported,
    fill,
    rows,
)


@pytest.fixture(scope="module")
def slim(filled: Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export without texts."""
    folder = tmp_path_factory.mktemp("slim") / "export"
    exported(filled, folder, annotations=True)
    return folder


@pytest.fixture(scope="module")
def whole(filled: Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export with texts."""
    folder = tmp_path_factory.mktemp("whole") / "export"
    exported(filled, folder, with_text=True, annotations=True)
    return folder


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_says_what_it_holds(table: Table) -> None:
    assert table.description
    told = {column.name: column.description for column in table.columns}
    assert [name for name, said in told.items() if not said or said[0] in " ;"] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_and_links_are_of_columns_that_there_are(table: Table) -> None:
    names = {other.name: {column.name for column in other.columns} for other in TABLES}
    assert set(table.key) <= names[table.name]
    for link in table.links:
        assert link.column in names[table.name]
        assert link.to in names[link.table]


def test_a_tag_has_its_place_its_words_and_what_made_it(slim: Path) -> None:
    tag = next(row for row in rows(slim, "stances") if row["holder"] == "Mr Ben Other")
    assert tag["words"] == TEXT[tag["start_char"] : tag["end_char"]] == "wants the purse at once"
    assert (tag["method"], tag["tagger"], tag["confidence"]) == ("rule", "tagger/1", 0.71)
    article = next(row for row in rows(slim, "articles") if row["id"] == tag["article"])
    assert article["url"] == "http://courier.example/1"
    assert article["characters"] == len(TEXT)


def test_the_texts_are_left_out_and_their_hashes_stay(slim: Path) -> None:
    assert "text" not in rows(slim, "articles")[0]
    assert all(row["text_sha256"] for row in rows(slim, "articles") + rows(slim, "versions"))
    told = everything(slim)
    for text in (TEXT, LONG, COMMENT, REPLY, "An older text", SPEECH, "Keep the purse"):
        assert text not in told


def test_with_texts_everything_is_whole(whole: Path) -> None:
    assert [row["text"] for row in rows(whole, "articles")][:2] == [TEXT, LONG]
    assert [row["text"] for row in rows(whole, "versions")] == ["An older text about nothing."]
    assert [row["text"] for row in rows(whole, "comments")] == [COMMENT, REPLY]
    assert SPEECH in {row["words"] for row in rows(whole, "quotations")}
    assert "Keep the purse," in {row["words"] for row in rows(whole, "stances")}


def test_no_reader_is_named_in_any_file(slim: Path, whole: Path) -> None:
    told = everything(slim)
    assert READER not in told
    assert OTHER_READER not in told
    assert "Cora Quiet" not in told
    assert READER not in everything(whole).replace(REPLY, "")
    holders = {row["holder"] for row in rows(slim, "stances") if row["comment"] is not None}
    assert holders == {A_READER}


def test_a_quotation_is_cut_and_a_second_long_one_left_out(slim: Path) -> None:
    first, second = (row for row in rows(slim, "quotations") if row["article"] == 2)
    assert first["words"].split() == SPEECH.split()[:QUOTATION]
    assert LONG[first["start_char"] :].startswith(first["words"])
    assert second["words"] is None
    (evidence,) = (row["words"] for row in rows(slim, "stances") if row["article"] == 2)
    assert evidence.split() == SPEECH.split()[:EVIDENCE]


def test_a_correction_is_told_without_who_made_it(slim: Path) -> None:
    ours, remark = rows(slim, "corrections")
    assert (ours["before"]["position"], ours["after"]["position"]) == ("support", "oppose")
    assert ours["after"]["words"] == "We will not hold a penny of it"
    assert ours["reason"] == "She says so."
    assert "Ed Itor" not in everything(slim)
    assert set(remark["after"]) & {"holder", "words"} == set()
    assert remark["reason"] is None
    tag = next(row for row in rows(slim, "stances") if row["holder"] == "Dr Ada Sample")
    assert (tag["correction"], tag["position"], tag["method"]) == (ours["id"], "oppose", "editor")


def test_coverage_tells_a_month_that_was_asked_from_one_that_was_not(slim: Path) -> None:
    (month,) = rows(slim, "coverage")
    assert (month["source"], month["month"], month["polled"], month["answered"]) == (
        "courier",
        "2010-07-01",
        1,
        1,
    )


def test_the_version_is_the_same_in_both_kinds_of_database(
    filled: Database, database: Database
) -> None:
    fill(database)
    with contents(filled) as content, contents(database) as same:
        expected = versions_of(content)
        assert versions_of(same) == expected
    with database.session() as session:
        session.connection().exec_driver_sql("UPDATE stances SET confidence = 0.5")
    with contents(database) as changed:
        found = versions_of(changed)
    assert found.corpus == expected.corpus
    assert found.snapshot != expected.snapshot


def test_rows_are_read_in_the_order_in_which_they_lie(filled: Database) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    event.listen(filled.engine, "before_cursor_execute", note)
    with contents(filled) as content:
        for table in (*TABLES, *IN_CONTEXT):
            list(table.batches(content))
    event.remove(filled.engine, "before_cursor_execute", note)
    ordered = [pair for pair in asked if "ORDER BY" in pair[0] and "GROUP BY" not in pair[0]]
    assert len(ordered) >= 12
    with filled.engine.connect() as connection:
        for statement, values in ordered:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert "TEMP B-TREE" not in str(plan), statement
