"""Which sides a holder takes, read by a small network over the vectors of their words.

For each piece of a holder's words it gives a score for every policy question (does the piece show
a side on it?) and one for each side. A holder takes a side on a question where their best piece
does; which side is what their pieces say together, each by its score.
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
from nlp import questions
from nlp.components.attributes import text_of
from nlp.encoder import Encoder, Pieces, Vectors, cut
from nlp.holders import METHODS, Voice
from nlp.questions import Reading, Weights

FOLDER = Path(str(files("nlp").joinpath("data", "reader")))
POSITIONS = tuple(Position)
KINDS = tuple(HolderKind)
QUESTIONS = tuple(sorted(load_register().questions))
MAX_PIECES = 60
LEXICAL = 7
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A holder's P pieces as the network takes them, for Q questions.

    shown     their P spans in the article
    words     (P, 2) the word pieces of each, from and to
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
                words=np.array([words for _, words in placed]),
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
    """The encoder with the network over it, as `nlp/finetuning.py` left them in a folder."""

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
        return [self._verdict(case, vectors, laid.allowed) for case in laid.cases]

    def _verdict(self, case: Case, vectors: Vectors, allowed: NDArray[np.bool_]) -> Verdict:
        scores, sides = self._network(case, vectors)
        about, together = weighed(scores, sides)
        return Verdict(
            case=case,
            about=np.where(allowed, about, 0.0),
            sides=together,
            telling=scores.argmax(axis=0),
        )

    def _network(self, case: Case, vectors: Vectors) -> tuple[Matrix, Matrix]:
        w = self._weights
        given = np.concatenate(
            [means(vectors, case.words), means(vectors, case.mentions), case.marks], axis=1
        )
        hidden = _gelu(given @ w["mix.weight"].T + w["mix.bias"])
        scores = hidden @ w["about.weight"].T + w["about.bias"]
        scores = scores + case.lexical @ w["lexical.weight"][0]
        sides = hidden @ w["side.weight"].T + w["side.bias"]
        sides = sides.reshape(len(case.words), len(QUESTIONS), len(POSITIONS))
        return scores, sides + (hidden @ w["shared.weight"].T + w["shared.bias"])[:, None]


def means(vectors: Vectors, stretches: NDArray[np.int64]) -> Matrix:
    """The mean vector of each stretch, zeros for an empty one."""
    found = np.zeros((len(stretches), vectors.shape[1]), dtype=np.float32)
    for row, (first, end) in enumerate(stretches):
        if end > first:
            found[row] = vectors[first:end].mean(axis=0)
    return found


def weighed(scores: Matrix, sides: Matrix) -> tuple[Matrix, Matrix]:
    """From scores of pieces (P, Q) and (P, Q, 3) to a holder's chances (Q) and (Q, 3)."""
    best = scores.max(axis=0)
    about = 1 / (1 + np.exp(-np.clip(best, -30, 30)))
    shares = np.exp(scores - best)
    shares = shares / shares.sum(axis=0)
    together = (shares[..., None] * sides).sum(axis=0)
    powers = np.exp(together - together.max(axis=1, keepdims=True))
    return about, powers / powers.sum(axis=1, keepdims=True)


def _gelu(values: Matrix) -> Matrix:
    """The tanh form of Hendrycks and Gimpel's unit."""
    bent: Matrix = 0.5 * values * (1 + np.tanh(0.7978845608 * (values + 0.044715 * values**3)))
    return bent
