"""WARC and ARC files of every make: written by warcio and gzip, cut and bent by hand."""

import gzip
import zlib
from io import BytesIO
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from commissioning.domain.errors import ArchiveError
from crawler.archive.warc import Record, read_records


def warc(
    *bodies: bytes,
    gzipped: bool = True,
    version: str = "1.0",
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),),
) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=gzipped, warc_version=version)
    writer.write_record(writer.create_warcinfo_record("a", {"software": "test"}))
    for number, body in enumerate(bodies):
        url = f"https://news.example/{number}"
        http = StatusAndHeaders("200 OK", list(headers), protocol="HTTP/1.1")
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "a")], is_http_request=True)
        writer.write_request_response_pair(
            writer.create_warc_record(url, "request", http_headers=asked),
            writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=http),
        )
        writer.write_record(
            writer.create_warc_record(url, "metadata", payload=BytesIO(b"via: none\r\n"))
        )
    dns = writer.create_warc_record(
        "dns:news.example", "resource", payload=BytesIO(b"1.2.3.4"), warc_content_type="text/dns"
    )
    writer.write_record(dns)
    return out.getvalue()


def read(data: bytes, *, start: int = 0, max_bytes: int = 1_000_000) -> list[Record]:
    return list(read_records(BytesIO(data), name="a.warc", start=start, max_bytes=max_bytes))


def bodies(found: list[Record]) -> list[bytes]:
    return [
        record.response.body for record in found if record.kind == "response" and record.response
    ]


BODIES = (b"<p>one</p>", b"<p>two</p>" * 9_000, b"<p>three</p>")


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("form", ["members", "plain", "one stream"])
def test_every_record_of_every_form_is_read_and_reading_begins_again_at_each(
    form: str, version: str
) -> None:
    data = warc(*BODIES, gzipped=form == "members", version=version)
    if form == "one stream":
        data = gzip.compress(data, mtime=0)
    found = read(data)
    assert bodies(found) == list(BODIES)
    assert [record.kind for record in found[:4]] == ["warcinfo", "response", "request", "metadata"]
    for number, record in enumerate(found):
        again = read(data, start=record.start)
        assert [one.start for one in again] == [one.start for one in found[number:]]
        assert bodies(again) == bodies(found[number:])


def test_a_file_without_gzip_s_marks_of_records_in_the_middle_of_members_is_read() -> None:
    plain = warc(*BODIES, gzipped=False)
    pieces = [plain[at : at + 700] for at in range(0, len(plain), 700)]
    data = b"".join(gzip.compress(piece, mtime=0) for piece in pieces)
    assert bodies(read(data)) == list(BODIES)


def one(url: str, body: bytes, more: str = "") -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n{more}"
        f"WARC-Date: 2011-03-05T10:15:00Z\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def test_records_of_unusual_makes_stand_among_the_others() -> None:
    usual = [one(f"https://news.example/{number}", b"<p>usual</p>") for number in range(3)]
    unusual = [
        one("https://news.example/a space", b"<p>1</p>"),
        one("<https://news.example/brackets>", b"<p>2</p>"),
        one("https://news.example/folded", b"<p>3</p>", more="X-Note: one\r\n two\r\n"),
        one("https://news.example/caf\u00e9", b"<p>4</p>"),
        one("https://news.example/large", bytes(3_000_000)),
        one("https://news.example/two", b"<p>5</p>") + one("https://news.example/in", b"<p>6</p>"),
        one("https://news.example/spare", b"<p>7</p>") + b"\r\n\r\n",
    ]
    pieces = [piece for odd in unusual for piece in (odd, *usual)]
    plain = read(usual[0] + b"".join(pieces))
    members = read(b"".join(gzip.compress(piece, mtime=0) for piece in (usual[0], *pieces)))
    assert len(plain) == 1 + 7 * 4 + 1
    assert [record.response for record in members] == [record.response for record in plain]
    assert all(record.is_place for record in members)


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_file_that_was_cut_short_gives_what_came_before_the_cut(gzipped: bool) -> None:
    data = warc(*BODIES, gzipped=gzipped)
    places = [record.start for record in read(data)]
    for cut in (*range(places[5] + 1, places[6], 97), places[4] + 300):
        seen, error = read_in_part(data[:cut])
        assert bodies(seen)[:1] == [BODIES[0]]
        assert str(error).startswith("a.warc: ")


