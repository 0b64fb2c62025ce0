"""Quotation marks: which stretches of a text stand between them, and which apostrophes do not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commissioning.domain.tags import Span

_LINE = re.compile(r"[^\r\n]+")
_OPENERS = {"“": "”", "‘": "’", "«": "»", '"': '"', "'": "'"}
_LONGEST = 3000
_FAR = 6


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between marks: their span without the marks, the line they stand in, whether open.

    open  the words run to the line's end without an end mark: the next line may go on
    """

    span: Span
    line: Span
    open: bool


def quoted(text: str) -> tuple[Quoted, ...]:
    """Every stretch of `text` between quotation marks, in order, line by line; not the nested."""
    found: list[Quoted] = []
    lines = [Span(*match.span()) for match in _LINE.finditer(text) if match.group().strip()]
    at = 0
    while at < len(lines):
        here = tuple(_in_line(text, lines[at]))
        found.extend(here)
        at += 1
        if here and here[-1].open and (end := _far_end(text, here[-1], lines[at : at + _FAR])):
            for line in lines[at : at + _FAR]:
                at += 1
                if line.start <= end < line.end:
                    if text[line.start : end].strip():
                        found.append(Quoted(_stripped(text, line.start, end), line, open=False))
                    found.extend(_in_line(text, line, begin=end + 1))
                    break
                found.append(Quoted(_stripped(text, line.start, line.end), line, open=True))
    return tuple(found)


def _far_end(text: str, opened: Quoted, lines: Sequence[Span]) -> int | None:
    """Where words that were left open end in a later line, if no line on the way opens anew."""
    mark = text[opened.span.start - 1]
    closer = _OPENERS[mark]
    if closer in "'’":
        return None
    for line in lines:
        if text[line.start : line.end].lstrip()[:1] in _OPENERS:
            return None
        place = text.find(closer, line.start, line.end)
        opener = text.find(mark, line.start, line.end)
        if place >= 0 and (mark == closer or not 0 <= opener < place):
            return place
    return None


def _in_line(text: str, line: Span, begin: int | None = None) -> Iterator[Quoted]:
    at = line.start if begin is None else begin
    while at < line.end:
        mark = text[at]
        if mark in _OPENERS and _opens(text, at, line):
            end = _closing(text, at, line)
            if end is not None:
                if text[at + 1 : end].strip():
                    yield Quoted(_stripped(text, at + 1, end), line, open=False)
                at = end + 1
                continue
            if _leads(text, at, line) and text[at + 1 : line.end].strip():
                yield Quoted(_stripped(text, at + 1, line.end), line, open=True)
                return
        at += 1


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))


def _opens(text: str, at: int, line: Span) -> bool:
    before = text[at - 1] if at > line.start else " "
    after = text[at + 1] if at + 1 < line.end else " "
    if after.isspace():
        return False
    if text[at] in "“«":
        return True
    if before.isalnum():
        return False
    is_decade = text[at] in "'‘’" and after.isdigit() and text[at + 2 : at + 4] in {"0s", "1s"}
    return not is_decade and (before.isspace() or before in "([—–-/:\"“‘'")


def _leads(text: str, at: int, line: Span) -> bool:
    """Whether an open quotation can begin here: at the line's start or after a colon or comma."""
    before = text[line.start : at].rstrip()
    return not before or before[-1] in ":,;•—–-"


def _closing(text: str, at: int, line: Span) -> int | None:
    """The end mark that belongs to the mark at `at`."""
    mark, end = _OPENERS[text[at]], min(line.end, at + _LONGEST)
    if mark in "”»":
        if text.find(mark, at + 1, end) < 0:
            return None
        depth = 0
        for place in range(at + 1, end):
            if text[place] == text[at]:
                depth += 1
            elif text[place] == mark:
                if depth == 0:
                    return place
                depth -= 1
        return None
    if mark == '"':
        place = text.find('"', at + 1, end)
        return place if place >= 0 else None
    return _single_closing(text, at, end, mark)


def _single_closing(text: str, at: int, end: int, mark: str) -> int | None:
    """An apostrophe after a letter ends a quotation only where nothing better does."""
    candidates: list[int] = []
    for place in range(at + 1, end):
        char = text[place]
        if char not in {mark, "’", "'"}:
            if char == text[at] and _opens(text, place, Span(at, end)) and candidates:
                break
            continue
        after = text[place + 1] if place + 1 < end else " "
        if text[place - 1].isspace():
            if candidates and char == text[at]:
                break
            continue
        if after.isalnum():
            continue
        candidates.append(place)
    return _best(text, candidates)


def _best(text: str, candidates: Sequence[int]) -> int | None:
    for place in candidates:
        if text[place - 1] in ".,?!;:…–—":
            return place
    for place in candidates:
        if text[place - 1] != "s":
            return place
    return candidates[-1] if candidates else None
