"""Stretches of an article's text: its sentences, what overlaps, what is outside quoted words."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from commissioning.domain.tags import Span

_LONGEST = 1_000
FIRST_PERSON = re.compile(r"\bI(?:['’]\w+)? [a-z]|\b[Mm]y(?:self)?\b")
ITEM = re.compile(r"\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[).](?: |$)")
QUOTED = re.compile(r"[\"“‘']")
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Outside:
    """The sentences of the running text, and what in them is somebody's quoted words."""

    sentences: Sequence[Span]
    spoken: Sequence[Span]
    running: Sequence[Span]

    def sentence(self, place: Span) -> Span | None:
        """The sentence that a name stands in; None inside quoted words and beside the text."""
        if overlapping(self.spoken, place) or not overlapping(self.running, place):
            return None
        return next(iter(overlapping(self.sentences, place)), None)

    def unquoted(self) -> list[Span]:
        """The sentences without quoted words."""
        return [
            sentence
            for sentence in self.sentences
            if overlapping(self.running, sentence) and not overlapping(self.spoken, sentence)
        ]


def sentences_of(text: str) -> tuple[Span, ...]:
    """Sentences by their punctuation, never across a line's end, white space stripped.

    What goes on for thousands of characters is cut between words: everybody named in a sentence is
    read with all of it.
    """
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    found = []
    for start, end in pairwise([0, *ends, len(text)]):
        for piece_start, piece_end in pairwise(_cuts(text, start, end)):
            if text[piece_start:piece_end].strip():
                found.append(_stripped(text, piece_start, piece_end))
    return tuple(found)


def _cuts(text: str, start: int, end: int) -> list[int]:
    cuts = [start]
    while end - cuts[-1] > _LONGEST:
        reach = cuts[-1] + _LONGEST
        between = text.rfind(" ", cuts[-1] + 1, reach)
        cuts.append(between if between > 0 else reach)
    return [*cuts, end]


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))


def overlapping(spans: Sequence[Span], wanted: Span) -> tuple[Span, ...]:
    """The spans, sorted and apart from each other, that share a character with `wanted`."""
    first = bisect_right(spans, wanted.start, key=lambda span: span.end)
    found = []
    for at in range(first, len(spans)):
        if spans[at].start >= wanted.end:
            break
        found.append(spans[at])
    return tuple(found)


def apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted, with overlapping ones made one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)
