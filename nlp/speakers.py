"""Whom a subject means: a person or body by name, by pronoun, by office, or by a description."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from commissioning.domain.tags import Span
from commissioning.register import Register
from nlp.components.attributes import BODIES, Speaker
from nlp.cues import subject

_HE = frozenset({"he", "him", "his"})
_SHE = frozenset({"she", "her"})
_THEY = frozenset({"it", "they", "its", "their"})
_SELF = frozenset("i we you one us there what this that these those me everyone which".split())
_WOMEN = ("Mrs", "Ms", "Miss", "Dame", "Lady", "Baroness")
_MEN = ("Mr", "Sir", "Lord", "Viscount")
SENTENCE_END = re.compile(r"[.?!…]+[\"'”’)]*(?=\s|$)|[\r\n]+")
_ABBREVIATED = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|Rev|Cllr|Coun|No|vs|etc|[A-Z])\.$")
_SPOKE = re.compile(
    r"\b(?:spokes\w+|statement|press\s+office|briefing|response|report)\b", re.IGNORECASE
)
_OFFICE = re.compile(r"(?: (?!who\b|said\b|that\b)[\w'’-]+){0,7},? ")
_FEW = 6
_NEAR = 90


@dataclass(frozen=True, slots=True)
class Who:
    """A speaker as found: name, body's slug, office."""

    name: str
    organisation: str | None = None
    office: str | None = None


