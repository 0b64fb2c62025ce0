"""The verbs of speech of a text, by where they stand."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from commissioning.domain.tags import Span


class Verbs:
    """The verbs of speech of a Doc outside of quotation marks, given in order."""

    def __init__(self, said: Sequence[Token]) -> None:
        self._said = said
        self._places = {verb.i for verb in said}

    def __contains__(self, token: Token) -> bool:
        return token.i in self._places

    def between(self, start: int, end: int) -> Iterator[Token]:
        """Those that begin at a character from `start` to before `end`, in order."""
        first = bisect_left(self._said, start, key=_place)
        last = bisect_left(self._said, end, lo=first, key=_place)
        yield from self._said[first:last]


def span_of(token: Token) -> Span:
    """The characters of a token."""
    return Span(token.idx, token.idx + len(token.text))


def _place(token: Token) -> int:
    return token.idx
