"""Addresses of others' pages, as a link of ours may carry them."""

import re
from urllib.parse import quote, urlsplit

# What no address holds as it is: spaces, quotation marks, brackets, and letters that nobody sees.
_ODD = re.compile(
    '[\x00-\x20"<>\\\\^`{|}\x7f-\xa0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f'
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff]"
)
_SCHEMES = ("http", "https")
_WORDS, _LETTERS = 10, 100
_AROUND = " \t\n\"'“”‘’«».,;:!?…()[]–—-"  # what a page may write otherwise


def outside(address: str | None) -> str | None:
    """The address where it is one of the web, odd characters escaped; None where it is not.

    What a browser would run, as `javascript:`, is never one.
    """
    try:
        parts = urlsplit(address or "")
        is_web = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    if not is_web:
        return None
    host = parts.netloc.rpartition("@")[2]  # a name and a password before it only deceive
    return _ODD.sub(_escaped, parts._replace(netloc=host).geturl())


def at_words(address: str | None, words: str) -> str | None:
    """The address with a text fragment, by which a browser leads to where these words begin.

    None where `outside` is, where the address leads to a place of its own, and without words.
    """
    link = outside(address)
    if link is None or "#" in link:
        return None
    line = next((line for line in words.splitlines() if line.strip(_AROUND)), "")
    text = _beginning(line.strip(_AROUND))
    # A hyphen, too, has a meaning in a fragment.
    return (
        f"{link}#:~:text={quote(text, safe='', errors='replace').replace('-', '%2D')}"
        if text
        else None
    )


def _beginning(line: str) -> str:
    """The first whole words of a line, enough to tell the place and few enough for an address."""
    found = ""
    for word in line.split()[:_WORDS]:
        if len(found) + len(word) >= _LETTERS:
            break
        found = f"{found} {word}".lstrip()
    return found.rstrip(_AROUND)


def _escaped(found: re.Match[str]) -> str:
    return quote(found[0], errors="replace")
