"""How much says that a row of pieces is what readers wrote: many weak signs, added up.

No sign decides alone. A name, a date and words are a card of any list; buttons to answer, a word
for comments in a class or a heading, a form, a clock, a handle make them comments, and links away,
a heading of other things or organisations for writers make them none.
"""

import re
from collections.abc import Sequence

from lxml import html

from commissioning.domain.dates import Precision
from crawler.pages.blocks import HEADINGS, Page, is_prose, one_line
from crawler.pages.comments.headings import COUNTED, HEADING, MAX_HEADING, NONE, READERS
from crawler.pages.comments.regions import Item, Said
from crawler.pages.marks import tokens_of
from crawler.pages.remarks.lines import is_answered, is_button, is_profile, is_spoken
from crawler.pages.remarks.remark import Reading
from crawler.pages.roles import Role

Element = html.HtmlElement

ENOUGH = 4.5

FAR_FROM_ENOUGH = 1.0

SAMPLE = 8

FEW = 4

MAX_ABOVE = 3

MAX_HOLDERS = 4

MAX_TITLE = 40

_TOKEN = re.compile(
    r"\b(?:comments?|cmn?ts?|repl(?:y|ies)|respon(?:se|ses|d)|discuss(?:ion)?|convo|conversation"
    r"|notes?|toots?|forum|(?:post|message)-?(?:body|text|content|user|author)|guest-?book|talkback)\b"
)

_COUNTED_ID = re.compile(r"[a-z_-]{0,40}\d{2,}|[a-z]{1,12}[-_]\d+", re.IGNORECASE)

_ELSEWHERE = re.compile(
    r"(?i)\b(?:related|most\s+(?:read|viewed|popular)|read\s+(?:more|next)|more\s+(?:from|on|news)|also"
    r"|other\s+(?:blogs?|news|stories|articles|posts)|latest\s+(?!comments?|repl)|recent\s+(?:posts?|news"
    r"|articles)|events?|diary|vacanc(?:y|ies)|jobs|our\s+(?:team|board|people|authors)|history"
    r"|decisions|documents|agenda|testimonials?|reviewed|contributors|speakers)\b"
)

_LEADS = re.compile(
    r"(?i)\W*(?:read|find out|see|view|learn|continue|full)\s*"
    r"(?:more|on|reading|story|article|post)?\b.{0,40}|\W*(?:book|apply|register|download|buy|listen|watch)\b.{0,30}"
)

_ORGANISATION = re.compile(
    r"\b(?:Council|Committee|Trust|Department|Healthwatch|Association|Federation|Foundation|Board"
    r"|University|Society|College|Ltd|Limited|Union|Group|Forum)\b"
)

_DIGIT = re.compile(r"\d")

_HANDLE = re.compile(r"@?[a-z0-9]\S*|\S*[\d_]\S*")

_QUOTED = re.compile(r"\s*[“\"‘'«].*[”\"’'»]\s*", re.DOTALL)

_EXACT = (Precision.SECOND, Precision.MINUTE)


def weight_of(page: Page, said: Sequence[Said], signs: float | None = None) -> float:
    """The weight of all signs; from ENOUGH on it is likelier than not that readers wrote them.

    `signs` are those of the pieces, where they have been weighed before.
    """
    readings = [reading for _, reading in said[:SAMPLE]]
    total = sum(_of_reading(reading) for reading in readings) / len(readings)
    total += signs_of(page, [item for item, _ in said[:SAMPLE]]) if signs is None else signs
    names = {reading.author for reading in readings if reading.author}
    if len(names) == 1 and len(readings) > 2:
        total -= 3
    return total + _of_row(page, said)


