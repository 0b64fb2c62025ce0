"""Which side a holder's words take on a question, and the clause that shows it best."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import log1p

from commissioning.domain.tags import Position, Span
from nlp.positions.lexicon import Hit
from nlp.positions.questions import ATTITUDE, Features, Reading, Weights, weigh
from nlp.positions.voices import Voice, clauses

_ASIDE = 0.4
_NEGATION = (ATTITUDE, "negation")
_BEFORE = 14
_AFTER = 1
_PHRASES = frozenset({"pro", "con"})
_TURNED = {
    "favour": "against",
    "against": "favour",
    "pro": "con",
    "con": "pro",
    "demand": "against",
}
_WANTED = frozenset({"patient-involvement", "local-government", "specialist-involvement"})
_REMOVED = frozenset({"pct-abolition", "nhs-england-abolition", "consortium-size"})
_KINDS = ("favour", "against", "condition", "contrast", "demand", "doubt", "negation")

Tally = Counter[str]
_REFUSED = re.compile(
    r"\b(?:do|does|did|would|will|could|can)(?:n['’]t|not|\s+not)\s+(?:\w+ly\s+)?"
    r"(?:support|back|welcome|want|accept|agree\s+with|favour|endorse)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\bopportunit\w+\s+(?:and|as\s+well\s+as|but\s+also)\s+(?:\w+\s+){0,3}"
    r"(?:threats?|risks?|dangers?)\b"
    r"|\b(?:support|back|welcome|favour|accept)\w*\b[^.;]{0,80}\b(?:but\s+only\s+if|only\s+if"
    r"|provided|as\s+long\s+as|so\s+long\s+as|on\s+condition)\b",
    re.IGNORECASE,
)
_WASTED = re.compile(
    r"\bcost(?:s|ing)?\s+(?:\w+\s+){0,3}more\s+than\s+(?:it|they|this|that|these|any\w*)\s+"
    r"(?:\w+\s+){0,3}(?:save[sd]?|saving|release[sd]?|deliver(?:s|ed)?|brings?|brought)\b"
    r"|\bsavings?\b[^.;]{0,80}\b(?:if|where)\s+(?:(?:they|it|any)\s+(?:\w+\s+){0,3})?at\s+all\b",
    re.IGNORECASE,
)
_AGAINST = {"reorganisation-cost": _WASTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A sentence of a holder's words, the phrases in it and its weight for each question."""

    span: Span
    hits: tuple[Hit, ...]
    weights: Weights

    def on(self, slug: str) -> float:
        """How much of the question it speaks of."""
        return self.weights.get(slug, 0.0)


def clauses_of(voice: Voice, reading: Reading) -> tuple[Clause, ...]:
    """The holder's sentences in order."""
    return clauses_in(voice.own, voice, reading)


def clauses_in(spans: Iterable[Span], voice: Voice, reading: Reading) -> tuple[Clause, ...]:
    """The sentences in some of the holder's words."""
    found = []
    for span in clauses(spans, voice.frames):
        hits = reading.inside((span,))
        found.append(Clause(span=span, hits=hits, weights=weigh(hits)))
    return tuple(found)


def evidence(said: Sequence[Clause], slug: str) -> Span:
    """The sentence that says most on the question and takes a side; the first of equals."""
    return max(said, key=lambda clause: clause.on(slug) + _telling(clause.hits, slug)).span


def _telling(hits: Iterable[Hit], slug: str) -> float:
    tally = _tally(hits, slug)
    return 2 * (tally["pro"] + tally["con"]) + min(tally["favour"] + tally["against"], 3) / 2


def plain(evidence: str, question: str) -> Position | None:
    """The side that the words take on the question by their construction; None: it takes none."""
    if _BOTH.search(evidence):
        return Position.MIXED
    against = _AGAINST.get(question)
    if _REFUSED.search(evidence) or (against is not None and against.search(evidence)):
        return Position.OPPOSE
    return None


def features(
    voice: Voice, slug: str, said: Sequence[Clause], reading: Reading, body_type: str | None
) -> Features:
    """What speaks for a side; `body_type` is the register's type of the holder's body."""
    own, around = Tally(), Tally()
    pertinent = any(clause.on(slug) for clause in said)
    for clause in said:
        share = 1.0 if clause.on(slug) or not pertinent else _ASIDE
        _add(own, _tally(clause.hits, slug), share)
    inside = {hit for clause in said for hit in clause.hits}
    _add(around, _tally((h for h in reading.inside(voice.frames) if h not in inside), slug), 1.0)
    found = {
        f"own-{key}": log1p(own[key]) for key in ("pro", "con", "other-pro", "other-con", *_KINDS)
    }
    found |= {f"frame-{key}": log1p(around[key]) for key in ("pro", "con", *_KINDS)}
    judged = own["favour"] + own["against"]
    balance = (own["favour"] - own["against"]) / (judged + 1)
    asked = sum(clause.span.of(reading.text).count("?") for clause in said)
    found |= {
        "balance": balance,
        "balance-frame": (around["favour"] - around["against"])
        / (around["favour"] + around["against"] + 1),
        "lean": max(-3.0, min(3.0, own["pro"] - own["con"])),
        "both": log1p(own["pro"]) * log1p(own["con"]),
        "favour-against": log1p(own["favour"]) * log1p(own["against"]),
        "asked": log1p(asked),
        f"question={slug}": 1.0,
        f"type={body_type}": 1.0,
        f"kind={voice.kind.value}": 1.0,
    }
    for name, group in (("wanted", _WANTED), ("removed", _REMOVED)):
        if slug in group:
            found[f"balance-{name}"] = balance
            found[f"demand-{name}"] = log1p(own["demand"])
    return found


def _add(total: Tally, tally: Tally, share: float) -> None:
    for key, count in tally.items():
        total[key] += share * count  # type: ignore[assignment]


def _tally(hits: Iterable[Hit], slug: str) -> Tally:
    """Counts by kind: ways to speak for and against this question and others, and attitudes.

    A negation shortly before, or just after ('GPs should not'), turns what speaks for into what
    speaks against, and the other way about. One that is part of a phrase denies nothing else.
    """
    found = tuple(hits)
    denied = _denied(found) if any(hit.label == _NEGATION for hit in found) else ()
    tally = Tally()
    for hit in found:
        subject, kind = hit.label
        if hit in denied:
            kind = _TURNED.get(kind, kind)
        if subject == ATTITUDE:
            tally[kind] += 1
        elif kind in _PHRASES:
            tally[kind if subject == slug else f"other-{kind}"] += 1
    return tally


def _denied(hits: Iterable[Hit]) -> frozenset[Hit]:
    """Those that a negation stands shortly before or just after, which is not part of a phrase."""
    free, phrases_end = [], 0
    for _, group in groupby(sorted(hits, key=_start), key=_start):
        here = tuple(group)
        phrases_end = max((phrases_end, *(hit.end for hit in here if hit.label[1] in _PHRASES)))
        free += [hit for hit in here if hit.label == _NEGATION and hit.end > phrases_end]
    starts, ends = [hit.start for hit in free], sorted(hit.end for hit in free)
    return frozenset(
        hit
        for hit in hits
        if _any_within(ends, hit.start - _BEFORE + 1, hit.start)
        or _any_within(starts, hit.end, hit.end + _AFTER)
    )


def _start(hit: Hit) -> int:
    return hit.start


def _any_within(places: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(places, first)
    return at < len(places) and places[at] <= last
