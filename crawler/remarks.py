"""One comment's element into its author, date and words."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from lxml import html

from commissioning.domain.dates import Dated, Precision
from crawler.blocks import HEADINGS, INLINE, Block, Page, one_line, read_blocks
from crawler.boilerplate import is_furniture
from crawler.dates import WRITTEN, find_date, read_date, without_dates
from crawler.decoding import unescaped
from crawler.marks import tokens_of

Element = html.HtmlElement

MAX_NAME = 80
MAX_HEAD = 160
MAX_BLOCKS = 12
MAX_EDGES = 8

_AUTHOR = re.compile(
    r"\b(?:authors?|fn|name|display-?name|user-?name|user|nick(?:name)?|poster|who|commenter|handle"
    r"|commentator|posted-?by|by-?line|by|vcard|writer|from|person|nm|usr|whom)\b"
    r"|commentername"
)
_NAMED = re.compile(r"\bauthor\b")
_PICTURED = re.compile(
    r"\b(?:avatars?|picture|photo|icon|badge|rank|role|status|date|time|meta|is|by|box|bio|reply)\b"
)
_DATE = re.compile(
    r"\b(?:date|c?date|time|time-?stamp|date-?time|when|ago|posted-?on|published|on|tm|dt|stamp)\b"
)
_ACTION = re.compile(
    r"\b(?:reply|replies|actions?|tools?|links?|report|abuse|votes?|voting|likes?|score|ratings?|flag"
    r"|share|permalink|permanent|edit|delete|avatars?|gravatar|buttons?|moderation|badge|rank"
    r"|recommend\w*|controls?|toolbar|awaiting|picture|photo|icon|control|number|num|index|count|more"
    r"|thumbs?|agree|disagree|karma|options|collapse\w*|toggle|admin|role|status|is-author|act)\b"
)
_CONTENT = re.compile(
    r"\b(?:content|text|body|message|msg|copy|entry|comment-?says|words|te?xt?|post-?body|paragraphs?)\b"
)
_HEAD = re.compile(r"\b(?:head(?:er)?|meta|meta-?data|info|details|submitted)\b|commentmetadata")
_COMMENT_DASH = re.compile(r"(?<![a-z])comment-")
_FOOT = re.compile(r"\b(?:foot(?:er)?|posted|signature|sig|signed)\b")
_UTILITY = re.compile(
    r"text-(?:xs|sm|base|md|lg|xl|\dxl|left|right|center|muted|bold|uppercase|secondary|primary|dark"
    r"|light|white|black|danger|[a-z]{3,8}-\d{2,3})|(?:font|flex|items?|justify|col|row|border|bg)-.*"
)
_GLUED = re.compile(
    r"\b(comment|cmt|post|msg|message|reply|response|user)"
    r"(author|name|date|time|body|text|content|meta|info|header|footer|title|by|er)\b"
)
_SUBJECT = re.compile(r"\b(?:title|subject|heading)\b")
_KINDS = (
    ("subject", _SUBJECT),
    ("content", _CONTENT),
    ("action", _ACTION),
    ("date", _DATE),
    ("author", _AUTHOR),
    ("foot", _FOOT),
    ("head", _HEAD),
)
_KINDS_OF_TAGS: dict[object, str] = {"time": "date", "cite": "author"}
_SAYS = re.compile(
    r"\s*[,:]?\s*\b(?:says|say(?=\s*:)|said|wrote|writes|commented|replied|responded|dywedodd"
    r"|posted(?: this)?)\b"
    r"\s*(?:on|at|this|:|\.{2,3}|…|,|-|–)*\s*$",
    re.IGNORECASE,
)
# to look for these two takes long: a line has the one at its end, the other anywhere
_MARKS_AFTER = tuple("-–—|·•,/@:")
_WORDS_AFTER = ("on", "at", "posted", "wrote", "said", "says")
_SAYING = ("sa", "writ", "wrot", "comment", "repl", "respon", "dywed", "post")
_BEFORE = re.compile(
    r"^\W{0,3}(?:\#?\d{1,4}[.):]\s+)?(?:(?:posted|comment(?:ed)?|written|submitted|left|sent|added"
    r"|reply)\s+(?:by|from)\b\s*:?|by\b\s*:?|(?:from|name|author|user)\s*:|gan\b)\s*(?=\S)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*(?:[-–—|·•,/@]|\b(?:on|at|posted|wrote|said|says)\b)?\s*(?:\b(?:on|at)\b\s*\.?)?[\s:,|–—-]*$",
    re.IGNORECASE,
)
_NOT_NAME = re.compile(
    r"(?i)\(\s*\(\s*\)\s*\)|\((?:not verified|guest|unregistered|author|reply|link|permalink"
    r"|e-?mail|url|website|\s*)\)|\[(?:visitor|guest|member|unregistered|email|website)\]|\(\s*$"
)
_COUNTER = re.compile(r"(?i)(?:comment|response|reply|post|message|letter|no\.?)\s*#?\d+")
_IS_NAME = re.compile(
    r"(?i)(?:(?:your|full|display|user)\s+)?name|author|from|respondent|(?:submitted|posted|sent)\s+by"
)
_PICTURE_OF = re.compile(
    r"(?i)(?:(?:profile\s+)?(?:picture|photo|image|avatar|gravatar|icon)\s+(?:of|for)|(?:view\s+)?profile\s+of)"
    r"\s+(?P<name>.{2,40})|(?P<owner>.{2,40})['’]s?\s+(?:profile\s+)?(?:picture|photo|avatar|gravatar)"
)
_PICTURE = re.compile(
    r"(?i)\b(?:avatar|gravatar|photo|picture|image|icon|user|logo|profile|spacer)\b"
)
_BADGE = re.compile(
    r"(?i)(?<=\w)\s+(?:verified|subscriber|premium|top\s+(?:commenter|contributor|fan)"
    r"|registered user)\s*$|(?<=\w)\s+@\w{1,30}\s*$"
)
_AFTER_DATE = re.compile(r"\s*[)\]]?\s*(?::|[–—-]\s)\s*(?=\S)")
_BLOGGED = re.compile(r".{2,60}['’]s last (?:blog|post)\b.{0,200}")
_COLON = re.compile(r"\s*(?:says?|said|wrote|writes)?\s*(?::|\.\.\.|…)\s+(?=\S)")
_NAMES = re.compile(
    r"(?i)\W{0,3}(?:(?:posted|comment(?:ed)?|submitted|written|left|sent) (?:by|from)\b"
    r"|(?:name|from|author)\s*:)"
)
_LABEL = re.compile(
    r"(?i)\W{0,3}(?:date|posted|time|on|at|name|author|comments?|submitted|written|left|sent|by|from"
    r"|joined|join date|registered|posts|location|member since"
    r"|(?:your\s+)?(?:view|response|message|answer)s?|edited|says?|said|wrote|\s)+\W{0,3}"
)
_ORDINAL = re.compile(r"^\s*(?:\#?\d{1,4}[.):]\s*|\#\d{1,4}\s+)")
_TAIL = re.compile(r"\s*[)\]]?\s*(?:\([A-Z]{3,4}\))?[\s.#|)\]]*")
_LINKS = re.compile(
    r"(?i)[\s(|•·,\[]*(?:(?:talk|contribs|user talk|e-?mail|web(?:site)?|home ?page)[\s(|•·,)\]]*)*"
    r"(?:\b(?:on|at)\b|[,@–—-])?\s*$"
)
_SENTENCES = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bSt)(?<!\bProf)(?<!\b[A-Z])[.!?…:][\"'”’)]*\s+|\n\s*"
    r"|\s+[—–~-]{1,3}\s*|[—~]\s*"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:[a-z]{2,6})?\.?"
_AGO = re.compile(
    r"\b(?:\d{1,3}|an?|one|two|three|several)\s+(?:second|minute|min|hour|day|week|month|year)s?\s+ago\b"
    r"|\b(?:yesterday|just now)\b"
    rf"|(?:\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?(?<!\w)(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?)\b(?:,?\s+(?:at\s+)?\d{{1,2}}[:.]\d\d(?:\s?[ap]\.?m\b)?)?"
    r"|(?<![\w:.])\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\b)?(?![\w:])"
    r"|(?<!\w)\d{1,2}\s?(?:min|mo|yr|hr|[smhdwy])(?!\w)",
    re.IGNORECASE,
)
_CLICK = re.compile(
    r"""(?ix)(?<!\w)(?:
      reply\ to\ [^|·•\n,!?]{1,40}(?=\s*(?:$|[|·•]))
    | log\ ?in\ to\ (?:reply|comment|post)
    | (?:report|flag|share|quote)\ (?:(?:this\ )?(?:comment|post|reply|message)|abuse|this
      |as\ (?:abuse|inappropriate)|inappropriate)
    | (?:show|view|hide|load|see|read)\ (?:(?:all|more|older|earlier|\d+)\ ){1,2}
      (?:repl(?:y|ies)|comments?|answers?|responses?)
    | \d+\ (?:likes?|votes?|repl(?:y|ies)|agree|claps?|recommends?|upvotes?|points?)
    | reply\ with\ quote|copy\ link|permanent\ link|back\ to\ top
    | (?:log|sign)\ ?in|answer|collapse|expand|claps?|follow|unfollow|mute|helpful|more|quote\ this
    | \d+\ people\ (?:like|liked|found)\ this|thumbs?\ (?:up|down)|show\ more|read\ more|see\ more
    | see\ translation|comment\ permalink|top\ fan|(?:this|your)\ comment\ is\ awaiting\ moderation
    | reply|respond|quote|likes?|dislike|report|flag|share|permalink|link|edit|delete|agree|disagree
    | recommend(?:ed)?|unsuitable|offensive|upvote|downvote|votes?|up|down|parent|hide|score|rating
    | author|moderator|staff|-?\d{1,6}
    )(?!\w)"""
)
_PROFILE = re.compile(
    r"(?i)\W{0,3}(?:(?:joined|join date|registered|member since|posts?|comments|location"
    r"|reputation|from)"
    r"(?:\s*:\s*.{1,40}|\s+(?:on\s+)?\d.{0,30})"
    r"|(?:(?:last\s+)?(?:edited|modified|updated)|recommended|liked)\b.{0,80}\d.{0,40}"
    r"|(?:see|view|show|read)\s+(?:all\s+|more\s+|other\s+)?(?:comments|posts)\s+(?:by|from)\b.{1,60}"
    r"|(?:view|see|show)\s+(?:user\s+|full\s+)?profile|(?:please\s+)?(?:log|sign)\s?-?in\b.{0,40}\bto\b.{1,30}"
    r"|(?:was\s+this|is\s+this)\b.{0,30}\bhelpful\b.{0,30}|(?:score|rate this|rating)\b.{0,60}"
    r"|complain\s+about\b.{0,40}|(?:unsuitable|offensive)\b.{0,60}|share\s*:.{0,60}|email\s+this\b.{0,40}"
    r"|@\w{2,30})\W{0,3}"
)
_MEMBER = re.compile(
    r"(?i)\W{0,3}(?:(?:joined|join date|registered|member since)\b.{0,40}"
    r"|posts\s*:\s*[\d,]+)\W{0,3}"
)
_ALNUM = re.compile(r"[^\W_]")
_BUTTON = re.compile(r"(?i)\b(?:reply|respond|answer|quote|report|flag|like|recommend|upvote)\b")
_REMOVED = re.compile(
    r"(?i)\W*(?:(?:this|the|your|a)\s+)?(?:comment|post|message|reply)\s+(?:(?:has\s+been|was|is)\s+)?"
    r"(?:removed|deleted|withdrawn|blocked|hidden)\b.{0,200}|\s*\[(?:removed|deleted)\]\s*"
)
_SPOKEN_BY = re.compile(r"(?i)(?:comment|reply|response|post|message)\s+(?:by|from)\s+(.{2,60})")
_INITIALS = re.compile(r"[^\W\d_]{1,3}")
_IN_REPLY = re.compile(r"(?i)\W{0,3}(?:in\s+(?:reply|response)\s+to|replying\s+to|re:)\b.{0,80}")
_JOINED = re.compile(
    r"(?i)\b(?:joined|join date|registered(?: on)?|member since|last (?:seen|active|edited))\b"
    r"|^\W{0,3}(?:edited|modified|updated|corrected)\b"
)
_OFFICES = frozenset(("moderator", "staff", "author"))
_EMPHASES = frozenset(("b", "strong", "em", "i", "a", "cite", "font", "u"))
_BOXES = frozenset(("div", "span", "article", "section", "header", "footer", "td"))
_WRITTEN_STAMPS = ("datetime", "title", "content", "data-datetime", "data-date")
_COUNTED_STAMPS = ("data-utime", "data-timestamp", "data-time", "data-epoch")
_STAMPS = frozenset((*_WRITTEN_STAMPS, *_COUNTED_STAMPS))
_HOUR = re.compile(
    r"(?i)(?:at\s+)?(?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d)?\s?(?:[ap]\.?m\.?)?"
)
_EPOCH = re.compile(r"1[0-9]{9}(?:\d{3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a comment's element says.

    names    what other comments may call this one: identifiers of its element and anchors
    answers  the name of the comment that this one says it answers
    dated    whether it has a date, or says how long ago it was written
    """

    text: str
    author: str | None
    published: Dated | None
    names: tuple[str, ...] = ()
    answers: str | None = None
    dated: bool = False


