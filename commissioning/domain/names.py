"""People's names without what does not tell them apart: titles, honours, case, typography."""

from functools import lru_cache

from commissioning.domain.folding import fold_words

_TITLES = frozenset(
    "the rt right hon honourable dr doctor prof professor sir dame lord lady baroness baron earl"
    " viscount mr mrs ms miss mx cllr councillor coun rev reverend".split()
)
_HONOURS = frozenset("mp mbe obe cbe kbe dbe frcgp frcp qc kc".split())


@lru_cache(maxsize=10_000)  # few people say most of what is said
def name_key(name: str) -> str | None:
    """The name to be found by; where only a surname would be left, with its title.

    None where the name has no letter.
    """
    words = fold_words(name).split()
    while len(words) > 2 and words[-1] in _HONOURS:
        words.pop()
    first = 0
    while first < len(words) - 2 and words[first] in _TITLES:
        first += 1
    return " ".join(words[first:]) or None
