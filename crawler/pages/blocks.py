"""A page as one stream of blocks of text: one walk over the tree, and nothing cut or copied.

Every block knows its element and how much of it is linked; every element that holds others knows
which blocks stand in it. What a page has around its articles is then a stretch of the stream.
"""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree, html

from crawler.pages.roles import Role, role_of

Element = html.HtmlElement
Splits = Callable[[Element], bool]

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark nobr q rp rt"
    " ruby s samp small span strike strong sub sup tt u var wbr center time o:p st1 blink".split()
) - {"center"}
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
ENDS = (".", "!", "?", "…", "”", "’", '"', "'", ":", ";", ")")
MAX_TEXT = 20_000
# a single blank is left as it is: most white space is, and to replace each would take long;
# in a text that prints as it is, nothing else is white space
_SPACE = re.compile(
    r"[\t\r\n\f\v\u00a0\u200b\u00ad\ufeff][ \t\r\n\f\v\u00a0\u200b\u00ad\ufeff]*"
    r"| [ \t\r\n\f\v\u00a0\u200b\u00ad\ufeff]+"
)
_PARAGRAPHS = frozenset(("p", "li", "dd", "blockquote", *HEADINGS))
_BOLD = frozenset(("b", "strong"))
_CONTROLS = frozenset(("input", "textarea", "select"))
_SILENT = frozenset(("hidden", "submit", "button", "image", "radio", "checkbox"))
_SPACE_RUNS = re.compile(r" {2,}")
_names_in = etree.XPath("//*/@class | //*/@id", smart_strings=False)
_DATED = re.compile(r"\d{1,2}[ ./:-]\w.{4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}")
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"[0-9]")  # in half the time, where no other figures can be
_LINES = re.compile(r"[ \t]*\n[ \t]*")
_TOLD = Role.META | Role.BODY | Role.COMMENTS
_SURELY_APART = Role.SKIP | Role.CAPTION | Role.WALL | Role.UNSEEN


@dataclass(slots=True)
class Block:
    """Text between two borders of blocks, on one line; a single `br` is a line's end in it.

    `density` is the share of its letters that is linked, 0 to 1.
    """

    element: Element
    text: str
    linked: int
    strong: int
    density: float
    first_link: Element | None

    @property
    def words(self) -> int:
        """How many words it has, roughly."""
        return self.text.count(" ") + 1


@dataclass(slots=True)
class Page:
    """The blocks in order, the stretch of them that stands in each element, and each one's role.

    `plain` are the numbers of the blocks that are not mostly links, `numbered` of those that have a
    figure: of a page with a long menu few.
    """

    tree: Element
    blocks: list[Block] = field(default_factory=list)
    spans: dict[Element, tuple[int, int]] = field(default_factory=dict)
    roles: dict[Element, int] = field(default_factory=dict)
    controls: list[Element] = field(default_factory=list)
    plain: list[int] = field(default_factory=list)
    numbered: list[int] = field(default_factory=list)
    _names: frozenset[str] | None = None

    @property
    def names(self) -> frozenset[str]:
        """Every class and identifier on it, as written."""
        if self._names is None:
            self._names = frozenset(_names_in(self.tree))
        return self._names

    def inside(self, element: Element) -> Sequence[Block]:
        """The blocks in an element."""
        first, end = self.spans.get(element, (0, 0))
        return self.blocks[first:end]

    def text_of(self, element: Element) -> str:
        """The words of an element on one line, controls and scripts apart."""
        if element in self.spans:
            return " ".join(block.text.replace("\n", " ") for block in self.inside(element))
        return one_line("".join(element.itertext()))

    def marked(self, role: int) -> Iterator[Element]:
        """The elements of a role, in the order of the page."""
        return (element for element, found in self.roles.items() if found & role)


def one_line(text: str) -> str:
    """The text with every run of white space as one blank."""
    if "  " in text or not text.isprintable():
        text = _SPACE.sub(" ", text)
    return text.strip()


def is_prose(block: Block) -> bool:
    """Whether it reads like a sentence of an article: long enough, hardly linked, no heading."""
    if block.element.tag in HEADINGS or block.density > 0.5:
        return False
    ended = block.text.endswith(ENDS)
    return block.words >= (6 if ended else 30)


def read_blocks(
    root: Element, *, without: Container[Element] = (), splits: Splits | None = None
) -> Page:
    """The blocks of a tree, in one walk; `without` names elements that are left out.

    `splits` names inline elements that are to be blocks of their own, which tells author, date and
    text of a comment apart where a template writes them in one paragraph.
    """
    page = Page(root)
    _Walk(page, splits).through(root, without)
    return page


