"""What speaks for two articles telling of one event, and what forbids it."""

from collections.abc import Mapping
from math import sqrt

from nlp.stories.marks import apart, same_frame
from nlp.stories.pool import Pool

_RARE = 0.62
_RARE_PLACE = 0.45
_TITLED = 2.0
_NEXT_DAY = 0.75
_NAMED = 0.3
_PLACES = ((2.0, 0.15), (3.0, 0.3), (4.0, 0.45))
_BODIES = ((3.0, 0.3),)

Features = dict[str, float]
Subjects = Mapping[str, float]


class Evidence:
    """Looks at pairs of a pool's articles, which are given by their places in it."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._places: dict[int, dict[str, float]] = {}

    def features(self, one: int, other: int) -> Features:
        """What is weighed of a pair, each from 0 to about 1.

        kinship, far  whether they are like the same others, and kin of the same others; less where
                      few others were published in those weeks
        likeness      what they have in common
        number        the rarest number in both
        """
        company = min(self.pool.company[one], self.pool.company[other])
        return {
            "kinship": float(self.pool.kinship[one, other] * company),
            "far": float(self.pool.far_kinship[one, other] * company),
            "likeness": float(self.pool.likeness[one, other]),
            "number": self._number(one, other),
        }

    def forbids(self, one: int, other: int) -> bool:
        """Whether the two must not stand in one story, however alike they are."""
        first, second = self.pool.reads[one], self.pool.reads[other]
        if first.marks.round_up or second.marks.round_up or apart(first.marks, second.marks):
            return True
        return (
            self._is_series(one, other)
            or self._only_column(one, other)
            or self._only_author(one, other)
            or _differ(self.places(one), self.places(other), _PLACES)
            or _differ(first.bodies, second.bodies, _BODIES)
        )

    def places(self, at: int) -> Subjects:
        """The places that an article is about, by how often and how prominently."""
        if at not in self._places:
            self._places[at] = self._places_of(at)
        return self._places[at]

    def _is_series(self, one: int, other: int) -> bool:
        """Whether an outlet gave both one headline, but for dates, on different days."""
        first, second = self.pool.reads[one], self.pool.reads[other]
        gap = abs(float(self.pool.days[one] - self.pool.days[other]))
        return (
            first.piece.source == second.piece.source
            and gap >= _NEXT_DAY
            and same_frame(first.marks, second.marks)
        )

    def _only_column(self, one: int, other: int) -> bool:
        """Whether one is a column that shares no rare name with the other."""
        if not (self.pool.reads[one].marks.column or self.pool.reads[other].marks.column):
            return False
        shared = self.pool.vectors[one].keys() & self.pool.vectors[other].keys()
        return not any(self.pool.is_name(term) and self._is_rare(term) for term in shared)

    def _only_author(self, one: int, other: int) -> bool:
        """Whether one is on one of two papers, and may share no more with the other than a body."""
        if not (self.pool.reads[one].marks.one_of_two or self.pool.reads[other].marks.one_of_two):
            return False
        headlines = max(self._headline_in(one, other), self._headline_in(other, one))
        return headlines < _NAMED and self._number(one, other) < _RARE

    def _places_of(self, at: int) -> dict[str, float]:
        pool = self.pool
        words, bag = pool.reads[at].words, pool.bags[at]
        return {
            term: times + _TITLED * (term in words.headline) + (term in bag.opening)
            for term, times in bag.times.items()
            if pool.is_place(term)
            and term not in words.persons
            and pool.is_name(term)
            and pool.background.rarity(term) >= _RARE_PLACE
        }

    def _is_rare(self, term: str) -> bool:
        return self.pool.weight(term) >= _RARE

    def _number(self, one: int, other: int) -> float:
        shared = self.pool.vectors[one].keys() & self.pool.vectors[other].keys()
        return max((self.pool.weight(term) for term in shared if term[0] == "#"), default=0.0)

    def _headline_in(self, one: int, other: int) -> float:
        times = self.pool.bags[other].times
        weights = [
            (self.pool.weight(term), term in times)
            for term in sorted(self.pool.reads[one].words.headline)
        ]
        whole = sum(weight for weight, _ in weights)
        return sum(weight for weight, stands in weights if stands) / (whole or 1.0)


def _differ(one: Subjects, other: Subjects, bounds: tuple[tuple[float, float], ...]) -> bool:
    """Whether each has a main subject of some weight, and they share too little of them.

    `bounds` are weights that the lesser of the main ones must have, each with the least cosine.
    """
    main = min(max(one.values(), default=0.0), max(other.values(), default=0.0))
    if main < bounds[0][0]:
        return False
    shared = sum(weight * other.get(term, 0.0) for term, weight in one.items())
    lengths = [sqrt(sum(weight * weight for weight in held.values())) for held in (one, other)]
    return any(
        main >= weight and shared < least * lengths[0] * lengths[1] for weight, least in bounds
    )
