"""An export held against texts: what matches, what does not, what is missing, what is hostile."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import command_line
from commissioning import open_archive
from commissioning.domain.errors import ExportError, StoreError
from commissioning.research.exporting.formats.format import Format
from commissioning.research.verifying.ledger import State
from commissioning.research.verifying.verify import verify
from commissioning.settings import FILE
from commissioning.store.database import Database
from tests.commissioning.corrected import COMMENT, TEXT
from tests.commissioning.exporting.exported import LONG, REPLY, exported, fill

LISTLESS = (
    '{"name": "commissioning-digest-export", "format": "csv", "withText": 0, "resources": [1]}'
)
NEWER = "A newer text, of another hue."
TEXTS = (
    {"url": "http://courier.example/1", "text": TEXT},
    {"url": "http://courier.example/1", "comment": 0, "text": COMMENT},
    {"url": "http://courier.example/1", "comment": 1, "text": REPLY},
    {"url": "http://courier.example/2", "text": LONG},
    {"url": "http://courier.example/3", "text": NEWER},
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    (folder / FILE).write_text("", "utf-8")
    database = Database(f"sqlite:///{folder / 'digest.db'}")
    fill(database)
    for kind in Format:
        exported(database, folder / kind.value, kind)
    exported(database, folder / "whole", with_text=True)
    database.close()
    return folder


@pytest.fixture
def export(workspace: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    shutil.copytree(workspace / "jsonl", tmp_path / "export")
    return tmp_path / "export"


def lines(folder: Path, *texts: dict[str, Any]) -> Path:
    path = folder / "texts.jsonl"
    path.write_text("".join(json.dumps(text) + "\n" for text in texts), "utf-8")
    return path


@pytest.mark.parametrize("kind", Format)
def test_the_right_texts_confirm_every_tag(workspace: Path, tmp_path: Path, kind: Format) -> None:
    found = verify(workspace / kind.value, [lines(tmp_path, *TEXTS)])
    assert found.is_good
    assert found.texts == {State.SAME: 5, State.DIFFERENT: 0, State.MISSING: 0}
    assert (found.misplaced, found.unchecked) == (0, 0)
    assert found.tags == 13


def test_without_texts_the_files_are_checked_and_nothing_is_claimed(workspace: Path) -> None:
    found = verify(workspace / "csv")
    assert found.is_good
    assert found.tags == 0
    assert found.texts[State.MISSING] == 5
    whole = verify(workspace / "whole")
    assert (whole.tags, whole.unchecked) == (13, 0)


def test_another_text_is_a_mismatch_and_a_missing_one_is_not(
    workspace: Path, tmp_path: Path
) -> None:
    edited = {"url": "http://courier.example/1", "text": TEXT.replace("penny", "pound")}
    found = verify(workspace / "jsonl", [lines(tmp_path, edited, *TEXTS[3:])])
    assert not found.is_good
    assert [(one.url, one.comment) for one in found.different] == [
        ("http://courier.example/1", None)
    ]
    assert [one.comment for one in found.missing] == [0, 1]
    assert found.unchecked > 0
    both = verify(workspace / "jsonl", [lines(tmp_path, edited, *TEXTS)])
    assert both.is_good


def test_articles_that_the_export_does_not_have_are_passed_over(
    workspace: Path, tmp_path: Path
) -> None:
    other = {"url": "http://elsewhere.example/", "text": "Another text."}
    found = verify(workspace / "jsonl", [lines(tmp_path, other, *TEXTS)])
    assert (found.is_good, found.foreign) == (True, 1)


def test_texts_that_are_all_of_other_articles_confirm_nothing(
    workspace: Path, tmp_path: Path
) -> None:
    other = {"url": "http://elsewhere.example/", "text": "Another text."}
    asked = ["verify", str(workspace / "jsonl"), str(lines(tmp_path, other, other))]
    done = CliRunner().invoke(command_line(["verify"]), asked)
    assert done.exit_code == 1
    assert "2 texts are of no article or comment of the export" in done.stdout


def test_text_files_are_known_by_what_is_in_them_or_by_their_number(
    workspace: Path, tmp_path: Path
) -> None:
    (tmp_path / "speech.txt").write_text(LONG, "utf-8")
    (tmp_path / "remark.txt").write_text(COMMENT, "utf-8")
    (tmp_path / "1.txt").write_text(TEXT, "utf-8", newline="")
    assert verify(workspace / "jsonl", [tmp_path]).texts[State.SAME] == 3
    (tmp_path / "3.txt").write_text("Something else.", "utf-8")
    (tmp_path / "stray.txt").write_text("Of no article.", "utf-8")
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe")
    found = verify(workspace / "jsonl", [tmp_path])
    assert found.texts[State.DIFFERENT] == 1
    assert ["stray.txt" in line or "bytes.txt" in line for line in found.unread] == [True, True]


def test_a_workspace_gives_its_texts_those_of_before_among_them(workspace: Path) -> None:
    assert verify(workspace / "jsonl", [workspace]).texts[State.SAME] == 5
    assert verify(workspace / "jsonl", [workspace / "digest.db"]).tags == 13


def test_the_sqlite_file_of_an_export_is_refused_as_texts_and_left_as_it_is(
    workspace: Path,
) -> None:
    folder = workspace / Format.SQLITE.value
    for read in (lambda path: verify(folder, [path]), open_archive):
        with pytest.raises(StoreError, match=r"digest\.sqlite: is an export: "):
            read(folder / "digest.sqlite")
    assert verify(folder).is_good
    assert not verify(folder).files.unlisted


def test_changed_files_offsets_and_words_are_found(export: Path, tmp_path: Path) -> None:
    path = export / "stances.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    rows[0]["words"] = "never said"
    rows[1]["end_char"] = 10_000
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (export / "roles.jsonl").unlink()
    (export / "notes.txt").write_text("mine", "utf-8")
    found = verify(export, [lines(tmp_path, *TEXTS)])
    assert found.files.changed == ("stances.jsonl",)
    assert found.files.missing == ("roles.jsonl",)
    assert found.files.unlisted == ("notes.txt",)
    assert found.misplaced == 2
    assert "other words" in found.some_misplaced[0].said
    assert "no place in a text" in found.some_misplaced[1].said
    assert not found.is_good


@pytest.mark.parametrize(
    ("file", "written", "said"),
    [
        ("datapackage.json", '{"name": "another"}', "package of something else"),
        ("datapackage.json", "[" * 100_000, "cannot be read"),
        ("datapackage.json", "[]", "cannot be read"),
        ("datapackage.json", LISTLESS, "cannot be read"),
        ("articles.jsonl", '{"id": "one", "url": "u", "text_sha256": "x"}\n', "cannot be read"),
        ("articles.jsonl", '{"id": 1}\n', "cannot be read"),
        ("articles.jsonl", '{"id": 1, "url": null, "text_sha256": "x"}\n', "without an address"),
        ("articles.jsonl", '{"id": 1e999, "url": "u", "text_sha256": "x"}\n', "cannot be read"),
        ("stances.jsonl", "no json\n", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_what_its_checksum_tells(
    export: Path, file: str, written: str, said: str
) -> None:
    (export / file).write_text(written, "utf-8")
    (export / "roles.jsonl").unlink()
    found = verify(export)
    assert not found.is_good
    assert (found.files.changed, found.files.missing) == ((file,), ("roles.jsonl",))
    (fault,) = found.faults
    assert said in fault
    assert "\n" not in fault
    done = CliRunner().invoke(command_line(["verify"]), ["verify", str(export)])
    assert done.exit_code == 1
    assert f"  changed: {file}\n  missing: roles.jsonl\n  {fault}\n" in done.stdout


def test_checksums_that_cannot_be_read_are_said_in_one_line(export: Path) -> None:
    (export / "SHA256SUMS").write_text("0123  ../../etc/passwd\n", "utf-8")
    with pytest.raises(ExportError, match="line 1: not a hash") as error:
        verify(export)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        (Format.CSV, "stances.csv"),
        (Format.JSONL, "stances.jsonl"),
        (Format.PARQUET, "stances.parquet"),
    ],
)
def test_damage_to_one_table_hides_nothing_of_the_others(
    workspace: Path, tmp_path: Path, kind: Format, file: str
) -> None:
    export = tmp_path / "export"
    shutil.copytree(workspace / kind.value, export)
    whole = verify(export, [lines(tmp_path, *TEXTS)])
    path = export / file
    for damaged in (path.read_bytes() + b'\n"a line', path.read_bytes()[:-20], None):
        if damaged is None:
            path.unlink()
        else:
            path.write_bytes(damaged)
        found = verify(export, [lines(tmp_path, *TEXTS)])
        assert (*found.files.changed, *found.files.missing) == (file,)
        assert all(file in fault for fault in found.faults)
        assert found.texts == whole.texts
        assert 0 < found.tags <= whole.tags
    assert len(found.faults) == 1


def test_a_row_that_was_cut_short_has_no_place(workspace: Path, tmp_path: Path) -> None:
    export = tmp_path / "export"
    shutil.copytree(workspace / "csv", export)
    head, first, *_ = (export / "stances.csv").read_text("utf-8").splitlines()
    cut = ",".join(first.split(",")[:4])
    (export / "stances.csv").write_text(f"{head}\n{cut}\n", "utf-8")
    found = verify(export, [lines(tmp_path, *TEXTS)])
    assert [one.said for one in found.some_misplaced] == ["no place is given"]


def test_a_package_leads_to_no_file_outside_its_folder(export: Path) -> None:
    told = json.loads((export / "datapackage.json").read_text("utf-8"))
    for path in ("../secret.jsonl", "/etc/passwd", "https://nowhere.example/a.jsonl", ["a", "b"]):
        told["resources"][2]["path"] = path
        (export / "datapackage.json").write_text(json.dumps(told), "utf-8")
        assert "which is none of its folder" in verify(export).faults[0]


def test_lines_that_are_no_texts_are_named_and_the_rest_goes_on(
    workspace: Path, tmp_path: Path
) -> None:
    path = lines(tmp_path, {"url": 1, "text": "x"}, {"url": "u", "text": "x", "comment": "y"})
    path.write_text(path.read_text("utf-8") + "no json\n[]\n" + json.dumps(TEXTS[0]) + "\n")
    found = verify(workspace / "jsonl", [path])
    assert [line.split(": ")[0][-6:] for line in found.unread] == [
        f"line {number}" for number in (1, 2, 3, 4)
    ]
    assert found.texts[State.SAME] == 1


def test_the_command_ends_with_one_where_something_differs(workspace: Path, tmp_path: Path) -> None:
    app = command_line(["verify"])
    export = str(workspace / "jsonl")
    good = CliRunner().invoke(app, ["verify", export, "--workspace", str(workspace), "--json"])
    assert good.exit_code == 0
    assert json.loads(good.stdout)["texts"] == {"same": 5, "different": 0, "missing": 0}
    edited = lines(tmp_path, {"url": "http://courier.example/1", "text": "Another text."})
    bad = CliRunner().invoke(app, ["verify", export, str(edited)])
    assert bad.exit_code == 1
    assert "differs: http://courier.example/1" in bad.stdout
