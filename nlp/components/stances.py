"""Who takes which side on which policy question: the component that leaves `doc._.stances`.

Two linear models decide over what phrases say and, where it is installed, what the reader says
(`nlp.positions.reader`, the extra of that name).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from commissioning.domain.tags import Position, Span, Stance, Text
from commissioning.register import load_register
from nlp.attributes import declare, text_of
from nlp.models.linear import Weights, chances, log_odds, probability
from nlp.models.weights import load_weights
from nlp.positions import questions, sides
from nlp.positions.holders import voices
from nlp.positions.questions import Features, Nearness, Reading, Setting, weigh
from nlp.positions.sides import Clause
from nlp.positions.voices import Voice, spoken_in

if TYPE_CHECKING:
    from nlp.positions.reader import StanceReader, Verdict

FACTORY = "digest_stances"
_PLAIN = 0.8
_WORTH = 0.05
_BOUNDED = ("balance", "lean")
NONE_IS_SURE = 1.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """Weights: whether a holder takes a side on a question (from `threshold` on), and which.

    sure     how sure holder, question and side are together, from the product of both chances
    certain  the confidence from which a stance is sure; none is where it is more than 1
    """

    about: Weights
    side: Mapping[str, Weights]
    threshold: float
    sure: Weights
    certain: float = NONE_IS_SURE


def models_of(name: str, folder: Path | None = None) -> Models:
    """The models 'stances' or 'stances-read', of a folder or of the product: `load_weights`."""
    return Models(**load_weights(name, folder))


@cache
def shipped(name: str) -> Models:
    """The product's models, made by `nlp.learning.training`: 'stances' or 'stances-read'."""
    return models_of(name)


# The chances that the reader gives, as they are: what is left where nothing is weighed.
UNWEIGHED = Models(
    about={"read": 1.0},
    side={side.value: {f"read-{side.value}": 1.0} for side in Position},
    threshold=0.5,
    sure={"chance": 1.0},
)


def has_reader() -> bool:
    """Whether what the reader needs is installed: the extra of that name."""
    return find_spec("onnxruntime") is not None and find_spec("tokenizers") is not None


@cache
def shipped_reader() -> "StanceReader | None":
    """The reader that comes with the product; None where what it needs is not installed."""
    if not has_reader():
        return None
    from nlp.positions.reader import StanceReader

    return StanceReader()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the reader says of a holder and a question.

    about  the chance that they take a side, `sides` the chance of each side, `telling` the words
           that show it best
    """

    about: float
    sides: Mapping[str, float]
    telling: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A holder and a question on which they may take a side.

    about  features of whether they do
    said   the holder's sentences
    among  everybody in the article who may hold a stance
    """

    voice: Voice
    among: Sequence[Voice]
    question: str
    about: Features
    said: tuple[Clause, ...]
    reading: Reading
    read: Read | None = None

    def side(self) -> Features:
        """Features of which side it is."""
        kind = _types().get(self.voice.organisation or "")
        found = sides.features(self.voice, self.question, self.said, self.reading, kind)
        if self.read is None:
            return found
        # beside the reader only what is bounded: counts in many words would outvote it
        bounded = {name: value for name, value in found.items() if name.startswith(_BOUNDED)}
        read = {f"read-{side}": log_odds(chance) for side, chance in self.read.sides.items()}
        return bounded | read

    def evidence(self) -> Span:
        """The sentence that shows it best; of one with the holder's own words in it, those."""
        if self.read is None:
            return sides.evidence(self.said, self.question)
        telling = spoken_in(self.voice, self.read.telling) or (self.read.telling,)
        return sides.evidence(sides.clauses_in(telling, self.voice, self.reading), self.question)


@cache
def _types() -> Mapping[str, str]:
    return {slug: body.type for slug, body in load_register().organisations.items()}


def cases(doc: Doc, reading: Reading, reader: "StanceReader | None") -> Iterator[Case]:
    """Every holder with every question that the article's day allows and its text touches.

    `reading` is what was found in the Doc's text. With a reader, those that it gives a chance.
    """
    source: Text = doc._.source
    setting = Setting.of(reading, source.title or "", questions.questions_on(source.day))
    everybody = voices(doc)
    if reader is None:
        for voice in everybody:
            yield from _cases(voice, everybody, dict.fromkeys(setting.order), setting, reading)
        return
    for verdict in reader.read(doc, everybody):
        read = {slug: one for slug, one in _read(verdict) if one.about >= _WORTH}
        if read:
            yield from _cases(verdict.case.voice, everybody, read, setting, reading)


def _read(verdict: "Verdict") -> Iterator[tuple[str, Read]]:
    from nlp.positions.reader import POSITIONS, QUESTIONS

    for place, slug in enumerate(QUESTIONS):
        yield (
            slug,
            Read(
                about=float(verdict.about[place]),
                sides={
                    side.value: float(chance)
                    for side, chance in zip(POSITIONS, verdict.sides[place], strict=True)
                },
                telling=verdict.case.shown[int(verdict.telling[place])],
            ),
        )


