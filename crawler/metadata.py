"""What a page says of its article: headline, byline, dates, kind; JSON-LD first, then meta tags."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import html

from commissioning.domain.articles import ArticleKind, FeedEntry
from commissioning.domain.dates import Dated
from crawler.dates import find_date, read_date

Element = html.HtmlElement

MAX_JSON = 500_000
MAX_TITLE = 500

_ARTICLE_TYPES = {
    "NewsArticle": ArticleKind.NEWS,
    "ReportageNewsArticle": ArticleKind.NEWS,
    "AnalysisNewsArticle": ArticleKind.ANALYSIS,
    "OpinionNewsArticle": ArticleKind.OPINION,
    "BlogPosting": ArticleKind.BLOG,
    "Article": None,
}
_SECTIONS = {
    "news": ArticleKind.NEWS,
    "opinion": ArticleKind.OPINION,
    "comment": ArticleKind.OPINION,
    "columnists": ArticleKind.OPINION,
    "letters": ArticleKind.OPINION,
    "analysis": ArticleKind.ANALYSIS,
    "features": ArticleKind.ANALYSIS,
    "blog": ArticleKind.BLOG,
    "blogs": ArticleKind.BLOG,
    "press release": ArticleKind.ANNOUNCEMENT,
    "press releases": ArticleKind.ANNOUNCEMENT,
}
_NOBODY = re.compile(
    r"(?:web\s*)?(?:admin(?:istrator)?|editor|editorial|editorial team|staff|staff reporter|staff"
    r" writer|reporter|our (?:own )?(?:reporter|correspondent)|news\s*(?:desk|room|team)|guest"
    r"|unknown|author|webmaster|press office|communications(?: team)?|team|anonymous|user)",
    re.IGNORECASE,
)
_BYLINES = "//*[@rel='author'] | //*[@itemprop='author'] | " + " | ".join(
    f"//*[contains(concat(' ', @class, ' '), ' {name} ')]"
    for name in ("byline", "author", "post-author", "fn")
)
_PUBLISHED_META = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "date",
    "originalpublicationdate",
)
_UPDATED_META = ("article:modified_time", "og:updated_time", "dcterms.modified", "last-modified")
_SHOWN_DATES = (
    "//time[@pubdate or contains(@itemprop, 'datePublished')] | //time[@datetime]"
    " | //abbr[contains(@class, 'published')] | //*[contains(@class, 'date-header')]"
    " | //*[contains(@class, 'published')] | //*[contains(@class, 'entry-date')]"
    " | //*[contains(@class, 'post-date')] | //*[contains(@class, 'dateline')]"
    " | //*[contains(@class, 'date')]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the page says; None where it says nothing. Dates are as found, best first."""

    headline: str | None
    byline: str | None
    published: Dated | None
    updated: Dated | None
    kind: ArticleKind | None
    excerpt: str | None
    language: str | None


def read_metadata(tree: Element, entry: FeedEntry | None) -> Metadata:
    """What the page says of its article, with the feed's word where the page is silent."""
    linked = _json_ld(tree)
    meta = _meta(tree)
    site = meta.get("og:site_name")
    return Metadata(
        headline=_headline(tree, linked, meta, site, entry),
        byline=_byline(tree, linked, meta, site, entry),
        published=_published(tree, linked, meta, entry),
        updated=_first_date(
            [(_text(linked.get("dateModified")), "jsonld")]
            + [(meta.get(name), "meta") for name in _UPDATED_META]
        )
        or (entry.updated if entry else None),
        kind=_kind(linked, meta),
        excerpt=_clean(
            _text(linked.get("description"))
            or meta.get("og:description")
            or meta.get("description")
        ),
        language=(tree.get("lang") or "").strip().lower()[:10] or None,
    )


def _json_ld(tree: Element) -> Mapping[str, Any]:
    """The first thing of the page's JSON-LD that is an article."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        text = script.text_content()
        if len(text) > MAX_JSON:
            continue
        try:
            found = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(found):
            if set(_types(thing)) & set(_ARTICLE_TYPES):
                return thing
    return {}


def _things(found: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(found, list):
        for part in found:
            yield from _things(part)
    elif isinstance(found, dict):
        yield found
        yield from _things(found.get("@graph", []))


def _types(thing: Mapping[str, Any]) -> list[str]:
    types = thing.get("@type", [])
    return [str(kind) for kind in (types if isinstance(types, list) else [types])]


def _meta(tree: Element) -> Mapping[str, str]:
    """The page's meta tags by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        content = (tag.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _clean(text: str | None) -> str | None:
    """One line of plain text; markup in a description is dropped."""
    if not text:
        return None
    if "<" in text or "&" in text:
        text = html.fragment_fromstring(text, create_parent="div").text_content()
    return " ".join(text.split())[:2_000] or None


