"""What sort of text an article is, and in which section it stands, as far as the page tells."""

import re
from collections.abc import Iterator

from lxml import html

from commissioning.domain.articles import ArticleKind
from crawler.blocks import Page, one_line
from crawler.marks import marked_by
from crawler.metadata import ARTICLE_TYPES, Metadata, kind_of_section, kind_of_url, types_of
from crawler.published import Place

Element = html.HtmlElement

MAX_SECTION = 60

_LETTERS = re.compile(
    r"(?:your |readers['’]? )?letters?\b\s*(?:[:|–-]|to the editor|$)", re.IGNORECASE
)
_OPINION = re.compile(
    r"(?:opinion|comment|viewpoint|column|editorial|leader)\s*[:|–-]\s", re.IGNORECASE
)
_RELEASE = re.compile(
    r"(?:for (?:immediate )?release|(?:press|news|media) (?:release|notice|statement))\b.{0,40}",
    re.IGNORECASE,
)
_NOTES = re.compile(r"(?:notes? (?:to|for) editors?|-?\s*ends\s*-?)\W*", re.IGNORECASE)
_BLOGS = re.compile(
    r"blogger|typepad|movable type|wordpress|livejournal|posterous|tumblr|ghost|textpattern"
    r"|greymatter"
    r"|substack|medium|b2evolution|serendipity|expressionengine",
    re.IGNORECASE,
)
_marks_crumb = marked_by(
    re.compile(
        r"(?:^|-)(?:bread-?crumbs?|crumbs?|section|category|cat|kicker|eyebrow|channel|topic)(?:$|-)"
    )
)
_marks_blog = marked_by(
    re.compile(
        r"(?:^|-)(?:node-type-blog|blog-post|blogpost|ntype-blog|single-blog|single-post|hentry|weblog|blog)(?:$|-)"
    )
)
_GREATER = re.compile(r"\s*[>»/›→|]\s*|\s*::\s*|\n")


def find_section(page: Page, metadata: Metadata, place: Place) -> str | None:
    """The section that the data names; else the last crumb above the headline."""
    if metadata.section and len(metadata.section) <= MAX_SECTION:
        return metadata.section
    crumbs = [crumb for crumb in _crumbs(page, place) if len(crumb) <= MAX_SECTION]
    named = [crumb for crumb in crumbs if kind_of_section(crumb)]
    last = named or crumbs
    return last[-1] if last else None


def _crumbs(page: Page, place: Place) -> Iterator[str]:
    """The parts of a path like 'Home > News > Commissioning' above the text."""
    shown = _headline_of(page, place)
    for number in range(max(0, place.begins - 40), place.begins):
        block = page.blocks[number]
        if len(block.text) > 150 or not _is_in_crumbs(block.element):
            continue
        for part in _GREATER.split(block.text):
            part = one_line(
                re.sub(r"(?i)^(?:you are (?:here|in)\s*:?|in\b|home)\s*", "", part.strip())
            )
            if part and part.casefold() != shown and re.search(r"[A-Za-z]{3}", part):
                yield part


def _headline_of(page: Page, place: Place) -> str:
    return page.blocks[place.headline].text.casefold() if place.headline is not None else ""


def _is_in_crumbs(element: Element) -> bool:
    """Whether it is marked as a path, or one of the three elements above it is."""
    at: Element | None = element
    for _ in range(4):
        if at is None or (at.tag == "body" and at is not element):
            return False
        if _marks_crumb(at):
            return True
        at = at.getparent()
    return False


def find_kind(
    page: Page, metadata: Metadata, place: Place, *, url: str, section: str | None, headline: str
) -> ArticleKind | None:
    """News, opinion, letter, announcement and so on, by the surest sign; None without one."""
    types = [ARTICLE_TYPES[name] for name in types_of(metadata.linked) if ARTICLE_TYPES.get(name)]
    told = kind_of_section(metadata.section, section) or kind_of_section(*_crumbs(page, place))
    kinds = [_by_words(page, place, headline), told, kind_of_url(url), *types]
    found = [kind for kind in kinds if kind is not None]
    special = [kind for kind in found if kind not in (ArticleKind.NEWS, ArticleKind.BLOG)]
    if special:
        return special[0]
    if found:
        return found[0]
    return ArticleKind.BLOG if _is_blog(page, metadata) else None


def _by_words(page: Page, place: Place, headline: str) -> ArticleKind | None:
    if _LETTERS.match(headline):
        return ArticleKind.LETTER
    if _OPINION.match(headline):
        return ArticleKind.OPINION
    head = place.headline if place.headline is not None else place.begins
    for number in range(
        max(0, min(head, place.begins) - 8), min(place.begins + 3, len(page.blocks))
    ):
        if _RELEASE.fullmatch(one_line(page.blocks[number].text)):
            return ArticleKind.ANNOUNCEMENT
    last = min(place.ends + 4, len(page.blocks))
    for number in range(max(place.begins, place.ends - 12), last):
        if _NOTES.fullmatch(one_line(page.blocks[number].text)):
            return ArticleKind.ANNOUNCEMENT
    return None


def _is_blog(page: Page, metadata: Metadata) -> bool:
    """Whether the page was made by a blog's software, or says that it is a blog."""
    if _BLOGS.search(metadata.meta.get("generator", "")):
        return True
    if metadata.meta.get("og:type", "").casefold() == "blog":
        return True
    return any(map(_marks_blog, page.tree.iter("body", "article"))) or bool(
        metadata.title and re.search(r"(?i)\bblog(?: archive)?\b", metadata.title)
    )
