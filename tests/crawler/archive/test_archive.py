import gzip
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from commissioning.domain.errors import ArchiveError
from crawler.archive.archive import Archive, read_response
from crawler.archive.warc import Response

WHEN = datetime(2010, 7, 12, 8, 30, tzinfo=UTC)


def response(number: int, status: int = 200) -> Response:
    return Response(
        url=f"https://news.example/{number}",
        status=status,
        headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("X", "a\r\nb")),
        body=f"<p>{number}</p>".encode(),
        captured=WHEN,
    )


def test_what_goes_in_comes_out_where_it_was_put(tmp_path: Path) -> None:
    with Archive(tmp_path, "a.warc.gz") as archive:
        places = [archive.write(response(number)) for number in range(3)]
    for number, place in enumerate(places):
        found = read_response(tmp_path, place)
        assert (found.url, found.body) == (response(number).url, response(number).body)
        assert found.captured == WHEN


def test_a_file_that_somebody_gave_comes_out_like_a_page(tmp_path: Path) -> None:
    with Archive(tmp_path, "a.warc.gz") as archive:
        archive.write(response(0))
        place = archive.write_resource(
            "file:///tmp/a.txt", b"words", content_type="text/plain", captured=WHEN
        )
    found = read_response(tmp_path, place)
    assert (found.url, found.status, found.body) == ("file:///tmp/a.txt", 200, b"words")
    assert found.header("content-type") == "text/plain"


def records(path: Path) -> list[tuple[str, dict[str, str], str, dict[str, str], bytes]]:
    with path.open("rb") as file:
        return [
            (
                record.rec_type,
                dict(record.rec_headers.headers),
                record.http_headers.statusline if record.http_headers else "",
                dict(record.http_headers.headers) if record.http_headers else {},
                record.content_stream().read(),
            )
            for record in ArchiveIterator(file)
        ]


def bodies(path: Path) -> list[bytes]:
    """Of the responses in a file."""
    return [body for kind, *_, body in records(path) if kind == "response"]


def test_a_record_is_what_other_readers_of_warc_expect(tmp_path: Path) -> None:
    with Archive(tmp_path, "a.warc.gz") as archive:
        archive.write(response(1, status=404))
    (kind, about, _, _, info), (_, headers, status, http, body) = records(tmp_path / "a.warc.gz")
    assert kind == "warcinfo"
    assert about["WARC-Filename"] == "a.warc.gz"
    assert b"software: commissioning-digest/" in info
    assert status == "404 Not Found"
    assert headers["WARC-Date"] == "2010-07-12T08:30:00Z"
    assert http == {
        "Content-Type": "text/html",
        "X-Crawl-Content-Encoding": "gzip",
        "X": "a b",
        "Content-Length": str(len(body)),
    }


def test_what_was_asked_is_kept_beside_the_answer(tmp_path: Path) -> None:
    asked = Response(
        url="https://news.example/a?b=1",
        status=200,
        headers=(),
        body=b"x",
        captured=WHEN.astimezone(timezone(timedelta(hours=1))),
        request=(("User-Agent", "digest"), ("If-None-Match", '"1"')),
    )
    with Archive(tmp_path, "a.warc.gz") as archive:
        archive.write(asked)
    (kind, about, line, http, _) = records(tmp_path / "a.warc.gz")[2]
    assert (kind, line) == ("request", "/a?b=1 HTTP/1.1")
    assert http == {"Host": "news.example", "User-Agent": "digest", "If-None-Match": '"1"'}
    assert about["WARC-Date"] == "2010-07-12T08:30:00Z"


def test_the_digests_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Archive(tmp_path, "a.warc.gz") as archive:
        for number in range(3):
            archive.write(response(number))
        archive.write_resource("urn:x:y", b"words", content_type="text/plain", captured=WHEN)

    class Asked:
        inputs = (str(tmp_path / "a.warc.gz"),)
        verbose = True

    assert Checker(Asked).process_all() == 0
    assert capsys.readouterr().out.count("digest pass") == 5


def test_a_file_that_is_full_is_followed_by_another(tmp_path: Path) -> None:
    with Archive(tmp_path, "a.warc.gz", max_file=700) as archive:
        places = [archive.write(response(number)) for number in range(6)]
    assert {place.file for place in places} == {"a.warc.gz", "a-2.warc.gz", "a-3.warc.gz"}
    assert [read_response(tmp_path, place).body for place in places] == [
        response(number).body for number in range(6)
    ]
    assert records(tmp_path / "a-2.warc.gz")[0][0] == "warcinfo"


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    for number in range(2):
        with Archive(tmp_path, "a.warc.gz") as archive:
            archive.write(response(number))
    assert bodies(tmp_path / "a.warc.gz") == [b"<p>0</p>"]
    assert bodies(tmp_path / "a-2.warc.gz") == [b"<p>1</p>"]


KILLED = """
import sys
from pathlib import Path
from crawler.archive.archive import Archive
from tests.crawler.archive.test_archive import response
with Archive(Path(sys.argv[1]), "a.warc.gz") as archive:
    for number in range(1_000_000):
        archive.write(response(number))
        print(number, flush=True)
"""


def test_a_run_that_was_killed_leaves_whole_records(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:  # noqa: S603
        assert run.stdout is not None
        told = [run.stdout.readline() for _ in range(200)]
        os.kill(run.pid, signal.SIGKILL)
        told += run.stdout.readlines()
    with gzip.open(tmp_path / "a.warc.gz") as whole:
        assert whole.read().endswith(b"\r\n\r\n")
    kept = bodies(tmp_path / "a.warc.gz")
    assert len(kept) >= len([line for line in told if line.endswith("\n")])


def test_what_cannot_be_written_leaves_nothing_of_itself(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with (
        pytest.raises(ArchiveError, match=r"a\.warc\.gz"),
        Archive(tmp_path / "file", "a.warc.gz") as a,
    ):
        a.write(response(1))


def test_a_place_where_nothing_lies_is_an_error(tmp_path: Path) -> None:
    with Archive(tmp_path, "a.warc.gz") as archive:
        place = archive.write(response(1))
    (tmp_path / "a.warc.gz").unlink()
    with pytest.raises(ArchiveError):
        read_response(tmp_path, place)
