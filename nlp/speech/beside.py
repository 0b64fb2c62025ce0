"""Who says quoted words by what stands beside them in their line: a verb, a phrase, a name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from commissioning.domain.tags import Span
from nlp.attributes import text_of
from nlp.speech.cast import Cast, Who
from nlp.speech.clauses import Clauses
from nlp.speech.cues import CLAIMS, LABELLING, REPORTING, SPEAKING, TITLING
from nlp.speech.marks import Quoted
from nlp.speech.sentences import SENTENCE_END, Sentences
from nlp.speech.speakers import Speakers
from nlp.speech.subjects import Subjects
from nlp.speech.verbs import Verbs, span_of

_SHORT = 6
_FEWEST = 2
_NEAR = 110
_CLOSE = 30
_NAMING = re.compile(r"[\s,–—-]*(?:(?:is|was|are|were)\s+)?(?:how|what|as)\b")
_SIGNED = re.compile(
    r"[ \t]*(?P<dash>[–—-]{0,2})[ \t]*(?P<who>[A-Z][^\r\n!?“\"]{1,70}?)[ \t.]*(?=[\r\n]|$)"
)
_NOT_NAMED = re.compile(r"^[Nn]ame(?: and address)? (?:supplied|withheld)[, ]*|,? \d+$")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_JOINING = frozenset({"", "it", "that", "them", "this", "him", "her", "me", "us"})
_NAMED = frozenset({"it", "that", "them", "this"})
_LABEL = re.compile(r"(?P<who>(?:[A-Z][\w.'’-]*\ ?\b){1,3}?)\s*(?:[,(][^\n:]{1,60})?:")
_YOUR_ARTICLE = re.compile(r"\b[Yy]our\s+(?:[\w-]+\s+){1,3}\($")
_WORDING = frozenset({"words", "phrase", "view", "opinion"})
_WORDS_OF = re.compile(
    r"\b(?:[Ii]n\s+the\s+(?:words|view|opinion|eyes|judge?ment)\s+of|[Aa]ccording\s+to|[Tt]o\s+quote|[Ff]or|To)\s+"
)


@dataclass(frozen=True, slots=True)
class Said:
    """By whom, shown by which words, found how; `who` is None where nobody can be found."""

    who: Who | None
    cue: Span | None
    method: str


class Beside:
    """Looks around quoted words for what gives them to somebody; None where a look finds nothing.

    previous_end  where the quoted words before end, by where those behind them in the line start
    """

    def __init__(
        self,
        doc: Doc,
        previous_end: Mapping[int, int],
        verbs: Verbs,
        cast: Cast,
        speakers: Speakers,
        clauses: Clauses,
        sentences: Sentences,
        subjects: Subjects,
    ) -> None:
        self._doc = doc
        self._text = text_of(doc)
        self._previous_end = previous_end
        self._verbs = verbs
        self._cast = cast
        self._speakers = speakers
        self._clauses = clauses
        self._sentence = sentences.around
        self._subjects = subjects

    def is_named(self, mark: Quoted) -> bool:
        """Whether what is before says that marked words are a name, a headline or a mere word."""
        before = self._text[max(mark.line.start, mark.span.start - _CLOSE) : mark.span.start - 1]
        if _YOUR_ARTICLE.search(before):
            return True
        last = before.rstrip().rpartition(" ")[2].lower()
        if last in _WORDING and self.in_words(mark) is not None:
            return False
        return last in TITLING and before.endswith(" ")

    def signed(self, mark: Quoted) -> Said | None:
        """'"...' – Practice manager, Kent': a name behind the words, or a dash, ends the line."""
        if self._text[mark.line.start : mark.span.start].strip(" •*\"“'‘"):
            return None
        match = _SIGNED.match(self._text, mark.span.end + 1, mark.line.end)
        if match is None:
            return None
        found = self._cast.person_at(match.start("who"))
        ended = self._text[mark.span.end - 1] in ".?!…"
        if not match["dash"] and (not ended or self._has_verb(*match.span("who"))):
            return None
        name = _NOT_NAMED.sub("", match["who"]).strip(" ,")
        return Said(found or Who(name or None), None, "signed")

    def in_words(self, mark: Quoted) -> Said | None:
        """'in her words, "..."' and '"...", in the judge's phrase'."""
        sentence = self._sentence(mark.span.start)
        for start, end in (
            (sentence.start, mark.span.start - 1),
            (mark.span.end + 1, min(mark.span.end + _NEAR, sentence.end)),
        ):
            span = self._doc.char_span(start, max(start, end), alignment_mode="contract")
            for token in span or ():
                if token.lower_ not in _WORDING or token.head.lower_ != "in":
                    continue
                if (who := self._speakers.owner(token)) is not None:
                    return Said(who, span_of(token), "before")
        return None

    def after(self, mark: Quoted) -> Said | None:
        """'...', said X — '...', X told them — '...' was the view of X."""
        begin = mark.span.end + 1
        end = min(len(self._text), begin + _NEAR, mark.line.end)
        last = self._text[mark.span.end - 1]
        if last == "." and re.match(r"\s+[A-Z]", self._text[begin : begin + 3]):
            return None
        match = _WORDS_OF.search(self._text, begin, min(end, begin + _CLOSE))
        if match is not None and (who := self._words_of(match, -1)):
            return Said(who, Span(*match.span()), "after")
        for cue in self._verbs.between(begin, end):
            gap = self._text[begin : cue.idx]
            if SENTENCE_END.search(gap) or any(m in gap for m in '“"‘'):
                break
            if not self._belongs(cue, gap, mark):
                continue
            inverted = not gap.strip(" ,")
            who = self._speakers.of_cue(cue, after=True, inverted=inverted)
            if who is not None:
                return Said(who, span_of(cue), "after")
        return (
            self._verdict(begin, end)
            or (self._inverted(begin, end) if last in ",?!…" else None)
            or (self._tail(begin, end) if last == "," else None)
        )

    def before(self, mark: Quoted) -> Said | None:
        """'X said: ...' — 'X called it ...'."""
        at = mark.span.start - 1
        start = max(mark.line.start, self._sentence(at).start)
        floor = max(start, self._previous_end.get(mark.span.start, start))
        for match in _WORDS_OF.finditer(self._text, floor, at):
            if at - match.end() < _NEAR and (who := self._words_of(match, start)):
                return Said(who, Span(*match.span()), "before")
        for lowest in dict.fromkeys((floor, start)):
            cues = tuple(reversed(tuple(self._verbs.between(lowest, at))))
            for cue in sorted(cues, key=lambda cue: not self._leads_to(cue, mark)):
                outer = self._outer(cue)
                who = self._speakers.of_cue(outer, after=False)
                if who is not None:
                    return Said(who, span_of(outer), "before")
        if self._text[start:at].rstrip().endswith(":"):
            return self._colon(mark, floor, at)
        return None

    def within(self, mark: Quoted) -> Said | None:
        """'It was "a mess" from the start, X told them': marked words in a reported clause."""
        sentence = self._sentence(mark.span.start)
        for cue in self._verbs.between(mark.span.end, sentence.end):
            if any(
                s.start <= mark.span.start and mark.span.end <= s.end for s in self._clauses.of(cue)
            ):
                who = self._speakers.of_cue(cue, after=True)
                return Said(who, span_of(cue), "within") if who else None
        for match in _WORDS_OF.finditer(self._text, mark.span.end, sentence.end):
            if (who := self._words_of(match, -1)) is not None:
                return Said(who, Span(*match.span()), "within")
        return None

    def _has_verb(self, start: int, end: int) -> bool:
        span = self._doc.char_span(start, end, alignment_mode="expand")
        return span is None or any(token.tag_ in _FINITE for token in span)

    def _words_of(self, match: re.Match[str], start: int) -> Who | None:
        """Whom 'according to' names; after 'for' and 'to' a person at the sentence's start."""
        if match.group().strip().lower() not in {"for", "to"}:
            return self._speakers.at(match.end())
        if self._text[start : match.start()].strip() or start < 0:
            return None
        return self._cast.person_at(match.end())

    def _belongs(self, cue: Token, gap: str, mark: Quoted) -> bool:
        """Whether a verb behind the words is theirs, and not that of the next thing said."""
        if re.match(r"\W*(?:and|but|while|though|although|which|who)\b", gap):
            return False
        lemma = cue.lemma_.lower()
        who = self._speakers.head_of(cue)
        if lemma in LABELLING and who is not None and self._doc[cue.i + 1].lower_ in _NAMED:
            return 0 < who.left_edge.idx - mark.span.end < _CLOSE // 2
        called_out = any(child.dep_ == "prt" for child in cue.children)
        if lemma not in SPEAKING and not (called_out or _NAMING.match(gap) or not gap.strip(" ,")):
            return False
        if who is None or who.idx > cue.idx:
            return len(gap) < _CLOSE or self._speakers.adjoining(cue) is not None
        if who.idx < mark.span.start:
            return bool(re.fullmatch(r",?\s*(?:\w+ly\s*)?", gap))
        if _NAMING.match(gap):
            return True
        return who.left_edge.idx - mark.span.end < _CLOSE // 2

    def _inverted(self, begin: int, end: int) -> Said | None:
        """'...,' mourned Ann Sample: whoever follows a verb of any kind right behind the words."""
        words = self._doc.char_span(begin, end, alignment_mode="contract")
        if words is None or len(words) < _FEWEST or words[0].tag_ not in _FINITE | {"VBN"}:
            return None
        who = self._cast.person_at(words[1].idx) if words[0].text.islower() else None
        return Said(who, span_of(words[0]), "after") if who is not None else None

    def _tail(self, begin: int, end: int) -> Said | None:
        """'...,' her husband chimed in: whoever does something right behind a comma."""
        for token in self._doc.char_span(begin, end, alignment_mode="contract") or ():
            verb = token.head
            if token.dep_ == "nsubj" and verb.i > token.i and verb.tag_ in _FINITE | {"VBN"}:
                near = token.left_edge.idx - begin < _CLOSE // 2
                if near and self._speakers.can_speak(token):
                    who = self._speakers.resolve(token)
                    return Said(who, span_of(verb), "after") if who is not None else None
                return None
        return None

    def _verdict(self, begin: int, end: int) -> Said | None:
        """'...' was the verdict of X."""
        span = self._doc.char_span(begin, end, alignment_mode="contract")
        if span is None:
            return None
        for token in span[:_SHORT]:
            if token.lemma_.lower() not in CLAIMS or token.head.lemma_ != "be":
                continue
            if (who := self._speakers.owner(token)) is not None:
                return Said(who, span_of(token), "after")
        return None

    def _leads_to(self, cue: Token, mark: Quoted) -> bool:
        """Whether marked words are a verb's: they follow it, or hang from it."""
        gap = self._text[cue.idx + len(cue.text) : mark.span.start - 1]
        return gap.strip(" ,:") in _JOINING or self._governs(cue, mark)

    def _governs(self, cue: Token, mark: Quoted) -> bool:
        """Whether marked words hang from a verb, and not from another clause beside its own."""
        words = self._doc.char_span(mark.span.start, mark.span.start + 1, alignment_mode="expand")
        token = words[0] if words is not None else cue
        while token.i != cue.i and token.dep_ != "ROOT":
            if token.head.i == cue.i and token.dep_ == "conj":
                return not any(child.dep_ in _SUBJECTS for child in token.children)
            token = token.head
        return token.i == cue.i

    def _outer(self, cue: Token) -> Token:
        """The verb of speech in whose clause a lesser one stands: 'insisted that groups wanted'."""
        lemma = cue.lemma_.lower()
        own = any(child.dep_ == "nsubj" for child in cue.children)
        head = self._speakers.head_of(cue)
        paper = head is not None and not self._speakers.can_speak(head)
        if lemma in SPEAKING | LABELLING and (own or cue.dep_ != "csubj") and not paper:
            return cue
        for above in cue.ancestors:
            if above.lemma_.lower() in REPORTING and above.i < cue.i and above in self._verbs:
                return above
        return cue

    def _colon(self, mark: Quoted, start: int, end: int) -> Said | None:
        """'X was blunt: ...': the subject of the sentence before the colon."""
        while start < end and not self._text[start].isalnum():
            start += 1
        span = self._doc.char_span(start, end, alignment_mode="contract")
        if span is None or not len(span):
            return None
        subjects = [t for t in span if t.dep_ == "nsubj"]
        verbless = not any(token.tag_ in _FINITE for token in span)
        if verbless and (who := self._labelled(span[0].idx)) is not None:
            return Said(who, None, "before")
        main = [t for t in reversed(subjects) if t.head.dep_ in {"ROOT", "conj"}]
        last = next(iter(main or reversed(subjects)), None)
        thing = last is not None and not self._speakers.can_speak(last)
        if thing and (who := self._subjects.continued(mark)) is not None:
            return Said(who, None, "before")
        for token in (*main, *subjects):
            if (who := self._speakers.sayer(token)) is not None:
                head = token.head
                return Said(who, span_of(head), "before")
        return None

    def _labelled(self, start: int) -> Who | None:
        """'Ann Sample (Lab): ...', 'ANN, baker: ...': whose name a line begins with."""
        if (who := self._cast.person_at(start)) is not None:
            return who
        match = _LABEL.match(self._text, start)
        return Who(match["who"]) if match is not None and len(match["who"]) > 1 else None
