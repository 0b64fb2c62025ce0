"""Who said which words: direct speech between marks, and speech that is reported."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Token

from commissioning.domain.tags import Quotation, QuotationKind, Span
from commissioning.register import Register, load_register
from nlp.components.attributes import SectionKind, declare
from nlp.cues import CALLING, REPORTING, THAT_ONLY, cues, subject
from nlp.marks import Quoted, quoted
from nlp.speakers import SENTENCE_END, Speakers, Who

FACTORY = "digest_quotations"

_SHORT = 6
_SCARE = 3
_NEAR = 90
_ACCORDING = re.compile(r"\b[Aa]ccording\s+to\s+")
_SPLIT = re.compile(r",?\s+(?:and|but)\s+that\s+")
_TAIL = re.compile(r",\s+(?:and|but|while|though|although|so)\s+")


class Quotations:
    """Finds the quotations of a Doc whose people and bodies are known."""

    def __init__(self, register: Register) -> None:
        declare()
        self._register = register

    def __call__(self, doc: Doc) -> Doc:
        """Leave `doc._.quotations`, in the order of their words."""
        reading = _Reading(doc, self._register)
        direct = tuple(reading.direct())
        indirect = reading.indirect(direct)
        doc._.quotations = tuple(sorted((*direct, *indirect), key=lambda q: q.span))
        return doc


class _Reading:
    """One Doc being read for who says what."""

    def __init__(self, doc: Doc, register: Register) -> None:
        self._doc = doc
        self._text = doc.text
        self._marks = quoted(doc.text)
        self._ends = {
            after.span.start: before.span.end
            for before, after in pairwise(self._marks)
            if before.line == after.line
        }
        self._running = [s.span for s in doc._.sections if s.kind is SectionKind.BODY]
        inside = {at for q in self._marks for at in range(q.span.start, q.span.end)}
        self._said = [c for c in cues(doc, REPORTING | CALLING) if c.idx not in inside]
        self._inside = inside
        self._speakers = Speakers(doc, register, inside)

    def _is_running(self, span: Span) -> bool:
        return any(s.start <= span.start < s.end for s in self._running)

    def direct(self) -> Iterator[Quotation]:
        last: Quotation | None = None
        previous: Quoted | None = None
        for mark in self._marks:
            if not self._is_running(mark.span):
                continue
            cue, who, method = self._attributed(mark, previous, last)
            full = len(self._words(mark.span)) > _SHORT
            if who is None and (not full or not self._stands_alone(mark)):
                continue
            if (
                who is not None
                and method == "carried"
                and not full
                and not self._stands_alone(mark)
            ):
                continue
            last = Quotation(
                span=mark.span,
                kind=QuotationKind.DIRECT,
                speaker=who.name if who else None,
                organisation=who.organisation if who else None,
                office=who.office if who else None,
                cue=cue,
                method=f"direct-{method}",
            )
            previous = mark
            yield last

    def _words(self, span: Span) -> list[str]:
        return span.of(self._text).split()

    def _stands_alone(self, mark: Quoted) -> bool:
        """Whether it is a sentence of its own, not a word or two marked within another's."""
        words = mark.span.of(self._text)
        return words[:1].isupper() and (words[-1:] in ".?!,…" or mark.open)

    def _attributed(
        self, mark: Quoted, previous: Quoted | None, last: Quotation | None
    ) -> tuple[Span | None, Who | None, str]:
        for look, name in ((self._after, "after"), (self._before, "before")):
            if (found := look(mark)) is not None:
                cue, speaker = found
                return Span(cue.idx, cue.idx + len(cue.text)), speaker, name
        if self._is_title(mark):
            return None, None, "title"
        leading = self._text[mark.line.start : mark.span.start].strip(" •*-–—\"“'‘")
        if previous is not None and last is not None and last.speaker is not None:
            same_line = previous.line == mark.line
            following = not leading and self._next_line(previous, mark)
            if same_line or previous.open or following:
                carried = Who(last.speaker, last.organisation, last.office)
                return None, carried, "carried"
        if not leading and (who := self._introduced(mark)) is not None:
            return None, who, "introduced"
        if self._stands_alone(mark) and (who := self._preceding(mark)) is not None:
            return None, who, "preceding"
        return None, None, "unattributed"

    def _next_line(self, previous: Quoted, mark: Quoted) -> bool:
        """Whether nothing but white space lies between two quoted lines."""
        between = self._text[previous.span.end : mark.span.start]
        return not between.strip(" \r\n\t\"“”'‘’,.")

    def _after(self, mark: Quoted) -> tuple[Token, Who] | None:
        """'...', said X — '...', X told them."""
        begin = mark.span.end + 1
        end = min(len(self._text), begin + _NEAR, mark.line.end)
        ends_sentence = self._text[mark.span.end - 1] in ".?!…"
        for cue in self._cues_between(begin, end):
            gap = self._text[begin : cue.idx]
            if SENTENCE_END.search(gap) or any(m in gap for m in '“"‘'):
                return None
            if (
                ends_sentence
                and re.match(r"\s+[A-Z]", gap)
                and self._text[mark.span.end - 1] == "."
            ):
                return None
            if cue.lemma_ in CALLING - REPORTING:
                continue
            who = self._speakers.of_cue(cue, after=True)
            if who is not None:
                return cue, who
        return None

    def _before(self, mark: Quoted) -> tuple[Token, Who] | None:
        """'X said: ...' — 'X called it ...'."""
        start = max(mark.line.start, self._speakers.sentence(mark.span.start - 1).start)
        floor = self._ends.get(mark.span.start, start)
        for floor_at in (max(start, floor), start):
            for cue in reversed(tuple(self._cues_between(floor_at, mark.span.start - 1))):
                if cue.dep_ == "amod":
                    continue
                who = self._speakers.of_cue(cue, after=False)
                if who is not None:
                    return cue, who
        if self._text[start : mark.span.start - 1].rstrip().endswith(":"):
            return self._colon(start, mark.span.start - 1)
        return None

    def _colon(self, start: int, end: int) -> tuple[Token, Who] | None:
        """'X was blunt: ...': the subject of the sentence before the colon."""
        span = self._doc.char_span(start, end, alignment_mode="contract")
        if span is None or not len(span):
            return None
        for token in span:
            if token.dep_ == "nsubj" and (who := self._speakers.resolve(token)) is not None:
                return token.head, who
        return None

    def _introduced(self, mark: Quoted) -> Who | None:
        """The speaker of a line that ends in a colon above, else of its last sentence."""
        above = self._text[: mark.line.start].rstrip()
        line = above.rfind("\n") + 1
        if not above.endswith(":"):
            return None
        for cue in reversed(tuple(self._cues_between(line, len(above)))):
            if (who := self._speakers.of_cue(cue, after=False)) is not None:
                return who
        return self._speakers.last_between(line, len(above))

    def _preceding(self, mark: Quoted) -> Who | None:
        """Whom the words before a sentence that stands alone are about: the last who spoke there.

        The line itself is looked at first, then the one above it.
        """
        start, end = mark.line.start, mark.span.start - 1
        if not self._text[start:end].strip(" •*-–—"):
            above = self._text[: mark.line.start].rstrip()
            start, end = above.rfind("\n") + 1, len(above)
        for cue in reversed(tuple(self._cues_between(start, end))):
            who = subject(cue) if cue.lemma_ in REPORTING else None
            if who is None or who.idx in self._inside:
                continue
            if (found := self._speakers.resolve(who)) is not None:
                return found
        line = self._doc.char_span(start, end, alignment_mode="contract")
        subjects = [] if line is None else [t for t in line if t.dep_ in {"nsubj", "nsubjpass"}]
        for token in reversed(subjects):
            if token.idx not in self._inside and (named := self._speakers.named(token)) is not None:
                return named
        return self._speakers.last_between(start, end)

    def _is_title(self, mark: Quoted) -> bool:
        words = [w for w in re.findall(r"[^\W\d_]+", mark.span.of(self._text)) if len(w) > _SCARE]
        return len(words) > 1 and all(word[0].isupper() for word in words)

    def _cues_between(self, start: int, end: int) -> Iterator[Token]:
        first = bisect_left(self._said, start, key=_place)
        last = bisect_left(self._said, end, lo=first, key=_place)
        yield from self._said[first:last]

    def indirect(self, direct: Sequence[Quotation]) -> Iterator[Quotation]:
        taken = [quotation.span for quotation in direct]
        for cue, who, span in self._reported():
            for part in self._parts(span):
                if any(_shares(part, other) for other in taken):
                    continue
                if not self._is_running(part) or len(self._words(part)) < _SCARE:
                    continue
                taken.append(part)
                yield Quotation(
                    span=part,
                    kind=QuotationKind.INDIRECT,
                    speaker=who.name,
                    organisation=who.organisation,
                    office=who.office,
                    cue=cue,
                    method="indirect",
                )

    def _reported(self) -> Iterator[tuple[Span, Who, Span]]:
        for cue in self._said:
            if cue.lemma_.lower() not in REPORTING:
                continue
            span = self._clause_after(cue) or self._clause_before(cue)
            if span is None:
                continue
            who = self._speakers.of_cue(cue, after=True)
            if who is not None:
                yield Span(cue.idx, cue.idx + len(cue.text)), who, span
        for match in _ACCORDING.finditer(self._text):
            found = self._according(match)
            if found is not None:
                yield Span(*match.span()), *found

    def _clause_after(self, cue: Token) -> Span | None:
        """What follows 'said', 'told them that'."""
        end = self._speakers.sentence(cue.idx).end
        start = cue.idx + len(cue.text)
        that = self._that(cue, end)
        if that is not None:
            return self._span(that, end)
        if cue.lemma_.lower() in THAT_ONLY:
            return None
        for child in cue.children:
            if child.dep_ == "ccomp" and child.i > cue.i:
                first = min((t for t in child.subtree if t.i > cue.i), key=lambda t: t.i)
                while first.is_punct or first.is_space:
                    if first.i + 1 >= len(self._doc):
                        return None
                    first = self._doc[first.i + 1]
                if first.idx >= end or first.lower_ in {"as", "when"}:
                    return None
                return self._span(max(start, first.idx), end)
        return None

    def _that(self, cue: Token, end: int) -> int | None:
        """Where a clause with 'that' begins after a cue and, for 'tell', its listener."""
        for token in self._doc[cue.i + 1 : cue.i + 12]:
            if token.idx >= end or token.idx in self._inside:
                return None
            if token.lower_ == "that" and (token.dep_ == "mark" or token.tag_ == "IN"):
                return token.idx + len(token.text)
            if token.tag_[:2] == "VB" and token.tag_ not in {"VBN", "VBG"}:
                return None
        return None

    def _clause_before(self, cue: Token) -> Span | None:
        """'The bill would do harm, she said': what stands before, and what goes on after."""
        sentence = self._speakers.sentence(cue.idx)
        who = subject(cue)
        begin = min(cue.idx, who.left_edge.idx) if who is not None else cue.idx
        lead = self._text[sentence.start : begin].rstrip()
        if not lead.endswith(",") or len(lead.split()) < _SCARE or who is None:
            return None
        if self._ends_quoted(sentence.start + len(lead)):
            return None
        after = max(cue.idx + len(cue.text), who.right_edge.idx + len(who.right_edge.text))
        rest = self._text[after : sentence.end]
        if rest.startswith(",") and not _TAIL.match(rest):
            return self._span(sentence.start, sentence.end)
        return self._span(sentence.start, sentence.start + len(lead.rstrip(", ")))

    def _ends_quoted(self, at: int) -> bool:
        return any(q.span.end < at <= q.span.end + 3 for q in self._marks)

    def _according(self, match: re.Match[str]) -> tuple[Who, Span] | None:
        sentence = self._speakers.sentence(match.start())
        token = self._doc.char_span(match.end(), match.end() + 1, alignment_mode="expand")
        if token is None:
            return None
        head = token[0]
        for chunk in self._doc.noun_chunks:
            if chunk.start <= head.i < chunk.end:
                head = chunk.root
                break
        who = self._speakers.resolve(head)
        if who is None:
            return None
        if match.start() - sentence.start > _SCARE:
            lead = self._text[sentence.start : match.start()].rstrip(" ,")
            return who, self._span(sentence.start, sentence.start + len(lead))
        comma = self._text.find(", ", match.end(), sentence.end)
        return (who, self._span(comma + 2, sentence.end)) if comma >= 0 else None

    def _span(self, start: int, end: int) -> Span:
        piece = self._text[start:end]
        start += len(piece) - len(piece.lstrip(' \r\n\t,:“"‘–—•■*'))
        piece = piece.strip()
        end = start + len(self._text[start:end].rstrip(" \r\n\t.,;:!?"))
        return Span(start, max(end, start + 1))

    def _parts(self, span: Span) -> Iterator[Span]:
        start = span.start
        for match in _SPLIT.finditer(self._text, span.start, span.end):
            if match.start() > start and match.start() not in self._inside:
                yield Span(start, match.start())
                start = match.end()
        if start < span.end:
            yield Span(start, span.end)


def _place(token: Token) -> int:
    return token.idx


def _shares(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


@Language.factory(FACTORY, assigns=["doc._.quotations"], requires=["doc._.people"])
def create(nlp: Language, name: str) -> Quotations:  # noqa: ARG001 - spaCy's signature
    """The component with the register that comes with the product."""
    return Quotations(load_register())
