"""A neutral line for an item, offered from the article's own sentences: no word is invented. Pure.

The best is the sentence with the most in it: the evidence of positions and the bodies named. One
that leans on the sentence before it, or is part of a longer quotation, is not offered.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commissioning.domain.tags import Span

SHORTEST, LONGEST = 40, 320  # letters
_BODIES = 3
_LOOKED_AT = 20_000

_END = re.compile(r"[.!?…][\"”’')\]]*(?=\s+[\"“‘(\[]?[A-Z0-9£])")
_SHORT = frozenset(
    "dr mr mrs ms mx prof sir st rev cllr hon no nos vs etc eg ie fig sec dept jan feb mar apr jun"
    " jul aug sept sep oct nov dec gen col capt lt".split()
)
_LAST_WORD = re.compile(r"([\w.]*)\.$")
_LEANING = re.compile(
    r"(?:he|she|it|they|this|that|these|those|but|and|so|however|yet|also|his|her|their|its|such"
    r"|instead|meanwhile|moreover|nevertheless|therefore|thus|or|nor|both|as a result|in addition"
    r"|for example)\b",
    re.IGNORECASE,
)
_PAIRS = (("“", "”"), ("(", ")"), ("[", "]"))
_MARKED = re.compile(r"([\\`*_\[\]<>&~|])")
_OPENING = re.compile(r"^(\d+)([.)])|^([#+=-])")
_OPENS = re.compile(r'(?:^|(?<=[\s(—–-]))"|“')
_SINGLE = str.maketrans({'"': "’", "”": "’"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A sentence that can stand as a line.

    sentence  its number in the text, from 1
    words     as the article has it
    line      the same with who reports it, in Markdown
    """

    sentence: int
    words: str
    line: str


def offers(
    text: str, *, source: str, bodies: Iterable[tuple[str, Span]], evidence: Iterable[Span]
) -> tuple[Offer, ...]:
    """The sentences of an article that can stand as a line, the best first.

    source    the outlet's name
    bodies    slugs of the bodies that the text names, each with where
    evidence  where the text shows positions
    """
    named, shown = tuple(bodies), tuple(evidence)
    found = []
    for number, span in enumerate(sentences(text[:_LOOKED_AT]), start=1):
        words = " ".join(span.of(text).split())
        if not SHORTEST <= len(words) <= LONGEST or not _stands_alone(words):
            continue
        worth = 2 * any(_within(one, span) for one in shown) + min(
            len({slug for slug, one in named if _within(one, span)}), _BODIES
        )
        offer = Offer(sentence=number, words=words, line=attributed(words, source))
        found.append((-worth, number, offer))
    return tuple(offer for _, _, offer in sorted(found, key=lambda row: row[:2]))


def attributed(words: str, source: str) -> str:
    """A sentence between marks, with the outlet that reports it, in Markdown."""
    inner = _OPENS.sub("‘", words).translate(_SINGLE)
    return f"{escaped(' '.join(source.split()))} reports: “{_MARKED.sub(_BACKSLASH, inner)}”"


def escaped(text: str) -> str:
    """Plain text as Markdown that shows it just as it is, at the beginning of a paragraph too."""
    return _OPENING.sub(_opening, _MARKED.sub(_BACKSLASH, text))


_BACKSLASH = r"\\\1"


def _opening(found: re.Match[str]) -> str:
    digits, mark, other = found.groups()
    return f"\\{other}" if other else f"{digits}\\{mark}"


def sentences(text: str) -> Iterator[Span]:
    """Where the sentences of a text stand; a line of its own ends one."""
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for end in _ends(line[0]):
            yield from _trimmed(text, start, line.start() + end)
            start = line.start() + end
        yield from _trimmed(text, start, line.end())


def _ends(line: str) -> Iterator[int]:
    for found in _END.finditer(line):
        last = _LAST_WORD.search(line[: found.start() + 1])
        word = last[1].lower().replace(".", "") if last else ""
        if found[0].startswith(".") and (word in _SHORT or (last and len(word) == 1)):
            continue
        yield found.end()


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    held = text[start:end]
    kept = held.strip()
    if kept:
        first = start + held.index(kept)
        yield Span(first, first + len(kept))


def _stands_alone(words: str) -> bool:
    balanced = all(words.count(left) == words.count(right) for left, right in _PAIRS)
    ends = words.rstrip("\"”’')]")[-1:] in {".", "!", "?"}
    return (
        ends
        and balanced
        and words.count('"') % 2 == 0
        and not _LEANING.match(words.lstrip("“\"‘'("))
    )


def _within(one: Span, sentence: Span) -> bool:
    return sentence.start <= one.start < sentence.end
