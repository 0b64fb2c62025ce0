"""Coverage by source and day: what was asked, what came, what was not taken and why."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from commissioning.domain.coverage import CoverageDay, PollOutcome
from commissioning.domain.tags import RELEVANT
from commissioning.store.rows import (
    OWN_TAGGING,
    ArticleRow,
    CopyRow,
    PollRow,
    RejectionRow,
    SourceRow,
    TaggingRow,
)
from commissioning.store.values import day_of, moments

Key = tuple[int, date]

OFF_TOPIC, DUPLICATE, UNDATED, PAYWALLED = "off-topic", "duplicate", "undated", "paywalled"


def coverage_days(
    session: Session, *, since: date, until: date, source: str | None = None
) -> tuple[CoverageDay, ...]:
    """Each day between two, both inclusive, on which a source was asked or gave something.

    By slug and day. A day without a row is one on which the source was not asked. An article that
    is off topic, a copy, undated or paywalled is among the new ones and among the rejected, too:
    it is stored, and not shown or not shown whole.
    """
    slugs = _slugs(session, source)
    polls, failures = _polls(session, since, until)
    new, rejected = _articles(session, since, until)
    for key, reasons in _rejections(session, since, until).items():
        rejected[key].update(reasons)
    found = []
    for key in polls.keys() | new.keys() | rejected.keys():
        if key[0] not in slugs:
            continue
        told = polls.get(key, {})
        found.append(
            CoverageDay(
                slug=slugs[key[0]],
                day=key[1],
                polls=sum(count for count, _ in told.values()),
                answered=told.get(PollOutcome.ANSWERED, (0, 0))[0],
                not_modified=told.get(PollOutcome.NOT_MODIFIED, (0, 0))[0],
                failed=sum(count for outcome, (count, _) in told.items() if not outcome.is_answer),
                how=tuple(failures[key].most_common()),
                entries=max((entries for _, entries in told.values()), default=0),
                new=new[key],
                rejected=tuple(sorted(rejected[key].items())),
            )
        )
    return tuple(sorted(found, key=lambda row: (row.slug, row.day)))


def _slugs(session: Session, source: str | None) -> dict[int, str]:
    query = select(SourceRow.id, SourceRow.slug)
    if source is not None:
        query = query.where(SourceRow.slug == source)
    return {row[0]: row[1] for row in session.execute(query)}


def _polls(
    session: Session, since: date, until: date
) -> tuple[dict[Key, dict[PollOutcome, tuple[int, int]]], dict[Key, Counter[str]]]:
    """(count, most entries) by outcome, and what was said of failures."""
    found: dict[Key, dict[PollOutcome, tuple[int, int]]] = defaultdict(dict)
    failures: dict[Key, Counter[str]] = defaultdict(Counter)
    rows = session.execute(
        select(
            PollRow.source_id,
            PollRow.day,
            PollRow.outcome,
            PollRow.detail,
            func.count(),
            func.max(PollRow.entries),
        )
        .where(PollRow.day.between(since, until))
        .group_by(PollRow.source_id, PollRow.day, PollRow.outcome, PollRow.detail)
        .order_by(PollRow.source_id, PollRow.day, PollRow.outcome, PollRow.detail)
    )
    for source_id, day, written, detail, count, entries in rows:
        key, outcome = (source_id, day), PollOutcome(written)
        before = found[key].get(outcome, (0, 0))
        found[key][outcome] = (before[0] + count, max(before[1], entries))
        if not outcome.is_answer:
            failures[key][detail or outcome.value] += count
    return found, failures


def _articles(
    session: Session, since: date, until: date
) -> tuple[Counter[Key], dict[Key, Counter[str]]]:
    new: Counter[Key] = Counter()
    rejected: dict[Key, Counter[str]] = defaultdict(Counter)
    for key, count in _by_day(session, since, until, true()):
        new[key] += count
    conditions: dict[str, ColumnElement[bool]] = {
        UNDATED: ArticleRow.published_at.is_(None),
        PAYWALLED: ArticleRow.paywalled.is_(True),
        DUPLICATE: ArticleRow.id.in_(select(CopyRow.article_id)),
        OFF_TOPIC: ArticleRow.id.in_(_off_topic()),
    }
    for reason, condition in conditions.items():
        for key, count in _by_day(session, since, until, condition):
            rejected[key][reason] += count
    return new, rejected


def _off_topic() -> Select[int]:
    return select(TaggingRow.article_id).where(OWN_TAGGING, TaggingRow.relevance < RELEVANT)


def _by_day(
    session: Session, since: date, until: date, condition: ColumnElement[bool]
) -> Iterator[tuple[Key, int]]:
    day = func.date(ArticleRow.first_seen_at)
    query = (
        select(ArticleRow.source_id, day, func.count())
        .where(ArticleRow.first_seen_at.between(*moments(since, until)), condition)
        .group_by(ArticleRow.source_id, day)
    )
    for source_id, written, count in session.execute(query):
        yield (source_id, day_of(written)), count


def _rejections(session: Session, since: date, until: date) -> dict[Key, Counter[str]]:
    day = func.date(RejectionRow.first_at)
    rows = session.execute(
        select(RejectionRow.source_id, day, RejectionRow.reason, func.count())
        .where(RejectionRow.first_at.between(*moments(since, until)))
        .group_by(RejectionRow.source_id, day, RejectionRow.reason)
    )
    found: dict[Key, Counter[str]] = defaultdict(Counter)
    for source_id, written, reason, count in rows:
        found[source_id, day_of(written)][reason] += count
    return found
