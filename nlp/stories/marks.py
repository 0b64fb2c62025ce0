"""What sets one of a kind apart from the next: its number, its month, its day, its fixed headline.

Waves of a survey, meetings of a board, sittings of an inquiry and two papers of one day have actors
and words in common and are different events.
"""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from nlp.stories.words import plain, split, stem

_LEAD = 3
_MONTHS = """
    January February March April May June July August September October November December
    """.split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_ORDINALS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    """.split()
_MONTH = "|".join(_MONTHS)
_ORDINAL = rf"{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th)"
_SERIES = (
    "(?:wave|tracker|survey|poll|figures|meeting|session|hearing|sitting|evidence|round|report"
    "|edition|bulletin|results|statistics|paper|reading|stage|tranche|batch)s?"
)
_PAPERS = "(?:papers?|reports?|documents?|stud(?:y|ies)|consultations?|frameworks?|publications?)"

_NUMBERED = re.compile(
    rf"\b({_ORDINAL})[\s-]+(?:of (?:two|three|four) )?(?:[a-z]+ )?{_SERIES}\b", re.IGNORECASE
)
_OF_MONTH = re.compile(
    rf"\b({_MONTH})(?:'s)?\s+{_SERIES}\b|\b{_SERIES}\s+(?:for|of|in)\s+({_MONTH})\b"
)
_BARE_MONTH = re.compile(rf"(?<!\d )(?<!\d\d )\b({_MONTH})\b(?! \d)")
_THIS_MONTH = re.compile(r"\b(?:this month|monthly)\b")
_DATE = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH})\b|\b({_MONTH}) (\d{{1,2}})\b")
_MET = re.compile(r"\b(?:meeting|met|decisions|held)\b")
_RECENT = re.compile(
    r"\b(?:(?P<before>yesterday|last night)"
    r"|(?P<now>today|tonight|this (?:morning|afternoon|evening))"
    rf"|(?P<last>last )?(?P<day>{'|'.join(_DAYS)}))\b"
)
_COMMITTEE = re.compile(r"\bcommittee\b|\bMPs\b|\binquiry\b")
_SITTING = re.compile(
    r"\b(?:hearing|evidence|witness(?:es)?|sessions?|sitting|inquiry)\b", re.IGNORECASE
)
_ONE_OF_TWO = re.compile(
    r"\b(?:one of (?:a pair|two|three|several)"
    r"|(?:shorter|longer|first|second|other|smaller|larger) of (?:its |the |their )?(?:two|three)"
    rf"|pair of|twin|companion)\b[^.]{{0,40}}\b{_PAPERS}\b"
    rf"|\bthe other (?:one|{_PAPERS})\b|\bday as (?:a|the|its) {_PAPERS}\b",
    re.IGNORECASE,
)
_ROUND_UP = re.compile(
    r"\b(?:the week|this week|week in|in brief|round-?up|the fortnight|news in)\b", re.IGNORECASE
)
_COLUMN = re.compile(r"\b(?:diary|notebook|letters|bits and bobs)\b", re.IGNORECASE)
_FRAME = re.compile(rf"\b(?:{_MONTH}|{_ORDINAL}|\d+)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """An article's marks; None and empty where it has none.

    number      of a wave, session or report, as headline or lead have it
    months      of such a thing
    days        on which a meeting was held, where that is what the article is named for
    sat_on      the day of a committee's sitting
    one_of_two  whether it says that another paper came out beside the one it is about
    round_up    whether the headline is that of a round-up
    column      whether the headline is one that columns have
    frame       the headline's words but for numbers and dates
    """

    number: int | None
    months: frozenset[int]
    days: frozenset[date]
    sat_on: date | None
    one_of_two: bool
    round_up: bool
    column: bool
    frame: frozenset[str]


def read_marks(headline: str, text: str, day: date) -> Marks:
    """The marks of an article published on `day`."""
    title, body = plain(headline), plain(text)
    sentences = split(body)
    lead = " ".join(sentences[:_LEAD])
    round_up = bool(_ROUND_UP.search(title))
    return Marks(
        number=_number(title) or _number(lead),
        months=_months(title, f"{title}. {lead}", day),
        days=_days_named(title, sentences[0] if sentences else "", day),
        sat_on=_sat_on(f"{title}. {' '.join(sentences[: _LEAD + 1])}", body, day),
        one_of_two=bool(_ONE_OF_TWO.search(body)),
        round_up=round_up,
        column=round_up or bool(_COLUMN.search(title)),
        frame=_frame(title),
    )


def apart(one: Marks, other: Marks) -> bool:
    """Whether two articles are, by their marks, about different ones of a kind."""
    if one.number and other.number and one.number != other.number:
        return True
    if one.months and other.months and not one.months & other.months:
        return True
    if one.days and other.days and not one.days & other.days:
        return True
    return bool(one.sat_on and other.sat_on and abs((one.sat_on - other.sat_on).days) > _LEAD)


def same_frame(one: Marks, other: Marks) -> bool:
    """Whether two headlines are one but for numbers and dates."""
    shared = len(one.frame & other.frame)
    shorter, longer = sorted((len(one.frame), len(other.frame)))
    return shorter > 0 and shared >= 0.75 * shorter and shared >= 0.5 * longer


def _number(text: str) -> int | None:
    found = _NUMBERED.search(text)
    if not found:
        return None
    word = found[1].lower()
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else int(re.sub(r"\D", "", word))


def _months(title: str, head: str, day: date) -> frozenset[int]:
    found = {match[1] for match in _BARE_MONTH.finditer(title)}
    found |= {match[1] or match[2] for match in _OF_MONTH.finditer(head)}
    if not found and _THIS_MONTH.search(head):
        return frozenset({day.month})
    return frozenset(_MONTHS.index(month) + 1 for month in found)


def _days_named(title: str, first: str, day: date) -> frozenset[date]:
    found = _dates(title, day)
    return found | _dates(first, day) if _MET.search(f"{title} {first}") else found


def _dates(text: str, near: date) -> frozenset[date]:
    """The days that are named by number and month, each in the year that brings it nearest."""
    found = set()
    for match in _DATE.finditer(text):
        number, month = int(match[1] or match[4]), _MONTHS.index(match[2] or match[3]) + 1
        days = [
            date(year, month, number)
            for year in (near.year - 1, near.year, near.year + 1)
            if MINYEAR < year < MAXYEAR and 0 < number <= _length(year, month)
        ]
        if days:
            found.add(min(days, key=lambda day: abs((day - near).days)))
    return frozenset(found)


def _length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _sat_on(head: str, body: str, day: date) -> date | None:
    if not (_COMMITTEE.search(head) and _SITTING.search(body)):
        return None
    days = [found for found in _dates(head, day) if found <= day]
    for match in _RECENT.finditer(head):
        if match["before"]:
            days.append(day - timedelta(days=1))
        elif match["now"]:
            days.append(day)
        else:
            back = (day.weekday() - _DAYS.index(match["day"])) % len(_DAYS)
            days.append(day - timedelta(days=back or (len(_DAYS) if match["last"] else 0)))
    return max(days, default=None)


def _frame(title: str) -> frozenset[str]:
    return frozenset(
        stem(word)
        for word in re.findall(r"[a-z]+", _FRAME.sub(" ", title).lower())
        if len(word) > 1
    )