def read_item(
    parts: Sequence[Element], *, without: Container[Element] = (), month_first: bool = False
) -> Reading:
    """Author, date and words of one comment, which may be several elements in a row.

    `without` are all comments, some of which may be nested in it.
    """
    item = parts[0]
    splits = _Splits()
    fine = [read_blocks(part, without=without, splits=splits) for part in parts]
    published = _published(fine, month_first)
    author = _labelled(item) or _author(fine) or _told_author(item, without)
    head = _head_of(parts, fine, author)
    pages = fine if splits.alike else _for_words(parts, without)
    text = _text(pages, author, head) if head is not None else ""
    text = text or _text(pages, author)
    return Reading(
        text=unescaped(text),
        author=unescaped(author) if author else None,
        published=published,
        names=tuple(_names(item)),
        answers=_answers(item, without),
        dated=published is not None or _is_since(fine),
    )


class _Splits:
    """Inline elements that are blocks of their own where author and date are looked for.

    `alike` tells whether the same are where the words are: then one walk does for both.
    """

    __slots__ = ("alike",)

    def __init__(self) -> None:
        self.alike = True

    def __call__(self, element: Element) -> bool:
        """Whether an inline element is a block of its own."""
        apart = _has_class(element)
        self.alike = self.alike and apart == _is_of_head(element)
        return apart


