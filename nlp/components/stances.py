"""Who takes which side on which policy question: the component that leaves `doc._.stances`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.language import Language
from spacy.tokens import Doc

from commissioning.domain.tags import Position, Span, Stance, Text
from commissioning.register import load_register
from nlp import questions, sides
from nlp.components.attributes import declare
from nlp.holders import Voice, voices
from nlp.linear import Weights, chances, probability
from nlp.questions import Features, Nearness, Reading, Setting, weigh
from nlp.sides import Clause

FACTORY = "digest_stances"
_PLAIN = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """Weights: whether a holder takes a side on a question (from `threshold` on), and which."""

    about: Weights
    side: Mapping[str, Weights]
    threshold: float


@cache
def shipped() -> Models:
    """The models that come with the product, made by `nlp/training.py`."""
    found = json.loads(files("nlp").joinpath("data", "stances.json").read_text("utf-8"))
    return Models(about=found["about"], side=found["side"], threshold=found["threshold"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A holder and a question on which they may take a side.

    about  features of whether they do
    said   the holder's sentences
    """

    voice: Voice
    question: str
    about: Features
    said: tuple[Clause, ...]
    reading: Reading

    def side(self) -> Features:
        """Features of which side it is."""
        kind = _types().get(self.voice.organisation or "")
        return sides.features(self.voice, self.question, self.said, self.reading, kind)


@cache
def _types() -> Mapping[str, str]:
    return {slug: body.type for slug, body in load_register().organisations.items()}


def cases(doc: Doc, reading: Reading) -> Iterator[Case]:
    """Every holder with every question that the article's day allows and its text touches.

    `reading` is what was found in the Doc's text.
    """
    source: Text = doc._.source
    setting = Setting.of(reading, source.title or "", questions.questions_on(source.day))
    for voice in voices(doc):
        said = sides.clauses_of(voice, reading)
        near = _nearness(voice, said, reading)
        for slug in setting.order:
            about = questions.features(slug, setting, near)
            about[f"kind={voice.kind.value}"] = 1.0
            about[f"method={voice.method}"] = 1.0
            yield Case(voice=voice, question=slug, about=about, said=said, reading=reading)


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


def stances_of(doc: Doc, models: Models) -> tuple[Stance, ...]:
    """One row a holder and question, in the order of their evidence."""
    found = []
    for case in cases(doc, questions.read(doc.text)):
        about = probability(models.about, case.about)
        if about >= models.threshold:
            found.append(_stance(case, about, models))
    return tuple(
        sorted(found, key=lambda stance: (stance.evidence, stance.holder, stance.question))
    )


def _stance(case: Case, about: float, models: Models) -> Stance:
    side, chance = max(chances(models.side, case.side()).items(), key=lambda item: item[1])
    evidence = sides.evidence(case.said, case.question)
    position = sides.plain(evidence.of(case.reading.text)) or Position(side)
    if position != side:
        chance = _PLAIN
    return Stance(
        holder=case.voice.holder,
        holder_kind=case.voice.kind,
        organisation=case.voice.organisation,
        question=case.question,
        position=position,
        confidence=round(about * chance, 3),
        evidence=evidence,
        method=f"{case.voice.method}+linear",
    )


class Stances:
    """Reads the stances out of a Doc whose bodies, people and quotations are known."""

    def __init__(self, models: Models) -> None:
        declare()
        self.models = models

    def __call__(self, doc: Doc) -> Doc:
        """Leave `doc._.stances`."""
        doc._.stances = stances_of(doc, self.models)
        return doc


@Language.factory(FACTORY, assigns=["doc._.stances"], requires=["doc._.quotations"])
def create(nlp: Language, name: str) -> Stances:  # noqa: ARG001 - spaCy's signature
    """The component with the models that come with the product."""
    return Stances(shipped())
