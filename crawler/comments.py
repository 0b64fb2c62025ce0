"""Readers' comments out of a page: records with author, date, text and the one they answer.

Known by the marks that WordPress, Blogger, Drupal and their likes have had for twenty years, or as
the list below a heading that says 'Comments'.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml import html

from commissioning.domain.articles import Comment
from commissioning.domain.dates import Dated
from crawler.boilerplate import without_furniture
from crawler.dates import find_date, read_date

Element = html.HtmlElement

MAX_COMMENTS = 5_000

_CONTAINER = re.compile(
    r"comments?|comments?[-_]?(?:list|block|area|section|thread|wrapper|container)|commentlist"
    r"|readers?[-_]?comments|disqus_thread|responses",
    re.IGNORECASE,
)
_ITEMS = (
    re.compile(r"comment|reader-?comment|post-?comment", re.IGNORECASE),
    re.compile(r"comment[-_]+(?:block|item|entry|single|post)", re.IGNORECASE),
)
_HEADING = re.compile(
    r"\s*(?:\d+\s+|one\s+|no\s+|your\s+|readers['’]?\s+)?"
    r"(?:comments?|responses?|thoughts?\s+on\b.*|repl(?:y|ies)(?:\s+to\b.*)?)\s*(?:\(\d+\))?:?\s*",
    re.IGNORECASE | re.DOTALL,
)
_AUTHOR = ("fn", "comment-author", "user", "username", "commenter", "author", "name", "byline")
_CONTENT = ("comment-content", "comment-text", "comment-body", "content", "text")
_AROUND = (
    *_AUTHOR,
    *("comment-meta", "comment-metadata", "comment-header", "comment-footer", "comment-actions"),
    *("comment-timestamp", "comment-date", "datetime", "date", "submitted", "meta", "links"),
    *("reply", "comment-reply", "comment-reply-link", "says", "avatar"),
)
_SAYS = re.compile(r"\s*(?:says|said|wrote|writes)?\s*(?:\.{3}|…|:)?\s*$", re.IGNORECASE)
_HEADINGS = ("h2", "h3", "h4", "h5")
_BLOCKS = ("p", "div", "li", "blockquote", "br", "ul", "ol")


def take_comments(tree: Element) -> tuple[Comment, ...]:
    """Cut all comments, and what stands around them, out of the tree; the comments in order."""
    comments: list[Comment] = []
    for container in _containers(tree):
        comments += _read(container, first=len(comments))
        _cut(container)
    return tuple(comments[:MAX_COMMENTS])


def _containers(tree: Element) -> Iterator[Element]:
    """The outermost elements that hold comments, in the order of the page."""
    found: list[Element] = []
    for element in tree.iter("div", "section", "ol", "ul", "dl", "aside", "table", "article"):
        inside = any(ancestor in found for ancestor in element.iterancestors())
        if not inside and (_marked(element, _CONTAINER) or _below_heading(element)):
            found.append(element)
    whole = next(tree.iter("article", "main"), None)
    for container in found:
        if whole is None or not any(below is whole for below in container.iter("article", "main")):
            yield container


def _below_heading(element: Element) -> bool:
    if element.tag not in ("ol", "ul", "dl"):
        return False
    before = element.getprevious()
    return (
        before is not None
        and before.tag in _HEADINGS
        and bool(_HEADING.fullmatch(before.text_content()))
    )


def _tokens(element: Element) -> list[str]:
    return f"{element.get('class', '')} {element.get('id', '')}".split()


def _marked(element: Element, pattern: re.Pattern[str]) -> bool:
    return any(pattern.fullmatch(token) for token in _tokens(element))


def _cut(element: Element) -> None:
    before = element.getprevious()
    if before is not None and before.tag in _HEADINGS and _HEADING.fullmatch(before.text_content()):
        before.drop_tree()
    element.drop_tree()


def _read(container: Element, *, first: int) -> list[Comment]:
    pairs = container.xpath("self::dl | .//dl")
    items = _items(container)
    if pairs and not items:
        return _definitions(pairs[0])
    found: list[Comment] = []
    places: dict[Element, int] = {}
    for item in items:
        comment = _comment(item, items)
        if comment is None:
            continue
        parent = _answered(item, places)
        places[item] = first + len(found)
        found.append(
            comment
            if parent is None
            else Comment(
                text=comment.text,
                author=comment.author,
                published=comment.published,
                reply_to=parent,
            )
        )
    return found


def _items(container: Element) -> list[Element]:
    elements = list(container.iterdescendants("li", "div", "article", "section", "tr"))
    for pattern in _ITEMS:
        if items := [e for e in elements if _marked_class(e, pattern)]:
            return items
    if items := [
        e for e in elements if re.fullmatch(r"(?:div-)?comment-?\d+|c\d+", e.get("id", ""))
    ]:
        return items
    lists = container.xpath("self::ol | self::ul | ./ol | ./ul")
    return [item for found in lists for item in found.iterchildren("li")]


def _marked_class(element: Element, pattern: re.Pattern[str]) -> bool:
    return any(pattern.fullmatch(token) for token in element.get("class", "").split())


def _answered(item: Element, places: dict[Element, int]) -> int | None:
    """The place of the comment that this one is nested in, or indented below."""
    for ancestor in item.iterancestors():
        if ancestor in places:
            return places[ancestor]
        if "indented" in ancestor.get("class", "").split():
            before = ancestor.getprevious()
            if before is not None and before in places:
                return places[before]
    return None


def _comment(item: Element, items: Sequence[Element]) -> Comment | None:
    """What the item itself says, without the comments nested in it."""
    own = deepcopy(item)
    own.tail = None
    nested = {index for index, below in enumerate(item.iterdescendants()) if below in items}
    for index, below in reversed(list(enumerate(own.iterdescendants()))):
        if index in nested:
            below.drop_tree()
    author, published = _author(own), _published(own)
    content = next((e for name in _CONTENT for e in _classed(own, name)), None)
    if content is None:
        content = own
    for name in _AROUND:
        for element in list(_classed(content, name)):
            if element is not content:
                element.drop_tree()
    text = without_furniture(_text(content))
    if content is own:
        text = _without_head(text, author)
    return Comment(text=text, author=author, published=published) if text else None


def _classed(element: Element, name: str) -> Iterator[Element]:
    for below in element.iterdescendants():
        if isinstance(below.tag, str) and name in below.get("class", "").lower().split():
            yield below


def _author(item: Element) -> str | None:
    marked = [e for name in _AUTHOR for e in _classed(item, name)]
    for element in [*marked, *item.iterdescendants("cite", "b", "strong")]:
        name = _SAYS.sub("", " ".join(element.text_content().split()))
        name = re.sub(
            r"\s+(?:on|at)\s+\d.*$", "", re.sub(r"^(?:by|from)\s+", "", name, flags=re.IGNORECASE)
        )
        if 0 < len(name) <= 80 and find_date(name, found_in="comment") is None:
            return name
    return None


def _published(item: Element) -> Dated | None:
    for element in item.iterdescendants("time"):
        if found := read_date(element.get("datetime") or "", found_in="comment"):
            return found
    for element in item.iterdescendants("abbr", "span", "div", "p", "a", "small", "cite", "footer"):
        text = element.get("title") if element.tag == "abbr" else None
        text = text or " ".join(element.text_content().split())
        if len(text) <= 160 and (
            found := read_date(text, found_in="comment") or find_date(text, found_in="comment")
        ):
            return found
    return None


def _text(element: Element) -> str:
    """The text with an empty line between blocks."""
    for below in element.iterdescendants(*_BLOCKS):
        below.tail = "\n\n" + (below.tail or "")
        below.text = "\n\n" + (below.text or "")
    parts = re.split(r"\n\s*\n", element.text_content())
    return "\n\n".join(filter(None, (" ".join(part.split()) for part in parts)))


def _without_head(text: str, author: str | None) -> str:
    """The text without a first paragraph that only says who wrote it, and when."""
    head, _, rest = text.partition("\n\n")
    only_date = find_date(head, found_in="comment") is not None and len(head) <= 120
    only_name = author is not None and _SAYS.sub("", head) == author
    return rest if rest and (only_date or only_name) else text


def _definitions(pairs: Element) -> list[Comment]:
    """Blogger's list of old: dt names, dd says, dd dates."""
    found: list[Comment] = []
    author: str | None = None
    text, published = "", None
    for element in pairs.iterchildren("dt", "dd"):
        words = _text(deepcopy(element)) if element.tag == "dd" else element.text_content()
        if element.tag == "dt":
            found += _one(author, text, published)
            author = _SAYS.sub("", " ".join(words.split())) or None
            text, published = "", None
        elif date := find_date(words, found_in="comment") if len(words) <= 120 else None:
            published = date
        else:
            text = f"{text}\n\n{without_furniture(words)}".strip()
    return found + _one(author, text, published)


def _one(author: str | None, text: str, published: Dated | None) -> list[Comment]:
    return [Comment(text=text, author=author, published=published)] if text else []