class Speakers:
    """Who can speak in a Doc. `inside` are the characters that stand between quotation marks."""

    def __init__(self, doc: Doc, register: Register, inside: Collection[int]) -> None:
        self._doc = doc
        self._text = doc.text
        self._register = register
        self._inside = inside
        self._stops = _sentence_ends(doc.text, inside)
        self._places = sorted(
            ((place, speaker) for speaker in doc._.people for place in speaker.mentions),
            key=lambda item: item[0],
        )

    def sentence(self, at: int) -> Span:
        """The sentence around a character; quotation marks hold their sentences together."""
        place = bisect_right(self._stops, at)
        start = self._stops[place - 1] if place else 0
        end = self._stops[place] if place < len(self._stops) else len(self._text)
        return Span(start, max(end, start + 1))

    def of_cue(self, cue: Token, *, after: bool) -> Who | None:
        """Who says it; `after` also looks right behind the cue where the parse names nobody."""
        who = subject(cue)
        if who is not None and who.idx not in self._inside:
            return self.resolve(who)
        return self._beside(cue) if after else self._nearest(cue)

    def _beside(self, cue: Token) -> Who | None:
        """'said X', where the parse does not say so."""
        end = cue.idx + len(cue.text)
        for place, speaker in self._places:
            if 0 < place.start - end <= _FEW * 4 and not re.search(
                r"[.,;:]", self._text[end : place.start]
            ):
                return _person(speaker)
        return self._nearest(cue)

    def _nearest(self, cue: Token) -> Who | None:
        """The last person or body in the sentence before the cue."""
        sentence = self.sentence(cue.idx)
        if (found := self.last_between(sentence.start, cue.idx)) is not None:
            return found
        for token in reversed(self._doc[max(0, cue.i - 3) : cue.i]):
            if token.lower_ in _HE | _SHE | _THEY and token.idx not in self._inside:
                return self.resolve(token)
        return None

    def named(self, head: Token) -> Who | None:
        """A subject that is a person by name or pronoun."""
        if head.lower_ in _HE | _SHE:
            return self._pronoun(head)
        edge = Span(head.idx, head.idx + len(head.text))
        for place, speaker in self._places:
            if place.start < edge.end and edge.start < place.end:
                return _person(speaker)
        return None

    def last_between(self, start: int, end: int) -> Who | None:
        """Whoever is named last between two characters, outside quotation marks."""
        found = [s for p, s in self._before(end) if p.start >= start]
        return _person(found[-1]) if found else None

    def _before(self, at: int) -> Iterator[tuple[Span, Speaker]]:
        for place, speaker in self._places:
            if place.end > at:
                return
            if place.start not in self._inside:
                yield place, speaker

    def resolve(self, head: Token) -> Who | None:
        """Whom a subject's head word means."""
        word = head.lower_
        if word in _SELF:
            return None
        if word in _HE | _SHE:
            return self._pronoun(head)
        if word in _THEY:
            return self._collective_pronoun(head)
        if (person := self.named(head) or self._apposed(head)) is not None:
            return person
        for body in self._doc.spans[BODIES]:
            if body.start <= head.i < body.end:
                return _of_body(body)
        return self._described(head)

    def _apposed(self, head: Token) -> Who | None:
        """'Its head of policy, Ann Sample': the person whose office the words are."""
        end = head.idx + len(head.text)
        for place, speaker in self._places:
            if not head.idx < place.start < head.idx + _NEAR:
                continue
            between = self._text[end : place.start]
            if _OFFICE.fullmatch(between) and ("," in between or not between.strip()):
                return _person(speaker)
        return None

    def _pronoun(self, head: Token) -> Who | None:
        wrong = _WOMEN if head.lower_ in _HE else _MEN
        named = [s for _, s in self._before(head.idx) if not s.name.startswith(wrong)]
        return _person(named[-1]) if named else None

    def _collective_pronoun(self, head: Token) -> Who | None:
        bodies = [
            body
            for body in self._doc.spans[BODIES]
            if body.end <= head.i and body.start_char not in self._inside
        ]
        subjects = [body for body in bodies if _is_subject(body.root)]
        chosen = (subjects or bodies)[-1:]
        return _of_body(chosen[0]) if chosen else None

    def _described(self, head: Token) -> Who | None:
        """'A BMA spokeswoman' speaks for the body, 'one outgoing chief executive' for nobody."""
        if head.pos_ not in {"NOUN", "PROPN", "NUM", "DET", "PRON", "ADJ"}:
            return None
        first = head.left_edge
        last = head
        for child in head.rights:
            if (
                child.dep_ in {"prep", "compound", "poss", "appos", "nmod"}
                and child.i - head.i < _FEW
            ):
                last = child.right_edge
                break
        for place, speaker in self._places:
            if first.idx <= place.start <= last.idx + len(last.text):
                return _person(speaker)
        end = last.idx + len(last.text)
        surface = " ".join(self._text[first.idx : end].split()).strip(" ,.;:“”\"'‘’")
        if not surface or len(surface) > _NEAR or first.idx in self._inside:
            return None
        bodies = [b for b in self._doc.spans[BODIES] if first.i <= b.start and b.end <= last.i + 1]
        if bodies and _SPOKE.search(surface):
            return _of_body(bodies[-1])
        slug = (bodies[-1].kb_id_ or None) if bodies else None
        if _SPOKE.search(surface) and (known := self._collective_pronoun(head)) is not None:
            return known
        return Who(surface, slug if slug and not self._general(slug) else None)

    def _general(self, slug: str) -> bool:
        return self._register.organisations[slug].type == "collective"


def _person(speaker: Speaker) -> Who:
    return Who(speaker.name, speaker.organisation, speaker.office)


def _of_body(body: Tokens) -> Who:
    return Who(body.text, body.kb_id_ or None)


def _is_subject(token: Token) -> bool:
    while token.dep_ in {"compound", "poss", "nmod", "amod"}:
        token = token.head
    return token.dep_ in {"nsubj", "nsubjpass"}


def _sentence_ends(text: str, inside: Collection[int]) -> list[int]:
    """Where sentences end, outside quotation marks."""
    ends = []
    for match in SENTENCE_END.finditer(text):
        if _ABBREVIATED.search(text, max(0, match.start() - 6), match.start() + 1):
            continue
        following = text[match.end() :].lstrip()[:1]
        if match.group()[0] in ".?!…" and following.islower():
            continue
        if match.start() in inside and match.start() + 1 in inside:
            continue
        ends.append(match.end())
    return ends
