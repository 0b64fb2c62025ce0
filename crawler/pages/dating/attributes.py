"""The dates in attributes, of what stands near the text or what microdata names."""

from collections.abc import Iterator

from lxml import etree, html

from commissioning.domain.dates import Dated
from crawler.dates import WRITTEN, read_date
from crawler.pages.blocks import Page
from crawler.pages.dating.told import OTHER, UPDATED, Place, Told, block_of, is_marked, nearness

Element = html.HtmlElement

_with_told = etree.XPath("//*/@datetime/.. | //*/@content/.. | //*/@title/..")
_TELLING = frozenset(("time", "abbr", "span", "meta", "div", "p", "a", "li"))


def told_by_attributes(
    page: Page, place: Place, comments: frozenset[int], month_first: bool
) -> Iterator[Told]:
    """Dates in attributes, of what stands near the text or what microdata names."""
    for element in _with_told(page.tree):
        if element.tag not in _TELLING:
            continue
        itemprop = ""
        told = element.get("datetime")
        if told is None and (told := element.get("content")):
            itemprop = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower()
            told = told if "date" in itemprop else None
        elif told is None and (told := element.get("title")):
            told = told if element.tag == "abbr" or is_marked(element) else None
        else:
            itemprop = (element.get("itemprop") or "").lower()
        if not told or not any(map(str.isdigit, told)):
            continue
        found = read_date(told, found_in="page", month_first=month_first)
        number = block_of(page, element)
        if found is None or number in comments:
            continue
        if each := _judged_attribute(page, element, itemprop, found, number, place):
            yield each


def _judged_attribute(
    page: Page, element: Element, itemprop: str, found: Dated, number: int | None, place: Place
) -> Told | None:
    classes = (element.get("class") or "").lower().split()
    near = nearness(place, number) if number is not None else None
    if "datemodified" in itemprop or ("updated" in classes and "published" not in classes):
        doubtful = "datemodified" not in itemprop and near is not None
        return Told(dated=found, rank=14, updated=True, doubtful=doubtful)
    created = "datepublished" in itemprop or "datecreated" in itemprop
    if created or "pubdate" in element.attrib or "published" in classes:
        return Told(dated=found, rank=13 if near in (0, 2, 4) or number is None else 24)
    if near in (None, 6):
        return None
    before = _before(page, number)
    if UPDATED.search(before):
        return Told(dated=found, rank=18, updated=True)
    return None if OTHER.search(before) and near else Told(dated=found, rank=14 + (near or 0))


def _before(page: Page, number: int | None) -> str:
    """What stands on the line before a block and at its own beginning."""
    if number is None:
        return ""
    own = page.blocks[number].text
    hit = WRITTEN.search(own)
    head = own[: hit.start()] if hit else own[:60]
    before = page.blocks[number - 1].text[-40:] if number and not head.strip() else ""
    return f"{before} {head}".strip()[-90:]
