"""Cheap signs that an archived response may be a page of the field, before it is read as one.

Not whether it is: that is for the tagger. What they let through is measured on the labelled
articles in `tests/crawler/test_signs.py`.
"""

import re
from enum import StrEnum

from crawler.warc import Response

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
_APART = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256))

_ACRONYMS = {
    sign: sign.rstrip("s")
    for sign in (
        "NHS GP GPs PCT PCTs PCG PCGs CCG CCGs ICB ICBs ICS ICSs SHA SHAs STP STPs PBC BMA LMC LMCs"
        " RCGP DHSC"
    ).split()
}
_WORDS = {
    "commissioning": "commission",
    "commissioner": "commission",
    "commissioners": "commission",
    "commissioned": "commission",
    "consortium": "consortium",
    "consortia": "consortium",
    "pathfinder": "pathfinder",
    "pathfinders": "pathfinder",
    "fundholding": "fundholding",
    "fundholder": "fundholding",
    "fundholders": "fundholding",
    "lansley": "bill",
    "purchaser": "purchaser",
    "purchasers": "purchaser",
    "reorganisation": "change",
    "reorganising": "change",
    "reorganised": "change",
    "reorganization": "change",
    "healthcare": "health care",
}
_PHRASES = {
    "accountable": "accountable_care",
    "department": "department_of_health|department_for_health",
    "equity": "equity_and_excellence",
    "family": "family_doctors?",
    "fund": "fund_hold(?:ing|ers?)",
    "general": "general_practi(?:ce|ces|tioners?)",
    "health": "health_(?:services?|authorit(?:y|ies)|bill|secretary|minister|board|care)"
    "|health_(?:and|&amp;)_(?:social_)?care",
    "integrated": "integrated_care",
    "liberating": "liberating_the_nhs",
    "practice": "practice_based_commissioning",
    "primary": "primary_care",
    "purse": "purse_strings",
    "sustainability": "sustainability_and_transformation",
}


def _cased(words: dict[str, str]) -> dict[bytes, str]:
    """Each word as it stands in a sentence, at its head, and in a headline of capitals."""
    return {
        form.encode(): sign
        for word, sign in words.items()
        for form in (word, word.capitalize(), word.upper())
    }


_ALONE = {word.encode(): sign for word, sign in _ACRONYMS.items()} | _cased(_WORDS)
_HEADS = _cased({head: head for head in _PHRASES})
_WHOLE = {
    head: re.compile(
        rb"(?<![A-Za-z0-9])(?:" + phrase.encode().replace(b"_", _SPACE) + rb")(?![A-Za-z0-9])",
        re.IGNORECASE,
    )
    for head, phrase in _PHRASES.items()
}
_SIGNS = _ALONE.keys() | _HEADS.keys()


def has_signs(body: bytes) -> bool:
    """Whether at least two different words of the field stand in the bytes of a page or feed."""
    if b"\0" in body[:200]:
        body = body.replace(b"\0", b"")
    met = _SIGNS & set(body[:SEARCHED].translate(_APART).split())
    signs = {_ALONE[word] for word in met if word in _ALONE}
    for head in {_HEADS[word] for word in met if word in _HEADS}:
        if len(signs) >= ENOUGH:
            break
        if _WHOLE[head].search(body):
            signs.add(head)
    return len(signs) >= ENOUGH