def without_odd_ends(page: Page, said: Sequence[Said]) -> tuple[Said, ...]:
    """The comments without those at the end that have much less for them than the others."""
    first = sorted(_of_reading(r) + _of_item(page, item) for item, r in said[:FEW])
    usual = first[len(first) // 2]
    end = len(said)
    while end > 2:
        item, reading = said[end - 1]
        if _of_reading(reading) + _of_item(page, item) >= usual / 2:
            break
        end -= 1
    return tuple(said[:end])


def signs_of(page: Page, items: Sequence[Item]) -> float:
    """The weight of what stands in the first pieces beside their words."""
    few = items[:FEW]
    total = sum(_of_item(page, item) for item in few) / len(few)
    names = {item[0].get("id") or "" for item in few}
    # parts of a page are named for what they hold, comments are numbered
    distinct = len(names) == len(few) > 1 and not any(map(_DIGIT.search, names))
    blocks = [block for item in few for part in item for block in page.inside(part)]
    linked = sum(block.linked for block in blocks) > 0.6 * sum(len(block.text) for block in blocks)
    return total - 3 * distinct - 3 * linked


def weight_of_lines(page: Page, first: int, readings: Sequence[Reading]) -> float:
    """The weight of all signs for comments that are lines of the blocks from `first` on."""
    total = sum(_of_reading(reading) for reading in readings[:SAMPLE]) / len(readings[:SAMPLE])
    return total + _of_heading(page, first, len(readings))


def _of_reading(reading: Reading) -> float:
    """What a comment must have, and how readers write: name, date, words, a clock, a handle."""
    name = reading.author or ""
    total = 0.0
    if name and not HEADING.fullmatch(name) and not NONE.search(name):
        total += 1 - 3.5 * bool(_ORGANISATION.search(name)) + 0.7 * bool(_HANDLE.fullmatch(name))
    total += reading.dated - 1.0 * (not reading.text)
    if reading.published is not None and reading.published.precision in _EXACT:
        total += 1
    if reading.text:
        total += 1 - 3 * bool(_QUOTED.fullmatch(reading.text))
    return total


def _of_item(page: Page, item: Item) -> float:
    """What stands in one piece beside its words: buttons, tokens, pictures; and ways away."""
    told, leads, named, counted, pictured = False, False, False, False, False
    for part in item:
        for at in part.iter():
            tag = at.tag
            if not isinstance(tag, str):
                continue
            if tag in ("a", "button") or at.get("role") == "button":
                words = one_line(at.text_content()) or at.get("aria-label") or ""
                told = told or is_button(words)
                leads = leads or bool(tag == "a" and _LEADS.fullmatch(words))
            pictured = pictured or tag == "img"
            if at.attrib:
                tokens = " ".join(tokens_of(at))
                named = named or _TOKEN.search(tokens) is not None
                pictured = pictured or "avatar" in tokens
                identifier = at.get("id") or at.get("name") or at.get("data-id") or ""
                counted = counted or _COUNTED_ID.fullmatch(identifier) is not None
                named = named or (at.get("itemtype") or "").endswith("/Comment")
                named = named or READERS.search(at.get("aria-label") or "") is not None
    lines = [line for part in item for b in page.inside(part)[:12] for line in b.text.split("\n")]
    leads = leads or any(len(line) < MAX_TITLE and _ELSEWHERE.search(line) for line in lines[:1])
    told = told or any(map(is_answered, lines))
    profiled = any(map(is_profile, lines))
    spoken = any(map(is_spoken, (*lines[:3], *lines[-2:])))
    away = 3.5 * _is_title_linked(page, item) + 2.5 * (leads and not told)
    signs = 2 * told + 2 * named + 0.5 * counted + 0.5 * pictured + 1.5 * profiled + 1.5 * spoken
    return signs - away


def _is_title_linked(page: Page, item: Item) -> bool:
    """Whether a heading or a whole line is a link of a title's length that leads away."""
    for part in item:
        for block in page.inside(part):
            link = block.first_link
            if block.density <= 0.9 or link is None or (link.get("href") or "").startswith("#"):
                continue
            words = one_line(link.text_content()).count(" ")
            if words >= (3 if block.element.tag in HEADINGS else 4):
                return True
    return False


def place_of(page: Page, items: Sequence[Item]) -> float:
    """What stands above and around: a heading, a count, a form; a place beside the article."""
    first = min((page.spans[part][0] for part in items[0] if page.inside(part)), default=0)
    total = _of_heading(page, first, len(items)) + _of_holders(page, items[0])
    return total + 1.5 * _has_form(items[0])


def _of_row(page: Page, said: Sequence[Said]) -> float:
    """Its place, and whether one answers another, by standing in it or by calling it by name."""
    known = {part for item, _ in said for part in item}
    nested = any(at in known for item, _ in said for at in item[0].iterancestors())
    return place_of(page, [item for item, _ in said]) + 1.5 * nested + 1.5 * _converse(said)


def _of_heading(page: Page, first: int, count: int) -> float:
    """What the lines right above say: readers' words, as many as there are, or other things."""
    total = 0.0
    for block in reversed(page.blocks[max(0, first - MAX_ABOVE) : first]):
        text = block.text.replace("\n", " ")
        if len(text) > MAX_HEADING:
            break
        if (hit := COUNTED.search(text)) and int(hit[1]) == count > 1:
            total += 1.5
        if READERS.search(text) or HEADING.fullmatch(text):
            return total + 2.5
        if _ELSEWHERE.search(text) and not is_prose(block):
            return total - 3
        if block.element.tag in HEADINGS or is_prose(block):
            break
    return total


def _of_holders(page: Page, item: Item) -> float:
    """Whether what holds the pieces is marked as comments, or as beside the text."""
    for at, _ in zip(item[0].iterancestors(), range(MAX_HOLDERS), strict=False):
        role = page.roles.get(at, Role.NONE)
        if role & Role.COMMENTS:
            return 2
        if role & Role.ASIDE:
            return -2
    return 0


def _has_form(item: Item) -> bool:
    """Whether one may write in a form around or right behind a piece's row."""
    holder = item[0].getparent()
    boxes = [holder, holder.getnext()] if holder is not None else []
    return any(box is not None and box.find(".//textarea") is not None for box in boxes)


def _converse(said: Sequence[Said]) -> bool:
    """Whether one of them calls another by name, at its beginning or with an @."""
    names = {r.author for _, r in said if r.author and len(r.author) > 3}
    for _, reading in said:
        begin = reading.text[:MAX_HEADING]
        for name in names - {reading.author}:
            if f"@{name}" in reading.text or begin.startswith(name):
                return True
    return False
