"""Rows of pieces of one shape on a page: what comments have in common where nothing names them."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import html

from crawler.pages.blocks import HEADINGS, Page

Element = html.HtmlElement

Shape = tuple[str, str]

_Key = tuple[Element | Shape, Shape | str]

Item = tuple[Element, ...]

MAX_LEVELS = 10

MAX_NESTED = 4

_VOID = frozenset(("br", "script", "style"))

MAX_ROW = 2_000

MIN_COVERED = 0.7

_COUNTED = re.compile(r"[-_]?\d{2,}|[-_]\d+|(?<=[a-z])\d$|[-_]?(?:odd|even|alt)$")


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces of one shape in the order of the page.

    nested  whether one stands in another
    single  whether none has several dates
    """

    items: tuple[Element, ...]
    nested: bool
    single: bool


def shape_of(element: Element) -> Shape:
    """Tag and first class, without numbers and what tells odd from even."""
    classes = (element.get("class") or "").split()
    return str(element.tag), _COUNTED.sub("", classes[0]) if classes else ""


def letters_in(page: Page, elements: Sequence[Element]) -> int:
    """The letters of the blocks that stand in any of the elements."""
    return sum(len(page.blocks[number].text) for number in numbers_in(page, elements))


def numbers_in(page: Page, elements: Sequence[Element]) -> set[int]:
    """The numbers of the blocks that stand in any of the elements."""
    return {number for e in elements for number in range(*page.spans.get(e, (0, 0)))}


def dated_rows(page: Page, stamps: Sequence[Element], begins: int) -> list[Row]:
    """Pieces of one shape with a date each, behind block `begins`; the largest first.

    They are siblings, or stand in parents of one shape close to each other, as an answer stands in
    what it answers: a date is then that of the innermost piece around it. Some may have several: of
    who is quoted, of their writer's joining.
    """
    groups: dict[_Key, dict[Element, int]] = {}
    for stamp in stamps:
        seen: set[_Key] = set()
        for at in islice((stamp, *stamp.iterancestors()), MAX_LEVELS):
            parent = at.getparent()
            if parent is None or at not in page.spans or page.spans[at][0] < begins:
                break
            shape = shape_of(at)
            # where a machine makes classes, each piece may have its own
            keys: tuple[_Key, ...] = (
                (parent, shape),
                (parent, str(at.tag)),
                (shape_of(parent), shape),
            )
            for key in keys:
                if key not in seen:
                    seen.add(key)
                    held = groups.setdefault(key, {})
                    held[at] = held.get(at, 0) + 1
    found: dict[tuple[Element, ...], Row] = {}
    for key, group in groups.items():
        items = tuple(sorted(group, key=lambda item: page.spans[item][0]))
        if isinstance(key[1], str) and len({shape_of(item) for item in items}) < len(items):
            continue
        if len(items) > 1 and items not in found and _are_close(page, items):
            found[items] = Row(items, _are_nested(items), set(group.values()) == {1})
    return sorted(found.values(), key=lambda row: _size(page, row), reverse=True)


def _size(page: Page, row: Row) -> tuple[int, int]:
    """Its letters; among rows of as many the one whose pieces reach further out."""
    spans = (page.spans[item] for item in row.items)
    return letters_in(page, row.items), sum(end - first for first, end in spans)


def _are_nested(items: Sequence[Element]) -> bool:
    known = set(items)
    return any(at in known for item in items for at in item.iterancestors())


def _are_close(page: Page, items: Sequence[Element]) -> bool:
    """Whether little else stands between them."""
    numbers = numbers_in(page, items)
    return bool(numbers) and len(numbers) >= MIN_COVERED * (max(numbers) + 1 - min(numbers))


def dated_items(page: Page, region: Element, stamps: Sequence[Element]) -> list[Element]:
    """Pieces of one shape with a date each: the largest such that none has two dates of its own."""
    if not stamps:
        return []
    best: list[Element] = []
    most = 0
    for elements in _shapes_above(stamps, region).values():
        distinct = list(dict.fromkeys(elements))
        if len(distinct) != len(stamps):
            continue
        length = letters_in(page, distinct)
        if length >= most:
            best, most = distinct, length
    if len(stamps) == 1 and most < letters_in(page, [region]) / 2:
        return [region]
    return best


