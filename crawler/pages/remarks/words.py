"""The words of a comment: what is marked as such, else all but its head and its buttons."""

import re
from collections.abc import Sequence

from lxml import html

from crawler.pages.blocks import HEADINGS, Block, Page, one_line
from crawler.pages.remarks.lines import (
    MAX_BLOCKS,
    MAX_HEAD,
    is_click,
    is_edge,
    join_lines,
    without_edges,
)
from crawler.pages.remarks.parts import is_of_head, kind_of, kind_within

Element = html.HtmlElement

_BLOGGED = re.compile(r".{2,60}['’]s last (?:blog|post)\b.{0,200}")

_REMOVED = re.compile(
    r"(?i)\W*(?:(?:this|the|your|a)\s+)?(?:comment|post|message|reply)\s+(?:violated\b.{0,60}?\band\s+)?"
    r"(?:(?:has\s+been|was|is)\s+)?(?:removed|deleted|withdrawn|blocked|hidden)\b.{0,200}|\s*\[(?:removed|deleted)\]\s*"
)

_EMPHASES = frozenset(("b", "strong", "em", "i", "a", "cite", "font", "u"))

_BOXES = frozenset(("div", "span", "article", "section", "header", "footer", "td"))


def words_of(pages: Sequence[Page], author: str | None, head: Element | None = None) -> str:
    """The comment's words: what is marked as such, else all but the head and the buttons."""
    apart = frozenset() if head is None else frozenset(head.iter())
    for with_head in (False, True):
        if words := _words(pages, author, apart, with_head=with_head):
            return words
    return ""


def _words(
    pages: Sequence[Page], author: str | None, apart: frozenset[Element], *, with_head: bool
) -> str:
    lines: list[str] = []
    for page in pages:
        part = page.tree
        marked = _content(page, apart)
        blocks = [b for c in marked for b in page.inside(c)] if marked else page.blocks
        blocks = [block for block in blocks if block.element not in apart]
        spoken = [block for block in blocks if not _is_aside(block, part)]
        if not with_head and len(spoken) < len(blocks) and any(map(_is_written, blocks)):
            blocks = spoken
        for block in blocks:
            if _is_words(block, part, bool(marked), with_head=with_head):
                lines += block.text.split("\n") if block.element.tag != "pre" else [block.text]
                lines.append("")
    return join_lines(without_edges(lines, author, led=_leads(pages, author)))


def _leads(pages: Sequence[Page], author: str | None) -> bool:
    """Whether the name stands in bold, or is a link, at the head of a block of more words."""
    for page in pages:
        for block in page.blocks[:MAX_BLOCKS]:
            first = next((e for e in block.element if e.tag in _EMPHASES), None)
            if author and first is not None and block.text.startswith(f"{author} "):
                return one_line(first.text_content()).strip(" ,:") == author
    return False


def _is_written(block: Block) -> bool:
    """Whether it is a paragraph of somebody's words."""
    return block.element.tag == "p" and not (is_edge(block.text, None) or is_of_head(block.element))


def _is_aside(block: Block, root: Element) -> bool:
    """Whether it is a badge, a town or a count beside paragraphs: a few words, and no sentence."""
    if block.element is not root and block.element.tag not in _BOXES:
        return False
    short = len(block.text) <= 40 and "\n" not in block.text
    return short and not block.text.endswith((".", "!", "?", "…", "”", ")", ":", '"'))


def _content(page: Page, apart: frozenset[Element]) -> list[Element]:
    """The outermost elements marked as a comment's words, but for the head's."""
    found: list[Element] = []
    heads = _holders_of_heads(page, apart)
    for element in page.spans:
        if (
            element is page.tree
            or element in apart
            or kind_of(element) != "content"
            or element.tag in HEADINGS
        ):
            continue
        if element in heads:
            continue
        if not any(at in found for at in element.iterancestors()):
            found.append(element)
    found = sorted(found, key=lambda element: page.spans[element])
    outer = [e for e in found if not any(at in found for at in e.iterancestors())]
    letters = sum(len(block.text) for element in outer for block in page.inside(element))
    return outer if letters else []


def _holders_of_heads(page: Page, apart: frozenset[Element]) -> set[Element]:
    """What holds a marked author beside marked words: the whole comment, whatever its name."""
    root = page.tree
    above: dict[str, set[Element]] = {"author": set(), "content": set()}
    for element in page.spans:
        kind = kind_of(element)
        if kind not in above or element.tag == "cite" or element is root or element in apart:
            continue
        for at in element.iterancestors():
            if at is root or at in above[kind]:
                break
            above[kind].add(at)
    return above["author"] & above["content"]


def _is_words(block: Block, root: Element, marked: bool, *, with_head: bool) -> bool:
    text = block.text.replace("\n", " ")
    if is_click(text) or _REMOVED.fullmatch(text) or _BLOGGED.fullmatch(text):
        return False
    kind = kind_within(block, root)
    if kind == "content":
        return True
    if block.density > 0.8 and _are_clicks(block.element):
        return False
    if kind == "head":
        return with_head and not marked
    if kind in ("author", "date"):
        # a mark on what holds everything says nothing of the words
        return len(block.text) > MAX_HEAD and not marked
    if block.element.tag in HEADINGS or kind == "subject":
        return False
    return kind not in ("action", "foot") or len(block.text) > 2 * MAX_HEAD


def _are_clicks(element: Element) -> bool:
    """Whether each link in it is a button, as 'Reply' and 'Report' without a blank between."""
    told = [one_line(link.text_content()) for link in element.iter("a")]
    return bool(told) and all(is_click(words) for words in told if words)
