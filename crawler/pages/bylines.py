"""Who wrote an article: the people that a page names, and not its outlet, desk or 'Admin'."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from lxml import html

from crawler.dates import find_date, without_dates
from crawler.pages.blocks import Block, Page, one_line
from crawler.pages.marks import Mark
from crawler.pages.roles import Role

Element = html.HtmlElement

MAX_NAMES = 120
MAX_INLINE = 160
MAX_FOR_ONE = 60
MAX_BIOGRAPHY = 400
MAX_WORDS = 6

_NOBODY = re.compile(
    r"""(?ix)(?:web\s*)?(?:admin(?:istrator)?s?|(?:the\ )?editors?(?:ial)?(?:\ team)?|staff
      |webmaster
    | (?:our\ )?(?:own\ )?(?:staff|news|health|political|local|special)?\ ?(?:reporters?
      |writers?|correspondents?)
    | (?:the\ )?(?:news|web|digital|press|media|communications?|comms|online|content)\ ?(?:desk
      |room|team|office|editor)?
    | guest(?:\ (?:post|blog|author|blogger|writer|contributor))?|unknown|authors?|anonymous
      |published|updated|modified
      |user|team|root|by|posted|leader|exclusive|pa|pa\ media|ap|afp|reuters|bloomberg|bbc|itv|sky
    | letters\ to\ the\ editor|readers?['’]?s?\ letters|various(?:\ authors)?|contributors?
      |super\ ?user|default)"""
)
_BODIES = re.compile(
    r"(?i)\b(?:team|staff|desk|newsroom|council|trust|nhs|ccg|icb|pct|group|association|alliance"
    r"|federation|society|network|office|department|institute|foundation|letters|ltd|limited|plc"
    r"|magazine|admin\w*|services?|contributors?|online|agency|committee|union|college|confederation|fund"
    r"|centre|news|gazette|herald|journal|communications|unit|reporters|messenger|bugle|chronicle|courier"
    r"|tribune|advertiser|web)\b"
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
_OFFICE = re.compile(
    r"(?:[A-Z][\w-]+\s|of\s|and\s|&\s){0,4}(?:[Ee]ditor|[Cc]orrespondent|[Rr]eporter|[Cc]olumnist)"
)
_SORT_FIRST = re.compile(
    r"^(?:(?:opinion|comment|column|analysis|blog|review|interview)\s*[:|]\s*(?=[A-Z]\w+\s[A-Z])"
    r"|(?:exclusive|contributed|compiled|prepared|reviewed|reporting|additional reporting"
    r"|(?:an?|the|guest|special|blog)\s\w+)\s+by\s+)",
    re.IGNORECASE,
)
_OFFICE_FIRST = re.compile(
    r"^(?:[A-Z][\w-]+\s){0,3}(?:[Rr]eporter|[Cc]orrespondent|[Ee]ditor|[Cc]olumnist|[Ww]riter)\s+"
    r"(?=[A-Z][\w.'’-]+\s[A-Z])"
)
_WITH = re.compile(r"(?<=\w)\s+with\s+(?=[A-Z][\w.'’-]+\s[A-Z])")
_LETTERS_BEHIND = frozenset(
    "MP MBE OBE CBE KBE DBE QC KC GP RN MD PhD FRCS FRCP FRCGP MRCGP MSP MS AM JR JP".split()
)
_REST = re.compile(
    r"\s*(?:\||·|•|\(?\S{0,40}@\w+|/\s?[A-Z]{2,}\b|\.\s+(?:Pictures?|Photo\w*|Images?)\b.*$"
    r"|\bon\s+in\b.*$|\s[-–—]\s(?=[A-Z0-9])|\bon\s*$|\bat\s*$"
    r"|\bin\s+[A-Z][\w ]{2,30}$"
    r"|\bfor\s+(?:the\s+)?[A-Z].*$"
    r"|(?<=[a-z])(?=(?:Pictures?|Photos?|Photographs?|Illustrations?|Images?|Words|Posted|Updated)\b).*$"
    r"|(?i:\b(?:pictures?|photo\w*|images?|illustrat\w+)\s+by\b.*$)"
    r"|(?i:\be-?mail\s+(?:this|the|me|us|him|her)\b.*$)"
    r"|(?i:\b(?:posted|published|updated)\b).*$|\b\d+\s+comments?.*$|\bfollow\b.*$|\bemail\b.*$|https?:.*$)",
)
_is_marked = Mark(
    re.compile(
        r"(?:^|-)(?:by-?lines?|authors?|author-name|writers?|contributor|columnist|story-?by|by"
        r"|posted-by|fn|submitted|signatory|signature)(?:$|-{1,2}(?:name|names|s|link|text)$)"
        r"|(?:^|-)by-?line--"
    )
)
_LINE = re.compile(
    r"^\W{0,3}(?:(?:words|text|written|posted|submitted|report(?:ed)?|story"
    r"|guest post)?\s*by\b:?|(?:words|text|story|reporter|author)\s*:"
    r"|gan\b)\s+(?P<name>\S.{2,100})",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"[a-z][\w.-]{2,29}")
_YOURS = re.compile(
    r"(?i)yours\s+(?:faithfully|sincerely|truly|etc|ever|in\s+\w+)\W{0,3}|yours\W{0,3}"
    r"|(?:with\s+)?(?:kind|best)\s+(?:regards|wishes)\W{0,3}"
)
_LABEL = re.compile(
    r"\W{0,3}(?:authors?(?:\(s\))?|written by|by|words by|writers?)\s*:?\s*", re.IGNORECASE
)
_CLOCK = re.compile(r"\b(?:at\s+)?\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\b\.?)?", re.IGNORECASE)
_NO_NAME = re.compile(r"(?:from|our|an?|for|with|in|view|read|see|follow)\s", re.IGNORECASE)
_POSTED = re.compile(r"(?i)\b(?:posted|written|submitted|published|author)\b")
_TOPICS = re.compile(
    r"(?i)\b(?:health|care|policy|news|nhs|commissioning|primary|opinion|comment|features?|politics|society"
    r"|latest|press|release|statement|embargoed|issue|home|finance|practice|clinical|public|social|reform|meetings?|uncategori[sz]ed|reading|share)\b"
)
_FIRST = re.compile(r"[A-ZÀ-Ý][\w.'’-]*(?:\s[A-ZÀ-Ý][\w.'’-]*){1,4}")
_MADE = re.compile(
    r"(?i)\b(?:powered|theme|design(?:ed)?|template|hosted|made|built|owned|supported|sponsored|photo\w*|picture"
    r"|image|created|developed|maintained|provided|funded|run|managed|licensed|images)\W+(?:\w+\W+)?by\b"
)
_INLINE = re.compile(
    r"(?:^|[|·•–—-]\s|\d\s|[ap]m\s|,\s|\s)(?:[Pp]osted\s|[Ww]ritten\s|[Ss]ubmitted\s)?[Bb]y\s+(?P<name>(?:[A-Z][\w.'’-]*\.?\s?(?:and\s|&\s|de\s|van\s|von\s|of\s)?){1,6})"
)


_BEGINS = re.compile(
    r"\W{0,3}(?:(?:words|text|written|posted|story|report)\s)?by:?\s+", re.IGNORECASE
)
_NAMES = (
    r"(?:(?:Dr|Prof(?:essor)?|Sir|Dame|Lord|Lady|Mrs?|Ms)\.?\s)?"
    r"[A-Z][\w'’-]+(?:\s[A-Z][\w.'’-]*){1,3}"
)
_FROM = re.compile(
    rf"(?:From\s+(?P<name>{_NAMES}),\s+(?:the\s|our\s)?(?:\w+\s)?editor"
    rf"|(?:Hosted|Presented)\s+by\s+(?P<host>{_NAMES}(?:(?:,|\sand|\s&)\s{_NAMES}){{0,3}}))"
)
_REPORTS = re.compile(rf"(?P<name>{_NAMES})\s+(?:reports|writes|explains|investigates)\W{{0,2}}$")
_BIOGRAPHY = re.compile(
    rf"\W{{0,3}}(?P<name>{_NAMES})\s(?:is|was|has been)\s(?:(?:an?|the|our|former|also|honorary)\s"
    rf"|(?:[\w-]+\s){{0,3}}(?:{_ROLES})\b)"
)
_ABOUT = re.compile(
    r"\W{0,3}(?:about\s+the\s+authors?|author|the\s+author|written\s+by)"
    r"\W{0,3}(?P<name>(?-i:[A-Z]).{3,60})?",
    re.IGNORECASE,
)


def people_of(byline: str | None, organisations: Collection[str] = ()) -> str | None:
    """The people of a byline; None for an outlet, a role, an address or a sentence."""
    lines = (byline or "")[:400].split("\n")
    told = next((line for line in lines if line.strip() and not _LABEL.fullmatch(line)), "")
    name = one_line(_CLOCK.sub(" ", without_dates(told)))
    for _ in range(2):
        name = _OFFICE_FIRST.sub("", _BY.sub("", _SORT_FIRST.sub("", name)))
    name = re.sub(r"(?i)^guest (?:blogger|post|author|writer|columnist)\W+", "", name)
    for _ in range(2):
        name = _REST.split(name, maxsplit=1)[0]
    name = name.strip(" ,·|/:–—-")
    for body in organisations:
        if name.casefold().endswith(f", {body}"):
            name = name[: -len(body) - 2]
    name = _without_role(name).strip(" ,·|:–—-")
    if (
        not _is_plain(name)
        or _NO_NAME.match(name)
        or name.casefold() in organisations
        or _ROLE_LAST.fullmatch(f" {name}")
        or _NOBODY.fullmatch(name)
    ):
        return None
    name = _usual_letters(_WITH.sub(" and ", name))
    if _BODIES.search(name):
        first = name.split(",")[0].strip()
        person = first != name and _FIRST.fullmatch(first) and not _BODIES.search(first)
        return first if person else None
    return name


def _usual_letters(name: str) -> str:
    """A name in capitals in usual letters: 'JO MCFIELD MBE' is 'Jo McField MBE'."""
    if len(name) <= 4 or not name.replace("Mc", "").replace("Mac", "").isupper():
        return name
    words = [word if word in _LETTERS_BEHIND else word.title() for word in name.split()]
    return re.sub(r"\bMc([a-z])", lambda hit: f"Mc{hit[1].upper()}", " ".join(words))


def is_name(text: str) -> bool:
    """Whether it is two to five words with capitals, none of which is a topic's."""
    return bool(_FIRST.fullmatch(text)) and not _TOPICS.search(text)


def is_office(line: str) -> bool:
    """Whether a line is what somebody does for an outlet and no more: 'Health correspondent'."""
    return len(line) <= MAX_FOR_ONE and _OFFICE.fullmatch(line) is not None


def _without_role(name: str) -> str:
    """'Jo Field, health editor' without what follows the name; 'Jo Field, Al Moss' as it is."""
    name = _ROLE_AFTER.sub("", name) if _ROLE_AFTER.search(name) and not _lists(name) else name
    shorter = _ROLE_LAST.sub("", name)
    # 'The Jobbing Doctor' is a name that a doctor chose
    return shorter if len(shorter.split()) >= 2 and not name.startswith("The ") else name


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
    yield from _beside(seen)
    for _, blocks in sorted(seen.values(), key=lambda pair: pair[0]):
        names = [block.text for block in blocks if block.density > 0.9]
        if len(names) > 1 and all(people_of(name) for name in names):
            yield " and ".join([", ".join(names[:-1]), names[-1]])
        yield from (block.text for block in blocks)


def _beside(marked: Mapping[Element, tuple[int, list[Block]]]) -> Iterator[str]:
    """The linked names of marked elements of one make that stand side by side, as in a list."""
    rows: dict[tuple[Element | None, str, str], list[str]] = {}
    for at, (_, blocks) in marked.items():
        if len(blocks) == 1 and blocks[0].density > 0.9 and blocks[0].words <= MAX_WORDS:
            key = (at.getparent(), str(at.tag), at.get("class") or "")
            rows.setdefault(key, []).append(blocks[0].text)
    for names in rows.values():
        if len(names) > 1 and all(is_name(people_of(name) or "") for name in names):
            yield " and ".join([", ".join(names[:-1]), names[-1]])


def handles(page: Page, within: Sequence[int]) -> Iterator[str]:
    """The names that people have chosen for a site, where a mark says who writes."""
    for line in marked_bylines(page, within):
        told = one_line(_BY.sub("", without_dates(line))).strip(" ,|:–—-")
        if _HANDLE.fullmatch(told) and not _NOBODY.fullmatch(told) and not _BODIES.search(told):
            yield told


def signed_letters(page: Page, within: Sequence[int]) -> Iterator[str]:
    """The name below 'Yours faithfully'."""
    lines = [line.strip() for number in within for line in page.blocks[number].text.split("\n")]
    for close, line in pairwise(filter(None, lines)):
        if _YOURS.fullmatch(close) and len(line) <= MAX_FOR_ONE:
            yield line.split(",")[0]


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
    yield from _linked_behind_by(page, within)
    for line in lines:
        if len(line) <= 120 and (hit := _LINE.match(line)):
            yield hit["name"]
    if above:
        yield from _told_in_passing(lines)
    for line in lines:
        hit = _INLINE.search(line) if len(line) <= MAX_INLINE else None
        if hit and (" " not in hit["name"].strip() and len(line) > MAX_FOR_ONE):
            continue
        if hit and not _MADE.search(line[: hit.end()]) and (above or _POSTED.search(line)):
            yield hit["name"]
    if above:
        yield from _bare(lines)


def _linked_behind_by(page: Page, within: Sequence[int]) -> Iterator[str]:
    """The linked name behind a 'By' that begins a block, whatever touches it then."""
    for number in within:
        block = page.blocks[number]
        hit = _BEGINS.match(block.text)
        if hit is None or block.first_link is None or len(block.text) > MAX_INLINE:
            continue
        name = one_line(block.first_link.text_content())
        if name and block.text[hit.end() :].startswith(name):
            yield name


def _told_in_passing(lines: Sequence[str]) -> Iterator[str]:
    """Who is named with an office behind 'From', as host, or as the one who 'reports'."""
    for line in lines:
        for part in line.split("|"):
            if hit := _FROM.fullmatch(part.strip()):
                yield hit["name"] or hit["host"]
        if hit := _REPORTS.search(line):
            yield hit["name"]


def carded(page: Page, first: int, last: int) -> Iterator[str]:
    """The name on a card below the text that says 'About the author'."""
    for number in range(first, min(last, len(page.blocks) - 1)):
        hit = _ABOUT.fullmatch(page.blocks[number].text)
        if hit is None:
            continue
        below = page.blocks[number + 1]
        if hit["name"]:
            yield hit["name"]
        for element in below.element.iterdescendants("a", "b", "strong", "span"):
            if _is_marked(element) or element.tag != "span":
                yield one_line(element.text_content())
        if name := _FIRST.match(below.text):
            yield name[0]


def biographed(page: Page, first: int, last: int) -> Iterator[str]:
    """The name that begins a line below a text which says who its author is."""
    for number in range(first, min(last, len(page.blocks))):
        hit = _BIOGRAPHY.match(page.blocks[number].text)
        if hit and len(page.blocks[number].text) < MAX_BIOGRAPHY:
            yield hit["name"]


def _bare(lines: Sequence[str]) -> Iterator[str]:
    """A line of a name alone, or of a name and an office, right before or behind a date."""
    for number, line in enumerate(lines):
        around = [*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2]]
        dated = any(find_date(other, found_in="page") for other in around if len(other) < 80)
        name = _without_role(line)
        if dated and len(line) <= 100 and is_name(name) and not name.startswith("The "):
            yield name
