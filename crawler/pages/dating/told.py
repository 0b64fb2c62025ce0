"""One date that is told of an article, how sure it is, and where on a page it may stand."""

import re
from dataclasses import dataclass
from datetime import date

from lxml import html

from commissioning.domain.dates import Dated, Precision
from crawler.dates import LONDON
from crawler.pages.blocks import Page
from crawler.pages.marks import Mark

Element = html.HtmlElement

MAX_LINE = 250
LAST = 50
EXACT = (Precision.SECOND, Precision.MINUTE)
UPDATED = re.compile(
    r"\b(?:updated?|modified|last\s+(?:edited|changed|amended|saved)|amended|corrected|revised"
    r"|diweddarwyd)\b(?:\s+(?:on|at|by\s+.{1,40}))?\W{0,3}(?:\w+\W+)?$",
    re.IGNORECASE,
)
PUBLISHED = re.compile(
    r"\b(?:published|posted|first\s+(?:published|posted)|publication\s+date|created|submitted|date|issued"
    r"|released?|written|filed|added|uploaded|entry|delivered|cyhoeddwyd)\b(?:[^.]{0,60})$",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"\b(?:printed|accessed|retrieved|today|visited|now|deadline|clos(?:es?|ed|ing)|due|expires?|events?"
    r"|starts?|ends?|until|before|since|from|valid|joined|member since|copyright|prices at"
    r"|meetings?|dinner|seminar|conference|interviews?|recorded|awarded|incorporated|opens?|opened"
    r"|site\s+(?:last\s+)?updated?|received|accepted|report\s+published|last\s+checked|as\s+at"
    r"|review(?:ed)?(?:\s+(?:date|due))?|next|archived|captured|crawled|founded|born)\b"
    r"(?:[^.]|\.\d){0,30}$",
    re.IGNORECASE,
)
_has_date_class = Mark(
    re.compile(
        r"(?:^|-)(?:dates?|pub-?date|published|posted(?:-on)?|time-?stamp|date-?time|date-?line|datestamp"
        r"|date-header|when|created|submitted|story-?date|post-?meta-?data|pub|issued)(?:$|-)"
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where on a page the article stands: blocks of its headline, its text's first and its end."""

    headline: int | None
    begins: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A date with how much it is worth: the lower the rank, the surer."""

    dated: Dated
    rank: int
    updated: bool = False
    doubtful: bool = False


def day_of(found: Dated) -> date:
    """The day in London on which it falls."""
    return found.moment.astimezone(LONDON).date() if found.precision in EXACT else found.day


def nearness(place: Place, number: int) -> int | None:
    """How likely a date of this block is the article's: 0 between headline and text, then below."""
    head = place.headline if place.headline is not None else max(0, place.begins - 6)
    if head <= number <= place.begins:
        return 0
    if place.ends <= number < place.ends + 8:
        return 4
    if head - 3 <= number < head:
        return 2
    if place.begins < number < place.begins + 3 or place.ends - 2 <= number < place.ends:
        return 6
    return None


def is_marked(element: Element) -> bool:
    """Whether an element, or one of the two around it, is named for a date."""
    at: Element | None = element
    for _ in range(3):
        if at is None:
            return False
        if at.tag == "time" or _has_date_class(at):
            return True
        at = at.getparent()
    return False


def block_of(page: Page, element: Element) -> int | None:
    """The first block in or around an element; None where the element shows nothing."""
    if element.tag == "meta":
        return None
    at: Element | None = element
    while at is not None:
        if at in page.spans:
            first, end = page.spans[at]
            return _within(page, at, element, first, end)
        at = at.getparent()
    return None


def _within(page: Page, holder: Element, element: Element, first: int, end: int) -> int | None:
    if end - first <= 1 or holder is element:
        return first if end > first else None
    text = " ".join(element.text_content().split())
    for number in range(first, min(end, first + 400)):
        if text and text in " ".join(page.blocks[number].text.split()):
            return number
    return first
