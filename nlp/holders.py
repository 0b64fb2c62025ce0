"""Who can hold a stance in an article, and the words in which each shows it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from commissioning.domain.findings import A_READER
from commissioning.domain.tags import HolderKind, Quotation, Span, Text, TextRole
from commissioning.register import load_register
from nlp.components.attributes import Section, SectionKind

AUTHOR = "author"
_OPINION = 0.6
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|\n+")
_OWN_VOICE = re.compile(
    r"\b(?:I|I['’](?:m|ve|d|ll)|[Mm]e|[Mm]y|[Mm]yself|of course|surely|frankly|excellent|alas)\b"
)
_SELF = re.compile(
    r"^(?P<name>(?:(?:Dr|Professor|Prof|Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Baroness|Cllr|Councillor) )?"
    r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){1,3}) "
    r"(?:is|was|writes|works|chairs) (?:an?|the|in|as|for)\b"
)
_ACTS = frozenset(files("nlp").joinpath("data", "acts.txt").read_text("utf-8").split())
_MANY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A holder with the words in which a stance can lie.

    own     spans of the holder's words or acts, in order
    frames  the whole sentences that those stand in
    method  how the words became the holder's: 'quotation', 'act', 'author', 'comment'
    """

    holder: str
    kind: HolderKind
    organisation: str | None
    own: tuple[Span, ...]
    frames: tuple[Span, ...]
    method: str


def voices(doc: Doc) -> tuple[Voice, ...]:
    """Everybody in the article who speaks, acts, writes or comments, each once."""
    source: Text = doc._.source
    sentences = sentences_of(doc.text)
    if source.role is TextRole.COMMENT:
        whole = Span(0, len(doc.text)) if doc.text else None
        return (_reader(source.byline, whole, sentences),) if whole else ()
    quotations: tuple[Quotation, ...] = doc._.quotations
    spoken = _apart(quotation.span for quotation in quotations)
    found = [
        *_speakers(doc, quotations, sentences),
        *_actors(doc, spoken, sentences),
        *_writers(doc, spoken, sentences),
        *(
            _reader(section.name, section.span, sentences)
            for section in doc._.sections
            if section.kind is SectionKind.COMMENT
        ),
    ]
    return _once(found)


def sentences_of(text: str) -> tuple[Span, ...]:
    """Sentences by their punctuation, never across a line's end, white space stripped."""
    found, start = [], 0
    for match in _SENTENCE.finditer(text):
        if text[start : match.end()].strip():
            found.append(_stripped(text, start, match.end()))
        start = match.end()
    if text[start:].strip():
        found.append(_stripped(text, start, len(text)))
    return tuple(found)


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))


def overlapping(spans: Sequence[Span], wanted: Span) -> tuple[Span, ...]:
    """The spans, sorted and apart from each other, that share a character with `wanted`."""
    first = bisect_right(spans, wanted.start, key=lambda span: span.end)
    found = []
    for span in spans[first:]:
        if span.start >= wanted.end:
            break
        found.append(span)
    return tuple(found)


def clauses(voice: Voice) -> Iterator[Span]:
    """The holder's words sentence by sentence."""
    for span in voice.own:
        for frame in overlapping(voice.frames, span):
            yield Span(max(span.start, frame.start), min(span.end, frame.end))


def _voice(
    holder: str,
    kind: HolderKind,
    organisation: str | None,
    own: Iterable[Span],
    sentences: Sequence[Span],
    method: str,
) -> Voice:
    spans = tuple(own)
    frames = sorted({frame for span in spans for frame in overlapping(sentences, span)})
    return Voice(
        holder=holder,
        kind=kind,
        organisation=organisation,
        own=spans,
        frames=tuple(frames),
        method=method,
    )


def _reader(name: str | None, span: Span, sentences: Sequence[Span]) -> Voice:
    return _voice(name or A_READER, HolderKind.COMMENTER, None, (span,), sentences, "comment")


def _speakers(
    doc: Doc, quotations: Iterable[Quotation], sentences: Sequence[Span]
) -> Iterator[Voice]:
    people = {speaker.name for speaker in doc._.people}
    bodies = {body.text.casefold() for body in doc.spans.get("bodies", ())}
    for quotation in quotations:
        if quotation.speaker is None:
            continue
        kind = _kind(quotation, people, bodies)
        yield _voice(
            quotation.speaker,
            kind,
            quotation.organisation,
            (quotation.span,),
            sentences,
            "quotation",
        )


