"""What each source gave in a span of days, and whether it was asked: silence is told from a gap."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from commissioning.domain.coverage import PollOutcome, SourceCoverage
from commissioning.domain.tags import RELEVANT
from commissioning.store.rows import (
    OWN_TAGGING,
    TO_OWN_TAGGING,
    ArticleRow,
    PollRow,
    RejectionRow,
    SourceRow,
    TaggingRow,
    UtcDateTime,
)
from commissioning.store.values import day_of, moments

_POLLS, _ARTICLES, _REFUSED = 1, 2, 3
SOURCES = select(
    SourceRow.id, SourceRow.slug, SourceRow.name, SourceRow.home, SourceRow.kind, SourceRow.sample
).order_by(SourceRow.slug)
ANSWERS = tuple(outcome.value for outcome in PollOutcome if outcome.is_answer)


# Made once: to make a statement anew takes longer than to run it.
_SINCE: BindParameter[Any] = bindparam("since")
_UNTIL: BindParameter[Any] = bindparam("until")
# All sources are named, for the indexes are by source and day.
_SOURCE_IDS = select(SourceRow.id)
ASKED = and_(PollRow.source_id.in_(_SOURCE_IDS), PollRow.day.between(_SINCE, _UNTIL))
PUBLISHED = and_(
    ArticleRow.source_id.in_(_SOURCE_IDS), ArticleRow.published_at.between(_SINCE, _UNTIL)
)
REFUSED = RejectionRow.last_at.between(_SINCE, _UNTIL)
_POLLED = (
    select(
        PollRow.source_id,
        func.count(PollRow.day.distinct()),
        func.count(case((PollRow.outcome.in_(ANSWERS), PollRow.day)).distinct()),
        func.max(PollRow.entries),
        func.max(PollRow.polled_at, type_=UtcDateTime),
        func.count(case((PollRow.outcome.not_in(ANSWERS), 1))),
    )
    .where(ASKED)
    .group_by(PollRow.source_id)
)
_PROBLEMS = (
    select(PollRow.source_id, PollRow.detail)
    .where(ASKED, PollRow.outcome.not_in(ANSWERS))
    .order_by(PollRow.polled_at, PollRow.id)
)
_PUBLISHED = (
    select(
        ArticleRow.source_id,
        func.count(),
        func.sum(case((TaggingRow.relevance >= RELEVANT, 1), else_=0)),
        func.min(ArticleRow.published_at),
        func.max(ArticleRow.published_at),
    )
    .outerjoin(TaggingRow, TO_OWN_TAGGING)
    .where(PUBLISHED)
    .group_by(ArticleRow.source_id)
)
_REFUSALS = (
    select(RejectionRow.source_id, func.count()).where(REFUSED).group_by(RejectionRow.source_id)
)
_REASONS = (
    select(RejectionRow.reason, func.count())
    .where(REFUSED)
    .group_by(RejectionRow.reason)
    .order_by(RejectionRow.reason)
)
_ANSWERED = (
    select(SourceRow.slug)
    .join(PollRow, PollRow.source_id == SourceRow.id)
    .where(
        SourceRow.slug.in_(bindparam("slugs", expanding=True)),
        PollRow.day.between(_SINCE, _UNTIL),
        PollRow.outcome.in_(ANSWERS),
    )
    .distinct()
)


@dataclass(slots=True)
class Given:
    """What a source gave in a span of days, being added up; see SourceCoverage."""

    polled: int = 0
    answered: int = 0
    entries: int = 0
    articles: int = 0
    on_topic: int = 0
    refused: int = 0
    first: date | None = None
    last: date | None = None
    asked: datetime | None = None
    problem: str | None = None

    def add(self, day: date, given: "Given") -> None:
        """Add what was given on a day that is later than all before."""
        self.polled += given.polled
        self.answered += given.answered
        self.entries = max(self.entries, given.entries)
        self.articles += given.articles
        self.on_topic += given.on_topic
        if given.articles:
            self.first, self.last = self.first or day, day
        self.asked = given.asked or self.asked
        self.problem = given.problem or self.problem


def coverage(
    session: Session, *, since: date | None = None, until: date | None = None
) -> tuple[SourceCoverage, ...]:
    """What each source gave between two days, both inclusive, by slug.

    Polls count by the day on which they were made, articles by when they were published.
    """
    first, last = since or date.min, until or date.max
    span, bounds = {"since": first, "until": last}, bounds_of(first, last)
    found: defaultdict[int, Given] = defaultdict(Given)
    failed = False
    for source, polled, answers, entries, asked, unanswered in session.execute(_POLLED, span):
        found[source] = Given(polled=polled, answered=answers, entries=entries, asked=asked)
        failed = failed or unanswered > 0
    if failed:
        for source, problem in session.execute(_PROBLEMS, span):
            found[source].problem = problem or found[source].problem
    for source, count, on_topic, earliest, latest in session.execute(_PUBLISHED, bounds):
        given = found[source]
        given.articles, given.on_topic = count, on_topic
        given.first, given.last = earliest.date(), latest.date()
    for source, count in session.execute(_REFUSALS, bounds):
        found[source].refused = count
    return told(session.execute(SOURCES), found)


def told(sources: Iterable[Any], given: Mapping[int, Given]) -> tuple[SourceCoverage, ...]:
    """What sources, rows of SOURCES, gave by their ids; nothing where none is named."""
    nothing = Given()
    return tuple(_told(row, given.get(row[0], nothing)) for row in sources)


def _told(source: Any, given: Given) -> SourceCoverage:
    _, slug, name, home, kind, sample = source
    return SourceCoverage(
        slug=slug,
        name=name,
        home=home,
        kind=kind,
        sample=sample,
        polled=given.polled,
        answered=given.answered,
        entries=given.entries,
        articles=given.articles,
        on_topic=given.on_topic,
        rejected=given.refused,
        first_article=given.first,
        last_article=given.last,
        last_polled=given.asked,
        last_problem=given.problem,
    )


def bounds_of(since: date, until: date) -> dict[str, datetime]:
    """A span of days, both inclusive, for a statement that looks for moments."""
    start, end = moments(since, until)
    return {"since": start, "until": end}


def answered(
    session: Session, slugs: Collection[str], *, since: date, until: date
) -> frozenset[str]:
    """Which of these sources gave an answer between two days, both inclusive."""
    told = {"slugs": sorted(slugs), "since": since, "until": until}
    return frozenset(session.scalars(_ANSWERED, told))


def was_asked(figures: tuple[int, ...]) -> bool:
    """Whether any source was asked on the day whose activity these figures are."""
    return figures[:1] == (_POLLS,)


def activity(session: Session) -> dict[date, tuple[int, ...]]:
    """What was polled, published and refused by day, as figures that change when the coverage does.

    Only good for telling whether the coverage of a span of days is still what it was.
    """
    found: dict[date, tuple[int, ...]] = defaultdict(tuple)
    polls = select(PollRow.day, func.count(), func.max(PollRow.id)).group_by(PollRow.day)
    for day, count, last in session.execute(polls.order_by(PollRow.day)):
        found[day] += (_POLLS, count, last)
    published = func.date(ArticleRow.published_at)
    articles = (
        select(published, func.count())
        .where(ArticleRow.published_at.is_not(None))
        .group_by(published)
    )
    for written, count in session.execute(articles.order_by(published)):
        found[day_of(written)] += (_ARTICLES, count)
    refused = func.date(RejectionRow.last_at)
    rejections = select(refused, func.count()).group_by(refused)
    for written, count in session.execute(rejections.order_by(refused)):
        found[day_of(written)] += (_REFUSED, count)
    return dict(found)


def reasons(session: Session, *, since: date, until: date) -> dict[str, int]:
    """How many things were looked at and not taken between two days, both inclusive, by reason."""
    rows = session.execute(_REASONS, bounds_of(since, until))
    return {row[0]: row[1] for row in rows}


def left_out(session: Session) -> int:
    """How many stored articles were tagged and are not about the field."""
    query = select(func.count()).where(OWN_TAGGING, TaggingRow.relevance < RELEVANT)
    return session.scalar(query.select_from(TaggingRow)) or 0
