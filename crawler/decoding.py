"""A page's bytes into a tree of elements, whatever charset, DOCTYPE or entities they claim."""

import codecs
import html as entities
import re

from lxml import etree, html
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    resolve_encoding,
)

from commissioning.domain.errors import NotAnArticle
from crawler.marks import Role, role_of

Element = html.HtmlElement

MAX_BYTES = 5_000_000
MAX_ELEMENTS = 200_000
MIN_UNSCRIPTED = 100
MIN_PAGE = 500

MAX_BUTTON = 60
_opens = etree.XPath("//*[@aria-controls]")
_THREAD = re.compile(r"(?i)\b(?:comments?|repl(?:y|ies)|responses?|discussion|conversation)\b")
_HTML_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
_ANY_HTML = re.compile(r"<(?:!doctype html|html|head|body|p|div|article|table)\b", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN = ("ascii", "iso8859-1", "cp1252", "utf-8", "iso8859-15")
_PROLOGUE = re.compile(
    r"\s*(?:<\?xml[^<>]{0,300}\?>\s*)?(?:<!doctype\b[^<>]{0,1000}>?)?", re.IGNORECASE
)
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_HIGH_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")
_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,12})|0*(\d{1,12}));?")
_ESCAPED = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});")
_MOJIBAKE = re.compile(r"(?:Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]|â€[\u0080-\uffff])")
# UTF-8 taken for windows-1252, with one of the five bytes that mean nothing there
_TWICE = re.compile("(?:Ã|â[\x80€])[\x81\x8d\x8f\x90\x9d]")
_C1 = {
    number: bytes([number]).decode("cp1252", errors="replace").replace("\ufffd", "")
    for number in range(0x80, 0xA0)
}


def read_tree(body: bytes, *, url: str, content_type: str | None = None) -> Element:
    """The page's elements; NotAnArticle for what is no HTML, too large or too full."""
    kind = (content_type or "text/html").split(";")[0].strip().lower()
    if kind not in _HTML_TYPES:
        raise NotAnArticle(url, f"not a page of HTML but {kind[:60]}")
    if len(body) > MAX_BYTES:
        raise NotAnArticle(url, f"larger than {MAX_BYTES // 1_000_000} MB")
    text = decode(body, content_type)
    if text is None:
        raise NotAnArticle(url, "not a page of HTML but binary data")
    if not _ANY_HTML.search(text, 0, 20_000):
        raise NotAnArticle(url, "not a page of HTML")
    if len(text) > 2 * MAX_ELEMENTS and text.count("<") > 2 * MAX_ELEMENTS:
        raise NotAnArticle(url, f"more than {MAX_ELEMENTS} elements")
    return _opened(_parsed(text, url))


