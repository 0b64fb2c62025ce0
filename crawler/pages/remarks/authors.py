"""Who wrote a comment: by a mark, a label, a line of its head, a button or a picture."""

import re
from collections.abc import Container, Iterator, Sequence
from itertools import islice

from lxml import html

from crawler.pages.blocks import HEADINGS, Block, Page, one_line
from crawler.pages.remarks.dates import is_foreign
from crawler.pages.remarks.lines import (
    BUTTON,
    MAX_BLOCKS,
    is_button,
    is_click,
    is_head,
    is_initials,
    led_name,
    name_in,
)
from crawler.pages.remarks.parts import kind_of, kind_within
from crawler.pages.roles import Role, role_of

Element = html.HtmlElement

SURE = 5.0

MAX_NAMES = 3

MAX_BY = 5

_IS_NAME = re.compile(
    r"(?i)(?:(?:your|full|display|user)\s+)?name|author|from|respondent|(?:submitted|posted|sent)\s+by"
)

_PICTURE_OF = re.compile(
    r"(?i)(?:(?:profile\s+)?(?:picture|photo|image|avatar|gravatar|icon)\s+(?:of|for)|(?:view\s+)?profile\s+of)"
    r"\s+(?P<name>.{2,40})|(?P<owner>.{2,40}?)(?:['’]s?\s+(?:profile\s+)?|,\s*)(?:picture|photo|avatar|gravatar|graphic|image)"
)

_PICTURE = re.compile(
    r"(?i)\b(?:avatar|gravatar|photo|picture|image|icon|user|logo|profile|spacer)\b"
)

_MEASURED = re.compile(
    r"(?i)[\d.,k+]+\s*(?:pts?|points?|posts?|karma|comments?|followers?|votes?|likes?|reactions?)?"
)

_TOLD_AGAIN = re.compile(
    r"(?i)(?:(?:reply|respond|answer|upvote|downvote|like|report|flag|view|see|permalink|avatar"
    r"|profile|picture|photo|comment|post)\b.{0,24}?\b(?:to|by|of|for|from))\s+@?(.{2,60}?)(?:['’]s?\b.*)?"
)

_PROFILE = re.compile(r"(?i)/(?:u|users?|members?|people|profiles?|authors?)/|[?&;](?:u|uid|user)=")

_PARTS = re.compile(r"\s*[|·•]\s*")

_BY = re.compile(r"(?i)by:?\s+\S")

_SPOKEN_BY = re.compile(r"(?i)(?:comment|reply|response|post|message)\s+(?:by|from)\s+(.{2,60})")


def author_of(pages: Sequence[Page], *, none_of: Container[str] = ()) -> str | None:
    """The name, without the town that stands behind it where only the name is linked or bold.

    `none_of` are no names: what all comments of a row have, as 'Junior Member'.
    """
    name = _full_author(pages, none_of)
    if name and "," in name:
        for page in pages[:1]:
            for element in page.tree.iter("a", "b", "strong", "cite", "span"):
                told = one_line(element.text_content())
                if len(told) > 1 and name.startswith(f"{told},"):
                    return told
    return name


def _full_author(pages: Sequence[Page], none_of: Container[str]) -> str | None:
    """The name for which most speaks: a mark, 'X says', bold, a place at the head, an echo."""
    names = [each for each in _marked_names(pages) if each[0] not in none_of]
    if not names or max(weight for _, weight in names) < SURE:
        names += [each for each in _headed_names(pages, none_of) if each[0] not in none_of]
    if len(names) < 2:
        return names[0][0] if names else None
    echoes = {told for page in pages for told in _echoed(page.tree)}

    def weight_of(order: int) -> float:
        name, weight = names[order]
        weight += 2 * (name in echoes) - 2 * name.startswith("@") - 0.01 * order
        return weight - 3 * (_MEASURED.fullmatch(name) is not None)

    return names[max(range(len(names)), key=weight_of)][0]


def _marked_names(pages: Sequence[Page]) -> Iterator[tuple[str, float]]:
    """What is marked as a name, in text or on a button, each with what speaks for it."""
    for page in pages:
        for block in _unpictured(page):
            exact = _is_name(block.element)
            if not exact and kind_within(block, page.tree) != "author":
                continue
            name = name_in(block.text)
            if name and (len(name) > 1 or exact):
                # who is quoted comes after who writes
                hidden = role_of(block.element) & Role.UNSEEN
                weight = 8.0 if exact else 6.0
                yield name, weight - 4 * _is_quoted(block.element) - 4 * bool(hidden)
        for button in page.tree.iter("button"):
            told = one_line(button.text_content())
            if len(told) < 2 or is_foreign(button, page) or is_click(told):
                continue
            if name := name_in(told):
                yield name, 6.0 if kind_of(button) == "author" else 3.0


def _headed_names(pages: Sequence[Page], none_of: Container[str]) -> Iterator[tuple[str, float]]:
    """Names in a head's lines, 'X says' or 'X, 12 July'; without one in bold, and short lines."""
    blocks = [
        (block, kind_within(block, page.tree)) for page in pages for block in _unpictured(page)
    ]
    heads = [
        block
        for block, kind in sorted(blocks, key=lambda pair: pair[1] == "subject")
        if kind not in ("content", "action", "date") and not block.text.startswith(",")
    ]
    told = False
    for block in heads[:3]:
        for line in block.text.split("\n")[:2]:
            heads_it = is_head(line) or (_BY.match(line) and line.count(" ") <= MAX_BY)
            name = led_name(line) or (name_in(line) if heads_it else None)
            if name and name not in none_of:
                clicked = any(map(is_button, _PARTS.split(line)))
                told = told or not clicked
                yield name, 1.0 if clicked else 4.0
    for page in pages:
        for link in page.tree.iter("a"):
            if not _PROFILE.search(link.get("href") or "") or is_foreign(link, page):
                continue
            if name := name_in(one_line(link.text_content())):
                yield name, 3.5
    if told:
        return
    short = [b for b in heads if b.words <= 8 and len(b.text) > 1]
    yield from ((name, 2.0) for name in islice(_first_names(pages, short), MAX_NAMES))


def _echoed(item: Element) -> Iterator[str]:
    """The names that buttons, pictures and data say again: 'Reply to Jill'."""
    for at in item.iter("a", "button", "img", "article", "div", "li"):
        for key in ("aria-label", "alt", "title", "data-author", "data-username"):
            if told := at.get(key):
                hit = _TOLD_AGAIN.fullmatch(told.strip())
                yield hit[1] if hit else told.strip()


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


def _first_names(pages: Sequence[Page], heads: Sequence[Block]) -> Iterator[str]:
    """What is in bold or linked at the comment's head; then its short first lines."""
    for page in pages[:1]:
        for element in page.tree.iter("cite", "b", "strong", *HEADINGS):
            if element.tag in HEADINGS and kind_of(element) == "subject" and len(heads) > 1:
                continue
            if name := name_in(one_line(element.text_content())):
                yield name
    for first in (block.text.split("\n")[0] for block in heads):
        sentence = first.endswith((".", "!", "?")) and len(first.split()[-1]) > 3
        if not sentence and len(first) > 1 and (name := name_in(first)):
            yield name


def is_within(link: Element, others: Container[Element], item: Element) -> bool:
    """Whether a link stands in a comment besides the item."""
    for at in link.iterancestors():
        if at is item:
            return False
        if at in others:
            return True
    return False
