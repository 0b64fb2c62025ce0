"""Where on a page the text of its article stands, and that text without what interrupts it."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import trafilatura
from lxml import html

from crawler.pages.blocks import HEADINGS, Block, Page, one_line
from crawler.pages.boilerplate import is_consent, is_furniture, is_lead_in
from crawler.pages.endings import behind_the_text, under_titles
from crawler.pages.roles import Role

Element = html.HtmlElement
Weight = Callable[[Element], int]

MIN_SHARE = 0.45
MIN_LEFT = 0.2
MIN_TEXT = 200
MAX_BELOW = 60
MAX_FOR_TRAFILATURA = 15_000
MAX_CAPTION = 30
MAX_WRAPPED = 4
MAX_FLOAT = 0.3
_REFERENCES = re.compile(
    r"(?i)\W*(?:references|bibliography|sources|works cited|further reading)\W*"
)
_ENDS = (".", "!", "?", "…", "”", "’", '"', "'", ":", ";", ")")
_FLOW = frozenset(("p", "blockquote", "ul", "ol", "dl", "pre", "li", "dd", "dt", *HEADINGS))
_LISTS = frozenset(("ul", "ol", "dl"))
_MARKS = re.compile(r"[^\w ]+")
_ASCII_MARKS = {number: None for number in range(128) if _MARKS.match(chr(number))}
_TWEET = re.compile(r"[—–-]\s.{1,60}\(@\w{1,20}\)|pic\.twitter\.com/")
_MUST_GO = Role.SKIP | Role.CAPTION | Role.COMMENTS | Role.WALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The text's paragraphs, each with its block's number, and the element that holds them."""

    lines: tuple[tuple[int, str], ...]
    element: Element

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs alone."""
        return tuple(line for _, line in self.lines)

    @property
    def first(self) -> int:
        """The first block of the text."""
        return self.lines[0][0] if self.lines else 0

    @property
    def end(self) -> int:
        """The block behind the text's last one."""
        return self.lines[-1][0] + 1 if self.lines else 0

    def below(self, headline: int | None) -> "Body":
        """The text without the little that stands above the headline and in it."""
        if headline is None or not self.first <= headline < self.end:
            return self
        kept = tuple(pair for pair in self.lines if pair[0] > headline)
        letters = sum(len(line) for _, line in kept)
        whole = sum(len(line) for _, line in self.lines)
        bare = letters > MIN_TEXT and all(
            line.count(" ") < 15 for number, line in self.lines if number <= headline
        )
        return replace(self, lines=kept) if bare or letters > 0.7 * whole else self

    @property
    def prose(self) -> int:
        """The block of the first line that is long enough for a sentence."""
        return next((number for number, line in self.lines if line.count(" ") > 12), self.first)

    def before(self, comments: int) -> "Body":
        """The text above the comments, where that is most of it: below them it has ended."""
        kept = tuple(pair for pair in self.lines if pair[0] < comments)
        letters = sum(len(line) for _, line in kept)
        whole = sum(len(line) for _, line in self.lines)
        return replace(self, lines=kept) if letters > 0.5 * whole else self

    def above(self, wall: int) -> "Body":
        """The text that stands above a block."""
        return replace(self, lines=tuple(pair for pair in self.lines if pair[0] < wall))


def is_prose(block: Block) -> bool:
    """Whether it reads like a sentence of an article: long enough, hardly linked, no heading."""
    if block.element.tag in HEADINGS or block.density > 0.5:
        return False
    ended = block.text.endswith(_ENDS)
    return block.words >= (6 if ended else 30)


def find_body(page: Page, comments: Collection[int], url: str) -> Body:
    """The article's text; `comments` are the blocks that readers' comments fill."""
    weights = [0] * len(page.blocks)
    for number in page.plain:
        block = page.blocks[number]
        if number not in comments and is_prose(block) and not is_consent(block.text):
            weights[number] = min(len(block.text), 800)
    apart = _stood_apart(page, weights, comments)
    left = [0 if apart[number] else weight for number, weight in enumerate(weights)]
    if sum(left) < MIN_LEFT * sum(weights):
        # the names of a page's boxes say nothing where nearly all of its prose stands in them
        apart = _stood_apart(page, weights, comments, sure=True)
        left = [0 if apart[number] else weight for number, weight in enumerate(weights)]
    weights = left
    element = _container(page, weights)
    body = _written(page, element, apart)
    if _is_doubtful(body, weights):
        other = _by_trafilatura(page, url, comments)
        if other is not None and other is not element:
            found = _written(page, other, apart)
            if _length(found) > 1.2 * _length(body):
                return found
    return body


