"""Who said which words: direct speech between marks, and speech that is reported."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Token

from commissioning.domain.tags import Quotation, QuotationKind, Span
from commissioning.register import Register, load_register
from nlp.attributes import SectionKind, declare, text_of
from nlp.speech.antecedents import Antecedents, NoAntecedents
from nlp.speech.attribution import Attribution
from nlp.speech.cast import Cast, Who
from nlp.speech.clauses import Clauses
from nlp.speech.cues import ASKING, DEMANDING, SPEAKING, SURE, THINKING, asks, cues
from nlp.speech.marks import quoted
from nlp.speech.nouns import is_document
from nlp.speech.sentences import Sentences
from nlp.speech.speakers import Speakers

FACTORY = "digest_quotations"

_FEWEST = 3
_PREDICATES = frozenset({"acomp", "ccomp", "conj", "ROOT"})
_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording\s+to|[Ii]n\s+the\s+(?:view|opinion|eyes|judge?ment|words)\s+of)\s+"
)

_Report = tuple[Span, Who, Span, str]


class Quotations:
    """Finds the quotations of a Doc whose people and bodies are known."""

    def __init__(self, register: Register, *, antecedents: type[Antecedents] = Antecedents) -> None:
        declare()
        self._register = register
        self._antecedents = antecedents

    def __call__(self, doc: Doc) -> Doc:
        """Leave `doc._.quotations`, in the order of their words."""
        reading = _Reading(doc, self._register, self._antecedents)
        direct = tuple(reading.direct())
        indirect = reading.indirect(direct)
        doc._.quotations = tuple(sorted((*direct, *indirect), key=lambda q: q.span))
        return doc


class _Reading:
    """One Doc being read for who says what."""

    def __init__(self, doc: Doc, register: Register, antecedents: type[Antecedents]) -> None:
        self._doc = doc
        self._text = text_of(doc)
        self._marks = quoted(self._text)
        self._running = [s.span for s in doc._.sections if s.kind is SectionKind.BODY]
        self._inside = {at for q in self._marks for at in range(q.span.start, q.span.end)}
        sentences = Sentences(self._text, self._inside)
        self._sentence = sentences.around
        self._said = [cue for cue in cues(doc) if cue.idx not in self._inside]
        cast = Cast(doc, register, self._inside)
        self._speakers = Speakers(doc, cast, self._inside, sentences, antecedents)
        self._clauses = Clauses(doc, self._inside, sentences.around)
        self._attribution = Attribution(
            doc, self._marks, self._said, cast, self._speakers, self._clauses, sentences
        )

    def _is_running(self, span: Span) -> bool:
        return any(s.start <= span.start < s.end for s in self._running)

    def direct(self) -> Iterator[Quotation]:
        for mark, said in self._attribution.all(self._marks):
            if said.method != "signed" and not self._is_running(mark.span):
                continue
            yield _quotation(
                QuotationKind.DIRECT, mark.span, said.who, said.cue, f"direct-{said.method}"
            )

    def indirect(self, direct: Sequence[Quotation]) -> Iterator[Quotation]:
        taken = [quotation.span for quotation in direct]
        for cue, who, found, method in self._reported():
            part = self._apart(found, direct)
            if part is None or any(_shares(part, other) for other in taken):
                continue
            if not self._is_running(part) or len(part.of(self._text).split()) < _FEWEST:
                continue
            taken.append(part)
            yield _quotation(QuotationKind.INDIRECT, part, who, cue, method)

    def _apart(self, part: Span, direct: Sequence[Quotation]) -> Span | None:
        """What of a clause is left before another verb in it that has quoted words of its own."""
        for other in direct:
            if other.cue is not None and _shares(part, other.span) and _shares(part, other.cue):
                return self._clauses.before(part, other.cue.start)
        return part

    def _reported(self) -> Iterator[_Report]:
        yield from self._by_verbs()
        yield from self._by_phrases()
        for token, span in self._clauses.framed():
            if (who := self._speakers.resolve(token)) is not None:
                yield _span(token.head), who, span, "framed"
        for token, verb, span in self._clauses.claimed():
            who = self._speakers.owner(token)
            if who is None and verb is not None:
                who = self._speakers.of_cue(verb, after=True)
            if who is not None:
                yield _span(token), who, span, "claimed"

    def _by_verbs(self) -> Iterator[_Report]:
        """'X said that ...', and 'is sure that ...'."""
        sure = (token for token in self._doc if token.lemma_.lower() in SURE)
        certain = (token for token in sure if token.dep_ in _PREDICATES)
        for cue in (*self._said, *(token for token in certain if token.idx not in self._inside)):
            spans = self._clauses.of(cue) if self._reports(cue) else ()
            if spans and (who := self._speakers.of_cue(cue, after=True)) is not None:
                for span in spans:
                    yield _span(cue), who, span, "indirect"

    def _by_phrases(self) -> Iterator[_Report]:
        """'According to X, ...', '..., in the view of X'."""
        for match in _ACCORDING.finditer(self._text):
            found = self._according(match)
            if found is not None and match.start() not in self._inside:
                yield Span(*match.span()), *found, "according"

    def _reports(self, cue: Token) -> bool:
        lemma = cue.lemma_.lower()
        if asks(cue):
            return True
        if lemma not in SPEAKING | SURE or lemma in ASKING | DEMANDING - {"insist"}:
            return False
        if any(child.lower_ == "if" and child.dep_ == "mark" for child in cue.children):
            return False
        head = self._speakers.head_of(cue)
        if head is None:
            return True
        if lemma in THINKING and cue.tag_ == "VBP" and self._speakers.single(head) is None:
            return False
        return not is_document(head) or self._speakers.author(head) is not None

    def _according(self, match: re.Match[str]) -> tuple[Who, Span] | None:
        sentence = self._sentence(match.start())
        who = self._speakers.at(match.end())
        if who is None:
            return None
        if match.start() - sentence.start > _FEWEST:
            lead = self._text[sentence.start : match.start()].rstrip(" ,")
            return who, self._clauses.trimmed(sentence.start, sentence.start + len(lead))
        comma = self._text.find(", ", match.end(), sentence.end)
        return (who, self._clauses.trimmed(comma + 2, sentence.end)) if comma >= 0 else None


def _quotation(
    kind: QuotationKind, span: Span, who: Who | None, cue: Span | None, method: str
) -> Quotation:
    return Quotation(
        span=span,
        kind=kind,
        speaker=who.name if who else None,
        organisation=who.organisation if who else None,
        office=who.office if who else None,
        cue=cue,
        method=method,
    )


def _span(token: Token) -> Span:
    return Span(token.idx, token.idx + len(token.text))


def _shares(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


@Language.factory(
    FACTORY,
    assigns=["doc._.quotations"],
    requires=["doc._.people"],
    default_config={"references": True, "added": None},
)
def create(
    nlp: Language,  # noqa: ARG001 - spaCy's signature
    name: str,  # noqa: ARG001
    references: bool,
    added: str | None,
) -> Quotations:
    """The component with the product's register and what the file `added` adds to it.

    Without `references` only names are speakers.
    """
    antecedents = Antecedents if references else NoAntecedents
    register = load_register(added=Path(added) if added else None)
    return Quotations(register, antecedents=antecedents)
