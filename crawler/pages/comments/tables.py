"""Comments as the rows of a table: which column names, which dates, and which has the words."""

import re
from collections.abc import Sequence
from statistics import median

from lxml import html

from commissioning.domain.dates import Dated
from crawler.dates import find_date
from crawler.pages.blocks import one_line, read_blocks
from crawler.pages.remarks.lines import name_in
from crawler.pages.remarks.remark import Reading

Element = html.HtmlElement

MIN_COLUMNS = 3

MAX_SHORT = 60

MAX_DATE = 40

_NAMES = re.compile(r"(?i)\b(?:name|author|from|by|who|respondent|organisation|sender|reader)\b")

_WORDS = re.compile(
    r"(?i)\b(?:comments?|response|text|message|views?|representation|reply|words|said)\b"
)


def read_table(rows: Sequence[Element], *, month_first: bool = False) -> list[Reading]:
    """The comments in a table's rows; none where its columns do not tell name from words.

    The heads of its columns say so; else a name is short and has no figures, and words are long.
    """
    cells = [list(row.iterchildren("td", "th")) for row in rows]
    width = len(cells[0]) if cells else 0
    if width < MIN_COLUMNS or len(rows) < 2 or any(len(row) != width for row in cells):
        return []
    told = [[one_line(cell.text_content()) for cell in row] for row in cells]
    columns = [[row[place] for row in told] for place in range(width)]
    heads = _heads(rows[0], width)
    words = _headed(heads, _WORDS)
    if words is None:
        words = max(range(width), key=lambda place: sum(map(len, columns[place])))
    dates = next((place for place in range(width) if _are_dates(columns[place])), None)
    rest = [place for place in range(width) if place not in (words, dates)]
    names = _headed(heads, _NAMES)
    if names not in rest:
        names = next((place for place in rest if _are_names(columns[place])), None)
    if names is None or dates is None:
        return []
    return [
        _reading(row[words], line[names], line[dates], month_first=month_first)
        for row, line in zip(cells, told, strict=True)
    ]


def _reading(words: Element, name: str, date: str, *, month_first: bool) -> Reading:
    published: Dated | None = find_date(date, found_in="comment", month_first=month_first)
    return Reading(
        text="\n\n".join(block.text for block in read_blocks(words).blocks),
        author=name_in(name),
        published=published,
        dated=published is not None,
    )


def _heads(row: Element, width: int) -> list[str]:
    table = next(row.iterancestors("table"), None)
    heads = [] if table is None else [one_line(head.text_content()) for head in table.iter("th")]
    return heads if len(heads) == width else []


def _headed(heads: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    return next((place for place, head in enumerate(heads) if pattern.search(head)), None)


def _are_dates(column: Sequence[str]) -> bool:
    return all(
        len(cell) <= MAX_DATE and find_date(cell, found_in="comment") is not None for cell in column
    )


def _are_names(column: Sequence[str]) -> bool:
    plain = sum(any(map(str.isalpha, cell)) and not any(map(str.isdigit, cell)) for cell in column)
    return median(map(len, column)) <= MAX_SHORT and plain > len(column) / 2
