"""A cheap guess at a text's language, for pages that do not say: the words that all texts have."""

import re
from collections import Counter

MIN_WORDS = 25
MIN_SHARE = 0.12

_COMMON = {
    "en": "the of and to in a is that for it was on with as be by are this have not at from",
    "cy": "y yr yn a i o ar mae bod wedi ei eu gan am hynny dros fel nad yw oedd sydd hyn",
    "fr": "le la les de des et en un une du que qui est pour dans sur par au plus",
    "de": "der die das und in zu den von mit ist im für auf dem nicht ein eine sich des",
    "es": "el la los las de que y en un una por con para es se del al su lo",
}
_WORDS = {
    word: {lang for lang, ws in _COMMON.items() if word in ws.split()}
    for words in _COMMON.values()
    for word in words.split()
}


def guess_language(text: str) -> str | None:
    """'en', 'cy', 'fr', 'de' or 'es'; None where the text is short or like none of them."""
    words = re.findall(r"[^\W\d_]+", text[:6_000].casefold())
    if len(words) < MIN_WORDS:
        return None
    counts = Counter(language for word in words for language in _WORDS.get(word, ()))
    if not counts:
        return None
    language, count = counts.most_common(1)[0]
    return language if count >= MIN_SHARE * len(words) else None
