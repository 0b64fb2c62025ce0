"""How things are said on the pages: dates, verbs, excerpts, counts."""

from datetime import date, timedelta

from commissioning.domain.dates import Dated, Precision, Years
from commissioning.domain.tags import Position

EXCERPT = 50
EVIDENCE = 60
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
_FAIRLY, _SURE = 0.65, 0.8


def mark(position: Position) -> str:
    """The class and symbol of a side: 'u', 'd' or 'm'."""
    return _MARKS[position]


def verb(position: Position, *, sure: bool = True, past: bool = False) -> str:
    """What stands between a holder and a question."""
    if not sure:
        return _MAYBE[position]
    return _THEN[position] if past else _NOW[position]


def side(position: Position) -> str:
    """The name of a side."""
    return _SIDE[position]


def certainty(confidence: float) -> str:
    """How sure the tagger is, in words with the figure."""
    figure = f"({confidence:.2f})"
    if confidence >= _SURE:
        return f"sure {figure}"
    if confidence >= _FAIRLY:
        return f"fairly sure {figure}"
    return f"not very sure {figure}" if confidence >= 0.5 else f"unsure {figure}, not counted"


def day(value: date) -> str:
    """'5 October 2010'."""
    return f"{value.day}{_NARROW}{value:%B}{_NARROW}{value.year}"


def short_day(value: date) -> str:
    """'5 Oct 2010'."""
    return f"{value.day}{_NARROW}{value:%b}{_NARROW}{value.year}"


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


def week_name(monday: date) -> str:
    """'Week 28 · 12 to 18 July 2010'."""
    sunday = monday + timedelta(days=6)
    start = f"{monday.day}"
    if monday.month != sunday.month:
        start += f"{_NARROW}{monday:%B}"
    if monday.year != sunday.year:
        start += f"{_NARROW}{monday.year}"
    return f"Week{_NARROW}{monday.isocalendar().week}{_NARROW}· {start} to {day(sunday)}"


def years(held: Years) -> str:
    """'1998 to 2015', 'since 2022', 'until 2013'; '' where nothing is known."""
    if held.start and held.end:
        return f"{held.start.year} to {held.end.year}"
    if held.start:
        return f"since {held.start.year}"
    return f"until {held.end.year}" if held.end else ""


def clip(text: str, words: int) -> str:
    """At most so many words on one line, with an ellipsis where some are missing."""
    found = text.split()
    if len(found) <= words:
        return " ".join(found)
    return " ".join(found[:words]).rstrip(",;:–—-") + "\u00a0…"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """'1 article', '2 articles', 'no articles'."""
    if number == 1:
        return f"1{_NARROW}{noun}"
    return f"{number:,}{_NARROW}{plural or noun + 's'}" if number else f"no {plural or noun + 's'}"
