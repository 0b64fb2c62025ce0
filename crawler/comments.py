"""Readers' comments on a page: records with author, date, text and the one that they answer.

A comment is known by the marks that WordPress, Blogger, Drupal and their likes have had for twenty
years; else by what comments have in common: below a word like 'Comments', pieces of one shape with
a date in each.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml import html

from commissioning.domain.articles import Comment
from crawler.blocks import HEADINGS, Block, Page, one_line
from crawler.columns import read_table
from crawler.dates import find_date
from crawler.marks import Role, tokens_of
from crawler.named import above_forms, behind, between_buttons, is_prompt, read_named
from crawler.remarks import (
    Reading,
    dates_in,
    is_answered,
    is_dated_head,
    is_head,
    is_profile,
    is_spoken,
    read_item,
    read_lines,
    read_signed,
    says_who,
    signature_of,
    without_repeated,
)
from crawler.rows import dated_items, dated_rows, letters_in, shape_of

Element = html.HtmlElement

MAX_COMMENTS = 5_000
MAX_HEADING = 120
MAX_HEADINGS = 30
MAX_GAP = 4
MAX_ROW = 10_000
MAX_SIDE = 0.6
MAX_BLOCKS = 60
MIN_PROSE = 400

_ITEM_TOKEN = re.compile(
    r"(?:[a-z0-9]+-){0,3}?(?:comment|cmn?t)(?:-(?:item|entry|single|post|row|block|wrap(?:per)?|container"
    r"|outer|box|node|card|thread-item))?|(?:user|reader|blog)-?comments?-?item"
    r"|(?:dsq|idc|js)-(?:comment|c)|post-comment|response|reply|reader-(?:comment|response)"
)
_ITEM_ID = re.compile(
    r"(?:li-|div-|dsq-|idc-|echo-|post-)?(?:comment|cmt|response|reply)[-_]?\d+|c\d+|r\d{3,}",
    re.IGNORECASE,
)
_ANCHOR = re.compile(r"(?:comment|cmt|c)[-_]?\d+", re.IGNORECASE)
_NOT_ITEM = re.compile(
    r"(?:promo(?:ted)?|recent|latest|newest|top|best|new|no|add|leave|write|first|empty|log-?in|sort"
    r"|more|view|show|hide|load|closed?|join)-.*"
)
_NONE = re.compile(
    r"(?i)\b(?:comments?|responses|replies)\s*[(\[:]?\s*0\b|(?<![\d.,])(?:0|no)\s+(?:comments?|responses"
    r"|replies)\b|\bbe the first to\b"
)
_READERS = re.compile(
    r"(?i)\b(?:comments?|commented|responses|replies|remarks|(?:readers|visitors|people|others|you)['’]?s?"
    r"\s+(?:said|say|wrote|write|respond(?:ed)?|repl(?:y|ied)|react(?:ed)?|views|notes|thoughts"
    r"|letters)|(?:from|by)\s+(?:our\s+)?readers"
    r"|(?:have|had)\s+(?:your|their)\s+say|conversation|what do you think|join in"
    r"|(?:post|leave|add) (?:a|your) )\b"
)
_NOT_THREAD = re.compile(
    r"\b(?:recent|latest|newest|top|widget|sidebar|most|popular|links?|count|counter|number|meta"
    r"|form|policy|rules|open|template|subscribe|toggle|nav|navigation|menu|latest-comments?)\b"
)
_LINE = re.compile(r"[^:\n]{2,80}?\d[^\n:]{0,12}(?::\d\d)?[^\n:]{0,6}[)\]]?\s?:\s")
_SIDE = re.compile(r"\b(?:sidebar|widget|recent|(?:site|page|global) ?footer)\b")
_PING = re.compile(r"\b(?:pingback|trackback|ping|linkback|mention)s?\b")
_PINGED = re.compile(r"(?i)(?:pingback|trackback)\b")
_CUT_OFF = re.compile(r"\[(?:\.\.\.|…)")
_CUT_ENDS = ("...", "…", "...]", "…]")
_HEADING = re.compile(
    r"""(?ix)\s*(?:(?:\d{1,5}|one|two|three|four|five|six|seven|eight|nine|ten)\s+
      (?:(?:user|reader)s?['’]?\s+)?(?:comments?|responses?|repl(?:y|ies)|thoughts?|remarks?)\b.{0,90}
    | (?:(?:your|readers?['’]?s?|user|latest|all|view|the|visitor|posted|post)\s+){0,2}
      (?:comments?|responses|replies|letters|views|feedback|thoughts|reactions?|discussion)
      (?:\s+(?:from\s+readers|so\s+far|(?:on|of)\s+this\b.{0,60}
        |to\b(?!.{0,40}\b(?:consultation|inquiry|review|report|committee|paper|survey)\b).{0,80}|on\s+[“"'‘].{0,80}))?
    | (?:have|join|add)\s+(?:your\s+say|the\s+(?:conversation|discussion|debate))
    | what\s+(?:you|(?:our\s+)?readers)\s+(?:say|said|think)
    | discussion\s*:\s.{1,80}
    | sylwadau)\s*[:.]?\s*
      (?:\(\s*\d{1,5}\s*\)|\[\d{1,5}\]|\(comments?\s.{0,60}\)|\d{1,5})?\s*[:.]?\s*"""
)
_NEWEST = re.compile(
    r"(?i)\W*(?:most\s+)?(?:recent|latest|newest|new|last|top)\s+(?:\w+\s+)?(?:comments?|replies|responses)\W*"
)
_ENDS = (".", "!", "?", "…", "”", "’", '"', ")")
_NOT_DATES = frozenset(("caption", "th", *HEADINGS))
_DEPTH = re.compile(r"(?:depth|level|indent(?:ed)?|nest(?:ed)?|lvl)-?(\d{1,2})")
_OF_ANSWERS = frozenset(("indented", "children", "replies", "comment-replies", "child-comments"))
_INDENT = re.compile(r"(?:margin|padding)-left\s*:\s*(\d{1,4})(?:px|em|%)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The comments in the order of the page, and the blocks of the page that are theirs."""

    comments: tuple[Comment, ...]
    blocks: frozenset[int]
    month_first: bool | None = None


Item = tuple[Element, ...]
Said = tuple[Item, Reading]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    """The blocks in which comments stand, with the comments as they were read."""

    first: int
    end: int
    said: tuple[Said, ...]


def find_comments(
    page: Page, *, month_first: bool = False, chosen: Sequence[Element] = ()
) -> Thread:
    """The comments of a page; `chosen` are those that a source's selector found."""
    if chosen:
        blocks = {number for item in chosen for number in _numbers(page, item)}
        items = tuple((item,) for item in chosen)
        regions = [_Region(first=0, end=0, said=_read_all(items, month_first))]
    else:
        regions = [r for r in _regions(page, month_first) if not _is_of_site(page, r)]
        regions = _without_weak(page, regions)
        if not any(region.said for region in regions):
            regions += _unmarked(page, month_first)
        blocks = {number for region in regions for number in range(region.first, region.end)}
        blocks |= _headings_of(page, regions)
    comments = _records([pair for region in regions for pair in region.said][:MAX_COMMENTS])
    return Thread(comments=tuple(comments), blocks=frozenset(blocks))


def _unmarked(page: Page, month_first: bool) -> list[_Region]:
    """Comments on a page that names none: a row of one shape behind the article's prose.

    Each has a name, a date and words; and something says that they are readers': buttons to answer
    or to report, a form below them, a heading, 'wrote' in their heads.
    """
    stamps = [e for e in dates_in(page, page.tree)[:MAX_COMMENTS] if not _is_elsewhere(page, e)]
    begins = _end_of_prose(page)
    for row in dated_rows(page, stamps, begins)[:MAX_HEADINGS]:
        if _lead_elsewhere(page, row.items):
            continue
        evident = row.nested or _are_readers(page, row.items)
        if not evident and len(row.items) < 3:
            continue
        said = _read_all([(item,) for item in row.items][:MAX_COMMENTS], month_first)
        if len(said) < 2 or not _look_like_comments(said):
            continue
        if evident or _converse(said):
            first, end = page.spans[row.items[0]][0], max(page.spans[e][1] for e in row.items)
            region = _Region(first=first, end=end, said=said)
            if not _is_of_site(page, region):
                return [region]
    return _undated(page, begins)


def _undated(page: Page, begins: int) -> list[_Region]:
    """Words with a name each, and no date, where something says that readers sent them."""
    for start in islice(_starts(page, begins), MAX_HEADINGS):
        if _is_elsewhere(page, start) or _is_whole(start):
            continue
        if named := read_named(page, start):
            first, end = page.spans[named[0].parts[0]][0], page.spans[named[-1].parts[-1]][1]
            said = tuple((one.parts, one.reading) for one in named)
            return [_Region(first=first, end=end, said=said)]
    return []


def _starts(page: Page, begins: int) -> Iterator[Element]:
    """Where undated words of readers may begin.

    Below a line that announces them, in what is named for them, where buttons answer them, and
    above the form that sends them.
    """
    for number in page.plain:
        block = page.blocks[number]
        text = block.text.replace("\n", " ")
        told = is_prompt(text) or (len(text) <= MAX_HEADING and _HEADING.fullmatch(text))
        if number >= begins and told and (start := behind(page, block.element)) is not None:
            yield start
    for element in page.marked(Role.COMMENTS):
        blocks = page.inside(element)
        if len(blocks) > 3 and page.spans[element][0] >= begins:
            yield element
            heads = blocks[0].element
            if heads.tag in HEADINGS and (start := behind(page, heads)) is not None:
                yield start
    for row in dated_rows(page, between_buttons(page, begins)[:MAX_COMMENTS], begins)[:3]:
        yield row.items[0]
    for start in above_forms(page):
        if page.spans[start][0] >= begins:
            yield start
            heads = page.inside(start)[0].element
            if heads.tag in HEADINGS and (below := behind(page, heads)) is not None:
                yield below


def _converse(said: Sequence[Said]) -> bool:
    """Whether one of them calls another by name, at its beginning or with an @."""
    names = {r.author for _, r in said if r.author and len(r.author) > 3}
    for _, reading in said:
        begin = reading.text[:MAX_HEADING]
        for name in names - {reading.author}:
            if f"@{name}" in reading.text or begin.startswith(name):
                return True
    return False


def _end_of_prose(page: Page) -> int:
    """The block behind which four hundred letters of sentences have been read."""
    letters = 0
    for number, block in enumerate(page.blocks):
        if block.words > 10 and block.density < 0.5:
            letters += len(block.text)
        if letters > MIN_PROSE:
            return number + 1
    return len(page.blocks)


def _lead_elsewhere(page: Page, items: Sequence[Element]) -> bool:
    """Whether they are ways to other articles: most of them, a heading or a line is one link."""
    blocks = [block for item in items for block in page.inside(item)]
    linked = sum(block.linked for block in blocks)
    if linked > 0.6 * sum(len(block.text) for block in blocks):
        return True
    return any(
        block.density > 0.9 and _is_title(block.first_link, block.element.tag in HEADINGS)
        for block in blocks
    )


def _is_title(link: Element | None, heads: bool) -> bool:
    """Whether a link has a title's words and leads away: one to the page itself is a subject's."""
    if link is None or (link.get("href") or "").startswith("#"):
        return False
    return one_line(link.text_content()).count(" ") >= (3 if heads else 4)


def _is_reader(block: Block) -> bool:
    """Whether it is a button to answer, or tells how long somebody has been a member."""
    return any(
        is_answered(line) or is_profile(line) for line in (block.text, *block.text.split("\n"))
    )


def _are_readers(page: Page, items: Sequence[Element]) -> bool:
    """Whether something says that a row of dated pieces is what readers wrote."""
    holder = items[0].getparent()
    if all(any(map(_is_reader, page.inside(item))) for item in items):
        return True
    first = page.spans[items[0]][0]
    above = [block.text for block in page.blocks[max(0, first - 2) : first]]
    if any(len(text) < MAX_HEADING and _READERS.search(text) for text in above):
        return True
    if all(any(is_spoken(block.text) for block in page.inside(item)[:3]) for item in items):
        return not any(page.roles.get(at, Role.NONE) & Role.BODY for at in items[0].iterancestors())
    boxes = [holder, holder.getnext()] if holder is not None else []
    return any(box is not None and box.find(".//textarea") is not None for box in boxes)


def _without_weak(page: Page, regions: list[_Region]) -> list[_Region]:
    """The regions without what a heading alone makes one comment of, where there are others."""
    sure = [r for r in regions if len(r.said) > 1 or (r.said and _is_marked(page, r))]
    if not sure:
        return regions
    return [r for r in regions if r in sure or not r.said or r.first > sure[0].first]


def _is_marked(page: Page, region: _Region) -> bool:
    """Whether its first comment stands in what is marked as comments."""
    item = region.said[0][0][0]
    return any(
        page.roles.get(at, Role.NONE) & Role.COMMENTS for at in (item, *item.iterancestors())
    )


def _numbers(page: Page, element: Element) -> range:
    return range(*page.spans.get(element, (0, 0)))


def _read_all(items: Sequence[Item], month_first: bool) -> tuple[Said, ...]:
    rows = [item[0] for item in items if item[0].tag == "tr"]
    if len(rows) == len(items) and (told := read_table(rows, month_first=month_first)):
        return tuple(zip(items, told, strict=True))
    nested = frozenset(part for item in items for part in item)
    readings = [read_item(item, without=nested, month_first=month_first) for item in items]
    return tuple(zip(items, without_repeated(readings), strict=True))


def _regions(page: Page, month_first: bool) -> Iterator[_Region]:
    """The outermost elements that hold comments, in the order of the page."""
    end = 0
    for element, certain in _candidates(page):
        first, last = page.spans.get(element, (0, 0))
        if first < end or first == last or _is_whole(element):
            continue
        if not certain and (row := _row(page, element, month_first)):
            end = row.end
            yield row
            continue
        said = _signed(page, element, month_first)
        if not said or len(said) < len(dates_in(page, element)):
            said = _said(page, element, month_first, certain=certain)
        flat = None if said else _flat_near(page, element, month_first, certain=certain)
        if len(said) < 2 and flat is None:
            said = _by_lines(page, element, month_first) or said
        if flat is not None:
            end = max(flat.end, last if certain else 0)
            yield flat
        elif said or (certain and _is_thread_by_name(element) and not _is_head_of_text(page, last)):
            end = last
            yield _Region(first=first, end=last, said=said)


def _is_head_of_text(page: Page, end: int) -> bool:
    """Whether what ends there stands above the text: a day beside the count of comments."""
    return end < _end_of_prose(page) < len(page.blocks)


def _flat_near(page: Page, element: Element, month_first: bool, *, certain: bool) -> _Region | None:
    """Flat comments among the element's own children, or from it on among its siblings."""
    below = next((e for e in element.iterchildren() if isinstance(e.tag, str)), None)
    if below is not None and below.tag == "tbody":
        below = next((e for e in below.iterchildren() if isinstance(e.tag, str)), None)
    while below is not None and below.tag in HEADINGS:
        if found := _under_headings(page, below, month_first):
            return found
        below = below.getnext()
    if element.tag in HEADINGS and (found := _under_headings(page, element, month_first)):
        return found
    for start in (below, element if _is_headed(page, element) or not certain else None):
        if start is None:
            continue
        if found := _flat(page, start, month_first):
            return found
    return None


def _is_headed(page: Page, element: Element) -> bool:
    """Whether the block before an element is a heading like 'Comments'."""
    first = page.spans.get(element, (0, 0))[0]
    return first > 0 and bool(_HEADING.fullmatch(page.blocks[first - 1].text.replace("\n", " ")))


def _row(page: Page, start: Element, month_first: bool) -> _Region | None:
    """Comments of an element each, one behind the other, with a name, a date and words in each."""
    items: list[Item] = []
    for element in (start, *start.itersiblings()):
        blocks = page.inside(element)
        if not blocks:
            continue
        if shape_of(element) != shape_of(start) or not _tells_itself(page, element):
            break
        items.append((element,))
    if len(items) < 2:
        return None
    said = _read_all(items[:MAX_COMMENTS], month_first)
    if not _look_like_comments(said):
        return None
    first, end = page.spans[items[0][0]][0], page.spans[said[-1][0][0]][1]
    return _Region(first=first, end=end, said=said)


def _tells_itself(page: Page, element: Element) -> bool:
    """Whether it begins with name, date and colon, or has one line of a date and other words."""
    blocks = page.inside(element)
    hit = _LINE.match(blocks[0].text)
    if hit and find_date(hit[0], found_in="comment"):
        return True
    if element.tag in HEADINGS:
        return False
    lines = [line for block in blocks[:MAX_BLOCKS] for line in block.text.split("\n")]
    return len(lines) > 1 and len(dates_in(page, element)) == 1


def _flat(page: Page, start: Element, month_first: bool) -> _Region | None:
    """Comments without an element each: from `start` on, lines that name and date, then words.

    Where the first of them has words above it, each name stands below its words.
    """
    row: list[tuple[Element, bool]] = []
    for element in (start, *start.itersiblings()):
        if element.tag in (*HEADINGS, "form") or len(row) == MAX_ROW:
            break
        if page.inside(element):
            row.append((element, _is_dated_head(page, element)))
    if not any(told for _, told in row):
        return None
    below = not row[0][1]
    groups: list[list[Element]] = [[]]
    for element, told in row:
        if told and not below and groups[-1]:
            groups.append([])
        groups[-1].append(element)
        if told and below:
            groups.append([])
    named = {element for element, told in row if told}
    whole = [group for group in groups if named & set(group)]
    items = tuple(tuple(group) for group in whole if len(group) > 1)
    said = _read_all(items, month_first)
    if below:
        said = tuple((item, _as_signed(item, reading, month_first)) for item, reading in said)
    if not said or not _look_like_comments(said):
        return None
    first, end = page.spans[items[0][0]][0], page.spans[items[-1][-1]][1]
    return _Region(first=first, end=end, said=said)


def _as_signed(item: Item, reading: Reading, month_first: bool) -> Reading:
    """The comment as its signature below says, where it has one."""
    signed = read_signed(item, month_first=month_first)
    return signed if signed.author and signed.text else reading


def _under_headings(page: Page, start: Element, month_first: bool) -> _Region | None:
    """Comments below a heading each that names who wrote: from `start` on, among its siblings."""
    groups: list[list[Element]] = []
    level = str(start.tag)
    for element in islice((start, *start.itersiblings()), MAX_ROW):
        if not page.inside(element):
            continue
        if element.tag == start.tag:
            groups.append([element])
        elif element.tag == "form" or (element.tag in HEADINGS and str(element.tag) < level):
            break
        else:
            groups[-1].append(element)
    if len(groups) < 2 or any(len(group) < 2 for group in groups):
        return None
    said = _read_all([tuple(group) for group in groups], month_first)
    if not _look_like_comments(said):
        return None
    first, end = page.spans[groups[0][0]][0], page.spans[groups[-1][-1]][1]
    return _Region(first=first, end=end, said=said)


def _signed(page: Page, region: Element, month_first: bool) -> tuple[Said, ...]:
    """Comments that end with a name and a date each, in whatever elements they stand."""
    items: list[Item] = []
    open_parts: list[Element] = []
    for block in page.inside(region):
        element = block.element
        if element is region or element.tag in HEADINGS:
            open_parts = []
            continue
        if open_parts and open_parts[-1].getparent() is not element.getparent():
            open_parts = []
        open_parts.append(element)
        signed = signature_of(block)
        alone = block.text.rsplit("\n", 1)[-1].startswith(signed.name) if signed else True
        if signed is not None and not alone and _is_sentence(signed.words):
            items.append(tuple(dict.fromkeys(open_parts)))
            open_parts = []
    parts = [part for item in items for part in item]
    if len(items) < 2 or len(set(parts)) < len(parts):
        return ()
    nested = frozenset(parts)
    said = tuple(
        (item, read_signed(item, without=nested, month_first=month_first)) for item in items
    )
    return said if _look_like_comments(said) else ()


def _is_sentence(words: str) -> bool:
    return words.endswith(_ENDS) and any(map(str.isalpha, words))


def _by_lines(page: Page, region: Element, month_first: bool) -> tuple[Said, ...]:
    """Comments that only line breaks and rules part: a line of name and date, then words."""
    blocks = [block for block in page.inside(region) if block.element is region]
    lines = [line for block in blocks for line in (*block.text.split("\n"), "")]
    heads = [number for number, line in enumerate(lines) if is_dated_head(line)]
    if len(heads) < 2:
        return ()
    ends = (*heads[1:], len(lines))
    read = [
        read_lines(lines[a:b], month_first=month_first) for a, b in zip(heads, ends, strict=True)
    ]
    said = tuple(((region,), reading) for reading in read)
    return said if _look_like_comments(said) else ()


def _is_dated_head(page: Page, element: Element) -> bool:
    blocks = page.inside(element)
    whole = " ".join(block.text for block in blocks[:4])
    return 0 < len(blocks) <= 3 and is_head(whole)


def _candidates(page: Page) -> list[tuple[Element, bool]]:
    """Elements marked as holding comments, and those that follow a heading that says so."""
    found: dict[Element, bool] = {}
    for element in page.marked(Role.COMMENTS):
        if (
            element in page.spans
            and element.tag not in HEADINGS
            and not _is_elsewhere(page, element)
        ):
            found[element] = True
    for element in islice(_below_headings(page), MAX_HEADINGS):
        found.setdefault(element, False)
    return sorted(found.items(), key=lambda pair: _place(page, pair[0]))


def _place(page: Page, element: Element) -> tuple[int, int]:
    first, end = page.spans.get(element, (0, 0))
    return first, -end


def _is_elsewhere(page: Page, element: Element) -> bool:
    """Whether it is a list of the newest comments of a site, a counter or a form."""
    if _is_no_thread(tokens_of(element)):
        return True
    for ancestor in element.iterancestors():
        first, end = page.spans.get(ancestor, (0, 0))
        if end - first > len(page.blocks) * MAX_SIDE:
            return False
        if _is_side(tokens_of(ancestor)):
            return True
    return False


@lru_cache(maxsize=4_096)
def _is_no_thread(tokens: tuple[str, ...]) -> bool:
    return _NOT_THREAD.search(" ".join(tokens).replace("-", " ")) is not None


@lru_cache(maxsize=4_096)
def _is_side(tokens: tuple[str, ...]) -> bool:
    words = " ".join(tokens).replace("-", " ")
    return _SIDE.search(words) is not None and "blog" not in words


def _is_thread_by_name(element: Element) -> bool:
    """Whether the element is there for comments even while it has none."""
    return any(
        re.fullmatch(
            r"(?:[a-z]+-){0,2}(?:comments?|respond|responses|disqus-thread|fb-comments)"
            r"(?:-(?:area|section|list|block|wrapper|container|form|thread|holder))?",
            token,
        )
        for token in tokens_of(element)
    )


def _leads_away(item: Item, reading: Reading) -> bool:
    """Whether it has no words of its own but those that lead to the page where they stand."""
    links = [one_line(link.text_content()) for part in item for link in part.iter("a")]
    words = [told for told in links if told.count(" ") > 1 and told != reading.author]
    return not reading.dated or any(reading.text.endswith(told) for told in words)


def _is_of_site(page: Page, region: _Region) -> bool:
    """Whether it begins with, or stands below, 'Recent comments' and leads to those elsewhere."""
    above = page.blocks[max(0, region.first - 1) : region.first + 1]
    newest = any(_NEWEST.fullmatch(block.text) for block in above)
    return newest and all(_leads_away(item, reading) for item, reading in region.said)


def _is_whole(element: Element) -> bool:
    """Whether it is the page or the article: what holds the headline is no thread below it."""
    if element.tag in ("html", "body", "main"):
        return True
    return any(below.tag == "h1" for below in element.iterdescendants("h1", "main"))


def _holds_text(page: Page, element: Element) -> bool:
    """Whether an element that is not named for comments holds what is, and the text above it."""
    first, end = page.spans.get(element, (0, 0))
    held = [
        page.spans[below][0]
        for below in page.marked(Role.COMMENTS)
        if below in page.spans and below is not element and first <= page.spans[below][0] < end
    ]
    if not held or page.roles.get(element, Role.NONE) & Role.COMMENTS:
        return False
    above = page.blocks[first : min(held)]
    return sum(len(b.text) for b in above if b.words > 10 and b.density < 0.5) > MIN_PROSE


def _below_headings(page: Page) -> Iterator[Element]:
    """What follows a heading like '3 comments', up to four levels above it."""
    for number in page.plain:
        block = page.blocks[number]
        if len(block.text) > MAX_HEADING or not _HEADING.fullmatch(block.text.replace("\n", " ")):
            continue
        at: Element | None = block.element
        for _ in range(4):
            if at is None or at.tag == "body":
                break
            following = at.getnext()
            while following is not None and page.spans.get(following, (0, 0)) == (0, 0):
                following = following.getnext()
            if following is not None and page.inside(following):
                # what begins further down is another column, beside the thread
                if page.spans[following][0] <= number + MAX_GAP:
                    yield from _next_to(page, at)
                break
            at = at.getparent()


def _next_to(page: Page, element: Element) -> Iterator[Element]:
    """The element's parent, where it holds little besides the comments; else what follows."""
    parent = element.getparent()
    if parent is not None and parent.tag not in ("body", "html"):
        above = page.spans.get(element, (9, 0))[0] - page.spans.get(parent, (0, 0))[0]
        if above <= 1 and not _holds_text(page, parent):
            yield parent
    following = element.getnext()
    while following is not None:
        if isinstance(following.tag, str):
            yield following
            break
        following = following.getnext()


def _said(page: Page, region: Element, month_first: bool, *, certain: bool) -> tuple[Said, ...]:
    """The comments in a region, those that answer others among them."""
    for found in _found_items(page, region):
        items = [_with_definitions(item) for item in _outermost(page, found)][:MAX_COMMENTS]
        said = _read_all(items, month_first)
        words = sum(bool(reading.text) for _, reading in said)
        if words * 2 >= len(said) > 0 and (certain or _look_like_comments(said)):
            return said
    listed = [_with_definitions(item) for item in _listed_items(page, region)][:MAX_COMMENTS]
    if listed and (certain or _are_signed(page, listed)):
        return _read_all(listed, month_first)
    return ()


def _found_items(page: Page, region: Element) -> Iterator[list[Element]]:
    """What may be the comments of a region, the surest first."""
    yield _marked_items(region)
    yield _terms(page, region)
    stamps = [e for e in dates_in(page, region) if e.tag not in _NOT_DATES]
    dated = dated_items(page, region, stamps)
    yield dated
    yield [region] if len(dated) == 1 else []


def _with_definitions(item: Element) -> Item:
    """A term of a list with the definitions that follow it; any other element alone."""
    parts = [item]
    if item.tag == "dt":
        for following in item.itersiblings():
            if following.tag != "dd":
                break
            parts.append(following)
    return tuple(parts)


def _are_signed(page: Page, items: Sequence[Item]) -> bool:
    """Whether every item begins with a name and a colon, or with 'X says'."""
    return len(items) > 1 and all(
        re.match(r"[^.:!?]{2,60}?(?:\s+(?:says|said|wrote)\b|:\s)", page.text_of(item[0]))
        for item in items
    )


def _look_like_comments(said: Sequence[Said]) -> bool:
    """Below a mere heading: most of them must have somebody's name and a date."""
    readings = [reading for _, reading in said[:10]]
    named = [r for r in readings if _is_full(r)]
    authors = {reading.author for reading in named}
    return len(named) * 3 >= len(readings) * 2 and (len(authors) > 1 or len(readings) < 3)


def _is_full(reading: Reading) -> bool:
    """Whether it has a date, words, and a name that is no heading."""
    name = reading.author
    told = name is not None and not _HEADING.fullmatch(name) and not _NONE.search(name)
    return bool(told and reading.dated and reading.text)


def _terms(page: Page, region: Element) -> list[Element]:
    """The terms of a list of definitions that has dates: a term names, its definitions say."""
    lists = [e for e in (region, *region.iterdescendants("dl")) if e.tag == "dl"]
    return [
        term
        for holder in lists
        if dates_in(page, holder)
        for term in holder.iterchildren("dt")
        if page.inside(term)
    ]


def _marked_items(region: Element) -> list[Element]:
    tags = ("li", "div", "article", "section", "tr", "dt", "table", "p")
    items = [element for element in region.iterdescendants(*tags) if _is_item(element)]
    alone = region.tag in tags and _is_item(region) and says_who(region, set(items))
    return [region, *items] if alone else items


def _is_item(element: Element) -> bool:
    identifier = element.get("id") or ""
    if identifier and _ITEM_ID.fullmatch(identifier):
        return True
    if element.tag == "dt":
        anchor = element.find("a[@name]")
        return anchor is not None and bool(_ANCHOR.fullmatch(anchor.get("name", "")))
    if element.get("itemprop") == "comment" or (element.get("itemtype") or "").endswith("/Comment"):
        return True
    classes = (element.get("class") or "").split()
    named = [name.replace("_", "-").lower() for name in classes]
    return any(_ITEM_TOKEN.fullmatch(name) and not _NOT_ITEM.fullmatch(name) for name in named)


def _outermost(page: Page, items: Sequence[Element]) -> list[Element]:
    """The items, but for those that only repeat the one around them: li and article of one comment.

    A comment that answers another stands behind the other's own words; what begins where the item
    around it begins is the same comment.
    """
    kept: list[Element] = []
    known: set[Element] = set()
    for item in _speaking(items):
        first, end = page.spans.get(item, (0, 0))
        if (first == end and item.tag != "dt") or item.tag == "form" or _is_form(item):
            continue
        around = next((at for at in item.iterancestors() if at in known), None)
        if around is not None and page.spans[around][0] == first:
            continue
        known.add(item)
        kept.append(item)
    return [item for item in kept if not _only_wraps(page, item, known)]


def _speaking(items: Sequence[Element]) -> list[Element]:
    """The items without those of another make within one that are its words, not another comment.

    Those have no name and no date of their own, while the one around them has.
    """
    known = set(items)
    own: dict[Element, bool] = {}
    kept: list[Element] = []
    for item in items:
        own[item] = item.tag == "dt" or says_who(item, known)
        around = next((at for at in item.iterancestors() if at in own), None)
        if around is not None and around.tag != item.tag and not own[item] and own[around]:
            continue
        kept.append(item)
    return kept


def _is_form(item: Element) -> bool:
    """Whether it is the box to write a comment in."""
    return item.find(".//textarea") is not None and item.find(".//time") is None


def _only_wraps(page: Page, item: Element, known: set[Element]) -> bool:
    """Whether the item is a list of others and says nothing itself."""
    if item.tag == "dt":
        return False
    inside = [below for below in item.iterdescendants() if below in known]
    if len(inside) < 2:
        return False
    own = page.spans[item][1] - page.spans[item][0]
    covered = _covered(page, inside)
    first = page.spans[inside[0]][0]
    above = page.blocks[page.spans[item][0] : first]
    if all(_HEADING.fullmatch(block.text.replace("\n", " ")) for block in above):
        return True
    return covered >= own - 1 and first - page.spans[item][0] <= 1


def _covered(page: Page, elements: Iterable[Element]) -> int:
    numbers: set[int] = set()
    for element in elements:
        numbers.update(range(*page.spans.get(element, (0, 0))))
    return len(numbers)


def _listed_items(page: Page, region: Element) -> list[Element]:
    """Items of a plain list; of definitions, the terms."""
    lists = [
        e
        for e in (region, *region.iterdescendants("ol", "ul", "dl"))
        if e.tag in ("ol", "ul", "dl")
    ]
    for holder in lists:
        name = "dt" if holder.tag == "dl" else "li"
        items = [
            item for item in holder.iterchildren(name) if page.spans.get(item, (0, 0)) != (0, 0)
        ]
        if items and letters_in(page, items) > 20:
            return items
    return []


def _headings_of(page: Page, regions: Sequence[_Region]) -> set[int]:
    """The block right above a thread that says 'Comments'."""
    found = set()
    for region in regions:
        for number in range(max(0, region.first - 2), region.first):
            block = page.blocks[number]
            text = block.text.replace("\n", " ")
            next_to = number == region.first - 1
            heads = next_to and block.element.tag in HEADINGS
            told = len(text) <= MAX_HEADING and (heads or _HEADING.fullmatch(text))
            if told or (next_to and is_prompt(text)):
                found.add(number)
    return found


def _records(said: Sequence[Said]) -> list[Comment]:
    """The comments, each with the place of the one that it answers; pingbacks are none."""
    found: list[Comment] = []
    answers = _Answers()
    for item, reading in said:
        if not reading.text or _is_ping(item[0], reading):
            continue
        parent = answers.parent(item[0], reading)
        answers.add(item, len(found), reading)
        found.append(
            Comment(
                text=reading.text,
                author=reading.author,
                published=reading.published,
                reply_to=parent,
            )
        )
    return found


def _is_ping(item: Element, reading: Reading) -> bool:
    """Whether another site's link is shown as a comment."""
    for _, at in zip(range(5), (item, *item.iterancestors()), strict=False):
        if _names_ping(tokens_of(at)):
            return True
    if _PINGED.match(reading.author or reading.text):
        return True
    return _CUT_OFF.match(reading.text) is not None and reading.text.endswith(_CUT_ENDS)


@lru_cache(maxsize=4_096)
def _names_ping(tokens: tuple[str, ...]) -> bool:
    return any(_PING.search(t.replace("-", " ")) and "comment" not in t for t in tokens)


class _Answers:
    """Which comment answers which: by nesting, by depth, by a link or a mark that names it."""

    def __init__(self) -> None:
        self.places: dict[Element, int] = {}
        self.names: dict[str, int] = {}
        self.depths: list[tuple[int, int]] = []

    def parent(self, item: Element, reading: Reading) -> int | None:
        """The place of the comment that this one answers; None for one that stands by itself."""
        if reading.answers and (told := self.names.get(reading.answers)) is not None:
            return told
        if item in self.places:
            return None
        for ancestor in item.iterancestors():
            if ancestor in self.places:
                return self.places[ancestor]
            if (before := self._indented(ancestor)) is not None:
                return before
        depth = _depth(item)
        return next((place for d, place in reversed(self.depths) if d < depth), None)

    def _indented(self, ancestor: Element) -> int | None:
        """Drupal and others put an answer into a box behind what it answers."""
        if _OF_ANSWERS.isdisjoint(tokens_of(ancestor)):
            return None
        before = ancestor.getprevious()
        while before is not None:
            if before in self.places:
                return self.places[before]
            inner = [e for e in before.iterdescendants() if e in self.places]
            if inner:
                return self.places[inner[0]]
            before = before.getprevious()
        return None

    def add(self, item: Item, place: int, reading: Reading) -> None:
        """Remember a comment for those that answer it."""
        self.places.update(dict.fromkeys(item, place))
        for name in reading.names:
            self.names.setdefault(name, place)
        depth = _depth(item[0])
        self.depths = [*((d, p) for d, p in self.depths if d < depth), (depth, place)]


def _depth(item: Element) -> int:
    """How deep a class, an attribute or an indent says that a comment stands."""
    if item.tag == "dd":
        return 1 + sum(1 for _ in item.iterancestors("dd"))
    for at in (item, next(item.iterchildren(), None), item.getparent()):
        if at is None:
            continue
        for name in ("data-depth", "data-level", "data-indent", "aria-level"):
            if (told := at.get(name, "")).isdigit():
                return int(told)
        for token in tokens_of(at):
            if hit := _DEPTH.fullmatch(token):
                return int(hit[1])
        if hit := _INDENT.search(at.get("style") or ""):
            return int(hit[1])
    return 0
