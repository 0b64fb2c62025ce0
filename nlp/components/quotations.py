"""Who said which words: direct speech between marks, and speech that is reported."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Token

from commissioning.domain.tags import Quotation, QuotationKind, Span
from commissioning.register import Register, load_register
from nlp.components.attributes import BODIES, SectionKind, Speaker, declare
from nlp.cues import CALLING, REPORTING, THAT_ONLY, cues, subject
from nlp.marks import Quoted, quoted

FACTORY = "digest_quotations"

_HE = frozenset({"he", "him", "his"})
_SHE = frozenset({"she", "her"})
_THEY = frozenset({"it", "they", "its", "their"})
_SELF = frozenset("i we you one us there what this that these those me everyone which".split())
_WOMEN = ("Mrs", "Ms", "Miss", "Dame", "Lady", "Baroness")
_MEN = ("Mr", "Sir", "Lord", "Viscount")
_STOP = re.compile(r"[.?!…]+[\"'”’)]*(?=\s|$)|[\r\n]+")
_ABBREVIATED = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|Rev|Cllr|Coun|No|vs|etc|[A-Z])\.$")
_SHORT = 6
_SCARE = 3
_NEAR = 90
_SPOKE = re.compile(
    r"\b(?:spokes\w+|statement|press\s+office|briefing|response|report)\b", re.IGNORECASE
)
_ACCORDING = re.compile(r"\b[Aa]ccording\s+to\s+")
_SPLIT = re.compile(r",?\s+(?:and|but)\s+that\s+")
_TAIL = re.compile(r",\s+(?:and|but|while|though|although|so)\s+")


@dataclass(frozen=True, slots=True)
class _Who:
    """A speaker as found: name, body's slug, office."""

    name: str
    organisation: str | None = None
    office: str | None = None


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
        self._register = register
        self._marks = quoted(doc.text)
        self._running = [s.span for s in doc._.sections if s.kind is SectionKind.BODY]
        self._stops = _sentence_ends(doc.text, self._marks)
        inside = {at for q in self._marks for at in range(q.span.start, q.span.end)}
        self._said = [c for c in cues(doc, REPORTING | CALLING) if c.idx not in inside]
        self._inside = inside

    # --- sentences -----------------------------------------------------------------------

    def _sentence(self, at: int) -> Span:
        """The sentence around a character; quotation marks hold their sentences together."""
        place = bisect_right(self._stops, at)
        start = self._stops[place - 1] if place else 0
        end = self._stops[place] if place < len(self._stops) else len(self._text)
        return Span(start, max(end, start + 1))

    def _is_running(self, span: Span) -> bool:
        return any(s.start <= span.start < s.end for s in self._running)

    # --- direct speech -------------------------------------------------------------------

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
    ) -> tuple[Span | None, _Who | None, str]:
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
                carried = _Who(last.speaker, last.organisation, last.office)
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

    def _after(self, mark: Quoted) -> tuple[Token, _Who] | None:
        """'...', said X — '...', X told them."""
        begin = mark.span.end + 1
        end = min(len(self._text), begin + _NEAR, mark.line.end)
        ends_sentence = self._text[mark.span.end - 1] in ".?!…"
        for cue in self._cues_between(begin, end):
            gap = self._text[begin : cue.idx]
            if _STOP.search(gap) or any(m in gap for m in '“"‘'):
                return None
            if (
                ends_sentence
                and re.match(r"\s+[A-Z]", gap)
                and self._text[mark.span.end - 1] == "."
            ):
                return None
            if cue.lemma_ in CALLING - REPORTING:
                continue
            who = self._speaker(cue, after=True)
            if who is not None:
                return cue, who
        return None

    def _before(self, mark: Quoted) -> tuple[Token, _Who] | None:
        """'X said: ...' — 'X called it ...'."""
        start = max(mark.line.start, self._sentence(mark.span.start - 1).start)
        floor = max(
            [
                q.span.end
                for q in self._marks
                if q.span.end < mark.span.start and q.line == mark.line
            ],
            default=start,
        )
        for floor_at in (max(start, floor), start):
            for cue in reversed(tuple(self._cues_between(floor_at, mark.span.start - 1))):
                if cue.dep_ == "amod":
                    continue
                who = self._speaker(cue, after=False)
                if who is not None:
                    return cue, who
        if self._text[start : mark.span.start - 1].rstrip().endswith(":"):
            return self._colon(start, mark.span.start - 1)
        return None

    def _colon(self, start: int, end: int) -> tuple[Token, _Who] | None:
        """'X was blunt: ...': the subject of the sentence before the colon."""
        span = self._doc.char_span(start, end, alignment_mode="contract")
        if span is None or not len(span):
            return None
        for token in span:
            if token.dep_ == "nsubj" and (who := self._resolve(token)) is not None:
                return token.head, who
        return None

    def _introduced(self, mark: Quoted) -> _Who | None:
        """The speaker of a line that ends in a colon above, else of its last sentence."""
        above = self._text[: mark.line.start].rstrip()
        line = above.rfind("\n") + 1
        if not above.endswith(":"):
            return None
        for cue in reversed(tuple(self._cues_between(line, len(above)))):
            if (who := self._speaker(cue, after=False)) is not None:
                return who
        people = [p for p, s in self._named_before(len(above)) if s.start >= line]
        return _who(people[-1]) if people else None

    def _preceding(self, mark: Quoted) -> _Who | None:
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
            if (found := self._resolve(who)) is not None:
                return found
        line = self._doc.char_span(start, end, alignment_mode="contract")
        subjects = [] if line is None else [t for t in line if t.dep_ in {"nsubj", "nsubjpass"}]
        for token in reversed(subjects):
            if token.idx not in self._inside and (named := self._named(token)) is not None:
                return named
        people = [p for p, s in self._named_before(end) if s.start >= start]
        return _who(people[-1]) if people else None

    def _named(self, head: Token) -> _Who | None:
        """A subject that is a person by name or pronoun, or a body."""
        if head.lower_ in _HE | _SHE:
            return self._pronoun(head)
        edge = Span(head.idx, head.idx + len(head.text))
        for speaker, place in self._mentions():
            if _shares(place, edge):
                return _who(speaker)
        return None

    def _is_title(self, mark: Quoted) -> bool:
        words = [w for w in re.findall(r"[^\W\d_]+", mark.span.of(self._text)) if len(w) > _SCARE]
        return len(words) > 1 and all(word[0].isupper() for word in words)

    def _cues_between(self, start: int, end: int) -> Iterator[Token]:
        for cue in self._said:
            if start <= cue.idx < end:
                yield cue

    # --- reported speech -----------------------------------------------------------------

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

    def _reported(self) -> Iterator[tuple[Span, _Who, Span]]:
        for cue in self._said:
            if cue.lemma_.lower() not in REPORTING:
                continue
            span = self._clause_after(cue) or self._clause_before(cue)
            if span is None:
                continue
            who = self._speaker(cue, after=True)
            if who is not None:
                yield Span(cue.idx, cue.idx + len(cue.text)), who, span
        for match in _ACCORDING.finditer(self._text):
            found = self._according(match)
            if found is not None:
                yield Span(*match.span()), *found

    def _clause_after(self, cue: Token) -> Span | None:
        """What follows 'said', 'told them that'."""
        end = self._sentence(cue.idx).end
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
        sentence = self._sentence(cue.idx)
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

    def _according(self, match: re.Match[str]) -> tuple[_Who, Span] | None:
        sentence = self._sentence(match.start())
        token = self._doc.char_span(match.end(), match.end() + 1, alignment_mode="expand")
        if token is None:
            return None
        head = token[0]
        for chunk in self._doc.noun_chunks:
            if chunk.start <= head.i < chunk.end:
                head = chunk.root
                break
        who = self._resolve(head)
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

    # --- who -----------------------------------------------------------------------------

    def _speaker(self, cue: Token, *, after: bool) -> _Who | None:
        who = subject(cue)
        if who is not None and who.idx not in self._inside:
            return self._resolve(who)
        return self._beside(cue) if after else self._nearest(cue)

    def _beside(self, cue: Token) -> _Who | None:
        """'said X', where the parse does not say so."""
        end = cue.idx + len(cue.text)
        for speaker, place in self._mentions():
            if 0 < place.start - end <= _SHORT * 4 and not re.search(
                r"[.,;:]", self._text[end : place.start]
            ):
                return _who(speaker)
        return self._nearest(cue)

    def _nearest(self, cue: Token) -> _Who | None:
        """The last person or body in the sentence before the cue."""
        sentence = self._sentence(cue.idx)
        named = [
            (place, _who(speaker))
            for speaker, place in self._mentions()
            if sentence.start <= place.start < cue.idx and place.start not in self._inside
        ]
        if named:
            return max(named, key=lambda item: item[0])[1]
        for token in reversed(self._doc[max(0, cue.i - 3) : cue.i]):
            if token.lower_ in _HE | _SHE | _THEY and token.idx not in self._inside:
                return self._resolve(token)
        return None

    def _mentions(self) -> Iterator[tuple[Speaker, Span]]:
        for speaker in self._doc._.people:
            for place in speaker.mentions:
                yield speaker, place

    def _named_before(self, at: int) -> list[tuple[Speaker, Span]]:
        named = [(s, p) for s, p in self._mentions() if p.end <= at and p.start not in self._inside]
        return sorted(named, key=lambda item: item[1])

    def _resolve(self, head: Token) -> _Who | None:
        """Whom a subject's head word means."""
        word = head.lower_
        if word in _SELF:
            return None
        if word in _HE | _SHE:
            return self._pronoun(head)
        if word in _THEY:
            return self._collective_pronoun(head)
        if (person := self._named(head) or self._apposed(head)) is not None:
            return person
        for body in self._doc.spans[BODIES]:
            if body.start <= head.i < body.end:
                return self._of_body(body)
        return self._described(head)

    def _apposed(self, head: Token) -> _Who | None:
        """'Its head of policy, Ann Sample': the person whose office the words are."""
        for speaker, place in self._mentions():
            if not head.idx < place.start < head.idx + _NEAR:
                continue
            between = self._text[head.idx + len(head.text) : place.start]
            if re.fullmatch(r"(?: (?!who\b|said\b|that\b)[\w'’-]+){0,7},? ", between) and (
                "," in between
                or head.i + 1
                == self._doc.char_span(place.start, place.end, alignment_mode="expand")[0].i  # type: ignore[index]
            ):
                return _who(speaker)
        return None

    def _of_body(self, body) -> _Who:  # type: ignore[no-untyped-def]
        return _Who(body.text, body.kb_id_ or None)

    def _pronoun(self, head: Token) -> _Who | None:
        wrong = _WOMEN if head.lower_ in _HE else _MEN
        named = [
            speaker
            for speaker, _ in self._named_before(head.idx)
            if not speaker.name.startswith(wrong)
        ]
        return _who(named[-1]) if named else None

    def _collective_pronoun(self, head: Token) -> _Who | None:
        bodies = [
            body
            for body in self._doc.spans[BODIES]
            if body.end <= head.i and body.start_char not in self._inside
        ]
        subjects = [body for body in bodies if _is_subject(body.root)]
        chosen = (subjects or bodies)[-1:]
        return self._of_body(chosen[0]) if chosen else None

    def _described(self, head: Token) -> _Who | None:
        """'A BMA spokeswoman' speaks for the body, 'one outgoing chief executive' for nobody."""
        if head.pos_ not in {"NOUN", "PROPN", "NUM", "DET", "PRON", "ADJ"}:
            return None
        first = head.left_edge
        last = head
        for child in head.rights:
            if (
                child.dep_ in {"prep", "compound", "poss", "appos", "nmod"}
                and child.i - head.i < _SHORT
            ):
                last = child.right_edge
                break
        for speaker, place in self._mentions():
            if first.idx <= place.start <= last.idx + len(last.text):
                return _who(speaker)
        end = last.idx + len(last.text)
        surface = " ".join(self._text[first.idx : end].split()).strip(" ,.;:“”\"'‘’")
        if not surface or len(surface) > _NEAR or first.idx in self._inside:
            return None
        bodies = [b for b in self._doc.spans[BODIES] if first.i <= b.start and b.end <= last.i + 1]
        if bodies and _SPOKE.search(surface):
            return self._of_body(bodies[-1])
        slug = (bodies[-1].kb_id_ or None) if bodies else None
        if _SPOKE.search(surface) and (known := self._collective_pronoun(head)) is not None:
            return known
        return _Who(surface, slug if slug and not self._general(slug) else None)

    def _general(self, slug: str) -> bool:
        return self._register.organisations[slug].type == "collective"


def _is_subject(token: Token) -> bool:
    while token.dep_ in {"compound", "poss", "nmod", "amod"}:
        token = token.head
    return token.dep_ in {"nsubj", "nsubjpass"}


def _who(speaker: Speaker) -> _Who:
    return _Who(speaker.name, speaker.organisation, speaker.office)


def _sentence_ends(text: str, marks: Sequence[Quoted]) -> list[int]:
    """Where sentences end, outside quotation marks."""
    ends = []
    for match in _STOP.finditer(text):
        if _ABBREVIATED.search(text, max(0, match.start() - 6), match.start() + 1):
            continue
        following = text[match.end() :].lstrip()[:1]
        if match.group()[0] in ".?!…" and following.islower():
            continue
        if any(q.span.start <= match.start() < q.span.end - 1 for q in marks):
            continue
        ends.append(match.end())
    return ends


def _shares(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


@Language.factory(FACTORY, assigns=["doc._.quotations"], requires=["doc._.people"])
def create(nlp: Language, name: str) -> Quotations:  # noqa: ARG001 - spaCy's signature
    """The component with the register that comes with the product."""
    return Quotations(load_register())