def _head_of(parts: Sequence[Element], pages: Sequence[Page], author: str | None) -> Element | None:
    """The least element that holds the name and the date, and no words: badges stand there too."""
    blocks = [block for page in pages for block in page.blocks[:MAX_BLOCKS]]
    short = [block for block in blocks if len(block.text) < MAX_HEAD]
    named = next((block for block in short if author and author in block.text), None)
    dated = next(
        (block for block in short if _is_dated(block.text) or stamp_of(block.element)), None
    )
    if named is None or dated is None or named.element in parts:
        return None
    around = {named.element, *named.element.iterancestors()}
    above = (dated.element, *dated.element.iterancestors())
    common = next((at for at in above if at in around), None)
    if common is None or any(common is part or common in part.iterancestors() for part in parts):
        return None
    length = sum(len(b.text) for page in pages for b in page.inside(common))
    if length > MAX_HEAD or common.tag in ("p", "td", "dd", "li", "blockquote"):
        return None
    words = (below for below in common.iterdescendants() if kind_of(below) == "content")
    if next(words, None) is not None or _has_sentence(common, named, dated):
        return None
    beside = common.getparent()
    if beside is not None and beside not in parts and _holds_badges(beside, common):
        return beside
    return common


def _holds_badges(around: Element, head: Element) -> bool:
    """Whether an element holds the head and a few inline words beside it."""
    if around.tag in ("p", "td", "dd", "li", "blockquote") or one_line(around.text or ""):
        return False
    return all(
        child is head
        or (
            child.tag in INLINE
            and len(child.text_content()) <= 40
            and not one_line(child.tail or "")
        )
        for child in around
    )


def _has_sentence(common: Element, named: Block, dated: Block) -> bool:
    """Whether a paragraph stands in it besides name and date."""
    own = {at for block in (named, dated) for at in (block.element, *block.element.iterancestors())}
    return any(
        below not in own and one_line(below.text_content())
        for below in common.iterdescendants("p", "blockquote")
    )


def without_repeated(readings: Sequence[Reading]) -> list[Reading]:
    """The readings without the lines that end or begin most of them alike."""
    kept = list(readings)
    for place in (-1, -1, -1, 0, 0, 0):
        lines = [_edge_of(reading, place) for reading in kept]
        common = Counter(filter(None, lines)).most_common(1)
        if not common or common[0][1] < 2 or common[0][1] * 3 < 2 * len(kept):
            continue
        for number, reading in enumerate(kept):
            if lines[number] == common[0][0]:
                kept[number] = replace(reading, text=_without_edge(reading.text, place))
    return kept


