"""Labelled phrases and where they stand in a text: one pass over its words, whatever their number.

A phrase is words in lower case without hyphens or possessives; `word*` is a beginning, `a|b` a
choice, `~` up to five words in between, none of them a negation. A sum of money is one word:
'£bn', '£m' or '£'.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Label = tuple[str, str]
_Entry = tuple[Label, tuple["_Part", ...]]

_WORD = re.compile(r"(?P<money>£\d[\d.,]*)(?P<unit>bn|m)?\b|[^\W_]+(?:['’][^\W_]+)?%?")
_GAP = "~"
_REACH = 6
_STEM = 3
_NEGATIONS = frozenset({"not", "no", "never", "nor", "cannot", "without", "hardly"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word in lower case, without its possessive, and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its label (subject and kind) and its characters, end exclusive."""

    label: Label
    start: int
    end: int


def words_of(text: str) -> tuple[Word, ...]:
    """The words of `text` in order, with character offsets."""
    return tuple(Word(_normal(match), match.start(), match.end()) for match in _WORD.finditer(text))


def _normal(match: re.Match[str]) -> str:
    if match["money"]:
        return "£" + (match["unit"] or "")
    word = match.group().lower().replace("’", "'")
    return word.removesuffix("'s")


@dataclass(frozen=True, slots=True)
class _Part:
    """One place of a phrase: what may stand there, and whether words may come before it."""

    exact: frozenset[str]
    stems: tuple[str, ...]
    loose: bool

    def fits(self, word: str) -> bool:
        return word in self.exact or (bool(self.stems) and word.startswith(self.stems))


def _parts(phrase: str) -> tuple[_Part, ...]:
    parts, loose = [], False
    for piece in phrase.split():
        if piece == _GAP:
            loose = True
            continue
        choices = piece.split("|")
        stems = tuple(choice[:-1] for choice in choices if choice.endswith("*"))
        if any(len(stem) < _STEM for stem in stems):
            raise ValueError(f"a beginning has {_STEM} letters or more: {phrase!r}")
        exact = frozenset(choice for choice in choices if not choice.endswith("*"))
        parts.append(_Part(exact, stems, loose))
        loose = False
    if not parts or parts[0].loose or loose:
        raise ValueError(f"not a phrase: {phrase!r}")
    return tuple(parts)


class Lexicon:
    """Many phrases, found together. `entries` are (label, phrase)."""

    def __init__(self, entries: Iterable[tuple[Label, str]]) -> None:
        self._exact: dict[str, list[_Entry]] = {}
        self._stems: dict[str, list[_Entry]] = {}
        for label, phrase in entries:
            parts = _parts(phrase)
            for word in parts[0].exact:
                self._exact.setdefault(word, []).append((label, parts))
            for key in {stem[:_STEM] for stem in parts[0].stems}:
                self._stems.setdefault(key, []).append((label, parts))

    def find(self, words: Sequence[Word]) -> tuple[Hit, ...]:
        """Every phrase in `words`, by where it starts; overlapping ones are all there."""
        return tuple(self._found(words))

    def _found(self, words: Sequence[Word]) -> Iterator[Hit]:
        for place, word in enumerate(words):
            text = word.text
            for label, parts in self._exact.get(text, ()):
                last = _last(parts, words, place)
                if last is not None:
                    yield Hit(label, word.start, words[last].end)
            for label, parts in self._stems.get(text[:_STEM], ()):
                if text.startswith(parts[0].stems) and text not in parts[0].exact:
                    last = _last(parts, words, place)
                    if last is not None:
                        yield Hit(label, word.start, words[last].end)


def _last(parts: tuple[_Part, ...], words: Sequence[Word], place: int) -> int | None:
    """The place of a phrase's last word, its first being at `place`; None where it is not there."""
    for part in parts[1:]:
        reach = _REACH if part.loose else 1
        for following in range(place + 1, min(place + 1 + reach, len(words))):
            text = words[following].text
            if part.fits(text):
                place = following
                break
            if text in _NEGATIONS or text.endswith("n't"):
                return None
        else:
            return None
    return place


def within(hits: Sequence[Hit], start: int, end: int) -> tuple[Hit, ...]:
    """The hits, sorted by start, that lie wholly between two characters."""
    first = bisect_left(hits, start, key=lambda hit: hit.start)
    last = bisect_left(hits, end, lo=first, key=lambda hit: hit.start)
    return tuple(hit for hit in hits[first:last] if hit.end <= end)
