"""Learns the weights in `nlp/data` from labelled articles."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from commissioning.domain.tags import Quotation, QuotationKind, Span
from nlp import questions
from nlp.components import relevance
from nlp.components.stances import Case, Models, cases
from nlp.linear import BIAS, Weights
from nlp.questions import ATTITUDE, Reading
from nlp.scoring import same_holder

Matrix = NDArray[np.float64]
_STEPS = 400
_FLOOR = 1e-2
_SHRINK_ABOUT = 100.0
_SHRINK_SIDE = 600.0
_SHRINK_RELEVANCE = 2.0
_BLANKS = 15
THRESHOLD = 0.32

Row = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An article with bodies, people and quotations found, and what people read in it.

    stances  the reference's rows: holder, organisation, question, stance
    """

    doc: Doc
    on_topic: bool
    stances: tuple[Row, ...]


def as_labelled(doc: Doc, quotations: Sequence[Row]) -> Doc:
    """The Doc, with the quotations that people found in it in place of the tagger's."""
    found: list[Quotation] = []
    for row in quotations:
        start = doc.text.find(row["text"] or "")
        if start < 0 or not row["text"]:
            continue
        span = Span(start, start + len(row["text"]))
        if any(span.start < other.span.end and other.span.start < span.end for other in found):
            continue
        found.append(
            Quotation(
                span=span,
                kind=QuotationKind(row["kind"] or "direct"),
                speaker=row["speaker"],
                organisation=row["organisation"],
                method="label",
            )
        )
    doc._.quotations = tuple(found)
    return doc


def write(labelled: Sequence[Labelled], folder: Path) -> None:
    """Learn everything and leave `stances.json` and `relevance.json` in `folder`."""
    models = learn_stances(labelled)
    _save(
        folder / "stances.json",
        {"about": models.about, "side": models.side, "threshold": models.threshold},
    )
    _save(folder / "relevance.json", learn_relevance(labelled))


def _save(path: Path, found: object) -> None:
    path.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")


def learn_stances(labelled: Sequence[Labelled]) -> Models:
    """Whether holders take sides on questions, and which.

    The phrases were written with such articles in sight, so each article is learned from twice:
    as it is, and as if the phrases that stand in it alone were not known. A new article lies
    between.
    """
    examples = [
        (case, _label(case, article.stances))
        for article, reading in _readings(labelled)
        for case in cases(article.doc, reading)
    ]
    about = fit(
        [case.about for case, _ in examples],
        ["no" if label is None else "yes" for _, label in examples],
        shrink=_SHRINK_ABOUT,
    )
    sided = [(case.side(), label) for case, label in examples if label is not None]
    return Models(
        about=_difference(about),
        side=fit([row for row, _ in sided], [label for _, label in sided], shrink=_SHRINK_SIDE),
        threshold=THRESHOLD,
    )


def _readings(labelled: Sequence[Labelled]) -> Iterator[tuple[Labelled, Reading]]:
    known = [(article, questions.read(article.doc.text)) for article in labelled]
    spread = Counter(phrase for _, reading in known for phrase in set(_phrases(reading)))
    for article, reading in known:
        yield article, reading
        shared = tuple(
            hit
            for hit, phrase in zip(reading.hits, _phrases(reading), strict=True)
            if hit.label[0] == ATTITUDE or spread[phrase] > 1
        )
        yield article, Reading(reading.text, shared)


def _phrases(reading: Reading) -> list[tuple[str, str]]:
    text = reading.text.lower()
    return [(hit.label[0], text[hit.start : hit.end]) for hit in reading.hits]


def _label(case: Case, rows: Sequence[Row]) -> str | None:
    holder = (case.voice.holder, case.voice.organisation)
    for row in rows:
        if row["question"] == case.question and same_holder(
            (row["holder"], row["organisation"]), holder
        ):
            return row["stance"]
    return None


def learn_relevance(labelled: Sequence[Labelled]) -> Weights:
    """Whether a text is of the field.

    Texts without a word of it are added as off the topic, for labelled articles come from outlets
    of the field alone.
    """
    rows = [relevance.features(article.doc) for article in labelled] + [{}] * _BLANKS
    labels = ["yes" if article.on_topic else "no" for article in labelled] + ["no"] * _BLANKS
    return _difference(fit(rows, labels, shrink=_SHRINK_RELEVANCE))


def _difference(classes: Mapping[str, Weights]) -> Weights:
    """The weights for 'yes' against 'no'."""
    return {name: _short(weight - classes["no"][name]) for name, weight in classes["yes"].items()}


def fit(
    rows: Sequence[Mapping[str, float]], labels: Sequence[str], *, shrink: float
) -> dict[str, Weights]:
    """Softmax regression: the weights of each class, for features as they come.

    The features are brought to one scale for the learning; `shrink` is the penalty on the squares
    of the weights there.
    """
    names = sorted({name for row in rows for name in row})
    classes = sorted(set(labels))
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    middle, scale = table.mean(axis=0), table.std(axis=0) + _FLOOR
    scaled = np.c_[(table - middle) / scale, np.ones(len(rows))]
    wanted = np.array([[label == name for name in classes] for label in labels], dtype=float)
    learned = _descend(scaled, wanted, shrink)
    plain = learned[:-1] / scale[:, None]
    bias = learned[-1] - middle @ plain
    return {
        name: {BIAS: _short(bias[place])}
        | {feature: _short(plain[at, place]) for at, feature in enumerate(names)}
        for place, name in enumerate(classes)
    }


def _short(value: float) -> float:
    return round(float(value), 4)


def _descend(table: Matrix, wanted: Matrix, shrink: float) -> Matrix:
    """Nesterov's accelerated descent with a step that cannot overshoot."""
    penalty = np.full((table.shape[1], 1), shrink)
    penalty[-1] = 0.0
    step = 1 / (np.linalg.norm(table, 2) ** 2 / 2 + shrink)
    weights = ahead = np.zeros((table.shape[1], wanted.shape[1]))
    pace = 1.0
    for _ in range(_STEPS):
        scores = table @ ahead
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances = powers / powers.sum(axis=1, keepdims=True)
        following = ahead - step * (table.T @ (chances - wanted) + penalty * ahead)
        faster = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = following + (pace - 1) / faster * (following - weights)
        weights, pace = following, faster
    return weights
