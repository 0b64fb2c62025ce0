"""How likely a text is about who commissions NHS care locally: leaves `doc._.relevance`."""

import re
import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from math import log1p
from pathlib import Path

from spacy.lang.en.stop_words import STOP_WORDS
from spacy.language import Language
from spacy.tokens import Doc

from commissioning.domain.facts import Organisation
from commissioning.domain.tags import Span, Text
from commissioning.register import load_register
from nlp.attributes import BODIES, SectionKind, declare, text_of
from nlp.models.linear import Weights, probability
from nlp.models.weights import load_weights
from nlp.positions import questions
from nlp.positions.lexicon import Hit, Lexicon, Word, words_of
from nlp.positions.questions import Features
from nlp.positions.spans import apart, overlapping

FACTORY = "digest_relevance"
WORD = "word="

Place = tuple[int, int]

_SUBJECT = "relevance"
_LEAD = 100
_MOST = 6
_FEW = 20
_SHORTEST = 3
_ELSEWHERE = "elsewhere"
_ASKED = {"strong": "strong", "plain": "plain", "named": "plain"}
_PARAGRAPH = re.compile(r"\S[^\n]*")
_COMMISSIONERS = frozenset(
    "commissioner-pct commissioner-ccg commissioner-icb commissioner-shadow-consortium pct-cluster"
    " icb-cluster strategic-health-authority sha-cluster".split()
)
_COLLECTIVES = frozenset(
    "gp-consortia pathfinder-consortia pbc-consortia clinical-commissioning-groups"
    " primary-care-trusts care-trusts primary-care-groups health-authorities"
    " strategic-health-authorities gp-fundholders total-purchasing-pilots"
    " gp-commissioning-groups-1990s integrated-care-boards integrated-care-systems"
    " sustainability-and-transformation-partnerships accountable-care-organisations"
    " commissioning-support-units nhs-commissioning-board nhs-clinical-commissioners".split()
)


@cache
def lexicon() -> Lexicon:
    """The words of the field and of its neighbours."""
    text = files("nlp").joinpath("data", "relevance.toml").read_text("utf-8")
    return Lexicon(
        ((_SUBJECT, kind), phrase)
        for kind, phrases in tomllib.loads(text).items()
        for phrase in phrases
    )


def features(doc: Doc) -> Features:
    """What speaks for an article's being of the field; furniture is left out.

    Nothing in it grows with the text's length, so that a short item is not of another field for
    being short.
    """
    source: Text = doc._.source
    text = text_of(doc)
    beside = [s.span for s in doc._.sections if s.kind is SectionKind.FURNITURE]
    beside += [
        Span(body.start_char, body.end_char)
        for body in doc.spans.get(BODIES, ())
        if body.text.endswith("Commission")
    ]
    left_out = apart(beside)
    words = _outside(words_of(text), left_out)
    found: Features = _bodies(doc, len(words)) | _vocabulary(doc, left_out)
    # One commissioner's name says who is spoken of; 'CCGs' and 'the CCG' may say what is.
    words = _outside(words, apart(_named(doc)))
    found["spread"] = _spread(text, _core(lexicon().find(words)))
    for name, part in (
        ("whole", words),
        ("lead", words[:_LEAD]),
        ("title", words_of(source.title or "")),
    ):
        found |= _counts(name, part)
    return found


def _bodies(doc: Doc, length: int) -> Features:
    """How often a text of so many words names commissioners, by kind or by name, and others."""
    organisations = load_register().organisations
    counts = Counter(
        "collectives"
        if body.kb_id_ in _COLLECTIVES
        else "commissioners"
        if _is_commissioner(organisations.get(body.kb_id_))
        else "others"
        for body in doc.spans.get(BODIES, ())
        if body.kb_id_
    )
    return {
        name: _density(counts[name], length) for name in ("collectives", "commissioners", "others")
    }


def _is_commissioner(body: Organisation | None) -> bool:
    """Whether it is one by its type; a body that only a workspace knows is not."""
    return body is not None and body.type in _COMMISSIONERS


def _named(doc: Doc) -> Iterator[Span]:
    """Where single commissioners are named."""
    organisations = load_register().organisations
    for body in doc.spans.get(BODIES, ()):
        slug = body.kb_id_
        if slug not in _COLLECTIVES and _is_commissioner(organisations.get(slug)):
            yield Span(body.start_char, body.end_char)


def _vocabulary(doc: Doc, left_out: Sequence[Span]) -> Features:
    """The share that each word has of those that say something.

    Words with a capital do not count, for names of people, places and outlets are among them. In a
    text of a line or two a share is less, lest one word decide.
    """
    counts = Counter(
        word
        for token in doc
        if token.is_alpha and token.is_lower and len(token) >= _SHORTEST and not token.like_num
        if (word := token.lemma_ or token.lower_) not in STOP_WORDS
        if not overlapping(left_out, Span(token.idx, token.idx + len(token)))
    )
    whole = max(counts.total(), _FEW)
    return {f"{WORD}{word}": count / whole for word, count in counts.items()}


def _counts(name: str, words: Sequence[Word]) -> Features:
    hits = lexicon().find(words)
    kinds = Counter(hit.label[1] for hit in hits)
    core = _core(hits)
    asked: dict[str, set[Place]] = {"strong": set(), "plain": set()}
    for hit in questions.lexicon().find(words):
        if hit.label[1] in _ASKED:
            asked[_ASKED[hit.label[1]]].add((hit.start, hit.end))
    length = len(words)
    return {
        f"{name}-core": _density(len(core), length),
        f"{name}-near": _density(kinds["near"], length),
        f"{name}-other": _density(kinds["other"], length),
        f"{name}-elsewhere": _density(kinds[_ELSEWHERE], length),
        f"{name}-any": float(bool(core)),
        f"{name}-strong": _density(len(asked["strong"]), length),
        f"{name}-plain": _density(len(asked["plain"]), length),
    }


def _core(hits: Sequence[Hit]) -> set[Place]:
    """Where the field's own words stand, but for those that mean something else there."""
    other = apart(Span(hit.start, hit.end) for hit in hits if hit.label[1] == _ELSEWHERE)
    return {
        (hit.start, hit.end)
        for hit in hits
        if hit.label[1] == "core" and not overlapping(other, Span(hit.start, hit.start + 1))
    }


def _spread(text: str, places: Iterable[Place]) -> float:
    """The share of the paragraphs in which one of the places lies."""
    starts = [match.start() for match in _PARAGRAPH.finditer(text)]
    return len({bisect_right(starts, start) for start, _ in places}) / max(len(starts), 1)


def _density(count: int, length: int) -> float:
    """The logarithm of how often in a hundred words, up to what is often enough."""
    return log1p(min(count * 100 / max(length, _FEW), _MOST))


def _outside(words: Iterable[Word], spans: Sequence[Span]) -> list[Word]:
    return [word for word in words if not overlapping(spans, Span(word.start, word.end))]


class Relevance:
    """Weighs the words of the field against those of other news."""

    def __init__(self, weights: Weights) -> None:
        declare()
        self.weights = weights

    def __call__(self, doc: Doc) -> Doc:
        """Leave `doc._.relevance`, 0 to 1; 0 for a text without words."""
        if doc.text.strip():
            doc._.relevance = round(probability(self.weights, features(doc)), 3)
        return doc


@Language.factory(FACTORY, assigns=["doc._.relevance"], default_config={"weights": None})
def create(nlp: Language, name: str, weights: str | None) -> Relevance:  # noqa: ARG001
    """The component with the weights of a folder, or with those that come with the product."""
    return Relevance(load_weights("relevance", Path(weights) if weights is not None else None))
