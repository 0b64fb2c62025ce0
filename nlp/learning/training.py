"""Learns the weights in `nlp/data` from labelled articles."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from commissioning.domain.errors import TaggingError
from commissioning.domain.tags import Position, Quotation, QuotationKind, Span
from nlp.attributes import text_of
from nlp.components import relevance
from nlp.components.stances import NONE_IS_SURE, UNWEIGHED, Case, Models, cases, side_of, sureness
from nlp.lines import as_text
from nlp.measuring.scoring import same_holder
from nlp.models.linear import BIAS, Weights, probability
from nlp.models.weights import RELEVANCE, STANCES, save_weights
from nlp.positions import questions
from nlp.positions.questions import Features
from nlp.positions.voices import Voice
from nlp.tagger import Tagger

if TYPE_CHECKING:
    from nlp.positions.reader import StanceReader

Matrix = NDArray[np.float64]
_STEPS = 400
_FLOOR = 1e-2
_SHRINK_ABOUT = 100.0
_SHRINK_SIDE = 10.0
_SHRINK_RELEVANCE = 10.0
_SHRINK_SURE = 1.0
_BLANKS = 15
FOLDS = 5
PRECISION = 0.8
THRESHOLDS = tuple(number / 100 for number in range(10, 70, 2))
_FEWEST_SURE = 10
_FEWEST_CLASSES = 2
_FEWEST_WITH_WORD = 15
BODILY = frozenset({"organisation", "group"})
WRITING = frozenset({"author", "reporter"})
_WRITER = 4

Row = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An article with bodies, people and quotations found, and what people read in it.

    stances  the reference's rows: holder, organisation, question, stance
    """

    doc: Doc
    on_topic: bool
    stances: tuple[Row, ...]

    @property
    def key(self) -> str:
        """The text's hash, to know the article again."""
        return sha256(text_of(self.doc).encode()).hexdigest()[:12]


def as_labelled(doc: Doc, quotations: Sequence[Row]) -> Doc:
    """The Doc, with the quotations that people found in it in place of the tagger's."""
    found: list[Quotation] = []
    for row in quotations:
        start = text_of(doc).find(row["text"] or "")
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


def labelled_docs(tagger: Tagger, rows: Iterable[Mapping[str, Any]]) -> Iterator[Labelled]:
    """Articles as `nlp.measuring.labels` reads them, with what the tagger finds before stances."""
    labels = list(rows)
    for doc, row in zip(tagger.docs(map(as_text, labels)), labels, strict=True):
        yield Labelled(doc=doc, on_topic=row["on_topic"], stances=tuple(row.get("stances", ())))


def write(labelled: Sequence[Labelled], folder: Path) -> None:
    """Learn what phrases say: leave `stances.json` and `relevance.json` in `folder`."""
    save(STANCES, asdict(learn_stances(labelled)), labelled, folder)
    save(RELEVANCE, learn_relevance(labelled), labelled, folder)


