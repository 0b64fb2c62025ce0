"""What a release, a report or a minute says in the name of the body whose it is."""

import re
from collections.abc import Iterable, Iterator, Sequence

from commissioning.domain.tags import HolderKind, Span
from nlp.naming.body_kinds import COLLECTIVE
from nlp.positions.spans import FIRST_PERSON, ITEM, Outside
from nlp.positions.voices import Piece, Voice, Voices

_DECISION = r"\b(?:RESOLVED|[Ii]t was (?:agreed|resolved)(?=,? (?:that|to)\b|:))"
_HOUSE = re.compile(rf"\b(?:[Ww]e|[Oo]urs?|us)\b|{_DECISION}")
_RESOLVED = re.compile(rf"{_DECISION}.*:$")
_HEAD = 3
_KINDS = frozenset(COLLECTIVE.values())
_ACTING = frozenset({"subject", "described", "passive"})


def add_house(found: Voices, text: str, outside: Outside) -> None:
    """What a release, report or minute says in the name of the body whose it is: of 'us'.

    Where somebody writes as 'I' there is none.
    """
    own = outside.unquoted()
    told = list(_of_the_house(text, own))
    if not told or any(FIRST_PERSON.search(sentence.of(text)) for sentence in own):
        return
    house = _issuer(found, text, own[:_HEAD])
    if house is None:
        return
    theirs = {piece.span for piece in house.pieces}
    others = {
        piece.span
        for voice, piece in found.so_far()
        if voice is not house and piece.method in {"named", "subject"}
    }
    for sentence in told:
        if sentence in theirs or (sentence in others and not _HOUSE.search(sentence.of(text))):
            continue
        piece = Piece(span=sentence, method="house")
        found.add(piece, house.holder, house.kind, house.organisation)


def _issuer(found: Voices, text: str, head: Sequence[Span]) -> Voice | None:
    """The body whose paper it is: the first at its head, one that does something if there is."""
    bodies = [
        (piece.method not in _ACTING, piece.mention, voice)
        for voice, piece in found.so_far()
        if piece.mention and piece.span in head and _is_one(voice, piece.mention.of(text))
    ]
    return min(bodies, key=lambda body: body[:2])[-1] if bodies else None


def _is_one(voice: Voice, words: str) -> bool:
    """Whether it is a body, or one of a kind of bodies: 'your clinical commissioning group'."""
    one_of_many = voice.kind is HolderKind.GROUP and voice.organisation in _KINDS
    return voice.kind is HolderKind.ORGANISATION or (one_of_many and not words.endswith("s"))


def _of_the_house(text: str, own: Iterable[Span]) -> Iterator[Span]:
    """Sentences with 'we', what follows each in its paragraph, items of what was resolved."""
    said = resolved = False
    end = 0
    for sentence in own:
        anew = "\n" in text[end : sentence.start]
        end = sentence.end
        words = sentence.of(text)
        resolved = bool(_RESOLVED.search(words)) or (
            resolved and (not anew or ITEM.match(words) is not None)
        )
        said = bool(_HOUSE.search(words)) or resolved or (said and not anew)
        if said:
            yield sentence
