"""Readers' comments below an article: where they begin, whose each is, however the page writes it.

A page names its commenters in one style: 'NAME said:', 'Posted by NAME at 9.40', 'NAME | 2 May',
'NAME: words', 'NAME – words', or a name on a line of its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commissioning.domain.tags import Span
from nlp.attributes import Section, SectionKind

_HEAD = 70
_LONG = 160
_FEW = 4
_MANY = 6
_RUN = 3

_NUMBER = r"(?:\d{1,5}|no|one|two|three|four|five|six|seven|eight|nine|ten)"
_WORDS = r"(?:comments?|repl(?:y|ies)|responses?|thoughts?)"
_OPENING = re.compile(
    rf"""^\W*(?:
        (?:{_NUMBER}\s+)?(?:(?:readers?['’]?s?|your|user|latest|recent|online|web(?:site)?)\s+)*
            comments?(?:\W{{1,3}}\d{{1,5}}|\s+(?:are\s+(?:open|now\s+closed)|so\s+far|below))?
      | (?:leave\s+a\s+)?(?:comments?|replies)\s*(?:\W\s*|\b(?:on|about|received|from)\b).{{0,30}}
      | {_NUMBER}\s+{_WORDS}(?:\s+(?:on|to|so\s+far)\b.*)?
      | (?:readers?['’]?s?|your)\s+(?:views?|say|letters|responses|thoughts|reaction)
      | (?:what\s+(?:you|our\s+readers)\s+(?:said|say|think|thought)|you\s+said|below\s+the\s+line)
      | have\s+your\s+say
    )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_INVITATION = re.compile(
    r"\b(?:comment below|have your say|leave a (?:comment|reply)|says: comments)\b", re.IGNORECASE
)
_SELECTION = re.compile(
    r"\b(?:(?:selection|some) of (?:your|the) (?:comments|views)|readers had this to say"
    r"|here(?:'s| is) what (?:you|readers) (?:said|had))\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^(?:readers?['’]?s?\s+)?comment:\s+(?=\S)", re.IGNORECASE)
_GONE = re.compile(
    r"^(?:User deactivated|This comment has been|Report abuse|Reply$|Moderator\b|Commenting\b"
    r"|\[?Comments? (?:are|is|on|now)\b|This (?:article|thread|post|discussion) is\b"
    r"|To report\b|You can join\b|Log in\b|Sign in\b)",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"\b(?:comments?|commenting|thread|discussion)\b.*\bclosed\b", re.IGNORECASE)

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}},?"
    r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d+\s+(?:minute|hour|day|week|month|year)s?\s+ago)"
)
_TIME = r"\d{1,2}[:.]\d\d\s*(?:[ap]m)?"
_NAME = r"(?P<name>(?:[^:|?!.–—]|\.(?:(?=\w|$|\s*[:–—(])|(?<=\b[A-Z]\.)(?!\w|$|\s*[:–—(]))){2,50}?)"
_NTH = r"(?:\d{1,3}[.)]\s+)?"
_SAYING = r"(?:said|says|wrote|writes|commented|comments|replied|replies|posted)"
_QUOTED = re.compile(r"^[\"“].{2,2000}[\"”]\s*[–—-]\s*(?P<name>.{2,60})$")
_POSTED = re.compile(
    rf"^(?:(?i:posted|comment|written|reply)\s+(?i:by|from):?|Comment:)\s+{_NAME}"
    rf"(?:,?\s+(?:(?:at|on)\s+)?(?:{_DAY}|{_TIME})[^:]{{0,25}})?\s*(?::\s+|:?$)"
)
_SAYS = re.compile(rf"^{_NAME}\s+{_SAYING}(?:\s*(?:\.\.\.|…)|(?:,?\s+(?:at|on)\s[^:]+)?:)\s*")
_PIPED = re.compile(r"^(?P<name>[^|]{2,50}?)\s*\|.{0,100}$")
_DATED = re.compile(rf"^{_NTH}{_NAME},?\s+(?:on\s+)?{_DAY}\b(?:[^:]{{0,30}}:\s+|.{{0,30}}$)")
_TIMED = re.compile(rf"^{_NAME},?\s+(?:at\s+)?(?:\({_TIME}\)\s+|{_TIME}\s*(?::\s+|[–—-]\s+|$))")
_INLINE = re.compile(rf"^{_NAME}\s*:\s+(?=\S)")
_DASHED = re.compile(rf"^{_NAME}\s+[–—»·•-]\s+(?=\S)")
_LIKED = re.compile(rf"^{_NAME}\s+\(\d+ likes?\)\s+(?=\S)")
_BARE = re.compile(
    rf"^{_NTH}(?P<name>(?:[^.?!:,;]|(?<=\b[A-Z])\.){{2,40}}(?:,(?:\s+[A-Z]\S*){{1,3}})?)$"
)
_STAMP = re.compile(rf"[,\s]*\(?(?:{_DAY}|{_TIME})\)?$")
_EXPLICIT = (_POSTED, _SAYS)
_STYLES = (_QUOTED, *_EXPLICIT, _PIPED, _DATED, _TIMED, _LIKED, _INLINE, _DASHED, _BARE)
_HANDLE = re.compile(r"^(?:\S+|[a-z].*|.*[\d_].*)$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page without the white space around it, and where it begins."""

    text: str
    start: int

    @property
    def span(self) -> Span:
        """Its characters in the page's text."""
        return Span(self.start, self.start + len(self.text))


@dataclass(frozen=True, slots=True)
class _Head:
    """A reader's name, and where the words begin and end on its line, if they stand there."""

    name: str
    words: tuple[int, int] | None


def first(lines: Sequence[Line]) -> int:
    """The number of the line with which readers' comments begin; of lines, where there are none."""
    for at in range(1, len(lines)):
        if _opens(lines, at) or _is_unheaded(lines, at):
            return at
    return _before_the_close(lines)


def sections(lines: Sequence[Line]) -> Iterator[Section]:
    """The comments, each without the name that stands over it, and what is furniture there."""
    style = _style(lines)
    name: str | None = None
    begin, end = -1, -1
    for at, line in enumerate(lines):
        head = _head(line.text, style, lines[at + 1 :]) if style is not None else None
        if _is_furniture(lines, at) or (head is None and name is None):
            yield Section(span=line.span, kind=SectionKind.FURNITURE)
            continue
        if head is None:
            begin = line.start if begin < 0 else begin
            end = line.span.end
            continue
        if name and begin >= 0:
            yield Section(span=Span(begin, end), kind=SectionKind.COMMENT, name=name)
        name = head.name
        begin, end = (-1, -1) if head.words is None else (line.start + n for n in head.words)
    if name and begin >= 0:
        yield Section(span=Span(begin, end), kind=SectionKind.COMMENT, name=name)


def _opens(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is a heading of comments, an invitation to them, or one behind 'Comment:'."""
    line = lines[at].text
    if len(line) <= _HEAD and _OPENING.match(line):
        return True
    if (match := _LABELLED.match(line)) is not None:
        words = line[match.end() :]
        alone = _BARE.match(words) is not None and at + 1 < len(lines)
        return alone or _named(words) is not None
    if len(line) > _LONG or at + 1 == len(lines):
        return False
    chosen = _SELECTION.search(line) is not None and _named(lines[at + 1].text) is not None
    return chosen or _INVITATION.search(line) is not None


def _is_unheaded(lines: Sequence[Line], at: int) -> bool:
    """Whether comments begin without a heading: 'Posted by NAME: ...', 'somebody_7 says: ...'."""
    line = lines[at].text
    if (match := _POSTED.match(line)) is not None:
        return match.end() < len(line)
    match = _SAYS.match(line)
    if match is None or line[match.end() :][:1] in {'"', "“", "‘", "'"}:
        return False
    if " commented" in match.group():
        return True
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    last = len(lines) - at <= _RUN
    is_alone = match.end() == len(line) and not following.startswith(('"', "“", "‘", "'"))
    return last and is_alone and _HANDLE.match(match["name"]) is not None


def _before_the_close(lines: Sequence[Line]) -> int:
    """Where the run of comments begins that ends in 'Comments are now closed'."""
    for at in range(len(lines) - 1, max(0, len(lines) - _RUN), -1):
        if not _CLOSED.search(lines[at].text) or len(lines[at].text) > _LONG:
            continue
        begin = at
        while begin > 1 and _named(lines[begin - 1].text) is not None:
            begin -= 1
        return begin if at - begin >= _RUN else len(lines)
    return len(lines)


def _is_furniture(lines: Sequence[Line], at: int) -> bool:
    line = lines[at].text
    if _GONE.match(line):
        return True
    return _opens(lines, at) and not _LABELLED.match(line)


def _named(line: str) -> re.Match[str] | None:
    """A line that begins with a name and goes on with words."""
    for style in (*_EXPLICIT, _DATED, _TIMED, _INLINE, _DASHED):
        match = style.match(line)
        if match is not None and match.end() < len(line) and _can_be_name(match["name"]):
            return match
    return None


def _can_be_name(name: str) -> bool:
    return 0 < len(name.split()) <= _MANY


def _style(lines: Sequence[Line]) -> re.Pattern[str] | None:
    """The style in which the page writes names: of those of its first head, the most usual."""
    heads = [at for at in range(len(lines)) if not _is_furniture(lines, at)]
    for at in heads:
        fitting = [s for s in _STYLES if _head(lines[at].text, s, lines[at + 1 :]) is not None]
        if fitting:
            return max(
                fitting,
                key=lambda style: (
                    style is not _BARE,
                    sum(_head(lines[n].text, style, lines[n + 1 :]) is not None for n in heads),
                ),
            )
    return None


def _head(line: str, style: re.Pattern[str], below: Sequence[Line]) -> _Head | None:
    """The head of a comment in a line, written in a style."""
    if style is _BARE and (not below or len(line.split()) > _FEW):
        return None
    label = _LABELLED.match(line)
    match = style.match(line[label.end() :] if label else line)
    if match is None or not _can_be_name(match["name"]):
        return None
    skipped = label.end() if label else 0
    if style is _QUOTED:
        return _Head(match["name"].strip(), (1, max(line.rfind('"'), line.rfind("”"))))
    begin = match.end() + skipped
    name = _STAMP.sub("", match["name"]).strip(" ,")
    return _Head(name, (begin, len(line)) if begin < len(line) else None)
