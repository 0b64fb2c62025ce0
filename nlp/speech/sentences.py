"""Where sentences end: quotation marks hold together what stands between them."""

import re
from bisect import bisect_right
from collections.abc import Collection

from commissioning.domain.tags import Span

SENTENCE_END = re.compile(r"[.?!…]+[\"'”’)]*(?=\s|$)|[\r\n]+")
_ABBREVIATED = re.compile(
    r"(?<!&)\b(?:Dr|Mr|Mrs|Ms|Prof|St|Rev|Cllr|Coun|Sen|Sens|Rep|Reps|Gov|Gen|Col|Lt|Sgt|Capt|Det|Jr|Sr|Inc"
    r"|Corp|Co|Ltd|No|vs|etc|Calif|Mass|Mich|Penn|Conn|Fla|Ill|Tenn|Wash|Wis|[A-Z])\.$"
)

_FURTHEST = 1500


class Sentences:
    """The sentences of a text; `inside` are the characters that stand between quotation marks.

    No sentence reaches further than 1,500 characters to either side: what has no stops is no prose,
    and whoever looks through each sentence for each verb in it would never come to an end.
    """

    def __init__(self, text: str, inside: Collection[int]) -> None:
        self._length = len(text)
        self._stops = _ends(text, inside)

    def number(self, at: int) -> int:
        """How many sentences end before a character."""
        return bisect_right(self._stops, at)

    def around(self, at: int) -> Span:
        """The sentence that a character belongs to."""
        place = bisect_right(self._stops, at)
        start = self._stops[place - 1] if place else 0
        end = self._stops[place] if place < len(self._stops) else self._length
        start, end = max(start, at - _FURTHEST), min(end, at + _FURTHEST)
        return Span(start, max(end, start + 1))


def _ends(text: str, inside: Collection[int]) -> list[int]:
    ends = []
    for match in SENTENCE_END.finditer(text):
        if _ABBREVIATED.search(text, max(0, match.start() - 8), match.start() + 1):
            continue
        if match.group()[0] in ".?!…" and _following(text, match.end()).islower():
            continue
        if match.start() in inside and match.start() + 1 in inside:
            continue
        ends.append(match.end())
    return ends


def _following(text: str, at: int) -> str:
    """The first character from `at` on that is not white space."""
    while at < len(text) and text[at].isspace():
        at += 1
    return text[at : at + 1]
