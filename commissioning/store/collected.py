"""What was collected in spans of days: days on which sources were asked and answered, articles.

Each figure is looked up by source and span in an index alone: no table is read.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CTE, Date, Select, String, column, func, select, true, values
from sqlalchemy.orm import Session

from commissioning.domain.findings import Collected
from commissioning.store.coverage import ANSWERS
from commissioning.store.rows import ArticleRow, PollRow, SourceRow, UtcDateTime
from commissioning.store.values import moments

_MANY = 500
# (name of the span, slug of the source), None where they are added up.
Place = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """From one day to another, both inclusive; `name` is what the caller calls it."""

    name: str | None
    first: date
    last: date

    def within(self, since: date | None, until: date | None) -> "Days":
        """The part of it that lies in other days."""
        return Days(
            name=self.name,
            first=max(self.first, since or date.min),
            last=min(self.last, until or date.max),
        )


def collected(
    session: Session, spans: Sequence[Days], *, source: str | None, by_source: bool
) -> Mapping[Place, Collected]:
    """What was collected in each span, of one source or of all, added up or by source."""
    found: dict[Place, list[int]] = defaultdict(lambda: [0, 0, 0])
    for start in range(0, len(spans), _MANY):
        for name, slug, *figures in session.execute(_figures(spans[start : start + _MANY], source)):
            place = found[name, slug if by_source else None]
            for at, figure in enumerate(figures):
                place[at] += figure
    return {
        place: Collected(polled=polled, answered=answered, articles=articles)
        for place, (polled, answered, articles) in found.items()
    }


def _figures(spans: Sequence[Days], source: str | None) -> Select[*tuple[Any, ...]]:
    span = _table(spans)
    polled = select(func.count(PollRow.day.distinct())).where(
        PollRow.source_id == SourceRow.id, PollRow.day.between(span.c.first, span.c.last)
    )
    articles = select(func.count()).where(
        ArticleRow.source_id == SourceRow.id,
        ArticleRow.published_at.between(span.c.begin, span.c.end),
    )
    query: Select[*tuple[Any, ...]] = select(
        span.c.name,
        SourceRow.slug,
        polled.scalar_subquery(),
        polled.where(PollRow.outcome.in_(ANSWERS)).scalar_subquery(),
        articles.scalar_subquery(),
    ).join_from(SourceRow, span, true())
    return query if source is None else query.where(SourceRow.slug == source)


def _table(spans: Sequence[Days]) -> CTE:
    columns = (
        column("name", String),
        column("first", Date),
        column("last", Date),
        column("begin", UtcDateTime),
        column("end", UtcDateTime),
    )
    rows = [
        (
            one.name,
            one.first,
            one.last,
            *moments(one.first, one.last),
        )
        for one in spans
    ]
    return values(*columns, name="spans").data(rows).cte("spans")


def calendar_days(period: str) -> Days:
    """The days of a year ('2010'), a month ('2010-07') or a day ('2010-07-12')."""
    year, month, day = (*(int(part) for part in period.split("-")), 0, 0)[:3]
    first = date(year, month or 1, day or 1)
    if day:
        return Days(name=period, first=first, last=first)
    after = date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1)
    return Days(name=period, first=first, last=after - timedelta(days=1))
