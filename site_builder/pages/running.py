"""How a story ran: a row a source, a mark an article, from its first day to its last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from commissioning.domain.ledger import Head, Item
from site_builder import urls, words
from site_builder.telling import Shelf, Telling

_FEWEST, _ROWS, _TICKS = 3, 12, 7
_MARKS = {Shelf.NEWS: "a", Shelf.OPINION: "o", Shelf.RELEASE: "r"}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A source's articles: marks are (percent, 'a' for news, 'o' opinion, 'r' release, page).

    copied  (from, to) in percent: from the article that was copied to its copy
    """

    source: str
    url: str
    label: str
    marks: tuple[tuple[float, str, str], ...]
    copied: tuple[tuple[float, float], ...]
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The rows by their first article, and the labelled days (percent, day)."""

    ticks: tuple[tuple[float, str], ...]
    rows: tuple[Row, ...]
    more: int


def run(telling: Telling, items: Sequence[Item], heads: Mapping[int, Head]) -> Run | None:
    """The picture; None for fewer than three articles with a day, or for those of one day."""
    dated = [
        (published.moment, i)
        for i in items
        if i.day is not None and (published := heads[i.id].published)
    ]
    if len(dated) < _FEWEST or dated[0][0].date() == dated[-1][0].date():
        return None
    start, end = _midnight(dated[0][0]), _midnight(dated[-1][0]) + _DAY

    def at(moment: datetime) -> float:
        return round(100 * ((moment - start) / (end - start)), 1)

    places = {item.id: at(moment) for moment, item in dated}
    rows: dict[str, list[Item]] = {}
    for _, item in dated:
        rows.setdefault(item.source, []).append(item)
    shown = list(rows.values())[:_ROWS]
    return Run(
        ticks=tuple((at(day), f"{day:%a} {day.day} {day:%b}") for day in _days(start, end)),
        rows=tuple(_row(telling, held, heads, places) for held in shown),
        more=len(rows) - len(shown),
    )


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time.min, UTC)


def _days(start: datetime, end: datetime) -> list[datetime]:
    """At most seven days, as far apart as each other."""
    many = (end - start).days
    return [start + timedelta(days=at) for at in range(0, many, -(-many // _TICKS))]


def _row(
    telling: Telling, items: Sequence[Item], heads: Mapping[int, Head], places: Mapping[int, float]
) -> Row:
    copies = [telling.archive.copies.get(item.id) for item in items]
    first = heads[items[0].id]
    said = [
        f"{telling.shelf(item).value}, {words.dated(heads[item.id].published)}" for item in items
    ]
    return Row(
        source=first.source_name,
        url=urls.source(first.source),
        label="; ".join(said),
        marks=tuple(
            (places[i.id], _MARKS[telling.shelf(i)], urls.article(heads[i.id].url)) for i in items
        ),
        copied=tuple(
            (places[copy.original], places[copy.item])
            for copy in copies
            if copy is not None and copy.original in places
        ),
        now=_now(copies_share=[round(100 * copy.share) for copy in copies if copy]),
    )


def _now(*, copies_share: Sequence[int]) -> str:
    return f"{max(copies_share)}% word for word" if copies_share else ""