def save(name: str, weights: Mapping[str, Any], labelled: Iterable[Labelled], folder: Path) -> None:
    """Leave weights in a folder, and which articles they were learned from."""
    save_weights(name, weights, {article.key for article in labelled}, folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A case of the article with this number, with the side that people read; None for no side."""

    article: int
    case: Case
    label: str | None


def examples_of(
    labelled: Sequence[Labelled], reader: "StanceReader | None" = None
) -> tuple[Example, ...]:
    """Every holder and question of the articles that may have a side."""
    return tuple(
        Example(article=number, case=case, label=_label(case, article.stances))
        for number, article in enumerate(labelled)
        for case in cases(article.doc, questions.read(text_of(article.doc)), reader)
    )


def learn_stances(labelled: Sequence[Labelled], reader: "StanceReader | None" = None) -> Models:
    """Whether holders take sides on questions, and which.

    With a reader, from articles that it has not learned from: what it says is weighed by how far
    it can be believed.
    """
    wanted = sum(len(article.stances) for article in labelled)
    return fit_models(examples_of(labelled, reader), wanted)


def fit_models(examples: Sequence[Example], wanted: int) -> Models:
    """The models of examples, where `wanted` stances are there to be found.

    From which chance on a stance is given (that of the best F1), how sure it is then, and from
    where on it can be relied on, is told by articles held out in turn. Raises TaggingError where
    there is too little to learn from.
    """
    about, side = _fitted(examples)
    told = list(_held_out(examples))
    threshold = max(
        THRESHOLDS,
        key=lambda at: _f1([one.example for one in told if one.about >= at], wanted),
    )
    given = [one for one in told if one.about >= threshold]
    sure = _sureness(given)
    return Models(
        about=about, side=side, threshold=threshold, sure=sure, certain=_certain(given, sure)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What models that had not seen an example say of it: the chance of a side, and which."""

    example: Example
    about: float
    position: Position
    chance: float

    @property
    def features(self) -> Features:
        return sureness(self.about * self.chance)

    @property
    def right(self) -> bool:
        return self.position == self.example.label


def _sureness(given: Sequence[_Told]) -> Weights:
    rights = ["yes" if one.right else "no" for one in given]
    if len(set(rights)) < len(("yes", "no")):
        return UNWEIGHED.sure
    return _difference(fit([one.features for one in given], rights, shrink=_SHRINK_SURE))


def least_certain(told: Iterable[tuple[float, bool]]) -> float:
    """The least confidence from which on PRECISION of what was told is right.

    From pairs of confidence and whether it was right; NONE_IS_SURE where there is no such, or too
    few are left to tell.
    """
    ordered = sorted(told, reverse=True)
    found, right = NONE_IS_SURE, 0
    for number, (confidence, hit) in enumerate(ordered, start=1):
        right += hit
        last = number == len(ordered) or ordered[number][0] < confidence
        if last and number >= _FEWEST_SURE and right / number >= PRECISION:
            found = confidence
    return found


def _certain(given: Sequence[_Told], sure: Weights) -> float:
    """From where on sides for or against can be relied on."""
    return least_certain(
        (round(probability(sure, one.features), 3), one.right)
        for one in given
        if one.position is not Position.MIXED
    )


def _fitted(examples: Sequence[Example]) -> tuple[Weights, dict[str, Weights]]:
    """The weights of whether a side is taken, and of which."""
    about = fit(
        [example.case.about for example in examples],
        ["no" if example.label is None else "yes" for example in examples],
        shrink=_SHRINK_ABOUT,
    )
    sided = [(example.case.side(), example.label) for example in examples if example.label]
    side = fit([row for row, _ in sided], [label for _, label in sided], shrink=_SHRINK_SIDE)
    return _difference(about), side


def _held_out(examples: Sequence[Example]) -> Iterator[_Told]:
    """What is told of each example that may be given, by models that learned from others."""
    for fold in range(FOLDS):
        held = [example for example in examples if example.article % FOLDS == fold]
        if not held:
            continue
        about, side = _fitted([e for e in examples if e.article % FOLDS != fold])
        for example in held:
            chance_of_any = probability(about, example.case.about)
            if chance_of_any >= THRESHOLDS[0]:
                position, chance = side_of(example.case, side)
                yield _Told(example=example, about=chance_of_any, position=position, chance=chance)


def _f1(given: Sequence[Example], wanted: int) -> float:
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
    named = same_holder((row.get("holder"), None), (voice.holder, None))
    writing = any(piece.method in WRITING for piece in voice.pieces)
    if row.get("holder_kind") == "author" and writing:
        return _WRITER + named
    if not same_holder(
        (row.get("holder"), row.get("organisation")), (voice.holder, voice.organisation)
    ):
        return 0
    alike = (row.get("holder_kind") in BODILY) == (voice.kind.value in BODILY)
    return 1 + 2 * named + alike


def learn_relevance(labelled: Sequence[Labelled]) -> Weights:
    """Whether a text is of the field.

    Texts without a word of it are added as off the topic. Of the vocabulary there are weights for
    what several articles have.
    """
    rows = [relevance.features(article.doc) for article in labelled]
    articles = Counter(name for row in rows for name in row)
    kept = [
        {
            name: value
            for name, value in row.items()
            if not name.startswith(relevance.WORD) or articles[name] >= _FEWEST_WITH_WORD
        }
        for row in rows
    ]
    labels = ["yes" if article.on_topic else "no" for article in labelled]
    blank: list[Features] = [{}] * _BLANKS
    return _difference(fit(kept + blank, labels + ["no"] * _BLANKS, shrink=_SHRINK_RELEVANCE))


def _difference(classes: Mapping[str, Weights]) -> Weights:
    """The weights for 'yes' against 'no'."""
    return {name: _short(weight - classes["no"][name]) for name, weight in classes["yes"].items()}


def fit(
    rows: Sequence[Mapping[str, float]], labels: Sequence[str], *, shrink: float
) -> dict[str, Weights]:
    """Softmax regression: the weights of each class, for features as they come.

    The features are brought to one scale for the learning; `shrink` is the penalty on the squares
    of the weights there. Raises TaggingError where all labels are the same, or there are none.
    """
    names = sorted({name for row in rows for name in row})
    classes = sorted(set(labels))
    if len(classes) < _FEWEST_CLASSES:
        raise TaggingError("labelled articles", "too few, or too much alike, to learn from")
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
