"""Which element of a page holds the text of its article, and what in it stands apart."""

from collections.abc import Callable, Collection, Sequence
from itertools import accumulate, islice

import trafilatura
from lxml import html

from crawler.pages.blocks import HEADINGS, Page
from crawler.pages.roles import Role

Element = html.HtmlElement
Weight = Callable[[Element], int]

MIN_SHARE = 0.45
MAX_FOR_TRAFILATURA = 15_000
MAX_WRAPPED = 4
FLOW = frozenset(("p", "blockquote", "ul", "ol", "dl", "pre", "li", "dd", "dt", *HEADINGS))
_MUST_GO = Role.SKIP | Role.CAPTION | Role.COMMENTS | Role.WALL
_OTHER = ~(Role.BODY | Role.QUOTE)


def container_of(page: Page, weights: Sequence[int]) -> Element:
    """The lowest element that holds the prose of the page, as far as one does."""
    sums = [0, *accumulate(weights)]

    def weight(element: Element) -> int:
        first, end = page.spans.get(element, (0, 0))
        return sums[end] - sums[first]

    named = [e for e in page.marked(Role.BODY) if weight(e) > MIN_SHARE * sums[-1] > 0]
    if named:
        lowest = named[0]
        for element in named[1:]:
            if weight(element) > 0.97 * weight(lowest):
                lowest = element
        return lowest
    element = page.tree
    while (below := _heaviest(element, weight)) is not None:
        element = below
    return element


def _heaviest(element: Element, weight: Weight) -> Element | None:
    """The child to go down into; None where the text is spread over the children."""
    whole = weight(element)
    children = [(weight(child), child) for child in element if isinstance(child.tag, str)]
    heavy = [(found, child) for found, child in children if found]
    if not heavy or whole == 0:
        return None
    most, child = max(heavy, key=lambda pair: pair[0])
    if child.tag in FLOW:
        return None
    if most >= 0.97 * whole:
        return child
    own = whole - sum(found for found, _ in heavy)
    beside = [other for _, other in heavy if other is not child]
    flows = own > 0.12 * whole or any(other.tag in FLOW for other in beside)
    alike = any(
        other.tag == child.tag and dict(other.attrib) == dict(child.attrib) for other in beside
    )
    alike = alike or any(_holds_like(child, other) for other in beside)
    if flows or (alike and child.tag not in ("td", "tr")) or most < 0.55 * whole:
        return None
    return child


def _holds_like(box: Element, other: Element) -> bool:
    """Whether a box begins with one of another's make: rows of one text, some of them wrapped."""
    make = (other.tag, other.get("class"))
    at: Element | None = box
    for _ in range(MAX_WRAPPED):
        at = next((e for e in at if isinstance(e.tag, str)), None) if at is not None else None
        if at is not None and make[1] and (at.tag, at.get("class")) == make:
            return True
    return False


def stood_apart(
    page: Page, weights: Sequence[int], comments: Collection[int], *, sure: bool = False
) -> list[bool]:
    """Which blocks are not of the text, by the marks of the elements that they stand in.

    A mark on an element that holds the better part of the page's prose, or the body by its name,
    speaks of something else: 'content-with-sidebar', 'newsletter-article'. With `sure` only such
    marks count that leave no doubt.
    """
    sums = [0, *accumulate(weights)]
    apart = [False] * len(page.blocks)
    for number in comments:
        apart[number] = True
    bodies = [page.spans[e] for e in page.marked(Role.BODY) if e in page.spans]
    bodies = [(a, b) for a, b in bodies if sums[b] - sums[a] > 0.3 * sums[-1] > 0]
    whole = max(1, sums[-1])
    for element, role in page.roles.items():
        first, end = page.spans.get(element, (0, 0))
        if first == end or not role & _OTHER:
            continue
        share = (sums[end] - sums[first]) / whole
        if share > 0.5 or (bodies and any(first <= a and b <= end for a, b in bodies)):
            continue
        if role & _MUST_GO or (share < 0.4 and not sure):
            apart[first:end] = [True] * (end - first)
    _set_teasers_apart(page, sums, apart)
    return apart


def _set_teasers_apart(page: Page, sums: Sequence[int], apart: list[bool]) -> None:
    """Three or more boxes of one shape, each below a linked heading, lead to other articles."""
    linked = [block.element for block in page.blocks if block.density >= 0.9]
    headings = [element for element in linked if element.tag in HEADINGS]
    groups: dict[tuple[Element, str, str], list[Element]] = {}
    for at in dict.fromkeys(
        at for heading in headings for at in islice(heading.iterancestors(), 3)
    ):
        parent = at.getparent()
        if parent is not None and at.tag not in ("body", "main"):
            groups.setdefault((parent, str(at.tag), at.get("class") or ""), []).append(at)
    for boxes in groups.values():
        spans = [page.spans.get(box, (0, 0)) for box in boxes]
        if len(boxes) < 3 or sum(sums[b] - sums[a] for a, b in spans) > 0.7 * sums[-1]:
            continue
        for first, end in spans:
            apart[first:end] = [True] * (end - first)


def found_by_trafilatura(page: Page, url: str, comments: Collection[int]) -> Element | None:
    """The element that holds what trafilatura takes for the text: it finds, we write."""
    if len(page.roles) > MAX_FOR_TRAFILATURA or len(page.blocks) > MAX_FOR_TRAFILATURA:
        return None
    document = trafilatura.bare_extraction(
        page.tree, url=url, fast=True, include_comments=False, with_metadata=False
    )
    told = {
        " ".join(line.split())
        for line in (getattr(document, "text", None) or "").splitlines()
        if line.strip()
    }
    weights = [
        len(block.text) if number not in comments and " ".join(block.text.split()) in told else 0
        for number, block in enumerate(page.blocks)
    ]
    return container_of(page, weights) if any(weights) else None
