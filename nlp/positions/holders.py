"""Who can hold a stance in an article, and the words in which each may show it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from commissioning.domain.findings import A_READER
from commissioning.domain.tags import HolderKind, Quotation, QuotationKind, Span, Text, TextRole
from commissioning.register import load_register
from nlp.attributes import BODIES, Section, SectionKind, text_of
from nlp.speech.nouns import is_document, is_human, is_man, is_speaker, is_woman

AUTHOR = "author"
_OPINION = 0.6
_LONGEST = 1_000
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|\n+")
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
_STANDS_AS = {"nsubj": "subject", "nsubjpass": "passive", "pobj": "behind"}
METHODS = (
    *("direct", "indirect", "named", "subject", "passive", "behind", "mentioned"),
    *("author", "reporter", "comment", "described", "following"),
)
_SPOKEN = frozenset({"direct", "indirect"})
_LEADING = frozenset({"named", "subject", "passive", "described"})
_FRONT = 8
_MEMORY = 6
_PRONOUN = re.compile(
    r"[\"“‘']?(?:(?:and|but|yet|nor|so|for|still|now|then|yes|no|what|on \w+|in \w+)\b[:,]?\s+)?"
    r"(?:(?:did|does|do|is|was|will|would|has|had|can|could)\s+)?(?:not\s+)?"
    r"(?:(?P<she>she|her)|(?P<he>he|his)|(?P<it>it|its)|(?P<they>they|their))\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“‘']")
_FIRST_PERSON = re.compile(r"\bI\b|\b[Mm]y(?:self)?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a holder's words, or a sentence about what they do.

    method   how it is the holder's: 'direct' or 'indirect' speech; a sentence that has a person
             'named' or a body as its 'subject', as subject of a 'passive', 'behind' a preposition
             or 'mentioned' otherwise; one about people or a body 'described' by a noun alone; one
             'following' those that speaks on of the same; a sentence of an 'author' or of a
             'reporter' who may be none; 'comment'
    mention  the name in it, where it is not the holder's own words
    """

    span: Span
    method: str
    mention: Span | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Voice:
    """Somebody who may hold a stance, with the pieces of text in which it can lie, in order.

    frames  the whole sentences that the pieces stand in
    """

    holder: str
    kind: HolderKind
    organisation: str | None
    pieces: list[Piece] = field(default_factory=list)
    frames: tuple[Span, ...] = ()

    @property
    def own(self) -> tuple[Span, ...]:
        """The words of all pieces, sorted and apart from each other."""
        return apart(piece.span for piece in self.pieces)


class Voices:
    """Collects pieces by holder, each holder once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Voice] = {}

    def add(self, piece: Piece, holder: str, kind: HolderKind, organisation: str | None) -> None:
        """One more piece of a holder's."""
        body = organisation if kind in {HolderKind.ORGANISATION, HolderKind.GROUP} else None
        reader = "reader" if kind is HolderKind.COMMENTER else "name"
        key = ("body", body) if body else (reader, holder.casefold())
        voice = self._found.setdefault(
            key, Voice(holder=holder, kind=kind, organisation=organisation)
        )
        voice.organisation = voice.organisation or organisation
        voice.pieces.append(piece)

    def so_far(self) -> Iterator[tuple[Voice, Piece]]:
        """Every piece with its holder."""
        return ((voice, piece) for voice in self._found.values() for piece in voice.pieces)

    def found(self, sentences: Sequence[Span]) -> tuple[Voice, ...]:
        """Every holder, in the order in which they were added."""
        for voice in self._found.values():
            voice.pieces.sort(key=lambda piece: piece.span)
            frames = {frame for span in voice.own for frame in overlapping(sentences, span)}
            voice.frames = tuple(sorted(frames))
        return tuple(self._found.values())


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
    outside = _Outside(sentences, apart(q.span for q in quotations), running)
    _add_speakers(found, doc, quotations)
    _add_named(found, doc, outside)
    _add_bodies(found, doc, outside)
    _add_described(found, doc, outside)
    _add_following(found, text, outside)
    _add_writers(found, doc, text, outside)
    for section in doc._.sections:
        if section.kind is SectionKind.COMMENT:
            for span in overlapping(sentences, section.span):
                within = Span(max(span.start, section.span.start), min(span.end, section.span.end))
                piece = Piece(span=within, method="comment")
                found.add(piece, section.name or A_READER, HolderKind.COMMENTER, None)
    return found.found(sentences)


@dataclass(frozen=True, slots=True)
class _Outside:
    """The sentences of the running text, and what in them is somebody's quoted words."""

    sentences: Sequence[Span]
    spoken: Sequence[Span]
    running: Sequence[Span]

    def sentence(self, place: Span) -> Span | None:
        """The sentence that a name stands in; None inside quoted words and beside the text."""
        if overlapping(self.spoken, place) or not overlapping(self.running, place):
            return None
        return next(iter(overlapping(self.sentences, place)), None)

    def unquoted(self) -> list[Span]:
        """The sentences without quoted words."""
        return [
            sentence
            for sentence in self.sentences
            if overlapping(self.running, sentence) and not overlapping(self.spoken, sentence)
        ]


def sentences_of(text: str) -> tuple[Span, ...]:
    """Sentences by their punctuation, never across a line's end, white space stripped.

    What goes on for thousands of characters is cut between words: everybody named in a sentence is
    read with all of it.
    """
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    found = []
    for start, end in pairwise([0, *ends, len(text)]):
        for piece_start, piece_end in pairwise(_cuts(text, start, end)):
            if text[piece_start:piece_end].strip():
                found.append(_stripped(text, piece_start, piece_end))
    return tuple(found)


