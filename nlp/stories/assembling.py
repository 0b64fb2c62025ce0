"""Stories out of articles: weighs pairs, and groups those that tell of one event."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import numpy as np

from nlp.models.linear import Weights, probability
from nlp.stories.articles import Read
from nlp.stories.background import Background, load_background
from nlp.stories.clustering import cluster
from nlp.stories.evidence import Evidence, Features
from nlp.stories.pool import WINDOW, Pool

_FILE = "weights.json"
_ALIKE = 0.12
_KIN = 0.25
STAY = 0.05

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """How evidence is weighed, and from which mean chance on two groups are one story."""

    weights: Weights
    threshold: float = 0.5


@cache
def load_model() -> Model:
    """The one that comes with the product."""
    held = json.loads(files("nlp.stories").joinpath(_FILE).read_text("utf-8"))
    return Model(weights=held)


def save_model(model: Model, folder: Path) -> None:
    """Leave a model's weights in a folder."""
    text = json.dumps(model.weights, indent=1, sort_keys=True)
    (folder / _FILE).write_text(text + "\n", "utf-8")


class Pairs:
    """Articles of some weeks and what speaks for two of them being of one story, or against it.

    They are given by their places in `reads`.
    """

    def __init__(self, reads: Sequence[Read], background: Background | None = None) -> None:
        self.reads = reads
        self.evidence = Evidence(Pool(reads, background or load_background()))
        self._forbidden: dict[Pair, bool] = {}

    @cached_property
    def features(self) -> dict[Pair, Features]:
        """The features of each pair that has something in common, the smaller place first."""
        pool = self.evidence.pool
        near = (pool.likeness >= _ALIKE) | (pool.far_kinship >= _KIN)
        near &= np.abs(pool.days[:, None] - pool.days[None, :]) <= WINDOW
        pairs = [(one, other) for one, other in np.argwhere(np.triu(near, 1)).tolist()]
        return {pair: self.evidence.features(*pair) for pair in pairs}

    def forbids(self, one: int, other: int) -> bool:
        """Whether the two must not stand in one story."""
        pair = _pair(one, other)
        if pair not in self._forbidden:
            self._forbidden[pair] = self.evidence.forbids(*pair)
        return self._forbidden[pair]


class Weighed:
    """The same, with the chance of each pair to be of one story.

    What was `together` before has a little more of it, so that stories do not waver.
    """

    def __init__(
        self,
        pairs: Pairs,
        model: Model | None = None,
        *,
        together: Iterable[Sequence[int]] = (),
    ) -> None:
        self.pairs = pairs
        self._model = model or load_model()
        stays = {pair for group in together for pair in combinations(sorted(group), 2)}
        self._chances = {
            pair: probability(self._model.weights, features) + STAY * (pair in stays)
            for pair, features in pairs.features.items()
        }

    def chance(self, one: int, other: int) -> float:
        """The chance of a pair; 0 where it has nothing in common."""
        return self._chances.get(_pair(one, other), 0.0)

    def assemble(self, groups: Sequence[Sequence[int]] | None = None) -> list[list[int]]:
        """The stories, each with its places in rising order, by their first.

        groups  what is together already: stories of before, each other article alone; what is in
                none is looked at for comparison only. An article and its copies are put together
                in any case.
        """
        before = groups if groups is not None else [[at] for at in range(len(self.pairs.reads))]
        known = {at for group in before for at in group}
        chances = {pair: chance for pair, chance in self._chances.items() if known.issuperset(pair)}
        return cluster(
            self._with_copies(before), chances, self.pairs.forbids, self._model.threshold
        )

    def _with_copies(self, groups: Iterable[Sequence[int]]) -> list[list[int]]:
        """The groups, but together those that have an article and a copy of it."""
        found: dict[int, list[int]] = {}
        homes: dict[int, int] = {}
        for number, group in enumerate(groups):
            texts = {text for at in group for text in _texts(self.pairs.reads[at])}
            joined = list(group)
            for home in sorted({homes[text] for text in texts if text in homes}):
                joined += found.pop(home)
            found[number] = joined
            for at in joined:
                homes |= dict.fromkeys(_texts(self.pairs.reads[at]), number)
        return list(found.values())


def _texts(read: Read) -> list[int]:
    """The article, and the one that it is a copy of."""
    original = read.piece.copy_of
    return [read.piece.id] if original is None else [read.piece.id, original]


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)
