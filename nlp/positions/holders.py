"""Who can hold a stance in an article, and the words in which each may show it."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from commissioning.domain.findings import A_READER
from commissioning.domain.tags import HolderKind, Quotation, QuotationKind, Span, Text, TextRole
from commissioning.register import load_register
from nlp.attributes import BODIES, Section, SectionKind, text_of
from nlp.positions.answers import answers
from nlp.positions.following import add_following
from nlp.positions.house import add_house
from nlp.positions.spans import Outside, apart, overlapping, sentences_of
from nlp.positions.voices import Piece, Voice, Voices
from nlp.speech.nouns import (
    is_document,
    is_human,
    is_kind_of_body,
    is_one_human,
    is_share,
    is_speaker,
)

AUTHOR = "author"
_OPINION = 0.6
_OWN_VOICE = re.compile(
    r"\b(?:I|I['’](?:m|ve|d|ll)|[Mm]e|[Mm]y|[Mm]yself|of course|surely|frankly|excellent|alas)\b"
)
_TITLED = (
    r"(?:(?:Dr|Professor|Prof|Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady|Baroness|Cllr|Councillor|Canon|Rev)"
    r"\.? )?"
)
_WORD = r"[A-Z](?:[\w'’-]*\w|\.)"
_SELF = re.compile(
    rf"(?:[–—-] ?)?(?!(?:The|A|An|Our|My|Your|His|Her|It|But|And|So|In|At|On|To|If|Not|No) )"
    rf"(?P<name>{_TITLED}{_WORD}(?: (?:(?:of|de|van|von) )?{_WORD}){{1,4}})(?=\.?$|, | [a-z]+ )"
    rf"|(?P<short>[A-Z][a-z]+)$"
)
_MANY = 3
_WITHIN = frozenset({"poss", "conj", "appos", "compound"})
_TELLING = frozenset({"of", "in", "at", "from", "for"})
_CLAUSES = frozenset({"relcl", "acl", "advcl", "cc"})
_AMOUNTS = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"})
_STANDS_AS = {"nsubj": "subject", "nsubjpass": "passive", "pobj": "behind"}


def voices(doc: Doc) -> tuple[Voice, ...]:
    """Everybody in the article who speaks, acts, writes or comments, each once."""
    source: Text = doc._.source
    text = text_of(doc)
    sentences = sentences_of(text)
    found = Voices()
    if source.role is TextRole.COMMENT:
        for sentence in sentences:
            piece = Piece(span=sentence, method="comment")
            found.add(piece, source.byline or A_READER, HolderKind.COMMENTER, None)
        return found.found(sentences)
    quotations: tuple[Quotation, ...] = doc._.quotations
    running = [section.span for section in doc._.sections if section.kind is SectionKind.BODY]
    told = answers(doc)
    spoken = apart((*(q.span for q in quotations), *(answer.span for answer in told)))
    outside = Outside(sentences, spoken, running)
    _add_speakers(found, doc, quotations)
    for answer in told:
        for sentence in overlapping(sentences, answer.span):
            span = Span(max(sentence.start, answer.span.start), sentence.end)
            piece = Piece(span=span, method="direct")
            found.add(piece, answer.name, HolderKind.PERSON, answer.organisation)
    _add_named(found, doc, outside)
    _add_bodies(found, doc, outside)
    _add_described(found, doc, outside)
    add_following(found, text, outside)
    # whoever signs speaks for themselves, also where they say 'we'
    if not any(section.kind is SectionKind.BYLINE for section in doc._.sections):
        add_house(found, text, outside)
    _add_writers(found, doc, text, outside)
    for section in doc._.sections:
        if section.kind is SectionKind.COMMENT:
            for span in overlapping(sentences, section.span):
                within = Span(max(span.start, section.span.start), min(span.end, section.span.end))
                piece = Piece(span=within, method="comment")
                found.add(piece, section.name or A_READER, HolderKind.COMMENTER, None)
    return found.found(sentences)


def _add_speakers(found: Voices, doc: Doc, quotations: Iterable[Quotation]) -> None:
    people = {speaker.name for speaker in doc._.people}
    bodies = {body.text.casefold() for body in doc.spans.get(BODIES, ())}
    for quotation in quotations:
        if quotation.speaker is not None:
            method = "direct" if quotation.kind is QuotationKind.DIRECT else "indirect"
            kind = _kind(quotation, people, bodies)
            piece = Piece(span=quotation.span, method=method)
            found.add(piece, quotation.speaker, kind, quotation.organisation)


def _kind(quotation: Quotation, people: set[str], bodies: set[str]) -> HolderKind:
    speaker = quotation.speaker or ""
    if speaker in people:
        return HolderKind.PERSON
    if speaker.casefold() in bodies:
        return _body_kind(quotation.organisation)
    named = speaker.istitle() and " " in speaker
    return HolderKind.PERSON if named or is_one_human(speaker) else HolderKind.GROUP


def _add_named(found: Voices, doc: Doc, outside: Outside) -> None:
    for person in doc._.people:
        for place in person.mentions:
            if (sentence := outside.sentence(place)) is not None:
                piece = Piece(span=sentence, method="named", mention=place)
                found.add(piece, person.name, HolderKind.PERSON, person.organisation)


def _add_bodies(found: Voices, doc: Doc, outside: Outside) -> None:
    for body in doc.spans.get(BODIES, ()):
        place = Span(body.start_char, body.end_char)
        if (sentence := outside.sentence(place)) is not None:
            slug = body.kb_id_ or None
            piece = Piece(span=sentence, method=_stands_as(body), mention=place)
            found.add(piece, body.text, _body_kind(slug), slug)


def _body_kind(slug: str | None) -> HolderKind:
    """A collective is a group, but for governments: each is one holder."""
    body = load_register().organisations.get(slug or "")
    collective = body is not None and body.type == "collective" and "government" not in body.slug
    return HolderKind.GROUP if collective else HolderKind.ORGANISATION


def _stands_as(body: Tokens) -> str:
    root: Token = body.root
    while root.dep_ in _WITHIN and root.head is not root:
        root = root.head
    return _STANDS_AS.get(root.dep_, "mentioned")


def _add_described(found: Voices, doc: Doc, outside: Outside) -> None:
    """People and bodies without a name who do something: 'surgeons', 'nine GPs in ten'."""
    named = {token.i for body in doc.spans.get(BODIES, ()) for token in body}
    people = apart(place for person in doc._.people for place in person.mentions)
    for noun in doc:
        if noun.dep_ not in {"nsubj", "nsubjpass"} or noun.i in named or not _is_describing(noun):
            continue
        words: Tokens = doc[noun.left_edge.i : noun.i + 1]
        place = Span(words.start_char, words.end_char)
        if overlapping(people, place) or any(token.i in named for token in words):
            continue
        if any(overlapping(people, _place_of(beside)) for beside in _beside(noun)):
            continue
        if (sentence := outside.sentence(place)) is not None:
            piece = Piece(span=sentence, method="described", mention=place)
            kind = _described_kind(noun)
            whole = doc[words.start : _end_of_name(noun)] if kind is HolderKind.GROUP else words
            found.add(piece, whole.text, kind, None)


def _beside(noun: Token) -> Iterator[Token]:
    """The words that can name whom a noun describes: 'its chair, Ann Sample', 'the next is Ann'."""
    yield from (child for child in noun.children if child.dep_ == "appos")
    if noun.head.lemma_ == "be":
        for said in (child for child in noun.head.children if child.dep_ == "attr"):
            yield said
            yield from (child for child in said.children if child.dep_ == "appos")


def _place_of(token: Token) -> Span:
    return Span(token.idx, token.idx + len(token.text))


def _is_describing(noun: Token) -> bool:
    """Whether a subject can be somebody without a name."""
    if _is_some(noun):
        return noun.ent_type_ not in _AMOUNTS
    common = noun.pos_ == "NOUN" or (noun.pos_ == "PROPN" and is_kind_of_body(noun))
    return common and is_speaker(noun) and not is_document(noun)


def _is_some(noun: Token) -> bool:
    """Whether a word is a number or a share of people: 'ninety', 'most'."""
    return noun.pos_ == "NUM" or is_share(noun)


def _end_of_name(noun: Token) -> int:
    """Behind what tells which people are meant: 'half of the practices', 'nurses at the trust'."""
    end = noun.i + 1
    behind = next((child for child in noun.rights if child.lower_ in _TELLING), None)
    if behind is None or behind.i != end:
        return end
    words = list(itertools.takewhile(_goes_on, behind.subtree))
    dated = any(word.ent_type_ in _AMOUNTS for word in words)
    return end if not words or (dated and not _is_some(noun)) else words[-1].i + 1


def _goes_on(word: Token) -> bool:
    return not (word.dep_ in _CLAUSES or word.is_punct or word.is_space)


def _described_kind(noun: Token) -> HolderKind:
    if "Number=Plur" in noun.morph or _is_some(noun):
        return HolderKind.GROUP
    return HolderKind.PERSON if is_human(noun) else HolderKind.ORGANISATION


def _add_writers(found: Voices, doc: Doc, text: str, outside: Outside) -> None:
    """Whoever wrote the article or, of letters, each writer; in news it is a reporter."""
    own = outside.unquoted()
    if not own:
        return
    method = "author" if _argues(text, own) else "reporter"
    bylines = [s for s in doc._.sections if s.kind is SectionKind.BYLINE and s.name]
    below = [section for section in bylines if section.span > own[0]]
    if len(below) > 1 and method == "author":
        for name, sentence in _letters(below, own):
            found.add(Piece(span=sentence, method=method), name, HolderKind.AUTHOR, None)
        return
    named = next((section.name for section in bylines), None)
    writer: str = doc._.source.byline or named or _own_name(doc, text, outside) or AUTHOR
    for sentence in own:
        found.add(Piece(span=sentence, method=method), writer, HolderKind.AUTHOR, None)


def _letters(signatures: Sequence[Section], own: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    start = 0
    for signature in signatures:
        for span in own:
            if start <= span.start < signature.span.start and signature.name:
                yield signature.name, span
        start = signature.span.end


def _argues(text: str, own: Sequence[Span]) -> bool:
    """Whether whoever wrote these sentences speaks in the first person or passes judgement."""
    passages = [span.of(text) for span in own]
    count = sum(len(passage.split()) for passage in passages)
    marks = sum(len(_OWN_VOICE.findall(passage)) for passage in passages)
    return 100 * marks >= _OPINION * count


def _own_name(doc: Doc, text: str, outside: Outside) -> str | None:
    """The name in a closing line like 'Dr Ann Sample is a GP in Leeds', or alone in a line."""
    bodies = apart(Span(b.start_char, b.end_char) for b in doc.spans.get(BODIES, ()))
    own = [one for one in outside.sentences if overlapping(outside.running, one)]
    for sentence in (*own[: -_MANY - 1 : -1], *own[:1]):
        line, _, _ = text[sentence.start :].partition("\n")
        starts_line = sentence.start == 0 or text[sentence.start - 1] == "\n"
        if not starts_line or not (match := _SELF.match(line)):
            continue
        name = match["name"] or match["short"]
        alone = match.end() == len(line)
        if (alone or sentence is not own[0]) and not overlapping(
            bodies, Span(sentence.start, sentence.start + match.end())
        ):
            return name
    return None
