"""Leads in capitals, as regional papers print them, in the letters that a parser has learned."""

import re
from collections.abc import Collection

from spacy.lang.en.stop_words import STOP_WORDS

from nlp.speech.nouns import is_given_name

# 'DOCTORS on the coast', 'DR ANN SAMPLE has'; a line that goes on in capitals is a heading.
_LEAD = re.compile(r"^(?:[A-Z][A-Z'’-]*,? ){1,6}(?=[a-z0-9£(\"“‘])", re.MULTILINE)
_WORD = re.compile(r"[A-Z][A-Z'’-]*")
_ENDING = re.compile(r"['’]S?$")
_TITLES = frozenset({"DR", "MR", "MRS", "MS", "SIR", "DAME", "LORD", "LADY", "PROFESSOR"})
_LONG = 4


def in_usual_letters(text: str, acronyms: Collection[str]) -> str:
    """The text with leads in small letters but for the first, as long as before.

    What is one of `acronyms`, or so short that it may be one, stays.
    """
    return _LEAD.sub(lambda lead: _usual(lead.group(), acronyms), text)


def _usual(lead: str, acronyms: Collection[str]) -> str:
    is_name = False

    def usual(hit: re.Match[str]) -> str:
        nonlocal is_name
        word = _ENDING.sub("", hit.group())
        is_name = is_name or word in _TITLES or is_given_name(word.capitalize())
        is_short = len(word) < _LONG and word.lower() not in STOP_WORDS and not is_name
        if word in acronyms or is_short:
            return hit.group()
        return hit.group().capitalize() if is_name or not hit.start() else hit.group().lower()

    return _WORD.sub(usual, lead)
