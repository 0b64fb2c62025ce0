"""What `digest tag --output` wrote of an article, read back and checked word by word."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from commissioning.domain.articles import Article
from commissioning.domain.errors import NotAnArticle
from commissioning.domain.tags import (
    HolderKind,
    Mention,
    Position,
    Quotation,
    QuotationKind,
    Span,
    Stance,
    Tagging,
)
from commissioning.register import Register

TAGGER = "imported/1"
METHOD = "imported"
MOST = 10_000  # tags of one sort in one article

Object = dict[str, Any]
Read = TypeVar("Read")


class TagLines:
    """Reads lines; bodies and questions must be in the register."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def read(self, found: Object, article: Article, *, name: str) -> Tagging:
        """The tags of the article's text; NotAnArticle says what is wrong and in which line."""
        try:
            if "error" in found:
                raise ValueError(f"was not tagged ({str(found['error'])[:100]})")
            return self._tagging(found, article.text)
        except ValueError as error:
            raise NotAnArticle(name, str(error)) from error
        except KeyError as error:
            raise NotAnArticle(name, f"{error} is missing in a tag") from error

    def _tagging(self, found: Object, text: str) -> Tagging:
        return Tagging(
            relevance=_share(found, "relevance"),
            tagger=_word(found, "tagger") or TAGGER,
            mentions=_each(found, "mentions", self._mention, text),
            quotations=_each(found, "quotations", self._quotation, text),
            stances=_each(found, "stances", self._stance, text),
        )

    def _mention(self, one: Object, text: str) -> Mention:
        span = _span(one, text)
        return Mention(
            span=span,
            organisation=self._body(one),
            name=_word(one, "name") or span.of(text),
            method=_word(one, "method") or METHOD,
        )

    def _quotation(self, one: Object, text: str) -> Quotation:
        return Quotation(
            span=_span(one, text),
            kind=QuotationKind(one["kind"]),
            speaker=_word(one, "speaker"),
            organisation=self._body(one),
            office=_word(one, "office"),
            method=_word(one, "method") or METHOD,
        )

    def _stance(self, one: Object, text: str) -> Stance:
        question = one["question"]
        if question not in self._register.questions:
            raise ValueError(f"there is no policy question {question!r:.60}")
        if not isinstance(one["evidence"], dict):
            raise ValueError("'evidence' is no object")
        return Stance(
            holder=_word(one, "holder") or "author",
            holder_kind=HolderKind(one["holder_kind"]),
            organisation=self._body(one),
            question=question,
            position=Position(one["stance"]),
            confidence=_share(one, "confidence"),
            evidence=_span(one["evidence"], text),
            method=_word(one, "method") or METHOD,
        )

    def _body(self, one: Object) -> str | None:
        slug = _word(one, "organisation")
        if slug is not None and slug not in self._register.organisations:
            raise ValueError(f"the register has no body {slug!r:.60}")
        return slug


def _each(
    found: Object, key: str, read: Callable[[Object, str], Read], text: str
) -> tuple[Read, ...]:
    held: Sequence[Any] = found.get(key, ())
    if not isinstance(held, list | tuple) or len(held) > MOST:
        raise ValueError(f"'{key}' are no list of tags")
    for one in held:
        if not isinstance(one, dict):
            raise ValueError(f"'{key}' has something in it that is no object")
    return tuple([read(one, text) for one in held])


def _span(one: Object, text: str) -> Span:
    """The place; where its words are given, they must stand there."""
    start, end = one["start"], one["end"]
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise ValueError(f"{start!r:.20} to {end!r:.20} is no place in the text")
    if "text" in one and one["text"] != text[start:end]:
        raise ValueError(f"other words than those of the tag stand at {start} to {end}")
    return Span(start, end)


def _share(one: Object, key: str) -> float:
    value = one[key]
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise ValueError(f"'{key}' is {value!r:.20}, not a number from 0 to 1")
    return float(value)


def _word(one: Object, key: str) -> str | None:
    value = one.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > 1_000:
        raise ValueError(f"'{key}' is no word")
    return value or None