def read_in_part(data: bytes) -> tuple[list[Record], ArchiveError | None]:
    seen: list[Record] = []
    try:
        for record in read_records(BytesIO(data), name="a.warc", max_bytes=100_000):
            seen.append(record)  # noqa: PERF402 - keeps what came before the error
    except ArchiveError as error:
        return seen, error
    return seen, None


def test_a_file_that_is_none_is_named() -> None:
    for data in (b"", b"<html>", gzip.compress(b"nothing"), b"\x1f\x8b\x08broken" * 9):
        with pytest.raises(ArchiveError, match=r"a\.warc"):
            read(data)


def test_padding_behind_the_last_record_is_no_damage() -> None:
    assert bodies(read(warc(*BODIES) + b"\0" * 700)) == list(BODIES)


VERSION = "1 0 Maker\nURL IP-address Archive-date Content-type Archive-length\n\n"
ARC = f"filedesc://a.arc 0.0.0.0 20040305000000 text/plain {len(VERSION)}\n{VERSION}\n"


def test_the_older_arc_is_read_too() -> None:
    page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>old</p>"
    line = f"http://news.example/old 10.0.0.1 20040305101500 text/html {len(page)}\n"
    found = read((ARC + line + page + "\n").encode())
    [response] = [record.response for record in found if record.response]
    assert response.url == "http://news.example/old"
    assert response.captured.isoformat() == "2004-03-05T10:15:00+00:00"
    assert response.body == b"<p>old</p>"


def chunks(body: bytes) -> bytes:
    pieces = [body[at : at + 50] for at in range(0, len(body), 50)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


PAGE = b"<p>A page of some length, that is worth its coding.</p>" * 20


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("br", brotli.compress(PAGE)),
        ("identity", PAGE),
        ("gzip", PAGE),
        ("br", PAGE),
    ],
)
@pytest.mark.parametrize("chunked", [True, False])
def test_the_coding_of_a_transfer_is_taken_off(coding: str, body: bytes, chunked: bool) -> None:
    headers = [("Content-Encoding", coding)]
    headers += [("Transfer-Encoding", "chunked")] if chunked else []
    assert bodies(read(warc(chunks(body) if chunked else body, headers=tuple(headers)))) == [PAGE]


def test_a_body_that_says_it_comes_in_chunks_and_does_not_is_left_as_it_is() -> None:
    assert bodies(read(warc(PAGE, headers=(("Transfer-Encoding", "chunked"),)))) == [PAGE]


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate"])
def test_a_body_that_grows_without_end_is_cut_at_the_limit(coding: str) -> None:
    bomb = b"\0" * 50_000_000
    pack = {
        "gzip": gzip.compress,
        "br": lambda b: brotli.compress(b, quality=1),
        "deflate": zlib.compress,
    }
    data = warc(pack[coding](bomb), headers=(("Content-Encoding", coding),))
    assert [len(body) for body in bodies(read(data, max_bytes=100_000))] == [100_000]


def test_a_head_without_end_is_no_head() -> None:
    data = warc(b"<p>a</p>", headers=(("X", "y" * 1_000_000),))
    assert len(read(data)) == 5


def test_a_revisit_names_what_it_stands_for(tmp_path: Path) -> None:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(
        writer.create_revisit_record(
            "https://news.example/b", "sha1:ABC", "https://news.example/a", "2010-07-12T08:30:00Z"
        )
    )
    [record] = read(out.getvalue())
    assert (record.kind, record.digest) == ("revisit", "sha1:ABC")
    assert record.refers_to == "https://news.example/a"
    assert record.response is not None
    assert record.response.body == b""


def test_a_body_that_is_not_wanted_is_not_read() -> None:
    found = read_records(
        BytesIO(warc(*BODIES)), name="a", max_bytes=99, wants=lambda head: head.url.endswith("/2")
    )
    assert bodies(list(found)) == [BODIES[2]]
