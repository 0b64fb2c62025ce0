"""Learns the weights in `nlp/data` from labelled articles."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from commissioning.domain.tags import Quotation, QuotationKind, Span
from nlp import questions
from nlp.components import relevance
from nlp.components.stances import Case, Models, cases, sureness
from nlp.holders import Voice
from nlp.linear import BIAS, Weights, chances, probability
from nlp.scoring import same_holder

if TYPE_CHECKING:
    from nlp.reader import StanceReader

Matrix = NDArray[np.float64]
_STEPS = 400
_FLOOR = 1e-2
_SHRINK_ABOUT = 100.0
_SHRINK_SIDE = 100.0
_SHRINK_RELEVANCE = 2.0
_SHRINK_SURE = 1.0
_BLANKS = 15
_FOLDS = 5
BODILY = frozenset({"organisation", "group"})

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
    """Learn what phrases say: leave `stances.json` and `relevance.json` in `folder`."""
    _save_models(folder / "stances.json", learn_stances(labelled))
    _save(folder / "relevance.json", learn_relevance(labelled))


def write_read(labelled: Sequence[Labelled], reader: "StanceReader", folder: Path) -> None:
    """Learn how far the reader can be believed: leave `stances-read.json` in `folder`."""
    _save_models(folder / "stances-read.json", learn_stances(labelled, reader))


def _save_models(path: Path, models: Models) -> None:
    _save(path, asdict(models))


def _save(path: Path, found: object) -> None:
    path.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Example:
    """A case of the article with this number, with the side that people read; None for no side."""

    article: int
    case: Case
    label: str | None


def learn_stances(labelled: Sequence[Labelled], reader: "StanceReader | None" = None) -> Models:
    """Whether holders take sides on questions, and which.

    With a reader, from articles that it has not learned from: what it says is weighed by how far
    it can be believed. From which chance on a stance is given (that of the best F1), and how sure
    it is then, is told by articles held out in turn.
    """
    examples = [
        _Example(article=number, case=case, label=_label(case, article.stances))
        for number, article in enumerate(labelled)
        for case in cases(article.doc, questions.read(article.doc.text), reader)
    ]
    wanted = sum(len(article.stances) for article in labelled)
    told = list(_held_out(examples))
    threshold = max(
        (number / 100 for number in range(10, 70, 2)),
        key=lambda at: _f1([example for example, about, _ in told if about >= at], wanted),
    )
    given = [(example, about, side) for example, about, side in told if about >= threshold]
    about, side = _fitted(examples)
    return Models(
        about=about,
        side=side,
        threshold=threshold,
        sure=_difference(
            fit(
                [sureness(about * chance) for _, about, (_, chance) in given],
                ["yes" if side == example.label else "no" for example, _, (side, _) in given],
                shrink=_SHRINK_SURE,
            )
        ),
    )


def _fitted(examples: Sequence[_Example]) -> tuple[Weights, dict[str, Weights]]:
    """The weights of whether a side is taken, and of which."""
    about = fit(
        [example.case.about for example in examples],
        ["no" if example.label is None else "yes" for example in examples],
        shrink=_SHRINK_ABOUT,
    )
    sided = [(example.case.side(), example.label) for example in examples if example.label]
    side = fit([row for row, _ in sided], [label for _, label in sided], shrink=_SHRINK_SIDE)
    return _difference(about), side


def _held_out(
    examples: Sequence[_Example],
) -> Iterator[tuple[_Example, float, tuple[str, float]]]:
    """Each example with the chance of a side, and the likeliest side with its chance."""
    for fold in range(_FOLDS):
        about, side = _fitted([e for e in examples if e.article % _FOLDS != fold])
        for example in examples:
            if example.article % _FOLDS == fold:
                found = chances(side, example.case.side())
                likeliest = max(found.items(), key=lambda item: item[1])
                yield example, probability(about, example.case.about), likeliest


def _f1(given: Sequence[_Example], wanted: int) -> float:
    """F1 of holder and question, where `wanted` stances are there to be found."""
    hits = sum(example.label is not None for example in given)
    return 2 * hits / (len(given) + wanted)


def _label(case: Case, rows: Sequence[Row]) -> str | None:
    for row in rows:
        if row["question"] == case.question and case.voice in meant(row, case.among):
            return row["stance"]
    return None


def meant(row: Row, among: Sequence[Voice]) -> list[Voice]:
    """Whose stance a label's row is: a body's is not that of everybody who speaks for it."""
    near = [(closeness(row, voice), voice) for voice in among]
    most = max((close for close, _ in near), default=0)
    return [voice for close, voice in near if close == most > 0]


def closeness(row: Row, voice: Voice) -> int:
    """0 where a label's holder cannot be the voice's; else more for one name and for one kind."""
    if not same_holder((row["holder"], row["organisation"]), (voice.holder, voice.organisation)):
        return 0
    named = same_holder((row["holder"], None), (voice.holder, None))
    alike = (row["holder_kind"] in BODILY) == (voice.kind.value in BODILY)
    return 1 + 2 * named + alike


def learn_relevance(labelled: Sequence[Labelled]) -> Weights:
    """Whether a text is of the field.

    Texts without a word of it are added as off the topic, and what is off it counts twice, for
    labelled articles come from outlets of the field alone.
    """
    learned = [*labelled, *(article for article in labelled if not article.on_topic)]
    rows = [relevance.features(article.doc) for article in learned] + [{}] * _BLANKS
    labels = ["yes" if article.on_topic else "no" for article in learned] + ["no"] * _BLANKS
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
