"""The sample outlets as data: their articles in Markdown, with the readers' comments below them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

_FENCE = "+++"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleComment:
    """A reader's comment; `reply_to` is the place (from 0) of the one that it answers."""

    author: str
    text: str
    published: datetime
    reply_to: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """An article of a sample outlet; `markdown` is its body as written, `text` without marks.

    `updated` is when it was edited; None: never.
    """

    url: str
    path: str
    title: str
    markdown: str
    text: str
    summary: str
    author: str | None
    kind: str
    published: datetime
    comments: tuple[SampleComment, ...]
    updated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A sample outlet and what it published, oldest first. `style` names its page's template."""

    slug: str
    name: str
    host: str
    style: str
    articles: tuple[SampleArticle, ...]

    @property
    def home(self) -> str:
        """Its home page."""
        return f"http://{self.host}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """How much a collection of an outlet must give."""

    slug: str
    articles: int
    comments: int


@cache
def load_outlets() -> tuple[Outlet, ...]:
    """All sample outlets, by slug."""
    table = tomllib.loads(_folder().joinpath("outlets.toml").read_text("utf-8"))
    return tuple(_outlet(slug, entry) for slug, entry in sorted(table.items()))


def expected() -> tuple[Expected, ...]:
    """How many articles and comments each outlet has."""
    return tuple(
        Expected(
            slug=outlet.slug,
            articles=len(outlet.articles),
            comments=sum(len(article.comments) for article in outlet.articles),
        )
        for outlet in load_outlets()
    )


def sample_sources() -> str:
    """The text of the `sources.toml` that lists the sample outlets."""
    return _folder().joinpath("sources.toml").read_text("utf-8")


def sample_register() -> str:
    """The text of the `register.toml` with the milestones of the invented places."""
    return _folder().joinpath("register.toml").read_text("utf-8")


def _folder() -> Traversable:
    return files("examples")


def _outlet(slug: str, entry: dict[str, Any]) -> Outlet:
    folder = _folder().joinpath("outlets", slug, "articles")
    articles = sorted(_articles(folder, entry["host"]), key=lambda a: (a.published, a.path))
    return Outlet(
        slug=slug,
        name=entry["name"],
        host=entry["host"],
        style=entry["style"],
        articles=tuple(articles),
    )


def _articles(folder: Traversable, host: str) -> Iterator[SampleArticle]:
    for entry in sorted(folder.iterdir(), key=lambda found: found.name):
        if entry.name.endswith(".md"):
            yield _article(entry.read_text("utf-8"), host)


def _article(source: str, host: str) -> SampleArticle:
    _, head, body = source.split(_FENCE, 2)
    front = tomllib.loads(head)
    markdown = body.strip()
    return SampleArticle(
        url=f"http://{host}{front['path']}",
        path=front["path"],
        title=front["title"],
        markdown=markdown,
        text=_plain(markdown),
        summary=front["summary"],
        author=front.get("author"),
        kind=front["kind"],
        published=_moment(front["published"]),
        comments=tuple(
            SampleComment(
                author=comment["author"],
                text=comment["text"],
                published=_moment(comment["published"]),
                reply_to=comment.get("reply_to"),
            )
            for comment in front.get("comments", ())
        ),
    )


def _moment(value: date) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.combine(value, time.min, UTC)


def _plain(markdown: str) -> str:
    lines = (line.removeprefix("> ").removeprefix("- ") for line in markdown.splitlines())
    return "\n".join(lines)
