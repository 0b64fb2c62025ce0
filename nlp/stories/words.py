"""An article's text as terms: stems, numbers however they are written, names told from words."""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

MAX_LETTERS = 60_000
_FEWEST_WORDS = 6
_SMALL = 12
_FEWEST_LETTERS = 2

_STOP = frozenset(
    """
    a about after again against all also am among an and another any are as at away back be because
    been before being between both but by can come could did do does done down during each either
    else even ever every few for from get go going got had has have having he her here him his how i
    if in into is it its just know last least less like made make many may me might more most much
    must my near new next no nor not now of off on once one only or other our out over own per put
    said same say saying says see shall she should since so some still such take than that the their
    them then there these they thing this those though three through till to told too took toward
    two under until up upon us very want was way we well went were what when where whether which
    while who whom whose why will with within without would yet you your four five six seven eight
    nine ten eleven twelve first second third fourth fifth hundred cent year years month months week
    weeks day days time yesterday today tonight tomorrow monday tuesday wednesday thursday friday
    saturday sunday january february march april june july august september october november
    december easter christmas people mr mrs ms miss dr sir lord lady dame baroness professor prof
    councillor coun
    """.split()
)
_TITLES = frozenset(
    "dr mr mrs ms miss sir lord lady dame baroness professor prof councillor coun cllr rev".split()
)
_GIVEN = frozenset(
    name.lower()
    for names in tomllib.loads(
        files("nlp").joinpath("data", "given_names.toml").read_text("utf-8")
    ).values()
    for name in names.split()
)
_UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
    """.split()
_NUMBERS = {word: number for number, word in enumerate(_UNITS)} | {
    word: 10 * (number + 2)
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
}
_SCALES = {"million": "m", "billion": "bn", "bn": "bn", "m": "m", "thousand": "000"}

_SENTENCE = re.compile(r"(?<=[.?!])[\"'”’)]*\s+|\n+")
_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)"
    r"|(?P<number>£?\d[\d,]*(?:\.\d+)?(?:(?:million|billion|bn|m|st|nd|rd|th)\b)?)"
    r"|(?P<stop>[:;,()])"
)
_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)$")
_QUOTES = re.compile("[‘’ʼ`´]")
_QUOTED = re.compile(r"[\"“”]|(?<!\w)'")
_HEALTH = (
    "pct|pcts|ccg|ccgs|icb|icbs|gp|gps|lmc|practices|doctors|surgeries|patients|council|councillors"
    "|county|borough|trust|trusts|health|hospital|infirmary|consortium|consortia|board|primary"
    "|district|fund|group|locality|clinical|integrated|family|residents|authority|commissioning"
    "|area|town|nhs|villages"
)
_NAME = r"(?P<name>[A-Z][a-z]+(?:[ -][A-Z][a-z]+)?)"
_IN_PLACE = re.compile(r"\b(?:in|at|near|across|outside|around)\s+" + _NAME)
_BY_PLACE = re.compile(r"\b(?:from|for|to|of|and|over|through|between|with)\s+" + _NAME)
_OF_PLACE = re.compile(rf"\b{_NAME}(?:'s)?\s+(?i:{_HEALTH})\b")
_HINT, _SIGN, _MOST = 0.25, 1.0, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence's terms in order.

    key  the same for the same words; None for a short one and for one that quotes
    """

    key: int | None
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """An article's terms, and what its letters tell of them.

    headline  its terms
    capital   how often a term has a capital where it need not have one
    small     how often it has none
    persons   terms that are parts of a person's name
    places    how much each term looks like a place's name, 0 to 2
    length    of the text, in words
    """

    headline: frozenset[str]
    sentences: tuple[Sentence, ...]
    capital: Mapping[str, int]
    small: Mapping[str, int]
    persons: frozenset[str]
    places: Mapping[str, float]
    length: int


def plain(text: str) -> str:
    """The text with one kind of apostrophe, and no longer than is read."""
    return _QUOTES.sub("'", text[:MAX_LETTERS])


