"""Which policy questions a stretch of text is about: the phrases of `data/*.toml`, weighed."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from math import log1p

from commissioning.domain.tags import Span
from commissioning.register import load_register
from nlp.positions.lexicon import Hit, Lexicon, within, words_of

ATTITUDE = "attitude"
_WEIGHTS = {"strong": 3.0, "plain": 1.5, "weak": 0.5, "named": 1.5, "pro": 0.75, "con": 0.75}
_LEAD = 700

Weights = Mapping[str, float]
Features = dict[str, float]


@cache
def lexicon() -> Lexicon:
    """All phrases, those of the register among them: (question, kind) or (ATTITUDE, kind)."""
    entries = [
        ((slug, kind), phrase)
        for slug, kinds in _data("questions.toml").items()
        for kind, phrases in kinds.items()
        for phrase in phrases
    ]
    entries += [
        ((ATTITUDE, kind), phrase)
        for kind, phrases in _data("attitudes.toml").items()
        for phrase in phrases
    ]
    entries += [
        ((question.slug, "named"), " ".join(word.text for word in words_of(words)))
        for question in load_register().questions.values()
        for words in question.words
    ]
    return Lexicon(entries)


def _data(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("nlp").joinpath("data", name).read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with every phrase found in it, sorted by start."""

    text: str
    hits: tuple[Hit, ...]

    def inside(self, spans: Iterable[Span]) -> tuple[Hit, ...]:
        """The phrases that lie wholly in one of the spans."""
        return tuple(hit for span in spans for hit in within(self.hits, span.start, span.end))


def read(text: str) -> Reading:
    """Find every phrase in `text`."""
    return Reading(text, lexicon().find(words_of(text)))


def weigh(hits: Iterable[Hit]) -> dict[str, float]:
    """How much each question is spoken of: the sum of its phrases' weights, absent for nothing."""
    found: defaultdict[str, float] = defaultdict(float)
    for hit in hits:
        subject, kind = hit.label
        if subject != ATTITUDE:
            found[subject] += _WEIGHTS[kind]
    return dict(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What an article as a whole is about, for the questions that its day allows.

    whole, title, lead   weights of the text, its title and its beginning
    order                the questions by weight in the text, heaviest first
    """

    whole: Weights
    title: Weights
    lead: Weights
    order: tuple[str, ...]

    @classmethod
    def of(cls, reading: Reading, title: str, allowed: frozenset[str]) -> "Setting":
        """The setting of an article; `allowed` are the questions of its time."""
        whole = {slug: w for slug, w in weigh(reading.hits).items() if slug in allowed}
        return cls(
            whole=whole,
            title=weigh(read(title).hits),
            lead=weigh(within(reading.hits, 0, _LEAD)),
            order=tuple(sorted(whole, key=lambda slug: (-whole[slug], slug))),
        )


def questions_on(day: date | None) -> frozenset[str]:
    """The questions that can be met on a day; all of them where the day is unknown."""
    return frozenset(
        question.slug
        for question in load_register().questions.values()
        if day is None or question.years.holds(day)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """Weights of a holder's words, of their sentences, their paragraphs and the ones before."""

    own: Weights
    frame: Weights
    paragraph: Weights
    before: Weights
    words: int
    pieces: int


def features(slug: str, setting: Setting, near: Nearness) -> Features:
    """What speaks for a holder's taking a side on a question; all values within about 0 to 6."""
    whole = setting.whole.get(slug, 0.0)
    own, frame = near.own.get(slug, 0.0), near.frame.get(slug, 0.0)
    paragraph = near.paragraph.get(slug, 0.0)
    said, share = sum(near.own.values()), whole / (sum(setting.whole.values()) + 1)
    vague = said < _WEIGHTS["plain"]
    rank = setting.order.index(slug) if slug in setting.order else len(setting.order)
    return {
        "own": log1p(own),
        "frame": log1p(max(0.0, frame - own)),
        "paragraph": log1p(max(0.0, paragraph - frame)),
        "before": log1p(near.before.get(slug, 0.0)),
        "title": log1p(setting.title.get(slug, 0.0)),
        "lead": log1p(setting.lead.get(slug, 0.0)),
        "whole": log1p(whole),
        "share": share,
        "first": float(rank == 0),
        "second": float(rank == 1),
        "among": float(rank < 6),
        "own-share": own / (said + 1),
        "own-first": float(own > 0 and own == max(near.own.values())),
        "frame-share": frame / (sum(near.frame.values()) + 1),
        "vague": float(vague),
        "vague-share": vague * share,
        "vague-first": float(vague and rank == 0),
        "words": log1p(near.words),
        "pieces": log1p(near.pieces),
        f"question={slug}": 1.0,
    }
