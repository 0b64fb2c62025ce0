"""Where words that an editor picked stand in a text. Pure."""

from commissioning.domain.tags import Span
from site_builder.writable import writable


class NoSuchWords(ValueError):
    """The words do not stand in the text."""


def find_words(text: str, words: str, near: int) -> Span:
    """The place of the words that is nearest to `near`, in code points; NoSuchWords without one.

    White space in them may be set otherwise than in the text, and what no page can show is passed
    over: words that were selected in a browser are found.
    """
    wanted = "".join(writable(words).split())
    if not wanted:
        raise NoSuchWords("No words were picked.")
    is_plain = len(writable(text)) == len(text)
    places = [
        at
        for at, letter in enumerate(text)
        if not letter.isspace() and (is_plain or writable(letter))
    ]
    bare = "".join(text[at] for at in places)
    found: list[Span] = []
    at = bare.find(wanted)
    while at >= 0:
        found.append(Span(places[at], places[at + len(wanted) - 1] + 1))
        at = bare.find(wanted, at + 1)
    if not found:
        short = " ".join(words.split())[:80]
        raise NoSuchWords(f"The text does not say ‘{short}’ word for word.")
    return min(found, key=lambda span: (abs(span.start - near), span.start))
