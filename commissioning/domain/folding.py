"""The words of a text as they are looked for: without case, accents and punctuation.

Both databases index what is made here and are asked for what is made here, so that they agree on
what a word is, whatever their own tokenisers think of an apostrophe.
"""

import codecs
import unicodedata
from functools import cache

LONGEST = 64
MOST_BYTES = 700_000
_FOLDED = "folded-letters"

# Letters and digits of Unicode 3.2: SQLite's tokeniser, of Unicode 6.1, knows all of them.
_OLD = unicodedata.ucd_3_2_0


@cache
def fold_letter(letter: str) -> str:
    """What becomes of one character: letters and digits, nothing (an accent), or a space."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
    return "".join(_kept(part) for part in plain)


def _kept(letter: str) -> str:
    if _OLD.category(letter)[0] in "LN":
        return letter
    return "" if unicodedata.category(letter)[0] == "M" else " "


class _Letters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        found = self[code] = fold_letter(chr(code))
        return found


_LETTERS = _Letters()
_ASCII = bytes(ord(fold_letter(chr(code))) for code in range(128)).ljust(256)


def fold_words(text: str) -> str:
    """The words of the text with one space between them; of a word its first 64 characters.

    They end after 700,000 bytes of UTF-8: more than that does not fit into PostgreSQL's index.
    """
    try:
        # Most texts have nothing foreign in them but quotation marks and dashes; bytes are quick.
        plain = text.encode("ascii", _FOLDED).translate(_ASCII).decode("ascii")
    except UnicodeEncodeError:
        plain = text.translate(_LETTERS)
    words = plain.split()
    if words and max(map(len, words)) > LONGEST:
        words = [word[:LONGEST] for word in words]
    return _bounded(" ".join(words))


def _fold_foreign(error: UnicodeError) -> tuple[str, int]:
    """What becomes of letters that are no ASCII; where that is none either, encoding fails."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return error.object[error.start : error.end].translate(_LETTERS), error.end


codecs.register_error(_FOLDED, _fold_foreign)


def _bounded(folded: str) -> str:
    if len(folded) * 4 <= MOST_BYTES:
        return folded
    written = folded.encode()
    if len(written) <= MOST_BYTES:
        return folded
    return written[:MOST_BYTES].decode(errors="ignore").rpartition(" ")[0]
