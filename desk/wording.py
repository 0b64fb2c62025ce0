"""How the desk says things: times, counts, sides. Pure; most of it is the site's own wording."""

from collections.abc import Iterable
from datetime import date, datetime

from commissioning.domain.dates import Dated, Precision
from commissioning.domain.editions import Decision
from commissioning.domain.tags import HolderKind, Position
from commissioning.store.queue import QueuedArticle
from site_builder import words as site_words
from site_builder.words import certainty as certainty
from site_builder.words import nested

_CLASSES = {Position.SUPPORT: "sup", Position.OPPOSE: "opp", Position.MIXED: "mix"}
_CHOICES = {
    Position.SUPPORT: "Supports",
    Position.OPPOSE: "Opposes",
    Position.MIXED: "Divided",
}
_VERBS = {
    Position.SUPPORT: "supports",
    Position.OPPOSE: "opposes",
    Position.MIXED: "is divided",
}
_DECIDED = {Decision.KEEP: "Kept", Decision.DROP: "Dropped", Decision.LATER: "Later"}
SHELVES = {Decision.KEEP: "kept", Decision.DROP: "dropped", Decision.LATER: "later"}
_FOUND = {
    "feed": "from the feed",
    "jsonld": "from the page",
    "meta": "from the page",
    "text": "from its text",
    "url": "from its address",
    "sitemap": "from the sitemap",
    "editor": "set by an editor",
}
UNSURE = "uns"
SIDES = tuple(Position)
HOLDERS = {
    HolderKind.PERSON.value: "a person",
    HolderKind.ORGANISATION.value: "a body",
    HolderKind.AUTHOR.value: "the author",
    HolderKind.GROUP.value: "a group",
    HolderKind.COMMENTER.value: "a reader",
}
RUNS = {
    "run": "Collect, tag, group and build",
    "collect": "Collect",
    "tag": "Tag again",
    "build": "Build the site",
}
_LONGEST = 90


def side_class(position: Position, *, sure: bool = True) -> str:
    """The class of a side, which gives shape and colour; hollow where it is not sure."""
    return _CLASSES[position] if sure else UNSURE


def hidden(position: Position, *, sure: bool = True) -> str:
    """What a screen reader says in the shape's place."""
    return f"{_VERBS[position] if sure else 'unsure'}: "


def verb(position: Position, *, sure: bool = True) -> str:
    """What a holder does; 'may support' where the machine is not sure."""
    return _VERBS[position] if sure else site_words.verb(position, sure=False).removesuffix(" on")


def decided(decision: Decision) -> str:
    """What was decided of a story, at the beginning of a line."""
    return _DECIDED[decision]


def choice(position: Position) -> str:
    """The side as one of several to choose from."""
    return _CHOICES[position]


def count(number: int, one: str, many: str | None = None) -> str:
    """'1 article', '4 articles'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Iterable[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"


def day(value: date) -> str:
    """'Mon 1 Nov 2010'."""
    return f"{value:%a} {value.day} {value:%b %Y}"


def short_day(value: date) -> str:
    """'Mon 1 Nov'."""
    return f"{value:%a} {value.day} {value:%b}"


def span(first: date, last: date) -> str:
    """'Fri 29 Oct to Thu 4 Nov 2010'; 'Thu 4 Nov 2010' for a single day."""
    if first == last:
        return day(last)
    begin = short_day(first) if first.year == last.year else day(first)
    return f"{begin} to {day(last)}"


def brief_span(first: date, last: date) -> str:
    """'29 Oct to 4 Nov'; '4 Nov' for a single day."""
    shown = [f"{one.day} {one:%b}" for one in (first, last)]
    return " to ".join(dict.fromkeys(shown))


def moment(value: datetime) -> str:
    """'Mon 1 Nov 2010, 17:05', in UTC."""
    return f"{day(value.date())}, {value:%H:%M}"


def dated(found: Dated | None) -> str:
    """A date as exactly as it is known, and no more."""
    if found is None:
        return "no date"
    if found.precision is Precision.YEAR:
        return f"{found.day.year}"
    if found.precision is Precision.MONTH:
        return f"{found.day:%B %Y}"
    if found.precision is Precision.DAY:
        return day(found.day)
    return moment(found.moment)


def published(article: QueuedArticle) -> str:
    """When an article of the queue was published: 'Mon 1 Nov, 17:05'."""
    shown = short_day(article.published.date())
    if article.precision in (Precision.SECOND, Precision.MINUTE):
        return f"{shown}, {article.published:%H:%M}"
    return f"{article.published:%B}" if article.precision == Precision.MONTH else shown


def percent(share: float | None) -> str:
    """'94%'."""
    return f"{round(100 * (share or 0.0))}%"


def capital(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """As it stands within a sentence; 'GP budgets' keeps its capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def quoted(words: str) -> str:
    """Words between marks, their own marks changed so that both are told apart."""
    return f"“{nested(' '.join(words.split()))}”"


def short(words: str) -> str:
    """The beginning of long words, on one line."""
    told = " ".join(words.split())
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST].rsplit(' ', 1)[0]}…"


def time_of(found: Dated | None) -> str:
    """'09:14' for a field, where it is known; else ''."""
    if found is None or found.precision not in (Precision.SECOND, Precision.MINUTE):
        return ""
    return f"{found.moment:%H:%M}"


def took(started: datetime, finished: datetime | None) -> str:
    """'3 min 12 s'; 'not finished' where a run was cut short or goes on."""
    if finished is None:
        return "not finished"
    minutes, seconds = divmod(round((finished - started).total_seconds()), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def found_in(found: Dated | None) -> str:
    """Where a date comes from."""
    return _FOUND.get(found.found_in, f"from the {found.found_in}") if found else ""