def _headline(
    tree: Element,
    linked: Mapping[str, Any],
    meta: Mapping[str, str],
    site: str | None,
    entry: FeedEntry | None,
) -> str | None:
    title = next((e.text_content() for e in tree.xpath("//head/title | //title")), None)
    headings = [" ".join(e.text_content().split()) for e in tree.iter("h1", "h2", "h3")]
    candidates = [
        _text(linked.get("headline")),
        _heading_of(headings, title, entry),
        meta.get("og:title"),
        entry.title if entry else None,
        title,
        *headings[:1],
    ]
    for candidate in candidates:
        cleaned = _clean(candidate)
        if cleaned:
            return without_outlet(cleaned, site, headings)[:MAX_TITLE]
    return None


def _heading_of(headings: Sequence[str], title: str | None, entry: FeedEntry | None) -> str | None:
    """The heading that the page's title or the feed repeats: the article's own."""
    fed = " ".join(((entry.title if entry else None) or "").split()).casefold()
    told = f"{' '.join((title or '').split())} {fed}".casefold()
    found = [h for h in headings if len(h) >= 4 and h.casefold() in told]
    for heading in found:
        if heading.casefold() == fed:
            return heading
    articles = [heading for heading in found if not _is_site(heading, title, found)]
    return articles[0] if articles else None


def _is_site(heading: str, title: str | None, headings: Sequence[str]) -> bool:
    """Whether the heading is the outlet: what stands behind the title's last bar or dash.

    Blogger puts it before a colon: then the rest of the title is another heading.
    """
    whole = " ".join((title or "").split()).casefold()
    name = heading.casefold()
    if len(parts := re.split(r"\s+[|–—»-]\s+", whole)) > 1 and parts[-1] == name:
        return True
    before, colon, after = whole.partition(": ")
    return bool(colon) and before == name and after in {other.casefold() for other in headings}


def without_outlet(title: str, site: str | None, headings: Sequence[str]) -> str:
    """The title without 'Opinion | ' before it and ' - The Outlet' behind it."""
    for heading in headings:
        if heading and title != heading and heading in title and len(heading) > len(title) / 2:
            return heading
    title = re.sub(
        r"^(?:opinion|comment|analysis|news|blog|exclusive|editorial)\s*[|:–—]\s+",
        "",
        title,
        flags=re.IGNORECASE,
    )
    if site:
        title = re.sub(rf"\s+[|–—:»-]\s+{re.escape(site)}$", "", title, flags=re.IGNORECASE)
    return re.sub(r"\s+[|»]\s+[^|»]{2,60}$", "", title)


def _byline(
    tree: Element,
    linked: Mapping[str, Any],
    meta: Mapping[str, str],
    site: str | None,
    entry: FeedEntry | None,
) -> str | None:
    candidates: list[str | None] = [_authors(linked.get("author"))]
    candidates += [meta.get(name) for name in ("author", "article:author", "dc.creator", "byl")]
    candidates += [element.text_content() for element in tree.xpath(_BYLINES)]
    candidates.append(entry.byline if entry else None)
    for candidate in candidates:
        if name := people_of(candidate, site):
            return name
    return None


def _authors(value: Any) -> str | None:
    people = value if isinstance(value, list) else [value]
    names = [p.get("name") if isinstance(p, dict) else p for p in people]
    return ", ".join(name for name in names if isinstance(name, str)) or None


def people_of(byline: str | None, site: str | None = None) -> str | None:
    """The people of a byline; None for an outlet, a role, an address or a sentence."""
    name = " ".join((byline or "").split())
    name = re.sub(r"^(?:by|posted by|written by|author:?)\s+", "", name, flags=re.IGNORECASE)
    name = re.sub(r"\s*(?:\||,?\s+on\s+\d|\d{1,2}\s+[A-Z]).*$", "", name).strip(" ,·-–")
    plain = len(name) <= 120 and "://" not in name and "@" not in name and len(name.split()) <= 14
    if not name or not plain or _NOBODY.fullmatch(name):
        return None
    if site and name.casefold() == site.casefold():
        return None
    return name if re.search(r"[A-ZÀ-Ý]", name) and not re.search(r"\d", name) else None


def _published(
    tree: Element,
    linked: Mapping[str, Any],
    meta: Mapping[str, str],
    entry: FeedEntry | None,
) -> Dated | None:
    told = [(_text(linked.get("datePublished")), "jsonld")]
    told += [(meta.get(name), "meta") for name in _PUBLISHED_META]
    if found := _first_date(told):
        return found
    if entry and entry.published:
        return entry.published
    for element in tree.xpath(_SHOWN_DATES):
        shown = " ".join(element.text_content().split())[:200]
        for text in (element.get("datetime"), element.get("title"), shown):
            if text and (
                found := read_date(text, found_in="page") or find_date(text, found_in="page")
            ):
                return found
    return None


def _first_date(candidates: Sequence[tuple[str | None, str]]) -> Dated | None:
    for text, found_in in candidates:
        if text and (found := read_date(text, found_in=found_in)):
            return found
    return None


def _kind(linked: Mapping[str, Any], meta: Mapping[str, str]) -> ArticleKind | None:
    section = _text(linked.get("articleSection")) or meta.get("article:section") or ""
    if kind := _SECTIONS.get(section.casefold()):
        return kind
    for name in _types(linked) if linked else ():
        if kind := _ARTICLE_TYPES.get(name):
            return kind
    return None
