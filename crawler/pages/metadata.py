"""What a page says of its article in its data: JSON-LD first, then meta tags."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml import html

from commissioning.domain.articles import ArticleKind
from crawler.charsets import read_json, unescaped
from crawler.pages.blocks import one_line

Element = html.HtmlElement

MAX_JSON = 500_000
MAX_THINGS = 2_000

ARTICLE_TYPES = {
    "NewsArticle": ArticleKind.NEWS,
    "ReportageNewsArticle": ArticleKind.NEWS,
    "BackgroundNewsArticle": ArticleKind.ANALYSIS,
    "AnalysisNewsArticle": ArticleKind.ANALYSIS,
    "OpinionNewsArticle": ArticleKind.OPINION,
    "ReviewNewsArticle": ArticleKind.OPINION,
    "BlogPosting": ArticleKind.BLOG,
    "LiveBlogPosting": ArticleKind.NEWS,
    "AdvertiserContentArticle": ArticleKind.ANNOUNCEMENT,
    "Article": None,
    "ScholarlyArticle": None,
    "Report": None,
    "TechArticle": None,
}
# where nothing is named an article, these may tell who wrote the page and when
_OTHER_TYPES = frozenset(
    (
        *(
            "WebPage",
            "ItemPage",
            "AboutPage",
            "FAQPage",
            "QAPage",
            "MedicalWebPage",
            "CreativeWork",
        ),
        *("PodcastEpisode", "RadioEpisode", "Episode", "SocialMediaPosting", "Review"),
        *("DiscussionForumPosting", "DigitalDocument", "Message", "EmailMessage", "Speech"),
    )
)
_TOLD_OF_PAGES = ("datePublished", "dateModified", "author", "creator")
_SECTIONS = {
    ArticleKind.LETTER: "letter letters letters-to-the-editor your-letters readers-letters",
    ArticleKind.OPINION: "opinion opinions comment commentisfree comment-is-free columnists columns"
    " column columnist viewpoint viewpoints views editorial editorials leader leaders perspective"
    " perspectives voices debate op-ed barn comment-and-analysis opinion-and-comment guest-column",
    ArticleKind.ANALYSIS: "analysis features feature long-read long-reads longread longreads"
    " in-depth briefing briefings insight insights explainer explainers special-report"
    " special-reports",
    ArticleKind.BLOG: "blog blogs weblog blogpost blog-post",
    ArticleKind.ANNOUNCEMENT: "press-release press-releases pressrelease pressreleases press-notice"
    " press-notices news-release news-releases press-office media-release media-releases"
    " press-statement press-statements media-statement media-statements statements"
    " announcement announcements releases newsroom media-centre",
    ArticleKind.NEWS: "news latest-news home-news uk-news breaking-news newyddion health-news"
    " local-news news-story news-stories",
}
_KIND_OF = {word: kind for kind, words in _SECTIONS.items() for word in words.split()}
_PUBLISHED_META = (
    *("article:published_time", "og:published_time", "og:article:published_time"),
    *("datepublished", "govuk:first-published-at", "dc.date.issued", "dcterms.issued"),
    *("dc.date.created", "dcterms.created", "parsely-pub-date", "sailthru.date", "pubdate"),
    *("publishdate", "publish-date", "publish_date", "publication_date", "publicationdate"),
    *("originalpublicationdate", "articledate", "article.published", "article_date_original"),
    *("cxenseparse:recs:publishtime", "bt:pubdate", "citation_publication_date", "citation_date"),
    *("eprints.datestamp", "displaydate", "published_time", "created", "dateposted"),
    *("dc.date", "dcterms.date", "dc:date", "date"),
)
_UPDATED_META = (
    *("article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified"),
    *("govuk:public-updated-at", "govuk:updated-at", "dcterms.modified", "dc.date.modified"),
    *("last-modified", "last_modified", "lastmod", "revised", "article.updated", "updated_time"),
)
_AUTHOR_META = (
    *("author", "article:author", "dc.creator", "dcterms.creator", "dc.author", "byl", "byline"),
    *("parsely-author", "sailthru.author", "cxenseparse:author", "citation_author"),
    *("article.author", "twitter:creator:name", "authors"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the page's head and data say, as written; None or empty where they say nothing.

    headlines  the article's name, surest first
    published  dates with where each was found, surest first
    linked     the JSON-LD of the article; `meta` the meta tags by lower-case name
    people     JSON-LD's authors that are persons, then the authors of meta tags
    organisations  JSON-LD's authors and publishers that are none
    """

    linked: Mapping[str, Any]
    meta: Mapping[str, str]
    title: str | None
    site: str | None
    headlines: tuple[str, ...]
    people: tuple[str, ...]
    organisations: frozenset[str]
    published: tuple[tuple[str, str], ...]
    updated: tuple[tuple[str, str], ...]
    section: str | None
    excerpt: str | None
    language: str | None


