"""What is kept between two polls: plans, validators, robots.txt, pages that were missed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from commissioning.domain.addresses import url_key
from commissioning.domain.coverage import RejectionReason
from commissioning.domain.polling import PollPlan
from commissioning.store.rows import (
    AddressRow,
    ArticleRow,
    FeedStateRow,
    PollPlanRow,
    RejectionRow,
    RobotsRow,
)

RECENT_ARTICLES, FEWEST_ARTICLES = 21, 3
CHUNK = 500
_PLAN = (
    "next_at",
    "failures",
    "stopped_at",
    "moved_to",
    "moved_since",
    "fresh_at",
    "history_at",
)


def poll_plans(session: Session) -> dict[int, PollPlan]:
    """What is kept of each source, by its id."""
    return {
        row.source_id: PollPlan(**{name: getattr(row, name) for name in _PLAN})
        for row in session.scalars(select(PollPlanRow))
    }


def save_poll_plans(session: Session, plans: Mapping[int, PollPlan]) -> None:
    """Keep the plans, by the ids of their sources, in place of the old ones."""
    if not plans:
        return
    known = set(
        session.scalars(select(PollPlanRow.source_id).where(PollPlanRow.source_id.in_(plans)))
    )
    rows = [
        {"source_id": source_id, **{name: getattr(plan, name) for name in _PLAN}}
        for source_id, plan in plans.items()
    ]
    for statement, chosen in (
        (insert(PollPlanRow), [row for row in rows if row["source_id"] not in known]),
        (update(PollPlanRow), [row for row in rows if row["source_id"] in known]),
    ):
        if chosen:
            session.execute(statement, chosen)


def rhythms(session: Session) -> dict[int, timedelta]:
    """The usual time between two of each source's latest articles; sources with few have none."""
    rank = (
        func.row_number()
        .over(partition_by=ArticleRow.source_id, order_by=ArticleRow.published_at.desc())
        .label("rank")
    )
    latest = (
        select(ArticleRow.source_id, ArticleRow.published_at, rank)
        .where(ArticleRow.published_at.is_not(None))
        .subquery()
    )
    moments: dict[int, list[datetime]] = defaultdict(list)
    rows = session.execute(
        select(latest.c.source_id, latest.c.published_at)
        .where(latest.c.rank <= RECENT_ARTICLES)
        .order_by(latest.c.source_id, latest.c.rank)
    )
    for source_id, moment in rows:
        moments[source_id].append(moment)
    return {
        source_id: timedelta(
            seconds=median((later - earlier).total_seconds() for later, earlier in pairwise(dated))
        )
        for source_id, dated in moments.items()
        if len(dated) >= FEWEST_ARTICLES
    }


def all_validators(
    session: Session, *, not_before: datetime
) -> dict[str, tuple[str | None, str | None]]:
    """The ETag and Last-Modified that each address's server gave since `not_before`."""
    rows = session.execute(
        select(FeedStateRow.url, FeedStateRow.etag, FeedStateRow.last_modified).where(
            FeedStateRow.polled_at >= not_before
        )
    )
    return {url: (etag, last_modified) for url, etag, last_modified in rows}


def save_validators(
    session: Session,
    url: str,
    *,
    source_id: int,
    etag: str | None,
    last_modified: str | None,
    at: datetime,
) -> None:
    """Keep them for the next time."""
    session.merge(
        FeedStateRow(
            url=url, source_id=source_id, etag=etag, last_modified=last_modified, polled_at=at
        )
    )


def all_robots(session: Session, *, not_before: datetime) -> dict[str, bytes]:
    """Each site's robots.txt that was fetched since `not_before`; b'' where it has none."""
    rows = session.execute(
        select(RobotsRow.origin, RobotsRow.body).where(RobotsRow.fetched_at >= not_before)
    )
    return {row.origin: row.body for row in rows}


def save_robots(session: Session, origin: str, body: bytes, *, at: datetime) -> None:
    """Keep a site's robots.txt."""
    session.merge(RobotsRow(origin=origin, body=body, fetched_at=at))


def captures(session: Session, urls: Iterable[str]) -> dict[str, datetime]:
    """When those of the URLs that lead to a stored article were captured last."""
    keys: dict[str, list[str]] = {}
    for url in urls:
        for form in {url_key(url), url}:
            keys.setdefault(form, []).append(url)
    asked = list(keys)
    found: dict[str, datetime] = {}
    for at in range(0, len(asked), CHUNK):
        rows = session.execute(
            select(AddressRow.url, ArticleRow.captured_at, ArticleRow.first_seen_at)
            .join(ArticleRow, ArticleRow.id == AddressRow.article_id)
            .where(AddressRow.url.in_(asked[at : at + CHUNK]))
        )
        for key, captured, seen in rows:
            found.update(dict.fromkeys(keys[key], captured or seen))
    return found


def missed(
    session: Session, source_id: int, urls: Iterable[str]
) -> dict[str, tuple[RejectionReason, datetime, datetime]]:
    """Why each of the URLs was not taken, first and last; those that never were are left out.

    A page found to be no article counts before one that did not come.
    """
    asked = list(dict.fromkeys(urls))
    found: dict[str, tuple[RejectionReason, datetime, datetime]] = {}
    for at in range(0, len(asked), CHUNK):
        rows = session.scalars(
            select(RejectionRow).where(
                RejectionRow.source_id == source_id,
                RejectionRow.url.in_(asked[at : at + CHUNK]),
            )
        )
        for row in rows:
            reason = RejectionReason(row.reason)
            if row.url not in found or reason is RejectionReason.NOT_AN_ARTICLE:
                found[row.url] = (reason, row.first_at, row.last_at)
    return found
