"""Whether two readings are of one article, where their addresses do not say so.

Where it is in doubt they are two: an article that is there twice is a smaller fault than one that
took another's place.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from commissioning.domain.copies import (
    MIN_WORDS,
    RUN,
    contained,
    headlines_alike,
    runs,
    share_of,
    shingles,
    words_of,
)

REUSED = 0.3
NEARLY_ALL = 0.9
ENOUGH = 0.5
OWN_WORDS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is compared of an article.

    headline, text  as in the article
    day        on which it was published
    paywalled  whether the text is only the beginning, and may be a notice to subscribers
    """

    headline: str
    text: str
    day: date | None
    paywalled: bool


def is_another(known: Traits, new: Traits) -> bool:
    """Whether a guid or a side address that led to `known` is now used for another article.

    It is where less than a third of the text is shared, unless headline and day are the same.
    """
    if known.text == new.text:
        return False
    one, other = words_of(known.text), words_of(new.text)
    size = RUN if min(len(one), len(other)) >= MIN_WORDS else 2
    if contained(runs(one, size), runs(other, size)) >= REUSED:
        return False
    same_day = known.day is not None and known.day == new.day
    return not (same_day and headlines_alike(known.headline, new.headline))


def is_same_text(known: Traits, new: Traits) -> bool:
    """Whether two articles of one source at different addresses are one, by what they say.

    The text must be long enough to be nobody else's, and the day the same or not known of one. It
    may differ by a tenth, but not by a name or figure in another's place: so do pages that were
    made from one template. A notice to subscribers is the same below all headlines: where the
    headlines are not alike, the day must be known and the text must hold the words of both.
    """
    if known.day and new.day and known.day != new.day:
        return False
    one, other = words_of(known.text), words_of(new.text)
    if min(len(one), len(other)) < MIN_WORDS:
        return False
    if not headlines_alike(known.headline, new.headline) and not _tells_both(known, new, set(one)):
        return False
    if one == other:
        return True
    is_dated = known.day is not None or new.day is not None
    return is_dated and _nearly_the_same(known.text, new.text)


def _tells_both(known: Traits, new: Traits, words: set[str]) -> bool:
    """Whether a text of some length is what both headlines speak of."""
    if known.day is None or known.day != new.day or known.paywalled or new.paywalled:
        return False
    return len(words) >= OWN_WORDS and all(
        len(words & set(headline)) >= ENOUGH * len(set(headline))
        for headline in (words_of(known.headline), words_of(new.headline))
    )


def _nearly_the_same(one: str, other: str) -> bool:
    mine, others = shingles(one), shingles(other)
    if min(share_of(mine, others), share_of(others, mine)) < NEARLY_ALL:
        return False
    return not _swaps_a_name(one.split(), other.split())


def _swaps_a_name(one: list[str], other: list[str]) -> bool:
    """Whether each has a name or figure that the other lacks: one was put in another's place."""
    names, others = (Counter(filter(_tells, words)) for words in (one, other))
    return bool(names - others) and bool(others - names)


def _tells(word: str) -> bool:
    return any(letter.isupper() or letter.isdigit() for letter in word)
