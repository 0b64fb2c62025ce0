"""A text as it is read for the bodies that it names, and what is found in it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from commissioning.domain.tags import Text
from nlp.attributes import text_of


@dataclass(frozen=True, slots=True)
class Found:
    """A body named in the text: characters, slug ('' where the register lacks it), rule."""

    start: int
    end: int
    slug: str
    method: str


@dataclass(frozen=True, slots=True)
class Page:
    """A text and where it comes from; `starts` are the first letters of its sentences."""

    doc: Doc
    text: str
    day: date | None
    title: str
    outlet: str
    starts: frozenset[int]

    def before(self, place: int, reach: int = 40) -> str:
        """The characters that stand before a place."""
        return self.text[max(0, place - reach) : place]

    def tokens(self, start: int, end: int) -> Tokens | None:
        """The tokens that some characters touch."""
        return self.doc.char_span(start, end, alignment_mode="expand")


def page_of(doc: Doc) -> Page:
    """The page of a Doc whose sentences are known."""
    source: Text | None = doc._.source
    return Page(
        doc=doc,
        text=text_of(doc),
        day=source.day if source is not None else None,
        title=(source.title if source is not None else None) or "",
        outlet=(source.source if source is not None else None) or "",
        starts=frozenset(_first_word(sent) for sent in doc.sents),
    )


def _first_word(sent: Tokens) -> int:
    for token in sent:
        if token.is_alpha:
            return token.idx
    return sent.start_char


class Taken:
    """Which characters of a text belong to a body already."""

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)

    def free(self, found: Iterable[Found]) -> Iterator[Found]:
        """Those whose characters are all free; they are taken from then on."""
        for body in found:
            if body.end > body.start and not self.touches(body.start, body.end):
                self._marks[body.start : body.end] = b"\1" * (body.end - body.start)
                yield body

    def touches(self, start: int, end: int) -> bool:
        """Whether a body has one of these characters."""
        return self._marks.find(1, start, end) >= 0


def in_order(found: Iterable[Found]) -> list[Found]:
    """By where they start."""
    return sorted(found, key=lambda body: body.start)


def words_in(name: str) -> list[str]:
    """The words of a name, without what parts them."""
    return re.findall(r"[^\W_]+", name)


def unpossessed(name: str) -> str:
    """A name without a genitive's ending."""
    return re.sub(r"['’]s?$", "", name)