def _edge_of(reading: Reading, place: int) -> str | None:
    """The first or last line, without names and numbers, if others stand beside it."""
    lines = reading.text.strip().split("\n")
    if len(lines) < 2:
        return None
    line = lines[place].replace(reading.author or "\n", "*")
    return re.sub(r"\d+", "#", line) if len(line) <= MAX_NAME else None


def _without_edge(text: str, place: int) -> str:
    lines = text.strip().split("\n")
    return "\n".join(lines[:-1] if place else lines[1:]).strip()


def read_lines(lines: Sequence[str], *, month_first: bool = False) -> Reading:
    """One comment of lines alone: the first names its writer and the date."""
    author = _led_name(lines[0]) or name_in(lines[0])
    told = find_date(lines[0], found_in="comment", month_first=month_first)
    return Reading(
        text=unescaped(_joined(_without_edges(lines, author))),
        author=unescaped(author) if author else None,
        published=told,
        dated=told is not None,
    )


def is_dated_head(line: str) -> bool:
    """Whether a line names somebody and gives a date, and does no more."""
    return _is_dated(line) and is_head(line) and name_in(line) is not None


def is_answered(text: str) -> bool:
    """Whether it is buttons, one of which is to answer, to like or to report."""
    return len(text) <= MAX_HEAD and is_click(text) and _BUTTON.search(text) is not None


def is_profile(line: str) -> bool:
    """Whether a line tells since when somebody is a member, or how much he has written."""
    return len(line) <= MAX_NAME and _MEMBER.fullmatch(line) is not None


def is_spoken(text: str) -> bool:
    """Whether a head says that somebody said what follows."""
    line = text.split("\n", 1)[0]
    return len(line) <= MAX_HEAD and bool(_says(without_dates(line)) or _NAMES.match(line))


