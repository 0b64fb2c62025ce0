"""The language in which words are asked for, and what was asked as a small tree.

budget consortia        both words, anywhere
"primary care trust"    these words in a row
budget OR purse         either; AND, OR and NOT are written in capitals
(budget OR purse) NOT bill
commission*             all words that begin so
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from commissioning.domain.errors import QueryError
from commissioning.domain.folding import fold_words

MOST_LETTERS = 2_000
MOST_TERMS = 64
DEEPEST = 20
SHORTEST_PREFIX = 2


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words in a row; with `prefix` the last may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must be met; there are two or more."""

    parts: tuple["Words", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part must be met; there are two or more."""

    parts: tuple["Words", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """What is kept must be met, and what is left out must not."""

    kept: "Words"
    left_out: "Words"


Words = Phrase | AllOf | AnyOf | Without


def read_words(asked: str) -> Words:
    """What was asked, as a tree; QueryError says what cannot be read, and where."""
    if not asked.strip():
        raise QueryError("words", "none are given; leave them out to ask for everything")
    if len(asked) > MOST_LETTERS:
        raise QueryError("words", f"longer than {MOST_LETTERS} characters")
    tokens = list(_tokens(asked))
    if sum(1 for token in tokens if token.kind in ("word", "phrase")) > MOST_TERMS:
        raise QueryError("words", f"more than {MOST_TERMS} words and phrases")
    reader = _Reader(tokens)
    found = reader.either(0)
    reader.end()
    return found


def phrases(words: Words) -> Iterator[Phrase]:
    """The words and phrases that are wanted: those that are left out are none."""
    match words:
        case Phrase():
            yield words
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from phrases(part)
        case Without(kept, _):
            yield from phrases(kept)


@dataclass(frozen=True, slots=True)
class _Token:
    """`kind`: 'word', 'phrase', '(', ')', 'AND', 'OR', 'NOT' or 'end'; `at` counts from 1."""

    kind: str
    text: str
    at: int


_TOKEN = re.compile(r"""(?P<phrase>["“”][^"“”]*["“”]\*?)|(?P<bracket>[()])|(?P<word>[^\s()"“”]+)""")


def _tokens(asked: str) -> Iterator[_Token]:
    at = 0
    while at < len(asked):
        if asked[at].isspace():
            at += 1
            continue
        found = _TOKEN.match(asked, at)
        if found is None:
            raise QueryError("words", f"the quotation mark at character {at + 1} is never closed")
        text = found.group()
        kind = found.lastgroup or ""
        if kind == "bracket" or text in ("AND", "OR", "NOT"):
            kind = text
        yield _Token(kind, text, at + 1)
        at = found.end()


class _Reader:
    """Reads tokens from left to right: OR binds less than AND, which may be left out."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def _next(self) -> _Token:
        if self._at < len(self._tokens):
            return self._tokens[self._at]
        return _Token("end", "", 0)

    def _take(self, *kinds: str) -> bool:
        if self._next.kind in kinds:
            self._at += 1
            return True
        return False

    def end(self) -> None:
        """Refuse what is left over: only a closing bracket can be."""
        if self._next.kind != "end":
            raise QueryError("words", f"the ')' at character {self._next.at} closes nothing")

    def either(self, depth: int) -> Words:
        """Parts with OR between them."""
        if depth > DEEPEST:
            raise QueryError("words", f"brackets go deeper than {DEEPEST}")
        parts = [self._together(depth)]
        while self._take("OR"):
            parts.append(self._together(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _together(self, depth: int) -> Words:
        wanted: list[Words] = []
        unwanted: list[Words] = []
        while True:
            if self._take("NOT"):
                unwanted.append(self._one(depth, "NOT"))
            else:
                wanted.append(self._one(depth, None))
            if not self._take("AND") and self._next.kind in ("end", "OR", ")"):
                break
        if not wanted:
            raise QueryError("words", "NOT stands alone: say beside it what is looked for")
        kept = wanted[0] if len(wanted) == 1 else AllOf(tuple(wanted))
        if not unwanted:
            return kept
        return Without(kept, unwanted[0] if len(unwanted) == 1 else AnyOf(tuple(unwanted)))

    def _one(self, depth: int, after: str | None) -> Words:
        token = self._next
        if self._take("("):
            found = self.either(depth + 1)
            if not self._take(")"):
                raise QueryError("words", f"the '(' at character {token.at} is never closed")
            return found
        if self._take("word", "phrase"):
            return _phrase(token)
        if token.kind == "end":
            raise QueryError(
                "words", f"nothing stands {f'after {after}' if after else 'at the end'}"
            )
        raise QueryError("words", f"{token.text} at character {token.at} has nothing before it")


def _phrase(token: _Token) -> Phrase:
    inner = token.text.strip('"“”') if token.kind == "word" else _inside(token.text)
    prefix = inner.endswith("*")
    inner = inner.removesuffix("*")
    if "*" in inner:
        raise QueryError("words", f"in {token.text} a * does not stand at the end of a word")
    words = tuple(fold_words(inner).split())
    if not words:
        raise QueryError("words", f"{token.text} has no letter and no digit to look for")
    if prefix and not inner[-1:].isalnum():
        raise QueryError("words", f"in {token.text} the * does not end a word")
    if prefix and len(words[-1]) < SHORTEST_PREFIX:
        raise QueryError("words", f"before the * of {token.text} stand fewer than two letters")
    return Phrase(words, prefix)


def _inside(text: str) -> str:
    """A phrase without its marks; a * may stand before the last of them or behind it."""
    return text[1:-2] + "*" if text.endswith("*") else text[1:-1]
