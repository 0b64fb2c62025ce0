"""One comment's element, or the lines of one, into its author, date and words."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import html

from commissioning.domain.dates import Dated
from crawler.charsets import unescaped
from crawler.dates import find_date
from crawler.pages.blocks import INLINE, Block, Page, one_line, read_blocks
from crawler.pages.remarks.authors import author_of, is_within, labelled_author, told_author
from crawler.pages.remarks.dates import is_since, published_in, stamp_of
from crawler.pages.remarks.lines import (
    IN_REPLY,
    MAX_BLOCKS,
    MAX_HEAD,
    MAX_NAME,
    is_dated,
    join_lines,
    led_name,
    name_in,
    without_edges,
)
from crawler.pages.remarks.parts import has_class, is_of_head, kind_of
from crawler.pages.remarks.signatures import signature_of
from crawler.pages.remarks.words import words_of

Element = html.HtmlElement

_WROTE = re.compile(r".{2,60}?\b(?:wrote|said)\b(?:\s*on\b.{6,40}?)?\s*(?::|↑|\()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a comment's element says.

    names    what other comments may call this one: identifiers of its element and anchors
    answers  the name of the comment that this one says it answers
    dated    whether it has a date, or says how long ago it was written
    """

    text: str
    author: str | None
    published: Dated | None
    names: tuple[str, ...] = ()
    answers: str | None = None
    dated: bool = False


def read_item(
    parts: Sequence[Element],
    *,
    without: Container[Element] = (),
    month_first: bool = False,
    none_of: Container[str] = (),
) -> Reading:
    """Author, date and words of one comment, which may be several elements in a row.

    `without` are all comments, some of which may be nested in it; `none_of` are no names.
    """
    item = parts[0]
    if quoted := _attributed(parts):
        without = _Either(without, quoted)
    splits = _Splits()
    fine = [read_blocks(part, without=without, splits=splits) for part in parts]
    published = published_in(fine, month_first)
    author = labelled_author(item) or author_of(fine, none_of=none_of) or told_author(item, without)
    head = _head_of(parts, fine, author)
    pages = fine if splits.alike else _for_words(parts, without)
    text = words_of(pages, author, head) if head is not None else ""
    text = text or words_of(pages, author)
    return Reading(
        text=unescaped(text),
        author=unescaped(author) if author else None,
        published=published,
        names=tuple(_names(item)),
        answers=_answers(item, without),
        dated=published is not None or is_since(fine),
    )


@dataclass(frozen=True, slots=True)
class _Either:
    one: Container[Element]
    other: Container[Element]

    def __contains__(self, element: object) -> bool:
        return element in self.one or element in self.other


def _attributed(parts: Sequence[Element]) -> frozenset[Element]:
    """Other comments that are quoted in one under their writers' names, as forums do."""
    return frozenset(
        quoted
        for part in parts
        for quoted in part.iterdescendants("blockquote", "aside")
        if quoted.get("data-username") or _WROTE.match(one_line(quoted.text_content())[:MAX_HEAD])
    )


class _Splits:
    """Inline elements that are blocks of their own where author and date are looked for.

    `alike` tells whether the same are where the words are: then one walk does for both.
    """

    __slots__ = ("alike",)

    def __init__(self) -> None:
        self.alike = True

    def __call__(self, element: Element) -> bool:
        """Whether an inline element is a block of its own."""
        apart = has_class(element)
        self.alike = self.alike and apart == is_of_head(element)
        return apart


def _head_of(parts: Sequence[Element], pages: Sequence[Page], author: str | None) -> Element | None:
    """The least element that holds the name and the date, and no words: badges stand there too."""
    blocks = [block for page in pages for block in page.blocks[:MAX_BLOCKS]]
    short = [block for block in blocks if len(block.text) < MAX_HEAD]
    named = next((block for block in short if author and author in block.text), None)
    dated = next(
        (block for block in short if is_dated(block.text) or stamp_of(block.element)), None
    )
    if named is None or dated is None or named.element in parts:
        return None
    around = {named.element, *named.element.iterancestors()}
    above = (dated.element, *dated.element.iterancestors())
    common = next((at for at in above if at in around), None)
    if common is None or any(common is part or common in part.iterancestors() for part in parts):
        return None
    length = sum(len(b.text) for page in pages for b in page.inside(common))
    if length > MAX_HEAD or common.tag in ("p", "td", "dd", "li", "blockquote"):
        return None
    words = (below for below in common.iterdescendants() if kind_of(below) == "content")
    if next(words, None) is not None or _has_sentence(common, named, dated):
        return None
    beside = common.getparent()
    if beside is not None and beside not in parts and _holds_badges(beside, common):
        return beside
    return common


