"""Cheap signs that an archived response may be a page of the field, before it is read as one.

Not whether it is: that is for the tagger. What they let through is measured on the labelled
articles in `tests/crawler/importing/test_signs.py`.
"""

import re
from enum import StrEnum

from crawler.archive.warc import Response

MIN_BYTES = 300
MAX_BYTES = 5_000_000
SEARCHED = 1_000_000
ENOUGH = 2


class Content(StrEnum):
    """What the body of a response looks like."""

    PAGE = "page"
    FEED = "feed"
    OTHER = "other"


_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_XML_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "text/xml",
    "application/xml",
)
_UNKNOWN_TYPES = ("", "application/octet-stream", "unknown/unknown", "text/plain", "no-type")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def may_matter(head: Response) -> bool:
    """Whether a body is worth reading, by status, declared type and declared length."""
    length = head.header("Content-Length") or ""
    if head.status != 200 or (length.isdigit() and int(length) > MAX_BYTES):
        return False
    return _type(head) in (*_PAGE_TYPES, *_XML_TYPES, *_UNKNOWN_TYPES)


def content_of(response: Response) -> Content:
    """A page or a feed, by the declared type, and by the first bytes where it may be wrong."""
    start = response.body[:1_000].replace(b"\0", b"")
    kind = _type(response)
    if _FEED.search(start):
        return Content.FEED
    if kind in _PAGE_TYPES or _PAGE.search(start):
        return Content.PAGE
    return Content.OTHER


def has_size_of_page(body: bytes) -> bool:
    """Whether the body is neither too short for an article nor too large to be read."""
    return MIN_BYTES <= len(body) <= MAX_BYTES


def _type(response: Response) -> str:
    return (response.header("Content-Type") or "").split(";")[0].strip().lower()


_SPACE = rb"(?:[\s-]|&nbsp;|&#160;|\xc2\xa0){1,20}"

_CAPITALS = bytes(code if 65 <= code <= 90 else 32 for code in range(256))
_ACRONYMS = {
    acronym: re.compile(acronym + rb"s?(?![A-Za-z0-9_])")
    for acronym in b"NHS GP PCT PCG CCG ICB ICS SHA STP PBC BMA LMC RCGP DHSC".split()
}

# The plain head of each is looked for first, which costs microseconds; then the whole. Phrases that
# never stand without others of these, 'purse strings', would only cost time.
_FIRST = {
    "commission": "(?:ing|ers?|ed)",
    "consorti": "(?:um|a)",
    "health": "(?:care|_(?:services?|authorit(?:y|ies)|bill|secretary|minister|board"
    "|(?:and|&amp;)_(?:social_)?care))",
}
_FURTHER = {
    "accountable": "_care",
    "department": "_(?:of|for)_health",
    "family": "_doctors?",
    "fundhold": "(?:ing|ers?)",
    "general": "_practi(?:ce|ces|tioners?)",
    "integrated": "_care",
    "lansley": "",
    "pathfinder": "s?",
    "primary": "_care",
    "reorgani": "[sz](?:ation|ing|ed)",
}


def _whole(phrases: dict[str, str]) -> tuple[tuple[bytes, re.Pattern[bytes]], ...]:
    return tuple(
        (
            head.encode(),
            re.compile((head + rest).encode().replace(b"_", _SPACE) + rb"(?![a-z0-9_])"),
        )
        for head, rest in phrases.items()
    )


_FIRST_WHOLE, _FURTHER_WHOLE = _whole(_FIRST), _whole(_FURTHER)


def has_signs(body: bytes) -> bool:
    """Whether at least two different words of the field stand in the bytes of a page or feed."""
    if b"\0" in body[:200]:
        body = body.replace(b"\0", b"")
    body = body[:SEARCHED]
    capitals = _ACRONYMS.keys() & set(body.translate(_CAPITALS).split())
    found = sum(_stands(_ACRONYMS[acronym], body) for acronym in capitals)
    lower = body.lower()
    for phrases in (_FIRST_WHOLE, _FURTHER_WHOLE):
        for head, whole in phrases:
            if found >= ENOUGH:
                return True
            found += head in lower and _stands(whole, lower)
        if found == 0:  # no article of the field is without an acronym and each of the first
            return False
    return found >= ENOUGH


def _stands(sign: re.Pattern[bytes], body: bytes) -> bool:
    """Whether the sign stands there as a word.

    What is before it is looked at last: a pattern that begins with plain letters is quick.
    """
    for hit in sign.finditer(body):
        before = body[hit.start() - 1 : hit.start()]
        if not (before.isalnum() or before == b"_"):
            return True
    return False