def written_in(page: Page, elements: Sequence[Element], comments: Collection[int]) -> Body:
    """The text that stands in the elements that a source's selector found."""
    apart = _stood_apart(page, [0] * len(page.blocks), comments)
    parts = [_written(page, element, apart) for element in elements]
    return Body(lines=tuple(line for part in parts for line in part.lines), element=elements[0])


def _length(body: Body) -> int:
    return sum(map(len, body.paragraphs))


def _stood_apart(
    page: Page, weights: Sequence[int], comments: Collection[int], *, sure: bool = False
) -> list[bool]:
    """Which blocks are not of the text, by the marks of the elements that they stand in.

    A mark on an element that holds the better part of the page's prose, or the body by its name,
    speaks of something else: 'content-with-sidebar', 'newsletter-article'. With `sure` only such
    marks count that leave no doubt.
    """
    sums = [0, *accumulate(weights)]
    apart = [number in comments for number in range(len(page.blocks))]
    bodies = [page.spans[e] for e in page.marked(Role.BODY) if e in page.spans]
    bodies = [(a, b) for a, b in bodies if sums[b] - sums[a] > 0.3 * sums[-1] > 0]
    whole = max(1, sums[-1])
    for element, role in page.roles.items():
        first, end = page.spans.get(element, (0, 0))
        if first == end or not role & ~(Role.BODY | Role.QUOTE):
            continue
        share = (sums[end] - sums[first]) / whole
        if share > 0.5 or (bodies and any(first <= a and b <= end for a, b in bodies)):
            continue
        if role & _MUST_GO or (share < 0.4 and not sure):
            apart[first:end] = [True] * (end - first)
    _set_teasers_apart(page, sums, apart)
    return apart


def _set_teasers_apart(page: Page, sums: Sequence[int], apart: list[bool]) -> None:
    """Three or more boxes of one shape, each below a linked heading, lead to other articles."""
    linked = [block.element for block in page.blocks if block.density >= 0.9]
    headings = [element for element in linked if element.tag in HEADINGS]
    groups: dict[tuple[Element, str, str], list[Element]] = {}
    for at in dict.fromkeys(at for heading in headings for at in _above(heading, 3)):
        parent = at.getparent()
        if parent is not None and at.tag not in ("body", "main"):
            groups.setdefault((parent, str(at.tag), at.get("class") or ""), []).append(at)
    for boxes in groups.values():
        spans = [page.spans.get(box, (0, 0)) for box in boxes]
        if len(boxes) < 3 or sum(sums[b] - sums[a] for a, b in spans) > 0.7 * sums[-1]:
            continue
        for first, end in spans:
            apart[first:end] = [True] * (end - first)


def _container(page: Page, weights: Sequence[int]) -> Element:
    """The lowest element that holds the prose of the page, as far as one does."""
    sums = [0, *accumulate(weights)]

    def weight(element: Element) -> int:
        first, end = page.spans.get(element, (0, 0))
        return sums[end] - sums[first]

    named = [e for e in page.marked(Role.BODY) if weight(e) > MIN_SHARE * sums[-1] > 0]
    if named:
        lowest = named[0]
        for element in named[1:]:
            if weight(element) > 0.97 * weight(lowest):
                lowest = element
        return lowest
    element = page.tree
    while (below := _heaviest(element, weight)) is not None:
        element = below
    return element


def _heaviest(element: Element, weight: Weight) -> Element | None:
    """The child to go down into; None where the text is spread over the children."""
    whole = weight(element)
    children = [(weight(child), child) for child in element if isinstance(child.tag, str)]
    heavy = [(found, child) for found, child in children if found]
    if not heavy or whole == 0:
        return None
    most, child = max(heavy, key=lambda pair: pair[0])
    if child.tag in _FLOW:
        return None
    if most >= 0.97 * whole:
        return child
    own = whole - sum(found for found, _ in heavy)
    beside = [other for _, other in heavy if other is not child]
    flows = own > 0.12 * whole or any(other.tag in _FLOW for other in beside)
    alike = any(
        other.tag == child.tag and dict(other.attrib) == dict(child.attrib) for other in beside
    )
    alike = alike or any(_holds_like(child, other) for other in beside)
    if flows or (alike and child.tag not in ("td", "tr")) or most < 0.55 * whole:
        return None
    return child


