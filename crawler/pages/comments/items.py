"""The elements of a region that are a comment each."""

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml import html

from crawler.pages.blocks import HEADINGS, Page
from crawler.pages.comments.headings import HEADING
from crawler.pages.comments.regions import Item
from crawler.pages.comments.rows import dated_items, letters_in
from crawler.pages.remarks.dates import dates_in
from crawler.pages.remarks.lines import is_dated_head
from crawler.pages.remarks.remark import says_who

Element = html.HtmlElement

_ITEM_TOKEN = re.compile(
    r"(?:[a-z0-9]+-){0,3}?(?:comment|cmn?t)(?:-(?:item|entry|single|post|row|block|wrap(?:per)?|container"
    r"|outer|box|node|card|article|thread-item))?|(?:user|reader|blog)-?comments?-?item"
    r"|(?:dsq|idc|js)-(?:comment|c)|post-comment|response|reply|reader-(?:comment|response)"
)

_ITEM_ID = re.compile(
    r"(?:li-|div-|dsq-|idc-|echo-|post-)?(?:comment|cmt|response|reply)[-_]?\d+|c\d+|r\d{3,}",
    re.IGNORECASE,
)

_ANCHOR = re.compile(r"(?:comment|cmt|c)[-_]?\d+", re.IGNORECASE)

_NOT_ITEM = re.compile(
    r"(?:promo(?:ted)?|recent|latest|newest|top|best|new|no|add|leave|write|first|empty|log-?in|sort"
    r"|more|view|show|hide|load|closed?|join)-.*"
)

_NOT_DATES = frozenset(("caption", "th", *HEADINGS))


def found_items(page: Page, region: Element) -> Iterator[list[Element]]:
    """What may be the comments of a region, the surest first."""
    yield _marked_items(region)
    yield _terms(page, region)
    stamps = [e for e in dates_in(page, region) if e.tag not in _NOT_DATES]
    dated = dated_items(page, region, stamps)
    yield dated
    yield [region] if len(dated) == 1 else []


def with_definitions(item: Element) -> Item:
    """A term of a list with the definitions that follow it; any other element alone."""
    parts = [item]
    if item.tag == "dt":
        for following in item.itersiblings():
            if following.tag != "dd":
                break
            parts.append(following)
    return tuple(parts)


def with_lines(page: Page, items: Sequence[Item]) -> list[Item]:
    """Elements of words alone, each with the line behind or before it that names and dates.

    None where not every element has one.
    """
    for step in (Element.getnext, Element.getprevious):
        found = [(item[0], _named_line(page, step(item[0]))) for item in items if len(item) == 1]
        lines = [line for _, line in found if line is not None]
        if len(lines) == len(items):
            return [(item, line) for item, line in found if line is not None]
    return []


def _named_line(page: Page, element: Element | None) -> Element | None:
    """The element where it is no more than a line that names somebody and gives a date."""
    blocks = page.inside(element) if element is not None else ()
    return element if len(blocks) == 1 and is_dated_head(blocks[0].text) else None


def _terms(page: Page, region: Element) -> list[Element]:
    """The terms of a list of definitions that has dates: a term names, its definitions say."""
    lists = [e for e in (region, *region.iterdescendants("dl")) if e.tag == "dl"]
    return [
        term
        for holder in lists
        if dates_in(page, holder)
        for term in holder.iterchildren("dt")
        if page.inside(term)
    ]


def _marked_items(region: Element) -> list[Element]:
    tags = ("li", "div", "article", "section", "tr", "dt", "table", "p")
    items = [element for element in region.iterdescendants(*tags) if _is_item(element)]
    alone = region.tag in tags and _is_item(region) and says_who(region, set(items))
    return [region, *items] if alone else items


def _is_item(element: Element) -> bool:
    identifier = element.get("id") or ""
    if identifier and _ITEM_ID.fullmatch(identifier):
        return True
    if element.tag == "dt":
        anchor = element.find("a[@name]")
        return anchor is not None and bool(_ANCHOR.fullmatch(anchor.get("name", "")))
    if element.get("itemprop") == "comment" or (element.get("itemtype") or "").endswith("/Comment"):
        return True
    classes = (element.get("class") or "").split()
    named = [name.replace("_", "-").lower() for name in classes]
    return any(_ITEM_TOKEN.fullmatch(name) and not _NOT_ITEM.fullmatch(name) for name in named)


def outermost(page: Page, items: Sequence[Element]) -> list[Element]:
    """The items, but for those that only repeat the one around them: li and article of one comment.

    A comment that answers another stands behind the other's own words; what begins where the item
    around it begins is the same comment.
    """
    kept: list[Element] = []
    known: set[Element] = set()
    for item in _speaking(items):
        first, end = page.spans.get(item, (0, 0))
        if (first == end and item.tag != "dt") or item.tag == "form" or _is_form(item):
            continue
        around = next((at for at in item.iterancestors() if at in known), None)
        if around is not None and page.spans[around][0] == first:
            continue
        known.add(item)
        kept.append(item)
    return [item for item in kept if not _only_wraps(page, item, known)]


def _speaking(items: Sequence[Element]) -> list[Element]:
    """The items without those of another make within one that are its words, not another comment.

    Those have no name and no date of their own, while the one around them has.
    """
    known = set(items)
    own: dict[Element, bool] = {}
    kept: list[Element] = []
    for item in items:
        own[item] = item.tag == "dt" or says_who(item, known)
        around = next((at for at in item.iterancestors() if at in own), None)
        if around is not None and around.tag != item.tag and not own[item] and own[around]:
            continue
        kept.append(item)
    return kept


def _is_form(item: Element) -> bool:
    """Whether it is the box to write a comment in."""
    return item.find(".//textarea") is not None and item.find(".//time") is None


def _only_wraps(page: Page, item: Element, known: set[Element]) -> bool:
    """Whether the item is a list of others and says nothing itself."""
    if item.tag == "dt":
        return False
    inside = [below for below in item.iterdescendants() if below in known]
    if len(inside) < 2:
        return False
    own = page.spans[item][1] - page.spans[item][0]
    covered = _covered(page, inside)
    first = page.spans[inside[0]][0]
    above = page.blocks[page.spans[item][0] : first]
    if all(HEADING.fullmatch(block.text.replace("\n", " ")) for block in above):
        return True
    return covered >= own - 1 and first - page.spans[item][0] <= 1


def _covered(page: Page, elements: Iterable[Element]) -> int:
    numbers: set[int] = set()
    for element in elements:
        numbers.update(range(*page.spans.get(element, (0, 0))))
    return len(numbers)


def listed_items(page: Page, region: Element) -> list[Element]:
    """Items of a plain list; of definitions, the terms."""
    lists = [
        e
        for e in (region, *region.iterdescendants("ol", "ul", "dl"))
        if e.tag in ("ol", "ul", "dl")
    ]
    for holder in lists:
        name = "dt" if holder.tag == "dl" else "li"
        items = [
            item for item in holder.iterchildren(name) if page.spans.get(item, (0, 0)) != (0, 0)
        ]
        if items and letters_in(page, items) > 20:
            return items
    return []
