"""What mutations begin from: our own samples, and a few small ones of each kind in `samples/`."""

import gzip
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cli.init import SETTINGS
from examples.pages import pages

SAMPLES = Path(__file__).parent / "samples"
GOLDEN = Path(__file__).parents[1] / "crawler" / "pages" / "golden"
MOST = 60
LARGEST = 8_000
MOST_TOKENS = 400
_TOKENS = re.compile(rb"</?[A-Za-z][\w:.-]*|[\w:.-]+=\"[^\"]{0,40}\"|[\w.-]{3,24}|&#?\w+;")


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    """The seeds of a target: at least one, none empty or large."""
    found = dict.fromkeys((*_samples(name), *_further(name)))
    return tuple(seed for seed in found if 0 < len(seed) <= LARGEST)[:MOST]


@cache
def tokens(name: str) -> tuple[bytes, ...]:
    """Pieces of the seeds that mutations put elsewhere: tags, attributes, words, references."""
    found = dict.fromkeys(hit[0] for seed in seeds(name) for hit in _TOKENS.finditer(seed))
    return tuple(found)[:MOST_TOKENS]


def _samples(name: str) -> Iterator[bytes]:
    folder = SAMPLES / {"comments": "feed"}.get(name, name)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        body = path.read_bytes()
        yield from body.splitlines() if path.name == "lines.txt" else (body,)


def _further(name: str) -> Iterator[bytes]:
    match name:
        case "feed" | "comments" | "sitemap":
            yield from _served("xml")
            yield gzip.compress((SAMPLES / "feed" / "rss.xml").read_bytes(), mtime=0)
        case "listing" | "discovery":
            yield from _served("html")
        case "page":
            yield from _golden()
            yield from _served("html")
        case "text":
            yield (SAMPLES / "text" / "letter.txt").read_text("utf-8").encode("utf-16")
        case "warc":
            yield from _warcs()
        case "transfer":
            yield from _coded()
        case "settings":
            yield SETTINGS.encode()
        case "sources" | "register":
            yield files("examples").joinpath(f"{name}.toml").read_bytes()
        case "milestones":
            whole = files("commissioning.register").joinpath("data/milestones.toml").read_bytes()
            yield whole[:2_000].rpartition(b"[")[0]


def _served(kind: str) -> tuple[bytes, ...]:
    """What the sample outlets serve of a kind."""
    return tuple(page.body for page in pages().values() if page.kind.split(";")[0].endswith(kind))[
        :10
    ]


def _golden() -> Iterator[bytes]:
    """Pages of every make, the smallest."""
    for path in sorted(GOLDEN.rglob("*.html"), key=lambda path: path.stat().st_size)[: MOST - 10]:
        yield path.read_bytes()


def _warcs() -> Iterator[bytes]:
    for gzipped in (True, False):
        out = BytesIO()
        writer = WARCWriter(out, gzip=gzipped, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record("a", {"software": "a"}))
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        page = writer.create_warc_record(
            "https://web.archive.org/web/20110305000000id_/http://a.example/",
            "response",
            payload=BytesIO(b"<html><p>The NHS will commission health care.</p></html>"),
            http_headers=http,
        )
        writer.write_record(page)
        again = ("https://a.example/2", "sha1:A", "https://a.example/1", "2011-03-14T09:00:00Z")
        writer.write_record(writer.create_revisit_record(*again, http))
        yield out.getvalue()
        yield gzip.compress(out.getvalue(), mtime=0)


def _coded() -> Iterator[bytes]:
    packed = gzip.compress(b"words " * 50, mtime=0)
    yield b"chunked|gzip\n" + b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    yield b"|gzip, br\n" + packed
    yield b"|deflate\n" + packed[10:-8]
    yield b"|br\n\x0b\x02\x80words\x03"
