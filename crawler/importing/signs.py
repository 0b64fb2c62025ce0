"""Cheap signs that an archived response may be a page of the field, before it is read as one.

Not whether it is: that is for the tagger. What they let through is measured on the labelled
articles in `tests/crawler/importing/test_signs.py`.
"""

import re
from enum import StrEnum

from ahocorasick_rs import BytesAhoCorasick, Implementation

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
_ACRONYMS = "NHS GP PCT PCG CCG ICB ICS SHA STP PBC BMA LMC RCGP DHSC".split()
# The head of each stands in the text as it is; what may follow it is looked for from there.
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
_PHRASES = _FIRST | _FURTHER
_SIGNS = {
    **{acronym: re.compile(rf"{acronym}s?(?![A-Za-z0-9_])".encode()) for acronym in _ACRONYMS},
    **{
        head: re.compile(
            (head + rest).encode().replace(b"_", _SPACE) + rb"(?![a-z0-9_])", re.IGNORECASE
        )
        for head, rest in _PHRASES.items()
    },
}
# What can begin the rest. With it, 'Health' alone, which is in many menus, is no place to look at.
_GAPS = [bytes([byte]) for byte in b" \t\n\r\f\v-&\xc2"]


def _beginnings(rest: str) -> list[bytes]:
    """The bytes of which one follows the head where the sign stands; b"" where any may."""
    if rest.startswith("(?:care|_"):
        return [*_GAPS, b"c", b"C"]
    return _GAPS if rest.startswith("_") else [b""]


_WRITTEN = [
    *((acronym, acronym.encode()) for acronym in _ACRONYMS),
    *(
        (head, way.encode() + beginning)
        for head, rest in _PHRASES.items()
        for way in (head, head.capitalize(), head.upper())
        for beginning in _beginnings(rest)
    ),
]
# Of more than a hundred words it would else make the smaller automaton, half as fast.
_FINDER = BytesAhoCorasick([way for _, way in _WRITTEN], implementation=Implementation.DFA)


def has_signs(body: bytes) -> bool:
    """Whether at least two different words of the field stand in the bytes of a page or feed.

    One of them is an acronym or among the first phrases: no article of the field has none of these.
    """
    if b"\0" in body[:200]:
        body = body.replace(b"\0", b"")
    body = body[:SEARCHED]
    found: set[str] = set()
    for number, start, _ in _FINDER.find_matches_as_indexes(body):
        sign = _WRITTEN[number][0]
        if sign not in found and _stands(_SIGNS[sign], body, start):
            found.add(sign)
            if len(found) >= ENOUGH and not found <= _FURTHER.keys():
                return True
    return False


def _stands(sign: re.Pattern[bytes], body: bytes, start: int) -> bool:
    """Whether the sign stands there as a word."""
    before = body[start - 1 : start]
    return not (before.isalnum() or before == b"_") and sign.match(body, start) is not None