def _holds_badges(around: Element, head: Element) -> bool:
    """Whether an element holds the head and a few inline words beside it."""
    if around.tag in ("p", "td", "dd", "li", "blockquote") or one_line(around.text or ""):
        return False
    return all(
        child is head
        or (
            child.tag in INLINE
            and len(child.text_content()) <= 40
            and not one_line(child.tail or "")
        )
        for child in around
    )


def _has_sentence(common: Element, named: Block, dated: Block) -> bool:
    """Whether a paragraph stands in it besides name and date."""
    own = {at for block in (named, dated) for at in (block.element, *block.element.iterancestors())}
    return any(
        below not in own and one_line(below.text_content())
        for below in common.iterdescendants("p", "blockquote")
    )


def without_repeated(readings: Sequence[Reading]) -> list[Reading]:
    """The readings without the lines that end or begin most of them alike."""
    kept = list(readings)
    for place in (-1, -1, -1, 0, 0, 0):
        lines = [_edge_of(reading, place) for reading in kept]
        common = Counter(filter(None, lines)).most_common(1)
        if not common or common[0][1] < 2 or common[0][1] * 3 < 2 * len(kept):
            continue
        for number, reading in enumerate(kept):
            if lines[number] == common[0][0]:
                kept[number] = replace(reading, text=_without_edge(reading.text, place))
    return kept


def _edge_of(reading: Reading, place: int) -> str | None:
    """The first or last line, without names and numbers, if others stand beside it."""
    lines = reading.text.strip().split("\n")
    if len(lines) < 2:
        return None
    line = lines[place].replace(reading.author or "\n", "*")
    return re.sub(r"\d+", "#", line) if len(line) <= MAX_NAME else None


def _without_edge(text: str, place: int) -> str:
    lines = text.strip().split("\n")
    return "\n".join(lines[:-1] if place else lines[1:]).strip()


def read_lines(lines: Sequence[str], *, month_first: bool = False) -> Reading:
    """One comment of lines alone: the first names its writer and the date."""
    author = led_name(lines[0]) or name_in(lines[0])
    told = find_date(lines[0], found_in="comment", month_first=month_first)
    return Reading(
        text=unescaped(join_lines(without_edges(lines, author))),
        author=unescaped(author) if author else None,
        published=told,
        dated=told is not None,
    )


def read_signed(
    parts: Sequence[Element], *, without: Container[Element] = (), month_first: bool = False
) -> Reading:
    """One comment whose last line ends with its writer's name and the date."""
    blocks = [b for part in parts for b in read_blocks(part, without=without).blocks]
    signed = signature_of(blocks[-1]) if blocks else None
    words = [block.text for block in blocks[:-1]] + ([signed.words] if signed else [])
    text = join_lines([line for block in words for line in (*block.split("\n"), "")])
    told = find_date(signed.date, found_in="comment", month_first=month_first) if signed else None
    return Reading(
        text=unescaped(text),
        author=unescaped(signed.name) if signed else None,
        published=told,
        dated=told is not None,
    )


def says_who(item: Element, others: Container[Element]) -> bool:
    """Whether an item has a marked name or a date of its own, outside of the others."""
    stack = list(reversed(item))
    while stack:
        element = stack.pop()
        if element in others or not isinstance(element.tag, str):
            continue
        if kind_of(element) == "author" or stamp_of(element):
            return True
        if is_dated(one_line(element.text or "")):
            return True
        stack.extend(reversed(element))
    return False


def _for_words(parts: Sequence[Element], without: Container[Element]) -> list[Page]:
    """The blocks of a comment, where only what is of its head is a block of its own."""
    return [read_blocks(part, without=without, splits=is_of_head) for part in parts]


def _names(item: Element) -> Iterator[str]:
    for at in (item, *item.iterdescendants("article", "div", "a", "dd")):
        for name in ("id", "data-id", "data-comment-id", "data-commentid", "name"):
            if told := at.get(name):
                yield told
                if digits := re.sub(r"\D", "", told):
                    yield digits
        if at is not item and at.get("id") is None and at.tag == "a":
            break


def _answers(item: Element, others: Container[Element]) -> str | None:
    for name in (
        "data-parent",
        "data-parent-id",
        "data-parentid",
        "data-reply-to",
        "data-in-reply-to",
    ):
        if told := item.get(name):
            return told if told != "0" else None
    for link in item.iterdescendants("a"):
        if (post := link.get("data-link-to-post")) and not is_within(link, others, item):
            return post
        told, _, fragment = (link.get("href") or "").rpartition("#")
        if not fragment or not IN_REPLY.match(one_line(_around(link))):
            continue
        if not is_within(link, others, item):
            return fragment
    return None


def _around(link: Element) -> str:
    """The words before a link in its parent, and its own."""
    parent = link.getparent()
    before = (parent.text or "") if parent is not None else ""
    return f"{before} {link.text_content()}"[:200]
