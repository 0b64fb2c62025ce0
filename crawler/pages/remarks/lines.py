"""The lines of a comment: who is named in one, what is a button, and what is left of the words."""

import re
from collections.abc import Sequence

from crawler.dates import WRITTEN, find_date, without_dates
from crawler.pages.blocks import one_line
from crawler.pages.boilerplate import is_furniture

MAX_NAME = 80

# a place behind the name: ', Great Sowden'
MAX_PLACE = 40

MAX_HEAD = 160
MAX_BLOCKS = 12

SAYS = re.compile(
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
    r"(?i)\(\s*\(\s*\)\s*\)|[\[(]\s*,?\s*[\])]|(?:\bon\s+)?\(\#\d+\)"
    r"|\((?:not verified|guest|unregistered|author|reply|link|permalink"
    r"|e-?mail|url|website|\s*)\)|\[(?:visitor|guest|member|unregistered|email|website)\]|\(\s*$"
)

_COUNTER = re.compile(r"(?i)(?:comment|response|reply|post|message|letter|no\.?)\s*#?\d+")

_BADGE = re.compile(
    r"(?i)(?<=\w)\s+(?:verified|subscriber|premium|top\s+(?:commenter|contributor|fan)"
    r"|registered user)\s*$|(?<=\w)\s+@\w{1,30}\s*$"
)

AFTER_DATE = re.compile(r"\s*[)\]]?\s*(?::|[–—-]\s)\s*(?=\S)")

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

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:[a-z]{2,6})?\.?"

AGO = re.compile(
    r"\b(?:\d{1,3}|an?|one|two|three|several)\s+(?:second|minute|min|hour|day|week|month|year)s?\s+ago\b"
    r"|\b(?:yesterday|just now)\b"
    rf"|(?:\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?(?<!\w)(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?)\b(?:,?\s+(?:at\s+)?\d{{1,2}}[:.]\d\d(?:\s?[ap]\.?m\b)?)?"
    r"|(?<![\w:.])\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\b)?(?![\w:])"
    r"|(?<!\w)\d{1,2}\s?(?:min|mo|yr|hr|[smhdwy])(?!\w)",
    re.IGNORECASE,
)

