"""The text of a page's article, paragraph by paragraph."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from lxml import html

from crawler.pages.blocks import ENDS, Block, Page, is_prose
from crawler.pages.body.container import MIN_SHARE, container_of, found_by_trafilatura, stood_apart
from crawler.pages.body.endings import behind_the_text, under_titles
from crawler.pages.body.interruptions import interruptions
from crawler.pages.body.lead_ins import lead_ins
from crawler.pages.boilerplate import is_consent, is_furniture

Element = html.HtmlElement

MIN_LEFT = 0.2
MIN_TEXT = 200
MIN_LINE = 30


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

    def beginning(self, words: str) -> "Body":
        """The text from the first line on that some words have, too: a post without its head."""
        begins = (
            place
            for place, (_, line) in enumerate(self.lines)
            if len(line) >= MIN_LINE and line[:MIN_LINE] in words
        )
        return replace(self, lines=self.lines[next(begins, 0) :])

    def above(self, wall: int) -> "Body":
        """The text that stands above a block."""
        return replace(self, lines=tuple(pair for pair in self.lines if pair[0] < wall))


def find_body(page: Page, comments: Collection[int], url: str) -> Body:
    """The article's text; `comments` are the blocks that readers' comments fill."""
    weights = [0] * len(page.blocks)
    for number in page.plain:
        block = page.blocks[number]
        if number not in comments and is_prose(block) and not is_consent(block.text):
            weights[number] = min(len(block.text), 800)
    apart = stood_apart(page, weights, comments)
    left = [0 if apart[number] else weight for number, weight in enumerate(weights)]
    if sum(left) < MIN_LEFT * sum(weights):
        # the names of a page's boxes say nothing where nearly all of its prose stands in them;
        # what is apart without them, as teasers are, is no prose of a text that is short
        surely = stood_apart(page, weights, comments, sure=True)
        rest = [0 if surely[number] else weight for number, weight in enumerate(weights)]
        if sum(left) < MIN_LEFT * sum(rest):
            apart, left = surely, rest
    weights = left
    element = container_of(page, weights)
    body = _written(page, element, apart)
    if _is_doubtful(body, weights):
        other = found_by_trafilatura(page, url, comments)
        if other is not None and other is not element:
            found = _written(page, other, apart)
            if _length(found) > 1.2 * _length(body):
                return found
    return body


def written_in(page: Page, elements: Sequence[Element], comments: Collection[int]) -> Body:
    """The text that stands in the elements that a source's selector found."""
    apart = stood_apart(page, [0] * len(page.blocks), comments)
    parts = [_written(page, element, apart) for element in elements]
    return Body(lines=tuple(line for part in parts for line in part.lines), element=elements[0])


def _length(body: Body) -> int:
    return sum(map(len, body.paragraphs))


def _is_doubtful(body: Body, weights: Sequence[int]) -> bool:
    """Whether the text found is little, or little of the prose that the page has."""
    inside = sum(weights[body.first : body.end])
    return _length(body) < 250 or inside < MIN_SHARE * sum(weights)


def _written(page: Page, element: Element, apart: Sequence[bool]) -> Body:
    """The paragraphs of an element, in order, without the blocks that interrupt them."""
    first, end = page.spans.get(element, (0, 0))
    kept = [number for number in range(first, end) if not apart[number]]
    dropped = interruptions(page, element, kept)
    dropped |= under_titles(page, [number for number in kept if number not in dropped])
    dropped |= lead_ins(page, kept, dropped, apart)
    kept = [number for number in kept if number not in dropped]
    dropped = behind_the_text(page, kept, element)
    kept = [number for number in kept if number not in dropped]
    lines = [(number, line) for number in kept for line in _lines(page.blocks[number])]
    return Body(lines=tuple(lines), element=element)


def _lines(block: Block) -> list[str]:
    """A block's lines; those that a line's end only folds are put together again."""
    if block.element.tag == "pre" or "\n" not in block.text:
        return [block.text if block.text.isprintable() else " ".join(block.text.split())]
    found: list[str] = []
    for line in block.text.split("\n"):
        line = line.strip()
        if not line or is_furniture(line):
            continue
        long = bool(found) and len(found[-1]) > 45 and not found[-1].endswith(ENDS)
        folded = found and (line[0].islower() or long)
        if folded and not line.startswith(("-", "•", "*", "·")):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return found
