"""Who may hold a stance in a text, for the tests of how they are found."""

from collections.abc import Sequence
from datetime import date

from commissioning.domain.tags import Text
from nlp.positions.holders import voices
from nlp.positions.voices import Voice
from nlp.tagger import Tagger

DAY = date(2011, 3, 1)


def holders(tagger: Tagger, text: str) -> Sequence[Voice]:
    """Everybody who may hold one."""
    [doc] = tagger.docs((Text(id="sample", text=text, day=DAY),))
    return voices(doc)


def words(voice: Voice, text: str, method: str) -> list[str]:
    """The words that are somebody's in one way."""
    return [piece.span.of(text) for piece in voice.pieces if piece.method == method]
