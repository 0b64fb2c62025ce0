"""Stretches of a page that hold comments, and whether what was read there looks like some."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from crawler.pages.comments.headings import HEADING, NONE
from crawler.pages.comments.tables import read_table
from crawler.pages.remarks.remark import Reading, read_item, without_repeated

Element = html.HtmlElement

MAX_COMMENTS = 5_000

Item = tuple[Element, ...]

Said = tuple[Item, Reading]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The blocks in which comments stand, with the comments as they were read."""

    first: int
    end: int
    said: tuple[Said, ...]


def read_all(items: Sequence[Item], month_first: bool) -> tuple[Said, ...]:
    """The comments of items, the rows of a table by its columns; what all end with is left out."""
    rows = [item[0] for item in items if item[0].tag == "tr"]
    if len(rows) == len(items) and (told := read_table(rows, month_first=month_first)):
        return tuple(zip(items, told, strict=True))
    nested = frozenset(part for item in items for part in item)
    readings = [read_item(item, without=nested, month_first=month_first) for item in items]
    if shared := _shared_by_most(readings):
        # names differ, ranks do not
        again = [
            read_item(item, without=nested, month_first=month_first, none_of=shared)
            for item in items
        ]
        if 2 * len({r.author for r in again if r.author}) > len(again):
            readings = again
    return tuple(zip(items, without_repeated(readings), strict=True))


def _shared_by_most(readings: Sequence[Reading]) -> frozenset[str]:
    """What was taken for the name of nearly all of three or more."""
    common = Counter(r.author for r in readings if r.author).most_common(1)
    if len(readings) < 3 or not common or common[0][1] < max(3, 0.8 * len(readings)):
        return frozenset()
    return frozenset((common[0][0],))


def look_like_comments(said: Sequence[Said]) -> bool:
    """Below a mere heading: most of them must have somebody's name and a date."""
    readings = [reading for _, reading in said[:10]]
    named = [r for r in readings if is_full(r)]
    authors = {reading.author for reading in named}
    return len(named) * 3 >= len(readings) * 2 and (len(authors) > 1 or len(readings) < 3)


def is_full(reading: Reading) -> bool:
    """Whether it has a date, words, and a name that is no heading."""
    name = reading.author
    told = name is not None and not HEADING.fullmatch(name) and not NONE.search(name)
    return bool(told and reading.dated and reading.text)
