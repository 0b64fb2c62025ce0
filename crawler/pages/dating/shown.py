"""The dates that a page shows: in which of its lines they are the article's."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import html

from commissioning.domain.dates import Dated
from crawler.dates import WRITTEN, find_month, may_have_date, read_date
from crawler.pages.blocks import Block, Page
from crawler.pages.dating.told import (
    EXACT,
    MAX_LINE,
    OTHER,
    PUBLISHED,
    UPDATED,
    Place,
    Told,
    is_marked,
    nearness,
)
from crawler.pages.marks import Mark
from crawler.pages.roles import Role

Element = html.HtmlElement

MAX_MONTH = 40
# what a reader sent has no other day
_SENT = re.compile(r"(?i)\b(?:letter|e-?mail|contribution)\s+(?:was\s+)?received\W{0,3}(?:on\s)?$")
_EMBARGO = re.compile(
    r"\b(?:embargo(?:ed)?|not for (?:publication|release|broadcast) before)\b",
    re.IGNORECASE,
)
_ISSUE = re.compile(
    r"\b(?:issue|edition|vol(?:ume)?|number|newsletter|bulletin|no)\b\.?\s*(?:no\.?\s*)?\d"
    r"|\b(?:magazine|issue|edition|newsletter|bulletin)\s+(?:for|of)\s",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\W{0,3}(?:(?:first |date |originally )?(?:published|posted|issued|released|uploaded)"
    r"|date of (?:issue|publication|release)|(?:publication|release|issue) date|date|dated)"
    r"\s*(?:on|at)?\W{0,3}",
    re.IGNORECASE,
)
_COUNTER = re.compile(r"(?i)\b(?:visitors?|hits|visits)\b")
_SITE = re.compile(r"\bsite\b[^.]{0,20}\bupdate", re.IGNORECASE)
_is_marked_meta = Mark(re.compile(r"(?:^|-)meta(?:-?(?:data|info|line|list|items?))?(?:$|--)"))
_has_change_class = Mark(re.compile(r"(?:^|-)(?:modified|updated)$"))
# what the class 'updated' says, which many themes give to a day that never changed
_MARKED_UPDATED = "updated"
_CHANGE = re.compile(r"(?i)\b(?:page|last)\s+(?:last\s+)?(?:updated|modified|reviewed)")


def told_by_lines(
    page: Page, place: Place, comments: frozenset[int], month_first: bool
) -> Iterator[Told]:
    """The dates in the lines near the text, and further off where a label says what they are."""
    for number in page.numbered:
        block = page.blocks[number]
        if number in comments:
            continue
        near = nearness(place, number)
        if page.roles.get(block.element, 0) & Role.CAPTION:
            continue
        if near is None and not _names_a_change(block) and not _LABELLED.match(block.text):
            continue
        yield from _of_block(page, block, near, month_first)


def _names_a_change(block: Block) -> bool:
    return len(block.text) <= MAX_LINE and bool(_CHANGE.search(block.text))


def _of_block(page: Page, block: Block, near: int | None, month_first: bool) -> Iterator[Told]:
    marked = is_marked(block.element)
    for line in block.text.split("\n"):
        line = line.strip()
        if len(line) > MAX_LINE + 150 or not may_have_date(line):
            continue
        if _may_be_month(line, near) and not WRITTEN.search(line):
            if found := find_month(line, found_in="page"):
                yield Told(dated=found, rank=60)
            continue
        for hit in WRITTEN.finditer(line):
            found = read_date(hit[0], found_in="page", month_first=month_first)
            if found and (told := _judged(page, block, line, hit, found, near, marked)):
                yield told


def _may_be_month(line: str, near: int | None) -> bool:
    """Whether a month alone may be the article's: in a short line, or an issue's."""
    if near is None or len(line) > 2 * MAX_MONTH:
        return False
    short = len(line) <= MAX_MONTH or PUBLISHED.search(line) is not None
    return short and (near == 0 or _ISSUE.search(line) is not None)


def _judged(
    page: Page,
    block: Block,
    line: str,
    hit: re.Match[str],
    found: Dated,
    near: int | None,
    marked: bool,
) -> Told | None:
    before = line[max(0, hit.start() - 90) : hit.start()] or _label(page, block)
    rest = len(line) - len(hit[0])
    if UPDATED.search(before) and not _SITE.search(before) and not _counts(line):
        doubtful = before == _MARKED_UPDATED and near is not None
        rank = 20 + (near if near is not None else 9)
        return Told(dated=found, rank=rank, updated=True, doubtful=doubtful)
    if near in (0, 2) and _EMBARGO.search(before):
        return Told(dated=found, rank=70)
    if near is None:
        alone = rest < 60 and not _is_aside(page, block) and _LABELLED.fullmatch(before)
        return Told(dated=found, rank=85) if alone else None
    sent = near == 0 and _SENT.search(before) is not None
    if not sent and (OTHER.search(before) or _EMBARGO.search(before)):
        return None
    labelled = sent or bool(PUBLISHED.search(before))
    if near in (2, 4) and not (marked or labelled):
        return _by_its_line(block, line, found, near, rest)
    if not _is_told(page, block, near, labelled, marked, rest):
        return None
    rank = 15 + near * 2 - 2 * labelled - marked + (rest > 60) * 2
    beside = near == 4 and _is_aside(page, block) and not labelled
    return Told(dated=found, rank=rank + 25 * beside)


def _by_its_line(block: Block, line: str, found: Dated, near: int, rest: int) -> Told | None:
    """A day that nothing labels: of an issue, or at the end of a trail of links."""
    if rest < 80 and _ISSUE.search(line):
        return Told(dated=found, rank=62)
    if near == 2 and rest < 5 and (_is_last_crumb(block) or _is_meta(block)):
        return Told(dated=found, rank=34)
    if near == 4 and rest < 5 and found.precision in EXACT:
        return Told(dated=found, rank=38)
    return None


def _is_told(page: Page, block: Block, near: int, labelled: bool, marked: bool, rest: int) -> bool:
    """Whether enough around a date says that it is the article's."""
    if near == 6 and not (rest < 25 or (labelled and rest < 60)):
        return False
    if not labelled and not marked and rest > 90:
        return False
    aside = page.roles.get(block.element, Role.NONE) & Role.ASIDE
    return bool(not aside or labelled or not near)


