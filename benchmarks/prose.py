"""Invented articles word by word, with frequencies as in real text, and where their bodies stand.

Words follow Mandelbrot's law (An informational theory of the statistical structure of language,
1953): the r-th commonest has a frequency of 1 / (r + 2.7)^1.05. The first hundred are those of
English, the next the field's, the rest are made of syllables.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

import numpy as np
from numpy.typing import NDArray

from commissioning.register import Register

Numbers = NDArray[np.int64]

WORDS = 40_000
BODIES = 900
# How many articles have the phrase in their text, of 1.
PHRASES = {
    "the commissioning budget": 0.1,
    "clinical leadership": 0.03,
    "any willing provider": 0.02,
    "a listening exercise": 0.005,
    "the purse strings": 0.001,
}
_COMMON = (
    "the of to and a in that is for on was with as be by it at are from have this not will has or "
    "they but an said which were more been their who would one about had we its than all there can "
    "also new out up when if what our some other into so could over after now only time people two "
    "year should first many between years such these no them then how most where may because "
    "even he she his her my i you do did does made make those under last much against any through "
    "before must own well while still being both each us your since very"
).split()
_FIELD = (
    "nhs health care commissioning patients services gps practices trust primary budget board "
    "local doctors government bill reform consortia hospital groups community clinical minister "
    "plans reforms chief executive public competition private sector choice quality cost managers "
    "nurses council transition pace white paper authority providers contract funding savings staff "
    "evidence consultation leadership national pathway referral waiting mental social integrated "
    "chair spokesman committee members accountability conflict interest ballot support oppose"
).split()
_ONSETS = "b br c ch cl d dr f fl g gl gr h j k l m n p pl pr qu r s sh sl st t th tr v w".split()
_NUCLEI = ("a", "e", "i", "o", "u", "ea", "ou", "ai")
_CODAS = ("n", "l", "r", "st", "m", "ck", "nd", "ss", "t", "ge", "ve", "y")
_GIVEN = "Ada Bram Cora Dov Edda Finn Greta Hal Ines Jory Kit Lark Mina Ned Orla Pax".split()
_FAMILY = "Alder Birch Cedar Dogwood Elm Fir Gorse Hazel Ivywood Juniper Larchfield Maple".split()
_PLACES = "Ashby Brook Combe Dale Eaves Ford Garth Holt Inge Knoll Leigh Marsh Ness Over".split()
NAMES = tuple(
    f"Dr {given} {family}{place.lower()}"
    for given, family, place in product(_GIVEN, _FAMILY, _PLACES)
)
_SENTENCE = 18
_SPELL = 4  # years for which a body has the same speakers
_FIRST, _LAST = 1, 2  # added up: which form a word has where it stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A body's name in a text: the body by its place in the prose's list, and the span."""

    body: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence in quotation marks: who says it for which body, and the span between them."""

    body: int
    speaker: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A text with what stands where in it; offsets are code points."""

    text: str
    named: tuple[Named, ...]
    said: tuple[Said, ...]


