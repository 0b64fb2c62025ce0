"""What follows a text in the same box: boxes of other matter, and lists under a title."""

import re
from collections.abc import Iterator, Sequence

from lxml import html

from crawler.pages.blocks import HEADINGS, Block, Page

Element = html.HtmlElement

MAX_TITLE = 60
MAX_SHARE = 0.35
MIN_SENTENCE = 13
_FLOWING = frozenset(("p", "blockquote", "ul", "ol", "pre"))

_OTHERS = re.compile(
    r"""(?ix)\W{0,3}(?:
      (?:you|others|readers)\ (?:may|might|could|will|['’]ll)\ (?:also\ )?
        (?:like|enjoy|love|be\ interested).*
    | (?:people|readers|others|they)\ (?:also|are)\ (?:read|reading|viewed|liked|said|saying)\b.*
    | (?:you\ may\ have|in\ case\ you|what\ you)\ missed.*
    | most\ (?:clicked|read|viewed|popular|shared|commented|recent|watched|emailed)\b.*
    | (?:recommended|suggested|related|similar|popular|trending|featured|sponsored|promoted)
        (?:\ (?:\w+\ ){0,2}(?:for\ you|now|today|\w*articles?|stories|story|posts?|content
          |reading|links?|news
          |pages|topics|items|reports|resources|publications|documents|coverage|searches))?
    | (?:what\ to\ )?read\ (?:next|more|on)
    | (?:more|also|elsewhere|other|latest|recent|previous|earlier|next)
        \ (?:\w+\ )?(?:from|on|in|by|at)\b.{0,50}
    | (?:our\ |the\ |your\ )?(?:more|other|latest|recent(?:ly)?|newest|past)\ (?:\w+\ ){0,2}
        (?:articles?|stories|news|posts?|episodes?|bloggers?|blogs?|releases?|issues|reports|letters
          |publications|comment|added|updates?|headlines|intelligence|editions?|items|features|pieces)
    | (?:track-?\ ?backs?|ping-?\ ?backs?)(?:\ pings?)?(?:\ \(\d+\))?
    | (?:from|sign)\ (?:our|the|my)\ guest\ ?book
    | by\ the\ same\ (?:hand|author|writer)
    | (?:in\ this|in\ the)\ (?:section|\w+\ issue|series)
    | (?:coming\ up|upcoming\ events?|events?|forthcoming\ events?
        |dates?\ for\ (?:the|your)\ diary|diary)
    | (?:today['’]s|this\ week['’]s|this\ month['’]s|last\ week['’]s)\ .{2,40}
    | (?:from|around)\ (?:the|our)\ (?:web|network|partners|archives?|blog|blogs)
    | (?:top|editor['’]?s['’]?|staff)\ (?:stories|picks?|choice)
    | (?:don['’]t\ miss|read\ also|see\ also|further\ reading|explore(?:\ more)?|discover\ more)
    | (?:latest|jobs?|job\ board|jobs\ board|vacancies|classified
        |supplier\ directory|partner\ content)
    )\W{0,3}"""
)
_PEOPLE = re.compile(
    r"""(?ix)\W{0,3}(?:
      about\ the\ authors?|about\ (?:our|your)\ (?:hosts?|writers?|contributors?)|your\ hosts?
    | (?:notes\ on\ )?contributors?|meet\ the\ authors?
    | author\ (?:bio(?:graphy)?|profile|details)
    | what\ (?:listeners|readers|people|clients|others)\ (?:say|think)|testimonials?
    )\W{0,3}"""
)


def is_titled(block: Block) -> bool:
    """Whether a block is a heading, or begins with a line in bold that is none of a sentence."""
    if block.element.tag in HEADINGS:
        return True
    first, _, rest = block.text.partition("\n")
    return len(first) <= MAX_TITLE and block.strong >= len(first) and not rest.endswith(",")


