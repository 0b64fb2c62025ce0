"""The register's surface forms as a trie over words: the longest match at every place of a text."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from unicodedata import normalize

from commissioning.domain.facts import Alias, Organisation
from commissioning.register import Register

# A letter with a combining mark is one letter, and not the bare one.
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_ALONE = frozenset({"fundholders", "pathfinders", "vanguards"})
# Where one of them is a person, or a body that is meant by its own name, only all are a collective.
_NEVER_ONE = frozenset(
    "gps nurses hospital-consultants nhs-managers think-tanks royal-colleges nhs-trusts"
    " health-unions private-providers".split()
)
_OF_PLACES = frozenset({"commissioner-pct", "commissioner-ccg", "commissioner-icb"})
_KIND = re.compile(
    r"\s(?:Teaching\s)?(?:PCT|CCG|ICB|ICS|Primary Care Trust|Clinical Commissioning Group"
    r"|Integrated Care Board|Integrated Care System)$",
    re.IGNORECASE,
)
# Words that lose their capital beside an acronym: 'the GP committee'.
_PARTS = frozenset({"committee", "council", "conference", "network", "board"})
_ACRONYM = 4
_PLACE_WORDS = 9
_GAP = re.compile(r"(?:[ \u00a0]{0,2}(?:&|and|-|–|,|/|\.)?[ \u00a0]{0,2}|['’][ \u00a0]?|\. ?)")


@dataclass(frozen=True, slots=True)
class Match:
    """A surface found: its characters (end exclusive) and the aliases that are written so."""

    start: int
    end: int
    aliases: tuple[Alias, ...]


@dataclass(slots=True)
class _Node:
    following: dict[str, "_Node"] = field(default_factory=dict)
    aliases: list[Alias] = field(default_factory=list)


def singular(surface: str) -> str | None:
    """One of a collective: 'integrated care board'; None where one word would say too little."""
    head, _, last = surface.rpartition(" ")
    if last.endswith("consortia"):
        return f"{head} {last[:-1]}um".strip()
    if last.endswith("ies") and head:
        return f"{head} {last[:-3]}y"
    plural = last.endswith("s") and not last.endswith(("ss", "ics"))
    if plural and (head or last in _ALONE):
        return f"{head} {last[:-1]}".strip()
    return None


def _places(register: Register) -> Mapping[str, tuple[Organisation, ...]]:
    """The commissioners by the places in their names, in lower case."""
    found: defaultdict[str, dict[str, Organisation]] = defaultdict(dict)
    for alias in register.aliases:
        body = register.organisations[alias.organisation]
        if not alias.ambiguous and body.type in _OF_PLACES:
            place = _KIND.sub("", alias.surface.removeprefix("NHS ")).strip()
            if place != alias.surface:
                found[place.casefold()][body.slug] = body
    return {place: tuple(bodies.values()) for place, bodies in found.items()}


class Surfaces:
    """All the surfaces of a register, found in one pass over a text's words.

    `places` are its commissioners by the places in their names, `place_words` these names' first
    words, all in lower case.

    Typography and, for names, the case of small words do not matter; where the register writes a
    capital the text must have one too, except in a collective's name ('GP Consortia').
    """

    def __init__(self, register: Register) -> None:
        self._root = _Node()
        self._collectives = frozenset(
            slug for slug, body in register.organisations.items() if body.type == "collective"
        )
        bodies = self._collectives - _NEVER_ONE
        for alias in register.aliases:
            self._add(alias)
            if alias.organisation in bodies and (one := singular(alias.surface)):
                self._add(replace(alias, surface=one))

        self.places = _places(register)
        self.place_words = frozenset(place.split()[0] for place in self.places)

    def _add(self, alias: Alias) -> None:
        node = self._root
        for word in _WORD.findall(alias.surface):
            node = node.following.setdefault(word.casefold(), _Node())
        node.aliases.append(alias)

    def places_in(self, text: str) -> Iterator[tuple[int, tuple[Organisation, ...]]]:
        """Where a place is named, the longest first, with all the commissioners called after it."""
        words = tuple(_WORD.finditer(text))
        done = 0
        for at, word in enumerate(words):
            if at < done or word.group().casefold() not in self.place_words:
                continue
            for last in range(min(at + _PLACE_WORDS, len(words)) - 1, at - 1, -1):
                written = text[word.start() : words[last].end()]
                if written[0].isupper() and (bodies := self.places.get(written.casefold())):
                    yield word.start(), bodies
                    done = last + 1
                    break

    def find(self, text: str) -> Iterator[Match]:
        """The longest matches from left to right; they do not overlap.

        One that runs into a longer one gives way: 'the Foundation' to 'Foundation Trust Network'.
        """
        words = tuple(_WORD.finditer(text))
        at = 0
        while at < len(words):
            found = self._longest(text, words, at)
            if found is None:
                at += 1
            elif (later := self._longer(text, words, at, found[0])) is not None:
                at = later
            else:
                last, match = found
                yield match
                at = last + 1

    def _longer(self, text: str, words: Sequence[re.Match[str]], at: int, last: int) -> int | None:
        """Where in a match of words `at` to `last` a match of more words begins and ends later."""
        for place in range(at + 1, last + 1):
            found = self._longest(text, words, place)
            if found is not None and found[0] > last and found[0] - place > last - at:
                return place
        return None

    def _longest(
        self, text: str, words: Sequence[re.Match[str]], at: int
    ) -> tuple[int, Match] | None:
        node, best = self._root, None
        for place in range(at, len(words)):
            word = words[place]
            if place > at and not _GAP.fullmatch(text, words[place - 1].end(), word.start()):
                break
            following = node.following.get(_composed(word.group()).casefold())
            if following is None:
                break
            node = following
            written = text[words[at].start() : word.end()]
            fitting = tuple(alias for alias in node.aliases if self._fits(alias, written))
            if fitting:
                best = place, Match(words[at].start(), word.end(), fitting)
        return best

    def _fits(self, alias: Alias, written: str) -> bool:
        """Whether the capitals of a text's words agree with those of the register's surface."""
        words = _WORD.findall(alias.surface)
        loose = alias.organisation in self._collectives
        shown = any(map(_is_acronym, words))
        for mine, theirs in zip(words, _WORD.findall(_composed(written)), strict=True):
            if _is_acronym(mine):
                if mine != theirs and not (len(mine) > _ACRONYM and theirs == mine.capitalize()):
                    return False
            elif loose or not mine[0].isupper() or theirs[0].isupper():
                continue
            elif not shown or theirs not in _PARTS:
                return False
        return True


def _composed(word: str) -> str:
    return word if word.isascii() else normalize("NFC", word)


def _is_acronym(word: str) -> bool:
    return sum(map(str.isupper, word)) > 1
