"""Somebody who may hold a stance, and the words in which it can lie."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from commissioning.domain.tags import HolderKind, Span
from nlp.positions.spans import apart, overlapping

# their order is that of the reader's weights: new ones go to the end
METHODS = (
    *("direct", "indirect", "named", "subject", "passive", "behind", "mentioned"),
    *("author", "reporter", "comment", "described", "following", "onward", "house"),
)
SPOKEN = frozenset({"direct", "indirect"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a holder's words, or a sentence about what they do.

    method   how it is the holder's: 'direct' or 'indirect' speech; a sentence that has a person
             'named' or a body as its 'subject', as subject of a 'passive', 'behind' a preposition
             or 'mentioned' otherwise; one about people or a body 'described' by a noun alone; one
             'following' those that speaks on of the same; one that goes 'onward' with what somebody
             told, about others; one of the 'house' whose paper it is; a sentence of an 'author' or
             of a 'reporter' who may be none; 'comment'
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


def spoken_in(voice: Voice, words: Span) -> tuple[Span, ...]:
    """What of a stretch of words is the holder's speech, in order and apart from each other."""
    speech = apart(piece.span for piece in voice.pieces if piece.method in SPOKEN)
    return tuple(
        Span(max(span.start, words.start), min(span.end, words.end))
        for span in overlapping(speech, words)
    )


def clauses(spans: Iterable[Span], frames: Sequence[Span]) -> Iterator[Span]:
    """The words sentence by sentence."""
    for span in spans:
        for frame in overlapping(frames, span):
            yield Span(max(span.start, frame.start), min(span.end, frame.end))
