"""What a release, a report or a minute says in the name of the body whose it is."""

import re
from collections.abc import Iterable, Iterator

from commissioning.domain.tags import HolderKind, Span
from nlp.positions.spans import Outside
from nlp.positions.voices import Piece, Voices

_HOUSE = re.compile(r"\b(?:[Ww]e|[Oo]urs?|us)\b|\b(?:RESOLVED|[Ii]t was (?:agreed|resolved))\b")
_RESOLVED = re.compile(r"\b(?:RESOLVED|[Ii]t was (?:agreed|resolved))\b.*:$")
_ITEM = re.compile(r"\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[).] ")
_HEAD = 3
_FIRST_PERSON = re.compile(r"\bI\b|\b[Mm]y(?:self)?\b")


def add_house(found: Voices, text: str, outside: Outside) -> None:
    """What a release, report or minute says in the name of the body whose it is: of 'us'.

    That is the body named first, at the head; where somebody writes as 'I' there is none.
    """
    own = outside.unquoted()
    told = list(_of_the_house(text, own))
    if not told or any(_FIRST_PERSON.search(sentence.of(text)) for sentence in own):
        return
    head = own[:_HEAD]
    bodies = [
        (piece.mention, voice)
        for voice, piece in found.so_far()
        if voice.kind is HolderKind.ORGANISATION and piece.mention and piece.span in head
    ]
    if not bodies:
        return
    _, house = min(bodies, key=lambda found: found[0])
    theirs = {piece.span for piece in house.pieces}
    named = {piece.span for _, piece in found.so_far() if piece.method == "named"}
    for sentence in told:
        if sentence not in theirs and (sentence not in named or _HOUSE.search(sentence.of(text))):
            piece = Piece(span=sentence, method="house")
            found.add(piece, house.holder, house.kind, house.organisation)


def _of_the_house(text: str, own: Iterable[Span]) -> Iterator[Span]:
    """Sentences with 'we', what follows each in its paragraph, items of what was resolved."""
    said = resolved = False
    end = 0
    for sentence in own:
        anew = "\n" in text[end : sentence.start]
        end = sentence.end
        words = sentence.of(text)
        resolved = bool(_RESOLVED.search(words)) or (
            resolved and (not anew or _ITEM.match(words) is not None)
        )
        said = bool(_HOUSE.search(words)) or resolved or (said and not anew)
        if said:
            yield sentence