def _counts(line: str) -> bool:
    """Whether it is the line of a counter, which changes with the site and not with the page."""
    return _COUNTER.search(line) is not None


def _is_aside(page: Page, block: Block) -> bool:
    """Whether a block stands in what is marked as beside the article."""
    above = (at for at, _ in zip(block.element.iterancestors(), range(4), strict=False))
    return any(page.roles.get(at, Role.NONE) & Role.ASIDE for at in above)


def _is_last_crumb(block: Block) -> bool:
    """Whether the day ends a trail of links, as it does on sites that file by day."""
    element = block.element
    parent = element.getparent()
    alone = element.tag == "li" and element.getnext() is None and block.linked == 0
    return alone and parent is not None and parent.find("li/a") is not None


def _is_meta(block: Block) -> bool:
    """Whether it stands in what is marked as telling of the article: 'hero__meta'."""
    above = (block.element, *islice(block.element.iterancestors(), 2))
    return any(map(_is_marked_meta, above))


def _label(page: Page, block: Block) -> str:
    """What labels a date that begins its block: the words before it, or the element's class."""
    if _has_change_class(block.element):
        beside = _label_beside(page, block)
        return beside if UPDATED.search(beside) else _MARKED_UPDATED
    return _label_beside(page, block)


def _label_beside(page: Page, block: Block) -> str:
    number = page.spans.get(block.element, (0, 0))[0]
    if not number or not page.blocks[number].text.startswith(block.text[:20]):
        return ""
    before = page.blocks[number - 1]
    tail = before.text[-40:]
    above = list(block.element.iterancestors())[:4]
    if before.element in above and (UPDATED.search(tail) or PUBLISHED.search(tail)):
        return tail
    beside = before.element.getparent() in above[:1] or before.element in above[:1]
    return tail if beside and (tail.endswith(":") or before.words <= 3) else ""