def read_metadata(tree: Element) -> Metadata:
    """What the page says of its article outside of what it shows."""
    things = _json_ld(tree)
    linked = _article(things)
    meta = _meta(tree)
    organisations = _organisations(linked, things, meta)
    return Metadata(
        linked=linked,
        meta=meta,
        title=_title(tree),
        site=clean(meta.get("og:site_name") or meta.get("application-name") or _publisher(linked)),
        headlines=tuple(
            cleaned
            for told in (
                _text(linked.get("headline")),
                _text(linked.get("name")),
                meta.get("og:title"),
                meta.get("dc.title"),
                meta.get("twitter:title"),
            )
            if (cleaned := clean(told))
        ),
        people=tuple(_people(linked, things, meta)),
        organisations=organisations,
        published=_dates(
            linked, ("datePublished", "dateCreated", "uploadDate"), meta, _PUBLISHED_META
        ),
        updated=_dates(linked, ("dateModified",), meta, _UPDATED_META),
        section=clean(_section(linked, things, meta)),
        excerpt=clean(
            _text(linked.get("description"))
            or meta.get("og:description")
            or meta.get("description")
        ),
        language=_language(tree, linked, meta),
    )


def body_of(metadata: Metadata) -> str | None:
    """The article's text in the JSON-LD, for pages that only a browser fills."""
    told = _text(metadata.linked.get("articleBody"))
    if told is None:
        return None
    lines = (clean(line) for line in told[:MAX_JSON].splitlines())
    return "\n\n".join(line for line in lines if line)


