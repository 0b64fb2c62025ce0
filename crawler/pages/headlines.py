"""The headline that a page shows, and where; without the outlet's name and the section's."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree, html

from crawler.charsets import unescaped
from crawler.dates import find_date
from crawler.pages.blocks import HEADINGS, Block, Page, one_line
from crawler.pages.marks import Mark
from crawler.pages.metadata import Metadata, clean

Element = html.HtmlElement

MAX_TITLE = 500
MAX_SHOWN = 250
MAX_ABOVE = 4
MAX_BEFORE = 8
MIN_LINKED = 0.8
MIN_WORDS = 3
MAX_HOUR = 12
MAX_WORDS = 20

_BARS = re.compile(r"\s+[|»«–—·•<>‹›:~-]{1,3}\s+|\s*[|»«]\s*|:\s+|\s+::\s+|\s+\((?=From\s)|/\s")
_KICKER = re.compile(
    r"(?:opinion|comment|analysis|news|blog|exclusive|editorial|feature|features|video|live|updated"
    r"|press release|news release|printable version|print)\s*[|:–—-]\s+",
    re.IGNORECASE,
)
_LARGE = frozenset(("4", "5", "6", "7", "+1", "+2", "+3", "+4"))
_LEVELS = frozenset("123456")
_DEEP = re.compile(r"(?:https?://[^/?#\[\]\s]+)?/\w")
# records of debates head what is said with the hour
_HOUR = re.compile(r"(?i)\d{1,2}(?:[.:]\d\d)?\s?(?:[ap]\.?m\.?|noon)")
_has_role = etree.XPath("//*/@role[. = 'heading']/..")
_called_headline = Mark(
    re.compile(r"(?:^|-)(?:headline|story-?head|entry-title|post-title|article-?title)$")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The headline's words, and the block that shows it; None where no block does."""

    text: str
    block: int | None


def find_headline(
    page: Page, metadata: Metadata, *, fed: str | None, begins: int, comments: frozenset[int]
) -> Headline | None:
    """The headline that page and data agree on; `begins` is the block where the text begins."""
    levels = _levels(page)
    headings = [pair for pair in _shown(page, levels, comments) if not leads_home(pair[1])]
    above = range(max(0, begins - MAX_BEFORE), min(begins + 1, len(page.blocks)))
    told = [text for text in (*metadata.headlines, fed or "") if text]
    for pairs in (headings, _shown(page, above, comments)):
        if found := _told_and_shown(pairs, told, metadata, begins):
            return found
    firsts = [pair for pair in headings if pair[0] <= begins and levels[pair[0]] == 1]
    if found := _own_name(headings, firsts, metadata, told, begins):
        return found
    bare = not told and not any(number <= begins for number, _ in headings)
    if bare and (found := _in_bold(_shown(page, above, comments))):
        return found
    shown = [block.text for _, block in _shown(page, range(len(page.blocks)), comments)]
    for text in (*told, metadata.title or "", *(block.text for _, block in headings)):
        if name := without_outlet(text, metadata, shown):
            return Headline(text=name[:MAX_TITLE], block=None)
    return None


def _shown(page: Page, numbers: Iterable[int], comments: frozenset[int]) -> list[tuple[int, Block]]:
    """Those of some blocks that are short enough for a headline and no comment's."""
    pairs = ((number, page.blocks[number]) for number in numbers if number not in comments)
    return [
        pair
        for pair in pairs
        if len(pair[1].text) <= MAX_SHOWN
        and not (len(pair[1].text) <= MAX_HOUR and _HOUR.fullmatch(pair[1].text))
    ]


def key_of(text: str) -> str:
    """What makes two headlines the same: letters and figures, in small."""
    words = "".join(text.casefold().split())
    return words if words.isalnum() else "".join(filter(str.isalnum, words))