def behind_the_text(page: Page, kept: Sequence[int], element: Element) -> set[int]:
    """The blocks of boxes behind the text that have a title of their own and little to say.

    The text's home is the element that directly holds most of its prose. What stands behind it in a
    box of another make, titled and short, is about something else; so is what then still follows.
    """
    weights = {n: _weight(page.blocks[n]) for n in kept}
    home = _home(page, weights)
    if home is None or home is element or home not in page.spans:
        return set()
    end = page.spans[home][1]
    most = sum(weight for n, weight in weights.items() if page.spans[home][0] <= n < end)
    dropped: set[int] = set()
    begun = False
    behind = [n for n in kept if n >= end]
    for box, numbers in _boxes(page, home, element, behind):
        prose = sum(weights[n] for n in numbers)
        if prose > MAX_SHARE * most or _is_alike(box, home):
            return dropped
        if box.tag in _FLOWING and not (begun and prose == 0):
            if begun:
                return dropped
            continue
        begun = begun or (len(numbers) > 1 and is_titled(page.blocks[numbers[0]]))
        if begun:
            dropped.update(numbers)
    return dropped


def _weight(block: Block) -> int:
    sentence = block.words >= MIN_SENTENCE and block.density < 0.5
    return min(len(block.text), 800) if sentence and block.element.tag not in HEADINGS else 0


def _home(page: Page, weights: dict[int, int]) -> Element | None:
    held: dict[Element, int] = {}
    for number, weight in weights.items():
        parent = page.blocks[number].element.getparent()
        if weight and parent is not None:
            held[parent] = held.get(parent, 0) + weight
    return max(held, key=lambda parent: held[parent]) if held else None


def _boxes(
    page: Page, home: Element, element: Element, behind: Sequence[int]
) -> Iterator[tuple[Element, list[int]]]:
    """The elements behind the home, each with its blocks: siblings of it or of a holder."""
    holders = {home}
    for at in home.iterancestors():
        holders.add(at)
        if at is element:
            break
    box: Element | None = None
    numbers: list[int] = []
    for number in behind:
        at = page.blocks[number].element
        while (above := at.getparent()) is not None and above not in holders:
            at = above
        if at is not box and numbers and box is not None:
            yield box, numbers
            numbers = []
        box = at
        numbers.append(number)
    if numbers and box is not None:
        yield box, numbers


def _is_alike(box: Element, home: Element) -> bool:
    """Whether a box, or what it holds first, has the make of the text's own box or its class."""
    make = (home.tag, home.get("class"))
    if make[1] is None and box.tag != "section":
        return False
    at: Element | None = box
    for _ in range(4):
        if at is None:
            return False
        if (at.tag, at.get("class")) == make:
            return True
        at = next((child for child in at if isinstance(child.tag, str)), None)
    return False


def under_titles(page: Page, kept: Sequence[int]) -> set[int]:
    """What stands under 'You may also like' and its like: links, and teasers right below links."""
    dropped: set[int] = set()
    place = 0
    while place < len(kept):
        block = page.blocks[kept[place]]
        short = len(block.text) <= MAX_TITLE and is_titled(block)
        others = short and _OTHERS.fullmatch(block.text)
        people = short and place > len(kept) // 3 and _PEOPLE.fullmatch(block.text)
        if not (others or people):
            place += 1
            continue
        last = _last_below(page, kept, place, bool(people))
        if last > place:
            dropped.update(kept[place : last + 1])
        place = last + 1
    return dropped


def _last_below(page: Page, kept: Sequence[int], place: int, people: bool) -> int:
    """The place of the last block that is still of the list under a title."""
    title = page.blocks[kept[place]].element
    level = str(title.tag) if title.tag in HEADINGS else "h7"
    linked = False
    last = place
    for at in range(place + 1, len(kept)):
        block = page.blocks[kept[at]]
        heads = block.element.tag in HEADINGS
        if heads and str(block.element.tag) <= level and block.density < 0.5:
            break
        teaser = block.density > 0.4 or heads
        if not teaser and _weight(block) and not linked and not people:
            break
        last, linked = at, teaser
    return last
