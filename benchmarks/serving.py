"""A news site on loopback for the benchmarks, in a process of its own: a feed and its pages."""

import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import accumulate
from typing import Any
from urllib.parse import urlsplit

WORDS = (
    "the of to and in a for that on is commissioning budget practice board trust consortium"
    " health care local patients money plan doctors county hospital service contract meeting"
    " said told would could should reform week year report member chair council proposal"
).split()
VOCABULARY = 4_000
IN_SITEMAP = 5_000


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Words, the field's among them, and how often each comes, added up: Zipf's law."""
    chosen = random.Random(11)
    made = ["".join(chosen.choices("aeioubcdfghlmnprst", k=3 + n % 8)) for n in range(VOCABULARY)]
    words = (*WORDS, *made)
    return words, tuple(accumulate(1 / (rank + 1) for rank in range(len(words))))


def _text(number: int) -> str:
    """Fourteen paragraphs of about 350 letters, the same for the same number."""
    words, weights = _vocabulary()
    chosen = random.Random(number)
    drawn = chosen.choices(words, cum_weights=weights, k=14 * 60)
    return "\n".join(
        f"<p>{' '.join(drawn[at : at + 60]).capitalize()}.</p>" for at in range(0, len(drawn), 60)
    )


@lru_cache(maxsize=1)
def _around() -> str:
    """The rest of a page of today: menus, teasers, scripts; about 52 kB."""
    chosen = random.Random(7)
    links = "".join(
        f'<li class="item"><a href="/topic/{n}">{" ".join(chosen.choices(WORDS, k=4))}</a></li>'
        for n in range(220)
    )
    teasers = "".join(
        f'<div class="teaser"><h3><a href="/t/{n}">{" ".join(chosen.choices(WORDS, k=8))}</a></h3>'
        f'<span class="date">1{n % 10} July 2010</span></div>'
        for n in range(60)
    )
    script = "<script>var data = [" + ",".join(str(n) for n in range(4_000)) + "];</script>"
    return (
        f'<nav class="menu"><ul>{links}</ul></nav><aside class="sidebar">{teasers}</aside>{script}'
    )


def page(number: int) -> bytes:
    """The page of an article, about 60 kB, with two comments below it."""
    day, title = number % 28 + 1, f"Board {number} talks about the money"
    comments = "".join(
        f'<li class="comment" id="comment-{number}{n}"><cite class="fn">Reader {n}</cite>'
        f'<time datetime="2010-07-{day:02}T10:0{n}:00+01:00">10.0{n}</time>'
        f'<div class="comment-content"><p>A word on number {number} from a reader.</p></div></li>'
        for n in range(2)
    )
    return (
        f'<!doctype html><html lang="en-gb"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="article:published_time" content="2010-07-{day:02}T09:00:00+01:00">'
        f'<meta name="author" content="Orla Penhaligon"></head><body>{_around()}'
        f"<article><h1>{title}</h1><p>Number {number} met on Tuesday. {WORDS[number % 40]}"
        f" {WORDS[number % 37]} {WORDS[number % 31]}.</p>{_text(number)}</article>"
        f'<div id="comments"><ol class="comment-list">{comments}</ol></div></body></html>'
    ).encode()


def feed(base: str, pages: int) -> bytes:
    """An RSS feed that lists all pages."""
    items = "".join(
        f"<item><title>Board {n} talks about the money</title><link>{base}/a/{n}</link>"
        f'<guid isPermaLink="false">n{n}</guid></item>'
        for n in range(pages)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def sitemap(base: str, path: str, pages: int) -> bytes:
    """The index of the sitemaps, or one of them with 5,000 of the pages."""
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    if path == "/sitemap.xml":
        parts = range(0, pages, IN_SITEMAP)
        listed = "".join(f"<sitemap><loc>{base}/sitemap-{n}.xml</loc></sitemap>" for n in parts)
        return f"<sitemapindex {space}>{listed}</sitemapindex>".encode()
    first = int(path.removeprefix("/sitemap-").removesuffix(".xml"))
    numbers = range(first, min(first + IN_SITEMAP, pages))
    listed = "".join(f"<url><loc>{base}/a/{n}</loc></url>" for n in numbers)
    return f"<urlset {space}>{listed}</urlset>".encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer waits 40 ms for the client's word
    pages = 0

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/feed.xml":
            if self.headers.get("If-None-Match") == '"1"':
                self._send(304, b"")
                return
            host = self.headers.get("Host", "")
            self._send(200, feed(f"http://{host}", self.pages), "application/rss+xml")
        elif path.startswith("/sitemap"):
            base = f"http://{self.headers.get('Host', '')}"
            self._send(200, sitemap(base, path, self.pages), "application/xml")
        elif path.startswith("/a/"):
            self._send(200, page(int(path[3:]) + self._of_host()))
        else:
            self._send(404, b"")

    def _of_host(self) -> int:
        """Another hundred numbers for each host 's7.example', so that no two share a text."""
        name = self.headers.get("Host", "").partition(".")[0]
        return 100 * int(name[1:]) if name[:1] == "s" and name[1:].isdigit() else 0

    def _send(self, status: int, body: bytes, kind: str = "text/html; charset=utf-8") -> None:
        self.send_response(status)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Type", kind)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


class _Server(ThreadingHTTPServer):
    request_queue_size = 512  # with five, the usual, connections wait for seconds


def _serve(pages: int, tell: Any) -> None:
    _Handler.pages = pages
    server = _Server(("127.0.0.1", 0), _Handler)
    tell.send(server.server_port)
    server.serve_forever()


@contextmanager
def serving(pages: int) -> Iterator[int]:
    """The port of the site while the block runs; it is a proxy for any host, too."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(pages, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()
