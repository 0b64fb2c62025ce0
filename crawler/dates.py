"""Dates as pages and feeds write them, with the precision that they give."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from dateparser.date import DateDataParser

from commissioning.domain.dates import Dated, Precision

LONDON = ZoneInfo("Europe/London")
MAX_LENGTH = 80
MAX_LINE = 400
FIRST_YEAR = 1985

_ISO = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d{1,9})?"
    r"\s?(Z|z|[+-]\d\d(?::?\d\d)?)?)?)?)?"
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:[T ]?(\d\d):?(\d\d):?(\d\d)?(Z|[+-]\d{4})?)?")
_EPOCH = re.compile(r"(1\d{9})(?:\d{3})?")
_UNKNOWN_ZONE = re.compile(r"(?<=\d)\s(?!AM\b|PM\b)[A-Z]{2,5}$")
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr)"
)
_NUMBERS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
_NUMBERS |= {
    name: number
    for number, name in enumerate(
        "ion chw maw ebr mai meh gor aws med hyd tac rha".split(), start=1
    )
}
_WEEKDAYS = {
    name: number for number, name in enumerate("mon tue wed thu fri sat sun".split(), start=0)
}
_ZONES = {
    **dict.fromkeys(("z", "gmt", "utc", "ut", "wet"), 0),
    **dict.fromkeys(("bst", "west", "cet"), 60),
    "cest": 120,
    "edt": -240,
    **dict.fromkeys(("est", "cdt"), -300),
    **dict.fromkeys(("cst", "mdt"), -360),
    **dict.fromkeys(("mst", "pdt"), -420),
    "pst": -480,
}
_ZONE = (
    r"(?:(?:gmt|utc)?\s?[+-]\d\d:?\d\d\b|(?:gmt|utc)[+-]\d{1,2}\b"
    r"|(?<![a-z])(?:gmt|utc?|w?est|bst|ces?t|[ecmp][sd]t|z)\b)"
)
_HOUR = r"(?:[01]?\d|2[0-4])"
_TIME = (
    rf"(?:{_HOUR}[:.][0-5]\d(?:[:.][0-5]\d)?(?:\s?[ap]\.?m\b\.?)?|{_HOUR}\s?[ap]\.?m\b\.?"
    rf"|[0-2]\d[.:]?[0-5]\d\s?h(?:ou)?rs\b|12\s?noon\b)(?:\s?\(?{_ZONE}\)?)?"
)
_GAP = r"(?:T(?=\d\d:)|[\s,|@·•()/-]{0,4}(?:(?:at|on|[-–—|])\s{0,2})?)"
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s{1,3})?"
_YEAR = r"(?:(?:19|20)\d\d|['’]\d\d)"
WRITTEN = re.compile(
    rf"""(?ix)(?<![\w/.£$-])
    (?:(?P<before>{_TIME}){_GAP})?
    (?P<weekday>{_DAY})
    (?:the\s)?
    (?:
      (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s.-]{{0,2}}(?P<m1>{_MONTHS})\.?[,\s.-]{{0,3}}
        (?P<y1>{_YEAR}(?!\d)|\d\d(?![\d:.]))
    | (?P<m2>{_MONTHS})\.?\s{{1,2}}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(?P<y2>{_YEAR})(?!\d)
    | (?P<y3>(?:19|20)\d\d)[/.-](?P<m3>\d{{1,2}})[/.-](?P<d3>\d{{1,2}})(?!\d)
    | (?P<n1>\d{{1,2}})(?P<s>[/.-])(?P<n2>\d{{1,2}})(?P=s)(?P<y4>(?:19|20)\d\d|\d\d)(?![\d/])
    )
    (?:{_GAP}(?P<after>{_TIME}))?
    """
)
_MONTH_ALONE = re.compile(rf"(?P<m>{_MONTHS})\.?,?\s+(?P<y>(?:19|20)\d\d)", re.IGNORECASE)
_CLOCK = re.compile(
    rf"(?ix)(?:(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?(?:[:.](?P<second>\d\d))?"
    rf"\s?(?P<half>[ap])?\.?(?:m\b)?\.?|(?P<military>\d\d[.:]?\d\d)\s?h(?:ou)?rs|(?P<noon>12\s?noon))"
    rf"\s?\(?(?P<zone>{_ZONE})?\)?"
)
_FIGURES = re.compile(r"\d[/.-]\d{1,2}[/.-]\d\d")
_TWO_FIGURES = re.compile(r"\d\d")
_LIKELY = re.compile(r"(?:19|20)\d\d|['’]?\d\d\b")

_Reading = tuple[datetime, Precision]
_EXACT = (Precision.SECOND, Precision.MINUTE)


def read_date(text: str, *, found_in: str, month_first: bool = False) -> Dated | None:
    """The moment that the text writes and nothing else, day before month; else None.

    A time without a zone is taken for London's; a day alone is its midnight in UTC. Years before
    1985 are no dates of articles. `month_first` is for pages that write 7/14/2010.
    """
    text = " ".join(text[: 4 * MAX_LENGTH].split())
    if not 4 <= len(text) <= MAX_LENGTH:
        return None
    return _dated(_read(text, month_first), found_in)


@lru_cache(maxsize=256)
def _read(text: str, month_first: bool) -> _Reading | None:
    """What a text writes and nothing else; kept, as a page's comments are asked several times."""
    if text.isdigit() or text[:8].isdigit():
        return _in_one(text)
    found = _iso(text) or _whole(text, month_first) or _month(text)
    if found is None and (unknown := _UNKNOWN_ZONE.search(text)):
        found = _day_alone(_whole(text[: unknown.start()], month_first))
    return found or _by_dateparser(text)


