"""Archives of dead sites come in: filtered, dated truly, from any place on."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from warcio.warcwriter import WARCWriter

from commissioning.domain.articles import ArchiveRef, SourceKind
from commissioning.settings import Settings
from commissioning.store.articles import dated
from commissioning.store.database import Database
from commissioning.store.days import coverage_days
from commissioning.store.rows import ArticleRow, GuidRow, ImportedFileRow, RejectionRow, SourceRow
from commissioning.store.sources import save_source
from crawler.archive.archive import Archive, read_response
from crawler.archive.warc import Response
from crawler.importing.files import ImportReport, import_paths
from tests.crawler.archive.test_archive import records

CAPTURED = datetime(2011, 3, 5, 10, 15, tzinfo=UTC)
WORDS = (
    "amber birch cedar damson elder fern gorse hazel iris juniper larch maple nettle oak".split()
)


def page(number: int, *, on_topic: bool = True, extra: str = "") -> bytes:
    """A page unlike the others, invented."""
    own = [WORDS[(number * 7 + at * at) % len(WORDS)] + str(number * at) for at in range(60)]
    about = "The primary care trust and its GPs met in the" if on_topic else "They met in the"
    title = f"Meeting {number} in the {own[1]} room"
    return (
        f"<html><head><title>{title}</title></head><body>{extra}"
        f"<article><h1>{title}</h1><p>{about} {' '.join(own[:30])}.</p>"
        f"<p>Nobody knew why {' '.join(own[30:])}.</p></article></body></html>"
    ).encode()


def response(url: str, body: bytes, kind: str = "text/html; charset=utf-8") -> Response:
    return Response(
        url=url, status=200, headers=(("Content-Type", kind),), body=body, captured=CAPTURED
    )


def warc(folder: Path, *responses: Response, name: str = "old.warc.gz") -> Path:
    with Archive(folder, name) as archive:
        for one in responses:
            archive.write(one)
    return folder / name


class Workspace:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.settings = Settings(workspace=folder, now=datetime(2026, 1, 1, tzinfo=UTC))
        self.database = Database(self.settings.database_url)

    def take(self, *paths: Path, everything: bool = False) -> ImportReport:
        return import_paths(self.settings, self.database, paths, everything=everything)

    def rows(self) -> dict[str, ArticleRow]:
        with self.database.session() as session:
            return {row.url: row for row in session.scalars(select(ArticleRow))}

    def body(self, row: ArticleRow) -> Response:
        assert row.archive_file is not None
        assert row.archive_offset is not None
        place = ArchiveRef(file=row.archive_file, offset=row.archive_offset)
        return read_response(self.settings.archive, place)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(tmp_path / "workspace")
    yield made
    made.database.close()


def test_pages_without_words_of_the_field_are_counted_and_only_taken_when_asked_for(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = warc(
        tmp_path,
        response("https://news.example/a", page(1)),
        response("https://news.example/b", page(2, on_topic=False)),
        response("https://news.example/c.png", page(3), kind="image/png"),
    )
    first = workspace.take(file)
    assert (first.new, first.off_topic, first.rejected) == (1, 1, 0)
    with workspace.database.session() as session:
        assert session.scalars(select(RejectionRow)).all() == []
    again = workspace.take(file)
    assert (again.known_files, again.unchanged) == (1, 0)
    whole = workspace.take(file, everything=True)
    assert (whole.new, whole.unchanged, whole.off_topic) == (1, 1, 0)
    assert workspace.take(file).known_files == 1


def test_the_day_of_a_capture_is_no_day_of_publication(
    workspace: Workspace, tmp_path: Path
) -> None:
    today = '<div class="masthead">Saturday 5 March 2011</div>'
    marked = '<div class="date">Saturday 5 March 2011</div>'
    earlier = '<div class="date">Friday 4 March 2011</div>'
    exact = '<div class="date">Saturday 5 March 2011, 09:30</div>'
    prefix = "https://web.archive.org/web/20110305101500/"
    toolbar = (
        "<!-- BEGIN WAYBACK TOOLBAR INSERT --><p>5 March 2011</p>"
        "<!-- END WAYBACK TOOLBAR INSERT -->"
    )
    data = '<meta property="article:published_time" content="2010-07-12T09:00:00Z">'
    workspace.take(
        warc(
            tmp_path,
            response("https://news.example/a", page(1)),
            response("https://news.example/b", page(2, extra=today)),
            response(f"{prefix}http://news.example/c", page(3, extra=toolbar)),
            response(f"{prefix}http://news.example/d", page(4, extra=data)),
            response("https://news.example/e", page(5, extra=marked)),
            response("https://news.example/f", page(6, extra=earlier)),
            response("https://news.example/g", page(7, extra=exact)),
            response("https://news.example/2011/03/05/h", page(8)),
        )
    )
    rows = workspace.rows()
    published = {url[-1]: dated(row, "published") for url, row in rows.items()}
    days = {name: said.day.isoformat() if said else None for name, said in published.items()}
    assert days == {
        **dict.fromkeys("abce"),
        "d": "2010-07-12",
        "f": "2011-03-04",
        **dict.fromkeys("gh", "2011-03-05"),
    }
    with workspace.database.session() as session:
        [covered] = coverage_days(session, since=date(2026, 1, 1), until=date(2026, 1, 1))
    assert covered.rejected == (("undated", 4),)
    assert {row.captured_at for row in rows.values()} == {CAPTURED}
    assert {row.source_id for row in rows.values()} == {rows["http://news.example/d"].source_id}


def feed(*items: str) -> bytes:
    inner = "".join(
        f"<item><title>T</title><link>{url}</link><guid>id-{url[-1]}</guid>"
        "<author>Ann Writer</author><pubDate>Mon, 12 Jul 2010 08:30:00 +0000</pubDate></item>"
        for url in items
    )
    text = (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title>{inner}</channel></rss>'
    )
    return text.encode()


def test_an_archived_feed_dates_pages_before_and_behind_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    urls = [f"https://news.example/{name}" for name in "ab"]
    report = workspace.take(
        warc(
            tmp_path,
            response(urls[0], page(1)),
            response("https://news.example/feed", feed(*urls), kind="application/rss+xml"),
            response(urls[1], page(2)),
        )
    )
    assert report.new == 2
    for row in workspace.rows().values():
        published = dated(row, "published")
        assert published is not None
        assert published.day.isoformat() == "2010-07-12"
        assert row.byline == "Ann Writer"
    with workspace.database.session() as session:
        assert set(session.scalars(select(GuidRow.guid))) == {"id-a", "id-b"}


def test_a_feed_of_comments_dates_nothing(workspace: Workspace, tmp_path: Path) -> None:
    url = "https://news.example/a"
    comments = feed(url).replace(b"<title>N</title>", b"<title>Comments on: A meeting</title>")
    workspace.take(
        warc(
            tmp_path,
            response(f"{url}/feed", comments, kind="application/rss+xml"),
            response(url, page(1)),
        )
    )
    assert dated(workspace.rows()[url], "published") is None


def test_what_is_taken_lies_in_the_workspace_s_own_archive(
    workspace: Workspace, tmp_path: Path
) -> None:
    wrapped = "https://web.archive.org/web/20110305101500id_/http://news.example/a"
    file = warc(tmp_path, response(wrapped, page(1)), response("http://news.example/x", b"y" * 900))
    (tmp_path / "b.html").write_bytes(page(2))
    (tmp_path / "c.txt").write_text(f"A title\n\n{'Words of an invented text. ' * 20}\n", "utf-8")
    workspace.take(file, tmp_path / "b.html", tmp_path / "c.txt")
    rows = workspace.rows()
    assert len(rows) == 3
    kept = {(found := workspace.body(row)).url: found for row in rows.values()}
    assert kept[wrapped].body == page(1)
    saved = kept[(tmp_path / "b.html").as_uri()]
    assert (saved.body, saved.header("Content-Type")) == (page(2), "text/html")
    assert kept[(tmp_path / "c.txt").as_uri()].header("Content-Type") == "text/plain"
    [own] = workspace.settings.archive.iterdir()
    assert [kind for kind, *_ in records(own)] == ["warcinfo", "response", "resource", "resource"]


def test_the_same_words_are_not_copied_twice(workspace: Workspace, tmp_path: Path) -> None:
    workspace.take(warc(tmp_path, response("https://news.example/a", page(1))))
    other = warc(tmp_path, response("https://news.example/a", page(1)), name="other.warc")
    report = workspace.take(other, everything=True)
    assert report.unchanged == 1
    assert len(list(workspace.settings.archive.iterdir())) == 1


def revisit(url: str, digest: str, first: str) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(writer.create_revisit_record(url, digest, first, "2011-03-05T10:15:00Z"))
    return out.getvalue()


def test_a_record_that_says_as_before_is_resolved_or_counted(
    workspace: Workspace, tmp_path: Path
) -> None:
    names = ("a", "b", "off")
    urls = {name: f"https://news.example/{name}" for name in names}
    file = warc(
        tmp_path,
        response(urls["a"], page(1)),
        response(urls["off"], page(2, on_topic=False)),
    )
    digests = {
        about["WARC-Target-URI"]: about["WARC-Payload-Digest"]
        for kind, about, *_ in records(file)
        if kind == "response"
    }
    with file.open("ab") as end:
        end.write(revisit(urls["a"], digests[urls["a"]], urls["a"]))
        end.write(revisit("https://mirror.example/a", digests[urls["a"]], urls["a"]))
        end.write(revisit(urls["off"], digests[urls["off"]], urls["off"]))
        end.write(revisit("https://news.example/gone", "sha1:NONE", "https://news.example/gone"))
    report = workspace.take(file)
    assert (report.new, report.repeated, report.unresolved, report.off_topic) == (1, 1, 1, 2)
    later = tmp_path / "later.warc.gz"
    later.write_bytes(
        revisit(urls["a"], digests[urls["a"]], urls["a"])
        + revisit("https://news.example/moved", digests[urls["a"]], urls["a"])
    )
    report = workspace.take(later)
    assert (report.repeated, report.unresolved, report.unchanged) == (1, 0, 1)


def test_a_page_belongs_to_the_source_on_whose_home_it_stands(
    workspace: Workspace, tmp_path: Path
) -> None:
    with workspace.database.session() as session:
        for slug, home in (
            ("one", "https://www.news.example/"),
            ("two", "http://news.example/two/"),
        ):
            save_source(session, slug=slug, name=slug, kind=SourceKind.TRADE, home=home)
    workspace.settings.sources.write_text(
        '[[source]]\nslug = "listed"\nname = "Listed"\nkind = "union"\nhome = "https://l.example/"\n'
    )
    urls = (
        "http://news.example/a",
        "https://news.example/two/b",
        "https://l.example/c",
        "https://other.example/d",
    )
    workspace.take(warc(tmp_path, *(response(url, page(at)) for at, url in enumerate(urls))))
    with workspace.database.session() as session:
        found = session.execute(
            select(ArticleRow.url, SourceRow.slug, SourceRow.kind).join(ArticleRow.source)
        )
        assert {url: (slug, kind) for url, slug, kind in found} == {
            urls[0]: ("one", "trade"),
            urls[1]: ("two", "trade"),
            urls[2]: ("listed", "union"),
            urls[3]: ("other.example", "file"),
        }


def test_what_is_wrong_is_named_by_the_path_that_was_given(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = warc(tmp_path, response("https://news.example/a", page(1)))
    file.write_bytes(file.read_bytes()[:-30])
    empty = "primary care trust GPs " + "<b></b>" * 100
    other = warc(
        tmp_path,
        response("https://news.example/b", f"<html>{empty}</html>".encode()),
        name="other.warc.gz",
    )
    (tmp_path / "bad.html").write_text("<html></html>")
    report = workspace.take(file, other, tmp_path / "bad.html", tmp_path / "none.warc")
    assert [problem.url for problem in report.problems] == [
        str(file),
        f"{other}: https://news.example/b",
        str(tmp_path / "bad.html"),
        str(tmp_path / "none.warc"),
    ]
    assert "urn:" not in repr(report)


KILLED = """
import sys
from pathlib import Path
import crawler.importing.intake
crawler.importing.intake.MOST = 5
from tests.crawler.importing.test_backfill import Workspace
workspace = Workspace(Path(sys.argv[1]))
workspace.take(Path(sys.argv[2]))
"""


def test_an_import_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    file = warc(
        tmp_path,
        *(
            response(f"https://news.example/{number}", page(number, on_topic=number % 3 == 0))
            for number in range(600)
        ),
    )
    folder = tmp_path / "workspace"
    command = [sys.executable, "-c", KILLED, str(folder), str(file)]
    with subprocess.Popen(command) as run:  # noqa: S603
        deadline = time.monotonic() + 60
        while _position(folder) < file.stat().st_size // 20 and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(run.pid, signal.SIGKILL)
    workspace = Workspace(folder)
    before = len(workspace.rows())
    with workspace.database.session() as session:
        [row] = session.scalars(select(ImportedFileRow))
        assert not row.finished
        assert 0 < row.position < file.stat().st_size
    report = workspace.take(file)
    rows = workspace.rows()
    assert 0 < before < 200
    assert len(rows) == 200
    assert report.new == 200 - before
    assert report.off_topic < 400
    assert all(workspace.body(row).url == row.url for row in rows.values())
    workspace.database.close()


def _position(folder: Path) -> int:
    if not (folder / "digest.db").exists():
        return 0
    try:
        with sqlite3.connect(folder / "digest.db") as connection:
            found = connection.execute("SELECT max(position) FROM imported_files").fetchone()[0]
    except sqlite3.Error:
        return 0
    return int(found or 0)