def _holds_like(box: Element, other: Element) -> bool:
    """Whether a box begins with one of another's make: rows of one text, some of them wrapped."""
    make = (other.tag, other.get("class"))
    at: Element | None = box
    for _ in range(MAX_WRAPPED):
        at = next((e for e in at if isinstance(e.tag, str)), None) if at is not None else None
        if at is not None and make[1] and (at.tag, at.get("class")) == make:
            return True
    return False


def _is_doubtful(body: Body, weights: Sequence[int]) -> bool:
    """Whether the text found is little, or little of the prose that the page has."""
    inside = sum(weights[body.first : body.end])
    return _length(body) < 250 or inside < MIN_SHARE * sum(weights)


def _by_trafilatura(page: Page, url: str, comments: Collection[int]) -> Element | None:
    """The element that holds what trafilatura takes for the text: it finds, we write."""
    if len(page.roles) > MAX_FOR_TRAFILATURA or len(page.blocks) > MAX_FOR_TRAFILATURA:
        return None
    document = trafilatura.bare_extraction(
        page.tree, url=url, fast=True, include_comments=False, with_metadata=False
    )
    told = {
        " ".join(line.split())
        for line in (getattr(document, "text", None) or "").splitlines()
        if line.strip()
    }
    weights = [
        len(block.text) if number not in comments and " ".join(block.text.split()) in told else 0
        for number, block in enumerate(page.blocks)
    ]
    return _container(page, weights) if any(weights) else None


def _written(page: Page, element: Element, apart: Sequence[bool]) -> Body:
    """The paragraphs of an element, in order, without the blocks that interrupt them."""
    first, end = page.spans.get(element, (0, 0))
    kept = [number for number in range(first, end) if not apart[number]]
    dropped = _link_lists(page, kept) | _pulled(page, kept) | _embedded(page, kept)
    dropped |= _tables(page, element) | _forms(page, element) | _floats(page, element)
    dropped |= _references(page, kept) | _captions(page, kept)
    dropped |= under_titles(page, [number for number in kept if number not in dropped])
    dropped |= _lead_ins(page, kept, dropped, apart)
    kept = [number for number in kept if number not in dropped]
    dropped = behind_the_text(page, kept, element)
    kept = [number for number in kept if number not in dropped]
    lines = [(number, line) for number in kept for line in _lines(page.blocks[number])]
    return Body(lines=tuple(lines), element=element)


def _tables(page: Page, element: Element) -> set[int]:
    """The cells of tables of figures: rows of short cells, none of them a sentence."""
    dropped: set[int] = set()
    for table in element.iterdescendants("table"):
        first, end = page.spans.get(table, (0, 0))
        cells = page.blocks[first:end]
        if not cells or any(is_prose(cell) and cell.words > 25 for cell in cells):
            continue
        rows = list(zip(range(3), table.iterdescendants("tr"), strict=False))
        wide = any(sum(1 for cell in row if cell.tag in ("td", "th")) > 1 for _, row in rows)
        if (wide and len(cells) > 2) or table.find(".//th") is not None:
            dropped.update(range(first, end))
    return dropped


def _floats(page: Page, element: Element) -> set[int]:
    """Tables that the text flows around: boxes beside it, as pages had them before style."""
    dropped: set[int] = set()
    whole = sum(len(block.text) for block in page.inside(element))
    for table in element.iterdescendants("table"):
        if (table.get("align") or "").lower() not in ("left", "right"):
            continue
        if sum(len(block.text) for block in page.inside(table)) < MAX_FLOAT * whole:
            dropped.update(range(*page.spans.get(table, (0, 0))))
    return dropped


