"""A page's bytes into an Article: trafilatura for the body, our own hands for what it lacks."""

import re
from datetime import datetime

import htmldate
import trafilatura
from lxml import etree, html
from w3lib.encoding import html_to_unicode

from commissioning.domain.articles import ArchiveRef, Article, FeedEntry
from commissioning.domain.dates import Dated
from commissioning.domain.errors import NotAnArticle
from crawler.boilerplate import without_furniture
from crawler.comments import take_comments
from crawler.dates import find_date, not_after, read_date
from crawler.metadata import people_of, read_metadata
from crawler.urls import page_url

EXTRACTOR = "pages/1"
MAX_BYTES = 5_000_000
MAX_ELEMENTS = 60_000
MIN_LETTERS = 80

_HTML_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
_FRAME = re.compile(
    r"masthead|site-?(?:header|footer|nav)|colophon|nav(?:bar|igation)?|menu|breadcrumbs?"
    r"|side-?bar|right-?col(?:umn)?|related(?:-articles)?|cookie-?(?:notice|banner|bar)"
    r"|share(?:daddy|-?(?:bar|links|buttons|tools))?|social(?:-links)?|toolbar|newsletter"
    r"|advert(?:isement)?|promo|most-?(?:read|popular)|blog-pager|post-navigation|post-footer"
    r"|footer|widget|skip-?link",
    re.IGNORECASE,
)
_ANY_HTML = re.compile(r"<(?:!doctype html|html|head|body|p|div|article)\b", re.IGNORECASE)
_DATE_LINE = re.compile(
    r"(?:published|posted|date|first published|last updated|updated|by [^\d]{3,60})?"
    r"\s*(?:on|:|,|at)?\s*(?P<rest>.{6,40})",
    re.IGNORECASE,
)


def read_page(
    body: bytes,
    *,
    url: str,
    source: str,
    captured: Dated,
    content_type: str | None = None,
    entry: FeedEntry | None = None,
    archive: ArchiveRef | None = None,
) -> Article:
    """The article on a page of HTML.

    `url` is where it was fetched, `entry` what the feed said of it. Raises NotAnArticle for what
    is no HTML, too large, or has no text to speak of.
    """
    tree = _parse(body, url, content_type)
    identity = page_url(tree, url)
    metadata = read_metadata(tree, entry)
    comments = take_comments(tree)
    text = _body(tree, url)
    if sum(letter.isalpha() for letter in text) < MIN_LETTERS:
        raise NotAnArticle(url, "no text of an article on this page")
    published = not_after(
        metadata.published or _date_in(text) or _guessed(tree, identity, captured.moment),
        captured.moment,
    )
    headline = metadata.headline or text.split("\n", 1)[0][:200]
    return Article(
        url=identity,
        source=source,
        headline=headline,
        text=_without_head(text, headline, metadata.byline),
        byline=metadata.byline,
        published=published,
        updated=not_after(metadata.updated, captured.moment),
        captured=captured,
        kind=metadata.kind,
        excerpt=metadata.excerpt,
        language=metadata.language,
        comments=comments,
        archive=archive,
        extractor=EXTRACTOR,
    )


def _parse(body: bytes, url: str, content_type: str | None) -> html.HtmlElement:
    kind = (content_type or "text/html").split(";")[0].strip().lower()
    if kind not in _HTML_TYPES:
        raise NotAnArticle(url, f"not a page of HTML but {kind[:60]}")
    if len(body) > MAX_BYTES:
        raise NotAnArticle(url, f"larger than {MAX_BYTES // 1_000_000} MB")
    if b"\0" in body[:1000] and body[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise NotAnArticle(url, "not a page of HTML but binary data")
    _, text = html_to_unicode(content_type, body, default_encoding="windows-1252")
    if not _ANY_HTML.search(text[:20_000]):
        raise NotAnArticle(url, "not a page of HTML")
    text = re.sub(r"[\0-\x08\x0b\x0c\x0e-\x1f]", "", text)
    try:
        tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, ValueError) as error:
        raise NotAnArticle(url, f"cannot be read as HTML ({error})") from error
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise NotAnArticle(url, f"more than {MAX_ELEMENTS} elements")
    return tree


def _body(tree: html.HtmlElement, url: str) -> str:
    _cut_frame(tree)
    document = trafilatura.bare_extraction(
        tree,
        url=url,
        include_comments=False,
        include_tables=False,
        deduplicate=False,
        with_metadata=False,
    )
    text = getattr(document, "text", None) or ""
    return without_furniture("\n\n".join(line.strip() for line in text.splitlines()))


def _cut_frame(tree: html.HtmlElement) -> None:
    """Take out what a page has around its articles and says so in a class or identifier."""
    for element in list(tree.iter("div", "header", "footer", "nav", "aside", "section", "ul", "p")):
        tokens = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
        framing = any(_FRAME.fullmatch(token) for token in tokens)
        holds_article = element.find(".//article") is not None or element.find(".//h1") is not None
        if framing and not holds_article and element.getparent() is not None:
            element.drop_tree()


def _without_head(text: str, headline: str, byline: str | None) -> str:
    """The text without the lines above it that only repeat headline, byline or date."""
    paragraphs = text.split("\n\n")
    while len(paragraphs) > 1:
        head = paragraphs[0]
        repeats = " ".join(head.split()).casefold() == headline.casefold()
        named = byline is not None and people_of(head) == byline
        if not (repeats or named or _is_date_line(head)):
            break
        paragraphs = paragraphs[1:]
    return "\n\n".join(paragraphs)


def _is_date_line(line: str) -> bool:
    if len(line) > 90 or find_date(line, found_in="text") is None:
        return False
    hit = _DATE_LINE.fullmatch(line.strip())
    return hit is not None and read_date(hit["rest"].strip(), found_in="text") is not None


def _date_in(text: str) -> Dated | None:
    """A date that stands on a line of its own near the head or the foot of the text."""
    paragraphs = text.split("\n\n")
    for line in (*paragraphs[:4], *paragraphs[-2:]):
        if _is_date_line(line):
            return find_date(line, found_in="text")
    return None


def _guessed(tree: html.HtmlElement, url: str, captured: datetime) -> Dated | None:
    found = htmldate.find_date(
        tree, url=url, original_date=True, extensive_search=False, max_date=captured
    )
    return read_date(found, found_in="htmldate") if found else None