def _kind(quotation: Quotation, people: set[str], bodies: set[str]) -> HolderKind:
    speaker = quotation.speaker or ""
    if speaker in people:
        return HolderKind.PERSON
    if speaker.casefold() in bodies:
        return _body_kind(quotation.organisation)
    return HolderKind.PERSON if speaker.istitle() and " " in speaker else HolderKind.GROUP


def _actors(doc: Doc, spoken: Sequence[Span], sentences: Sequence[Span]) -> Iterator[Voice]:
    """Bodies that are said to want, back, refuse or do something, outside others' words."""
    running = [section.span for section in doc._.sections if section.kind is SectionKind.BODY]
    for body in doc.spans.get("bodies", ()):
        place = Span(body.start_char, body.end_char)
        if overlapping(spoken, place) or not overlapping(running, place) or not _acts(body):
            continue
        for sentence in overlapping(sentences, place):
            own = Span(min(place.start, sentence.end - 1), sentence.end)
            slug = body.kb_id_ or None
            yield _voice(body.text, _body_kind(slug), slug, (own,), sentences, "act")


def _body_kind(slug: str | None) -> HolderKind:
    """A collective is a group, but for governments: each is one holder."""
    body = load_register().organisations.get(slug or "")
    collective = body is not None and body.type == "collective" and "government" not in body.slug
    return HolderKind.GROUP if collective else HolderKind.ORGANISATION


def _acts(body: Tokens) -> bool:
    root: Token = body.root
    while root.dep_ in {"poss", "conj", "appos", "compound"} and root.head is not root:
        root = root.head
    return root.dep_ == "nsubj" and _acting(root.head)


def _acting(verb: Token) -> bool:
    if verb.lemma_.lower() in _ACTS:
        return True
    return any(
        child.lemma_.lower() in _ACTS for child in verb.children if child.dep_ in {"xcomp", "conj"}
    )


def _writers(doc: Doc, spoken: Sequence[Span], sentences: Sequence[Span]) -> Iterator[Voice]:
    """The author of an opinion piece or blog, or the authors of letters; nobody in news."""
    sections: tuple[Section, ...] = doc._.sections
    body = [section.span for section in sections if section.kind is SectionKind.BODY]
    own = [
        sentence
        for sentence in sentences
        if overlapping(body, sentence) and not overlapping(spoken, sentence)
    ]
    if not own or not _argues(doc.text, own):
        return
    below = [s for s in sections if s.kind is SectionKind.BYLINE and s.name and s.span > own[0]]
    if len(below) > 1:
        yield from _letters(below, own, sentences)
        return
    name = doc._.source.byline or _own_name(doc.text, sentences)
    if name is None and (named := [s.name for s in sections if s.kind is SectionKind.BYLINE]):
        name = named[0]
    yield _voice(name or AUTHOR, HolderKind.AUTHOR, None, own, sentences, "author")


def _letters(
    signatures: Sequence[Section], own: Sequence[Span], sentences: Sequence[Span]
) -> Iterator[Voice]:
    start = 0
    for signature in signatures:
        letter = [span for span in own if start <= span.start < signature.span.start]
        start = signature.span.end
        if letter and signature.name:
            yield _voice(signature.name, HolderKind.AUTHOR, None, letter, sentences, "author")


def _argues(text: str, own: Sequence[Span]) -> bool:
    """Whether whoever wrote these sentences speaks in the first person or passes judgement."""
    passages = [span.of(text) for span in own]
    count = sum(len(passage.split()) for passage in passages)
    marks = sum(len(_OWN_VOICE.findall(passage)) for passage in passages)
    return 100 * marks >= _OPINION * count


def _own_name(text: str, sentences: Sequence[Span]) -> str | None:
    """The name in a closing line like 'Dr Ann Sample is a GP in Leeds'."""
    for sentence in sentences[: -_MANY - 1 : -1]:
        if match := _SELF.match(sentence.of(text)):
            return match["name"]
    return None


def _once(found: Iterable[Voice]) -> tuple[Voice, ...]:
    """One voice a holder: the words of all its pieces together, in order."""
    merged: dict[tuple[str, str], Voice] = {}
    for voice in found:
        body = voice.kind in {HolderKind.ORGANISATION, HolderKind.GROUP} and voice.organisation
        key = ("body", body) if body else (voice.kind.value, voice.holder.casefold())
        known = merged.get(key)
        merged[key] = voice if known is None else _joined(known, voice)
    return tuple(merged.values())


def _joined(first: Voice, second: Voice) -> Voice:
    return replace(
        first,
        organisation=first.organisation or second.organisation,
        own=_apart((*first.own, *second.own)),
        frames=tuple(sorted({*first.frames, *second.frames})),
    )


def _apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted, with overlapping ones made one."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and span.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return tuple(apart)
