"""Milestones and deadlines as a calendar to follow (iCalendar, RFC 5545)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from commissioning.domain.dates import PartialDate
from commissioning.domain.facts import Milestone

_DAY = timedelta(days=1)
_DOUBTS = {
    "medium": "The date is likely, not certain.",
    "low": "The date is not certain.",
}


def calendar(milestones: Iterable[Milestone], *, site_name: str, site_url: str) -> bytes:
    """All-day events: each milestone on its day, each deadline on its last, in the order given.

    What is known to the month lasts the month; what is known by its year alone is left out. The
    bytes depend on the arguments alone.
    """
    host = urlsplit(site_url).hostname or "localhost"
    name = _plain(site_name)
    found = Calendar()
    found.add("prodid", f"-//{name.replace('/', ' ')}//Milestones//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", f"{name}: milestones and deadlines")
    for milestone in milestones:
        if milestone.day.month:
            found.add_component(_milestone(milestone, host))
        if milestone.until is not None and milestone.until.month:
            found.add_component(_deadline(milestone, milestone.until, host))
    written: bytes = found.to_ical()
    return written


def _milestone(milestone: Milestone, host: str) -> Event:
    event = _event(milestone, milestone.day)
    event.add("uid", f"{_plain(milestone.slug)}@{host}")
    event.add("summary", _plain(milestone.name))
    event.add("categories", [milestone.kind.value])
    until = () if milestone.until is None else (f"Until {_words(milestone.until)}.",)
    _describe(event, (*until, *_remarks(milestone, milestone.day)))
    return event


def _deadline(milestone: Milestone, until: PartialDate, host: str) -> Event:
    event = _event(milestone, until)
    event.add("uid", f"deadline.{_plain(milestone.slug)}@{host}")
    event.add("summary", f"Deadline: {_plain(milestone.name)}")
    event.add("categories", ["deadline", milestone.kind.value])
    _describe(event, (f"Since {_words(milestone.day)}.", *_remarks(milestone, until)))
    return event


def _event(milestone: Milestone, when: PartialDate) -> Event:
    """An event on a day or through a month, stamped with the milestone's own day: no clock."""
    event = Event()
    event.add("dtstamp", datetime.combine(milestone.day.earliest, time.min, UTC))
    event.add("dtstart", when.earliest)
    if not when.day:
        event.add("dtend", when.latest + _DAY)
    event.add("transp", "TRANSPARENT")
    if milestone.url is not None:
        event.add("url", "".join(_plain(milestone.url).split()))
    return event


def _remarks(milestone: Milestone, when: PartialDate) -> Iterator[str]:
    if not when.day:
        yield f"Some day of {_words(when)}."
    if milestone.note:
        yield _plain(milestone.note)
    if milestone.confidence in _DOUBTS:
        yield _DOUBTS[milestone.confidence]


def _describe(event: Event, lines: Iterable[str]) -> None:
    text = "\n".join(lines)
    if text:
        event.add("description", text)


def _words(when: PartialDate) -> str:
    """'4 December 2026', 'December 2026' or '2026': as exact as it is."""
    month = f"{when.earliest:%B} {when.year}" if when.month else str(when.year)
    return f"{when.day} {month}" if when.day else month


def _plain(text: str) -> str:
    """One line without the marks that do not print: a calendar's lines are its syntax."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())
