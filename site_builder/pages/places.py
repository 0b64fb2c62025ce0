"""Where in the digest an article stands: in a week, or in what else is known of its date."""

from dataclasses import dataclass
from datetime import timedelta

from commissioning.domain.ledger import Item
from site_builder import urls, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page of a span of time; `kind`: 'Week', 'Month' or 'Year'."""

    kind: str
    name: str
    path: str


def place(item: Item) -> Place | None:
    """The article's week, its month where no day is known, or its year; None without a date."""
    if item.day is not None:
        monday = item.day - timedelta(days=item.day.weekday())
        return Place(kind="Week", name=words.week_name(monday), path=urls.week(monday))
    if item.month is not None:
        return Place(kind="Month", name=words.full_month(item.month), path=urls.month(item.month))
    if item.earliest is not None:
        year = item.earliest.year
        return Place(kind="Year", name=f"{year}", path=urls.year(year))
    return None
