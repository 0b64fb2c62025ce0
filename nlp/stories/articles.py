"""An article read for grouping: its terms, its marks, and the bodies that it is about."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from commissioning.domain.stories import Piece
from commissioning.register import Register
from nlp.stories.marks import Marks, read_marks
from nlp.stories.words import Words, plain, read_words

_FIRST, _TITLED = 1, 2
_WIDE = frozenset({"collective", "government-department", "political-party"})
_OF_ALL = frozenset(
    "nhs-england nhs-commissioning-board nhs-executive house-of-commons house-of-lords".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A piece with what was read in it.

    bodies  the bodies that it is about, each with a weight: how often, and where, it is named
    """

    piece: Piece
    words: Words
    marks: Marks
    bodies: Mapping[str, float]


class Reader:
    """Reads articles; the register tells which bodies are parts of others, and which are crowds."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._whole: dict[str, str | None] = {}

    def read(self, piece: Piece) -> Read:
        """The terms, marks and bodies of an article."""
        return Read(
            piece=piece,
            words=read_words(piece.headline, piece.text),
            marks=read_marks(piece.headline, piece.text, piece.published.date()),
            bodies=self._bodies(piece),
        )

    def _bodies(self, piece: Piece) -> dict[str, float]:
        title = plain(piece.headline).lower()
        first = len(piece.text.partition(". ")[0])
        found: Counter[str] = Counter()
        titled = set()
        for slug, start, end in piece.mentions:
            body = self._body(slug)
            if body is None:
                continue
            found[body] += _FIRST + (_FIRST if start < first else 0)
            if plain(piece.text[start:end]).lower() in title:
                titled.add(body)
        return {body: times + _TITLED * (body in titled) for body, times in found.items()}

    def _body(self, slug: str) -> str | None:
        """The body that one is part of; None where it is too wide to tell events apart."""
        if slug not in self._whole:
            self._whole[slug] = self._find(slug)
        return self._whole[slug]

    def _find(self, slug: str) -> str | None:
        organisations = self._register.organisations
        held = organisations.get(slug)
        if held is None or held.type in _WIDE or slug in _OF_ALL:
            return None
        seen = {held.slug}
        while held.parent is not None and held.parent not in seen:
            above = organisations.get(held.parent)
            if above is None or above.type != held.type:
                break
            seen.add(above.slug)
            held = above
        return held.slug
