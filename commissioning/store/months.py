"""What each source gave, month by month."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, case, extract, func, select
from sqlalchemy.orm import Session

from commissioning.domain.coverage import SourceMonth
from commissioning.domain.tags import RELEVANT
from commissioning.store.coverage import ANSWERS
from commissioning.store.rows import (
    TO_OWN_TAGGING,
    ArticleRow,
    PollRow,
    RejectionRow,
    SourceRow,
    TaggingRow,
)


def months(session: Session, *, until: date | None = None) -> tuple[SourceMonth, ...]:
    """What each source gave in each month up to a day, inclusive: by slug and month.

    A month in which a source was neither asked nor had anything is left out.
    """
    last_day = until or date.max
    end = datetime.combine(last_day, time.max, UTC)
    found: dict[tuple[str, date], dict[str, Any]] = defaultdict(dict)
    for slug, first, polled, answered in _polled_months(session, last_day):
        found[slug, first] |= {"polled": polled, "answered": answered}
    for slug, first, articles, on_topic, off_topic in _published_months(session, end):
        found[slug, first] |= {
            "articles": articles,
            "on_topic": on_topic or 0,
            "off_topic": off_topic or 0,
        }
    for slug, first, reason, count in _refused_months(session, end):
        found[slug, first].setdefault("rejected", []).append((reason, count))
    return tuple(
        SourceMonth(
            slug=slug, first=first, **values | {"rejected": tuple(values.get("rejected", ()))}
        )
        for (slug, first), values in sorted(found.items(), key=lambda pair: pair[0])
    )


def _polled_months(session: Session, until: date) -> Iterator[tuple[Any, ...]]:
    answered = case((PollRow.outcome.in_(ANSWERS), PollRow.day))
    month = _month(PollRow.day)
    query = (
        select(
            SourceRow.slug,
            *month,
            func.count(PollRow.day.distinct()),
            func.count(answered.distinct()),
        )
        .join(SourceRow, PollRow.source_id == SourceRow.id)
        .where(PollRow.day <= until)
        .group_by(SourceRow.slug, *month)
    )
    return _by_month(session.execute(query))


def _published_months(session: Session, end: datetime) -> Iterator[tuple[Any, ...]]:
    month = _month(ArticleRow.published_at)
    query = (
        select(
            SourceRow.slug,
            *month,
            func.count(),
            func.sum(case((TaggingRow.relevance >= RELEVANT, 1), else_=0)),
            func.sum(case((TaggingRow.relevance < RELEVANT, 1), else_=0)),
        )
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .outerjoin(TaggingRow, TO_OWN_TAGGING)
        .where(ArticleRow.published_at <= end)
        .group_by(SourceRow.slug, *month)
    )
    return _by_month(session.execute(query))


def _refused_months(session: Session, end: datetime) -> Iterator[tuple[Any, ...]]:
    month = _month(RejectionRow.last_at)
    query = (
        select(SourceRow.slug, *month, RejectionRow.reason, func.count())
        .join(SourceRow, RejectionRow.source_id == SourceRow.id)
        .where(RejectionRow.last_at <= end)
        .group_by(SourceRow.slug, *month, RejectionRow.reason)
        .order_by(SourceRow.slug, RejectionRow.reason)
    )
    return _by_month(session.execute(query))


def _month(column: Any) -> tuple[ColumnElement[int], ColumnElement[int]]:
    return extract("year", column), extract("month", column)


def _by_month(rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """Rows of (slug, year, month, ...) with the first day of the month in the place of the two."""
    for slug, year, month, *rest in rows:
        yield slug, date(int(year), int(month), 1), *rest
