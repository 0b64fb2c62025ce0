"""Readers' words that have a name above or below them and no date: 'Have your say', 'You wrote'."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import html

from crawler.pages.blocks import HEADINGS, Block, Page, one_line
from crawler.pages.comments.rows import shape_of
from crawler.pages.remarks.lines import is_answered, is_click, name_in
from crawler.pages.remarks.remark import Reading

Element = html.HtmlElement

MAX_PROMPT = 250

MAX_NAME = 60

MAX_WORDS = 8

MAX_ROW = 5_000

MAX_UP = 3

_PROMPT = re.compile(
    r"(?i)\b(?:(?:your|readers?['’]?s?|selection of|some of (?:the|your)|sent (?:us|in)|received"
    r"|published|more|these are|here are)\b.{0,40}\b(?:comments?|views|opinions|thoughts|responses"
    r"|replies|reactions?|e-?mails|letters|messages|feedback)"
    r"|(?:comments?|views|responses|e-?mails|letters)\b.{0,20}\b(?:received|so far|from readers"
    r"|sent)"
    r"|(?:what|how)\s+(?:you|(?:our\s+)?readers)\s+(?:said|say|think|wrote|responded)"
    r"|have your say|you (?:said|wrote|told us))\b"
)

_TITLES = frozenset(("dt", "th", *HEADINGS))

_MARKED = ("b", "strong", "em", "i", "cite", "small", "span", "a", "h4", "h5", "h6")

_SENTENCE = (".", "!", "?", "…", ":", ";", "”", '"')

_QUOTES = frozenset("“”\"‘’'«»")

_COLON = re.compile(r"(?P<name>[^:!?]{2,60}?)\s*(?:\b(?:says|said|wrote|writes)\b\s*:?|:)(?:\s+|$)")

_LED = re.compile(r"^\s*[-–—~]+\s*|^\s*(?:from|posted by|name|by)\b\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """The words of a piece and its writer's name; one piece may be several elements in a row."""

    parts: tuple[Element, ...]
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    name: str | None
    marked: bool


def is_prompt(text: str) -> bool:
    """Whether a line says that what follows is what readers sent in."""
    return len(text) <= MAX_PROMPT and _PROMPT.search(text) is not None


def behind(page: Page, element: Element) -> Element | None:
    """What stands right behind an element, or behind what ends with it."""
    at: Element | None = element
    for _ in range(MAX_UP):
        if at is None or at.tag == "body":
            return None
        following = next((e for e in at.itersiblings() if page.inside(e)), None)
        if following is not None:
            return following
        at = at.getparent()
    return None


def above_forms(page: Page) -> Iterator[Element]:
    """What stands right above each form that one writes in."""
    for box in page.tree.iter("textarea"):
        form = next(box.iterancestors("form"), None)
        if form is None:
            continue
        before = next((e for e in form.itersiblings(preceding=True) if page.inside(e)), None)
        if before is not None:
            yield before


def between_buttons(page: Page, begins: int) -> list[Element]:
    """What holds buttons to answer or to report, behind block `begins`, once for each group."""
    linked = (b.element for b in page.blocks[begins:] if is_answered(b.text))
    holders = (
        button.getparent()
        for button in page.tree.iter("button")
        if is_answered(one_line(button.text_content()))
    )
    return list(dict.fromkeys(at for at in (*linked, *holders) if at is not None))


def read_named(page: Page, start: Element) -> list[Named]:
    """The pieces from an element on, each with its name at the same end; none where that fails.

    A piece is an element with both, or an element of words with one of a name behind or before it.
    """
    for row in (_alike(page, start), _alike(page, _only_below(page, start))):
        for last in (True, False):
            if found := _whole(page, row, last=last) or _paired(page, row, last=last):
                return found
    return []


def _only_below(page: Page, element: Element) -> Element | None:
    """The first child of the box that an element is, down to where there are several."""
    at: Element | None = element
    while at is not None:
        held = [child for child in at if isinstance(child.tag, str) and page.inside(child)]
        if len(held) != 1:
            return held[0] if held else None
        at = held[0]
    return None


