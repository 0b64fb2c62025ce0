"""Dates as pages and feeds write them, with the precision that they give."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from zoneinfo import ZoneInfo

from dateparser.date import DateDataParser

from commissioning.domain.dates import Dated, Precision

LONDON = ZoneInfo("Europe/London")
MAX_LENGTH = 80
FIRST_YEAR = 1985

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ]\d\d:\d\d(:\d\d)?\S*)?)?)?")
_RFC_822 = re.compile(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d(:\d\d)? \S+")
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
_CLOCK = r"(?:,?\s*(?:at\s+|[-–|]\s*)?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?)?"
WRITTEN = re.compile(
    rf"{_DAY}(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTHS}\.?,?\s+\d{{4}}"
    rf"|{_MONTHS}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,\s+\d{{4}}"
    rf"|\d{{1,2}}/\d{{1,2}}/\d{{4}}){_CLOCK}",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(rf"{_MONTHS}\s+\d{{4}}", re.IGNORECASE)

_PERIODS = {"time": Precision.MINUTE, "day": Precision.DAY, "month": Precision.MONTH}


def read_date(text: str, *, found_in: str) -> Dated | None:
    """The moment that the text writes, day before month; None where it writes none.

    A time without a zone is taken for London's; a day alone is its midnight in UTC. Years before
    1985 and times over two days ahead of the clock are no dates of articles.
    """
    text = " ".join(text.split())
    if not 4 <= len(text) <= MAX_LENGTH:
        return None
    found = _iso(text) or _rfc_822(text) or _written(text)
    if found is None:
        return None
    moment, precision = found
    if moment.year < FIRST_YEAR:
        return None
    return Dated(moment=moment, precision=precision, found_in=found_in)


def find_date(text: str, *, found_in: str) -> Dated | None:
    """The first full date (day, month and year) that stands anywhere in a line."""
    hit = WRITTEN.search(text)
    return read_date(hit[0], found_in=found_in) if hit else None


def not_after(found: Dated | None, captured: datetime) -> Dated | None:
    """The date, unless it lies over two days behind the capture: then it is a mistake."""
    if found is None or found.moment > captured + timedelta(days=2):
        return None
    return found


def in_utc(moment: datetime, precision: Precision) -> datetime:
    """The moment in UTC; without a zone a time is London's, and a day is a day everywhere."""
    if precision not in (Precision.SECOND, Precision.MINUTE):
        return moment.replace(tzinfo=UTC)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LONDON)
    return moment.astimezone(UTC)


def _iso(text: str) -> tuple[datetime, Precision] | None:
    hit = _ISO.fullmatch(text)
    if hit is None:
        return None
    try:
        if len(text) <= 10:
            parts = [int(part) for part in text.split("-")]
            year, month, day = (*parts, 1, 1)[:3]
            moment = datetime(year, month, day, tzinfo=UTC)
            return moment, (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(parts) - 1]
        precision = Precision.SECOND if hit[4] else Precision.MINUTE
        return in_utc(datetime.fromisoformat(text), precision), precision
    except (ValueError, OverflowError):
        return None


def _rfc_822(text: str) -> tuple[datetime, Precision] | None:
    hit = _RFC_822.fullmatch(text)
    if hit is None:
        return None
    precision = Precision.SECOND if hit[1] else Precision.MINUTE
    try:
        return in_utc(parsedate_to_datetime(text), precision), precision
    except (ValueError, OverflowError):
        return None


def _written(text: str) -> tuple[datetime, Precision] | None:
    if not (WRITTEN.fullmatch(text) or _MONTH_ALONE.fullmatch(text)):
        return None
    data = _parser().get_date_data(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text))
    if data.date_obj is None or data.period not in _PERIODS:
        return None
    precision = _PERIODS[data.period]
    moment = data.date_obj
    if precision is Precision.MONTH:
        moment = moment.replace(day=1)
    try:
        return in_utc(moment, precision), precision
    except OverflowError:
        return None


@cache
def _parser() -> DateDataParser:
    return DateDataParser(
        languages=["en"],
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_DAY_OF_MONTH": "first",
            "RETURN_TIME_AS_PERIOD": True,
            "PARSERS": ["absolute-time"],
        },
    )
