"""Where the words that were asked for stand: some words of the text around them, with marks."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from commissioning.domain.findings import Finding, Snippet
from commissioning.domain.folding import LONGEST, fold_letter, fold_words
from commissioning.domain.tags import Span
from commissioning.domain.words import Phrase, Words, phrases

AROUND = 90
REACH = 200
MOST_TRIED = 20
MOST_SEARCHED = 200_000
_RUN = re.compile(r"\S+")
# (folded word, start, end in the text)
_Token = tuple[str, int, int]


def excerpt(words: Words, finding: Finding, text: str | None) -> Snippet | None:
    """A snippet of the evidence, else of the headline, else of the text; None: in none of them."""
    places = (("evidence", finding.words), ("headline", finding.headline), ("text", text))
    return _first(words, places)


def passage(words: Words, text: str) -> Snippet | None:
    """A snippet of a text; None where nothing that is asked for stands in it."""
    return _first(words, (("text", text),))


def _first(words: Words, places: Sequence[tuple[str, str | None]]) -> Snippet | None:
    wanted = tuple(dict.fromkeys(phrases(words)))
    for place, shown in places:
        marks = _marks_near(shown[:MOST_SEARCHED], wanted) if shown else []
        if shown and marks:
            return _around(place, shown, marks)
    return None


def _marks_near(text: str, wanted: Sequence[Phrase]) -> list[Span]:
    """Where the phrases stand: looked for about their longest words first, which is quick."""
    if not _stand_in(text, wanted):
        return []
    for phrase in wanted if len(text) > 3 * REACH else ():
        longest = re.compile(re.escape(max(phrase.words, key=len)), re.IGNORECASE)
        for hit in islice(longest.finditer(text), MOST_TRIED):
            start = text.rfind(" ", 0, max(0, hit.start() - REACH)) + 1
            end = text.find(" ", hit.end() + REACH)
            if marks := _marks(text[start : end if end > 0 else len(text)], wanted):
                return [Span(mark.start + start, mark.end + start) for mark in marks]
    return _marks(text, wanted)


def _stand_in(text: str, wanted: Sequence[Phrase]) -> bool:
    """Whether one of the phrases stands in the text at all."""
    folded = f" {fold_words(text)} "
    return any(f" {' '.join(one.words)}{'' if one.prefix else ' '}" in folded for one in wanted)


def _marks(text: str, wanted: Sequence[Phrase]) -> list[Span]:
    """Where the phrases stand about the first that does, from left to right, none over another."""
    longest = max(len(one.words) for one in wanted)
    tokens = _tokens(text)
    ahead = deque(islice(tokens, longest))
    found: list[Span] = []
    while ahead and not (found and ahead[0][1] > found[0].end + AROUND):
        length = max((len(one.words) for one in wanted if _stands(one, ahead)), default=0)
        if length:
            found.append(Span(ahead[0][1], ahead[length - 1][2]))
        for _ in range(length or 1):
            ahead.popleft()
        ahead.extend(islice(tokens, longest - len(ahead)))
    return found


def _stands(phrase: Phrase, ahead: Sequence[_Token]) -> bool:
    *before, last = phrase.words
    if len(ahead) <= len(before):
        return False
    word = ahead[len(before)][0]
    if not (word.startswith(last) if phrase.prefix else word == last):
        return False
    return all(ahead[at][0] == wanted for at, wanted in enumerate(before))


def _tokens(text: str) -> Iterator[_Token]:
    """The folded words of a text with where each stands in it."""
    for run in _RUN.finditer(text):
        at = run.start()
        for word, first, last in _words_of(run.group()):
            yield word, at + first, at + last


@lru_cache(maxsize=50_000)
def _words_of(run: str) -> tuple[_Token, ...]:
    """The folded words of what stands between white space; texts use few of them, and often."""
    found: list[_Token] = []
    word, first, last = "", 0, 0
    for at, letter in enumerate(run):
        for part in fold_letter(letter):
            if part != " ":
                first = first if word else at
                word, last = word + part, at + 1
            elif word:
                found.append((word[:LONGEST], first, last))
                word = ""
    if word:
        found.append((word[:LONGEST], first, last))
    return tuple(found)


def _around(place: str, text: str, marks: Sequence[Span]) -> Snippet:
    """The text about the first mark, cut between words; an ellipsis says where it goes on."""
    first = marks[0]
    start, end = max(0, first.start - AROUND), min(len(text), first.end + AROUND)
    if start:
        start += len(text[start : first.start].partition(" ")[0]) + 1
        start = min(start, first.start)
    if end < len(text):
        end = first.end + len(text[first.end : end].rpartition(" ")[0])
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    return Snippet(
        place=place,
        text=before + text[start:end] + after,
        marks=tuple(
            Span(mark.start + shift, mark.end + shift) for mark in marks if mark.end <= end
        ),
    )
