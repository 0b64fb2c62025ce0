"""What an element within a comment is for, by its marks: author, date, words, buttons."""

import re
from functools import lru_cache

from lxml import html

from crawler.pages.blocks import Block
from crawler.pages.marks import tokens_of

Element = html.HtmlElement

_AUTHOR = re.compile(
    r"\b(?:authors?|fn|name|display-?name|user-?name|user(?! generated)|nick(?:name)?|poster|who"
    r"|commenter|handle|commentator|posted-?by|by-?line|by|vcard|writer|from|person|nm|usr|whom)\b"
    r"|commentername"
)

_NAMED = re.compile(r"\bauthor\b")

_PICTURED = re.compile(
    r"\b(?:avatars?|picture|photo|icon|badge|rank|role|status|date|time|meta|is|by|box|bio|reply)\b"
)

_DATE = re.compile(
    r"\b(?:date|c?date|time|time-?stamp|date-?time|when|ago|posted-?on|published|on|tm|dt|stamp)\b"
)

_ACTION = re.compile(
    r"\b(?:reply|replies|actions?|tools?|links?|report|abuse|votes?|voting|likes?|score|ratings?|flag"
    r"|share|permalink|permanent|edit|delete|avatars?|gravatar|buttons?|moderation|badge|rank"
    r"|recommend\w*|controls?|toolbar|awaiting|picture|photo|icon|control|number|num|index|count|more"
    r"|thumbs?|agree|disagree|karma|options|collapse\w*|toggle|admin|role|status|is-author|act)\b"
)

_CONTENT = re.compile(
    r"\b(?:content|text|body|message|msg|copy|entry|comment-?says|user generated|words|te?xt?"
    r"|post-?body|paragraphs?)\b"
)

_HEAD = re.compile(r"\b(?:head(?:er)?|meta|meta-?data|info|details|submitted)\b|commentmetadata")

_COMMENT_DASH = re.compile(r"(?<![a-z])comment-")

_FOOT = re.compile(r"\b(?:foot(?:er)?|posted|signature|sig|signed)\b")

_UTILITY = re.compile(
    r"link|text-(?:xs|sm|base|md|lg|xl|\dxl|left|right|center|muted|bold|uppercase|secondary|primary|dark"
    r"|light|white|black|danger|[a-z]{3,8}-\d{2,3})|(?:font|flex|items?|justify|col|row|border|bg)-.*"
)

_GLUED = re.compile(
    r"\b(comment|cmt|post|msg|message|reply|response|user)"
    r"(author|name|date|time|body|text|content|meta|info|header|footer|title|by|er)\b"
)

_SUBJECT = re.compile(r"\b(?:title|subject|heading)\b")

_KINDS = (
    ("subject", _SUBJECT),
    ("content", _CONTENT),
    ("action", _ACTION),
    ("date", _DATE),
    ("author", _AUTHOR),
    ("foot", _FOOT),
    ("head", _HEAD),
)

_APART = frozenset(("span", "strong", "em", "b", "i", "small"))

_OWN = re.compile(r"(?:comment|cmn?t|reply|response)-|.*--")

_KINDS_OF_TAGS: dict[object, str] = {"time": "date", "cite": "author"}


def has_class(element: Element) -> bool:
    """Whether an inline element is marked as something of its own, or touches one beside it."""
    if element.tag in ("cite", "time") or "class" in element.attrib or "itemprop" in element.attrib:
        return True
    before, after = element.getprevious(), element.getnext()
    touches_before = before is not None and before.tag in _APART and not before.tail
    touches_after = after is not None and after.tag in _APART and not element.tail
    return bool(element.tag in _APART and (touches_before or touches_after))


def is_of_head(element: Element) -> bool:
    """Whether an element is of a comment's head or foot and not of its words."""
    return kind_of(element) in ("author", "date", "action", "subject", "head", "foot")


@lru_cache(maxsize=4096)
def _kind_of(tokens: tuple[str, ...]) -> str | None:
    for token in sorted(tokens, key=lambda token: _OWN.match(token) is None):
        if _UTILITY.fullmatch(token):
            continue
        words = _COMMENT_DASH.sub("", token).replace("-", " ")
        words = _GLUED.sub(r"\1 \2", words).replace("name text", "name")
        if _NAMED.search(words) and not _PICTURED.search(words):
            return "author"
        kinds = [kind for kind, pattern in _KINDS if pattern.search(words)]
        if kinds[:1] == ["content"] and len(kinds) > 1:
            # 'message-user' and 'message-user-extras' are the user, 'user-message' the message
            told = (
                kind
                for word in reversed(words.split())
                for kind, pattern in _KINDS
                if pattern.search(word)
            )
            return next(told, "content")
        if kinds[:1] == ["action"] and "author" in kinds and words.endswith(" link"):
            return "author"
        if kinds:
            return kinds[0]
    return None


def kind_of(element: Element) -> str | None:
    """What an element within a comment is for, by its marks."""
    if not element.keys():
        return _KINDS_OF_TAGS.get(element.tag)
    itemprop = (element.get("itemprop") or "").lower()
    if itemprop in ("name", "author", "creator"):
        return "author"
    if itemprop in ("text", "commenttext", "description"):
        return "content"
    return _KINDS_OF_TAGS.get(element.tag) or _kind_of(tokens_of(element))


def kind_within(block: Block, root: Element) -> str | None:
    """The mark nearest to a block, up to the comment's own element."""
    at: Element | None = block.element
    while at is not None and at is not root:
        if kind := kind_of(at):
            return kind
        at = at.getparent()
    return kind_of(root) if root.tag in ("dt", "dd") else None