def read_signed(
    parts: Sequence[Element], *, without: Container[Element] = (), month_first: bool = False
) -> Reading:
    """One comment whose last line ends with its writer's name and the date."""
    blocks = [b for part in parts for b in read_blocks(part, without=without).blocks]
    signed = signature_of(blocks[-1]) if blocks else None
    words = [block.text for block in blocks[:-1]] + ([signed.words] if signed else [])
    text = _joined([line for block in words for line in (*block.split("\n"), "")])
    told = find_date(signed.date, found_in="comment", month_first=month_first) if signed else None
    return Reading(
        text=unescaped(text),
        author=unescaped(signed.name) if signed else None,
        published=told,
        dated=told is not None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How a block ends that its writer has signed: the words before, the name, the date."""

    words: str
    name: str
    date: str


def signature_of(block: Block) -> Signature | None:
    """The name and the date with which a block ends, as on the talk pages of a wiki."""
    begin = max(0, len(block.text) - MAX_HEAD)
    stamps = list(WRITTEN.finditer(block.text, begin))
    stamp = stamps[-1] if stamps else None
    if stamp is None or not _TAIL.fullmatch(block.text, stamp.end()):
        return None
    before = block.text[: stamp.start()]
    if hit := _LINKS.search(before, max(0, len(before) - MAX_NAME)):
        before = before[: hit.start()]
    name = _linked_name(block.element, before) or _last_name(before[begin:])
    if name is None or not (name_in(name)):
        return None
    words = before[: before.rfind(name)].rstrip(" \t\n—–~-(,|")
    return Signature(words=words, name=name, date=stamp[0] + block.text[stamp.end() :])


def _linked_name(element: Element, before: str) -> str | None:
    """The link that stands right before the date."""
    for link in reversed(list(element.iter("a", "b", "strong", "cite", "em", "i"))[-12:]):
        told = one_line(link.text_content())
        if told and before.endswith(told) and len(told) <= MAX_NAME:
            return told
    return None


def _last_name(before: str) -> str | None:
    """What stands behind the last sentence or dash, as far as it is a few words."""
    name = _SENTENCES.split(before)[-1].strip()
    words = name.split()
    return name if 0 < len(words) <= 5 and words[0][0].isupper() and len(name) <= 60 else None


def _has_class(element: Element) -> bool:
    if element.tag in ("cite", "time") or "class" in element.attrib:
        return True
    before, after = element.getprevious(), element.getnext()
    touches_before = before is not None and before.tag == "span" and not before.tail
    touches_after = after is not None and after.tag == "span" and not element.tail
    return bool(element.tag == "span" and (touches_before or touches_after))


def _is_of_head(element: Element) -> bool:
    return kind_of(element) in ("author", "date", "action", "subject", "head", "foot")


def is_click(line: str) -> bool:
    """Whether a line is buttons and counters and no more: 'Reply', 'Like (3)', 'Report abuse'."""
    if len(line) > MAX_HEAD:
        return False
    if first := _ALNUM.search(line):
        # most lines begin with another word, and to look for all buttons takes long
        begins = (first.start(), max(0, first.start() - 1))
        if not any(_CLICK.match(line, begin) for begin in begins):
            return False
    return not _ALNUM.search(_CLICK.sub(" ", line))


@lru_cache(maxsize=4096)
def _kind_of(tokens: tuple[str, ...]) -> str | None:
    for token in tokens:
        if _UTILITY.fullmatch(token):
            continue
        words = _COMMENT_DASH.sub("", token).replace("-", " ")
        words = _GLUED.sub(r"\1 \2", words)
        if _NAMED.search(words) and not _PICTURED.search(words):
            return "author"
        kinds = [kind for kind, pattern in _KINDS if pattern.search(words)]
        if kinds[:1] == ["content"] and len(kinds) > 1:
            # 'message-user' is the user, 'user-message' the message
            last = words.split()[-1]
            return next((k for k, pattern in _KINDS if pattern.search(last)), "content")
        if kinds:
            return kinds[0]
    return None


def kind_of(element: Element) -> str | None:
    """What an element within a comment is for, by its marks."""
    if not element.keys():
        return _KINDS_OF_TAGS.get(element.tag)
    itemprop = (element.get("itemprop") or "").lower()
    if itemprop in ("name", "author", "creator"):
        return "author"
    if itemprop in ("text", "commenttext", "description"):
        return "content"
    return _KINDS_OF_TAGS.get(element.tag) or _kind_of(tokens_of(element))


def _kind_within(block: Block, root: Element) -> str | None:
    """The mark nearest to a block, up to the comment's own element."""
    at: Element | None = block.element
    while at is not None and at is not root:
        if kind := kind_of(at):
            return kind
        at = at.getparent()
    return kind_of(root) if root.tag in ("dt", "dd") else None


def _published(pages: Sequence[Page], month_first: bool) -> Dated | None:
    """The date that an attribute gives, a marked element shows, or a line of the head has."""
    found = [d for page in pages for d in _attributed(page.tree, month_first, page)]
    if not found:
        return _shown(pages, month_first)
    exact = (Precision.SECOND, Precision.MINUTE)
    finer = (d for d in found if d.precision in exact and d.day == found[0].day)
    best = found[0] if found[0].precision in exact else next(finer, found[0])
    if best.precision in exact:
        return best
    shown = _shown(pages, month_first)
    return shown if shown and shown.precision in exact and shown.day == best.day else best


def _attributed(root: Element, month_first: bool, page: Page | None = None) -> Iterator[Dated]:
    for element in root.iter("time", "abbr", "span", "a", "div", "small", "p", "li", "meta"):
        found = stamp_of(element, month_first=month_first)
        if found and (page is None or element.tag == "meta" or not _is_foreign(element, page)):
            yield found


def _is_foreign(element: Element, page: Page) -> bool:
    """Whether an element belongs to a comment nested in this one: the walk did not see it."""
    at: Element | None = element
    while at is not None:
        if at in page.spans:
            return False
        if at.tag in ("li", "div", "article", "ul", "ol", "section", "tr", "table"):
            return True
        at = at.getparent()
    return True


def stamp_of(element: Element, *, month_first: bool = False) -> Dated | None:
    """The date in an element's attributes: `datetime`, `title`, seconds since 1970."""
    if _STAMPS.isdisjoint(element.keys()):
        return None
    for name in _WRITTEN_STAMPS:
        if (told := element.get(name)) and any(map(str.isdigit, told)):
            named = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower()
            if name == "content" and "date" not in named and "time" not in named:
                continue
            if found := read_date(told, found_in="comment", month_first=month_first):
                return found
    for name in _COUNTED_STAMPS:
        if (told := element.get(name)) and _EPOCH.fullmatch(told):
            moment = datetime.fromtimestamp(int(told[:10]), tz=UTC)
            return Dated(moment=moment, precision=Precision.SECOND, found_in="comment")
    return None


def _shown(pages: Sequence[Page], month_first: bool) -> Dated | None:
    lines = [
        (line, _kind_within(block, page.tree))
        for page in pages
        for block in page.blocks
        for line in _with_whole(block.text)
    ]
    told = [line for line, kind in lines if kind == "date"]
    edges = [line for line, kind in lines if kind != "content"] or [line for line, _ in lines]
    for line in (*told, *edges[:MAX_EDGES], *edges[-3:], *(line for line, _ in lines[:2])):
        if len(line) <= MAX_HEAD and (
            found := find_date(line, found_in="comment", month_first=month_first)
        ):
            return _with_hour(found, line, [line for line, _ in lines], month_first)
    first = next((line for line, _ in lines), "")
    return find_date(first[:MAX_HEAD], found_in="comment", month_first=month_first)


def _with_hour(found: Dated, line: str, lines: Sequence[str], month_first: bool) -> Dated:
    """The date with the hour that stands beside it by itself, if one does."""
    if found.precision is not Precision.DAY or line not in lines:
        return found
    place = lines.index(line)
    for beside in (*lines[place + 1 : place + 2], *lines[max(0, place - 1) : place]):
        if _HOUR.fullmatch(beside.strip()):
            exact = find_date(f"{line} {beside}", found_in="comment", month_first=month_first)
            if exact is not None and exact.day == found.day:
                return exact
    return found


def _with_whole(text: str) -> list[str]:
    """The lines of a block, and before them a short block of several as one line."""
    lines = [line for line in text.split("\n") if not _JOINED.search(line[:MAX_HEAD])]
    if len(lines) < text.count("\n") + 1:
        return lines
    return [" ".join(lines), *lines] if len(lines) > 1 and len(text) <= MAX_HEAD else lines


def dates_in(page: Page, region: Element) -> list[Element]:
    """The elements of a region that show a date, or whose attributes give one."""
    told = [
        element
        for element in region.iterdescendants("time", "abbr", "span", "a", "small", "p", "div")
        if stamp_of(element)
    ]
    lines = [
        (block.element, line)
        for block in page.inside(region)
        for line in block.text.split("\n")
        if _is_dated(line)
    ]
    # an hour by itself belongs to the day beside it, where days are told
    days = [element for element, line in lines if not _HOUR.fullmatch(line.strip())]
    shown = list(dict.fromkeys(days or (element for element, _ in lines)))
    return told if len(told) >= len(shown) else shown


def _is_dated(line: str) -> bool:
    """Whether a line is short and has a date, which is not that of its writer's joining."""
    return (
        len(line) <= MAX_HEAD
        and (find_date(line, found_in="comment") is not None or _ends_ago(line))
        and not _JOINED.search(line)
    )


def _ends_ago(line: str) -> bool:
    """Whether a line is, or ends with, how long ago something was."""
    if len(line) > MAX_NAME:
        return False
    told = list(_AGO.finditer(line))
    return bool(told) and not _ALNUM.search(line, told[-1].end())


def _is_since(pages: Sequence[Page]) -> bool:
    """Whether one of its first or last lines says how long ago it was written."""
    return any(
        _ends_ago(line)
        for page in pages
        for block in (*page.blocks[:MAX_BLOCKS], *page.blocks[-3:])
        for line in block.text.split("\n")
    )


def says_who(item: Element, others: Container[Element]) -> bool:
    """Whether an item has a marked name or a date of its own, outside of the others."""
    stack = list(reversed(item))
    while stack:
        element = stack.pop()
        if element in others or not isinstance(element.tag, str):
            continue
        if kind_of(element) == "author" or stamp_of(element):
            return True
        if _is_dated(one_line(element.text or "")):
            return True
        stack.extend(reversed(element))
    return False


def _author(pages: Sequence[Page]) -> str | None:
    """The name, without the town that stands behind it where only the name is linked or bold."""
    name = _full_author(pages)
    if name and "," in name:
        for page in pages[:1]:
            for element in page.tree.iter("a", "b", "strong", "cite", "span"):
                told = one_line(element.text_content())
                if len(told) > 1 and name.startswith(f"{told},"):
                    return told
    return name


def _full_author(pages: Sequence[Page]) -> str | None:
    """The name that is marked as one; else the one in a line like 'X says' or 'Posted by X on'."""
    blocks = [
        (block, _kind_within(block, page.tree)) for page in pages for block in _unpictured(page)
    ]
    exact = [block for block, _ in blocks if _is_name(block.element)]
    marked = [block for block, kind in blocks if kind == "author"]
    # who is quoted comes after who writes
    marked.sort(key=lambda block: _is_quoted(block.element))
    for block in (*exact, *marked):
        if (name := name_in(block.text)) and (len(name) > 1 or block in exact):
            return name
    heads = [
        block
        for block, kind in sorted(blocks, key=lambda pair: pair[1] == "subject")
        if kind not in ("content", "action", "date") and not block.text.startswith(",")
    ]
    for block in heads[:3]:
        for line in block.text.split("\n")[:2]:
            name = _led_name(line) or (name_in(line) if is_head(line) else None)
            if name:
                return name
    return _first_name(pages, [b for b in heads if b.words <= 8 and len(b.text) > 1])


def _unpictured(page: Page) -> list[Block]:
    """The blocks but for those that show a name's initials where others have a picture."""
    names = [block.text for block in page.blocks[: MAX_BLOCKS + 3]]
    return [
        block
        for number, block in enumerate(page.blocks)
        if number > MAX_BLOCKS
        or not any(is_initials(block.text, name) for name in names[number + 1 : number + 4])
    ]


def is_initials(letters: str, name: str) -> bool:
    """Whether up to three letters are those with which a name's words begin."""
    if len(letters) > 3 or len(name) > MAX_NAME or not _INITIALS.fullmatch(letters):
        return False
    firsts = "".join(word[0] for word in re.findall(r"[^\W_]+", name)).casefold()
    small = letters.casefold()
    return len(name) > len(letters) and (
        firsts.startswith(small) or firsts[:1] + firsts[-1:] == small
    )


def _labelled(item: Element) -> str | None:
    """The name that stands behind a label of its own: a term 'Name', a cell 'From:'."""
    for label in item.iter("dt", "th", "td", "b", "strong", "label"):
        if len(label) or not _IS_NAME.fullmatch((label.text or "").strip(" :\n\t")):
            continue
        beside = label.getnext()
        told = label.tail if one_line(label.tail or "") or beside is None else beside.text_content()
        if name := name_in(one_line(told or "").lstrip(": ")):
            return name
    return None


def _told_author(item: Element, others: Container[Element]) -> str | None:
    """The name on a button, in the item's label for those who do not see, or beside its picture."""
    for button in item.iterdescendants("button", "label"):
        told = one_line(button.text_content())
        if len(told) <= 1 or _is_within(button, others, item):
            continue
        return name_in(told) if not (is_click(told) or _BUTTON.search(told)) else None
    for at in (item, *item.iterchildren("article", "div")):
        if hit := _SPOKEN_BY.match(at.get("aria-label") or at.get("title") or ""):
            return name_in(hit[1])
    return next(filter(None, map(_pictured, item.iterdescendants("img"))), None)


def _pictured(image: Element) -> str | None:
    """The name that a picture of somebody has for those who do not see it."""
    told = one_line(image.get("alt") or image.get("title") or "")
    if hit := _PICTURE_OF.fullmatch(told):
        return name_in(hit["name"] or hit["owner"])
    return name_in(told) if 1 < len(told) <= 40 and not _PICTURE.search(told) else None


def _led_name(line: str) -> str | None:
    """The name in 'Jill (14 July 2010 at 10:32): For the record'."""
    stamp = WRITTEN.search(line, 0, MAX_HEAD)
    if stamp is None or not _AFTER_DATE.match(line, stamp.end()):
        return None
    before = line[: stamp.start()].strip(" (,|–—-")
    return name_in(before) if 0 < len(before.split()) <= 6 else None


def _is_quoted(element: Element) -> bool:
    return next(element.iterancestors("blockquote", "q"), None) is not None


def _is_name(element: Element) -> bool:
    return (element.get("itemprop") or "") == "name" or "fn" in (element.get("class") or "").split()


def _first_name(pages: Sequence[Page], heads: Sequence[Block]) -> str | None:
    """The first thing in bold or linked at the comment's head; else its short first line."""
    for page in pages[:1]:
        for element in page.tree.iter("cite", "b", "strong", *HEADINGS):
            if element.tag in HEADINGS and kind_of(element) == "subject" and len(heads) > 1:
                continue
            if name := name_in(one_line(element.text_content())):
                return name
    for first in (block.text.split("\n")[0] for block in heads):
        sentence = first.endswith((".", "!", "?")) and len(first.split()[-1]) > 3
        if not sentence and len(first) > 1 and (name := name_in(first)):
            return name
    return None


def is_head(line: str) -> bool:
    """Whether a line names who speaks, or when: 'Posted by X', 'X says:', 'X, 12 July 2010'."""
    if len(line) > MAX_HEAD:
        return False
    bare = without_dates(line).strip()
    return bool(
        _says(bare) or _NAMES.match(bare) or (bare != line.strip() and len(bare.split()) <= 9)
    )


def name_in(line: str) -> str | None:
    """The name in a head's line, without 'says', 'Posted by' and the date; None for none."""
    name = _AGO.sub(" ", without_dates(" ".join(line.split())[:300]))
    name = _BADGE.sub("", _NOT_NAME.sub(" ", name))
    name = _ORDINAL.sub("", one_line(name))
    name = _BEFORE.sub("", re.sub(r"(?i)^(?:at|on)\b\s*,?\s*", "", name))
    name = _without_rest(name)
    parts = re.split(r"\s+[|·•]\s+", name)
    name = _without_rest(next((part for part in parts if not is_click(part)), name))
    if not 0 < len(name) <= MAX_NAME or len(name.split()) > 12:
        return None
    if (is_click(name) and name.casefold() not in _OFFICES) or _COUNTER.fullmatch(name):
        return None
    return name if any(map(str.isalnum, name)) and not _LABEL.fullmatch(name) else None


def _says(line: str) -> bool:
    """Whether the line ends with 'says', 'wrote on' and the like."""
    return _may_say(line) and _SAYS.search(line) is not None


def _without_says(line: str) -> str:
    return _SAYS.sub("", line) if _may_say(line) else line


def _may_say(line: str) -> bool:
    small = line.casefold()
    return any(word in small for word in _SAYING)


def _without_after(line: str) -> str:
    """The line without a dash, an 'on' or the like at its end."""
    words = line.removesuffix(".").rstrip()
    marked = line[-1:].isspace() or line.endswith(_MARKS_AFTER)
    may_end = marked or words[-6:].casefold().endswith(_WORDS_AFTER)
    return _AFTER.sub("", line) if may_end else line


def _without_rest(name: str) -> str:
    """The name without 'says', 'on' and marks behind it."""
    for _ in range(3):
        before = name
        name = _without_after(_without_says(name)).strip(" \t·•|:–—-,«»›→")
        if name == before:
            break
    return name


def _for_words(parts: Sequence[Element], without: Container[Element]) -> list[Page]:
    """The blocks of a comment, where only what is of its head is a block of its own."""
    return [read_blocks(part, without=without, splits=_is_of_head) for part in parts]


def _text(pages: Sequence[Page], author: str | None, head: Element | None = None) -> str:
    """The comment's words: what is marked as such, else all but the head and the buttons."""
    apart = frozenset() if head is None else frozenset(head.iter())
    for with_head in (False, True):
        if words := _words(pages, author, apart, with_head=with_head):
            return words
    return ""


def _words(
    pages: Sequence[Page], author: str | None, apart: frozenset[Element], *, with_head: bool
) -> str:
    lines: list[str] = []
    for page in pages:
        part = page.tree
        marked = _content(page, apart)
        blocks = [b for c in marked for b in page.inside(c)] if marked else page.blocks
        blocks = [block for block in blocks if block.element not in apart]
        spoken = [block for block in blocks if not _is_aside(block, part)]
        if not with_head and len(spoken) < len(blocks) and any(map(_is_written, blocks)):
            blocks = spoken
        for block in blocks:
            if _is_words(block, part, bool(marked), with_head=with_head):
                lines += block.text.split("\n") if block.element.tag != "pre" else [block.text]
                lines.append("")
    return _joined(_without_edges(lines, author, led=_leads(pages, author)))


def _leads(pages: Sequence[Page], author: str | None) -> bool:
    """Whether the name stands in bold, or is a link, at the head of a block of more words."""
    for page in pages:
        for block in page.blocks[:MAX_BLOCKS]:
            first = next((e for e in block.element if e.tag in _EMPHASES), None)
            if author and first is not None and block.text.startswith(f"{author} "):
                return one_line(first.text_content()).strip(" ,:") == author
    return False


def _is_written(block: Block) -> bool:
    """Whether it is a paragraph of somebody's words."""
    return block.element.tag == "p" and not (
        _is_edge(block.text, None) or _is_of_head(block.element)
    )


def _is_aside(block: Block, root: Element) -> bool:
    """Whether it is a badge, a town or a count beside paragraphs: a few words, and no sentence."""
    if block.element is not root and block.element.tag not in _BOXES:
        return False
    short = len(block.text) <= 40 and "\n" not in block.text
    return short and not block.text.endswith((".", "!", "?", "…", "”", ")", ":", '"'))


def _content(page: Page, apart: frozenset[Element]) -> list[Element]:
    """The outermost elements marked as a comment's words, but for the head's."""
    found: list[Element] = []
    heads = _holders_of_heads(page, apart)
    for element in page.spans:
        if (
            element is page.tree
            or element in apart
            or kind_of(element) != "content"
            or element.tag in HEADINGS
        ):
            continue
        if element in heads:
            continue
        if not any(at in found for at in element.iterancestors()):
            found.append(element)
    found = sorted(found, key=lambda element: page.spans[element])
    outer = [e for e in found if not any(at in found for at in e.iterancestors())]
    letters = sum(len(block.text) for element in outer for block in page.inside(element))
    return outer if letters else []


def _holders_of_heads(page: Page, apart: frozenset[Element]) -> set[Element]:
    """What holds a marked author beside marked words: the whole comment, whatever its name."""
    root = page.tree
    above: dict[str, set[Element]] = {"author": set(), "content": set()}
    for element in page.spans:
        kind = kind_of(element)
        if kind not in above or element.tag == "cite" or element is root or element in apart:
            continue
        for at in element.iterancestors():
            if at is root or at in above[kind]:
                break
            above[kind].add(at)
    return above["author"] & above["content"]


def _is_words(block: Block, root: Element, marked: bool, *, with_head: bool) -> bool:
    text = block.text.replace("\n", " ")
    if is_click(text) or _REMOVED.fullmatch(text) or _BLOGGED.fullmatch(text):
        return False
    kind = _kind_within(block, root)
    if kind == "content":
        return True
    if block.density > 0.8 and _are_clicks(block.element):
        return False
    if kind == "head":
        return with_head and not marked
    if kind in ("author", "date"):
        # a mark on what holds everything says nothing of the words
        return len(block.text) > MAX_HEAD and not marked
    if block.element.tag in HEADINGS or kind == "subject":
        return False
    return kind not in ("action", "foot") or len(block.text) > 2 * MAX_HEAD


def _are_clicks(element: Element) -> bool:
    """Whether each link in it is a button, as 'Reply' and 'Report' without a blank between."""
    told = [one_line(link.text_content()) for link in element.iter("a")]
    return bool(told) and all(is_click(words) for words in told if words)


def _without_edges(lines: Sequence[str], author: str | None, *, led: bool = False) -> list[str]:
    """The lines without those at the head that name and date, and those at the foot.

    With `led` the name is marked where it begins the words, and goes whatever follows it.
    """
    kept = [line.strip() for line in lines]
    while kept and (not kept[0] or _is_edge(kept[0], author)):
        words = _without_name(kept[0], author) if author else kept[0]
        if words != kept[0] and not _is_edge(words, author):
            kept[0] = words
            break
        kept = kept[1:]
    while len(kept) > 1 and (not kept[-1] or _is_edge(kept[-1], author)):
        kept = kept[:-1]
    if kept and author:
        kept[0] = _without_name(kept[0], author)
        if led and kept[0].startswith(f"{author} "):
            kept[0] = kept[0][len(author) :].lstrip(" ,:–—-")
    return [line for line in kept if not is_click(line) and not is_furniture(line)]


def _without_name(line: str, author: str) -> str:
    """'Jill the nurse says: For the record' without what goes before the words."""
    if not line.startswith(author):
        return line
    stamp = WRITTEN.search(line, len(author), 160)
    if (
        stamp
        and not line[len(author) : stamp.start()].strip(" (,|–—-")
        and (colon := _AFTER_DATE.match(line, stamp.end()))
    ):
        return line[colon.end() :]
    hit = _COLON.match(line, len(author))
    return line[hit.end() :] if hit else line


def _is_edge(line: str, author: str | None) -> bool:
    if is_click(line) or _IN_REPLY.fullmatch(line) or _PROFILE.fullmatch(line):
        return True
    if author and is_initials(line, author):
        return True
    if line.startswith((",", author or ",")) and len(line) < MAX_NAME and _AGO.search(line):
        return True
    bare = one_line(_AGO.sub(" ", without_dates(line)))
    dated = bare != one_line(line)
    if len(bare) <= 1 or (dated and author and len(line) <= MAX_HEAD and name_in(line) == author):
        return True
    if _LABEL.fullmatch(bare):
        return True
    left = _BEFORE.sub("", bare.strip(" \t·•|:–—-,#"))
    if author and left.casefold().startswith(author.casefold()):
        left = left[len(author) :]
    left = _NOT_NAME.sub("", _without_says(_without_after(left))).strip(" \t·•|:–—-,()#.…")
    if not left or is_click(left):
        return True
    return dated and len(left.split()) <= 3 and len(line) <= MAX_HEAD and bool(is_head(line))


def _joined(lines: Sequence[str]) -> str:
    """Paragraphs apart by an empty line; lines that a `br` ends stay lines of one."""
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(" ".join(line.split()))
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _names(item: Element) -> Iterator[str]:
    for at in (item, *item.iterdescendants("article", "div", "a", "dd")):
        for name in ("id", "data-id", "data-comment-id", "data-commentid", "name"):
            if told := at.get(name):
                yield told
                if digits := re.sub(r"\D", "", told):
                    yield digits
        if at is not item and at.get("id") is None and at.tag == "a":
            break


def _answers(item: Element, others: Container[Element]) -> str | None:
    for name in (
        "data-parent",
        "data-parent-id",
        "data-parentid",
        "data-reply-to",
        "data-in-reply-to",
    ):
        if told := item.get(name):
            return told if told != "0" else None
    for link in item.iterdescendants("a"):
        if (post := link.get("data-link-to-post")) and not _is_within(link, others, item):
            return post
        told, _, fragment = (link.get("href") or "").rpartition("#")
        if not fragment or not _IN_REPLY.match(one_line(_around(link))):
            continue
        if not _is_within(link, others, item):
            return fragment
    return None


def _is_within(link: Element, others: Container[Element], item: Element) -> bool:
    """Whether a link stands in a comment besides the item."""
    for at in link.iterancestors():
        if at is item:
            return False
        if at in others:
            return True
    return False


def _around(link: Element) -> str:
    """The words before a link in its parent, and its own."""
    parent = link.getparent()
    before = (parent.text or "") if parent is not None else ""
    return f"{before} {link.text_content()}"[:200]
