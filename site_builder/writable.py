"""Text as pages and feeds can hold it, whatever the outlets sent."""

import re

# Left out: what HTML and XML cannot hold, halves of pairs that UTF-8 cannot, and marks that turn
# the order of the letters around: one in a headline would turn all that stands after it.
_UNWRITABLE = re.compile(
    "[^ -~\n\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\t\r\ue000-\ufdcf\ufdf0-\ufffd"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 17))
    + "]+"
)
_PLAIN = bytes((*b"\t\n\r", *range(0x20, 0x7F)))
_LONG = 200  # letters, from which on it is worth it to look at the few that are not plain alone


def writable(text: str) -> str:
    """The text without what cannot be written, or nobody could see and all would suffer from."""
    if len(text) > _LONG:
        rest = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
        if _UNWRITABLE.search(rest.decode("utf-8", "surrogatepass")) is None:
            return text
    return _UNWRITABLE.sub("", text)
