"""How things are said on the pages: dates, verbs, excerpts, counts."""

import math
import re
from datetime import date, timedelta
from functools import lru_cache

from commissioning.domain.corrections import EDITOR
from commissioning.domain.dates import Dated, PartialDate, Precision, Years
from commissioning.domain.ledger import SURE, Statement
from commissioning.domain.quoting import LETTERS
from commissioning.domain.tags import Position

_KEPT = 10_000
_NARROW = "\u00a0"

_MARKS = {Position.SUPPORT: "u", Position.OPPOSE: "d", Position.MIXED: "m"}
_NOW = {
    Position.SUPPORT: "supports",
    Position.OPPOSE: "opposes",
    Position.MIXED: "is divided on",
}
_THEN = {
    Position.SUPPORT: "supported",
    Position.OPPOSE: "opposed",
    Position.MIXED: "was divided on",
}
_MAYBE = {
    Position.SUPPORT: "may support",
    Position.OPPOSE: "may oppose",
    Position.MIXED: "may be divided on",
}
_SIDE = {Position.SUPPORT: "support", Position.OPPOSE: "oppose", Position.MIXED: "divided"}
_LEAN = {Position.SUPPORT: "for", Position.OPPOSE: "against", Position.MIXED: "divided"}
FAIRLY, CERTAIN = 0.7, 0.8
_NEAR = 1e-6


def mark(position: Position) -> str:
    """The class and symbol of a side: 'u', 'd' or 'm'."""
    return _MARKS[position]


_MANY = {"supports": "support", "opposes": "oppose", "is": "are", "was": "were"}


def verb(position: Position, *, sure: bool = True, past: bool = False, many: bool = False) -> str:
    """What stands between a holder, or `many` under one name, and a question."""
    if not sure:
        return _MAYBE[position]
    found = _THEN[position] if past else _NOW[position]
    first, *rest = found.split(" ")
    return " ".join((_MANY.get(first, first), *rest)) if many else found


_FROM = {
    "direct": "from quoted words",
    "indirect": "from reported speech",
    "named": "from a sentence naming them",
    "subject": "from what it is said to do",
    "passive": "from what is said to be done to it",
    "behind": "from a sentence with it in passing",
    "mentioned": "from a mention of it",
    "author": "from the writer’s own words",
    "reporter": "from the reporter’s words",
    "comment": "from a reader’s comment",
    "described": "from a sentence about somebody unnamed",
    "following": "from a sentence going on about them",
    "onward": "from a sentence after their words",
    "house": "from its own paper’s words",
}
WAYS = tuple(_FROM.values())
_BY = {
    "reader": "",
    "linear": "by phrases alone",
    "phrases": "by phrases alone",
}
_FOUND_BY = {
    "direct-after": "the speaker stands after the words",
    "direct-before": "the speaker stands before the words",
    "direct-within": "the marked words stand in reported speech",
    "direct-carried": "goes on from the quotation before",
    "direct-preceding": "the speaker is whoever the sentence before is about",
    "direct-introduced": "the speaker stands in the line above",
    "direct-subject": "the speaker is whoever the text is about",
    "direct-answered": "an answer in an interview",
    "direct-signed": "signed with a name",
    "direct-unattributed": "no speaker found",
    "direct-title": "a title in quotation marks",
    "indirect": "after a verb of saying",
    "according": "after ‘according to’ or the like",
    "framed": "as what the speaker’s view is",
    "claimed": "as a claim of the speaker",
    "register": "a name in the register",
    "pattern": "the form of a local name",
    "place": "a place that stands for its commissioner",
    "anaphor": "‘the board’, ‘the college’ and the like, for a body named before",
    "acronym": "letters that the text explains",
    "outlet": "the outlet’s own name",
    "ner": "taken for a body’s name by the language model",
    EDITOR: "set by an editor",
}


@lru_cache(maxsize=_KEPT)
def method(name: str) -> str:
    """How a tag was made, in words; the tagger's own name for it where there are none.

    That the model read it goes without saying; 'by phrases alone' is said.
    """
    if name in _FOUND_BY:
        return _FOUND_BY[name]
    piece, _, by = name.partition("+")
    return ", ".join(part for part in (_FROM.get(piece, piece), _BY.get(by, by)) if part)


def anchor(shown: Statement) -> str:
    """Where on its article's page a stance stands: an id that stays while the text does."""
    place = f"{shown.span.start}-{shown.span.end}"
    if shown.comment is not None:
        place = f"c{shown.comment}-{place}"
    return f"{shown.question}-{place}"


def side(position: Position) -> str:
    """The name of a side."""
    return _SIDE[position]


def leaning(position: Position, *, sure: bool) -> str:
    """A side in a word that stands before the names of who takes it: 'for', 'perhaps against'."""
    return _LEAN[position] if sure else f"perhaps {_LEAN[position]}"


def sureness(confidence: float, method: str) -> str:
    """How sure the tagger is, in words alone; that an editor set it, where one did."""
    if method == EDITOR:
        return _FOUND_BY[EDITOR]
    if confidence >= CERTAIN:
        return "sure"
    if confidence >= FAIRLY:
        return "fairly sure"
    return "not very sure" if confidence >= SURE else "unsure"


@lru_cache(maxsize=_KEPT)
def certainty(confidence: float, method: str = "") -> str:
    """The same with the figure, which is never rounded up to a limit; an editor needs none."""
    said = sureness(confidence, method)
    if method == EDITOR:
        return said
    figured = f"{said}{_NARROW}({math.floor(100 * confidence + _NEAR) / 100:.2f})"
    return figured if confidence >= SURE else f"{figured}, not counted"


