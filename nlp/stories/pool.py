"""Articles of some weeks side by side: how rare their terms are, how near they are to each other.

Nearness is of two kinds. *Likeness* is what two articles have in common. *Kinship* is whether they
are like the same others: it tells reports of one event, in other words, from two events of a kind.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import combinations
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from commissioning.domain.stories import Piece
from nlp.stories.articles import Read
from nlp.stories.background import Background

Matrix = NDArray[np.float32]

WINDOW = 60.0
FADE = 90.0
LEAD = 32
_BEYOND = 0.7
_TITLED = 0.5
_OWN_OUTLET = 0.7
_PRIOR = 300
_LONE = 40  # articles here among which a term of one alone weighs half
_FLOOR = 0.05
_CHUNK = 2048
_DAY = 86400.0
_A_PLACE = 1.0
_MONTH = 30.0
_PAIR, _COMPANY = 2, 6
_COPIES = 20
_MOST_OF = 0.75


class Bag:
    """An article's terms without those of background sentences.

    times    how often each stands in headline and text
    early    those of headline and lead
    opening  those of headline and first sentence
    """

    __slots__ = ("early", "opening", "times")

    def __init__(self, read: Read, background_sentences: set[int]) -> None:
        self.times: Counter[str] = Counter(read.words.headline)
        self.early: set[str] = set(read.words.headline)
        self.opening: set[str] = set(read.words.headline)
        met = 0
        for sentence in read.words.sentences:
            if sentence.key in background_sentences:
                continue
            self.times.update(sentence.terms)
            if met == 0:
                self.opening.update(sentence.terms)
            if met < LEAD:
                self.early.update(sentence.terms)
            met += len(sentence.terms)


class Pool:
    """Articles side by side, in the order given."""

    def __init__(self, reads: Sequence[Read], background: Background) -> None:
        self.reads = reads
        self.background = background
        printed = _printed_again(reads)
        self.bags = [Bag(read, printed) for read in reads]
        self.usual: Counter[str] = Counter()
        for bag in self.bags:
            self.usual.update(bag.times.keys())
        self._weights: dict[str, float] = {}
        self.vectors = [self._vector(read, bag) for read, bag in zip(reads, self.bags, strict=True)]
        self.days = np.array([read.piece.published.timestamp() / _DAY for read in reads])

    def weight(self, term: str) -> float:
        """How much it says that two articles share the term: 0 to about 1."""
        found = self._weights.get(term)
        if found is None:
            size = len(self.reads) + _PRIOR
            share = (self.usual[term] + _PRIOR * self.background.share(term)) / size
            found = self._weights[term] = max(0.0, -log(share) / log(size))
        return found

    def is_name(self, term: str) -> bool:
        """Whether it is mostly written with a capital, in the field or here."""
        capital, small = self._capitals
        large = capital[term] + self.background.capital.get(term, 0)
        whole = large + small[term] + self.background.small.get(term, 0)
        return term[0] != "#" and whole > 0 and large > 0.6 * whole

    @cached_property
    def _capitals(self) -> tuple[Counter[str], Counter[str]]:
        capital: Counter[str] = Counter()
        small: Counter[str] = Counter()
        for read in self.reads:
            capital.update(read.words.capital)
            small.update(read.words.small)
        return capital, small

    def is_place(self, term: str) -> bool:
        """Whether it looks like a place's name, in the field or here."""
        return self._place_signs[term] + self.background.places.get(term, 0.0) >= _A_PLACE

    @cached_property
    def _place_signs(self) -> defaultdict[str, float]:
        found: defaultdict[str, float] = defaultdict(float)
        for read in self.reads:
            for term, sign in read.words.places.items():
                found[term] += sign
        return found

    def _vector(self, read: Read, bag: Bag) -> dict[str, float]:
        """Weights of the terms that another article has too, here or in the field; of length 1.

        Where few articles stand here, hardly a term is in two of them: by these alone any two would
        be much alike.
        """
        headline = read.words.headline
        lone = _LONE / (len(self.reads) + _LONE)
        found = {
            term: (1 + log(times + (_TITLED if term in headline else 0.0)))
            * self.weight(term)
            * (1.0 if term in bag.early else _BEYOND)
            * (1.0 if self.usual[term] > 1 else lone)
            for term, times in bag.times.items()
            if self.usual[term] > 1 or term in self.background.usual
        }
        length = sqrt(sum(value * value for value in found.values()))
        return {term: value / length for term, value in found.items()} if length else {}

    @cached_property
    def likeness(self) -> Matrix:
        """How much two articles have in common, less the more days lie between them."""
        found = self._products()
        gaps = np.abs(self.days[:, None] - self.days[None, :])
        found *= np.exp(-np.minimum(gaps, WINDOW) / FADE)
        outlets = np.unique([read.piece.source for read in self.reads], return_inverse=True)[1]
        found[outlets[:, None] == outlets[None, :]] *= _OWN_OUTLET
        np.fill_diagonal(found, 0.0)
        return found

    def _products(self) -> Matrix:
        """The vectors' products, some thousand terms at a time."""
        terms = sorted({term for vector in self.vectors for term in vector})
        places = {term: at for at, term in enumerate(terms)}
        size = len(self.reads)
        found = np.zeros((size, size), dtype=np.float32)
        spots = [
            (row, places[term], value)
            for row, vector in enumerate(self.vectors)
            for term, value in vector.items()
        ]
        if not spots:
            return found
        rows, columns, values = (np.array(part) for part in zip(*spots, strict=True))
        for begin in range(0, len(terms), _CHUNK):
            within = (columns >= begin) & (columns < begin + _CHUNK)
            table = np.zeros((size, _CHUNK), dtype=np.float32)
            table[rows[within], columns[within] - begin] = values[within]
            found += table @ table.T
        return found

    @cached_property
    def company(self) -> Matrix:
        """From 0 to 1, whether enough was published within a month for kinship to tell anything."""
        gaps = np.abs(self.days[:, None] - self.days[None, :])
        others = (gaps <= _MONTH).sum(axis=1) - _PAIR
        near: Matrix = (others / _COMPANY).astype(np.float32)
        return np.clip(near, 0.0, 1.0)

    @cached_property
    def kinship(self) -> Matrix:
        """Whether two articles are like the same others."""
        return kin(self.likeness, 10, _FLOOR)

    @cached_property
    def far_kinship(self) -> Matrix:
        """Whether two articles are kin of the same others."""
        return kin(self.kinship, 8, 0.0)


