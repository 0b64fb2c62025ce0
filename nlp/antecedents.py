"""Whom pronouns and 'the college', 'the chair' mean: what the text was last about that fits."""

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from nlp.cast import Cast, Who, of_body, of_person
from nlp.components.attributes import text_of
from nlp.nouns import KINDS, TYPES, is_man, is_woman
from nlp.sentences import Sentences

HE = frozenset({"he", "him", "his", "himself"})
SHE = frozenset({"she", "her", "herself"})
THEY = frozenset({"it", "they", "its", "their"})
_ONE = frozenset({"it", "its"})
_DEFINITE = frozenset({"the", "its", "their"})
_FEW = 6
_FAR = 6000
_MANY = 40


class Antecedents:
    """What the words of a Doc that name nobody refer to."""

    def __init__(self, doc: Doc, cast: Cast, sentences: Sentences) -> None:
        self._doc = doc
        self._text = text_of(doc)
        self._cast = cast
        self._sentence = sentences.around
        self._described: dict[int, Who] = {}

    def remember(self, at: int, who: Who) -> None:
        """Take note of a person whom the text describes at a character, for later pronouns."""
        self._described[at] = who

    def person(self, pronoun: Token) -> Who:
        """The person of the right sex whom the text was last about: a subject before any other."""
        wrong = is_woman if pronoun.lower_ in HE else is_man
        here = self._sentence(pronoun.idx).start
        earliest = pronoun.idx - _FAR
        found = [
            (place.start, who) for place, who in self._cast.people_between(earliest, pronoun.idx)
        ]
        found += [item for item in self._described.items() if earliest < item[0] < pronoun.idx]
        found.sort(key=lambda item: item[0])
        fitting = [item for item in found[-_MANY:] if not wrong(item[1].name or "")]
        if not fitting:
            return Who(None)
        return max(fitting, key=lambda item: self._salience(item[0], here))[1]

    def _salience(self, at: int, here: int) -> tuple[bool, int, bool, int]:
        """How near to mind somebody named at a character is for the sentence that begins `here`."""
        token = self._doc.char_span(at, at + 1, alignment_mode="expand")
        as_subject = token is not None and _is_subject(token[0])
        start = self._sentence(at).start
        return start < here or as_subject, start, as_subject, at

    def they(self, pronoun: Token) -> Who | None:
        """The body that the text was last about; 'it' is no crowd."""
        one = pronoun.lower_ in _ONE
        for token in self._sentence_before(pronoun) if one else ():
            if token.dep_ == "nsubj" and (known := self.body(token)) is not None:
                return known
        earlier = [b for b in self._cast.bodies if b.end <= pronoun.i][-_MANY:]
        if one:
            earlier = [b for b in earlier if not self._cast.is_general(b)] or earlier
        chosen = self._last_about(earlier)
        return of_body(chosen) if chosen is not None else None

    def _sentence_before(self, token: Token) -> Tokens | tuple[Token, ...]:
        start = self._sentence(token.idx).start
        return self._doc.char_span(start, token.idx, alignment_mode="contract") or ()

    def _last_about(self, bodies: Sequence[Tokens]) -> Tokens | None:
        """The subject of the last sentence that names a body, else the last that it names."""
        return max(bodies, key=self._prominence, default=None)

    def _prominence(self, body: Tokens) -> tuple[int, bool, int]:
        return self._sentence(body.start_char).start, _is_subject(body.root), body.start

    def body(self, head: Token) -> Who | None:
        """'The college', 'the watchdog': the body right behind, or before, that it can mean."""
        word = head.lemma_.lower()
        if word not in KINDS or not any(c.lower_ in _DEFINITE for c in head.children):
            return None
        if self._text.startswith(",", head.idx + len(head.text)):
            for body in self._cast.bodies:
                if head.i + 1 < body.start <= head.i + 3:
                    return of_body(body)
        earlier = [
            body
            for body in self._cast.bodies
            if body.end <= head.left_edge.i and not self._cast.is_general(body)
        ][-_MANY:]
        for body in reversed(earlier):
            if re.search(rf"\b{word}\b", self._cast.full_name(body), re.IGNORECASE):
                return of_body(body)
        if any(child.dep_ == "prep" for child in head.children):
            return None
        if word in TYPES:
            earlier = [b for b in earlier if self._cast.type_of(b) in TYPES[word]]
        chosen = self._last_about(earlier)
        return of_body(chosen) if chosen is not None else None

    def holder(self, head: Token) -> Who | None:
        """'The chair', 'the Health Secretary': the one person in the text with that office."""
        if not any(child.lower_ in _DEFINITE for child in head.children):
            return None
        words = self._text[head.left_edge.idx : head.idx + len(head.text)].lower().split()[1:]
        if not 0 < len(words) <= _FEW:
            return None
        wanted = re.compile(rf"\b{re.escape(' '.join(words))}\b")
        held = {
            speaker.name: speaker
            for speaker in self._doc._.people
            if speaker.office and wanted.search(speaker.office.lower())
        }
        return of_person(next(iter(held.values()))) if len(held) == 1 else None


def _is_subject(token: Token) -> bool:
    while token.dep_ in {"compound", "poss", "nmod", "amod", "flat", "appos"}:
        token = token.head
    return token.dep_ in {"nsubj", "nsubjpass"}