def _levels(page: Page) -> dict[int, int]:
    """The headings' numbers: 1 to 6 for a heading, 7 for what a class calls a headline.

    It is the block's own element, or one of the two above. The few elements that make a heading are
    found first: of a page's blocks most are none.
    """
    own = dict.fromkeys(_called_headline.within(page.tree, page.names), 7)
    for element in _has_role(page.tree):
        told = element.get("aria-level") or ""
        own[element] = int(told) if told in _LEVELS else 2
    own |= {element: int(str(element.tag)[1]) for element in page.tree.iter(*HEADINGS)}
    if lettered := next(page.tree.iter("font"), None) is not None:
        numbers = set(range(len(page.blocks)))
    else:
        numbers = {number for at in own for number in range(*page.spans.get(at, (0, 0)))}
    levels = ((number, _level(page.blocks[number], own, lettered)) for number in sorted(numbers))
    return {number: level for number, level in levels if level}


def _level(block: Block, own: Mapping[Element, int], lettered: bool) -> int:
    if found := own.get(block.element) or 7 * (lettered and _is_in_large_letters(block)):
        return found
    above = islice(block.element.iterancestors(), 2)
    return next((own[at] for at in above if own.get(at)), 0)


def _is_in_large_letters(block: Block) -> bool:
    """Whether all of it stands in a font of size 4 and more, as pages had it before style."""
    for font in islice(block.element.iter("font"), 3):
        if font.get("size") in _LARGE:
            return len(one_line(font.text_content())) + 3 >= len(block.text)
    return False


def leads_home(block: Block) -> bool:
    """Whether it is the outlet's own name: linked, as a whole, to the front page."""
    link = block.first_link
    if link is None or block.density < MIN_LINKED:
        return False
    if (rel := link.get("rel")) and "home" in rel.split():
        return True
    return _is_front(link.get("href") or "")


@lru_cache(maxsize=20_000)
def _is_front(href: str) -> bool:
    """Whether a link leads to a site's front page; kept, as a site repeats its menus."""
    href = href.strip()
    if not href or _DEEP.match(href):
        return False
    parts = urlsplit(href) if href.count("[") == href.count("]") else None
    return parts is not None and parts.path in ("", "/") and not parts.query and not parts.fragment


def _told_and_shown(
    pairs: Sequence[tuple[int, Block]], told: Sequence[str], metadata: Metadata, begins: int
) -> Headline | None:
    """A heading with the words of the data, the feed, or a part of the page's title."""
    titles = [key_of(text) for text in told]
    long = [title for title in titles if len(title) > 20]
    parts = {key_of(part): part for part in _parts(metadata.title)}
    best: tuple[tuple[int, bool, int, int], int, str] | None = None
    linked = _linked_among_plain(pairs, begins)
    for number, text in _with_first_lines(pairs):
        key = key_of(text)
        exact = key in titles
        begun = len(key) > 20 and any(
            title.startswith(key[:90]) or key.startswith(title[:90]) for title in long
        )
        part = key in parts
        if len(key) < 2 or not (exact or begun or part) or _is_outlet(text, metadata):
            continue
        rank = (
            2 * exact + begun + part,
            number not in linked,
            len(key) if part else 0,
            -abs(begins - number) if number > begins else 0,
        )
        if best is None or rank > best[0]:
            best = (rank, number, text)
    if best is None:
        return None
    return Headline(text=_plain(best[2]), block=best[1])


def _linked_among_plain(pairs: Sequence[tuple[int, Block]], begins: int) -> frozenset[int]:
    """The first headings that are links, where one that is none stands nearer to the text.

    A blog's own name is one: it leads to the blog's front page, wherever on the site that is.
    """
    plain = [n for n, block in pairs if n <= begins and block.density < MIN_LINKED]
    last = max(plain, default=-1)
    return frozenset(n for n, block in pairs if n < last and block.density >= MIN_LINKED)


def _in_bold(pairs: Sequence[tuple[int, Block]]) -> Headline | None:
    """The last line in bold right above the text, on a page that has no headings."""
    for number, block in reversed(pairs):
        line = block.text.split("\n", 1)[0]
        whole = block.strong >= len(line) and not line.endswith((".", ":"))
        fits = whole and MIN_WORDS <= line.count(" ") + 1 <= MAX_WORDS and block.linked == 0
        if fits and find_date(line, found_in="page") is None:
            return Headline(text=_plain(line), block=number)
    return None


