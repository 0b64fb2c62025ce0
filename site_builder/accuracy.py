"""The measured accuracy, as `digest evaluate --figures` wrote it; nothing here is set by hand."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from commissioning.domain.ledger import SHOWN, SURE
from site_builder import words

FIGURES = (
    ("Whether an article is about commissioning", "relevance"),
    ("Bodies, by article", "organisations"),
    ("Direct quotations with their speaker", "quotations.direct.attributed"),
    ("Reported speech with its speaker", "quotations.indirect.attributed"),
    ("Positions: holder and question", "stances"),
    ("Positions: holder, question and side", "stances.labelled"),
)
_BY_KIND = ("organisations", "quotations.direct.attributed", "stances", "stances.labelled")
_NEAR = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share, 0 to 1, with the ends of its 95% interval where they were reckoned."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How much of what was found is right, how much of what is there was found, and both in one."""

    name: str
    precision: Share
    recall: Share
    f1: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """F1 on the articles of one kind: bodies, quotations, positions, positions with the side."""

    name: str
    articles: int
    f1: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What is said of a stretch of confidence, and how often it was right.

    right   of a hundred such positions that were labelled; None where it was not measured
    among   how many of them were labelled
    """

    said: str
    low: float
    high: float
    shown: str
    right: int | None
    among: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """All that was measured, on how many articles, when and with which tagger."""

    measured: date
    articles: int
    tagger: str
    figures: tuple[Figure, ...]
    side: Share
    kinds: tuple[Kind, ...]
    bands: tuple[Band, ...]


@cache
def measured() -> Mapping[str, Any]:
    """The file as it is."""
    text = files("site_builder").joinpath("accuracy.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


def accuracy(found: Mapping[str, Any]) -> Accuracy:
    """What the file holds; intervals, kinds and bands only where it has them."""
    whole = found.get("whole", {})
    return Accuracy(
        measured=date.fromisoformat(found["measured"]),
        articles=found["articles"],
        tagger=found.get("tagger", ""),
        figures=tuple(
            _figure(name, whole.get("figures", {}).get(key) or found[key]) for name, key in FIGURES
        ),
        side=_share(whole.get("side") or found["stances.label_accuracy"]),
        kinds=tuple(
            Kind(
                name=kind["name"],
                articles=kind["articles"],
                f1=tuple(_share(kind["figures"][key]["f1"]) for key in _BY_KIND),
            )
            for kind in found.get("kinds", ())
        ),
        bands=tuple(_bands(found.get("bins", ()))),
    )


def _figure(name: str, found: Mapping[str, Any]) -> Figure:
    return Figure(
        name=name,
        precision=_share(found["precision"]),
        recall=_share(found["recall"]),
        f1=_share(found["f1"]),
    )


def _share(found: Mapping[str, float] | float) -> Share:
    if isinstance(found, Mapping):
        return Share(value=found["value"], low=found.get("low"), high=found.get("high"))
    return Share(value=found)


def _bands(bins: Sequence[Mapping[str, Any]]) -> Iterator[Band]:
    limits = (
        (words.CERTAIN, 1.0, "sure", "filled, ‘supports’"),
        (words.FAIRLY, words.CERTAIN, "fairly sure", "filled, ‘supports’"),
        (SURE, words.FAIRLY, "not very sure", "filled, ‘supports’"),
        (SHOWN, SURE, "unsure, not counted", "hollow, ‘may support’"),
        (0.0, SHOWN, "–", "not shown"),
    )
    for low, high, said, shown in limits:
        within = [b for b in bins if b["low"] >= low - _NEAR and b["high"] <= high + _NEAR]
        among = sum(b["stances"] for b in within)
        right = sum(b["stances"] * b["right"] for b in within)
        yield Band(
            said=said,
            low=low,
            high=high,
            shown=shown,
            right=round(100 * right / among) if among else None,
            among=among,
        )
