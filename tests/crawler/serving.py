"""A small outlet on a real server, and what a user would write of it in sources.toml."""

from dataclasses import dataclass, field

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawler.sources import SourceEntry, parse_sources

PARAGRAPH = (
    "The invented board of an invented county met on Tuesday to talk about who should hold the"
    " money, and went home without an answer. Its chairman said that there would be tea next time."
)


def page(title: str, *, comments: int = 0) -> str:
    """An article's page with a number of readers' comments below it."""
    items = "".join(
        f'<li class="comment"><b class="fn">Reader {n}</b><p>Comment {n} of {title}.</p></li>'
        for n in range(comments)
    )
    below = f'<div id="comments"><ol class="comment-list">{items}</ol></div>' if comments else ""
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></article>{below}</body></html>"
    )


def rss(*links: str) -> str:
    items = "".join(
        f"<item><title>Item</title><link>{link}</link>"
        "<pubDate>Mon, 12 Jul 2010 08:30:00 +0000</pubDate></item>"
        for link in links
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title>{items}</channel></rss>'
    )


@dataclass
class Served:
    """A server that counts what it was asked for and how."""

    server: HTTPServer
    asked: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url_for("").rstrip("/")

    def put(
        self,
        path: str,
        body: str | bytes,
        *,
        status: int = 200,
        kind: str = "text/html; charset=utf-8",
        headers: dict[str, str] | None = None,
    ) -> None:
        def answer(request: Request) -> Response:
            self.asked.append(request)
            if headers and request.headers.get("If-None-Match") == headers.get("ETag", "none"):
                return Response(status=304, headers=headers)
            return Response(body, status=status, content_type=kind, headers=headers)

        self.server.expect_request(path).respond_with_handler(answer)

    def articles(self, *names: str) -> list[str]:
        for name in names:
            self.put(f"/{name}", page(f"Title {name}"))
        return [f"{self.url}/{name}" for name in names]

    def count(self, path: str) -> int:
        return sum(request.path == path for request in self.asked)


def source(served: Served, **lines: str) -> tuple[SourceEntry, ...]:
    text = f'[[source]]\nslug = "a"\nname = "A"\nkind = "trade"\nhome = "{served.url}/"\n'
    listing = lines.pop("listing", "")
    text += "".join(f'{key} = "{value}"\n' for key, value in lines.items()) + listing
    return parse_sources(text)
