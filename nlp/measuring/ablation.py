"""What each part of the tagger adds: the figures without it, beside those with it."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.components.stances import shipped_reader
from nlp.measuring import scoring
from nlp.measuring.evaluation import Estimate, difference, tag_rows
from nlp.measuring.scoring import LABEL_ACCURACY, Row, Tally
from nlp.tagger import Part, Tagger

WHOLE = "everything"
PHRASES = "phrases alone"
FIGURES = (
    *("relevance", "organisations", "quotations.direct.attributed"),
    *("quotations.indirect.attributed", "stances", "stances.labelled", "leaning"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The tagger with something left out, and the name of the variant that has it."""

    name: str
    beside: str
    reader: bool = True
    without: frozenset[Part] = frozenset()
    weights: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a variant gives.

    f1       by figure; 'stances.label_accuracy' is how often the side is right
    change   by figure: its F1 less that of the variant that has the part
    seconds  of processor time an article
    """

    name: str
    beside: str
    f1: Mapping[str, float]
    change: Mapping[str, Estimate]
    seconds: float


def variants(own_alone: Path | None = None) -> Iterator[Variant]:
    """The whole, then without one part after the other.

    `own_alone` is a folder with the weights that fewer labelled articles give. Without the
    reader's extra there are only those that need no reader.
    """
    yield Variant(name=WHOLE, beside=WHOLE)
    for name, part in (
        ("names and offices whatever the day", Part.DAYS),
        ("nothing for 'she', 'the board', 'the college'", Part.REFERENCES),
        ("no rules of construction", Part.CONSTRUCTIONS),
    ):
        yield Variant(name=name, beside=WHOLE, without=frozenset({part}))
    if shipped_reader() is not None:
        alone = frozenset({Part.LINEAR})
        yield Variant(name="the reader alone, nothing weighed", beside=WHOLE, without=alone)
        yield Variant(name=PHRASES, beside=WHOLE, reader=False)
    if own_alone is not None:
        name = "phrases alone, learned from train.jsonl alone"
        beside = WHOLE if shipped_reader() is None else PHRASES
        yield Variant(name=name, beside=beside, reader=False, weights=own_alone)


def ablate(
    reference: Mapping[str, Row],
    make: Callable[..., Tagger],
    chosen: Iterable[Variant],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Outcome, ...]:
    """Tag the labelled articles with each variant; `beside` must come before what names it.

    `make` makes a tagger with the `reader` or not, with the `weights` of a folder, `without` parts.
    """
    ordered = tuple(chosen)
    tallies: dict[str, tuple[Tally, ...]] = {}
    outcomes = []
    for number, variant in enumerate(ordered, start=1):
        tagger = make(reader=variant.reader, weights=variant.weights, without=variant.without)
        begun = time.process_time()
        predicted = dict(tag_rows(tagger, reference.values()))
        seconds = (time.process_time() - begun) / len(reference)
        tallies[variant.name] = tuple(
            scoring.tally(gold, predicted.get(key) or {}) for key, gold in reference.items()
        )
        outcomes.append(_outcome(variant, tallies, seconds))
        if progress is not None:
            progress(number, len(ordered))
    return tuple(outcomes)


def _outcome(variant: Variant, tallies: Mapping[str, Sequence[Tally]], seconds: float) -> Outcome:
    own, other = tallies[variant.name], tallies[variant.beside]
    figures = scoring.figures(scoring.total(own))
    return Outcome(
        name=variant.name,
        beside=variant.beside,
        f1={name: figures[name]["f1"] for name in FIGURES}
        | {LABEL_ACCURACY: figures[LABEL_ACCURACY]["value"]},
        change={name: difference(other, own, name) for name in FIGURES},
        seconds=round(seconds, 3),
    )
