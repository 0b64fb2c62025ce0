"""A page's bytes into a tree of elements, with what only a browser would open."""

import re

from lxml import etree, html

from commissioning.domain.errors import NotAnArticle
from crawler.charsets import decode, sound_bytes
from crawler.pages.roles import Role, role_of

Element = html.HtmlElement

MAX_BYTES = 5_000_000
MAX_ELEMENTS = 200_000
MIN_UNSCRIPTED = 100
MIN_PAGE = 500

MAX_BUTTON = 60
_opens = etree.XPath("//*/@aria-controls/..")
_THREAD = re.compile(r"(?i)\b(?:comments?|repl(?:y|ies)|responses?|discussion|conversation)\b")
_HTML_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
_ANY_HTML = re.compile(r"<(?:!doctype html|html|head|body|p|div|article|table)\b", re.IGNORECASE)
_FRAMES = re.compile(r"</?(?:frameset|frame|noframes)\b[^<>]{0,500}>", re.IGNORECASE)
_PROLOGUE = re.compile(
    r"\s*(?:<\?xml[^<>]{0,300}\?>\s*)?(?:<!doctype\b[^<>]{0,1000}>?)?", re.IGNORECASE
)


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
    if "<frameset" in text or "<FRAMESET" in text:
        # what a page of frames has for those without them is else no elements but one text
        text = _FRAMES.sub("", text)
    return _opened(_parsed(text, url))


def _parsed(text: str, url: str) -> Element:
    raw = sound_bytes(text[_end_of_prologue(text) :])
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
