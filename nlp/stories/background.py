"""How usual terms are in the field's articles, learned once: what is rare tells most."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log
from pathlib import Path
from typing import Any

from nlp.stories.words import Words

_FILE = "background.json"
_FEWEST = 2
_UNSEEN = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Counts over articles of the field.

    articles  how many were counted
    usual     in how many of them each term stands
    capital, small  how often it has a capital in the middle of a sentence, and how often none
    places    how much each term looks like a place's name, in all
    """

    articles: int
    usual: Mapping[str, int]
    capital: Mapping[str, int]
    small: Mapping[str, int]
    places: Mapping[str, float]

    def share(self, term: str) -> float:
        """The share of articles that have the term; a little of one for a term never met."""
        return (self.usual.get(term, 0) + _UNSEEN) / (self.articles + 1)

    def rarity(self, term: str) -> float:
        """From 0, in every article, to about 1, in none."""
        return min(1.0, max(0.0, -log(self.share(term)) / log(self.articles + 1)))


def count(articles: Iterable[Words]) -> Background:
    """The background of a collection; terms of a single article are left out."""
    usual: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    places: defaultdict[str, float] = defaultdict(float)
    number = 0
    for words in articles:
        number += 1
        usual.update(terms_of(words))
        capital.update(words.capital)
        small.update(words.small)
        for term, sign in words.places.items():
            places[term] += sign
    kept = {term for term, times in usual.items() if times >= _FEWEST}
    return Background(
        articles=number,
        usual={term: usual[term] for term in kept},
        capital={term: times for term, times in capital.items() if term in kept},
        small={term: times for term, times in small.items() if term in kept},
        places={term: sign for term, sign in places.items() if term in kept},
    )


def terms_of(words: Words) -> set[str]:
    """Every term of an article, headline and text."""
    found = set(words.headline)
    for sentence in words.sentences:
        found.update(sentence.terms)
    return found


def save_background(background: Background, folder: Path) -> None:
    """Leave it in a folder, as a line a term: its articles, capitals, small letters, places."""
    terms = {
        term: [
            times,
            background.capital.get(term, 0),
            background.small.get(term, 0),
            background.places.get(term, 0.0),
        ]
        for term, times in sorted(background.usual.items())
    }
    lines = ",\n".join(f"{json.dumps(term)}: {json.dumps(row)}" for term, row in terms.items())
    text = f'{{"articles": {background.articles},\n"terms": {{\n{lines}\n}}}}\n'
    (folder / _FILE).write_text(text, "utf-8")


@cache
def load_background() -> Background:
    """The one that comes with the product."""
    held: dict[str, Any] = json.loads(files("nlp.stories").joinpath(_FILE).read_text("utf-8"))
    terms: dict[str, list[Any]] = held["terms"]
    return Background(
        articles=held["articles"],
        usual={term: row[0] for term, row in terms.items()},
        capital={term: row[1] for term, row in terms.items() if row[1]},
        small={term: row[2] for term, row in terms.items() if row[2]},
        places={term: row[3] for term, row in terms.items() if row[3]},
    )