def _shapes_above(
    stamps: Sequence[Element], region: Element
) -> dict[tuple[str, ...], list[Element]]:
    """For each shape, exact, rough or at one depth, the nearest element of it around each date."""
    shapes: dict[tuple[str, ...], list[Element]] = {}
    for stamp in stamps:
        seen: set[tuple[str, ...]] = set()
        above = list(_up_to(stamp, region))
        for depth, at in enumerate(reversed(above)):
            shapes.setdefault((str(depth), *shape_of(at)), []).append(at)
            # odd and even rows may have classes of their own
            shapes.setdefault((str(depth), str(at.tag)), []).append(at)
        for at in above:
            exact = ("", str(at.tag), at.get("class") or "")
            for shape in (shape_of(at), exact):
                if shape not in seen:
                    seen.add(shape)
                    shapes.setdefault(shape, []).append(at)
    return shapes


def _up_to(element: Element, region: Element) -> Iterator[Element]:
    """The element and those around it, the region apart."""
    for at in (element, *element.iterancestors()):
        if at is region:
            break
        yield at


def segments_of(page: Page, stamps: Sequence[Element], begins: int) -> Iterator[list[Item]]:
    """Siblings parted by what recurs among them, behind block `begins`: a rule, a head, a foot.

    Each piece begins, or each ends, with an element of one shape or with a date, and has a date.
    """
    dated: dict[Element, set[Element]] = {}
    for stamp in stamps:
        for at in islice((stamp, *stamp.iterancestors()), MAX_NESTED):
            parent = at.getparent()
            if parent is None or _place_of(page, at) < begins:
                break
            dated.setdefault(parent, set()).add(at)
    for parent, heads in dated.items():
        if len(heads) > 1:
            yield from _parted(page, parent, heads, begins)


def _place_of(page: Page, element: Element) -> int:
    """The block with which an element begins, or behind which its inline words stand."""
    at: Element | None = element
    while at is not None:
        if at in page.spans:
            first, end = page.spans[at]
            return first if at is element else end
        at = at.getprevious()
    return 0


def _parted(page: Page, parent: Element, dated: set[Element], begins: int) -> Iterator[list[Item]]:
    kids: list[Element] = []
    place = page.spans.get(parent, (0, 0))[0]
    for child in islice(parent.iterchildren(), MAX_ROW):
        place = page.spans[child][0] if child in page.spans else place
        if isinstance(child.tag, str) and child.tag not in _VOID and place >= begins:
            kids.append(child)
        place = page.spans[child][1] if child in page.spans else place
    shapes: dict[Shape, set[Element]] = {}
    for child in kids:
        shapes.setdefault(shape_of(child), set()).add(child)
    few, many = len(dated) * 0.6, len(dated) * 1.4 + 1
    borders = [found for found in shapes.values() if len(found) > 1 and few <= len(found) <= many]
    recurring = {child for found in borders for child in found}
    # what is headed by itself, or is to be filled in, begins something else
    breaks = {
        child
        for child in kids
        if child.tag == "form" or (child.tag in HEADINGS and child not in recurring)
    }
    if Counter(map(shape_of, dated)).most_common(1)[0][1] >= MIN_COVERED * len(dated):
        borders = [dated, *(found for found in borders if found != dated)]
    for border in borders:
        for first in (True, False):
            groups = [
                tuple(group)
                for group in _groups(page, kids, border, breaks, first=first)
                if not dated.isdisjoint(group) and any(page.inside(each) for each in group)
            ]
            if len(groups) > 1 and any(len(group) > 1 for group in groups):
                yield groups


def _groups(
    page: Page,
    kids: Sequence[Element],
    border: set[Element],
    breaks: Container[Element],
    *,
    first: bool,
) -> list[list[Element]]:
    """The elements, parted before or behind each of a border's."""
    groups: list[list[Element]] = []
    group: list[Element] = []
    # rules part, and what stands before the first or behind the last of them is a piece too
    empty = not any(page.inside(each) for each in border)
    for child in kids:
        if child in border:
            if first:
                groups.append(group)
                group = [child]
            else:
                groups.append([*group, child])
                group = []
        elif child in breaks:
            groups.append(group)
            group = []
        else:
            group.append(child)
    groups.append(group)
    groups = [each for each in groups if each and (empty or not border.isdisjoint(each))]
    longest = sorted(map(len, groups))[len(groups) // 2] + 2 if groups else 0
    return [each[:longest] if first else each[-longest:] for each in groups]
