"""An export as a folder: the files beside the tables, the same bytes, put there whole."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from commissioning.domain.errors import ExportError
from commissioning.domain.licences import OF_WORDS, Licence
from commissioning.research.exporting.catalogue import TABLES
from commissioning.research.exporting.checksums import check
from commissioning.research.exporting.export import versions_of
from commissioning.research.exporting.formats.format import Format
from commissioning.store.database import Database
from tests.commissioning.exporting.exported import FORMULA, contents, exported, fill, rows

yaml: Any = pytest.importorskip("yaml")


def package(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return told


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def cells(folder: Path, table: str, kind: Format) -> list[list[str]]:
    """What every format writes alike: texts and whole numbers, in whichever order."""
    names = ("id", "headline", "words", "position", "comment", "url", "month", "start_char")
    found = rows(folder, table, kind)
    return sorted([str(row[name]) for name in names if name in row] for row in found)


@pytest.mark.parametrize("kind", Format)
def test_every_format_holds_the_same_rows_and_the_same_bytes_each_time(
    filled: Database, tmp_path: Path, kind: Format
) -> None:
    exported(filled, tmp_path / "lines")
    exported(filled, tmp_path / "one", kind)
    exported(filled, tmp_path / "two", kind)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    for table in ("articles", "stances", "quotations", "corrections", "coverage"):
        expected = cells(tmp_path / "lines", table, Format.JSONL)
        assert cells(tmp_path / "one", table, kind) == expected != []


def test_both_kinds_of_database_give_the_same_bytes(
    filled: Database, database: Database, tmp_path: Path
) -> None:
    fill(database)
    exported(filled, tmp_path / "one", Format.CSV, annotations=True)
    exported(database, tmp_path / "two", Format.CSV, annotations=True)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_no_spreadsheet_runs_a_cell_as_a_formula(filled: Database, tmp_path: Path) -> None:
    exported(filled, tmp_path / "csv", Format.CSV)
    assert f",'{FORMULA}," in (tmp_path / "csv" / "articles.csv").read_text("utf-8")
    assert rows(tmp_path / "csv", "articles", Format.CSV)[1]["headline"] == FORMULA


@pytest.mark.parametrize("kind", Format)
def test_the_package_describes_every_file_and_column(
    filled: Database, tmp_path: Path, kind: Format
) -> None:
    described = exported(filled, tmp_path / "export", kind)
    told = package(tmp_path / "export")
    assert [one["name"] for one in told["resources"]] == [table.name for table in TABLES]
    for one in told["resources"]:
        path = tmp_path / "export" / one["path"]
        assert one["bytes"] == path.stat().st_size
        fields = {field["name"] for field in one["schema"]["fields"]}
        assert all(field["description"] for field in one["schema"]["fields"])
        assert set(one["schema"]["primaryKey"]) <= fields
        assert one["rows"] == len(rows(tmp_path / "export", one["name"], kind))
    assert told["version"] == described.versions.name
    assert told["versions"]["taggers"] == {"tagger/1": 5}
    assert told["versions"]["asOf"] == "2010-07-30T12:00:00Z"


def test_the_codebook_has_every_column_with_what_it_holds(filled: Database, tmp_path: Path) -> None:
    exported(filled, tmp_path / "export")
    told = (tmp_path / "export" / "CODEBOOK.md").read_text("utf-8")
    for one in package(tmp_path / "export")["resources"]:
        assert f"## {one['name']}\n" in told
        for field in one["schema"]["fields"]:
            assert f"| `{field['name']}` | {field['type']} | {field['description']}" in told


def test_the_citation_is_what_the_format_asks_for(filled: Database, tmp_path: Path) -> None:
    exported(filled, tmp_path / "export")
    told = yaml.safe_load((tmp_path / "export" / "CITATION.cff").read_text("utf-8"))
    assert told["cff-version"] == "1.2.0"
    assert told["type"] == "dataset"
    assert told["authors"] == [
        {"name": "The Digest of Nowhere", "website": "https://digest.nowhere.example/"}
    ]
    assert told["date-released"] == "2010-07-30"
    assert told["version"] == package(tmp_path / "export")["version"]
    assert {"message", "title"} <= told.keys()


@pytest.mark.parametrize("licence", [Licence.OGL_UK, Licence.NONE])
def test_the_licence_of_the_tags_is_said_and_that_words_are_others(
    filled: Database, tmp_path: Path, licence: Licence
) -> None:
    folder = tmp_path / "export"
    exported(filled, folder, Format.CSV, licence=licence)
    cited = yaml.safe_load((folder / "CITATION.cff").read_text("utf-8"))
    assert cited.get("license", "") == licence.value
    stated = package(folder).get("licenses", [])
    assert [one["name"] for one in stated] == [licence.value] * bool(licence)
    assert all(OF_WORDS in one["title"] and one["path"] == licence.url for one in stated)
    book = (folder / "CODEBOOK.md").read_text("utf-8")
    assert ("The tags are given out under" in book) == bool(licence)


def test_the_checksums_are_read_by_the_usual_tool(filled: Database, tmp_path: Path) -> None:
    exported(filled, tmp_path / "export")
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("no sha256sum on this machine")
    done = subprocess.run(  # noqa: S603
        [tool, "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=tmp_path / "export",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert check(tmp_path / "export").is_good


def test_an_earlier_export_is_replaced_and_anything_else_left_alone(
    filled: Database, tmp_path: Path
) -> None:
    target = tmp_path / "export"
    target.mkdir()
    exported(filled, target, Format.CSV)
    exported(filled, target, Format.JSONL)
    assert not (target / "articles.csv").exists()
    (target / "mine.ipynb").write_text("{}", "utf-8")
    with pytest.raises(ExportError, match=r"'mine\.ipynb' in it"):
        exported(filled, target)
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.tex").write_text("", "utf-8")
    with pytest.raises(ExportError, match="something else in it"):
        exported(filled, other)
    with pytest.raises(ExportError, match="is no folder"):
        exported(filled, other / "thesis.tex")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export", "other"]


def test_an_export_that_fails_leaves_the_earlier_one(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported(filled, tmp_path / "export")
    before = bytes_of(tmp_path / "export")

    def full(*_arguments: object, **_told: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ExportError, match="No space left"):
        exported(filled, tmp_path / "export", Format.CSV)
    assert bytes_of(tmp_path / "export") == before
    assert [path.name for path in tmp_path.iterdir()] == ["export"]


def test_an_empty_database_is_exported_too(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    for kind in Format:
        exported(database, tmp_path / kind.value, kind)
        assert rows(tmp_path / kind.value, "articles", kind) == []
    told = yaml.safe_load((tmp_path / "csv" / "CITATION.cff").read_text("utf-8"))
    assert "date-released" not in told
    database.close()


def test_the_version_can_be_had_without_an_export(filled: Database, tmp_path: Path) -> None:
    described = exported(filled, tmp_path / "export", with_text=True)
    with contents(filled) as content:
        assert versions_of(content) == described.versions