CLICK = re.compile(
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

ALNUM = re.compile(r"[^\W_]")

BUTTON = re.compile(r"(?i)\b(?:reply|respond|answer|quote|report|flag|like|recommend|upvote)\b")

_SENTENCE_IN = re.compile(r"[^\W\d_]{4,}[.!?]\s")

_INITIALS = re.compile(r"[^\W\d_]{1,3}")

IN_REPLY = re.compile(r"(?i)\W{0,3}(?:in\s+(?:reply|response)\s+to|replying\s+to|re:)\b.{0,80}")

JOINED = re.compile(
    r"(?i)\b(?:joined|join date|registered(?: on)?|member since|last (?:seen|active|edited))\b"
    r"|^\W{0,3}(?:edited|modified|updated|corrected)\b"
)

_OFFICES = frozenset(("moderator", "staff", "author"))


def is_dated_head(line: str) -> bool:
    """Whether a line names somebody and gives a date, and does no more."""
    return is_dated(line) and is_head(line) and name_in(line) is not None


def is_answered(text: str) -> bool:
    """Whether it is buttons, one of which is to answer, to like or to report."""
    return len(text) <= MAX_HEAD and is_click(text) and BUTTON.search(text) is not None


def is_button(text: str) -> bool:
    """Whether it is one button to answer, to like or to report."""
    return len(text) <= MAX_NAME and BUTTON.search(text) is not None and is_click(text)


def is_profile(line: str) -> bool:
    """Whether a line tells since when somebody is a member, or how much he has written."""
    return len(line) <= MAX_NAME and _MEMBER.fullmatch(line) is not None


def is_spoken(text: str) -> bool:
    """Whether a head says that somebody said what follows."""
    line = text.split("\n", 1)[0]
    if len(line) > MAX_HEAD:
        return False
    return bool((_may_say(line) and _says(without_dates(line))) or _NAMES.match(line))


def is_click(line: str) -> bool:
    """Whether a line is buttons and counters and no more: 'Reply', 'Like (3)', 'Report abuse'."""
    if len(line) > MAX_HEAD:
        return False
    if first := ALNUM.search(line):
        # most lines begin with another word, and to look for all buttons takes long
        begin = first.start()
        if not (CLICK.match(line, begin) or (begin and CLICK.match(line, begin - 1))):
            return False
    return not ALNUM.search(CLICK.sub(" ", line))


def is_dated(line: str) -> bool:
    """Whether a line is short and has a date, which is not that of its writer's joining."""
    return (
        len(line) <= MAX_HEAD
        and (find_date(line, found_in="comment") is not None or ends_ago(line))
        and not JOINED.search(line)
    )


def ends_ago(line: str) -> bool:
    """Whether a line is, or ends with, how long ago something was."""
    if len(line) > MAX_NAME:
        return False
    told = list(AGO.finditer(line))
    return bool(told) and not ALNUM.search(line, told[-1].end())


def is_initials(letters: str, name: str) -> bool:
    """Whether up to three letters are those with which a name's words begin."""
    if len(letters) > 3 or len(name) > MAX_NAME or not _INITIALS.fullmatch(letters):
        return False
    firsts = "".join(word[0] for word in re.findall(r"[^\W_]+", name)).casefold()
    small = letters.casefold()
    return len(name) > len(letters) and (
        firsts.startswith(small) or firsts[:1] + firsts[-1:] == small
    )


def led_name(line: str) -> str | None:
    """The name in 'Jill (14 July 2010 at 10:32): For the record'."""
    stamp = WRITTEN.search(line, 0, MAX_HEAD)
    if stamp is None or not AFTER_DATE.match(line, stamp.end()):
        return None
    before = line[: stamp.start()].strip(" (,|–—-")
    return name_in(before) if 0 < len(before.split()) <= 6 else None


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
    name = AGO.sub(" ", without_dates(" ".join(line.split())[:300]))
    name = _BADGE.sub("", _NOT_NAME.sub(" ", name))
    name = _ORDINAL.sub("", one_line(name))
    name = _BEFORE.sub("", re.sub(r"(?i)^(?:at|on)\b\s*,?\s*", "", name))
    name = _without_rest(name)
    parts = re.split(r"\s+[|·•]\s+", name)
    name = _without_rest(next((part for part in parts if not is_click(part)), name))
    if name[:1] in "([" and name[-1:] in ")]" and name[1:-1].isprintable():
        name = name[1:-1].strip(" ,")
    if not 0 < len(name) <= MAX_NAME or len(name.split()) > 12:
        return None
    if (is_click(name) and name.casefold() not in _OFFICES) or _COUNTER.fullmatch(name):
        return None
    return name if any(map(str.isalnum, name)) and not _LABEL.fullmatch(name) else None


def _says(line: str) -> bool:
    """Whether the line ends with 'says', 'wrote on' and the like, and is no sentence that does."""
    if not _may_say(line) or _SENTENCE_IN.search(line):
        return False
    return SAYS.search(line) is not None


def _without_says(line: str) -> str:
    return SAYS.sub("", line) if _may_say(line) else line


def _may_say(line: str) -> bool:
    small = line.casefold()
    return any(map(small.__contains__, _SAYING))


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


def without_edges(lines: Sequence[str], author: str | None, *, led: bool = False) -> list[str]:
    """The lines without those at the head that name and date, and those at the foot.

    With `led` the name is marked where it begins the words, and goes whatever follows it.
    """
    kept = [line.strip() for line in lines]
    while kept and (not kept[0] or is_edge(kept[0], author)):
        words = _without_name(kept[0], author) if author else kept[0]
        if words != kept[0] and not is_edge(words, author):
            kept[0] = words
            break
        kept = kept[1:]
    while len(kept) > 1 and (not kept[-1] or is_edge(kept[-1], author)):
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
        and (colon := AFTER_DATE.match(line, stamp.end()))
    ):
        return line[colon.end() :]
    hit = _COLON.match(line, len(author))
    return line[hit.end() :] if hit else line


def is_edge(line: str, author: str | None) -> bool:
    """Whether a line at the words' edge is none of them: the name, the date, a button, a label."""
    if is_click(line) or IN_REPLY.fullmatch(line) or _PROFILE.fullmatch(line):
        return True
    if author and (is_initials(line, author) or (line[:1] == "," and len(line) <= MAX_PLACE)):
        return True
    if line.startswith((",", author or ",")) and len(line) < MAX_NAME and AGO.search(line):
        return True
    bare = one_line(AGO.sub(" ", without_dates(line)))
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


def join_lines(lines: Sequence[str]) -> str:
    """Paragraphs apart by an empty line; lines that a `br` ends stay lines of one."""
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(" ".join(line.split()))
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)
