import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from commissioning.settings import Settings
from commissioning.store.articles import dated
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow
from crawler.archive.archive import Archive
from crawler.archive.warc import Response
from crawler.importing.files import import_paths

PARAGRAPH = (
    "The invented primary care trust of an invented county met on Tuesday to talk about who should"
    " hold the money of its GPs, and went home without an answer. Its chairman said that there"
    " would be tea next time."
)
PAGE = f"""<html><head><title>A meeting without tea</title></head><body><article>
<h1>A meeting without tea</h1><p class="date">12 July 2010</p><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p>
</article></body></html>"""
COMMENT = "1 comment\n\n1. Ann Reader\n\nAt last.\n"
TEXT = f"A meeting without tea\n12 July 2010\n\n{PARAGRAPH}\n\n{COMMENT}"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[tuple[Settings, Database]]:
    folder = tmp_path / "workspace"
    folder.mkdir()
    settings = Settings(workspace=folder, now=datetime(2026, 1, 1, tzinfo=UTC))
    database = Database(settings.database_url)
    yield settings, database
    database.close()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "a.txt").write_text(TEXT, "utf-8")
    (folder / "b.html").write_text(PAGE, "utf-8")
    good = {
        "url": "https://news.example/c",
        "text": PARAGRAPH,
        "title": "C",
        "published": "2010-07",
    }
    lines = [json.dumps(good), "not json", json.dumps({"url": "https://news.example/d"}), ""]
    (folder / "c.jsonl").write_text("\n".join(lines), "utf-8")
    with Archive(folder, "d.warc.gz") as archive:
        for path, kind in (("e", "text/html; charset=utf-8"), ("f.png", "image/png")):
            archive.write(
                Response(
                    url=f"https://news.example/{path}",
                    status=200,
                    headers=(("Content-Type", kind),),
                    body=PAGE.replace("without tea", f"without {path}").encode(),
                    captured=datetime(2015, 1, 1, tzinfo=UTC),
                )
            )
    (folder / "g.pdf").write_bytes(b"%PDF-1.4")
    (folder / "h.txt").write_bytes(b"\x00\x01\x02")
    return folder


def test_text_pages_records_and_archives_come_into_one_place(
    workspace: tuple[Settings, Database], files: Path
) -> None:
    report = import_paths(*workspace, [files])
    assert (report.files, report.new, report.comments) == (6, 4, 1)
    assert (report.known_files, report.off_topic) == (0, 0)
    assert report.rejected == 4
    reasons = {Path(problem.url.split(",")[0]).name: problem.reason for problem in report.problems}
    assert set(reasons) == {"c.jsonl", "g.pdf", "h.txt"}
    with workspace[1].session() as session:
        rows = session.scalars(select(ArticleRow)).all()
        urls = {row.url for row in rows}
        assert {"https://news.example/c", "https://news.example/e"} <= urls
        text = next(row for row in rows if row.extractor.startswith("plain"))
        assert text.headline == "A meeting without tea"
        assert "Ann Reader" not in text.text
        published = dated(text, "published")
        assert published is not None
        assert published.day.isoformat() == "2010-07-12"


def test_importing_twice_changes_nothing(workspace: tuple[Settings, Database], files: Path) -> None:
    first = import_paths(*workspace, [files])
    second = import_paths(*workspace, [files])
    assert (second.new, second.changed, second.unchanged) == (0, 0, first.new - 1)
    assert second.rejected == first.rejected
    assert second.known_files == 1


def test_a_path_that_is_not_there_is_named_and_the_rest_goes_on(
    workspace: tuple[Settings, Database], files: Path
) -> None:
    report = import_paths(*workspace, [files / "missing.txt", files / "b.html"])
    assert report.new == 1
    [problem] = report.problems
    assert problem.url.endswith("missing.txt")


def test_links_out_of_a_folder_are_not_followed(
    workspace: tuple[Settings, Database], files: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text(TEXT, "utf-8")
    (files / "link.txt").symlink_to(tmp_path / "secret.txt")
    before = import_paths(*workspace, [files])
    assert before.files == 6


def test_a_pipe_in_a_folder_does_not_hold_up_the_rest(
    workspace: tuple[Settings, Database], files: Path
) -> None:
    os.mkfifo(files / "pipe.txt")
    assert import_paths(*workspace, [files]).files == 6


def test_a_line_without_end_is_one_problem_and_the_rest_goes_on(
    workspace: tuple[Settings, Database], tmp_path: Path
) -> None:
    good = json.dumps({"url": "https://news.example/z", "text": PARAGRAPH}).encode()
    (tmp_path / "a.jsonl").write_bytes(b'{"url": "' + b"x" * 11_000_000 + b"\n" + good)
    report = import_paths(*workspace, [tmp_path / "a.jsonl"])
    assert (report.new, report.rejected) == (1, 1)
    assert report.problems[0].url.endswith("line 1")
