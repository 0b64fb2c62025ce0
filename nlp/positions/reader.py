"""Which sides a holder takes, read by a small network over the vectors of their words.

Each policy question attends to the words of a piece that matter to it, once to tell whether the
piece shows a side on it and once to tell which (label attention: Mullenbach et al., NAACL 2018).
A holder takes a side on a question where their best piece does; which side is read from what
their pieces say together, each by its score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from tokenizers import Tokenizer

from commissioning.domain.tags import HolderKind, Position, Span, Text
from commissioning.register import load_register
from nlp.attributes import text_of
from nlp.models.encoder import Encoder, Pieces, Vectors, cut
from nlp.positions import questions
from nlp.positions.questions import Reading, Weights
from nlp.positions.voices import METHODS, Voice

FOLDER = Path(str(files("nlp").joinpath("data", "reader")))
POSITIONS = tuple(Position)
KINDS = tuple(HolderKind)
QUESTIONS = tuple(sorted(load_register().questions))
MAX_PIECES = 60
LONGEST = 128
LEXICAL = 7
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A holder's P pieces as the network takes them, for Q questions.

    shown     their P spans in the article
    words     (P, 2) the word pieces of each, from and to, LONGEST at most
    mentions  (P, 2) those of the holder's name in it; nothing lies between where it has none
    marks     (P, kinds + methods) who the holder is and how each piece is theirs, as ones
    lexical   (P, Q, LEXICAL) what the questions' phrases say
    """

    voice: Voice
    shown: tuple[Span, ...]
    words: NDArray[np.int64]
    mentions: NDArray[np.int64]
    marks: Matrix
    lexical: Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """An article laid out for the network; `allowed` (Q) tells the questions of its time."""

    pieces: Pieces
    cases: tuple[Case, ...]
    allowed: NDArray[np.bool_]

    @property
    def wanted(self) -> list[tuple[int, int]]:
        """The stretches of word pieces that count."""
        rows = (row for case in self.cases for row in (*case.words, *case.mentions))
        return [(int(first), int(end)) for first, end in rows if end > first]


def lay_out(doc: Doc, voices: Sequence[Voice], tokenizer: Tokenizer) -> Laid:
    """An article with the title above it, and everybody in it who may hold a stance."""
    source: Text = doc._.source
    title = f"{source.title}\n" if source.title else ""
    text = text_of(doc)
    pieces = cut(tokenizer, title + text)
    allowed = questions.questions_on(source.day)
    phrases = _Phrases(questions.read(text), source.title or "", allowed)
    cases = []
    for voice in voices:
        placed = [
            (piece, pieces.within(_shifted(piece.span, len(title))))
            for piece in voice.pieces[:MAX_PIECES]
        ]
        placed = [(piece, words) for piece, words in placed if words[1] > words[0]]
        if not placed:
            continue
        marks = np.zeros((len(placed), len(KINDS) + len(METHODS)), dtype=np.float32)
        marks[:, KINDS.index(voice.kind)] = 1.0
        for row, (piece, _) in enumerate(placed):
            marks[row, len(KINDS) + METHODS.index(piece.method)] = 1.0
        mentions = [
            pieces.within(_shifted(piece.mention, len(title))) if piece.mention else (0, 0)
            for piece, _ in placed
        ]
        cases.append(
            Case(
                voice=voice,
                shown=tuple(piece.span for piece, _ in placed),
                words=np.array([(first, min(end, first + LONGEST)) for _, (first, end) in placed]),
                mentions=np.array(mentions),
                marks=marks,
                lexical=np.stack([phrases.of(piece.span) for piece, _ in placed]),
            )
        )
    return Laid(
        pieces=pieces,
        cases=tuple(cases),
        allowed=np.array([question in allowed for question in QUESTIONS]),
    )


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


class _Phrases:
    """What the questions' phrases say: in a piece, in its line, in the article and in its title."""

    def __init__(self, reading: Reading, title: str, allowed: frozenset[str]) -> None:
        self._reading = reading
        self._lines: dict[int, Matrix] = {}
        weights = questions.weigh(reading.hits)
        whole = _row({slug: weights[slug] for slug in weights if slug in allowed})
        self._article = np.stack(
            [
                np.log1p(whole),
                whole / (whole.sum() + 1),
                np.log1p(_row(questions.weigh(questions.read(title).hits))),
                (whole == whole.max()) & (whole > 0),
            ],
            axis=1,
        ).astype(np.float32)

    def of(self, span: Span) -> Matrix:
        """The features of a piece, (Q, LEXICAL)."""
        own = self._weights(span)
        near = np.stack([np.log1p(own), own > 0, self._line(span)], axis=1)
        return np.concatenate([near, self._article], axis=1).astype(np.float32)

    def _weights(self, span: Span) -> Matrix:
        return _row(questions.weigh(self._reading.inside((span,))))

    def _line(self, span: Span) -> Matrix:
        text = self._reading.text
        start = text.rfind("\n", 0, span.start) + 1
        if start not in self._lines:
            end = text.find("\n", span.start)
            line = Span(start, end if end > start else len(text))
            self._lines[start] = np.log1p(self._weights(line))
        return self._lines[start]


