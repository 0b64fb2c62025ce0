"""Whom pronouns and 'the college', 'the chair' mean: what the text was last about that fits."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from nlp.attributes import text_of
from nlp.speech.cast import Cast, Who, of_body, of_person
from nlp.speech.nouns import KINDS, TYPES, is_man, is_woman
from nlp.speech.sentences import Sentences

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
        self._number = sentences.number
        self._described: dict[int, Who] = {}
        self._speaking: set[int] = set()
        self._crowds: list[tuple[Token, Who]] = []

    def remember(self, at: int, who: Who, *, speaks: bool) -> None:
        """Take note of a person whom the text describes at a character, for later pronouns."""
        self._described[at] = who
        if speaks:
            self._speaking.add(at)

    def remember_crowd(self, head: Token, who: Who) -> None:
        """Take note of people whom the text describes, in its order, for a later 'they'."""
        self._crowds.append((head, who))

    def person(self, pronoun: Token) -> Who:
        """The person of the right sex whom the text was last about: a subject before any other."""
        wrong = is_woman if pronoun.lower_ in HE else is_man
        earliest = max(0, pronoun.idx - _FAR)
        found = {p.start: who for p, who in self._cast.people_between(earliest, pronoun.idx)}
        found |= {
            at: who
            for at, who in self._described.items()
            if earliest < at < pronoun.idx and not self._is_in_words_of(pronoun, at)
        }
        fitting = {at: found[at] for at in sorted(found) if not wrong(self._called(found[at]))}
        if not fitting:
            return Who(None)
        here = self._sentence(pronoun.idx).start
        likely = self._likely(tuple(fitting)[-_MANY:], pronoun)
        return fitting[max(likely, key=lambda at: self._salience(at, here))]

    def _is_in_words_of(self, pronoun: Token, at: int) -> bool:
        """Whether a noun is in what a pronoun says: the nurse of 'A nurse would come, he said'."""
        verb = pronoun.head
        if pronoun.dep_ != "nsubj" or at < verb.left_edge.idx:
            return False
        noun = self._doc.char_span(at, at + 1, alignment_mode="expand")
        if noun is None:
            return False
        said = next((word for word in noun[0].ancestors if word.head.i == verb.i), noun[0])
        return said.dep_ == "ccomp" and said.head.i == verb.i and said.i < pronoun.i

    def _called(self, who: Who) -> str:
        return self._cast.telling_form(who.name) if who.name else ""

    def _likely(self, places: Sequence[int], pronoun: Token) -> Sequence[int]:
        """Without whoever is only described and says nothing, unless the line has nobody else."""
        line = self._text.rfind("\n", 0, pronoun.idx)
        here = [at for at in places if at > line]
        if here and all(at in self._described for at in here):
            return places
        return [at for at in places if at not in self._described or at in self._speaking] or places

    def _salience(self, at: int, here: int) -> tuple[bool, int, int, int]:
        """How near to mind somebody named at a character is for the sentence that begins `here`."""
        token = self._doc.char_span(at, at + 1, alignment_mode="expand")
        as_subject = _rank(token[0]) if token is not None else 0
        # A sentence's subject stays in mind for one sentence more than its other words do.
        number = self._number(at) + (as_subject > 0)
        return self._sentence(at).start < here or as_subject > 0, number, as_subject, at

    def they(self, pronoun: Token) -> Who | None:
        """The body that the text was last about; 'it' is no crowd."""
        one = pronoun.lower_ in _ONE
        for token in self._sentence_before(pronoun) if one else ():
            if token.dep_ == "nsubj" and (known := self.body(token)) is not None:
                return known
        earlier = [b for b in self._cast.bodies if b.end <= pronoun.i][-_MANY:]
        earlier = [b for b in earlier if not self._cast.is_outlet(b) or _rank(b.root)]
        if one:
            earlier = [b for b in earlier if not self._cast.is_general(b)] or earlier
        chosen = self.last_about(earlier)
        if not one and (crowd := self._last_crowd(pronoun, chosen)) is not None:
            return crowd
        return of_body(chosen) if chosen is not None else None

    def _last_crowd(self, pronoun: Token, body: Tokens | None) -> Who | None:
        """Who is described in the plural, if the text was about them since it was about a body."""
        before = bisect_left(self._crowds, pronoun.i, key=lambda crowd: crowd[0].i)
        if not before:
            return None
        head, who = self._crowds[before - 1]
        if body is None or self._prominence(body) < self._place(head, head.i):
            return who
        beside = self._sentence(body.start_char).start == self._sentence(pronoun.idx).start
        return who if beside and not _rank(body.root) else None

    def _sentence_before(self, token: Token) -> Tokens | tuple[Token, ...]:
        start = self._sentence(token.idx).start
        return self._doc.char_span(start, token.idx, alignment_mode="contract") or ()

    def last_about(self, bodies: Sequence[Tokens]) -> Tokens | None:
        """The subject of the last sentence that names a body, else the last that it names."""
        return max(bodies, key=self._prominence, default=None)

    def _prominence(self, body: Tokens) -> tuple[int, int, int]:
        return self._place(body.root, body.start)

    def _place(self, head: Token, at: int) -> tuple[int, int, int]:
        return self._sentence(head.idx).start, _rank(head), at

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
        chosen = self.last_about(earlier)
        return of_body(chosen) if chosen is not None else None

    def holder(self, head: Token) -> Who | None:
        """'The chair', 'the Health Secretary': the one person in the text with that office."""
        if not any(child.lower_ in _DEFINITE for child in head.children):
            return None
        words = self._text[head.left_edge.idx : head.idx + len(head.text)].lower().split()[1:]
        if not 0 < len(words) <= _FEW:
            return None
        if any(child.dep_ == "prep" for child in head.children):
            return None
        wanted = re.compile(rf"\b{re.escape(' '.join(words))}\b")
        held = {
            speaker.name: speaker
            for speaker in self._doc._.people
            if speaker.office and wanted.search(speaker.office.lower())
        }
        return of_person(next(iter(held.values()))) if len(held) == 1 else None


class NoAntecedents(Antecedents):
    """Knows nobody by a word that names nobody: what the others add is seen without them."""

    def person(self, pronoun: Token) -> Who:  # noqa: ARG002
        """Nobody."""
        return Who(None)

    def they(self, pronoun: Token) -> Who | None:  # noqa: ARG002
        """Nobody."""
        return None

    def body(self, head: Token) -> Who | None:  # noqa: ARG002
        """Nobody."""
        return None

    def holder(self, head: Token) -> Who | None:  # noqa: ARG002
        """Nobody."""
        return None


def _rank(token: Token) -> int:
    """2 for the subject of a sentence, 1 for one of a clause in it, 0 for any other word."""
    while token.dep_ in {"compound", "poss", "nmod", "amod", "flat", "appos"}:
        token = token.head
    if token.dep_ not in {"nsubj", "nsubjpass"}:
        return 0
    verb = token.head
    # what is said before 'somebody said' is a sentence of its own
    fronted = verb.dep_ == "ccomp" and verb.i < verb.head.i
    return 2 if fronted or verb.dep_ in {"ROOT", "conj"} else 1
