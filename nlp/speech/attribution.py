"""Who says the words between quotation marks, and whether they are anybody's words at all."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Doc, Token

from commissioning.domain.tags import Span
from nlp.attributes import text_of
from nlp.speech.cast import Cast, Who
from nlp.speech.clauses import Clauses
from nlp.speech.cues import ASKING, CLAIMS, LABELLING, REPORTING, SPEAKING, TITLING, asks
from nlp.speech.marks import Quoted
from nlp.speech.sentences import SENTENCE_END, Sentences
from nlp.speech.speakers import Speakers

_MARKS = " ,“”\"‘’'«»"
_SHORT = 6
_SCARE = 3
_FEWEST = 2
_NEAR = 110
_CLOSE = 30
_FAR = 1500
_NAMING = re.compile(r"[\s,–—-]*(?:(?:is|was|are|were)\s+)?(?:how|what|as)\b")
_SIGNED = re.compile(
    r"[ \t]*(?P<dash>[–—-]{0,2})[ \t]*(?P<who>[A-Z][^\r\n!?“\"]{1,70}?)[ \t.]*(?=[\r\n]|$)"
)
_NOT_NAMED = re.compile(r"^[Nn]ame(?: and address)? (?:supplied|withheld)[, ]*|,? \d+$")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_AUXILIARY = frozenset({"aux", "advmod"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_JOINING = frozenset({"", "it", "that", "them", "this", "him", "her", "me", "us"})
_NAMED = frozenset({"it", "that", "them", "this"})
_LABEL = re.compile(r"(?P<who>(?:[A-Z][\w.'’-]*\ ?\b){1,3}?)\s*(?:[,(][^\n:]{1,60})?:")
_ANSWER = re.compile(r"A\w{0,5}\s*[.:]")
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


class Attribution:
    """Gives the stretches between the marks of a Doc to their speakers.

    said  the verbs of speech outside of quotation marks, in order
    """

    def __init__(
        self,
        doc: Doc,
        marks: Sequence[Quoted],
        said: Sequence[Token],
        cast: Cast,
        speakers: Speakers,
        clauses: Clauses,
        sentences: Sentences,
    ) -> None:
        self._doc = doc
        self._text = text_of(doc)
        self._said = said
        self._cues = {cue.i for cue in said}
        self._cast = cast
        self._speakers = speakers
        self._clauses = clauses
        self._sentence = sentences.around
        self._previous_end = {
            after.span.start: before.span.end
            for before, after in pairwise(marks)
            if before.line == after.line
        }
        self._interviewee = self._find_interviewee(marks)

    def all(self, marks: Sequence[Quoted]) -> Iterator[tuple[Quoted, Said]]:
        """Those of the marks that hold somebody's words, each with whose they are."""
        previous: tuple[Quoted, Said] | None = None
        for mark in marks:
            said = self._of(mark, previous)
            if self._is_quotation(mark, said):
                previous = mark, said
                yield previous

    def _is_quotation(self, mark: Quoted, said: Said) -> bool:
        """Whether it is more than a word or two in marks for want of a better one."""
        words = len(mark.span.of(self._text).split())
        if said.method == "before" and (
            (words == 1 and self._is_scare(mark, said))
            or (words < _SHORT and self._is_in_question(mark, said))
        ):
            return False
        if said.who is not None and said.method != "carried":
            return True
        full = words > _SHORT
        if said.who is None:
            return full and self._stands_alone(mark)
        if self._text[self._previous_end.get(mark.span.start, 0) : mark.span.start].strip(
            _MARKS
        ) in {"and", "or"}:
            return True
        return full or self._stands_alone(mark)

    def _is_scare(self, mark: Quoted, said: Said) -> bool:
        """Whether a single word in marks is part of what is said or wanted: 'said it was "fun"'."""
        cue = self._cue_of(said)
        if cue is None or self._stands_alone(mark):
            return False
        return cue.lemma_.lower() not in LABELLING

    def _is_in_question(self, mark: Quoted, said: Said) -> bool:
        """Whether marked words are part of a reported question: 'asked if it was "good fun"'."""
        cue = self._cue_of(said)
        if cue is None or not asks(cue) or self._stands_alone(mark):
            return False
        return any(
            clause.start < mark.span.start - 1 and mark.span.end <= clause.end
            for clause in self._clauses.of(cue)
        )

    def _cue_of(self, said: Said) -> Token | None:
        """The verb that showed who speaks."""
        if said.cue is None:
            return None
        return next(self._cues_between(said.cue.start, said.cue.end), None)

    def _stands_alone(self, mark: Quoted) -> bool:
        """Whether it is a sentence of its own, not a word or two marked within another's."""
        words = mark.span.of(self._text)
        return words[:1].isupper() and (words[-1:] in ".?!,…" or mark.open)

    def _of(self, mark: Quoted, previous: tuple[Quoted, Said] | None) -> Said:
        if self._is_named(mark):
            return Said(None, None, "title")
        looks = (self._signed, self._in_words, self._after, self._before, self._within)
        for look in looks:
            if (found := look(mark)) is not None:
                return found
        if self._is_title(mark):
            return Said(None, None, "title")
        if self._interviewee is not None and self._is_answer(mark):
            return Said(self._interviewee, None, "answered")
        if previous is not None and (found := self._carried(mark, *previous)) is not None:
            return found
        return self._led_to(mark)

    def _is_answer(self, mark: Quoted) -> bool:
        """Whether marked words fill their line, or all of it behind 'A:'."""
        lead = self._text[mark.line.start : mark.span.start].strip(" •*“\"‘'")
        rest = self._text[mark.span.end : mark.line.end].strip(" ”\"’'")
        return not rest and (not lead or _ANSWER.fullmatch(lead) is not None)

    def _find_interviewee(self, marks: Sequence[Quoted]) -> Who | None:
        """Whose the answers are where questions and answers alternate: whoever is introduced."""
        answers = [mark for mark in marks if self._is_answer(mark)]
        asked = [m for m in answers if self._text[: m.line.start].rstrip().endswith("?")]
        if len(asked) < _SCARE:
            return None
        named = [who for _, who in self._cast.people_between(0, asked[0].line.start)]
        return max(dict.fromkeys(named), key=named.count, default=None)

    def _carried(self, mark: Quoted, before: Quoted, said: Said) -> Said | None:
        """Words without a verb of their own, after others in the same line or the one above."""
        if said.who is None:
            return None
        same_line = before.line == mark.line
        if same_line and self._stands_alone(mark):
            who = self._new_subject(before.span.end, mark)
            if who is not None:
                return Said(who, None, "preceding")
        follows = not self._leading(mark) and self._adjoin(before, mark)
        return Said(said.who, None, "carried") if same_line or before.open or follows else None

    def _led_to(self, mark: Quoted) -> Said:
        """Words that those before them lead to without a verb of speech."""
        if not self._leading(mark) and (who := self._introduced(mark)) is not None:
            return Said(who, None, "introduced")
        if self._stands_alone(mark) and (who := self._preceding(mark)) is not None:
            return Said(who, None, "preceding")
        if (who := self._continuing(mark) or self._predicated(mark)) is not None:
            return Said(who, None, "subject")
        return Said(None, None, "unattributed")

    def _leading(self, mark: Quoted) -> str:
        """What stands in the line before the words."""
        return self._text[mark.line.start : mark.span.start].strip(" •*-–—\"“'‘")

    def _adjoin(self, before: Quoted, mark: Quoted) -> bool:
        """Whether nothing but white space lies between two quoted lines."""
        between = self._text[before.span.end : mark.span.start]
        return not between.strip(" \r\n\t\"“”'‘’,.")

    def _signed(self, mark: Quoted) -> Said | None:
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

    def _has_verb(self, start: int, end: int) -> bool:
        span = self._doc.char_span(start, end, alignment_mode="expand")
        return span is None or any(token.tag_ in _FINITE for token in span)

    def _in_words(self, mark: Quoted) -> Said | None:
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
                    return Said(who, _span(token), "before")
        return None

    def _after(self, mark: Quoted) -> Said | None:
        """'...', said X — '...', X told them — '...' was the view of X."""
        begin = mark.span.end + 1
        end = min(len(self._text), begin + _NEAR, mark.line.end)
        last = self._text[mark.span.end - 1]
        if last == "." and re.match(r"\s+[A-Z]", self._text[begin : begin + 3]):
            return None
        match = _WORDS_OF.search(self._text, begin, min(end, begin + _CLOSE))
        if match is not None and (who := self._words_of(match, -1)):
            return Said(who, Span(*match.span()), "after")
        for cue in self._cues_between(begin, end):
            gap = self._text[begin : cue.idx]
            if SENTENCE_END.search(gap) or any(m in gap for m in '“"‘'):
                break
            if not self._belongs(cue, gap, mark):
                continue
            inverted = not gap.strip(" ,")
            who = self._speakers.of_cue(cue, after=True, inverted=inverted)
            if who is not None:
                return Said(who, _span(cue), "after")
        return (
            self._verdict(begin, end)
            or (self._inverted(begin, end) if last in ",?!…" else None)
            or (self._tail(begin, end) if last == "," else None)
        )

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
        return Said(who, _span(words[0]), "after") if who is not None else None

    def _tail(self, begin: int, end: int) -> Said | None:
        """'...,' her husband chimed in: whoever does something right behind a comma."""
        for token in self._doc.char_span(begin, end, alignment_mode="contract") or ():
            verb = token.head
            if token.dep_ == "nsubj" and verb.i > token.i and verb.tag_ in _FINITE | {"VBN"}:
                near = token.left_edge.idx - begin < _CLOSE // 2
                if near and self._speakers.can_speak(token):
                    who = self._speakers.resolve(token)
                    return Said(who, _span(verb), "after") if who is not None else None
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
                return Said(who, _span(token), "after")
        return None

    def _before(self, mark: Quoted) -> Said | None:
        """'X said: ...' — 'X called it ...'."""
        at = mark.span.start - 1
        start = max(mark.line.start, self._sentence(at).start)
        floor = max(start, self._previous_end.get(mark.span.start, start))
        for match in _WORDS_OF.finditer(self._text, floor, at):
            if at - match.end() < _NEAR and (who := self._words_of(match, start)):
                return Said(who, Span(*match.span()), "before")
        for lowest in dict.fromkeys((floor, start)):
            cues = tuple(reversed(tuple(self._cues_between(lowest, at))))
            for cue in sorted(cues, key=lambda cue: not self._leads_to(cue, mark)):
                outer = self._outer(cue)
                who = self._speakers.of_cue(outer, after=False)
                if who is not None:
                    return Said(who, _span(outer), "before")
        if self._text[start:at].rstrip().endswith(":"):
            return self._colon(mark, floor, at)
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
            if above.lemma_.lower() in REPORTING and above.i < cue.i and above.i in self._cues:
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
        if thing and (who := self._continued(mark)) is not None:
            return Said(who, None, "before")
        for token in (*main, *subjects):
            if (who := self._speakers.sayer(token)) is not None:
                head = token.head
                return Said(who, _span(head), "before")
        return None

    def _labelled(self, start: int) -> Who | None:
        """'Ann Sample (Lab): ...', 'ANN, baker: ...': whose name a line begins with."""
        if (who := self._cast.person_at(start)) is not None:
            return who
        match = _LABEL.match(self._text, start)
        return Who(match["who"]) if match is not None and len(match["who"]) > 1 else None

    def _introduced(self, mark: Quoted) -> Who | None:
        """The speaker of a line that ends in a colon above, else of its last sentence."""
        above = self._text[: mark.line.start].rstrip()
        line = max(above.rfind("\n") + 1, len(above) - _FAR)
        if not above.endswith(":"):
            return None
        for cue in reversed(tuple(self._cues_between(line, len(above)))):
            if (who := self._speakers.of_cue(cue, after=False)) is not None:
                return who
        return self._cast.last_between(line, len(above))

    def _new_subject(self, start: int, mark: Quoted) -> Who | None:
        """The person whom the sentences between two quotations are about, if they name another."""
        start = max(start, mark.span.start - _FAR)
        span = self._doc.char_span(start, mark.span.start - 1, alignment_mode="contract")
        if span is None:
            return None
        subjects = [t for t in span if t.dep_ in _SUBJECTS]
        for token in sorted(subjects, key=lambda token: (self._is_lesser(token.head), -token.i)):
            if SENTENCE_END.search(self._text, start + 1, token.idx):
                return self._speakers.person(token)
        return None

    def _preceding(self, mark: Quoted) -> Who | None:
        """Whom the words before a sentence that stands alone are about: the last who spoke there.

        The line itself is looked at first, then the one above it.
        """
        start, end = mark.line.start, mark.span.start - 1
        if not self._text[start:end].strip(" •*-–—"):
            above = self._text[: mark.line.start].rstrip()
            start, end = above.rfind("\n") + 1, len(above)
        start = max(start, end - _FAR)
        if (newcomer := self._newcomer(start, end)) is not None:
            return newcomer
        spoken = [cue for cue in self._cues_between(start, end) if cue.lemma_ in SPEAKING]
        cues = {cue.i for cue in spoken if not self._is_embedded(cue)}
        line = self._doc.char_span(start, end, alignment_mode="contract")
        subjects = [t for t in line or () if t.dep_ in {"nsubj", "nsubjpass"}]
        latest = sorted(subjects, key=lambda token: (self._is_lesser(token.head), -token.i))
        for token in latest:
            spoke = token.head.i in cues
            who = self._speakers.of_cue(token.head, after=False) if spoke else None
            if spoke and token.dep_ == "nsubjpass" and token.head.lemma_ in ASKING:
                who = self._speakers.person(token)
            if (found := who or self._about(token)) is not None:
                return found
        last = self._sentence(max(start, end - 2)).start
        if (found := self._cast.last_between(last, end)) is not None:
            return found
        for known in (self._speakers.human, self._speakers.single):
            for token in reversed(subjects):
                if (who := known(token)) is not None:
                    return who
        return self._cast.last_between(start, end)

    def _newcomer(self, start: int, end: int) -> Who | None:
        """The one whom the last sentence introduces: 'There was an answer from Ann Sample'."""
        last = self._sentence(max(start, end - 2)).start
        named = list(self._cast.people_between(max(start, last), end))
        return named[0][1] if len(named) == 1 and self._cast.is_introduced(*named[0]) else None

    def _about(self, subject: Token) -> Who | None:
        """The person whom a sentence is about: its subject, or whose that is: 'her own group'."""
        return self._speakers.person(subject) or self._speakers.holder(subject)

    def _is_lesser(self, verb: Token) -> bool:
        """Whether a verb stands in what an earlier verb reports, or in another's clause."""
        subordinate = any(above.dep_ in {"relcl", "advcl"} for above in (verb, *verb.ancestors))
        return subordinate or self._is_embedded(verb)

    def _is_embedded(self, verb: Token) -> bool:
        """Whether a verb stands in what an earlier verb of speech reports."""
        return any(above.i < verb.i and above.i in self._cues for above in verb.ancestors) and (
            verb.dep_ not in {"conj", "advcl"}
        )

    def _continuing(self, mark: Quoted) -> Who | None:
        """Whose report goes on in a sentence with marked words in it, or whom it is about."""
        about = self._subject(mark)
        if about is None:
            return self._continued(mark) or self._reporter(mark)
        return (
            self._speakers.named(about)
            or self._speakers.holder(about)
            or self._continued(mark)
            or self._reporter(mark)
            or self._speakers.single(about)
            or self._speakers.owner(about)
        )

    def _predicated(self, mark: Quoted) -> Who | None:
        """'The union "warmly welcomes" it': the subject whose own statement is cited as its verb.

        Behind 'may' and 'must' a rule is cited instead.
        """
        words = self._doc.char_span(mark.span.start, mark.span.end, alignment_mode="contract")
        if words is None or len(words) < _FEWEST or words.root.dep_ != "ROOT":
            return None
        for child in words.root.children:
            between = self._doc[child.i + 1 : words.start - 1]
            plain = all(t.dep_ in _AUXILIARY and t.tag_ != "MD" for t in between)
            if child.dep_ == "nsubj" and child.i < words.start and plain:
                return self._speakers.resolve(child) if self._speakers.can_speak(child) else None
        return None

    def _reporter(self, mark: Quoted) -> Who | None:
        """The person whom the line has been about: what they hold goes on without 'she said'."""
        if len(mark.span.of(self._text).split()) <= _SCARE:
            return None
        here = self._sentence(mark.span.start - 1).start
        start = max(mark.line.start, here - _FAR)
        above = self._doc.char_span(start, here, alignment_mode="contract") or ()
        for token in reversed(tuple(above)):
            if token.dep_ == "nsubj" and token.head.dep_ in {"ROOT", "ccomp"}:
                if (who := self._speakers.person(token)) is not None:
                    return who
                if self._speakers.can_speak(token):
                    return None
        return None

    def _subject(self, mark: Quoted) -> Token | None:
        """The subject of a sentence with marked words in it."""
        if len(mark.span.of(self._text).split()) < _SCARE:
            return None
        start = max(mark.line.start, self._sentence(mark.span.start - 1).start)
        span = self._doc.char_span(start, mark.span.start - 1, alignment_mode="contract")
        if span is None:
            return None
        for token in span:
            if token.dep_ == "nsubj" and token.head.dep_ not in {"relcl", "acl", "advcl"}:
                return token
        return None

    def _within(self, mark: Quoted) -> Said | None:
        """'It was "a mess" from the start, X told them': marked words in a reported clause."""
        sentence = self._sentence(mark.span.start)
        for cue in self._cues_between(mark.span.end, sentence.end):
            if any(
                s.start <= mark.span.start and mark.span.end <= s.end for s in self._clauses.of(cue)
            ):
                who = self._speakers.of_cue(cue, after=True)
                return Said(who, _span(cue), "within") if who else None
        for match in _WORDS_OF.finditer(self._text, mark.span.end, sentence.end):
            if (who := self._words_of(match, -1)) is not None:
                return Said(who, Span(*match.span()), "within")
        return None

    def _continued(self, mark: Quoted) -> Who | None:
        """The speaker of the sentence before, whose report goes on."""
        if len(mark.span.of(self._text).split()) <= _SCARE:
            return None
        here = self._sentence(mark.span.start - 1).start
        above = self._text[:here].rstrip()
        if here <= mark.line.start or not above:
            return None
        cues = self._cues_between(self._sentence(len(above) - 1).start, len(above))
        for cue in sorted(cues, key=lambda cue: (self._is_lesser(cue), -cue.i)):
            if cue.lemma_.lower() in REPORTING:
                return self._speakers.of_cue(cue, after=False)
        return None

    def _is_named(self, mark: Quoted) -> bool:
        """Whether what is before says that marked words are a name, a headline or a mere word."""
        before = self._text[max(mark.line.start, mark.span.start - _CLOSE) : mark.span.start - 1]
        if _YOUR_ARTICLE.search(before):
            return True
        last = before.rstrip().rpartition(" ")[2].lower()
        if last in _WORDING and self._in_words(mark) is not None:
            return False
        return last in TITLING and before.endswith(" ")

    def _is_title(self, mark: Quoted) -> bool:
        """Whether all words of weight have a capital, and no full stop ends them."""
        if self._text[mark.span.end - 1] == ".":
            return False
        words = [w for w in re.findall(r"[^\W\d_]+", mark.span.of(self._text)) if len(w) > _SCARE]
        return len(words) > 1 and all(word[0].isupper() for word in words)

    def _cues_between(self, start: int, end: int) -> Iterator[Token]:
        first = bisect_left(self._said, start, key=_place)
        last = bisect_left(self._said, end, lo=first, key=_place)
        yield from self._said[first:last]


def _place(token: Token) -> int:
    return token.idx


def _span(token: Token) -> Span:
    return Span(token.idx, token.idx + len(token.text))