def _captions(page: Page, kept: Sequence[int]) -> set[int]:
    """Few words in small letters below a picture in one element, and no more of them."""
    dropped: set[int] = set()
    for number in kept:
        block = page.blocks[number]
        if block.words > MAX_CAPTION or block.element.tag not in ("p", "div", "td", "center"):
            continue
        small = next(block.element.iterdescendants("small", "font", "i", "em", "span"), None)
        if small is None or next(block.element.iterdescendants("img"), None) is None:
            continue
        if one_line(small.text_content()) == block.text.replace("\n", " "):
            dropped.add(number)
    return dropped


def _references(page: Page, kept: Sequence[int]) -> set[int]:
    """The numbered list of sources below a text, with its heading."""
    last = max(kept, default=0)
    for number in reversed(kept[len(kept) // 2 :]):
        block = page.blocks[number]
        if not _REFERENCES.fullmatch(block.text) or number == last:
            continue
        listed = page.blocks[number + 1 : last + 1]
        if all(next(_lists_around(block.element), None) is not None for block in listed[:2]):
            lists = set(_lists_around(listed[0].element))
            ends = number + 1
            while ends <= last and lists & set(_lists_around(page.blocks[ends].element)):
                ends += 1
            return set(range(number, ends))
    return set()


def _lists_around(element: Element) -> Iterator[Element]:
    return (at for at in (element, *_above(element, 3)) if at.tag in ("ol", "ul"))


def _forms(page: Page, element: Element) -> set[int]:
    """The words around a field to fill in: the largest box of a few lines that holds it."""
    dropped: set[int] = set()
    for control in page.controls[:500]:
        box: tuple[int, int] = (0, 0)
        if not any(at is element for at in control.iterancestors()):
            continue
        for at in control.iterancestors():
            first, end = page.spans.get(at, (0, 0))
            if at is element or at.tag in ("body", "td") or end - first > 8:
                break
            if sum(len(block.text) for block in page.blocks[first:end]) > 500:
                break
            box = (first, end)
        dropped.update(range(*box))
    return dropped


def _lines(block: Block) -> list[str]:
    """A block's lines; those that a line's end only folds are put together again."""
    if block.element.tag == "pre" or "\n" not in block.text:
        return [block.text if block.text.isprintable() else " ".join(block.text.split())]
    found: list[str] = []
    for line in block.text.split("\n"):
        line = line.strip()
        if not line or is_furniture(line):
            continue
        long = bool(found) and len(found[-1]) > 45 and not found[-1].endswith(_ENDS)
        folded = found and (line[0].islower() or long)
        if folded and not line.startswith(("-", "•", "*", "·")):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return found


def _link_lists(page: Page, kept: Sequence[int]) -> set[int]:
    """Blocks of lists and rows that are links and nothing else: ways to other pages."""
    groups: dict[Element, list[int]] = {}
    for number in kept:
        holder = _list_of(page.blocks[number].element)
        if holder is not None:
            groups.setdefault(holder, []).append(number)
    dropped: set[int] = set()
    for numbers in groups.values():
        before = page.blocks[numbers[0] - 1] if numbers[0] else None
        if before is not None and before.text.endswith(":") and before.words >= 6:
            continue
        letters = sum(len(page.blocks[number].text) for number in numbers)
        linked = sum(page.blocks[number].linked for number in numbers)
        if linked > 0.8 * letters:
            dropped.update(numbers)
    for number in kept:
        block = page.blocks[number]
        alone = block.element.tag not in _FLOW - {"p"} and block.density > 0.95
        if alone and block.words > 1 and not block.text.endswith((".", ",")):
            dropped.add(number)
    return dropped


def _list_of(element: Element) -> Element | None:
    """The outermost list that an element stands in, three levels up at most."""
    found = None
    for ancestor in (element, *_above(element, 4)):
        if ancestor.tag in _LISTS:
            found = ancestor
    return found


def _above(element: Element, levels: int) -> Iterable[Element]:
    parent = element.getparent()
    while parent is not None and levels:
        yield parent
        parent, levels = parent.getparent(), levels - 1


def _pulled(page: Page, kept: Sequence[int]) -> set[int]:
    """Quotes that a page shows a second time, in large letters, beside the text they are from."""
    plain = {number: _letters(page.blocks[number].text) for number in kept}
    candidates = [
        number
        for number in kept
        if 4 <= page.blocks[number].words <= 60
        and (page.blocks[number].words >= 8 or _may_be_pulled(page, number))
    ]
    dropped: set[int] = set()
    whole = "\n".join(plain.values()) if candidates else ""
    alike = Counter(plain.values())
    for number in candidates[:200]:
        quote = plain[number]
        if not quote:
            continue
        if whole.count(quote) > alike[quote] or _named_pull(page, number):
            dropped.add(number)
    return dropped


def _letters(text: str) -> str:
    if text.isascii():
        return text.casefold().translate(_ASCII_MARKS).strip()
    return _MARKS.sub("", text.casefold()).strip()


def _may_be_pulled(page: Page, number: int) -> bool:
    element = page.blocks[number].element
    for at in (element, *_above(element, 3)):
        if at.tag in ("blockquote", "q", *HEADINGS) or page.roles.get(at, Role.NONE) & Role.QUOTE:
            return True
    return False


def _named_pull(page: Page, number: int) -> bool:
    element = page.blocks[number].element
    return any(
        "pull" in (at.get("class") or "").lower() and page.roles.get(at, Role.NONE) & Role.QUOTE
        for at in (element, *_above(element, 3))
    )


def _embedded(page: Page, kept: Sequence[int]) -> set[int]:
    """Blocks of a quotation that is a post on another site."""
    dropped: set[int] = set()
    quotes: dict[Element, list[int]] = {}
    for number in kept:
        element = page.blocks[number].element
        for at in (element, *_above(element, 2)):
            if at.tag == "blockquote":
                quotes.setdefault(at, []).append(number)
    for numbers in quotes.values():
        if any(_TWEET.search(page.blocks[number].text) for number in numbers):
            dropped.update(numbers)
    return dropped


def _lead_ins(
    page: Page, kept: Sequence[int], dropped: Collection[int], apart: Sequence[bool]
) -> set[int]:
    """Furniture, and headings that head nothing but what has been dropped."""
    found: set[int] = set()
    remaining = [number for number in kept if number not in dropped]
    for place, number in enumerate(remaining):
        block = page.blocks[number]
        if _heads_prose(page, remaining, place):
            continue
        site = is_furniture(block.text) or is_lead_in(block.text, block.linked)
        site = site or is_consent(block.text) or _is_row_of_links(block)
        if site or _heads_nothing(page, remaining, place, dropped, apart):
            found.add(number)
    return found


def _is_row_of_links(block: Block) -> bool:
    """Whether it is links with bars between, the current page perhaps being none."""
    return block.density > 0.6 and block.text.count("|") > 1


def _heads_nothing(
    page: Page,
    remaining: Sequence[int],
    place: int,
    dropped: Collection[int],
    apart: Sequence[bool],
) -> bool:
    """Whether it is a heading, or a few words and a colon, with nothing of the text below it."""
    number = remaining[place]
    block = page.blocks[number]
    after = number + 1
    if block.words <= 6 and block.text.endswith(":") and after in dropped:
        return True
    if block.element.tag not in HEADINGS or block.words > 12:
        return False
    if place + 1 == len(remaining):
        return place > 0
    gone = after < len(page.blocks) and (after in dropped or apart[after])
    return gone and (
        _is_alone(block, page, after) or _leads_out(block, page, after, dropped, apart)
    )


def _leads_out(
    block: Block, page: Page, after: int, dropped: Collection[int], apart: Sequence[bool]
) -> bool:
    """Whether all that follows a heading in its box has been dropped."""
    parent = block.element.getparent()
    end = page.spans.get(parent, (0, 0))[1] if parent is not None else 0
    below = range(after, min(end, after + MAX_BELOW))
    return end <= after + MAX_BELOW and all(n in dropped or apart[n] for n in below)


def _heads_prose(page: Page, remaining: Sequence[int], place: int) -> bool:
    """Whether it is a heading with a paragraph of the text directly below it."""
    if page.blocks[remaining[place]].element.tag not in HEADINGS or place + 1 >= len(remaining):
        return False
    after = remaining[place + 1]
    return after == remaining[place] + 1 and is_prose(page.blocks[after])


def _is_alone(block: Block, page: Page, after: int) -> bool:
    """Whether a heading shares its parent with what follows it and nothing else."""
    parent = block.element.getparent()
    if parent is None:
        return False
    first, end = page.spans.get(parent, (0, 0))
    return end - first <= 2 or after >= end
