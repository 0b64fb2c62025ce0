"""Others' words on a terminal: letters, and never commands to it."""

import re

# What would steer a terminal, or turn the letters of a line around.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    r"""The text with letters that act on a terminal written as \uXXXX; the same value in JSON."""
    return _UNSEEN.sub(lambda hit: f"\\u{ord(hit[0]):04x}", text)