def _alike(page: Page, start: Element | None) -> list[Element]:
    """The element and its following siblings, up to a heading, a form or another make."""
    if start is None:
        return []
    row: list[Element] = []
    for element in islice((start, *start.itersiblings()), MAX_ROW):
        if element.tag in (*HEADINGS, "form", "hr"):
            break
        if page.inside(element):
            row.append(element)
    return row


def _whole(page: Page, row: Sequence[Element], *, last: bool) -> list[Named]:
    """Each element is one piece: its last, or first, line is the name."""
    found: list[Named] = []
    spoken = 0
    for element in row:
        lines = _lines_of(page.inside(element))
        line = lines[-1 if last else 0] if lines else None
        words = lines[:-1] if last else lines[1:]
        alike = shape_of(element) == shape_of(row[0])
        if alike and not last and lines and (led := _led(lines)) is not None:
            found.append(_named((element,), *led))
            spoken += 1
            continue
        if not alike or line is None or line.name is None or not words:
            break
        spoken += _speaks(words)
        found.append(_named((element,), words, line.name))
    return found if len(found) > 1 and 3 * spoken >= 2 * len(found) else []


def _led(lines: Sequence[_Line]) -> tuple[list[_Line], str] | None:
    """The words behind a name and a colon, or 'says', and the name; None for others."""
    hit = _COLON.match(lines[0].text)
    name = name_in(hit["name"]) if hit and len(hit["name"].split()) <= MAX_WORDS else None
    if hit is None or name is None:
        return None
    rest = lines[0].text[hit.end() :]
    words = [_Line(rest, None, marked=False)] if rest else []
    words += lines[1:]
    return (words, name) if _speaks(words) else None


def _paired(page: Page, row: Sequence[Element], *, last: bool) -> list[Named]:
    """Elements of words, and behind or before them one that is a name and no more."""
    found: list[Named] = []
    parts: list[Element] = []
    lines: list[_Line] = []
    name: str | None = None
    for element in row:
        told = _lines_of(page.inside(element))
        alone = len(told) == 1 and told[0].marked and told[0].name is not None
        if not alone:
            parts.append(element)
            lines += told
            continue
        if last:
            if not _speaks(lines):
                break
            found.append(_named((*parts, element), lines, told[0].name))
            parts, lines = [], []
        else:
            if name is not None and _speaks(lines):
                found.append(_named(tuple(parts), lines, name))
            elif name is not None or parts:
                break
            parts, lines, name = [element], [], told[0].name
    if not last and name is not None and _speaks(lines):
        found.append(_named(tuple(parts), lines, name))
    return found if len(found) > 1 else []


def _named(parts: tuple[Element, ...], lines: Sequence[_Line], name: str | None) -> Named:
    text = "\n".join(line.text for line in lines if not is_click(line.text))
    return Named(parts, Reading(text=text, author=name, published=None))


def _speaks(lines: Sequence[_Line]) -> bool:
    """Whether lines are somebody's words: one ends as a sentence does, and they are no quotation.

    Who recommends a newsletter is quoted; who writes in speaks for himself.
    """
    if not lines or (lines[0].text[0] in _QUOTES and lines[-1].text[-1] in _QUOTES):
        return False
    return any(line.text.endswith(_SENTENCE) for line in lines)


def _lines_of(blocks: Sequence[Block]) -> list[_Line]:
    return [
        _line(block, text.strip())
        for block in blocks
        for text in block.text.split("\n")
        if text.strip() and not is_click(text)
    ]


def _line(block: Block, text: str) -> _Line:
    """A line, and the name that it may be: what is marked at its head, else the whole of it."""
    bare = _LED.sub("", text)
    led = bare != text
    if len(bare) > MAX_NAME or bare.endswith(_SENTENCE) or len(bare.split()) > MAX_WORDS:
        return _Line(text, None, marked=False)
    for element in (block.element, *block.element.iter(*_MARKED)):
        told = one_line(element.text_content()).strip(" ,:–—-")
        if told and element.tag in _MARKED and bare.startswith(told):
            return _Line(text, name_in(told), marked=True)
    may_be = led or bare[:1].isupper() or " " not in bare
    marked = led or block.element.tag in _TITLES
    return _Line(text, name_in(bare) if may_be else None, marked=marked)
