"""Readers' comments on a page: records with author, date, text and the one that they answer.

Places where comments may stand (`places`) hold items (`items`, or `flat` where they have no element
each), an item is read in its parts (`remarks`), and becomes a record (`answers`). Where no place is
named, their shape and what says that readers wrote them decide (`unnamed`, `undated`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import html

from commissioning.domain.articles import Comment
from crawler.pages.blocks import HEADINGS, Page, is_prose
from crawler.pages.comments.answers import records_of
from crawler.pages.comments.evidence import FAR_FROM_ENOUGH, weight_of
from crawler.pages.comments.flat import by_lines, flat_near, row_from, signed_in
from crawler.pages.comments.headings import HEADING, MAX_HEADING, READERS
from crawler.pages.comments.items import (
    found_items,
    listed_items,
    outermost,
    with_definitions,
    with_lines,
)
from crawler.pages.comments.places import (
    MIN_PROSE,
    candidates_on,
    end_of_prose,
    is_of_site,
    is_thread_by_name,
    is_whole,
)
from crawler.pages.comments.regions import (
    MAX_COMMENTS,
    Item,
    Region,
    Said,
    look_like_comments,
    read_all,
)
from crawler.pages.comments.rows import shape_of
from crawler.pages.comments.undated import is_prompt
from crawler.pages.comments.unnamed import unmarked_on
from crawler.pages.remarks.dates import dates_in
from crawler.pages.remarks.remark import Reading, read_item
from crawler.pages.roles import Role

Element = html.HtmlElement

MAX_AROUND = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The comments in the order of the page, and the blocks of the page that are theirs.

    opening  what the first post says, where the article is the post that begins a thread
    """

    comments: tuple[Comment, ...]
    blocks: frozenset[int]
    opening: Reading | None = None


def find_comments(
    page: Page, *, month_first: bool = False, chosen: Sequence[Element] = ()
) -> Thread:
    """The comments of a page; `chosen` are those that a source's selector found."""
    if chosen:
        blocks = {number for item in chosen for number in _numbers(page, item)}
        items = tuple((item,) for item in chosen)
        regions = [Region(first=0, end=0, said=read_all(items, month_first))]
    else:
        regions = [r for r in _regions(page, month_first) if not is_of_site(page, r)]
        regions = _without_weak(page, regions)
        regions = [r for r in regions if not r.said or weight_of(page, r.said) > FAR_FROM_ENOUGH]
        if sum(len(region.said) for region in regions) < 2:
            mined = unmarked_on(page, month_first)
            if any(len(region.said) > 1 for region in mined):
                regions = [region for region in regions if not region.said] + mined
        blocks = {number for region in regions for number in range(region.first, region.end)}
        blocks |= _headings_of(page, regions)
    comments = records_of([pair for region in regions for pair in region.said][:MAX_COMMENTS])
    opening = _opening_of(page, regions, month_first) if comments else None
    return Thread(comments=tuple(comments), blocks=frozenset(blocks), opening=opening)


def _opening_of(page: Page, regions: Sequence[Region], month_first: bool) -> Reading | None:
    """The post of the same make right before the first comment, where it holds prose."""
    item = next((region.said[0][0][0] for region in regions if region.said), None)
    if item is None:
        return None
    for at in (item, *islice(item.iterancestors(), MAX_AROUND)):
        before = (e for e in at.itersiblings(preceding=True) if page.inside(e))
        post = next(before, None)
        if post is None:
            continue
        if shape_of(post) != shape_of(at) or len(page.text_of(post)) < MIN_PROSE:
            return None
        reading = read_item((post,), month_first=month_first)
        return reading if reading.author and reading.published and reading.text else None
    return None


def _without_weak(page: Page, regions: list[Region]) -> list[Region]:
    """The regions without what a heading alone makes one comment of, where there are others."""
    sure = [r for r in regions if len(r.said) > 1 or (r.said and _is_marked(page, r))]
    if not sure:
        return regions
    return [r for r in regions if r in sure or not r.said or r.first > sure[0].first]


def _is_marked(page: Page, region: Region) -> bool:
    """Whether its first comment stands in what is marked as comments."""
    item = region.said[0][0][0]
    return any(
        page.roles.get(at, Role.NONE) & Role.COMMENTS for at in (item, *item.iterancestors())
    )


def _numbers(page: Page, element: Element) -> range:
    return range(*page.spans.get(element, (0, 0)))


def _regions(page: Page, month_first: bool) -> Iterator[Region]:
    """The outermost elements that hold comments, in the order of the page."""
    end = 0
    for element, certain in candidates_on(page):
        first, last = page.spans.get(element, (0, 0))
        if first < end or first == last or is_whole(element):
            continue
        if not certain and (row := row_from(page, element, month_first)):
            end = row.end
            yield row
            continue
        said = signed_in(page, element, month_first)
        if not said or len(said) < len(dates_in(page, element)):
            said = _said(page, element, month_first, certain=certain)
        flat = None if said else flat_near(page, element, month_first, certain=certain)
        if len(said) < 2 and flat is None:
            said = by_lines(page, element, month_first) or said
        if flat is not None:
            end = max(flat.end, last if certain else 0)
            yield flat
        elif said or (certain and is_thread_by_name(element) and not _is_head_of_text(page, last)):
            end = last
            yield Region(first=first, end=last, said=said)


def _is_head_of_text(page: Page, end: int) -> bool:
    """Whether what ends there stands above the text: a day beside the count of comments."""
    return end < end_of_prose(page) < len(page.blocks)


def _said(page: Page, region: Element, month_first: bool, *, certain: bool) -> tuple[Said, ...]:
    """The comments in a region, those that answer others among them."""
    for found in found_items(page, region):
        items = [with_definitions(item) for item in outermost(page, found)][:MAX_COMMENTS]
        said = read_all(items, month_first)
        if said and not any(reading.author or reading.dated for _, reading in said):
            lined = with_lines(page, items)
            said = read_all(lined, month_first) if lined else said
        words = sum(bool(reading.text) for _, reading in said)
        if words * 2 >= len(said) > 0 and (certain or look_like_comments(said)):
            return said
    listed = [with_definitions(item) for item in listed_items(page, region)][:MAX_COMMENTS]
    if listed and (certain or _are_signed(page, listed)):
        return read_all(listed, month_first)
    return ()


def _are_signed(page: Page, items: Sequence[Item]) -> bool:
    """Whether every item begins with a name and a colon, or with 'X says'."""
    return len(items) > 1 and all(
        re.match(r"[^.:!?]{2,60}?(?:\s+(?:says|said|wrote)\b|:\s)", page.text_of(item[0]))
        for item in items
    )


def _headings_of(page: Page, regions: Sequence[Region]) -> set[int]:
    """The block right above a thread that says 'Comments'."""
    found = set()
    for region in regions:
        for number in range(max(0, region.first - 2), region.first):
            block = page.blocks[number]
            text = block.text.replace("\n", " ")
            next_to = number == region.first - 1
            heads = next_to and block.element.tag in HEADINGS
            told = len(text) <= MAX_HEADING and (heads or HEADING.fullmatch(text))
            announced = len(text) <= MAX_HEADING and READERS.search(text) and not is_prose(block)
            if told or (next_to and (announced or is_prompt(text))):
                found.add(number)
    return found
