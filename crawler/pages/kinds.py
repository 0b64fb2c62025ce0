"""What sort of text an article is, and in which section it stands, as far as the page tells."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree, html

from commissioning.domain.articles import ArticleKind
from crawler.pages.blocks import Page, one_line
from crawler.pages.dating.told import Place
from crawler.pages.marks import Mark
from crawler.pages.metadata import ARTICLE_TYPES, Metadata, kind_of_section, kind_of_url, types_of
from crawler.pages.roles import Role

Element = html.HtmlElement

MAX_SECTION = 60
MAX_ROLL = 14
_TAGS = ("tag", "category", "category tag")

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
# software that makes nothing but blogs; WordPress makes the pages of councils as well
_BLOGS = re.compile(
    r"blogger|typepad|movable type|livejournal|posterous|tumblr|textpattern|greymatter"
    r"|b2evolution|serendipity|nucleus",
    re.IGNORECASE,
)
_LABELS = {
    "letter": ArticleKind.LETTER,
    "announcement": ArticleKind.ANNOUNCEMENT,
    "statement": ArticleKind.ANNOUNCEMENT,
}
_ONE_RELEASE = re.compile(
    r"(?:press|news|media)\s(?:release|notice|statement)|for immediate release", re.IGNORECASE
)
_DEAR = re.compile(r"(?:Dear\s[A-Z][\w .'’-]{2,40}|Sir|Madam|Sir or Madam)\s?[,:]?\s?(?:$|[-–—])")
_SALUTES = re.compile(r"(?:Sir|Madam|Sirs|Dear (?:Sir|Madam|Editor)s?)\s?[,:]?\s?[-–—]\s?[A-Z]")
_DATELINE = re.compile(
    r"[A-Z][A-Z .'’-]{2,25}(?:,\s[\w .]{3,20})?\s?(?:\([\w .]{2,30}\)\s?)?[-–—]{1,2}\s"
)
_BY_SOMEBODY = re.compile(r"(?:[|–—-]\s)by\s[A-Z]")
# by way of the attributes that there are: to ask every element for each takes ten times as long
_posted_blog = etree.XPath("boolean(//*/@itemtype[contains(., 'BlogPosting')])")
# the themes that came with WordPress, and some as old that were drawn for blogs
_OF_A_BLOG = re.compile(r"/themes/(?:twenty|default/|thesis|classic/|k2|pub/)")
_named_blog = Mark(
    re.compile(r"^(?:web)?blog-?(?:title|name|header|description|roll|archives?|posts?|entry)$")
)
_CATEGORY = re.compile(r"(?<!\S)(?:category|tag|section)-([a-z-]{3,40})(?!\S)")
_ROLLS = frozenset(("blogroll", "blog roll", "blog archive", "blog archives", "blogs i read"))
_marks_crumb = Mark(
    re.compile(
        r"(?:^|-)(?:bread-?crumbs?|crumbs?|section|category|cat|kicker|eyebrow|channel|topic)(?:$|-)"
    )
)
_marks_blog = Mark(
    re.compile(
        r"(?:^|-)(?:node-type-blog|blog-post|blogpost|ntype-blog|single-blog|weblog|blog)(?:$|-)"
    )
)
_GREATER = re.compile(r"\s*[>»/›→|]\s*|\s*::\s*|\n")


def find_section(metadata: Metadata, crumbs: Sequence[str]) -> str | None:
    """The section that the data names; else the last crumb above the headline."""
    if metadata.section and len(metadata.section) <= MAX_SECTION:
        return metadata.section
    crumbs = [crumb for crumb in crumbs if len(crumb) <= MAX_SECTION]
    named = [crumb for crumb in crumbs if kind_of_section(crumb)]
    last = named or crumbs
    return last[-1] if last else None


def find_crumbs(page: Page, place: Place) -> tuple[str, ...]:
    """The parts of a path like 'Home > News > Commissioning' above the text."""
    return tuple(_crumbs(page, place)) if _marks_crumb.among(page.names) else ()


def _crumbs(page: Page, place: Place) -> Iterator[str]:
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
    page: Page,
    metadata: Metadata,
    place: Place,
    *,
    url: str,
    section: str | None,
    crumbs: Sequence[str],
    headline: str,
) -> ArticleKind | None:
    """News, opinion, letter, announcement and so on, by the surest sign; None without one."""
    types = [ARTICLE_TYPES[name] for name in types_of(metadata.linked) if ARTICLE_TYPES.get(name)]
    if metadata.title and _BY_SOMEBODY.search(metadata.title):
        # the platforms that title so call all that is written on them news
        types = [kind for kind in types if kind is not ArticleKind.NEWS]
    told = kind_of_section(metadata.section, section) or kind_of_section(*crumbs)
    words = _by_words(page, place, headline)
    kinds = [words, told, kind_of_url(url), *types, _by_classes(page, place)]
    found = [kind for kind in kinds if kind is not None]
    special = [kind for kind in found if kind not in (ArticleKind.NEWS, ArticleKind.BLOG)]
    if special:
        return special[0]
    if found:
        return found[0]
    if _is_blog(page, metadata):
        return ArticleKind.BLOG
    begins = page.blocks[place.begins : place.begins + 1]
    return ArticleKind.NEWS if begins and _DATELINE.match(begins[0].text) else None


def _by_words(page: Page, place: Place, headline: str) -> ArticleKind | None:
    if _LETTERS.match(headline):
        return ArticleKind.LETTER
    if _OPINION.match(headline):
        return ArticleKind.OPINION
    head = place.headline if place.headline is not None else place.begins
    first = max(0, min(head, place.begins) - 8)
    for number in range(first, min(place.begins + 3, len(page.blocks))):
        if _RELEASE.fullmatch(one_line(page.blocks[number].text)):
            return ArticleKind.ANNOUNCEMENT
    if kind := _by_label(page, place, head):
        return kind
    begins = page.blocks[place.begins : place.begins + 3]
    if any(_SALUTES.match(block.text) for block in begins):
        return ArticleKind.LETTER
    last = min(place.ends + 4, len(page.blocks))
    for number in range(max(place.begins, place.ends - 12), last):
        if _NOTES.fullmatch(one_line(page.blocks[number].text)):
            return ArticleKind.ANNOUNCEMENT
    return None


def _by_classes(page: Page, place: Place) -> ArticleKind | None:
    """What a category or a tag in the classes around the text says, as themes write them."""
    begins = page.blocks[place.begins : place.begins + 1]
    for at in begins[0].element.iterancestors() if begins else ():
        for hit in _CATEGORY.finditer(at.get("class") or ""):
            if kind := kind_of_section(hit[1]):
                return kind
    return None


def _by_label(page: Page, place: Place, head: int) -> ArticleKind | None:
    """What a word or two around the headline call the text, or its salutation, or a table's row."""
    for number in range(max(0, head - 3), min(place.begins + 3, len(page.blocks))):
        block = page.blocks[number]
        text = one_line(block.text)
        if len(text) > MAX_SECTION or number == place.headline:
            continue
        if _LETTERS.match(text) or _DEAR.fullmatch(text):
            return ArticleKind.LETTER
        free = block.density < 0.5 and not page.roles.get(block.element, 0) & Role.ASIDE
        tagged = block.first_link is not None and block.first_link.get("rel") in _TAGS
        kind = _LABELS.get(text.casefold()) or kind_of_section(text)
        if kind and (free or tagged or _marks_crumb(block.element)):
            return kind
    for block in page.blocks[place.begins : place.ends + 8]:
        if len(block.text) < 30 and _ONE_RELEASE.fullmatch(block.text):
            return ArticleKind.ANNOUNCEMENT
    return None


def _is_blog(page: Page, metadata: Metadata) -> bool:
    """Whether the page was made by a blog's software, or says that it is a blog."""
    if _BLOGS.search(metadata.meta.get("generator", "")):
        return True
    if metadata.meta.get("og:type", "").casefold() == "blog":
        return True
    if any(_OF_A_BLOG.search(link.get("href") or "") for link in page.tree.iter("link")):
        return True
    if _posted_blog(page.tree) or _named_blog.within(page.tree, page.names):
        return True
    if any(
        len(block.text) <= MAX_ROLL and block.text.casefold() in _ROLLS for block in page.blocks
    ):
        return True
    return any(map(_marks_blog, page.tree.iter("body", "article"))) or bool(
        metadata.title and re.search(r"(?i)\bblog(?: archive)?\b", metadata.title)
    )
