"""Lines that lead to nothing of the text: furniture, and headings of what has been dropped."""

from collections.abc import Collection, Sequence

from lxml import html

from crawler.pages.blocks import HEADINGS, Block, Page, is_prose
from crawler.pages.boilerplate import is_consent, is_furniture, is_lead_in

Element = html.HtmlElement

MAX_BELOW = 60


def lead_ins(
    page: Page, kept: Sequence[int], dropped: Collection[int], apart: Sequence[bool]
) -> set[int]:
    """Furniture, and headings that head nothing but what has been dropped."""
    found: set[int] = set()
    remaining = [number for number in kept if number not in dropped]
    for place, number in enumerate(remaining):
        block = page.blocks[number]
        if _heads_prose(page, remaining, place):
            continue
        site = is_furniture(block.text) or is_lead_in(block.text, block.linked)
        site = site or is_consent(block.text) or _is_row_of_links(block)
        if site or _heads_nothing(page, remaining, place, dropped, apart):
            found.add(number)
    return found


def _is_row_of_links(block: Block) -> bool:
    """Whether it is links with bars between, the current page perhaps being none."""
    return block.density > 0.6 and block.text.count("|") > 1


def _heads_nothing(
    page: Page,
    remaining: Sequence[int],
    place: int,
    dropped: Collection[int],
    apart: Sequence[bool],
) -> bool:
    """Whether it is a heading, or a few words and a colon, with nothing of the text below it."""
    number = remaining[place]
    block = page.blocks[number]
    after = number + 1
    if block.words <= 6 and block.text.endswith(":") and after in dropped:
        return True
    if block.element.tag not in HEADINGS or block.words > 12:
        return False
    if place + 1 == len(remaining):
        return place > 0
    gone = after < len(page.blocks) and (after in dropped or apart[after])
    return gone and (
        _is_alone(block, page, after) or _leads_out(block, page, after, dropped, apart)
    )


def _leads_out(
    block: Block, page: Page, after: int, dropped: Collection[int], apart: Sequence[bool]
) -> bool:
    """Whether all that follows a heading in its box has been dropped."""
    parent = block.element.getparent()
    end = page.spans.get(parent, (0, 0))[1] if parent is not None else 0
    below = range(after, min(end, after + MAX_BELOW))
    return end <= after + MAX_BELOW and all(n in dropped or apart[n] for n in below)


def _heads_prose(page: Page, remaining: Sequence[int], place: int) -> bool:
    """Whether it is a heading with a paragraph of the text directly below it."""
    if page.blocks[remaining[place]].element.tag not in HEADINGS or place + 1 >= len(remaining):
        return False
    after = remaining[place + 1]
    return after == remaining[place] + 1 and is_prose(page.blocks[after])


def _is_alone(block: Block, page: Page, after: int) -> bool:
    """Whether a heading shares its parent with what follows it and nothing else."""
    parent = block.element.getparent()
    if parent is None:
        return False
    first, end = page.spans.get(parent, (0, 0))
    return end - first <= 2 or after >= end