def _parsed(text: str, url: str) -> Element:
    raw = text[_end_of_prologue(text) :].encode("utf-8", errors="ignore")
    raw = raw.translate(None, _CONTROLS)
    # a single byte is found at once, several are not
    if b"\xef" in raw:
        for none in _NO_CHARACTERS:
            raw = raw.replace(none, b"")
    if (b"&" in raw and b"&#" in raw) or (b"\xc2" in raw and _HIGH_CONTROL.search(raw)):
        told = _TWICE.sub(_sound, raw.decode("utf-8")).translate(_C1)
        raw = _REFERENCE.sub(_mended, told).encode("utf-8")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # one class for all elements: lxml else asks a function of its own for each
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    try:
        return html.document_fromstring(raw, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NotAnArticle(url, f"cannot be read as HTML ({error})") from error


def _opened(tree: Element) -> Element:
    """The tree with what only a browser opens: the page in a `noscript`, or comments.

    Comments lie in a `noscript`, in a template that is shown as it is, or behind a button.
    """
    found = [(len(element.text_content()), element) for element in tree.iter("noscript")]
    longest = max((length for length, _ in found), default=0)
    whole = longest >= MIN_PAGE and _shown(tree) - longest < longest / 2
    for length, element in found:
        if (whole and length == longest) or (length >= MIN_UNSCRIPTED and _has_comments(element)):
            element.tag = "div"
    for template in tree.iter("template"):
        if template.get("shadowrootmode"):
            template.tag = "div"
    _unfold(tree)
    return tree


def _unfold(tree: Element) -> None:
    """Show what a button like 'Show 5 comments' opens, and call it what the button does."""
    for button in _opens(tree):
        words = " ".join(button.text_content().split())
        if len(words) > MAX_BUTTON or not _THREAD.search(words):
            continue
        for opened in tree.xpath("//*[@id = $id]", id=button.get("aria-controls")):
            opened.attrib.pop("hidden", None)
            opened.attrib.pop("style", None)
            opened.set("aria-label", "Comments")


def _shown(element: Element) -> int:
    """How many letters an element shows, roughly."""
    whole = sum(len(text.strip()) for text in element.itertext())
    unseen = sum(len(below.text_content()) for below in element.iter("script", "style"))
    return whole - unseen


def _has_comments(element: Element) -> bool:
    """Whether it holds what is marked as comments, or stands behind an empty place for them."""
    for below in element.iterdescendants("div", "ol", "ul", "li", "section", "table"):
        if role_of(below) & Role.COMMENTS and len(below.text_content()) > MIN_UNSCRIPTED:
            return True
    before = element.getprevious()
    while before is not None and before.tag in ("script", "style", "a"):
        before = before.getprevious()
    if before is None or not role_of(before) & Role.COMMENTS or before.text_content().strip():
        return False
    return element.find(".//li") is not None or element.find(".//div") is not None


def _end_of_prologue(text: str) -> int:
    hit = _PROLOGUE.match(text)
    return hit.end() if hit else 0


def decode(body: bytes, content_type: str | None = None) -> str | None:
    """The page as text; None for binary data.

    A mark at its head is believed, then its own bytes: what is UTF-8 throughout, is UTF-8. Only
    then counts what header and page declare, where Latin-1 means windows-1252 as in every browser,
    and a stray byte of windows-1252 in UTF-8 is read as what it was meant for.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, errors="replace")
    if b"\0" in body:
        if wide := _wide(body):
            return body.decode(wide, errors="replace")
        if body[:2000].count(0) > len(body[:2000]) / 20:
            return None
        body = body.replace(b"\0", b"")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode(_declared(body, content_type), errors="windows-1252-byte")


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark shows in a NUL beside every letter."""
    head = body[:2000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < 0.4 * len(head) / 2 or min(even, odd) > 0.1 * max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _declared(body: bytes, content_type: str | None) -> str:
    """UTF-8 with stray bytes is UTF-8, if most of its bytes above 127 are."""
    told = http_content_type_encoding(content_type)
    told = told or html_body_declared_encoding(body) or "cp1252"
    resolved = resolve_encoding(told) or "cp1252"
    if resolved not in _WESTERN:
        try:
            body.decode(resolved)
        except (UnicodeDecodeError, LookupError):
            return "cp1252"
        return resolved
    sound = len(re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}", body))
    stray = len(re.findall(rb"[\x80-\xff]", body)) - 2 * sound
    return "utf-8" if sound > max(stray, 0) / 2 else "cp1252"


def _meant_for_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    meant = wrong.decode("cp1252", errors="ignore") if error.encoding == "utf-8" else ""
    return meant or "\ufffd", error.end


codecs.register_error("windows-1252-byte", _meant_for_windows)


def _mended(hit: re.Match[str]) -> str:
    """A reference by number: those of windows-1252 mean what they do there, impossible ones go."""
    number = int(hit[1], 16) if hit[1] else int(hit[2])
    if number in _C1:
        return _C1[number]
    if number < 32 and number not in (9, 10, 13):
        return ""
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF or number in (0xFFFE, 0xFFFF):
        return "\ufffd"
    return hit[0] if hit[0].endswith(";") else f"{hit[0]};"


def unescaped(text: str) -> str:
    """The text without entities that were escaped twice, and without UTF-8 read as Latin-1."""
    for _ in range(2):
        if "&" not in text or not _ESCAPED.search(text):
            break
        text = _ESCAPED.sub(lambda hit: entities.unescape(hit[0]), text)
    return _MOJIBAKE.sub(_sound, text) if "Ã" in text or "Â" in text or "â€" in text else text


def _sound(hit: re.Match[str]) -> str:
    """What the letters were before their bytes were taken for windows-1252."""
    try:
        raw = b"".join(
            bytes([ord(letter)]) if ord(letter) < 256 else letter.encode("cp1252")
            for letter in hit[0]
        )
        return raw.decode("utf-8")
    except (UnicodeError, ValueError):
        return hit[0]
