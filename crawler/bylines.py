"""Who wrote an article: the people that a page names, and not its outlet, desk or 'Admin'."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from lxml import html

from crawler.blocks import Block, Page, one_line
from crawler.dates import find_date, without_dates
from crawler.marks import Role, marked_by

Element = html.HtmlElement

MAX_NAMES = 120

_NOBODY = re.compile(
    r"""(?ix)(?:web\s*)?(?:admin(?:istrator)?s?|(?:the\ )?editors?(?:ial)?(?:\ team)?|staff
      |webmaster
    | (?:our\ )?(?:own\ )?(?:staff|news|health|political|local|special)?\ ?(?:reporters?
      |writers?|correspondents?)
    | (?:the\ )?(?:news|web|digital|press|media|communications?|comms|online|content)\ ?(?:desk
      |room|team|office|editor)?
    | guest(?:\ (?:post|blog|author|blogger|writer|contributor))?|unknown|authors?|anonymous
      |user|team|root|by|posted
    | letters\ to\ the\ editor|readers?['’]?s?\ letters|various(?:\ authors)?|contributors?
      |super\ ?user|default)"""
)
_BODIES = re.compile(
    r"(?i)\b(?:team|staff|desk|newsroom|council|trust|nhs|ccg|icb|pct|group|association|alliance"
    r"|federation|society|network|office|department|institute|foundation|letters|ltd|limited|plc"
    r"|magazine|admin\w*|contributors?|online|agency|committee|union|college|confederation|fund"
    r"|centre|news|gazette|herald|journal|communications|unit|reporters)\b"
)
_ROLES = (
    r"editor|correspondent|reporter|writer|columnist|journalist|director|chair(?:man|woman)?|chief"
    r"|professor|fellow|analyst|manager|officer|head|lead|president|secretary|minister|partner"
    r"|gp|doctor|consultant|researcher|associate|adviser|advisor|lecturer|contributor|intern|trainee"
    r"|producer|presenter|blogger|economist|economics|policy|editor-at-large|ceo|chief-executive"
)
_BY = re.compile(
    r"^\W{0,3}(?:view all posts by|(?:words|text|written|posted|published|submitted"
    r"|report(?:ed)?|story"
    r"|article|blog|post|opinion|interview|analysis|comment|guest post)?\s*by\b:?"
    r"|(?:authors?|writer|words|story|text|reporter|from)\s*:|gan\b)\s*",
    re.IGNORECASE,
)
_ROLE_AFTER = re.compile(
    rf"\s*(?:,|\(|\||\s[-–—]\s|\bis\b)\s*(?=(?:[^,]{{0,60}}\b(?:{_ROLES})\b|the\b|our\b|[a-z])).*$",
    re.IGNORECASE,
)
_ROLE_LAST = re.compile(
    rf"\s+(?:(?:senior|chief|deputy|assistant|health|political|local|social|affairs|policy|news|public"
    rf"|services|community|democracy|commissioning|economics|science|feature|features|investigations"
    rf"|medical|staff|special|care|nhs|primary)\s+){{0,4}}(?:{_ROLES})\s*$",
    re.IGNORECASE,
)
_REST = re.compile(
    r"\s*(?:\||·|•|@\w+|\bon\s+in\b.*$|\s[-–—]\s(?=[A-Z0-9])|\bon\s*$|\bat\s*$"
    r"|\bin\s+[A-Z][\w ]{2,30}$"
    r"|\bfor\s+(?:the\s+)?[A-Z].*$"
    r"|\bposted\b.*$|\bpublished\b.*$|\bupdated\b.*$|\b\d+\s+comments?.*$|\bfollow\b.*$|\bemail\b.*$|https?:.*$)",
)
_is_marked = marked_by(
    re.compile(
        r"(?:^|-)(?:by-?lines?|authors?|author-name|writers?|story-?by|by|posted-by|fn|submitted)(?:$|-(?:name|s)$)"
    )
)
_LINE = re.compile(
    r"^\W{0,3}(?:(?:words|text|written|posted|submitted|report(?:ed)?|story"
    r"|guest post)?\s*by\b:?|(?:words|text|story|reporter|author)\s*:"
    r"|gan\b)\s+(?P<name>\S.{2,100})",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\W{0,3}(?:authors?(?:\(s\))?|written by|by|words by|writers?)\s*:?\s*", re.IGNORECASE
)
_CLOCK = re.compile(r"\b(?:at\s+)?\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\b\.?)?", re.IGNORECASE)
_NO_NAME = re.compile(r"(?:from|our|an?|for|with|in)\s", re.IGNORECASE)
_POSTED = re.compile(r"(?i)\b(?:posted|written|submitted|published|author)\b")
_TOPICS = re.compile(
    r"(?i)\b(?:health|care|policy|news|nhs|commissioning|primary|opinion|comment|features?|politics|society"
    r"|latest|home|finance|practice|clinical|public|social|reform|meetings?|uncategori[sz]ed|reading|share)\b"
)
_FIRST = re.compile(r"[A-ZÀ-Ý][\w.'’-]*(?:\s[A-ZÀ-Ý][\w.'’-]*){1,4}")
_MADE = re.compile(
    r"(?i)\b(?:powered|theme|design(?:ed)?|template|hosted|made|built|owned|supported|sponsored|photo\w*|picture"
    r"|image|created|developed|maintained|provided|funded|run|managed|licensed|images)\W+(?:\w+\W+)?by\b"
)
_INLINE = re.compile(
    r"(?:^|[|·•–—-]\s|\d\s|[ap]m\s|,\s|\s)(?:[Pp]osted\s|[Ww]ritten\s|[Ss]ubmitted\s)?[Bb]y\s+(?P<name>(?:[A-Z][\w.'’-]*\.?\s?(?:and\s|&\s|de\s|van\s|von\s|of\s)?){1,6})"
)


def people_of(byline: str | None, organisations: Collection[str] = ()) -> str | None:
    """The people of a byline; None for an outlet, a role, an address or a sentence."""
    lines = (byline or "")[:400].split("\n")
    told = next((line for line in lines if line.strip() and not _LABEL.fullmatch(line)), "")
    name = one_line(_CLOCK.sub(" ", without_dates(told)))
    for _ in range(2):
        name = _BY.sub("", name)
    name = re.sub(r"(?i)^guest (?:blogger|post|author|writer|columnist)\W+", "", name)
    for _ in range(2):
        name = _REST.split(name, maxsplit=1)[0]
    name = name.strip(" ,·|:–—-")
    for body in organisations:
        if name.casefold().endswith(f", {body}"):
            name = name[: -len(body) - 2]
    name = _without_role(name).strip(" ,·|:–—-")
    if (
        not _is_plain(name)
        or _NO_NAME.match(name)
        or name.casefold() in organisations
        or _NOBODY.fullmatch(name)
    ):
        return None
    if name.isupper() and len(name) > 4:
        name = name.title()
    if _BODIES.search(name):
        first = name.split(",")[0].strip()
        person = first != name and _FIRST.fullmatch(first) and not _BODIES.search(first)
        return first if person else None
    return name


def is_name(text: str) -> bool:
    """Whether it is two to five words with capitals, none of which is a topic's."""
    return bool(_FIRST.fullmatch(text)) and not _TOPICS.search(text)


def _without_role(name: str) -> str:
    """'Jo Field, health editor' without what follows the name; 'Jo Field, Al Moss' as it is."""
    name = _ROLE_AFTER.sub("", name) if _ROLE_AFTER.search(name) and not _lists(name) else name
    shorter = _ROLE_LAST.sub("", name)
    return shorter if len(shorter.split()) >= 2 else name


def _lists(name: str) -> bool:
    """Whether what follows the comma is another name."""
    after = name.partition(",")[2].strip()
    first = re.split(r",|\band\b|&", after)[0].split()
    named = 2 <= len(first) <= 4 and all(word[0].isupper() for word in first)
    return named and not re.search(rf"(?i)\b(?:{_ROLES})\b", after)


def _is_plain(name: str) -> bool:
    if not 2 <= len(name) <= MAX_NAMES or "://" in name or "@" in name or len(name.split()) > 14:
        return False
    if re.search(r"\d", name) or (name.endswith((".", "!", "?")) and len(name.split()) > 5):
        return False
    words = [word for word in name.split() if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return bool(words) and capitals * 2 >= len(words)


def marked_bylines(page: Page, within: Sequence[int]) -> Iterator[str]:
    """The texts of elements that are marked as naming the author, in a stretch of the page."""
    seen: dict[Element, tuple[int, list[Block]]] = {}
    for number in within:
        block = page.blocks[number]
        at: Element | None = block.element
        for _ in range(4):
            if at is None or page.roles.get(at, 0) & Role.COMMENTS:
                break
            if rank := _rank(at):
                seen.setdefault(at, (rank, []))[1].append(block)
                break
            at = at.getparent()
    for _, blocks in sorted(seen.values(), key=lambda pair: pair[0]):
        names = [block.text for block in blocks if block.density > 0.9]
        if len(names) > 1 and all(people_of(name) for name in names):
            yield " and ".join([", ".join(names[:-1]), names[-1]])
        yield from (block.text for block in blocks)


def _rank(element: Element) -> int:
    """1 for what microdata and microformats name, 2 for a class, 0 for no byline."""
    if (element.get("itemprop") or "").lower() in ("author", "creator"):
        return 1
    if "author" in (element.get("rel") or "").split():
        return 1
    return 2 if _is_marked(element) else 0


def linked_authors(tree: Element) -> Iterator[str]:
    """The texts of links that say with `rel` that they lead to the author."""
    for link in tree.iter("a"):
        if "author" in (link.get("rel") or "").split():
            yield one_line(link.text_content())


def written_bylines(page: Page, within: Sequence[int], *, above: bool) -> Iterator[str]:
    """Lines like 'By Jo Field' in a stretch of the page, then such words within a short line."""
    lines = [
        line
        for number in within
        for line in page.blocks[number].text.split("\n")
        if len(line) <= 250
    ]
    for label, line in pairwise(lines):
        if _LABEL.fullmatch(label):
            yield line
    for line in lines:
        if len(line) <= 120 and (hit := _LINE.match(line)):
            yield hit["name"]
    for line in lines:
        hit = _INLINE.search(line)
        if hit and not _MADE.search(line[: hit.end()]) and (above or _POSTED.search(line)):
            yield hit["name"]
    if above:
        yield from _bare(lines)


def _bare(lines: Sequence[str]) -> Iterator[str]:
    """A line of a name alone, or of a name and an office, right before or behind a date."""
    for number, line in enumerate(lines):
        around = [*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2]]
        dated = any(find_date(other, found_in="page") for other in around if len(other) < 80)
        name = _without_role(line)
        if dated and len(line) <= 100 and is_name(name):
            yield name