def split(text: str) -> list[str]:
    """Its sentences."""
    return [part for part in _SENTENCE.split(text) if part.strip()]


def read_words(headline: str, text: str) -> Words:
    """The terms of an article."""
    title, body = plain(headline), plain(text)
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    persons: set[str] = set()
    sentences = []
    length = 0
    for number, part in enumerate([title, *split(body)]):
        terms = []
        for term, word in _terms(part, persons, capital, small):
            length += number > 0
            if _tells(term, word):
                terms.append(term)
        key = None if number == 0 else _key(part)
        sentences.append(Sentence(key=key, terms=tuple(terms)))
    return Words(
        headline=frozenset(sentences[0].terms),
        sentences=tuple(sentences[1:]),
        capital=capital,
        small=small,
        persons=frozenset(persons),
        places=_places(f"{title}. {body}"),
        length=length,
    )


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A word in small letters without the endings of number and tense."""
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("sses"):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _terms(
    part: str, persons: set[str], capital: Counter[str], small: Counter[str]
) -> Iterator[tuple[str, str]]:
    """Each term of a sentence with the word it was; notes capitals and persons on the way."""
    before, first, titled = "", True, False
    tokens = list(_TOKEN.finditer(part))
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token["stop"]:
            before = ""
        elif token["number"]:
            figure, at = _figure(token["number"].lower(), tokens, at)
            yield figure, figure
            before, first = "", False
        else:
            word = token["word"]
            lower = word.lower()
            number, at = _spelt(lower, tokens, at)
            if number:
                yield number, number
                before, first = "", False
                continue
            term = stem(lower.split("'")[0] if "'" in lower[2:] else lower)
            if word[0].isupper():
                if not first:
                    capital[term] += 1
                if before in _TITLES or before in _GIVEN or titled:
                    persons.add(term)
            else:
                small[term] += 1
            yield term, lower
            titled = before in _TITLES
            before, first = lower, False


def _tells(term: str, word: str) -> bool:
    if term[0] == "#":
        return len(term) > _FEWEST_LETTERS
    return len(term) >= _FEWEST_LETTERS and word not in _STOP and term not in _STOP


def _figure(digits: str, tokens: list[re.Match[str]], at: int) -> tuple[str, int]:
    """A number in digits as a term: '£219million' and '219m' are one; and what follows it."""
    number = digits.lstrip("£").replace(",", "")
    number = number.replace("million", "m").replace("billion", "bn")
    number = _ORDINAL_END.sub("", number)
    if number[-1].isdigit() and at < len(tokens):
        scale = _SCALES.get((tokens[at]["word"] or "").lower())
        if scale:
            return f"#{number}{scale}", at + 1
    return f"#{number}", at


def _spelt(word: str, tokens: list[re.Match[str]], at: int) -> tuple[str | None, int]:
    """A number in words as the same term as one in digits; small ones are mere words."""
    number = _NUMBERS.get(word)
    if number is None:
        return None, at
    follows = [(token["word"] or "").lower() for token in tokens[at : at + 2]]
    after = at
    if number > _NUMBERS["nineteen"] and follows and 0 < _NUMBERS.get(follows[0], 0) < 10:
        number += _NUMBERS[follows.pop(0)]
        after += 1
    scale = _SCALES.get(follows[0], "") if follows and follows[0] != "m" else ""
    if number <= _SMALL and not scale:
        return None, at
    return f"#{number}{scale}", after + bool(scale)


def _key(part: str) -> int | None:
    words = re.findall(r"\w+", part.lower())
    return None if len(words) < _FEWEST_WORDS or _QUOTED.search(part) else hash(" ".join(words))


def _places(text: str) -> dict[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for pattern, weight in ((_BY_PLACE, _HINT), (_IN_PLACE, _SIGN), (_OF_PLACE, _SIGN)):
        for match in pattern.finditer(text):
            for word in re.split("[ -]", match["name"]):
                found[stem(word.lower())] += weight
    return {term: min(weight, _MOST) for term, weight in found.items()}
