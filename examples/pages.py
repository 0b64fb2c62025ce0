"""What a sample outlet's web server sends: feeds, sitemaps, listings and pages of six makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from examples.outlets import Outlet, SampleArticle, load_outlets

LISTED = 5
_HTML = "text/html; charset=utf-8"
_FEEDS = {
    "trade": ("/feed.xml", "feed.rss.xml", "application/rss+xml; charset=utf-8"),
    "weekly": ("/atom.xml", "feed.atom.xml", "application/atom+xml; charset=utf-8"),
    "wordpress": ("/feed/", "feed.rss.xml", "application/rss+xml; charset=utf-8"),
    "blogger": ("/feeds/posts/default", "feed.atom.xml", "application/atom+xml; charset=utf-8"),
    "gazette": ("/sitemap-news.xml", "sitemap-news.xml", "application/xml; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A response's media type and body."""

    kind: str
    body: bytes


@cache
def pages() -> Mapping[tuple[str, str], Page]:
    """Every page of every sample outlet, by host and path."""
    found: dict[tuple[str, str], Page] = {}
    for outlet in load_outlets():
        found |= {(outlet.host, path): page for path, page in _outlet(outlet).items()}
    return found


def _outlet(outlet: Outlet) -> dict[str, Page]:
    articles = {article.path: article_page(outlet, article) for article in outlet.articles}
    return index_pages(outlet) | articles


def index_pages(outlet: Outlet) -> dict[str, Page]:
    """The pages of an outlet that lead to its articles, and its robots.txt, by path."""
    newest = tuple(reversed(outlet.articles))
    found = {"/": _page("home.html", outlet, articles=newest, feed=_FEEDS.get(outlet.style))}
    found["/robots.txt"] = _robots(outlet)
    if outlet.style in _FEEDS:
        path, template, kind = _FEEDS[outlet.style]
        found[path] = _page(template, outlet, kind, articles=newest)
    else:
        found |= _listing(outlet, newest)
    return found


def _listing(outlet: Outlet, newest: tuple[SampleArticle, ...]) -> dict[str, Page]:
    found = {}
    parts = [newest[at : at + LISTED] for at in range(0, len(newest), LISTED)] or [()]
    for number, part in enumerate(parts, start=1):
        following = f"/news?page={number + 1}" if number < len(parts) else None
        path = "/news" if number == 1 else f"/news?page={number}"
        found[path] = _page("listing.html", outlet, articles=part, following=following)
    return found


def article_page(outlet: Outlet, article: SampleArticle) -> Page:
    """The page of one of an outlet's articles."""
    others = tuple(other for other in outlet.articles if other is not article)[:3]
    html = MarkdownIt("zero").enable(["list", "blockquote"]).render(article.markdown)
    body = Markup(html)  # noqa: S704 - our own words, and a Markdown that lets no HTML through
    return _page(f"{outlet.style}.html", outlet, article=article, body=body, others=others)


def _robots(outlet: Outlet) -> Page:
    lines = ["User-agent: *", "Disallow: /private/"]
    if outlet.style == "gazette":
        lines.append(f"Sitemap: {outlet.home}sitemap-news.xml")
    return Page("text/plain; charset=utf-8", ("\n".join(lines) + "\n").encode())


def _page(template: str, outlet: Outlet, kind: str = _HTML, **context: object) -> Page:
    text = _environment().get_template(template).render(outlet=outlet, **context)
    return Page(kind, text.encode())


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("examples"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