def _cases(
    voice: Voice,
    among: Sequence[Voice],
    wanted: Mapping[str, Read | None],
    setting: Setting,
    reading: Reading,
) -> Iterator[Case]:
    said = sides.clauses_of(voice, reading)
    near = _nearness(voice, said, reading)
    ways = {f"method={piece.method}" for piece in voice.pieces}
    for slug, read in wanted.items():
        about = questions.features(slug, setting, near)
        about[f"kind={voice.kind.value}"] = 1.0
        about |= dict.fromkeys(ways, 1.0)
        if read is not None:
            about["read"] = log_odds(read.about)
        yield Case(
            voice=voice,
            among=among,
            question=slug,
            about=about,
            said=said,
            reading=reading,
            read=read,
        )


def _nearness(voice: Voice, said: Sequence[Clause], reading: Reading) -> Nearness:
    paragraphs, before = _paragraphs(reading.text, voice.frames)
    return Nearness(
        own=weigh(hit for clause in said for hit in clause.hits),
        frame=weigh(reading.inside(voice.frames)),
        paragraph=weigh(reading.inside(paragraphs)),
        before=weigh(reading.inside(before)),
        words=sum(clause.span.of(reading.text).count(" ") + 1 for clause in said),
        pieces=len(voice.own),
    )


def _paragraphs(text: str, spans: Sequence[Span]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The lines that the spans lie in, and the ones before those; each once, in order."""
    lines, before = set(), set()
    for span in spans:
        start = text.rfind("\n", 0, span.start) + 1
        end = text.find("\n", span.end)
        lines.add(Span(start, end if end >= 0 else len(text)))
        above = text[:start].rstrip()
        if above:
            before.add(Span(above.rfind("\n") + 1, len(above)))
    return tuple(sorted(lines)), tuple(sorted(before - lines))


def stances_of(
    doc: Doc, models: Models, reader: "StanceReader | None" = None, *, constructions: bool = True
) -> tuple[Stance, ...]:
    """One row a holder and question, in the order of their evidence; see `judged`."""
    found = cases(doc, questions.read(text_of(doc)), reader)
    return judged(found, models, constructions=constructions)


def judged(
    found: Iterable[Case], models: Models, *, constructions: bool = True
) -> tuple[Stance, ...]:
    """The stances that models see in an article's cases.

    With `constructions`, words whose side is plain by how they are put overrule the models.
    """
    stances = []
    for case in found:
        about = probability(models.about, case.about)
        if about >= models.threshold:
            stances.append(_stance(case, about, models, constructions))
    return tuple(
        sorted(stances, key=lambda stance: (stance.evidence, stance.holder, stance.question))
    )


def side_of(
    case: Case, weights: Mapping[str, Weights], *, constructions: bool = True
) -> tuple[Position, float]:
    """The likeliest side with its chance, if a side is taken at all."""
    side, chance = max(chances(weights, case.side()).items(), key=lambda item: item[1])
    if constructions:
        plain = sides.plain(case.evidence().of(case.reading.text), case.question)
        if plain is not None and plain != side:
            return plain, _PLAIN
    return Position(side), chance


def _stance(case: Case, about: float, models: Models, constructions: bool) -> Stance:
    position, chance = side_of(case, models.side, constructions=constructions)
    confidence = round(probability(models.sure, sureness(about * chance)), 3)
    return Stance(
        holder=case.voice.holder,
        holder_kind=case.voice.kind,
        organisation=case.voice.organisation,
        question=case.question,
        position=position,
        confidence=confidence,
        sure=confidence >= models.certain,
        evidence=case.evidence(),
        method=f"{case.voice.pieces[0].method}+{'linear' if case.read is None else 'reader'}",
    )


def sureness(chance: float) -> Features:
    """What a stance's confidence is reckoned from: the chance that the models give it."""
    return {"chance": log_odds(chance)}


class Stances:
    """Reads the stances out of a Doc whose bodies, people and quotations are known."""

    def __init__(
        self,
        models: Models,
        reader: "StanceReader | None" = None,
        *,
        constructions: bool = True,
    ) -> None:
        declare()
        self.models = models
        self.reader = reader
        self.constructions = constructions

    def __call__(self, doc: Doc) -> Doc:
        """Leave `doc._.stances`."""
        doc._.stances = stances_of(doc, self.models, self.reader, constructions=self.constructions)
        return doc


@Language.factory(
    FACTORY,
    assigns=["doc._.stances"],
    requires=["doc._.quotations"],
    default_config={"reader": True, "linear": True, "constructions": True, "weights": None},
)
def create(
    nlp: Language,  # noqa: ARG001 - spaCy's signature
    name: str,  # noqa: ARG001
    reader: bool,
    linear: bool,
    constructions: bool,
    weights: str | None,
) -> Stances:
    """The component with the weights of a folder, or with those that come with the product.

    Without `reader` phrases alone decide, without `linear` the reader alone, without
    `constructions` no wording overrules them.
    """
    read = shipped_reader() if reader else None
    folder = Path(weights) if weights is not None else None
    models = models_of("stances" if read is None else "stances-read", folder)
    if read is not None and not linear:
        models = UNWEIGHED
    return Stances(models, read, constructions=constructions)
