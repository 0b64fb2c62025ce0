"""Where on a page comments may stand: in what is marked, and below a heading."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from lxml import html

from crawler.pages.blocks import HEADINGS, Page, one_line
from crawler.pages.comments.headings import HEADING, MAX_HEADING, NEWEST
from crawler.pages.comments.regions import Item, Region
from crawler.pages.marks import tokens_of
from crawler.pages.remarks.remark import Reading
from crawler.pages.roles import Role

Element = html.HtmlElement

MAX_HEADINGS = 30

MAX_GAP = 4

MAX_SIDE = 0.6

MIN_PROSE = 400

_NOT_THREAD = re.compile(
    r"\b(?:recent|latest|newest|top|widget|sidebar|most|popular|links?|count|counter|number|meta"
    r"|form|policy|rules|open|template|subscribe|toggle|nav|navigation|menu|latest-comments?)\b"
)

_SIDE = re.compile(r"\b(?:sidebar|widget|recent|(?:site|page|global) ?footer)\b")


def end_of_prose(page: Page) -> int:
    """The block behind which four hundred letters of sentences have been read."""
    letters = 0
    for number, block in enumerate(page.blocks):
        if block.words > 10 and block.density < 0.5:
            letters += len(block.text)
        if letters > MIN_PROSE:
            return number + 1
    return len(page.blocks)


def candidates_on(page: Page) -> list[tuple[Element, bool]]:
    """Elements marked as holding comments, and those that follow a heading that says so."""
    found: dict[Element, bool] = {}
    for element in page.marked(Role.COMMENTS):
        if (
            element in page.spans
            and element.tag not in HEADINGS
            and not is_elsewhere(page, element)
        ):
            found[element] = True
    for element in islice(_below_headings(page), MAX_HEADINGS):
        found.setdefault(element, False)
    return sorted(found.items(), key=lambda pair: _place(page, pair[0]))


def _place(page: Page, element: Element) -> tuple[int, int]:
    first, end = page.spans.get(element, (0, 0))
    return first, -end


def is_elsewhere(page: Page, element: Element) -> bool:
    """Whether it is a list of the newest comments of a site, a counter or a form."""
    return _is_no_thread(tokens_of(element)) or is_beside(page, element)


def is_beside(page: Page, element: Element) -> bool:
    """Whether it stands in a column or a box beside the article, not in one that holds most."""
    for ancestor in element.iterancestors():
        first, end = page.spans.get(ancestor, (0, 0))
        if end - first > len(page.blocks) * MAX_SIDE:
            return False
        if _is_side(tokens_of(ancestor)):
            return True
    return False


@lru_cache(maxsize=4_096)
def _is_no_thread(tokens: tuple[str, ...]) -> bool:
    return _NOT_THREAD.search(" ".join(tokens).replace("-", " ")) is not None


@lru_cache(maxsize=4_096)
def _is_side(tokens: tuple[str, ...]) -> bool:
    words = " ".join(tokens).replace("-", " ")
    return _SIDE.search(words) is not None and "blog" not in words


def is_thread_by_name(element: Element) -> bool:
    """Whether the element is there for comments even while it has none."""
    return any(
        re.fullmatch(
            r"(?:[a-z]+-){0,2}(?:comments?|respond|responses|disqus-thread|fb-comments)"
            r"(?:-(?:area|section|list|block|wrapper|container|form|thread|holder))?",
            token,
        )
        for token in tokens_of(element)
    )


def _leads_away(item: Item, reading: Reading) -> bool:
    """Whether it has no words of its own but those that lead to the page where they stand."""
    links = [one_line(link.text_content()) for part in item for link in part.iter("a")]
    words = [told for told in links if told.count(" ") > 1 and told != reading.author]
    return not reading.dated or any(reading.text.endswith(told) for told in words)


def is_of_site(page: Page, region: Region) -> bool:
    """Whether it begins with, or stands below, 'Recent comments' and leads to those elsewhere."""
    above = page.blocks[max(0, region.first - 1) : region.first + 1]
    newest = any(NEWEST.fullmatch(block.text) for block in above)
    return newest and all(_leads_away(item, reading) for item, reading in region.said)


def is_whole(element: Element) -> bool:
    """Whether it is the page or the article: what holds the headline is no thread below it."""
    if element.tag in ("html", "body", "main"):
        return True
    return any(below.tag == "h1" for below in element.iterdescendants("h1", "main"))


def _holds_text(page: Page, element: Element) -> bool:
    """Whether an element that is not named for comments holds what is, and the text above it."""
    first, end = page.spans.get(element, (0, 0))
    held = [
        page.spans[below][0]
        for below in page.marked(Role.COMMENTS)
        if below in page.spans and below is not element and first <= page.spans[below][0] < end
    ]
    if not held or page.roles.get(element, Role.NONE) & Role.COMMENTS:
        return False
    above = page.blocks[first : min(held)]
    return sum(len(b.text) for b in above if b.words > 10 and b.density < 0.5) > MIN_PROSE


def _below_headings(page: Page) -> Iterator[Element]:
    """What follows a heading like '3 comments', up to four levels above it."""
    for number in page.plain:
        block = page.blocks[number]
        if len(block.text) > MAX_HEADING or not HEADING.fullmatch(block.text.replace("\n", " ")):
            continue
        at: Element | None = block.element
        for _ in range(4):
            if at is None or at.tag == "body":
                break
            following = at.getnext()
            while following is not None and page.spans.get(following, (0, 0)) == (0, 0):
                following = following.getnext()
            if following is not None and page.inside(following):
                # what begins further down is another column, beside the thread
                if page.spans[following][0] <= number + MAX_GAP:
                    yield from _next_to(page, at)
                break
            at = at.getparent()


def _next_to(page: Page, element: Element) -> Iterator[Element]:
    """The element's parent, where it holds little besides the comments; else what follows."""
    parent = element.getparent()
    if parent is not None and parent.tag not in ("body", "html"):
        above = page.spans.get(element, (9, 0))[0] - page.spans.get(parent, (0, 0))[0]
        if above <= 1 and not _holds_text(page, parent):
            yield parent
    following = element.getnext()
    while following is not None:
        if isinstance(following.tag, str):
            yield following
            break
        following = following.getnext()
