"""Rows of pieces of one shape on a page: what comments have in common where nothing names them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import html

from crawler.blocks import Page

Element = html.HtmlElement

Shape = tuple[str, str]

_Key = tuple[Element | Shape, Shape | str]

MAX_LEVELS = 10

MIN_COVERED = 0.7

_COUNTED = re.compile(r"[-_]?\d{2,}|[-_]\d+|(?<=[a-z])\d$|[-_]?(?:odd|even|alt)$")


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces of one shape in the order of the page; `nested` where one stands in another."""

    items: tuple[Element, ...]
    nested: bool


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
    """Pieces of one shape with one date each, behind block `begins`; the largest first.

    They are siblings, or stand in parents of one shape close to each other, as an answer stands in
    what it answers: a date is then that of the innermost piece around it.
    """
    groups: dict[_Key, dict[Element, int]] = {}
    for stamp in stamps:
        seen: set[_Key] = set()
        for at in islice((stamp, *stamp.iterancestors()), MAX_LEVELS):
            parent = at.getparent()
            if parent is None or page.spans.get(at, (0, 0))[0] < begins:
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
        if len(items) > 1 and set(group.values()) == {1} and items not in found:
            nested = _are_nested(items)
            if _are_close(page, items):
                found[items] = Row(items, nested)
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
