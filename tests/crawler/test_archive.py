from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from commissioning.domain.errors import ArchiveError
from crawler.archive import Archive, Response, read_response, read_warc

WHEN = datetime(2010, 7, 12, 8, 30, tzinfo=UTC)


def response(number: int, status: int = 200) -> Response:
    return Response(
        url=f"https://news.example/{number}",
        status=status,
        headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")),
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


def test_a_record_is_what_other_readers_of_warc_expect(tmp_path: Path) -> None:
    with Archive(tmp_path, "a.warc.gz") as archive:
        archive.write(response(1, status=404))
    with (tmp_path / "a.warc.gz").open("rb") as file:
        [record] = list(ArchiveIterator(file))
        assert record.http_headers.statusline == "404 Not Found"
        assert record.http_headers.get_header("Content-Encoding") is None


def test_a_file_that_was_cut_short_gives_what_came_before_the_cut(tmp_path: Path) -> None:
    with Archive(tmp_path, "a.warc.gz") as archive:
        places = [archive.write(response(number)) for number in range(3)]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(path.read_bytes()[: places[2].offset + 20])
    left = read_warc(path, max_bytes=1_000)
    assert [next(left).url, next(left).url] == [response(0).url, response(1).url]
    with pytest.raises(ArchiveError, match=r"a\.warc\.gz"):
        next(left)


def test_a_place_where_nothing_lies_is_an_error(tmp_path: Path) -> None:
    with Archive(tmp_path, "a.warc.gz") as archive:
        place = archive.write(response(1))
    (tmp_path / "a.warc.gz").unlink()
    with pytest.raises(ArchiveError):
        read_response(tmp_path, place)
