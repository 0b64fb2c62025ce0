"""Comments without an element each: lines that name and date, and words between them."""

import re
from itertools import islice

from lxml import html

from crawler.dates import find_date
from crawler.pages.blocks import HEADINGS, Page
from crawler.pages.comments.headings import HEADING
from crawler.pages.comments.regions import (
    MAX_COMMENTS,
    Item,
    Region,
    Said,
    look_like_comments,
    read_all,
)
from crawler.pages.comments.rows import shape_of
from crawler.pages.remarks.dates import dates_in
from crawler.pages.remarks.lines import is_dated_head, is_head
from crawler.pages.remarks.remark import Reading, read_lines, read_signed
from crawler.pages.remarks.signatures import signature_of

Element = html.HtmlElement

MAX_ROW = 10_000

MAX_BLOCKS = 60

_LINE = re.compile(r"[^:\n]{2,80}?\d[^\n:]{0,12}(?::\d\d)?[^\n:]{0,6}[)\]]?\s?:\s")

_ENDS = (".", "!", "?", "…", "”", "’", '"', ")")


def flat_near(page: Page, element: Element, month_first: bool, *, certain: bool) -> Region | None:
    """Flat comments among the element's own children, or from it on among its siblings."""
    below = next((e for e in element.iterchildren() if isinstance(e.tag, str)), None)
    if below is not None and below.tag == "tbody":
        below = next((e for e in below.iterchildren() if isinstance(e.tag, str)), None)
    while below is not None and below.tag in HEADINGS:
        if found := _under_headings(page, below, month_first):
            return found
        below = below.getnext()
    if element.tag in HEADINGS and (found := _under_headings(page, element, month_first)):
        return found
    for start in (below, element if _is_headed(page, element) or not certain else None):
        if start is None:
            continue
        if found := flat_from(page, start, month_first):
            return found
    return None


def _is_headed(page: Page, element: Element) -> bool:
    """Whether the block before an element is a heading like 'Comments'."""
    first = page.spans.get(element, (0, 0))[0]
    return first > 0 and bool(HEADING.fullmatch(page.blocks[first - 1].text.replace("\n", " ")))


def row_from(page: Page, start: Element, month_first: bool) -> Region | None:
    """Comments of an element each, one behind the other, with a name, a date and words in each."""
    items: list[Item] = []
    for element in (start, *start.itersiblings()):
        blocks = page.inside(element)
        if not blocks:
            continue
        if shape_of(element) != shape_of(start) or not _tells_itself(page, element):
            break
        items.append((element,))
    if len(items) < 2:
        return None
    said = read_all(items[:MAX_COMMENTS], month_first)
    if not look_like_comments(said):
        return None
    first, end = page.spans[items[0][0]][0], page.spans[said[-1][0][0]][1]
    return Region(first=first, end=end, said=said)


def _tells_itself(page: Page, element: Element) -> bool:
    """Whether it begins with name, date and colon, or has one line of a date and other words."""
    blocks = page.inside(element)
    hit = _LINE.match(blocks[0].text)
    if hit and find_date(hit[0], found_in="comment"):
        return True
    if element.tag in HEADINGS:
        return False
    lines = [line for block in blocks[:MAX_BLOCKS] for line in block.text.split("\n")]
    return len(lines) > 1 and len(dates_in(page, element)) == 1


def flat_from(page: Page, start: Element, month_first: bool) -> Region | None:
    """Comments without an element each: from `start` on, lines that name and date, then words.

    Where the first of them has words above it, each name stands below its words.
    """
    row: list[tuple[Element, bool]] = []
    for element in (start, *start.itersiblings()):
        if element.tag in (*HEADINGS, "form") or len(row) == MAX_ROW:
            break
        if page.inside(element):
            row.append((element, _is_dated_head(page, element)))
    if not any(told for _, told in row):
        return None
    below = not row[0][1]
    groups: list[list[Element]] = [[]]
    for element, told in row:
        if told and not below and groups[-1]:
            groups.append([])
        groups[-1].append(element)
        if told and below:
            groups.append([])
    named = {element for element, told in row if told}
    whole = [group for group in groups if named & set(group)]
    items = tuple(tuple(group) for group in whole if len(group) > 1)
    said = read_all(items, month_first)
    if below:
        said = tuple((item, _as_signed(item, reading, month_first)) for item, reading in said)
    if not said or not look_like_comments(said):
        return None
    first, end = page.spans[items[0][0]][0], page.spans[items[-1][-1]][1]
    return Region(first=first, end=end, said=said)


def _as_signed(item: Item, reading: Reading, month_first: bool) -> Reading:
    """The comment as its signature below says, where it has one."""
    signed = read_signed(item, month_first=month_first)
    return signed if signed.author and signed.text else reading


def _under_headings(page: Page, start: Element, month_first: bool) -> Region | None:
    """Comments below a heading each that names who wrote: from `start` on, among its siblings."""
    groups: list[list[Element]] = []
    level = str(start.tag)
    for element in islice((start, *start.itersiblings()), MAX_ROW):
        if not page.inside(element):
            continue
        if element.tag == start.tag:
            groups.append([element])
        elif element.tag == "form" or (element.tag in HEADINGS and str(element.tag) < level):
            break
        elif groups:  # the first heading may show nothing
            groups[-1].append(element)
    if len(groups) < 2 or any(len(group) < 2 for group in groups):
        return None
    said = read_all([tuple(group) for group in groups], month_first)
    if not look_like_comments(said):
        return None
    first, end = page.spans[groups[0][0]][0], page.spans[groups[-1][-1]][1]
    return Region(first=first, end=end, said=said)


def signed_in(page: Page, region: Element, month_first: bool) -> tuple[Said, ...]:
    """Comments that end with a name and a date each, in whatever elements they stand."""
    items: list[Item] = []
    open_parts: list[Element] = []
    for block in page.inside(region):
        element = block.element
        if element is region or element.tag in HEADINGS:
            open_parts = []
            continue
        if open_parts and open_parts[-1].getparent() is not element.getparent():
            open_parts = []
        open_parts.append(element)
        signed = signature_of(block)
        alone = block.text.rsplit("\n", 1)[-1].startswith(signed.name) if signed else True
        if signed is not None and not alone and _is_sentence(signed.words):
            items.append(tuple(dict.fromkeys(open_parts)))
            open_parts = []
    parts = [part for item in items for part in item]
    if len(items) < 2 or len(set(parts)) < len(parts):
        return ()
    nested = frozenset(parts)
    said = tuple(
        (item, read_signed(item, without=nested, month_first=month_first)) for item in items
    )
    return said if look_like_comments(said) else ()


def _is_sentence(words: str) -> bool:
    return words.endswith(_ENDS) and any(map(str.isalpha, words))


def by_lines(page: Page, region: Element, month_first: bool) -> tuple[Said, ...]:
    """Comments that only line breaks and rules part: a line of name and date, then words."""
    blocks = [block for block in page.inside(region) if block.element is region]
    lines = [line for block in blocks for line in (*block.text.split("\n"), "")]
    heads = [number for number, line in enumerate(lines) if is_dated_head(line)]
    if len(heads) < 2:
        return ()
    ends = (*heads[1:], len(lines))
    read = [
        read_lines(lines[a:b], month_first=month_first) for a, b in zip(heads, ends, strict=True)
    ]
    said = tuple(((region,), reading) for reading in read)
    return said if look_like_comments(said) else ()


def _is_dated_head(page: Page, element: Element) -> bool:
    blocks = page.inside(element)
    whole = " ".join(block.text for block in blocks[:4])
    return 0 < len(blocks) <= 3 and is_head(whole)
