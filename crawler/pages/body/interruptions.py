"""What interrupts a text: tables, lists of links, forms, captions, quotes pulled out of it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import html

from crawler.pages.blocks import HEADINGS, Page, is_prose, one_line
from crawler.pages.body.container import FLOW
from crawler.pages.roles import Role

Element = html.HtmlElement

MAX_CAPTION = 30
MAX_FLOAT = 0.3
MAX_FLOATS = 0.5
_REFERENCES = re.compile(
    r"(?i)\W*(?:references|bibliography|sources|works cited|further reading)\W*"
)
_LISTS = frozenset(("ul", "ol", "dl"))
_MARKS = re.compile(r"[^\w ]+")
_ASCII_MARKS = {number: None for number in range(128) if _MARKS.match(chr(number))}
_TWEET = re.compile(r"[—–-]\s.{1,60}\(@\w{1,20}\)|pic\.twitter\.com/")


def interruptions(page: Page, element: Element, kept: Sequence[int]) -> set[int]:
    """The blocks that are not of the text in an element, out of those that were `kept` so far."""
    dropped = _link_lists(page, kept) | _pulled(page, kept) | _embedded(page, kept)
    dropped |= _tables(page, element) | _forms(page, element) | _floats(page, element)
    return dropped | _references(page, kept) | _captions(page, kept)


def _link_lists(page: Page, kept: Sequence[int]) -> set[int]:
    """Blocks of lists and rows that are links and nothing else: ways to other pages."""
    groups: dict[Element, list[int]] = {}
    for number in kept:
        holder = _list_of(page.blocks[number].element)
        if holder is not None:
            groups.setdefault(holder, []).append(number)
    dropped: set[int] = set()
    for numbers in groups.values():
        before = page.blocks[numbers[0] - 1] if numbers[0] else None
        if before is not None and before.text.endswith(":") and before.words >= 6:
            continue
        letters = sum(len(page.blocks[number].text) for number in numbers)
        linked = sum(page.blocks[number].linked for number in numbers)
        if linked > 0.8 * letters:
            dropped.update(numbers)
    for number in kept:
        block = page.blocks[number]
        alone = block.element.tag not in FLOW - {"p"} and block.density > 0.9
        if alone and block.words > 1 and not block.text.endswith((".", ",")):
            dropped.add(number)
    return dropped


def _list_of(element: Element) -> Element | None:
    """The outermost list that an element stands in, three levels up at most."""
    found = None
    for ancestor in (element, *islice(element.iterancestors(), 4)):
        if ancestor.tag in _LISTS:
            found = ancestor
    return found


def _pulled(page: Page, kept: Sequence[int]) -> set[int]:
    """Quotes that a page shows a second time, in large letters, beside the text they are from."""
    plain = {number: _letters(page.blocks[number].text) for number in kept}
    candidates = [
        number
        for number in kept
        if 4 <= page.blocks[number].words <= 60
        and (page.blocks[number].words >= 8 or _may_be_pulled(page, number))
    ]
    dropped: set[int] = set()
    whole = "\n".join(plain.values()) if candidates else ""
    alike = Counter(plain.values())
    quotes = next(page.marked(Role.QUOTE), None) is not None
    for number in candidates[:200]:
        quote = plain[number]
        if not quote:
            continue
        if whole.count(quote) > alike[quote] or (quotes and _named_pull(page, number)):
            dropped.add(number)
    return dropped


def _letters(text: str) -> str:
    if text.isascii():
        return text.casefold().translate(_ASCII_MARKS).strip()
    return _MARKS.sub("", text.casefold()).strip()


def _may_be_pulled(page: Page, number: int) -> bool:
    element = page.blocks[number].element
    for at in (element, *islice(element.iterancestors(), 3)):
        if at.tag in ("blockquote", "q", *HEADINGS) or page.roles.get(at, Role.NONE) & Role.QUOTE:
            return True
    return False


def _named_pull(page: Page, number: int) -> bool:
    element = page.blocks[number].element
    return any(
        page.roles.get(at, Role.NONE) & Role.QUOTE and "pull" in (at.get("class") or "").lower()
        for at in (element, *islice(element.iterancestors(), 3))
    )


def _embedded(page: Page, kept: Sequence[int]) -> set[int]:
    """Blocks of a quotation that is a post on another site."""
    dropped: set[int] = set()
    quotes: dict[Element, list[int]] = {}
    for number in kept:
        element = page.blocks[number].element
        for at in (element, *islice(element.iterancestors(), 2)):
            if at.tag == "blockquote":
                quotes.setdefault(at, []).append(number)
    for numbers in quotes.values():
        if any(_TWEET.search(page.blocks[number].text) for number in numbers):
            dropped.update(numbers)
    return dropped


def _tables(page: Page, element: Element) -> set[int]:
    """The cells of tables of figures: rows of short cells, none of them a sentence."""
    dropped: set[int] = set()
    for table in element.iterdescendants("table"):
        first, end = page.spans.get(table, (0, 0))
        cells = page.blocks[first:end]
        if not cells or any(is_prose(cell) and cell.words > 25 for cell in cells):
            continue
        rows = list(zip(range(3), table.iterdescendants("tr"), strict=False))
        wide = any(sum(1 for cell in row if cell.tag in ("td", "th")) > 1 for _, row in rows)
        if (wide and len(cells) > 2) or table.find(".//th") is not None:
            dropped.update(range(first, end))
    return dropped


def _forms(page: Page, element: Element) -> set[int]:
    """The words around a field to fill in: the largest box of a few lines that holds it."""
    dropped: set[int] = set()
    for control in page.controls[:500]:
        box: tuple[int, int] = (0, 0)
        if not any(at is element for at in control.iterancestors()):
            continue
        for at in control.iterancestors():
            first, end = page.spans.get(at, (0, 0))
            if at is element or at.tag in ("body", "td") or end - first > 8:
                break
            if sum(len(block.text) for block in page.blocks[first:end]) > 500:
                break
            box = (first, end)
        dropped.update(range(*box))
    return dropped


def _floats(page: Page, element: Element) -> set[int]:
    """Tables that the text flows around: boxes beside it, as pages had them before style.

    Where most of the text would go, as in a mail, tables are how it is laid out.
    """
    dropped: set[int] = set()
    whole = 0
    for table in element.iterdescendants("table"):
        if (table.get("align") or "").lower() not in ("left", "right"):
            continue
        whole = whole or sum(len(block.text) for block in page.inside(element))
        if sum(len(block.text) for block in page.inside(table)) < MAX_FLOAT * whole:
            dropped.update(range(*page.spans.get(table, (0, 0))))
    gone = sum(len(page.blocks[number].text) for number in dropped)
    return dropped if gone < MAX_FLOATS * whole else set()


def _references(page: Page, kept: Sequence[int]) -> set[int]:
    """The numbered list of sources below a text, with its heading."""
    last = max(kept, default=0)
    for number in reversed(kept[len(kept) // 2 :]):
        block = page.blocks[number]
        if not _REFERENCES.fullmatch(block.text) or number == last:
            continue
        listed = page.blocks[number + 1 : last + 1]
        if all(next(_lists_around(block.element), None) is not None for block in listed[:2]):
            lists = set(_lists_around(listed[0].element))
            ends = number + 1
            while ends <= last and lists & set(_lists_around(page.blocks[ends].element)):
                ends += 1
            return set(range(number, ends))
    return set()


def _lists_around(element: Element) -> Iterator[Element]:
    return (at for at in (element, *islice(element.iterancestors(), 3)) if at.tag in ("ol", "ul"))


def _captions(page: Page, kept: Sequence[int]) -> set[int]:
    """Few words in small letters below a picture in one element, and no more of them."""
    dropped: set[int] = set()
    for number in kept:
        block = page.blocks[number]
        if block.words > MAX_CAPTION or block.element.tag not in ("p", "div", "td", "center"):
            continue
        small = next(block.element.iterdescendants("small", "font", "i", "em", "span"), None)
        if small is None or next(block.element.iterdescendants("img"), None) is None:
            continue
        if one_line(small.text_content()) == block.text.replace("\n", " "):
            dropped.add(number)
    return dropped