def _json_ld(tree: Element) -> list[Mapping[str, Any]]:
    """The things of the page's JSON-LD."""
    found: list[Mapping[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        text = (script.text or "").strip()
        if not text or len(text) > MAX_JSON:
            continue
        found += _things_of(text)
    return found[:MAX_THINGS]


def _things_of(text: str) -> list[Mapping[str, Any]]:
    """The things in a script; comments around it and commas too many are forgiven."""
    text = re.sub(
        r"^\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*$|^\s*<!--|-->\s*$", "", text
    ).strip()
    for attempt in (text, re.sub(r",(?=\s*[}\]])", "", text).rstrip("; \n")):
        try:
            return list(_things(read_json(attempt, strict=False)))
        except (ValueError, RecursionError):
            continue
    return []


def _things(found: Any) -> Iterator[Mapping[str, Any]]:
    waiting = [found]
    for _ in range(MAX_THINGS):
        if not waiting:
            return
        thing = waiting.pop(0)
        if isinstance(thing, list):
            waiting[:0] = thing
        elif isinstance(thing, dict):
            yield thing
            waiting[:0] = [
                thing[key] for key in ("@graph", "mainEntity", "liveBlogUpdate") if key in thing
            ][:2]


def _article(things: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    articles = [thing for thing in things if set(types_of(thing)) & set(ARTICLE_TYPES)]
    article = next(
        (thing for thing in articles if "headline" in thing), articles[0] if articles else {}
    )
    found = dict(article)
    for thing in things:
        if not _OTHER_TYPES.isdisjoint(types_of(thing)):
            found |= {
                key: thing[key] for key in _TOLD_OF_PAGES if key in thing and key not in found
            }
    return found


def types_of(thing: Mapping[str, Any]) -> list[str]:
    """The types that a thing of JSON-LD says it has."""
    types = thing.get("@type", [])
    return [
        str(kind).rsplit("/", 1)[-1] for kind in (types if isinstance(types, list) else [types])
    ]


def _meta(tree: Element) -> Mapping[str, str]:
    """The page's meta tags by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        content = (tag.get("content") or "").strip()
        if not content:
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            if name := (tag.get(key) or "").strip().lower():
                found.setdefault(name, content)
    return found


def _title(tree: Element) -> str | None:
    for element in tree.iter("title"):
        parent = element.getparent()
        if parent is not None and parent.tag != "svg":
            return clean(element.text_content())
    return None


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return value.strip() or None if isinstance(value, str) else None


def clean(text: str | None) -> str | None:
    """One line of plain text; markup and entities in it are resolved."""
    if not text:
        return None
    text = unescaped(text[:4_000])
    if "<" in text:
        text = re.sub(r"</?[a-zA-Z][^<>]{0,300}>", " ", text)
    return one_line(text)[:2_000] or None


def _dates(
    linked: Mapping[str, Any], keys: Sequence[str], meta: Mapping[str, str], names: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    told = [(text, "jsonld") for key in keys if (text := _text(linked.get(key)))]
    return (*told, *((meta[name], "meta") for name in names if name in meta))


def _publisher(linked: Mapping[str, Any]) -> str | None:
    publisher = linked.get("publisher")
    return _text(publisher.get("name")) if isinstance(publisher, dict) else None


def _organisations(
    linked: Mapping[str, Any], things: Sequence[Mapping[str, Any]], meta: Mapping[str, str]
) -> frozenset[str]:
    """Names that are an outlet's or a body's, in small letters, and not also a person's."""
    authors = [person for person in _listed(linked.get("author")) if isinstance(person, dict)]
    named = [thing for thing in (*authors, *things) if types_of(thing)]
    bodies = [thing for thing in named if _is_body(thing) or "WebSite" in types_of(thing)]
    people = [thing for thing in named if "Person" in types_of(thing)]
    sites = (meta.get("og:site_name"), meta.get("application-name"), _publisher(linked))
    told = {*sites, *(_text(thing.get("name")) for thing in bodies)}
    told -= {_text(thing.get("name")) for thing in people}
    return frozenset(name.casefold() for text in told if (name := clean(text)))


def _is_body(thing: Mapping[str, Any]) -> bool:
    types = types_of(thing)
    return "Person" not in types and any("Organization" in kind for kind in types)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _people(
    linked: Mapping[str, Any], things: Sequence[Mapping[str, Any]], meta: Mapping[str, str]
) -> Iterator[str]:
    by_id = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str)}
    told = _listed(linked.get("author") or linked.get("creator"))
    names = [name for person in told if (name := _name_of(person, by_id))]
    if names:
        yield " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    yield from (name for key in _AUTHOR_META if (name := clean(meta.get(key))))
    for number in (1, 2):
        if meta.get(f"twitter:label{number}", "").casefold() in ("written by", "author", "by"):
            yield clean(meta.get(f"twitter:data{number}")) or ""


def _name_of(person: Any, by_id: Mapping[str, Mapping[str, Any]]) -> str | None:
    if isinstance(person, dict):
        person = {**by_id.get(str(person.get("@id")), {}), **person}
        if _is_body(person):
            return None
        person = person.get("name")
    return clean(_text(person))


def _section(
    linked: Mapping[str, Any], things: Sequence[Mapping[str, Any]], meta: Mapping[str, str]
) -> str | None:
    if told := _text(linked.get("articleSection")) or meta.get("article:section"):
        return told
    for name in ("section", "dc.subject.section", "parsely-section", "cxenseparse:section"):
        if told := meta.get(name):
            return told
    for thing in things:
        if "BreadcrumbList" in types_of(thing):
            return _crumb(thing)
    return None


def _crumb(thing: Mapping[str, Any]) -> str | None:
    """The last crumb before the article's own that is not the home page."""
    names = []
    for entry in _listed(thing.get("itemListElement")):
        if isinstance(entry, dict):
            inner = entry.get("item")
            told = entry.get("name") or (inner.get("name") if isinstance(inner, dict) else None)
            names.append(clean(_text(told)))
    kept = [name for name in names if name and name.casefold() not in ("home", "homepage")]
    return next((name for name in reversed(kept) if len(name) <= 30), None)


def _language(tree: Element, linked: Mapping[str, Any], meta: Mapping[str, str]) -> str | None:
    told = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    told = told or tree.get("xml:lang")
    if not told:
        body = next(tree.iter("body"), None)
        told = body.get("lang") if body is not None else None
    told = told or _text(linked.get("inLanguage"))
    for name in ("content-language", "dc.language", "og:locale", "language"):
        told = told or meta.get(name)
    told = (told or "").strip().replace("_", "-").lower()
    return told if re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}", told) else None


def kind_of_section(*names: str | None) -> ArticleKind | None:
    """What sort of text the first section says that one is for: 'Letters', 'Press releases'."""
    for name in names:
        words = re.sub(r"[^a-z]+", "-", (name or "").casefold()).strip("-")
        if kind := _KIND_OF.get(words):
            return kind
    return None


def kind_of_url(url: str) -> ArticleKind | None:
    """What sort of text the folders of an address name."""
    parts = urlsplit(url)
    folders = [
        re.sub(r"[^a-z]+", "-", part.casefold()).strip("-") for part in parts.path.split("/")
    ]
    found = [kind for folder in folders[:-1] if (kind := _KIND_OF.get(folder))]
    special = [kind for kind in found if kind is not ArticleKind.NEWS]
    host = (parts.hostname or "").split(".")
    if not found and any(
        name in ("blog", "blogs", "blogspot", "typepad", "livejournal", "tumblr") for name in host
    ):
        return ArticleKind.BLOG
    return (special or found or [None])[0]
