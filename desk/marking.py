"""An article's text with what was read out of it: paragraphs of pieces, each with its marks. Pure.

Offsets count code points of the whole text. Pieces put together again are the text of their
paragraph, letter for letter: whoever selects words in the browser can be told where they stand.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_BREAK = re.compile(r"\n[ \t\r\f\v]*\n\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A span that is marked.

    row    id of the row that tells of it
    shown  class that gives its look: 'sup', 'opp', 'mix', 'uns'; '' for a quotation or a body
    number what leads to the row, for a stance; None for others
    label  what a screen reader says of that
    """

    start: int
    end: int
    row: str
    shown: str = ""
    number: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some letters that have the same marks.

    evidence   the stance that is marked with them; the shortest where several are
    quotation  whether they are quoted
    body       id of the row of the body that they name
    ends       the stances whose evidence ends with them
    begins     rows of stances whose evidence begins with them
    """

    text: str
    evidence: Mark | None
    quotation: bool
    body: str | None
    ends: tuple[Mark, ...]
    begins: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph; `start` is where it begins in the text."""

    start: int
    pieces: tuple[Piece, ...]


def marked(
    text: str,
    *,
    stances: Sequence[Mark] = (),
    quotations: Sequence[Mark] = (),
    bodies: Sequence[Mark] = (),
) -> tuple[Paragraph, ...]:
    """The paragraphs of a text with its marks; spans that do not lie in it are left out."""
    held = [_within(marks, len(text)) for marks in (stances, quotations, bodies)]
    cuts = sorted({edge for marks in held for one in marks for edge in (one.start, one.end)})
    found = []
    for start, end in _paragraphs(text):
        edges = [start, *(cut for cut in cuts if start < cut < end), end]
        pieces = tuple(_piece(text, left, right, *held) for left, right in pairwise(edges))
        found.append(Paragraph(start=start, pieces=pieces))
    return tuple(found)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _BREAK.finditer(text):
        if gap.start() > start:
            yield start, gap.start()
        start = gap.end()
    if start < len(text):
        yield start, len(text)


def _within(marks: Iterable[Mark], length: int) -> list[Mark]:
    return [one for one in marks if 0 <= one.start < one.end <= length]


def _piece(
    text: str,
    left: int,
    right: int,
    stances: Sequence[Mark],
    quotations: Sequence[Mark],
    bodies: Sequence[Mark],
) -> Piece:
    over = [one for one in stances if one.start < right and one.end > left]
    named = [one for one in bodies if one.start < right and one.end > left]
    return Piece(
        text=text[left:right],
        evidence=min(over, key=lambda one: one.end - one.start, default=None),
        quotation=any(one.start < right and one.end > left for one in quotations),
        body=named[0].row if named else None,
        ends=tuple(one for one in over if one.end == right),
        begins=tuple(one.row for one in over if one.start == left),
    )
