"""Linear models over named features: what is learned, as weights by name; not the learning."""

from collections.abc import Mapping
from math import exp, log

Weights = Mapping[str, float]

BIAS = "bias"


def score(weights: Weights, features: Mapping[str, float]) -> float:
    """The weighted sum; a feature without a weight counts nothing."""
    total = weights.get(BIAS, 0.0)
    for name, value in features.items():
        if value:
            total += weights.get(name, 0.0) * value
    return total


def probability(weights: Weights, features: Mapping[str, float]) -> float:
    """The chance between 0 and 1 that a yes-or-no model gives."""
    value = max(-30.0, min(30.0, score(weights, features)))
    return 1 / (1 + exp(-value))


def chances(classes: Mapping[str, Weights], features: Mapping[str, float]) -> dict[str, float]:
    """The chance of each class; together they are 1."""
    scores = {name: score(weights, features) for name, weights in classes.items()}
    top = max(scores.values())
    powers = {name: exp(value - top) for name, value in scores.items()}
    whole = sum(powers.values())
    return {name: power / whole for name, power in powers.items()}


def log_odds(chance: float) -> float:
    """The logarithm of a chance's odds; of what is certain, that of a millionth less."""
    kept = min(max(chance, 1e-6), 1 - 1e-6)
    return log(kept / (1 - kept))