class Prose:
    """Writes texts; `bodies` are the slugs of those that it names, the seldom ones last.

    National ones come first, and those with many aliases: they are the much named ones.
    """

    def __init__(self, register: Register) -> None:
        aliases = Counter(alias.organisation for alias in register.aliases)
        ranked = sorted(
            register.organisations.values(),
            key=lambda body: (body.ods_code is not None, -aliases[body.slug], body.slug),
        )[:BODIES]
        self.bodies = tuple(body.slug for body in ranked)
        self._bodies_from = WORDS
        self._phrases_from = WORDS + 2 * len(ranked)
        words = [
            *_vocabulary(),
            *(name for body in ranked for name in (body.short_name, body.name)),
            *PHRASES,
        ]
        self._forms = np.array(
            [form for word in words for form in _forms(word)], dtype=np.object_
        ).reshape(-1, 4)
        self._sizes = np.array([len(word) for word in words])
        self._words = shares(WORDS, 3.7, 1.05)
        self._popular = shares(len(ranked), 3.0)

    def some_bodies(self, chance: np.random.Generator, many: int) -> Numbers:
        """Bodies by chance, some far more often than others."""
        return np.searchsorted(self._popular, chance.random(many))

    def write(
        self,
        chance: np.random.Generator,
        lengths: Numbers,
        years: Sequence[int],
        *,
        named: float = 0.0,
        said: float = 0.0,
    ) -> list[Piece]:
        """A text of each length in words, in which so many bodies are named and quoted on average.

        `years` says when each was written: a body's speakers change.
        """
        ends = np.cumsum(lengths)
        starts = ends - lengths
        words = np.searchsorted(self._words, chance.random(int(ends[-1])))
        last = chance.random(len(words)) < 1 / _SENTENCE
        last[ends - 1] = True
        first = np.roll(last, 1)
        self._put_phrases(chance, words, starts, lengths)
        owners, places = self._put_bodies(chance, words, starts, lengths, named)
        tokens: list[str] = self._forms[words, first * _FIRST + last * _LAST].tolist()
        quoted = self._quote(chance, tokens, first, last, starts, lengths, years, said)
        sizes = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
        offsets = np.cumsum(sizes + 1) - sizes - 1
        here = [
            _Place(int(owner), int(at), int(words[at]) - self._bodies_from)
            for owner, at in zip(owners, places, strict=True)
        ]
        return list(self._pieces(tokens, offsets, sizes, starts, ends, here, quoted))

    def _put_phrases(
        self, chance: np.random.Generator, words: Numbers, starts: Numbers, lengths: Numbers
    ) -> None:
        for at, share in enumerate(PHRASES.values()):
            having = np.flatnonzero(chance.random(len(starts)) < share)
            places = starts[having] + (chance.random(len(having)) * lengths[having]).astype(int)
            words[places] = self._phrases_from + at

    def _put_bodies(
        self,
        chance: np.random.Generator,
        words: Numbers,
        starts: Numbers,
        lengths: Numbers,
        named: float,
    ) -> tuple[Numbers, Numbers]:
        """Names bodies; gives the texts and the places in the order of the places."""
        owners = np.repeat(np.arange(len(starts)), chance.poisson(named, len(starts)))
        places = starts[owners] + (chance.random(len(owners)) * lengths[owners]).astype(int)
        places, kept = np.unique(places, return_index=True)
        forms = chance.integers(0, 2, len(places))
        words[places] = self._bodies_from + 2 * self.some_bodies(chance, len(places)) + forms
        return owners[kept], places

    def _quote(
        self,
        chance: np.random.Generator,
        tokens: list[str],
        first: NDArray[np.bool_],
        last: NDArray[np.bool_],
        starts: Numbers,
        lengths: Numbers,
        years: Sequence[int],
        said: float,
    ) -> list["_Quoted"]:
        """Puts sentences into quotation marks and says whose they are."""
        owners = np.repeat(np.arange(len(starts)), chance.poisson(said, len(starts)))
        places = starts[owners] + (chance.random(len(owners)) * lengths[owners]).astype(int)
        heads, tails = np.flatnonzero(first), np.flatnonzero(last)
        sentences, kept = np.unique(
            np.searchsorted(heads, places, side="right") - 1, return_index=True
        )
        bodies = self.some_bodies(chance, len(kept))
        voices = chance.geometric(0.5, len(kept))
        found = []
        for sentence, at, body, voice in zip(sentences, kept, bodies, voices, strict=True):
            owner, head, tail = int(owners[at]), int(heads[sentence]), int(tails[sentence])
            speaker = _speaker(int(body), years[owner], int(voice))
            after = f"” said {speaker}."
            tokens[head] = f"“{tokens[head]}"
            tokens[tail] += after
            found.append(_Quoted(owner, head, tail, int(body), speaker, len(after)))
        return found

    def _pieces(
        self,
        tokens: list[str],
        offsets: Numbers,
        sizes: Numbers,
        starts: Numbers,
        ends: Numbers,
        named: list["_Place"],
        quoted: list["_Quoted"],
    ) -> Iterator[Piece]:
        marked = {one.head for one in quoted}
        bodies, quotes = iter(named), iter(quoted)
        next_body, next_quote = next(bodies, None), next(quotes, None)
        for text, (start, end) in enumerate(zip(starts, ends, strict=True)):
            origin = int(offsets[start])
            here, said = [], []
            while next_body is not None and next_body.text == text:
                place = int(offsets[next_body.at]) - origin + (next_body.at in marked)
                size = int(self._sizes[self._bodies_from + next_body.form])
                here.append(Named(body=next_body.form // 2, start=place, end=place + size))
                next_body = next(bodies, None)
            while next_quote is not None and next_quote.text == text:
                tail = next_quote.tail
                said.append(
                    Said(
                        body=next_quote.body,
                        speaker=next_quote.speaker,
                        start=int(offsets[next_quote.head]) - origin + 1,
                        end=int(offsets[tail] + sizes[tail]) - origin - next_quote.after,
                    )
                )
                next_quote = next(quotes, None)
            yield Piece(text=" ".join(tokens[start:end]), named=tuple(here), said=tuple(said))


@dataclass(frozen=True, slots=True)
class _Place:
    """The token `at` of a text names a body; its form is twice the body's number, or one more."""

    text: int
    at: int
    form: int


@dataclass(frozen=True, slots=True)
class _Quoted:
    """The tokens from `head` to `tail` are quoted; `after` letters behind tell who says them."""

    text: int
    head: int
    tail: int
    body: int
    speaker: str
    after: int


def _vocabulary() -> list[str]:
    """The commonest first; the shorter, the commoner."""
    known = dict.fromkeys([*_COMMON, *_FIELD])
    syllables = [a + b + c for a, b, c in product(_ONSETS, _NUCLEI, _CODAS)]
    drawn = np.random.default_rng(1).integers(0, len(syllables), (2 * WORDS, 3)).tolist()
    made = (
        "".join(syllables[one] for one in draw[: 1 + min(2, rank // 1_000)])
        for rank, draw in enumerate(drawn)
    )
    fresh = (word for word in dict.fromkeys(made) if word not in known)
    return [*known, *islice(fresh, WORDS - len(known))]


def _forms(word: str) -> tuple[str, str, str, str]:
    """The word in a sentence, as its first, as its last, and alone."""
    capital = word[:1].upper() + word[1:]
    return word, capital, f"{word}.", f"{capital}."


def shares(many: int, shift: float, power: float = 1.0) -> NDArray[np.float64]:
    """Cumulated shares that fall with the rank, as 1 / (rank + shift)^power; the last is 1."""
    weights: NDArray[np.float64] = (np.arange(many, dtype=np.float64) + shift) ** -power
    sums: NDArray[np.float64] = np.cumsum(weights)
    sums /= sums[-1]
    return sums


def _speaker(body: int, year: int, voice: int) -> str:
    """One of a body's speakers in a year; the higher the number, the seldomer is the voice."""
    return NAMES[(body * 389 + year // _SPELL * 97 + voice * 31) % len(NAMES)]
