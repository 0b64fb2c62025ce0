"""How much of what others wrote may be given out: a beginning, quoted words, never a whole text."""

import re

EXCERPT, EVIDENCE, QUOTATION = 50, 60, 40  # words of an article's beginning, of a tag's
FEW = 8  # words that say little without what leads to them
LETTERS = 16  # that a word may have on average, where words are much longer than words are
_QUOTATIONS = 12  # of one article
_SHARE = 0.4  # of an article's words that its quotations may be
_LETTERS_A_WORD = 6
_NEAR = 600  # letters in which a sentence before is looked for
_OPENING = " \t\r\n\"'“‘«(["
_END = re.compile(r"""[.!?…]["'”’»)\]]*\s+""")


def beginning(text: str, words: int) -> str:
    """The first words of a text, as they stand there: at most so many, and no more letters."""
    room = text[: words * LETTERS]
    if len(room.split()) <= words:
        return room
    found = re.match(rf"\s*(?:\S+\s+){{{words - 1}}}\S+", room)
    return found[0] if found else room


def run_up(text: str, start: int) -> str:
    """What leads to the words that begin at `start`: their sentence so far, or the one before.

    On one line; of a long one the last words, with an ellipsis.
    """
    before = text[max(0, start - _NEAR) : start].rstrip(_OPENING)
    ends = [found.end() for found in _END.finditer(before)]
    if not ends and start > _NEAR:
        ends = [before.find(" ") + 1]
    found = before[ends[-1] if ends else 0 :].split()
    cut = len(found) > QUOTATION
    return ("…\u00a0" if cut else "") + " ".join(found[-QUOTATION:])


class Allowance:
    """How much more of one article may be quoted: its quotations are a small part of it.

    `letters` are those of its text.
    """

    def __init__(self, letters: int) -> None:
        self._left = max(QUOTATION, _SHARE * (letters // _LETTERS_A_WORD))
        self._quotations = _QUOTATIONS

    def admits(self, words: str) -> bool:
        """Whether the next quotation may be given too; after one that may not, none may."""
        self._left -= min(len(words.split()), QUOTATION)
        self._quotations -= 1
        return self._left >= 0 and self._quotations >= 0
