"""Which nouns can speak: people, bodies and papers told apart by their words, and he from she."""

import re
import tomllib
from importlib.resources import files
from typing import Any

from spacy.tokens import Token


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("nlp").joinpath("data", name).read_text("utf-8"))


_NOUNS = _load("nouns.toml")
_NAMES = _load("given_names.toml")
KINDS = frozenset(_NOUNS["kinds"].split())
TYPES = {word: frozenset(types) for word, types in _NOUNS["types"].items()}
_DOCUMENTS = frozenset(_NOUNS["documents"].split())
_CROWDS = frozenset(_NOUNS["crowds"].split())
_SHARES = frozenset(_NOUNS["shares"].split())
_THINGS = frozenset(_NOUNS["things"].split())
_HUMANS = re.compile(rf"(?:{'|'.join(_NOUNS['humans'].split())})$", re.IGNORECASE)
_BEHIND = re.compile(r",? (?:of|at|in|for|from|on|with|who|whose)\b")
_TITLE = re.compile(r"(?:Dr|Prof|Professor|Cllr|Councillor|Coun|Rev|Matron)\b\.?\s+")
_TITLES = {
    "women": frozenset(
        {"Mrs", "Ms", "Miss", "Dame", "Lady", "Baroness", "Sister", "Countess", "Duchess"}
    ),
    "men": frozenset({"Mr", "Sir", "Lord", "Viscount", "Earl", "Duke", "Bishop", "Father"}),
}
_GIVEN = {sex: frozenset(_NAMES[sex].split()) for sex in _TITLES}
_ALL_GIVEN = frozenset(name for names in _NAMES.values() for name in names.split())
_DESCRIBED = {sex: frozenset(_NOUNS[sex].split()) for sex in _TITLES}


def is_document(noun: Token) -> bool:
    """Whether a noun is no speaker but a paper, a survey or figures."""
    return noun.lemma_.lower() in _DOCUMENTS


def is_human(noun: Token) -> bool:
    """Whether a noun is, by its ending, one person: 'a manager', 'the chair'."""
    return _is_human(noun.lemma_.lower())


def is_one_human(description: str) -> bool:
    """Whether words describe one person: 'its chairman', 'a manager at the trust'."""
    words = _BEHIND.split(description.lower(), maxsplit=1)[0].split()
    return bool(words) and _is_human(words[-1])


def _is_human(lemma: str) -> bool:
    return bool(_HUMANS.search(lemma)) and lemma not in _THINGS | _DOCUMENTS


def is_kind_of_body(noun: Token) -> bool:
    """Whether a noun is what a body can be called, as 'the Committee' in its own report."""
    return noun.lemma_.lower() in KINDS


def is_share(word: Token) -> bool:
    """Whether a word is some of many people: 'most', 'half of them', 'the majority'."""
    return word.lemma_.lower() in _SHARES


def is_speaker(noun: Token) -> bool:
    """Whether a noun is a person, a body or a crowd, to judge by the word alone."""
    lemma = noun.lemma_.lower()
    return noun.pos_ in {"PROPN", "PRON"} or lemma in KINDS | _CROWDS | _SHARES or is_human(noun)


def is_given_name(word: str) -> bool:
    """Whether a capitalised word is a usual given name."""
    return word in _ALL_GIVEN


def has_sexed_title(name: str) -> bool:
    """Whether a name begins with 'Mrs', 'Sir' and the like."""
    return name.split(" ", 1)[0] in _TITLES["women"] | _TITLES["men"]


def is_woman(name: str) -> bool:
    """Whether title, given name or description is a woman's; False where nothing tells."""
    return _is_of("women", "men", name)


def is_man(name: str) -> bool:
    """Whether title, given name or description is a man's; False where nothing tells."""
    return _is_of("men", "women", name)


def _is_of(sex: str, other: str, name: str) -> bool:
    words = _TITLE.sub("", name).split()
    if not words:
        return False
    if words[0] in _TITLES[sex] | _TITLES[other]:
        return words[0] in _TITLES[sex]
    described = not _DESCRIBED[sex].isdisjoint(name.lower().split())
    return described or words[0] in _GIVEN[sex]