def _row(weights: Weights) -> Matrix:
    return np.array([weights.get(slug, 0.0) for slug in QUESTIONS], dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the network says of a holder.

    about    (Q) the chance that they take a side on each question
    sides    (Q, 3) the chance of each side, if they do
    telling  (Q) the number of the piece that shows it best
    """

    case: Case
    about: Matrix
    sides: Matrix
    telling: NDArray[np.int64]


class StanceReader:
    """The encoder with the network over it, as `nlp.learning.finetuning` left them in a folder."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.encoder = Encoder(folder)
        with np.load(folder / "network.npz") as stored:
            self._weights: Mapping[str, Matrix] = {
                name: stored[name].astype(np.float32) for name in stored.files
            }

    def read(self, doc: Doc, voices: Sequence[Voice]) -> list[Verdict]:
        """A verdict for each holder that has words; questions of another time get no chance."""
        laid = lay_out(doc, voices, self.encoder.tokenizer)
        if not laid.cases:
            return []
        vectors = self.encoder.read(laid.pieces, laid.wanted)
        attention = Attention(self._weights, vectors)
        return [self._verdict(case, attention, laid.allowed) for case in laid.cases]

    def _verdict(self, case: Case, attention: "Attention", allowed: NDArray[np.bool_]) -> Verdict:
        w = self._weights
        pooled = np.stack([attention.pooled(first, end) for first, end in case.words])
        given = np.concatenate(
            [means(attention.vectors, stretches) for stretches in (case.words, case.mentions)]
            + [case.marks],
            axis=1,
        )
        whole = (given @ w["mix.weight"].T + w["mix.bias"])[:, None, None]
        hidden = np.maximum(pooled + whole + w["topic"], 0.0)
        scores = (hidden[:, 0] * w["about.weight"]).sum(axis=-1) + w["about.bias"]
        scores = scores + case.lexical @ w["lexical.weight"][0]
        together = (softmax(scores, axis=0)[..., None] * hidden[:, 1]).sum(axis=0)
        turned = np.maximum(together @ w["turn.weight"].T + w["turn.bias"], 0.0)
        sides = np.einsum("qd,qsd->qs", turned, w["side.weight"]) + w["side.bias"]
        about = 1 / (1 + np.exp(-np.clip(scores.max(axis=0), -30, 30)))
        return Verdict(
            case=case,
            about=np.where(allowed, about, 0.0),
            sides=softmax(sides, axis=1),
            telling=scores.argmax(axis=0),
        )


class Attention:
    """What each question sees in a stretch of words: the mean of their values by its weights."""

    def __init__(self, weights: Mapping[str, Matrix], vectors: Vectors) -> None:
        self.vectors = vectors
        aims, count, heads, width = weights["query"].shape
        query = np.moveaxis(weights["query"], 2, 0).reshape(heads, aims * count, width)
        keys = (vectors @ weights["key.weight"].T).reshape(-1, heads, width)
        values = vectors @ weights["value.weight"].T + weights["value.bias"]
        self._scores = np.moveaxis(keys, 1, 0) @ np.moveaxis(query, 1, 2) / np.sqrt(width)
        self._values = np.moveaxis(values.reshape(-1, heads, width), 1, 0)
        self._shape = (heads, aims, count, width)
        self._seen: dict[tuple[int, int], Matrix] = {}

    def pooled(self, first: int, end: int) -> Matrix:
        """(2, Q, hidden): for whether, and for which side."""
        if (first, end) not in self._seen:
            shares = softmax(self._scores[:, first:end], axis=1)
            found = np.moveaxis(shares, 1, 2) @ self._values[:, first:end]
            heads = np.moveaxis(found.reshape(self._shape), 0, 2)
            self._seen[first, end] = heads.reshape(*heads.shape[:2], -1)
        return self._seen[first, end]


def means(vectors: Vectors, stretches: NDArray[np.int64]) -> Matrix:
    """The mean vector of each stretch, zeros for an empty one."""
    found = np.zeros((len(stretches), vectors.shape[1]), dtype=np.float32)
    for row, (first, end) in enumerate(stretches):
        if end > first:
            found[row] = vectors[first:end].mean(axis=0)
    return found


def softmax(scores: Matrix, *, axis: int) -> Matrix:
    """Shares that add up to 1 along an axis."""
    powers: Matrix = np.exp(scores - scores.max(axis=axis, keepdims=True))
    shares: Matrix = powers / powers.sum(axis=axis, keepdims=True)
    return shares
