"""Which words of a sentence are what somebody is reported to have said or thought."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from spacy.tokens import Doc, Token

from commissioning.domain.tags import Span
from nlp.attributes import text_of
from nlp.speech.cues import (
    CLAIMS,
    HAVING,
    HOLDING,
    LISTENED,
    MANNERS,
    PLAIN,
    QUOTING,
    SPEAKING,
    SURE,
    asks,
    subject,
)
from nlp.speech.nouns import is_speaker

_WH = frozenset("whether if who what why how when where which".split())
_AND_THAT = re.compile(r",?\s+(?:and|but)\s+that\s+")
_THAT_THAT = re.compile(r"(?:,|,?\s+(?:and|but))\s+that\s+")
_QUOTED_NEXT = re.compile(r"[,:;–—]\s+[“\"‘'«]")
_JOINED = re.compile(r",\s+(?:and|but|so|while|yet|though|although|since|because)\s+(?:that\s+)?")
# ', a claim that ministers deny' calls a clause what it is, and is no part of it.
_CALLED = re.compile(
    rf",\s+(?:an?|the)\s+(?:\w+\s+)?(?:{'|'.join(sorted(CLAIMS))})\s+(?:that|which|\w+ed)\b"
)
_ADDING = re.compile(r",\s+adding\b")
_OPENING = re.compile(r"(?:But|And|Yet|So|Still,|However,|Meanwhile,|Then,?|Now,?)\s+")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_OF_NOUNS = frozenset("assurance condition demand evidence fact ground hint motion sign".split())
_ASIDES = frozenset({"as", "after", "because", "if", "since", "when", "where", "while", "until"})
_INCOMPLETE = frozenset({"be", "have", "do"})
_RELATIVE = frozenset({"WP", "WDT", "WP$"})
_BREAKS = ";\r\n"


class Clauses:
    """The reported clauses of a Doc.

    inside    the characters that stand between quotation marks
    sentence  gives the sentence around a character
    """

    def __init__(self, doc: Doc, inside: Collection[int], sentence: Callable[[int], Span]) -> None:
        self._doc = doc
        self._text = text_of(doc)
        self._inside = inside
        self._sentence = sentence
        self._known: dict[int, tuple[Span, ...]] = {}

    def of(self, cue: Token) -> tuple[Span, ...]:
        """The clauses that a verb or adjective reports, in order; empty where it reports none."""
        if cue.i not in self._known:
            self._known[cue.i] = self._after(cue) or tuple(self._around(cue))
        return self._known[cue.i]

    def _after(self, cue: Token) -> tuple[Span, ...]:
        """What follows 'said', 'told them that', 'asked whether'."""
        lemma = cue.lemma_.lower()
        end = self._sentence(cue.idx).end
        if asks(cue):
            start = self._question(cue, end)
        else:
            start = self._that(cue, end)
            if start is None and lemma in PLAIN | SURE:
                start = self._plain(cue, end)
        if start is None:
            return ()
        return tuple(self._parts(self.trimmed(start, self._cut(cue, start, end))))

    def _that(self, cue: Token, end: int) -> int | None:
        """Where a clause with 'that' begins after a cue and, for 'tell', its listener."""
        for token in self._doc[cue.i + 1 : cue.i + 16]:
            if token.idx >= end or token.idx in self._inside:
                return None
            if token.lower_ == "that" and (token.dep_ == "mark" or token.tag_ == "IN"):
                noun = self._doc[token.i - 1]
                if noun.i > cue.i and noun.lemma_.lower() in CLAIMS | _OF_NOUNS:
                    return None
                return token.idx + len(token.text)
            if token.tag_[:2] == "VB" and token.lemma_.lower() in QUOTING:
                return None
            if token.tag_ in _FINITE or (token.tag_ == "VB" and token.head.i != cue.i):
                return None
        return None

    def _question(self, cue: Token, end: int) -> int | None:
        """Where 'whether', 'who' or 'why' begins a question close behind its cue."""
        for token in self._doc[cue.i + 1 : cue.i + 6]:
            if token.idx >= end or token.idx in self._inside or token.is_punct:
                return None
            if token.lower_ in _WH:
                return token.idx if token.head.dep_ != "relcl" else None
            if token.dep_ == "prep" and token.lower_ not in {"to", "on"}:
                return None
        return None

    def _plain(self, cue: Token, end: int) -> int | None:
        """Where a clause without 'that' begins."""
        for child in cue.children:
            if child.i <= cue.i:
                continue
            if child.dep_ == "xcomp" and cue.lemma_.lower() in HAVING:
                return child.left_edge.idx if child.left_edge.lower_ == "to" else None
            if child.dep_ == "dobj" and cue.lemma_.lower() in LISTENED:
                clause = next((under for under in child.children if under.dep_ == "relcl"), None)
                if clause is not None and self._is_bare(clause, child):
                    return clause.left_edge.idx
            if child.dep_ == "ccomp" and not self._is_infinitive(child):
                return self._first_of(child, cue, end)
        return None

    def _is_infinitive(self, verb: Token) -> bool:
        return any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)

    def _is_bare(self, clause: Token, listener: Token) -> bool:
        """Whether a clause that hangs from a listener is what they are told: 'told her it was'."""
        first = clause.left_edge
        return first.i == listener.i + 1 and first.tag_ not in _RELATIVE | {"IN", "TO"}

    def _first_of(self, clause: Token, cue: Token, end: int) -> int | None:
        """Where the words of a clause behind its cue begin."""
        first = clause.left_edge if clause.left_edge.i > cue.i else self._doc[cue.i + 1]
        while first.is_punct or first.is_space:
            if first.i + 1 >= len(self._doc):
                return None
            first = self._doc[first.i + 1]
        if first.idx >= end or first.lower_ in _WH | {"as", "to"} or first.i > clause.i:
            return None
        return first.idx

    def _cut(self, cue: Token, start: int, end: int) -> int:
        """Where the clause ends before its sentence does."""
        stops = [end]
        text = self._text
        for match in _QUOTED_NEXT.finditer(text, start, end):
            if match.start() not in self._inside and self._has_verb(start, match.start()):
                stops.append(match.start())
                break
        for place in range(start, end):
            if text[place] in _BREAKS and place not in self._inside:
                stops.append(place)
                break
        stops.extend(
            self._before_joint(token, start)
            for token in cue.conjuncts
            if token.i > cue.i and start < token.idx < end
        )
        stops.extend(
            token.idx
            for token in self._tokens(start, end)
            if token.lower_ in {"while", "whereas"}
            and token.dep_ == "mark"
            and token.head.lemma_.lower() in QUOTING
        )
        stops.extend(
            match.start()
            for make in (_CALLED, _ADDING)
            for match in make.finditer(text, start, end)
            if match.start() not in self._inside and self._has_verb(start, match.start())
        )
        return max(min(stop for stop in stops if stop), start + 1)

    def _before_joint(self, token: Token, start: int) -> int:
        """The place before ', but' or 'and' that leads to a verb; 0 where there is none."""
        for earlier in reversed(self._doc[max(0, token.i - 5) : token.i]):
            if earlier.idx > start and earlier.dep_ == "cc":
                return earlier.idx
        return 0

    def _tokens(self, start: int, end: int) -> Iterable[Token]:
        """The tokens that lie between two characters."""
        return self._doc.char_span(start, end, alignment_mode="contract") or ()

    def framed(self) -> Iterator[tuple[Token, Span]]:
        """'She took another view: the bill would do harm': who, and what follows the colon."""
        for token in self._doc:
            if token.text != ":" or token.idx in self._inside:
                continue
            sentence = self._sentence(token.idx)
            after = self._end(token.idx + 1, sentence.end)
            if not self._clause(token.idx + 1, after, subordinate=True):
                continue
            lead = self._doc.char_span(sentence.start, token.idx, alignment_mode="contract")
            if lead is None or not any(word.lemma_.lower() in MANNERS for word in lead):
                continue
            who = next(
                (word for word in lead if word.dep_ == "nsubj" and word.head.dep_ != "relcl"), None
            )
            if who is not None:
                yield who, self.trimmed(token.idx + 1, after)

    def claimed(self) -> Iterator[tuple[Token, Token | None, Span]]:
        """'Their answer is that the bill ...', 'took the view that the bill ...'.

        Gives the noun, the verb whose subject holds it where the noun has no owner, and the clause.
        """
        for noun in self._doc:
            if noun.lemma_.lower() not in CLAIMS or noun.idx in self._inside:
                continue
            end = self._sentence(noun.idx).end
            be = noun.head
            if noun.dep_ == "nsubj" and be.lemma_ == "be":
                if (start := self._that(be, end)) is not None:
                    yield noun, None, self.trimmed(start, self._cut(be, start, end))
            elif noun.i + 1 < len(self._doc) and self._doc[noun.i + 1].lower_ == "that":
                start = self._doc[noun.i + 1].idx + len("that")
                if (verb := self._holding(noun)) is not None:
                    yield noun, verb, self.trimmed(start, self._cut(verb, start, end))
                elif (own := self._own(noun, start)) is not None:
                    yield noun, None, own

    def _own(self, noun: Token, start: int) -> Span | None:
        """The clause of 'her claim that the vote was rigged', whatever becomes of the claim."""
        if not any(child.dep_ == "poss" and is_speaker(child) for child in noun.children):
            return None
        for clause in noun.children:
            if clause.dep_ in {"acl", "ccomp"} and clause.i > noun.i + 1:
                last = clause.right_edge
                return self.trimmed(start, last.idx + len(last.text))
        return None

    def _holding(self, noun: Token) -> Token | None:
        """The verb that makes a view its subject's own: 'take the view that'."""
        verb = noun.head
        while verb.dep_ == "prep" and verb.head is not verb:
            verb = verb.head
        own = noun.dep_ in {"dobj", "pobj", "attr"} and verb.lemma_.lower() in HOLDING
        denied = any(child.dep_ in {"neg", "expl"} for child in verb.children)
        return verb if own and not denied else None

    def _has_verb(self, start: int, end: int) -> bool:
        return any(token.tag_ in _FINITE for token in self._tokens(start, end))

    def _around(self, cue: Token) -> Iterator[Span]:
        """'The bill would do harm, she said': what stands before, and what goes on after."""
        who = subject(cue, self._inside)
        if who is None:
            return
        if (led := self._as_said(cue)) is not None:
            yield led
        if not self._is_aside(cue):
            return
        sentence = self._sentence(cue.idx)
        begin, after = self._aside(cue, who)
        lead = self._text[sentence.start : begin].rstrip()
        stop = sentence.start + len(lead) - 1
        if not lead.endswith(",") or begin - 1 in self._inside:
            return
        start = self._lead(sentence.start, stop)
        if self._text[start:stop].strip():
            yield from self._interrupted(Span(start, stop), after, sentence.end)

    def _interrupted(self, lead: Span, after: int, end: int) -> Iterator[Span]:
        """What an aside breaks into: a clause and another one, or one with the aside in it."""
        goes_on = self._text.startswith(",", after)
        stop = self._end(after + goes_on, end)
        if not self._clause(lead.start, lead.end):
            if goes_on or self._is_verbal(after):
                yield self.trimmed(lead.start, stop)
            return
        joint = _JOINED.match(self._text, after, end) if goes_on else None
        if joint is None:
            wants_more = goes_on and self._breaks_off(lead.end)
            yield self.trimmed(lead.start, stop if wants_more else lead.end)
        elif self._clause(joint.end(), stop, subordinate=True):
            yield self.trimmed(lead.start, lead.end)
            yield self.trimmed(joint.end(), stop)
        else:
            yield self.trimmed(lead.start, stop)

    def _as_said(self, cue: Token) -> Span | None:
        """'As the board has pointed out, ...': what follows."""
        sentence = self._sentence(cue.idx)
        if not self._text.startswith("As ", sentence.start + self._blank(sentence)):
            return None
        if not any(child.lower_ == "as" for child in cue.children):
            return None
        comma = self._text.find(", ", cue.idx, sentence.end)
        if comma < 0 or not self._has_verb(comma, sentence.end):
            return None
        return self.trimmed(comma + 2, self._end(comma + 2, sentence.end))

    def _blank(self, span: Span) -> int:
        """How many characters of white space a span begins with."""
        words = span.of(self._text)
        return len(words) - len(words.lstrip())

    def _is_aside(self, cue: Token) -> bool:
        """Whether the verb can stand in commas: it has no object or clause of its own behind it."""
        if cue.lemma_.lower() not in SPEAKING:
            return False
        for child in cue.children:
            relative = any(token.tag_ in _RELATIVE for token in (child, *child.children))
            if child.i < cue.i and (relative or child.lower_ in _ASIDES):
                return False
        if self._text.startswith(":", cue.idx + len(cue.text)):
            return False
        for child in cue.children:
            if child.i <= cue.i or "," in self._text[cue.idx : child.left_edge.idx]:
                continue
            if child.dep_ in {"dobj", "ccomp", "xcomp"}:
                return cue.lemma_.lower() in LISTENED and child.dep_ == "dobj"
        return True

    def _aside(self, cue: Token, who: Token) -> tuple[int, int]:
        """Where 'she told reporters' begins and ends."""
        begin, end = min(cue.i, who.left_edge.i), max(cue.i, who.right_edge.i)
        for child in cue.children:
            if child.i < begin and "," in self._text[child.idx : self._doc[begin].idx]:
                continue
            if child.dep_ in {"dobj", "prt", "advmod", "npadvmod", "aux"} and (
                child.i < cue.i or child.dep_ != "npadvmod"
            ):
                begin = min(begin, child.left_edge.i) if child.i < cue.i else begin
                end = max(end, child.right_edge.i) if abs(child.i - cue.i) < 9 else end
            if child.dep_ in {"prep", "npadvmod"} and cue.i < child.i < cue.i + 9:
                end = max(end, child.right_edge.i)
        last = self._doc[end]
        return self._doc[begin].idx, last.idx + len(last.text)

    def _lead(self, start: int, end: int) -> int:
        """Where the words before an aside begin: after a semicolon, a colon, or 'But'."""
        for place in range(end - 1, start, -1):
            if self._text[place] in ":;" and place not in self._inside:
                if self._text[place + 1 : place + 2].isspace():
                    start = place + 1
                break
        while start < end and self._text[start].isspace():
            start += 1
        opening = _OPENING.match(self._text, start, end)
        return opening.end() if opening else start

    def _end(self, start: int, end: int) -> int:
        for place in range(start, end):
            if self._text[place] in _BREAKS and place not in self._inside:
                return place
        for match in _QUOTED_NEXT.finditer(self._text, start, end):
            if match.start() not in self._inside:
                return match.start()
        return end

    def _clause(self, start: int, end: int, *, subordinate: bool = False) -> bool:
        """Whether the words have a finite verb of their own with its subject."""
        lesser = {"relcl", "acl"} if subordinate else {"relcl", "acl", "advcl"}
        span = self._doc.char_span(start, end, alignment_mode="contract")
        if span is None:
            return False
        for token in span:
            if token.dep_ not in {"nsubj", "nsubjpass", "expl", "csubj"}:
                continue
            verb = token.head
            if verb.dep_ in lesser or not span.start <= verb.i < span.end:
                continue
            if verb.tag_ in _FINITE or any(c.tag_ in _FINITE for c in verb.children):
                return True
        return False

    def _breaks_off(self, end: int) -> bool:
        """Whether words end in a verb that wants more: 'It is, she says, a question of trust'.

        'They would not, she says, go' and 'It has been, she says, a joy' end in one too.
        """
        span = self._doc.char_span(end - 1, end, alignment_mode="expand")
        if span is None:
            return False
        last = span[-1]
        if last.tag_ in _FINITE:
            return True
        if last.tag_ == "RB" and last.i:
            last = self._doc[last.i - 1]
        return last.tag_ == "MD" or last.lemma_ in _INCOMPLETE

    def _is_verbal(self, at: int) -> bool:
        span = self._doc.char_span(at, at + 2, alignment_mode="expand")
        return span is not None and any(t.tag_ in _FINITE for t in span)

    def before(self, span: Span, at: int) -> Span | None:
        """What of a clause is left before the comma that leads to a later verb at `at`."""
        comma = max(self._text.rfind(joint, span.start, at) for joint in (", ", " and ", " but "))
        if comma < 0 or not self._has_verb(span.start, comma):
            return None
        return self.trimmed(span.start, comma)

    def trimmed(self, start: int, end: int) -> Span:
        """The words between two characters, without the marks and stops around them."""
        piece = self._text[start:end]
        start += len(piece) - len(piece.lstrip(' \r\n\t,:“"‘–—•■*'))
        piece = piece.strip()
        end = start + len(self._text[start:end].rstrip(" \r\n\t.,;:!?–—"))
        return Span(start, max(end, start + 1))

    def _parts(self, span: Span) -> Iterator[Span]:
        """'X and that Y' is two clauses."""
        start = span.start
        joints = _THAT_THAT if _AND_THAT.search(self._text, span.start, span.end) else _AND_THAT
        for match in joints.finditer(self._text, span.start, span.end):
            if match.start() > start and match.start() not in self._inside:
                yield Span(start, match.start())
                start = match.end()
        if start < span.end:
            yield Span(start, span.end)