def may_have_date(text: str) -> bool:
    """Whether a line has two figures in a row: to look for dates in one without takes long."""
    return _TWO_FIGURES.search(text, 0, MAX_LINE) is not None


def find_date(text: str, *, found_in: str, month_first: bool = False) -> Dated | None:
    """The first full date (day, month and year) that stands anywhere in a line."""
    if not may_have_date(text):
        return None
    return next(find_dates(text, found_in=found_in, month_first=month_first), None)


def find_dates(text: str, *, found_in: str, month_first: bool = False) -> Iterator[Dated]:
    """The full dates of a line in its order; only its first 400 characters are read."""
    for hit in _hits(text):
        if found := _dated(_reading(hit, month_first), found_in):
            yield found


def find_month(text: str, *, found_in: str) -> Dated | None:
    """The month and year that stand in a line without a day, as a magazine's issue has them."""
    hit = _MONTH_ALONE.search(" ".join(text[:MAX_LINE].split()))
    return _dated(_month(hit[0]), found_in) if hit else None


def without_dates(text: str) -> str:
    """The line without the dates in it."""
    text = " ".join(text[:MAX_LINE].split())
    return WRITTEN.sub(" ", text) if may_have_date(text) else text


def writes_month_first(text: str) -> bool | None:
    """What a line's dates in figures say of their order; None where they can be read either way."""
    if not _FIGURES.search(text):
        return None
    for hit in _hits(text):
        if hit["n1"] is None:
            continue
        first, second = int(hit["n1"]), int(hit["n2"])
        if first > 12 or second > 12:
            return second > 12
        if hit["weekday"] and first != second:
            fits = [order for order in (False, True) if _fits_weekday(hit, order)]
            if len(fits) == 1:
                return fits[0]
    return None


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


def _dated(found: _Reading | None, found_in: str) -> Dated | None:
    if found is None or found[0].year < FIRST_YEAR:
        return None
    return Dated(moment=found[0], precision=found[1], found_in=found_in)


def _hits(text: str) -> Iterator[re.Match[str]]:
    if not may_have_date(text):
        return iter(())
    text = " ".join(text[:MAX_LINE].split())
    return WRITTEN.finditer(text) if _LIKELY.search(text) else iter(())


@lru_cache(maxsize=4096)
def _whole(text: str, month_first: bool) -> _Reading | None:
    hit = WRITTEN.fullmatch(text)
    return _reading(hit, month_first) if hit else None


def _iso(text: str) -> _Reading | None:
    hit = _ISO.fullmatch(text)
    if hit is None:
        return None
    year, month, day, clock, zone = hit.groups()
    try:
        if clock is None:
            moment = datetime(int(year), int(month or 1), int(day or 1), tzinfo=UTC)
            return moment, Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        if clock.replace(":", "").strip("0") == "":
            # midnight is how a machine writes a day
            return datetime(int(year), int(month), int(day), tzinfo=UTC), Precision.DAY
        precision = Precision.SECOND if clock.count(":") == 2 else Precision.MINUTE
        moment = datetime.fromisoformat(f"{year}-{month}-{day}T{clock}{(zone or '').upper()}")
        return in_utc(moment, precision), precision
    except (ValueError, OverflowError):
        return None


def _in_one(text: str) -> _Reading | None:
    """A day written 20100712, with or without a time, or the seconds of the epoch; a year alone."""
    hit = _COMPACT.fullmatch(text)
    try:
        if hit is None and (counted := _EPOCH.fullmatch(text)):
            return datetime.fromtimestamp(int(counted[1]), tz=UTC), Precision.SECOND
        if hit is None:
            return _iso(text)
        year, month, day, hour, minute, second, zone = hit.groups()
        clock = f" {hour}:{minute}:{second or '00'}{zone or ''}" if hour else ""
        return _iso(f"{year}-{month}-{day}{clock}")
    except (ValueError, OverflowError):
        return None