def kin(likeness: Matrix, nearest: int, floor: float) -> Matrix:
    """How far two rows point to the same others, 0 to 1.

    Of a row counts what is above its likeness to the `nearest`-th other, and above `floor`.
    """
    size = len(likeness)
    if size < 2:
        return np.zeros_like(likeness)
    rank = min(nearest, size - 1)
    bound = np.maximum(-np.partition(-likeness, rank, axis=1)[:, rank], floor)
    over = np.maximum(likeness - bound[:, None], 0.0)
    np.fill_diagonal(over, 0.0)
    over = np.maximum(over, over.T)
    np.fill_diagonal(over, over.max(axis=1))
    lengths = np.linalg.norm(over, axis=1, keepdims=True)
    rows = over / np.where(lengths > 0, lengths, 1.0)
    found: Matrix = (rows @ rows.T).astype(np.float32)
    np.fill_diagonal(found, 0.0)
    return found


def _printed_again(reads: Sequence[Read]) -> set[int]:
    """Sentences that stand word for word in several articles that are no copies: background.

    Two that have most of one's sentences in common are copies, linked or not.
    """
    held: defaultdict[int, set[int]] = defaultdict(set)
    for at, read in enumerate(reads):
        for sentence in read.words.sentences:
            if sentence.key is not None:
                held[sentence.key].add(at)
    several = {key: sorted(places) for key, places in held.items() if len(places) > 1}
    sizes = Counter(at for places in held.values() for at in places)
    shared = Counter(
        pair for places in several.values() for pair in combinations(places[:_COPIES], 2)
    )
    copies = {
        pair for pair, times in shared.items() if times >= _MOST_OF * min(sizes[at] for at in pair)
    }
    return {
        key
        for key, places in several.items()
        if len(places) > _COPIES
        or any(
            pair not in copies and not _is_copy(*(reads[at].piece for at in pair))
            for pair in combinations(places, 2)
        )
    }


def _is_copy(one: Piece, other: Piece) -> bool:
    return bool({one.id, one.copy_of} & {other.id, other.copy_of} - {None})