class _Walk:
    """The state of one walk: the open block, how deep in links it stands, what is open around it.

    `opened` has for each open element the number of its first block and whether it is one of its
    own, `skipped` is the element that is left out while the walk is in it.
    """

    __slots__ = (
        *("blocks", "bold", "breaks", "holders", "link", "linked", "links", "opened", "page"),
        *("parts", "skipped", "splits", "strong"),
    )

    def __init__(self, page: Page, splits: Splits | None) -> None:
        self.page = page
        self.blocks = page.blocks
        self.splits = splits
        self.parts: list[str] = []
        self.linked = 0
        self.strong = 0
        self.links = 0
        self.bold = 0
        self.breaks = 0
        self.link: Element | None = None
        self.holders: list[Element] = [page.tree]
        self.opened: list[tuple[int, bool]] = []
        self.skipped: Element | None = None

    def through(self, root: Element, without: Container[Element]) -> None:
        """Enter every element and leave it; to ask for parents is faster than `iterwalk`."""
        enter, leave = self.enter, self.leave
        around: list[Element] = []
        for element in root.iter("*"):
            above = element.getparent()
            while around and around[-1] is not above:
                leave(around.pop())
            around.append(element)
            if self.skipped is None and (
                (without and element in without and element is not root) or not enter(element)
            ):
                self.skipped = element
        while around:
            leave(around.pop())
        self.flush()

    def enter(self, element: Element) -> bool:
        """Begin an element; False where nothing of it is text."""
        tag = element.tag
        if tag == "br" or (tag == "sup" and _is_reference(element)):
            return self._break(tag)
        role = role_of(element)
        if role and (role := self._told(element, role)) & Role.SKIP:
            return False
        if tag not in INLINE or ((role or self.splits) and self._is_apart(element, role)):
            if self.parts or self.link is not None:
                self.flush()
            self.holders.append(element)
            self.opened.append((len(self.blocks), True))
        else:
            if self.parts and _touches(element):
                self.parts.append(" ")
            self.opened.append((len(self.blocks), False))
        if tag == "a":
            self.links += 1
            if self.link is None:
                self.link = element
        elif tag in _BOLD:
            self.bold += 1
        if text := element.text:
            self.write(text)
        return True

    def leave(self, element: Element) -> None:
        """End an element, and go on with what stands behind it."""
        if self.skipped is None:
            first, apart = self.opened.pop()
            if apart:
                if self.parts or self.link is not None:
                    self.flush()
                self.holders.pop()
                self.page.spans[element] = (first, len(self.blocks))
            elif len(self.blocks) > first:
                # its last words stand in the block that is still open
                more = any(map(str.strip, self.parts))
                self.page.spans[element] = (first, len(self.blocks) + more)
            tag = element.tag
            if tag == "a":
                self.links -= 1
            elif tag in _BOLD:
                self.bold -= 1
        elif self.skipped is element:
            self.skipped = None
        else:
            return
        if (text := element.tail) and element is not self.page.tree:
            self.write(text)

    def _told(self, element: Element, role: int) -> int:
        """The element's role in its place, kept; SKIP where it is not read."""
        tag = element.tag
        if role & Role.SKIP and not (tag == "noscript" and self._in_comments()):
            if tag in _CONTROLS and element.get("type") not in _SILENT:
                self.page.controls.append(element)
            return Role.SKIP
        role &= ~Role.SKIP
        if role & Role.CAPTION and tag in INLINE and _is_initial(element):
            role &= ~Role.CAPTION
        self.page.roles[element] = role
        return role

    def _in_comments(self) -> bool:
        """Facebook's and Disqus's comments lie in a `noscript` for those without them."""
        return any(
            self.page.roles.get(holder, Role.NONE) & Role.COMMENTS for holder in self.holders
        )

    def _is_apart(self, element: Element, role: int) -> bool:
        """Whether an inline element is a block of its own."""
        if role & _SURELY_APART:
            return True
        if self.splits is not None:
            return self.splits(element)
        if not role or self.holders[-1].tag in _PARAGRAPHS:
            return False
        return bool(role & Role.ASIDE) or (element.tag == "span" and bool(role & _TOLD))

    def write(self, text: str) -> None:
        """Add text to the open block."""
        if "  " in text or not text.isprintable():
            text = _SPACE.sub(" ", text)
        self.parts.append(text)
        if text == " ":
            return
        self.breaks = 0
        if self.links:
            self.linked += len(text)
        if self.bold:
            self.strong += len(text)

    def _break(self, tag: str) -> bool:
        """One `br` ends a line, a second one the block; the number of a note does neither."""
        self.breaks += tag == "br"
        if tag == "br" and self.breaks > 1:
            self.flush()
        elif tag == "br":
            self.parts.append("\n")
        return False

    def flush(self) -> None:
        """Close the open block."""
        if self.parts:
            parts = self.parts
            if text := parts[0].strip() if len(parts) == 1 else _joined(parts):
                blocks, linked = self.blocks, self.linked
                density = min(1.0, linked / len(text)) if linked else 0.0
                if density <= 0.5:
                    self.page.plain.append(len(blocks))
                if (_FIGURE if text.isascii() else _DIGIT).search(text):
                    self.page.numbered.append(len(blocks))
                holder = self.holders[-1]
                blocks.append(Block(holder, text, linked, self.strong, density, self.link))
            parts.clear()
            self.linked = self.strong = self.breaks = 0
        if not self.links:
            self.link = None


def _joined(parts: Sequence[str]) -> str:
    text = "".join(parts)
    if "  " in text:
        text = _SPACE_RUNS.sub(" ", text)
    if "\n" in text:
        text = _LINES.sub("\n", text)
    return text.strip()


def _is_initial(element: Element) -> bool:
    """Whether it is the large first letter of a paragraph, which is called a cap as well."""
    return len(element) == 0 and len((element.text or "").strip()) <= 3


def _is_reference(element: Element) -> bool:
    """Whether it is the raised number of a note, which leads to its foot."""
    link = element.find(".//a")
    led = link is not None and (link.get("href") or "").startswith("#")
    return led and one_line("".join(element.itertext())).strip("[]()").isdigit()


def _touches(element: Element) -> bool:
    """Whether style parts it from what is right before it, and not a blank.

    Both are marked, or it is a date that touches a name.
    """
    marked = element.get("class") is not None
    text = element.text
    dated = not marked and text is not None and _DATED.match(text) is not None
    if not (marked or dated):
        return False
    before = element.getprevious()
    return before is not None and not before.tail and (dated or "class" in before.attrib)
