"""How likely a text is about who commissions NHS care locally: leaves `doc._.relevance`."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import log1p
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from commissioning.domain.tags import Span, Text
from commissioning.register import load_register
from nlp.components.attributes import BODIES, SectionKind, declare, text_of
from nlp.lexicon import Lexicon, Word, words_of
from nlp.linear import Weights, probability
from nlp.questions import Features
from nlp.weights import load_weights

FACTORY = "digest_relevance"

_SUBJECT = "relevance"
_LEAD = 100
_MOST = 6
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
    """What speaks for an article's being of the field; furniture is left out."""
    source: Text = doc._.source
    apart = [s.span for s in doc._.sections if s.kind is SectionKind.FURNITURE]
    apart += [
        Span(body.start_char, body.end_char)
        for body in doc.spans.get(BODIES, ())
        if body.text.endswith("Commission")
    ]
    words = [word for word in words_of(text_of(doc)) if not _lies_in(word, apart)]
    found: Features = _bodies(doc, len(words))
    for name, part in (
        ("whole", words),
        ("lead", words[:_LEAD]),
        ("title", words_of(source.title or "")),
    ):
        found |= _counts(name, part)
    return found


def _bodies(doc: Doc, length: int) -> Features:
    """How often a text of so many words names commissioners, by their kinds or their names."""
    organisations = load_register().organisations
    named = [organisations[body.kb_id_] for body in doc.spans.get(BODIES, ()) if body.kb_id_]
    count = sum(body.type in _COMMISSIONERS or body.slug in _COLLECTIVES for body in named)
    return {"bodies": log1p(min(count * 100 / max(length, 20), _MOST))}


def _counts(name: str, words: Sequence[Word]) -> Features:
    hits = lexicon().find(words)
    kinds = Counter(hit.label[1] for hit in hits)
    core = {(hit.start, hit.end) for hit in hits if hit.label[1] == "core"}
    per_hundred = 100 / max(len(words), 20)
    return {
        f"{name}-core": log1p(min(len(core) * per_hundred, _MOST)),
        f"{name}-near": log1p(min(kinds["near"] * per_hundred, _MOST)),
        f"{name}-other": log1p(min(kinds["other"] * per_hundred, _MOST)),
        f"{name}-any": float(bool(core)),
    }


def _lies_in(word: Word, spans: Sequence[Span]) -> bool:
    return any(span.start <= word.start < span.end for span in spans)


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
