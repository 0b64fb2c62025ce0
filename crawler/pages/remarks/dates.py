"""When a comment was written: what its attributes and its lines say."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from lxml import html

from commissioning.domain.dates import Dated, Precision
from crawler.dates import find_date, read_date
from crawler.pages.blocks import Page, one_line
from crawler.pages.remarks.lines import JOINED, MAX_BLOCKS, MAX_HEAD, ends_ago, is_dated
from crawler.pages.remarks.parts import kind_within

Element = html.HtmlElement

MAX_EDGES = 12

_WRITTEN_STAMPS = (
    *("datetime", "title", "content", "data-datetime", "data-date", "data-created", "data-tooltip"),
    *("data-tippy-content", "data-original-title", "data-published", "data-posted", "aria-label"),
)

_COUNTED_STAMPS = ("data-utime", "data-timestamp", "data-time", "data-epoch")

_INLINE = ("small", "span", "font", "em", "i", "b", "strong", "a", "time")

_STAMPS = frozenset((*_WRITTEN_STAMPS, *_COUNTED_STAMPS))

HOUR = re.compile(r"(?i)(?:at\s+)?(?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d)?\s?(?:[ap]\.?m\.?)?")

_EPOCH = re.compile(r"1[0-9]{9}(?:\d{3})?")


def published_in(pages: Sequence[Page], month_first: bool) -> Dated | None:
    """The date that an attribute gives, a marked element shows, or a line of the head has."""
    found = [d for page in pages for d in _attributed(page.tree, month_first, page)]
    if not found:
        return _shown(pages, month_first)
    exact = (Precision.SECOND, Precision.MINUTE)
    finer = (d for d in found if d.precision in exact and d.day == found[0].day)
    best = found[0] if found[0].precision in exact else next(finer, found[0])
    if best.precision in exact:
        return best
    shown = _shown(pages, month_first)
    return shown if shown and shown.precision in exact and shown.day == best.day else best


def _attributed(root: Element, month_first: bool, page: Page | None = None) -> Iterator[Dated]:
    for element in root.iter("time", "abbr", "span", "a", "div", "small", "p", "li", "meta"):
        found = stamp_of(element, month_first=month_first)
        if found and (page is None or element.tag == "meta" or not is_foreign(element, page)):
            yield found


def is_foreign(element: Element, page: Page) -> bool:
    """Whether an element belongs to a comment nested in this one: the walk did not see it."""
    at: Element | None = element
    while at is not None:
        if at in page.spans:
            return False
        if at.tag in ("li", "div", "article", "ul", "ol", "section", "tr", "table"):
            return True
        at = at.getparent()
    return True


def stamp_of(element: Element, *, month_first: bool = False) -> Dated | None:
    """The date in an element's attributes: `datetime`, `title`, seconds since 1970."""
    if _STAMPS.isdisjoint(element.keys()):
        return None
    for name in _WRITTEN_STAMPS:
        if (told := element.get(name)) and any(map(str.isdigit, told)):
            named = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower()
            if name == "content" and "date" not in named and "time" not in named:
                continue
            if found := read_date(told, found_in="comment", month_first=month_first):
                return found
    for name in _COUNTED_STAMPS:
        if (told := element.get(name)) and _EPOCH.fullmatch(told):
            moment = datetime.fromtimestamp(int(told[:10]), tz=UTC)
            return Dated(moment=moment, precision=Precision.SECOND, found_in="comment")
    return None


def _shown(pages: Sequence[Page], month_first: bool) -> Dated | None:
    lines = [
        (line, kind_within(block, page.tree))
        for page in pages
        for block in page.blocks
        for line in _with_whole(block.text)
    ]
    told = [line for line, kind in lines if kind == "date"]
    edges = [line for line, kind in lines if kind != "content"] or [line for line, _ in lines]
    for line in (*told, *edges[:MAX_EDGES], *edges[-3:], *(line for line, _ in lines[:2])):
        if len(line) <= MAX_HEAD and (
            found := find_date(line, found_in="comment", month_first=month_first)
        ):
            return _with_hour(found, line, [line for line, _ in lines], month_first)
    first = next((line for line, _ in lines), "")
    return find_date(first[:MAX_HEAD], found_in="comment", month_first=month_first)


def _with_hour(found: Dated, line: str, lines: Sequence[str], month_first: bool) -> Dated:
    """The date with the hour that stands beside it by itself, if one does."""
    if found.precision is not Precision.DAY or line not in lines:
        return found
    place = lines.index(line)
    for beside in (*lines[place + 1 : place + 2], *lines[max(0, place - 1) : place]):
        if HOUR.fullmatch(beside.strip()):
            exact = find_date(f"{line} {beside}", found_in="comment", month_first=month_first)
            if exact is not None and exact.day == found.day:
                return exact
    return found


def _with_whole(text: str) -> list[str]:
    """The lines of a block, and before them a short block of several as one line."""
    lines = [line for line in text.split("\n") if not JOINED.search(line[:MAX_HEAD])]
    if len(lines) < text.count("\n") + 1:
        return lines
    return [" ".join(lines), *lines] if len(lines) > 1 and len(text) <= MAX_HEAD else lines


def dates_in(page: Page, region: Element) -> list[Element]:
    """The elements of a region that show a date, or whose attributes give one."""
    told = [
        element
        for element in region.iterdescendants("time", "abbr", "span", "a", "small", "p", "div")
        if stamp_of(element)
    ]
    lines = [
        (block.element, line)
        for block in page.inside(region)
        for line in block.text.split("\n")
        if is_dated(line)
    ]
    # an hour by itself belongs to the day beside it, where days are told
    days = [each for each in lines if not HOUR.fullmatch(each[1].strip())]
    counts = Counter(element for element, _ in days or lines)
    shown = [
        part
        for element, count in counts.items()
        for part in (_dated_within(element) if count > 1 else ()) or (element,)
    ]
    return told if len(told) >= len(shown) else shown


def _dated_within(holder: Element) -> list[Element]:
    """The inline elements that show a date each, of what holds several lines with one."""
    return [
        each
        for each in holder.iterchildren(*_INLINE)
        if len(told := one_line(each.text_content())) <= MAX_HEAD and is_dated(told)
    ]


def is_since(pages: Sequence[Page]) -> bool:
    """Whether one of its first or last lines says how long ago it was written."""
    return any(
        ends_ago(line)
        for page in pages
        for block in (*page.blocks[:MAX_BLOCKS], *page.blocks[-3:])
        for line in block.text.split("\n")
    )
