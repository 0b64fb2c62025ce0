"""An internet on loopback: hosts of any name behind one proxy, and what stands on their pages."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, TypeVar

from pytest_httpserver import HTTPServer
from sqlalchemy import func, select
from werkzeug import Request
from werkzeug import Response as Answer

from commissioning.domain.polling import PollPlan
from commissioning.settings import Settings
from commissioning.store import polling
from commissioning.store.database import Database
from commissioning.store.rows import (
    ArticleRow,
    CopyRow,
    FeedStateRow,
    PollRow,
    RejectionRow,
    Row,
    SourceRow,
    VersionRow,
)
from crawler.collecting.collect import CollectReport, collect
from crawler.sources import SourceEntry, parse_sources

RSS, XML, HTML = "application/rss+xml", "application/xml", "text/html; charset=utf-8"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOME = "http://outlet.example"
FEED = f"{HOME}/feed.xml"

_WORDS = (
    "board budget chair clinic committee consortium contract council county decision doctor"
    " forum funding group hospital letter manager meeting minister money network nurse partner"
    " patient plan practice pressure promise proposal referral report review room saving service"
    " shadow spending staff statement surgery target town transfer treatment vote ward winter"
).split()
R = TypeVar("R", ArticleRow, PollRow, RejectionRow, VersionRow)
_VERBS = (
    "asked backed called counted delayed dropped feared judged kept moved signed wanted".split()
)


@dataclass
class Web:
    """What the hosts answer, by URL, and what they were asked for."""

    server: HTTPServer
    asked: list[Request] = field(default_factory=list)
    _answers: dict[str, list[tuple[bytes, int, dict[str, str]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.server.clear()
        self.server.expect_request(re.compile(".*")).respond_with_handler(self._answer)

    @property
    def proxy(self) -> str:
        return self.server.url_for("").rstrip("/")

    def put(self, url: str, body: str | bytes = "", **told: Any) -> str:
        """Let a URL answer so from now on; see `then`."""
        self._answers[url] = []
        return self.then(url, body, **told)

    def then(
        self,
        url: str,
        body: str | bytes = "",
        *,
        status: int = 200,
        kind: str = HTML,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Let a URL answer so after what it answers already; the last answer stays."""
        raw = body.encode("utf-8") if isinstance(body, str) else body
        self._answers.setdefault(url, []).append(
            (raw, status, {"Content-Type": kind, **(headers or {})})
        )
        return url

    def count(self, url: str) -> int:
        return sum(_url(request) == url for request in self.asked)

    def last(self, url: str) -> Request:
        return next(request for request in reversed(self.asked) if _url(request) == url)

    def _answer(self, request: Request) -> Answer:
        self.asked.append(request)
        answers = self._answers.get(_url(request))
        if not answers:
            return Answer("There is no such page.", status=404, content_type="text/plain")
        body, status, headers = answers.pop(0) if len(answers) > 1 else answers[0]
        told = {headers[name] for name in ("ETag", "Last-Modified") if name in headers}
        kept = {request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")}
        if status == 200 and told & kept:
            return Answer(status=304, headers=headers)
        return Answer(body, status=status, headers=headers)


def _url(request: Request) -> str:
    query = request.query_string.decode("latin-1")
    return f"http://{request.host}{request.path}{'?' if query else ''}{query}"


@dataclass
class Collection:
    """A workspace that collects from such hosts, at a time of its own."""

    settings: Settings
    database: Database
    web: Web
    sources: list[SourceEntry] = field(default_factory=list)

    def source(
        self, slug: str = "outlet", *, home: str = HOME, rest: str = "", **lines: str
    ) -> None:
        """Collect from one more source; the feed of its host where nothing else is said."""
        lines = lines or {"feed": f"{home}/feed.xml"}
        given = {"slug": slug, "name": slug.title(), "kind": "trade", "home": f"{home}/", **lines}
        text = "".join(f'{key} = "{value}"\n' for key, value in given.items())
        self.sources += parse_sources(f"[[source]]\n{text}{rest}")

    def feed(self, *items: str, url: str = FEED, head: str = "", **told: Any) -> None:
        """Let a feed have these items from now on, and `head` before them."""
        self.web.put(url, rss(*items, head=head), kind=RSS, **told)

    def publish(self, name: str, seed: int, *, home: str = HOME) -> str:
        """A page with an article of its own; gives its URL."""
        return self.web.put(f"{home}/{name}", page(headline(seed), story(seed)))

    def set(self, **limits: object) -> None:
        """Change settings of [collect]."""
        changed = self.settings.collect.model_copy(update=limits)
        self.settings = self.settings.model_copy(update={"collect": changed})

    def later(self, **time: float) -> None:
        """Let time pass."""
        moved = {"now": self.settings.clock() + timedelta(**time)}
        self.settings = self.settings.model_copy(update=moved)

    def collect(self, *, at_once: bool = True) -> CollectReport:
        """Collect from the sources, or with `at_once=False` from those whose time has come."""
        return collect(self.settings, self.database, self.sources, at_once=at_once)

    def articles(self) -> list[ArticleRow]:
        return self._rows(ArticleRow)

    def article(self) -> ArticleRow:
        """The only one that there is."""
        [row] = self.articles()
        return row

    def polls(self) -> list[PollRow]:
        return self._rows(PollRow)

    def outcomes(self) -> list[str]:
        return [row.outcome for row in self.polls()]

    def rejections(self) -> dict[str, str]:
        """Reasons by URL."""
        return {row.url: row.reason for row in self._rows(RejectionRow)}

    def versions(self) -> list[VersionRow]:
        return self._rows(VersionRow)

    def validators(self) -> dict[str, tuple[str | None, str | None]]:
        with self.database.session() as session:
            rows = session.scalars(select(FeedStateRow))
            return {row.url: (row.etag, row.last_modified) for row in rows}

    def copies(self) -> dict[str, str]:
        """The URL of each copy with its original's."""
        urls = {row.id: row.url for row in self.articles()}
        with self.database.session() as session:
            rows = session.scalars(select(CopyRow))
            return {urls[row.article_id]: urls[row.original_id] for row in rows}

    def plan(self, slug: str = "outlet") -> PollPlan:
        with self.database.session() as session:
            found = session.scalars(select(SourceRow.id).where(SourceRow.slug == slug)).one()
            return polling.poll_plans(session)[found]

    def count(self, table: type[Row]) -> int:
        with self.database.session() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def _rows(self, table: type[R]) -> list[R]:
        with self.database.session() as session:
            return list(session.scalars(select(table).order_by("id")))


def rss(*items: str, head: str = "") -> str:
    """A feed."""
    channel = f"<channel><title>N</title>{head}{''.join(items)}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'


def item(
    link: str | None = None,
    *,
    title: str = "Item",
    guid: str | None = None,
    permalink: bool = True,
    date: str | None = "Mon, 12 Jul 2010 08:30:00 +0000",
) -> str:
    """An item of a feed."""
    attribute = "" if permalink else ' isPermaLink="false"'
    return (
        f"<item><title>{title}</title>"
        + (f"<link>{escape(link)}</link>" if link else "")
        + (f"<guid{attribute}>{escape(guid)}</guid>" if guid else "")
        + (f"<pubDate>{date}</pubDate>" if date else "")
        + "</item>"
    )


def atom(*entries: tuple[str, str, str | None]) -> str:
    """An Atom feed of links, each with when it was changed and when it was published."""
    items = []
    for link, updated, published in entries:
        dates = f"<updated>{updated}</updated>"
        dates += f"<published>{published}</published>" if published else ""
        link = escape(link)
        items.append(
            f'<entry><id>{link}</id><title>Item</title><link href="{link}"/>{dates}</entry>'
        )
    head = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>N</title>'
    return f"{head}{''.join(items)}</feed>"


def story(seed: int, *, sentences: int = 16) -> str:
    """Paragraphs of HTML that no other seed gives."""
    chance = random.Random(seed)
    told = []
    for _ in range(sentences):
        one, two, three, four = chance.sample(_WORDS, 4)
        said = f"The {one} {chance.choice(_VERBS)} the {two} of the {three} before the {four}"
        told.append(
            f"{said} in week {chance.randint(2, 51)}, said {chance.choice('ABCDEFGH')} Reed."
        )
    return "".join(f"<p>{' '.join(told[at : at + 4])}</p>" for at in range(0, sentences, 4))


def headline(seed: int) -> str:
    """Words for the same story."""
    one, two, three, four = random.Random(seed).sample(_WORDS, 4)
    return f"{one.title()} {two} {_VERBS[seed % len(_VERBS)]} {three} {four}"


def page(title: str, text: str, *, head: str = "", date: str = "", below: str = "") -> str:
    """An article's page; `date` is a line below its headline, `below` comes after the article."""
    line = f'<p class="date">{date}</p>' if date else ""
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>"
        f"<article><h1>{title}</h1>{line}{text}</article>{below}</body></html>"
    )
