"""XML as it is found on the web: any bytes in, the text from its root element on out.

Nothing is refused here: wrong charsets, entities that nobody declared and stray control characters
are mended. DTDs are cut off, so that no entity is expanded and no file or address is followed.
"""

import re
import zlib
from dataclasses import dataclass
from html import unescape
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from crawler.charsets import decode

MAX_BYTES = 50_000_000
MAX_ELEMENTS = 2_000_000
MAX_DAMAGED = 1_000_000  # letters of what is not well-formed, and so takes long to read
MAX_REFERENCES = 5_000_000

_CHUNK = 1_000_000
_LARGE = 5_000_000
_ASCII = bytes(range(128))
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ROOT = re.compile(
    r"<((?:[a-z][\w.-]{0,30}:)?(rss|rdf|feed|urlset|sitemapindex|opml|html|head|body))(?=[\s>/])",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|&(?:#(?:[0-9]{1,12}|[xX][0-9a-fA-F]{1,12});|[A-Za-z][A-Za-z0-9]{1,31};)?",
    re.DOTALL,
)
_ITEM = re.compile(r"<(?:atom:)?(?:item|entry)[\s>]")
_KEPT = frozenset({"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A document from its root element on.

    root  the root's name in small letters, without its prefix
    tag   the root's name as it is written
    """

    root: str
    tag: str
    text: str

    @property
    def is_html(self) -> bool:
        """Whether it is a page."""
        return self.root in ("html", "head", "body")


class TooLarge(ValueError):
    """What is packed is larger than it may be."""


def gunzip(body: bytes) -> bytes:
    """What a gzipped body holds, as far as it is whole; any other body as it is.

    Raises TooLarge over 50 MB.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    size = 0
    waiting = body
    while waiting and not unpacker.eof:
        try:
            part = unpacker.decompress(waiting, _CHUNK)
        except zlib.error:
            break
        size += len(part)
        if size > MAX_BYTES:
            raise TooLarge(f"larger than {MAX_BYTES // 1_000_000} MB when unpacked")
        parts.append(part)
        waiting = unpacker.unconsumed_tail
    return b"".join(parts)


def read_markup(body: bytes, *, content_type: str | None = None) -> Markup | None:
    """The document that the bytes hold, mended; None where there is no root that we know."""
    text = _decoded(body, content_type)
    found = _ROOT.search(text)
    if found is None:
        return None
    text = "&".join(text[found.start() :].split("&", MAX_REFERENCES)[:MAX_REFERENCES])
    whole = _REFERENCE.sub(_mended, _NO_XML.sub("", text))
    return Markup(root=found[2].lower(), tag=found[1], text=whole)


def _decoded(body: bytes, content_type: str | None) -> str:
    """The characters of the bytes; looked at byte by byte only where that does not take long."""
    if len(body) > _LARGE and len(body.translate(None, _ASCII)) > _LARGE:
        return body.decode("utf-8", "replace")
    return decode(body, content_type) or ""


def _mended(found: re.Match[str]) -> str:
    """A reference as its character, an ampersand that begins none as itself; CDATA as it is."""
    written = found[0]
    if written in _KEPT or written.startswith("<"):
        return written
    letters = unescape(written) if len(written) > 1 else written
    if letters == written:
        return "&amp;" + written[1:]
    return escape(_NO_XML.sub("", letters.replace("\ufffd", "")))


class _Counter:
    """Counts elements, of which nothing is kept."""

    def __init__(self) -> None:
        self.elements = 0

    def start(self, _tag: str, _attributes: object) -> None:
        self.elements += 1

    def close(self) -> None:
        """Nothing is left to do."""


def is_sound(text: str) -> bool:
    """Whether a text is well-formed XML, and of no more elements than any feed has."""
    counter: Any = _Counter()
    parser = etree.XMLParser(
        target=counter, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    body = text.encode("utf-8")
    try:
        for start in range(0, len(body), _CHUNK):
            parser.feed(body[start : start + _CHUNK])
            if counter.elements > MAX_ELEMENTS:
                return False
        parser.close()
    except etree.XMLSyntaxError:
        return False
    return True


def first_items(markup: Markup, most: int) -> str:
    """The text of a feed with so many of its items, the last of which is whole, and closed."""
    end = None
    for number, item in enumerate(_ITEM.finditer(markup.text)):
        if number == most:
            end = item.start()
            break
    if end is None and re.search(rf"</{re.escape(markup.tag)}\s*>", markup.text[-2_000:]):
        return markup.text
    whole = max(markup.text.rfind(tag, 0, end) for tag in ("</item>", "</entry>", "</atom:entry>"))
    kept = markup.text[: markup.text.index(">", whole) + 1] if whole >= 0 else markup.text
    inner = "</channel>" if markup.root == "rss" else ""
    return f"{kept}{inner}</{markup.tag}>"
