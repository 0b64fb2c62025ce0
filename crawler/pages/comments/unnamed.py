"""Comments on a page that names none: by their shape, and by what says that readers wrote."""

from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import html

from crawler.pages.blocks import HEADINGS, Page
from crawler.pages.comments.evidence import (
    ENOUGH,
    FAR_FROM_ENOUGH,
    place_of,
    signs_of,
    weight_of,
    weight_of_lines,
    without_odd_ends,
)
from crawler.pages.comments.headings import HEADING, MAX_HEADING
from crawler.pages.comments.places import (
    MAX_HEADINGS,
    end_of_prose,
    is_beside,
    is_elsewhere,
    is_of_site,
    is_whole,
)
from crawler.pages.comments.regions import (
    MAX_COMMENTS,
    Region,
    Said,
    is_full,
    look_like_comments,
    read_all,
)
from crawler.pages.comments.rows import Item, Row, dated_rows, segments_of
from crawler.pages.comments.undated import (
    above_forms,
    behind,
    between_buttons,
    is_prompt,
    read_named,
)
from crawler.pages.remarks.dates import dates_in
from crawler.pages.remarks.lines import is_dated_head, is_spoken
from crawler.pages.remarks.remark import read_lines
from crawler.pages.roles import Role

Element = html.HtmlElement

MAX_ROWS = 8

FEW = 3

LENIENT = ENOUGH - 3

MIN_SIGNS = 0.0

LIKELY = 2.0


def unmarked_on(page: Page, month_first: bool) -> list[Region]:
    """Comments on a page that names none: the row of pieces that most says are readers' words."""
    stamps = [e for e in dates_in(page, page.tree)[:MAX_COMMENTS] if not is_beside(page, e)]
    begins = end_of_prose(page)
    rows = dated_rows(page, stamps, begins)
    buttons = between_buttons(page, begins)[:MAX_COMMENTS]
    best: Region | None = None
    for items in _candidates(page, rows, stamps, begins):
        # the largest pieces come first: only more of them can be better
        if len(items) > _fullness(best):
            found = _weighed(page, items, month_first)
            best = max(best, found, key=_fullness)
    if best is None:
        best = _between_lines(page, begins, month_first)
    if best is not None:
        return [best]
    return _undated(page, begins, buttons)


def _between_lines(page: Page, begins: int, month_first: bool) -> Region | None:
    """Comments that have no elements: lines that name and date, and lines between them."""
    heads: dict[Element, list[int]] = {}
    for number in page.numbered:
        block = page.blocks[number]
        if number >= begins and is_dated_head(block.text.split("\n", 1)[0]):
            heads.setdefault(block.element, []).append(number)
    for element, numbers in heads.items():
        end = numbers[-1] + 1
        if len(numbers) < 2 or any(b.element is not element for b in page.blocks[numbers[0] : end]):
            continue
        ends = (*numbers[1:], end)
        said = tuple(
            (
                (element,),
                read_lines(
                    [line for b in page.blocks[a:z] for line in (*b.text.split("\n"), "")],
                    month_first=month_first,
                ),
            )
            for a, z in zip(numbers, ends, strict=True)
        )
        told = weight_of_lines(page, numbers[0], [reading for _, reading in said])
        if look_like_comments(said) and told >= ENOUGH:
            return Region(first=numbers[0], end=end, said=said)
    return None


def _fullness(region: Region | None) -> int:
    """How many comments have a name, a date and words."""
    return sum(is_full(reading) for _, reading in region.said) if region else 0


def _candidates(
    page: Page, rows: Sequence[Row], stamps: Sequence[Element], begins: int
) -> Iterator[list[Item]]:
    """Elements of one shape, and siblings that something recurring parts."""
    for row in rows[:MAX_ROWS]:
        yield [(item,) for item in row.items]
    yield from islice(segments_of(page, stamps, begins), MAX_ROWS)


def _weighed(page: Page, items: Sequence[Item], month_first: bool) -> Region | None:
    """The items as comments, where enough says that they are."""
    signs = signs_of(page, items)
    around = signs + place_of(page, items)
    if around < MIN_SIGNS:
        return None
    # a few tell that most rows are none
    doubtful = around < LIKELY and len(items) > FEW
    if doubtful and not _convince(page, items[:FEW], month_first, LENIENT, signs):
        return None
    said = _convince(page, items[:MAX_COMMENTS], month_first, ENOUGH, signs)
    if len(said) < 2:
        return None
    said = without_odd_ends(page, said)
    parts = [part for item, _ in said for part in item]
    spans = [page.spans[part] for part in parts if page.inside(part)]
    end = max(end for _, end in spans)
    if not page.inside(parts[-1]) and page.blocks[end:]:
        # a foot without an element of its own stands in what holds them all
        end += page.blocks[end].element is parts[-1].getparent()
    region = Region(first=spans[0][0], end=end, said=said)
    return None if is_of_site(page, region) else region


def _convince(
    page: Page, items: Sequence[Item], month_first: bool, least: float, signs: float
) -> tuple[Said, ...]:
    said = read_all(items, month_first)
    convinced = said and look_like_comments(said) and weight_of(page, said, signs) >= least
    return said if convinced else ()


def _undated(page: Page, begins: int, buttons: Sequence[Element]) -> list[Region]:
    """Words with a name each, and no date, where something says that readers sent them."""
    for start in islice(_starts(page, begins, buttons), MAX_HEADINGS):
        if is_elsewhere(page, start) or is_whole(start):
            continue
        if named := read_named(page, start):
            first, end = page.spans[named[0].parts[0]][0], page.spans[named[-1].parts[-1]][1]
            said = tuple((one.parts, one.reading) for one in named)
            if weight_of(page, said) < FAR_FROM_ENOUGH:
                continue
            return [Region(first=first, end=end, said=said)]
    return []


def _starts(page: Page, begins: int, buttons: Sequence[Element]) -> Iterator[Element]:
    """Where undated words of readers may begin.

    Below a line that announces them, in what is named for them, where buttons answer them, in a
    list of 'X says', and above the form that sends them.
    """
    yield from _announced(page, begins)
    for element in page.marked(Role.COMMENTS):
        if len(page.inside(element)) > 3 and page.spans[element][0] >= begins:
            yield from _with_what_is_headed(page, element)
    for row in dated_rows(page, buttons, begins)[:3]:
        yield row.items[0]
    yield from _spoken_lists(page, begins)
    for start in above_forms(page):
        if page.spans[start][0] >= begins:
            yield from _with_what_is_headed(page, start)


def _announced(page: Page, begins: int) -> Iterator[Element]:
    for number in page.plain:
        block = page.blocks[number]
        text = block.text.replace("\n", " ")
        told = is_prompt(text) or (len(text) <= MAX_HEADING and HEADING.fullmatch(text))
        if number >= begins and told and (start := behind(page, block.element)) is not None:
            yield start


def _with_what_is_headed(page: Page, element: Element) -> Iterator[Element]:
    """An element, and what stands below the heading that it begins with."""
    yield element
    heads = page.inside(element)[0].element
    if heads.tag in HEADINGS and (start := behind(page, heads)) is not None:
        yield start


def _spoken_lists(page: Page, begins: int) -> Iterator[Element]:
    """The first item of each list in which every item says who said it."""
    for listed in page.tree.iter("ol", "ul"):
        said = [item for item in listed.iterchildren("li") if page.inside(item)]
        spoken = len(said) > 1 and all(is_spoken(page.inside(item)[0].text) for item in said)
        if spoken and page.spans[said[0]][0] >= begins:
            yield said[0]
