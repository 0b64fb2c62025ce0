"""What an element is for, by its tag, its attributes and the words in them."""

import re
from functools import lru_cache
from typing import Any

from lxml import etree, html

from crawler.pages import role_words
from crawler.pages.marks import NAMING, classes_of, tokens_in, tokens_of

Element = html.HtmlElement


class Role:
    """What an element is for: bits of a number, as several may hold.

    Plain numbers, since a page asks a hundred thousand times and an enum is ten times slower.

    SKIP     never shown as text: scripts, forms' controls, what is hidden
    ASIDE    stands around or between the text and is not of it: navigation, related, adverts
    CAPTION  belongs to a picture
    QUOTE    may be a quote pulled out of the text, or one that belongs to it
    META     says something of the article: byline, date, section, standfirst
    BODY     holds the text of an article, by its name
    COMMENTS holds readers' comments, or counts or invites them
    WALL     asks readers to pay or register
    UNSEEN   is read out and not shown
    """

    NONE = 0
    SKIP = 1
    ASIDE = 2
    CAPTION = 4
    QUOTE = 8
    META = 16
    BODY = 32
    COMMENTS = 64
    WALL = 128
    UNSEEN = 256


_SKIPPED = (
    "script style noscript template svg button select option textarea input label iframe object"
    " embed audio video canvas map head title meta link base datalist math progress dialog".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TAGS: dict[object, int] = {
    **dict.fromkeys((*_SKIPPED, etree.Comment, etree.PI, etree.Entity), Role.SKIP),
    "nav": Role.ASIDE,
    "aside": Role.ASIDE,
    "footer": Role.META,
    "header": Role.META,
    "hgroup": Role.META,
    "figcaption": Role.CAPTION,
    "figure": Role.CAPTION,
    "time": Role.META,
    "address": Role.META,
    "caption": Role.CAPTION,
    "form": Role.ASIDE,
}
_PATTERNS = (
    (role_words.UNSEEN, Role.UNSEEN),
    (role_words.ASIDE, Role.ASIDE),
    (role_words.CAPTION, Role.CAPTION),
    (role_words.QUOTE, Role.QUOTE),
    (role_words.META, Role.META),
    (role_words.COMMENTS, Role.COMMENTS),
    (role_words.WALL, Role.WALL),
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ARIA = {
    "navigation": Role.ASIDE,
    "complementary": Role.ASIDE,
    "contentinfo": Role.ASIDE,
    "search": Role.ASIDE,
    "banner": Role.ASIDE,
    "dialog": Role.ASIDE,
    "alertdialog": Role.ASIDE,
    "menu": Role.ASIDE,
    "doc-pullquote": Role.QUOTE,
}
_TELLING = frozenset(("class", "id", "style", "hidden", "itemprop", "role", "aria-label", *NAMING))
_CLASS_ALONE = ["class"]
_PLAIN = frozenset(("div", "p", "li", "ul", "span", "a", "section", "article", "td"))
_FOLDED = re.compile(
    r"(?:(?:post|reader|user|all|article|more)-)?(?:comments?|replies|responses|discussion)"
    r"(?:-(?:area|section|list|thread|container|body|block|content))?"
)
_ITEMPROPS = {
    "articlebody": Role.BODY,
    "author": Role.META,
    "datepublished": Role.META,
    "datemodified": Role.META,
    "headline": Role.META,
    "keywords": Role.ASIDE,
    "caption": Role.CAPTION,
    "comment": Role.COMMENTS,
    "commenttext": Role.COMMENTS,
}


def role_of(element: Element) -> int:
    """What the element is for, by its tag, its attributes and the words in them."""
    tag: Any = element.tag  # a text, or for a comment the function that makes one
    role = _TAGS.get(tag, Role.NONE)
    if role == Role.SKIP:
        return role
    names = element.keys()
    if names == _CLASS_ALONE and tag in _PLAIN:
        return _classed(tag, element.get("class"))
    if (not names or _TELLING.isdisjoint(names)) and tag != "figure":
        return role
    told = dict(zip(names, element.values(), strict=True)).get
    hidden = "hidden" in names or ("style" in names and _HIDDEN.search(told("style", "")[:200]))
    if hidden and not _is_folded(element):
        return Role.SKIP
    if tag in ("html", "body", "main"):
        return Role.NONE
    if tag == "figure" and element.find(".//blockquote") is not None:
        return Role.QUOTE
    return _named(
        tag,
        classes_of(element, names),
        # a heading's identifier is often made of its own words
        "" if tag in _HEADINGS else told("id", "")[:100],
        told("itemprop", "")[:100],
        told("role", "")[:40],
    )


def _is_folded(element: Element) -> bool:
    """Whether it is a thread of comments that a click unfolds."""
    return any(_FOLDED.fullmatch(token) for token in tokens_of(element))


@lru_cache(maxsize=20_000)
def _classed(tag: str, classes: str) -> int:
    return _named(tag, classes[:400], "", "", "")


@lru_cache(maxsize=20_000)
def _named(tag: str, classes: str, identifier: str, itemprop: str, aria: str) -> int:
    role = _TAGS.get(tag, Role.NONE) | _ARIA.get(aria, Role.NONE)
    for name in itemprop.lower().split():
        role |= _ITEMPROPS.get(name, Role.NONE)
    tokens = tokens_in(classes, identifier)
    if not tokens:
        return role
    words = " ".join(tokens)
    for pattern, meaning in _PATTERNS:
        if pattern.search(words):
            role |= meaning
    if any(
        role_words.BODY.fullmatch(word) and not role_words.NOT_BODY.search(word) for word in tokens
    ):
        role |= Role.BODY
    return role
