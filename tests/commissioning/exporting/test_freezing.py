"""A frozen query: a folder that can be cited, and that says whether it still holds."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from cli.main import command_line
from commissioning.domain.errors import ExportError
from commissioning.domain.findings import Dimension
from commissioning.register import load_register
from commissioning.research.archive import Archive
from commissioning.research.exporting.checksums import check
from commissioning.research.freezing.freeze import freeze, rerun
from commissioning.research.query import Query
from commissioning.settings import FILE
from commissioning.store.database import Database
from tests.commissioning.corrected import COMMENT
from tests.commissioning.exporting.exported import (
    PUBLISHER,
    REPLY,
    SPEECH,
    everything,
    exported,
    fill,
)

ASKED = Query(question="gp-budgets", min_confidence=0.5)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    (tmp_path / FILE).write_text("", "utf-8")
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    fill(database)
    with Archive(database, load_register()) as opened:
        yield opened


def digest(folder: Path, *arguments: str) -> Result:
    app = command_line(["query"])
    return CliRunner().invoke(app, ["query", *arguments, "--workspace", str(folder)])


def test_a_folder_has_query_rows_versions_and_how_to_cite_it(
    archive: Archive, tmp_path: Path
) -> None:
    cited = freeze(archive, ASKED, tmp_path / "frozen", publisher=PUBLISHER)
    told = json.loads((tmp_path / "frozen" / "query.json").read_text("utf-8"))
    assert told["query"] == {"question": "gp-budgets", "min_confidence": 0.5}
    assert told["versions"]["taggers"] == {"tagger/1": 5}
    lines = (tmp_path / "frozen" / "result.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == told["rows"] == archive.find(ASKED).count() == 5
    assert told["versions"]["name"] in cited
    assert cited in (tmp_path / "frozen" / "README.md").read_text("utf-8")
    assert check(tmp_path / "frozen").is_good


def test_several_kinds_of_holders_are_frozen_and_asked_again(
    archive: Archive, tmp_path: Path
) -> None:
    asked = Query.read({"holder_kind": ["person", "organisation"]})
    freeze(archive, asked, tmp_path / "frozen", publisher=PUBLISHER)
    told = (tmp_path / "frozen" / "README.md").read_text("utf-8")
    assert "holder_kind ‘person’ or ‘organisation’" in told
    assert "| holder_kind | ‘person’ or ‘organisation’ |" in told
    found = rerun(archive, tmp_path / "frozen")
    assert found.is_same
    assert found.rows == archive.find(asked).count() > 0


def test_it_gives_out_no_more_of_others_words_than_an_export(
    archive: Archive, tmp_path: Path
) -> None:
    freeze(archive, Query(), tmp_path / "frozen", publisher=PUBLISHER)
    told = everything(tmp_path / "frozen")
    for words in (SPEECH, COMMENT, "Keep the purse", "reader-", REPLY):
        assert words not in told


def test_the_same_database_gives_the_same_rows_and_bytes(archive: Archive, tmp_path: Path) -> None:
    freeze(archive, ASKED, tmp_path / "one", publisher=PUBLISHER)
    freeze(archive, ASKED, tmp_path / "two", publisher=PUBLISHER)
    assert everything(tmp_path / "one") == everything(tmp_path / "two")
    found = rerun(archive, tmp_path / "one")
    assert found.is_same
    assert found.same_snapshot
    assert (found.rows, found.new, found.gone) == (5, 0, 0)


def test_what_was_frozen_is_never_replaced(archive: Archive, tmp_path: Path) -> None:
    freeze(archive, ASKED, tmp_path / "frozen", publisher=PUBLISHER)
    with pytest.raises(ExportError, match="something else in it"):
        freeze(archive, ASKED, tmp_path / "frozen", publisher=PUBLISHER)
    with pytest.raises(ExportError, match="something else in it"):
        exported(archive.database, tmp_path / "frozen")
    exported(archive.database, tmp_path / "export")
    with pytest.raises(ExportError, match="something else in it"):
        freeze(archive, ASKED, tmp_path / "export", publisher=PUBLISHER)


def test_counts_are_frozen_with_what_was_collected(archive: Archive, tmp_path: Path) -> None:
    by = (Dimension.MONTH, Dimension.STANCE)
    freeze(archive, ASKED, tmp_path / "frozen", count_by=by, publisher=PUBLISHER)
    lines = (tmp_path / "frozen" / "result.jsonl").read_text("utf-8").splitlines()
    row = json.loads(lines[0])
    assert row["month"] == "2010-07"
    assert row["days_polled"] == 1
    assert rerun(archive, tmp_path / "frozen").is_same


def test_a_database_that_changed_is_told_with_the_rows_that_differ(
    archive: Archive, tmp_path: Path
) -> None:
    freeze(archive, ASKED, tmp_path / "frozen", publisher=PUBLISHER)
    with archive.database.session() as session:
        session.execute(text("UPDATE stances SET position = 'mixed' WHERE holder = 'Mr Ben Other'"))
    done = digest(tmp_path, "--rerun", str(tmp_path / "frozen"))
    assert done.exit_code == 1
    assert "rows: of 5 1 are gone, 1 are new" in done.stdout
    with archive.database.session() as session:
        session.execute(
            text("UPDATE stances SET position = 'support' WHERE holder = 'Mr Ben Other'")
        )
        session.execute(text("UPDATE articles SET headline = 'Another' WHERE id = 3"))
    done = digest(tmp_path, "--rerun", str(tmp_path / "frozen"))
    assert done.exit_code == 0
    assert "when it was frozen" in done.stdout
    assert "rows: all 5 are the same" in done.stdout


def test_a_result_that_was_changed_is_told(archive: Archive, tmp_path: Path) -> None:
    freeze(archive, ASKED, tmp_path / "frozen", publisher=PUBLISHER)
    path = tmp_path / "frozen" / "result.jsonl"
    path.write_text(path.read_text("utf-8").replace('"support"', '"oppose"', 1), "utf-8")
    found = rerun(archive, tmp_path / "frozen")
    assert found.files.changed == ("result.jsonl",)
    assert (found.new, found.gone) == (1, 1)


def test_the_command_freezes_and_asks_again(archive: Archive, tmp_path: Path) -> None:
    folder = str(tmp_path / "frozen")
    done = digest(tmp_path, "purse", "--stance", "support", "--freeze", folder)
    assert done.exit_code == 0, done.output
    assert "words ‘purse’, stance ‘support’" in done.stdout
    again = digest(tmp_path, "--rerun", folder, "--format", "json")
    assert again.exit_code == 0
    assert json.loads(again.stdout)["same"] is True
    assert digest(tmp_path, "purse", "--rerun", folder).exit_code == 2


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[" * 100_000, "cannot be read"),
        ('{"kind": "another"}', "is no frozen query"),
        ('{"kind": "commissioning-digest-query", "query": {"stanse": 1}}', "no such argument"),
        ('{"kind": "commissioning-digest-query", "query": 1}', "cannot be read"),
    ],
)
def test_a_broken_folder_is_said_in_one_line(
    archive: Archive, tmp_path: Path, written: str, said: str
) -> None:
    freeze(archive, ASKED, tmp_path / "frozen", publisher=PUBLISHER)
    (tmp_path / "frozen" / "query.json").write_text(written, "utf-8")
    with pytest.raises(ExportError, match=said) as error:
        rerun(archive, tmp_path / "frozen")
    assert "\n" not in str(error.value)
    with pytest.raises(ExportError, match="holds no frozen query"):
        rerun(archive, tmp_path)
