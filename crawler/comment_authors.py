"""Who wrote a comment: by a mark, a label, a line of its head, a button or a picture."""

import re
from collections.abc import Container, Sequence

from lxml import html

from crawler.blocks import HEADINGS, Block, Page, one_line
from crawler.comment_lines import (
    BUTTON,
    MAX_BLOCKS,
    is_click,
    is_head,
    is_initials,
    led_name,
    name_in,
)
from crawler.comment_parts import kind_of, kind_within

Element = html.HtmlElement

_IS_NAME = re.compile(
    r"(?i)(?:(?:your|full|display|user)\s+)?name|author|from|respondent|(?:submitted|posted|sent)\s+by"
)

_PICTURE_OF = re.compile(
    r"(?i)(?:(?:profile\s+)?(?:picture|photo|image|avatar|gravatar|icon)\s+(?:of|for)|(?:view\s+)?profile\s+of)"
    r"\s+(?P<name>.{2,40})|(?P<owner>.{2,40})['’]s?\s+(?:profile\s+)?(?:picture|photo|avatar|gravatar)"
)

_PICTURE = re.compile(
    r"(?i)\b(?:avatar|gravatar|photo|picture|image|icon|user|logo|profile|spacer)\b"
)

_SPOKEN_BY = re.compile(r"(?i)(?:comment|reply|response|post|message)\s+(?:by|from)\s+(.{2,60})")


def author_of(pages: Sequence[Page]) -> str | None:
    """The name, without the town that stands behind it where only the name is linked or bold."""
    name = _full_author(pages)
    if name and "," in name:
        for page in pages[:1]:
            for element in page.tree.iter("a", "b", "strong", "cite", "span"):
                told = one_line(element.text_content())
                if len(told) > 1 and name.startswith(f"{told},"):
                    return told
    return name


def _full_author(pages: Sequence[Page]) -> str | None:
    """The name that is marked as one; else the one in a line like 'X says' or 'Posted by X on'."""
    blocks = [
        (block, kind_within(block, page.tree)) for page in pages for block in _unpictured(page)
    ]
    exact = [block for block, _ in blocks if _is_name(block.element)]
    marked = [block for block, kind in blocks if kind == "author"]
    # who is quoted comes after who writes
    marked.sort(key=lambda block: _is_quoted(block.element))
    for block in (*exact, *marked):
        if (name := name_in(block.text)) and (len(name) > 1 or block in exact):
            return name
    heads = [
        block
        for block, kind in sorted(blocks, key=lambda pair: pair[1] == "subject")
        if kind not in ("content", "action", "date") and not block.text.startswith(",")
    ]
    for block in heads[:3]:
        for line in block.text.split("\n")[:2]:
            name = led_name(line) or (name_in(line) if is_head(line) else None)
            if name:
                return name
    return _first_name(pages, [b for b in heads if b.words <= 8 and len(b.text) > 1])


def _unpictured(page: Page) -> list[Block]:
    """The blocks but for those that show a name's initials where others have a picture."""
    names = [block.text for block in page.blocks[: MAX_BLOCKS + 3]]
    return [
        block
        for number, block in enumerate(page.blocks)
        if number > MAX_BLOCKS
        or not any(is_initials(block.text, name) for name in names[number + 1 : number + 4])
    ]


def labelled_author(item: Element) -> str | None:
    """The name that stands behind a label of its own: a term 'Name', a cell 'From:'."""
    for label in item.iter("dt", "th", "td", "b", "strong", "label"):
        if len(label) or not _IS_NAME.fullmatch((label.text or "").strip(" :\n\t")):
            continue
        beside = label.getnext()
        told = label.tail if one_line(label.tail or "") or beside is None else beside.text_content()
        if name := name_in(one_line(told or "").lstrip(": ")):
            return name
    return None


def told_author(item: Element, others: Container[Element]) -> str | None:
    """The name on a button, in the item's label for those who do not see, or beside its picture."""
    for button in item.iterdescendants("button", "label"):
        told = one_line(button.text_content())
        if len(told) <= 1 or is_within(button, others, item):
            continue
        return name_in(told) if not (is_click(told) or BUTTON.search(told)) else None
    for at in (item, *item.iterchildren("article", "div")):
        if hit := _SPOKEN_BY.match(at.get("aria-label") or at.get("title") or ""):
            return name_in(hit[1])
    return next(filter(None, map(_pictured, item.iterdescendants("img"))), None)


def _pictured(image: Element) -> str | None:
    """The name that a picture of somebody has for those who do not see it."""
    told = one_line(image.get("alt") or image.get("title") or "")
    if hit := _PICTURE_OF.fullmatch(told):
        return name_in(hit["name"] or hit["owner"])
    return name_in(told) if 1 < len(told) <= 40 and not _PICTURE.search(told) else None


def _is_quoted(element: Element) -> bool:
    return next(element.iterancestors("blockquote", "q"), None) is not None


def _is_name(element: Element) -> bool:
    return (element.get("itemprop") or "") == "name" or "fn" in (element.get("class") or "").split()


def _first_name(pages: Sequence[Page], heads: Sequence[Block]) -> str | None:
    """The first thing in bold or linked at the comment's head; else its short first line."""
    for page in pages[:1]:
        for element in page.tree.iter("cite", "b", "strong", *HEADINGS):
            if element.tag in HEADINGS and kind_of(element) == "subject" and len(heads) > 1:
                continue
            if name := name_in(one_line(element.text_content())):
                return name
    for first in (block.text.split("\n")[0] for block in heads):
        sentence = first.endswith((".", "!", "?")) and len(first.split()[-1]) > 3
        if not sentence and len(first) > 1 and (name := name_in(first)):
            return name
    return None


def is_within(link: Element, others: Container[Element], item: Element) -> bool:
    """Whether a link stands in a comment besides the item."""
    for at in link.iterancestors():
        if at is item:
            return False
        if at in others:
            return True
    return False