def _cuts(text: str, start: int, end: int) -> list[int]:
    cuts = [start]
    while end - cuts[-1] > _LONGEST:
        reach = cuts[-1] + _LONGEST
        between = text.rfind(" ", cuts[-1] + 1, reach)
        cuts.append(between if between > 0 else reach)
    return [*cuts, end]


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


def spoken_in(voice: Voice, words: Span) -> tuple[Span, ...]:
    """What of a stretch of words is the holder's speech, in order and apart from each other."""
    speech = apart(piece.span for piece in voice.pieces if piece.method in _SPOKEN)
    return tuple(
        Span(max(span.start, words.start), min(span.end, words.end))
        for span in overlapping(speech, words)
    )


def clauses(spans: Iterable[Span], frames: Sequence[Span]) -> Iterator[Span]:
    """The words sentence by sentence."""
    for span in spans:
        for frame in overlapping(frames, span):
            yield Span(max(span.start, frame.start), min(span.end, frame.end))


def apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted, with overlapping ones made one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


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
    return HolderKind.PERSON if speaker.istitle() and " " in speaker else HolderKind.GROUP


def _add_named(found: Voices, doc: Doc, outside: _Outside) -> None:
    for person in doc._.people:
        for place in person.mentions:
            if (sentence := outside.sentence(place)) is not None:
                piece = Piece(span=sentence, method="named", mention=place)
                found.add(piece, person.name, HolderKind.PERSON, person.organisation)


def _add_bodies(found: Voices, doc: Doc, outside: _Outside) -> None:
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


def _add_described(found: Voices, doc: Doc, outside: _Outside) -> None:
    """People and bodies without a name who do something: 'surgeons', 'the health secretary'."""
    named = {token.i for body in doc.spans.get(BODIES, ()) for token in body}
    people = apart(place for person in doc._.people for place in person.mentions)
    for noun in doc:
        if noun.pos_ != "NOUN" or noun.i in named or noun.dep_ not in {"nsubj", "nsubjpass"}:
            continue
        if not is_speaker(noun) or is_document(noun):
            continue
        words: Tokens = doc[noun.left_edge.i : noun.i + 1]
        place = Span(words.start_char, words.end_char)
        if overlapping(people, place) or any(token.i in named for token in words):
            continue
        if (sentence := outside.sentence(place)) is not None:
            piece = Piece(span=sentence, method="described", mention=place)
            found.add(piece, words.text, _described_kind(noun), None)


def _described_kind(noun: Token) -> HolderKind:
    if "Number=Plur" in noun.morph:
        return HolderKind.GROUP
    return HolderKind.PERSON if is_human(noun) else HolderKind.ORGANISATION


def _add_following(found: Voices, text: str, outside: _Outside) -> None:
    """Sentences that go on about a holder by a pronoun, or that name nobody new after one.

    What stands outside quotation marks in the first person is about whoever wrote it.
    """
    heads: dict[Span, list[tuple[Voice, Piece]]] = {}
    for voice, piece in found.so_far():
        for sentence in overlapping(outside.sentences, piece.span):
            heads.setdefault(sentence, []).append((voice, piece))
    recent: list[Voice] = []
    end = 0
    for sentence in outside.sentences:
        anew = "\n" in text[end : sentence.start] and not _QUOTED.match(text, sentence.start)
        end = sentence.end
        here = heads.get(sentence, [])
        spoken = [voice for voice, piece in here if piece.method in _SPOKEN]
        leading = [(v, p) for v, p in here if p.method in _LEADING or _in_front(p)]
        meant = _meant(_PRONOUN.match(text, sentence.start), recent)
        if spoken:
            current = spoken[-1]
        elif meant is not None:
            current = meant
        elif leading:
            current = min(leading, key=lambda head: (head[1].mention or head[1].span).start)[0]
        elif recent and not anew:
            current = recent[-1]
        else:
            continue
        known = any(voice is current and piece.span == sentence for voice, piece in here)
        going_on = (current is meant or not leading) and not _FIRST_PERSON.search(
            text, sentence.start, sentence.end
        )
        if going_on and not known and overlapping(outside.running, sentence):
            piece = Piece(span=sentence, method="following")
            found.add(piece, current.holder, current.kind, current.organisation)
        recent.append(current)


def _in_front(piece: Piece) -> bool:
    return piece.mention is not None and piece.mention.start - piece.span.start <= _FRONT


def _meant(pronoun: re.Match[str] | None, recent: Sequence[Voice]) -> Voice | None:
    """Whom a pronoun at a sentence's beginning means: the last that it fits."""
    if pronoun is None:
        return None
    for voice in recent[: -_MEMORY - 1 : -1]:
        person = voice.kind is HolderKind.PERSON
        if (
            (pronoun["she"] and person and not is_man(voice.holder))
            or (pronoun["he"] and person and not is_woman(voice.holder))
            or (pronoun["it"] and voice.kind is HolderKind.ORGANISATION)
            or (pronoun["they"] and not person)
        ):
            return voice
    return None


def _add_writers(found: Voices, doc: Doc, text: str, outside: _Outside) -> None:
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


def _own_name(doc: Doc, text: str, outside: _Outside) -> str | None:
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
