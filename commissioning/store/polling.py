"""What is kept between two polls: plans, validators, robots.txt, pages that were missed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from sqlalchemy import select
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

RECENT_ARTICLES = 21
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


def save_poll_plan(session: Session, source_id: int, plan: PollPlan) -> None:
    """Keep the plan in place of the old one."""
    session.merge(PollPlanRow(source_id=source_id, **{name: getattr(plan, name) for name in _PLAN}))


def rhythm(session: Session, source_id: int) -> timedelta | None:
    """The usual time between two of the source's latest articles; None where too few are dated."""
    moments = session.scalars(
        select(ArticleRow.published_at)
        .where(ArticleRow.source_id == source_id, ArticleRow.published_at.is_not(None))
        .order_by(ArticleRow.published_at.desc())
        .limit(RECENT_ARTICLES)
    ).all()
    dated = [moment for moment in moments if moment is not None]
    if len(dated) < 3:
        return None
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(dated)]
    return timedelta(seconds=median(gaps))


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