def _day_alone(found: _Reading | None) -> _Reading | None:
    """The day as it is written, of a time whose zone nobody knows."""
    if found is None:
        return None
    day = found[0].astimezone(LONDON) if found[1] in _EXACT else found[0]
    return datetime(day.year, day.month, day.day, tzinfo=UTC), Precision.DAY


def _month(text: str) -> _Reading | None:
    hit = _MONTH_ALONE.fullmatch(text)
    if hit is None:
        return None
    return datetime(int(hit["y"]), _number(hit["m"]), 1, tzinfo=UTC), Precision.MONTH


def _reading(hit: re.Match[str], month_first: bool) -> _Reading | None:
    day = _day_of(hit, month_first)
    if day is None:
        return None
    clock = hit["after"] or hit["before"]
    moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - in_utc gives the zone
    try:
        if clock and (timed := _timed(moment, clock)):
            return timed
        return in_utc(moment, Precision.DAY), Precision.DAY
    except (ValueError, OverflowError):
        return None


def _day_of(hit: re.Match[str], month_first: bool) -> date | None:
    if hit["n1"] is not None:
        return _in_figures(hit, month_first)
    day = hit["d1"] or hit["d2"] or hit["d3"]
    year = hit["y1"] or hit["y2"] or hit["y3"]
    month = int(hit["m3"]) if hit["m3"] else _number(hit["m1"] or hit["m2"])
    return _date(_year(year), month, int(day))


def _in_figures(hit: re.Match[str], month_first: bool) -> date | None:
    """A weekday beside it decides the order of day and month; else a number over twelve does."""
    orders = [month_first, not month_first]
    readings = [found for order in orders if (found := _ordered(hit, order))]
    if hit["weekday"]:
        for order in orders:
            if _fits_weekday(hit, order):
                return _ordered(hit, order)
    return readings[0] if readings else None


def _ordered(hit: re.Match[str], month_first: bool) -> date | None:
    first, second = int(hit["n1"]), int(hit["n2"])
    month, day = (first, second) if month_first else (second, first)
    return _date(_year(hit["y4"]), month, day)


def _fits_weekday(hit: re.Match[str], month_first: bool) -> bool:
    day = _ordered(hit, month_first)
    return day is not None and day.weekday() == _WEEKDAYS[hit["weekday"][:3].lower()]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(written: str) -> int:
    """Two figures are 1985 to 2084."""
    number = int(written.lstrip("'’"))
    if number >= 100:
        return number
    return number + (1900 if number >= FIRST_YEAR % 100 else 2000)


def _number(month: str) -> int:
    return _NUMBERS[month[:3].lower()]


def _timed(moment: datetime, clock: str) -> _Reading | None:
    hit = _CLOCK.fullmatch(clock.strip())
    if hit is None:
        return None
    hour, minute, second = _hours(hit)
    precision = Precision.SECOND if hit["second"] else Precision.MINUTE
    moment = moment.replace(hour=hour % 24, minute=minute, second=second, tzinfo=_zone(hit["zone"]))
    return in_utc(moment, precision), precision


def _hours(hit: re.Match[str]) -> tuple[int, int, int]:
    if hit["noon"]:
        return 12, 0, 0
    if hit["military"]:
        return int(hit["military"][:2]), int(hit["military"][-2:]), 0
    hour, half = int(hit["hour"]), (hit["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(hit["minute"] or 0), int(hit["second"] or 0)


def _zone(written: str | None) -> timezone | None:
    if not written:
        return None
    written = written.lower()
    if hit := re.search(r"([+-])(\d{1,2}):?(\d\d)?", written):
        minutes = (int(hit[2]) * 60 + int(hit[3] or 0)) * (-1 if hit[1] == "-" else 1)
    else:
        minutes = _ZONES[written.strip()]
    return timezone(timedelta(minutes=minutes))


@lru_cache(maxsize=4096)
def _by_dateparser(text: str) -> _Reading | None:
    """The last resort, for a month that is written in no way of ours ('Sept. the 4th, 2010')."""
    if not (re.search(rf"\b{_MONTHS}\b", text, re.IGNORECASE) and re.search(r"\b\d{4}\b", text)):
        return None
    if len(text.split()) > 7 or not re.search(r"\b\d{1,2}(?:st|nd|rd|th)?\b", text):
        return None
    data = _parser().get_date_data(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text))
    if data.date_obj is None or data.period not in ("time", "day"):
        return None
    precision = Precision.MINUTE if data.period == "time" else Precision.DAY
    try:
        return in_utc(data.date_obj, precision), precision
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
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
        },
    )


def captured(moment: datetime) -> Dated:
    """When bytes were fetched, to the second."""
    return Dated(
        moment=moment.replace(microsecond=0), precision=Precision.SECOND, found_in="response"
    )