def outlets_in(title: str | None, headline: str) -> frozenset[str]:
    """What a page's title ends with, in small letters, unless it is the headline: the outlet."""
    last = _BARS.split((title or "")[:MAX_TITLE])[-1].strip()
    named = last and key_of(last) not in key_of(headline) and len(last) <= 60
    return frozenset((last.casefold(),)) if named else frozenset()


def homes(page: Page, end: int) -> frozenset[str]:
    """The names under which a page links to its front page before a block, in small letters."""
    return frozenset(
        block.text.casefold()
        for block in page.blocks[:end]
        if block.density >= MIN_LINKED and leads_home(block) and block.words < 8
    )


def names_in(title: str | None, headline: str) -> tuple[str, ...]:
    """What stands in a page's title between headline and outlet: often who wrote it."""
    parts = [part.strip() for part in _BARS.split((title or "")[:MAX_TITLE])]
    wanted = key_of(headline)
    place = max((n for n, part in enumerate(parts) if part and key_of(part) in wanted), default=0)
    return tuple(part for part in parts[place + 1 : -1] if part)


def _with_first_lines(pairs: Sequence[tuple[int, Block]]) -> Iterator[tuple[int, str]]:
    """Each block with its text, and once more with its first line alone."""
    for number, block in pairs:
        yield number, block.text
        if "\n" in block.text:
            yield number, block.text.split("\n", 1)[0]


def _plain(text: str) -> str:
    return unescaped(one_line(text.replace("\n", " ")))[:MAX_TITLE]


def _is_outlet(text: str, metadata: Metadata) -> bool:
    name = text.strip().casefold()
    return name in metadata.organisations or name == (metadata.site or "").casefold()


def _parts(title: str | None) -> Iterator[str]:
    """Every run of a title's parts between bars and dashes, the whole one first."""
    title = (title or "")[:MAX_TITLE]
    borders = [(0, 0), *(hit.span() for hit in _BARS.finditer(title)), (len(title), len(title))][
        :14
    ]
    for first in range(len(borders) - 1):
        for last in range(len(borders) - 1, first, -1):
            part = title[borders[first][1] : borders[last][0]].strip(" ()")
            if part:
                yield part


def _own_name(
    headings: Sequence[tuple[int, Block]],
    firsts: Sequence[tuple[int, Block]],
    metadata: Metadata,
    told: Sequence[str],
    begins: int,
) -> Headline | None:
    """The page's only first heading above the text, where the data has other words for it."""
    firsts = [pair for pair in firsts if not _is_outlet(pair[1].text, metadata)]
    if not firsts:
        near = [pair for pair in headings if 0 <= begins - pair[0] <= MAX_ABOVE]
        firsts = [pair for pair in near if not _is_outlet(pair[1].text, metadata)][-1:]
    if len(firsts) != 1:
        return None
    number, block = firsts[0]
    words = set(re.findall(r"\w+", block.text.casefold()))
    known = set(re.findall(r"\w+", " ".join((*told, metadata.title or "")).casefold()))
    if told and len(words & known) * 2 < len(words):
        return None
    return Headline(text=_plain(block.text), block=number)


def without_outlet(title: str, metadata: Metadata, shown: Sequence[str]) -> str | None:
    """The title without 'Opinion | ' before it and ' - The Outlet' behind it."""
    title = clean(title) or ""
    keys = {key_of(text) for text in shown}
    for part in _parts(title):
        if len(part) > 12 and key_of(part) in keys and not _is_outlet(part, metadata):
            return part
    title = _KICKER.sub("", title, count=1) if _KICKER.match(title) else title
    for name in sorted((*metadata.organisations, (metadata.site or "").casefold()), key=len):
        if name and (
            hit := re.search(rf"\s+[|–—:»«·-]\s+{re.escape(name)}$", title, re.IGNORECASE)
        ):
            title = title[: hit.start()]
    title = re.sub(r"\s+[|»]\s+[^|»]{2,60}$", "", title)
    return title or None
