"""The coverage of a source as columns side by side, by month or by year. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commissioning.domain.coverage import SourceMonth
from site_builder import words

_MONTHS = 30  # what lasts longer is drawn by year
_YEARS = 40
_LABELS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A month or a year: figures, and its place in a chart, in percent.

    label        drawn below it; '' where there is no room
    whole, part  heights of its articles and of those about commissioning, of the fullest column
    reach        width of the days on which the source answered, of those on which it was asked
    gap          whether it was not asked at all
    """

    name: str
    label: str
    polled: int
    answered: int
    articles: int
    on_topic: int
    left_out: int
    at: float
    width: float
    whole: float
    part: float
    reach: float
    gap: bool


def columns(months: Sequence[SourceMonth]) -> tuple[tuple[Column, ...], str]:
    """Every month from the first to the last, or every year of the last forty; and which it is."""
    if not months:
        return (), "month"
    first, last = months[0].first, months[-1].first
    across = 12 * (last.year - first.year) + last.month - first.month + 1
    if across <= _MONTHS:
        days = [_later(first, at) for at in range(across)]
        held = [tuple(month for month in months if month.first == day) for day in days]
        names = [(words.month(day), f"{day:%b %y}") for day in days]
        return _drawn(names, held), "month"
    years = range(max(first.year, last.year - _YEARS + 1), last.year + 1)
    held = [tuple(month for month in months if month.first.year == year) for year in years]
    return _drawn([(f"{year}", f"{year}") for year in years], held), "year"


def _later(first: date, months: int) -> date:
    at = first.month - 1 + months
    return date(first.year + at // 12, at % 12 + 1, 1)


def _drawn(
    names: Sequence[tuple[str, str]], held: Sequence[Sequence[SourceMonth]]
) -> tuple[Column, ...]:
    most = max(sum(month.articles for month in months) for months in held) or 1
    room = 100 / len(held)
    every = -(-len(held) // _LABELS)
    return tuple(
        _column(name, short if at % every == 0 else "", months, most=most, at=at * room, room=room)
        for at, ((name, short), months) in enumerate(zip(names, held, strict=True))
    )


def _column(
    name: str, label: str, months: Sequence[SourceMonth], *, most: int, at: float, room: float
) -> Column:
    articles = sum(month.articles for month in months)
    on_topic = sum(month.on_topic for month in months)
    polled = sum(month.polled for month in months)
    answered = sum(month.answered for month in months)
    rejected = sum(many for month in months for _, many in month.rejected)
    width = 0.8 * room
    return Column(
        name=name,
        label=label,
        polled=polled,
        answered=answered,
        articles=articles,
        on_topic=on_topic,
        left_out=rejected + sum(month.off_topic for month in months),
        at=round(at, 2),
        width=round(width, 2),
        whole=round(100 * articles / most, 1),
        part=round(100 * on_topic / most, 1),
        reach=round(width * answered / polled, 2) if polled else 0.0,
        gap=not polled,
    )