@lru_cache(maxsize=_KEPT)
def day(value: date) -> str:
    """'5 October 2010'."""
    return f"{value.day}{_NARROW}{value:%B}{_NARROW}{value.year}"


@lru_cache(maxsize=_KEPT)
def short_day(value: date) -> str:
    """'5 Oct 2010'."""
    return f"{value.day}{_NARROW}{value:%b}{_NARROW}{value.year}"


@lru_cache(maxsize=_KEPT)
def month(value: date) -> str:
    """'Oct 2010'."""
    return f"{value:%b}{_NARROW}{value.year}"


def dated(found: Dated | None) -> str:
    """A date no more exactly than it is known."""
    if found is None:
        return "no date"
    if found.precision is Precision.YEAR:
        return f"{found.day.year}"
    if found.precision is Precision.MONTH:
        return f"{found.day:%B}{_NARROW}{found.day.year}"
    return day(found.day)


def moment(found: Dated | None) -> str:
    """A date with its time where that is known, and where it was found."""
    if found is None:
        return "not known"
    exact = found.precision in {Precision.MINUTE, Precision.SECOND}
    clock = f", {found.moment:%H:%M} UTC" if exact else ""
    return f"{dated(found)}{clock}, {_FOUND.get(found.found_in, found.found_in)}"


_FOUND = {
    "feed": "from the feed",
    "jsonld": "from the page",
    "meta": "from the page",
    "url": "from the address",
    "text": "from the text",
    "sitemap": "from the sitemap",
    "record": "from the archive",
    "line": "from the file",
}


def machine(found: Dated | None) -> str | None:
    """The date for a `datetime` attribute, no more exactly than it is known."""
    if found is None:
        return None
    if found.precision is Precision.YEAR:
        return f"{found.day.year:04d}"
    if found.precision is Precision.MONTH:
        return f"{found.day:%Y-%m}"
    return found.day.isoformat()


def full_month(value: date) -> str:
    """'October 2010'."""
    return f"{value:%B}{_NARROW}{value.year}"


@lru_cache(maxsize=_KEPT)
def partial(when: PartialDate) -> str:
    """A date of the register, no more exactly than it is known: '5 October 2010', '2010'."""
    if when.day:
        return day(when.earliest)
    return full_month(when.earliest) if when.month else f"{when.year}"


@lru_cache(maxsize=_KEPT)
def short_partial(when: PartialDate) -> str:
    """The same in short: '5 Oct 2010', 'Oct 2010', '2010'."""
    return short_day(when.earliest) if when.day else rough(when)


def on(when: PartialDate) -> str:
    """'on 5 October 2010', 'in October 2010', 'in 2010'."""
    return f"{'on' if when.day else 'in'} {partial(when)}"


def rough(when: PartialDate | None) -> str:
    """The month, or the year where no month is known: 'Oct 2010', '2010'."""
    if when is None:
        return "no date"
    return month(when.earliest) if when.month else f"{when.year}"


def stretch(first: PartialDate, last: PartialDate) -> str:
    """From one date to another: '5 to 9 October 2010', '2010 to 9 March 2011', '2010'."""
    if first.day and last.day:
        return days(first.earliest, last.earliest)
    return partial(last) if first == last else f"{partial(first)} to {partial(last)}"


def days(first: date, last: date) -> str:
    """'5 October 2010', '5 to 9 October 2010', '30 March to 2 April 2010'."""
    if first == last:
        return day(last)
    start = f"{first.day}"
    if (first.year, first.month) != (last.year, last.month):
        start += f"{_NARROW}{first:%B}"
    if first.year != last.year:
        start += f"{_NARROW}{first.year}"
    return f"{start} to {day(last)}"


def week_name(monday: date) -> str:
    """'Week 28 · 12 to 18 July 2010'."""
    span = days(monday, monday + timedelta(days=6))
    return f"Week{_NARROW}{monday.isocalendar().week}{_NARROW}· {span}"


def years(held: Years) -> str:
    """'1998 to 2015', '2024', 'since 2022', 'until 2013'; '' where nothing is known."""
    if held.start and held.end:
        if held.start.year == held.end.year:
            return f"{held.start.year}"
        return f"{held.start.year} to {held.end.year}"
    if held.start:
        return f"since {held.start.year}"
    return f"until {held.end.year}" if held.end else ""


def clip(text: str, words: int) -> str:
    """At most so many words on one line, with an ellipsis where some are missing.

    Where words are much longer than words are, as many letters as so many words have.
    """
    room = words * LETTERS
    found = text[:room].split()
    if len(found) <= words and len(text) <= room:
        return " ".join(found)
    return " ".join(found[:words]).rstrip(",;:–—-") + "\u00a0…"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """'1 article', '2 articles', 'no articles'."""
    if number == 1:
        return f"1{_NARROW}{noun}"
    return f"{number:,}{_NARROW}{plural or noun + 's'}" if number else f"no {plural or noun + 's'}"


def within(label: str) -> str:
    """A label of a question within a sentence: 'the pace', 'GP budgets'."""
    first = label.partition(" ")[0]
    return label[0].lower() + label[1:] if first[1:].islower() else label


_SPELT = "no one two three four five six seven eight nine".split()


def spelt(number: int) -> str:
    """A count at the beginning of a sentence: 'Seven', '12'."""
    return _SPELT[number].capitalize() if number < len(_SPELT) else f"{number:,}"


_OPENS = re.compile(r'(?:^|(?<=[\s(—–-]))["“]|“')
_SINGLE = str.maketrans({'"': "’", "”": "’"})


def nested(text: str) -> str:
    """Words that are to stand between quotation marks: their own marks become single ones."""
    if '"' not in text and "“" not in text and "”" not in text:
        return text
    return _OPENS.sub("‘", text).translate(_SINGLE)
