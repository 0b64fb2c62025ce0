"""The articles of some days for the editor's queue: slim rows by index, whatever else is stored.

Nothing here goes over the whole store: it is asked at every look at the queue.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from commissioning.domain.ledger import SURE, Stand
from commissioning.domain.tags import RELEVANT
from commissioning.store.edition_content import read_unseen
from commissioning.store.edition_rows import EditionRow
from commissioning.store.finding_rows import FindingRow
from commissioning.store.rows import (
    OWN_TAGGING,
    TO_OWN_TAGGING,
    ArticleRow,
    CopyRow,
    MentionRow,
    QuotationRow,
    RejectionRow,
    SourceRow,
    StanceRow,
    StoryArticleRow,
    StoryRow,
    TaggingRow,
    UtcDateTime,
)
from commissioning.store.values import HOLDER_KINDS, POSITIONS

_BATCH = 400
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedArticle:
    """An article as the queue has it.

    tagging    id of its current tagging; None where it waits for the tagger
    relevance  0 to 1; None where it waits
    story      slug of its story; None where it stands in none
    follows    whether its story goes on from an earlier one
    original   id of the article that it is a copy of, and `share` of its words that are in that
    """

    id: int
    url: str
    headline: str
    source: str
    source_name: str
    source_kind: str
    published: datetime
    precision: str
    kind: str | None
    paywalled: bool
    tagging: int | None
    relevance: float | None
    story: str | None
    follows: bool
    original: int | None
    share: float | None

    @property
    def is_relevant(self) -> bool:
        """Whether it is about the subject, as far as that is known."""
        return self.relevance is not None and self.relevance >= RELEVANT


@dataclass(frozen=True, slots=True, kw_only=True)
class LastIssue:
    """The issue that was published last.

    published    UTC
    first, last  the days that it is about, both inclusive; never later than it was published
    """

    number: int
    published: datetime
    first: date
    last: date


def queued_between(session: Session, first: datetime, end: datetime) -> tuple[QueuedArticle, ...]:
    """The articles published from `first` until before `end`, by time and URL."""
    query = _queued().where(ArticleRow.published_at >= first, ArticleRow.published_at < end)
    return tuple(_article(row) for row in session.execute(query))


def queued_in(session: Session, stories: Collection[str]) -> tuple[QueuedArticle, ...]:
    """The articles of the stories with these slugs, by time and URL; undated ones in no story."""
    found: list[QueuedArticle] = []
    slugs = sorted(stories)
    for at in range(0, len(slugs), _BATCH):
        members = (  # asked for first, or SQLite goes through all articles by time
            select(StoryArticleRow.article_id)
            .join(StoryRow, StoryArticleRow.story_id == StoryRow.id)
            .where(StoryRow.slug.in_(slugs[at : at + _BATCH]))
        )
        rows = session.execute(_queued().where(ArticleRow.id.in_(members)))
        found += (_article(row) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.published, one.url)))


def queued_at(session: Session, urls: Collection[str]) -> tuple[QueuedArticle, ...]:
    """The articles with these URLs, by time and URL."""
    found: list[QueuedArticle] = []
    wanted = sorted(urls)
    for at in range(0, len(wanted), _BATCH):
        rows = session.execute(_queued().where(ArticleRow.url.in_(wanted[at : at + _BATCH])))
        found += (_article(row) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.published, one.url)))


def queued_of(session: Session, key: str) -> tuple[QueuedArticle, ...]:
    """The articles of the story with this slug, else the one with this URL."""
    found = queued_in(session, [key])
    if found:
        return found
    return queued_at(session, [key])


def sides_in(
    session: Session, articles: Iterable[QueuedArticle]
) -> Mapping[int, tuple[Stand, ...]]:
    """The sides that these articles' texts show, by article and place; not readers'."""
    found: defaultdict[int, list[Stand]] = defaultdict(list)
    for of_tagging, ids in _by_tagging(articles):
        rows = session.execute(
            select(
                StanceRow.tagging_id,
                StanceRow.id,
                StanceRow.holder,
                StanceRow.holder_kind,
                StanceRow.organisation,
                StanceRow.question,
                StanceRow.position,
                StanceRow.confidence,
            )
            .where(StanceRow.tagging_id.in_(ids))
            .order_by(StanceRow.tagging_id, StanceRow.start_char, StanceRow.id)
        )
        for tagging, id_, holder, kind, organisation, question, position, confidence in rows:
            found[of_tagging[tagging]].append(
                Stand(
                    id=id_,
                    item=of_tagging[tagging],
                    holder=holder,
                    holder_kind=HOLDER_KINDS[kind],
                    organisation=organisation,
                    question=question,
                    position=POSITIONS[position],
                    confidence=confidence,
                )
            )
    return {article: tuple(held) for article, held in found.items()}


def bodies_in(session: Session, articles: Iterable[QueuedArticle]) -> Mapping[int, tuple[str, ...]]:
    """The slugs of the bodies that these articles name, by article and first place."""
    found: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for of_tagging, ids in _by_tagging(articles):
        rows = session.execute(
            select(MentionRow.tagging_id, MentionRow.organisation)
            .where(MentionRow.tagging_id.in_(ids), MentionRow.organisation.is_not(None))
            .order_by(MentionRow.tagging_id, MentionRow.start_char, MentionRow.id)
        )
        for tagging, slug in rows:
            if slug is not None:
                found[of_tagging[tagging]][slug] = None
    return {article: tuple(slugs) for article, slugs in found.items()}


def matching(
    session: Session, articles: Iterable[QueuedArticle], words: Sequence[str]
) -> frozenset[int]:
    """Which of these articles have each of the words in headline, text, a speaker or a holder."""
    ids = [one.id for one in articles]
    found: set[int] = set()
    for at in range(0, len(ids), _BATCH):
        query = select(ArticleRow.id).where(ArticleRow.id.in_(ids[at : at + _BATCH]))
        for word in words:
            columns = (ArticleRow.headline, ArticleRow.text, ArticleRow.byline)
            query = query.where(or_(*(one.icontains(word, autoescape=True) for one in columns)))
        found.update(session.scalars(query))
    return frozenset(found)


def first_heard(
    session: Session, articles: Iterable[QueuedArticle], first: datetime
) -> frozenset[tuple[str, str]]:
    """The (body, question) of sides that count in these articles and were in none before `first`.

    Looked up pair by pair and no further than to the first that was earlier.
    """
    found: set[tuple[str, str]] = set()
    for _, ids in _by_tagging(articles):
        taken = (
            select(StanceRow.organisation, StanceRow.question)
            .where(
                StanceRow.tagging_id.in_(ids),
                StanceRow.organisation.is_not(None),
                StanceRow.confidence >= SURE,
            )
            .distinct()
            .subquery()
        )
        earlier = (
            select(StanceRow.id)
            .join(TaggingRow, StanceRow.tagging_id == TaggingRow.id)
            .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
            .where(
                StanceRow.organisation == taken.c.organisation,
                StanceRow.question == taken.c.question,
                OWN_TAGGING,
                ArticleRow.published_at < first,
            )
            .correlate(taken)
        )
        rows = session.execute(
            select(taken.c.organisation, taken.c.question).where(~earlier.exists())
        )
        found.update((row[0], row[1]) for row in rows)
    return frozenset(found)


def spoke_between(
    session: Session, question: str, first: datetime, end: datetime
) -> Mapping[str, int]:
    """In how many texts of that time bodies took sides that count on the question, by slug."""
    rows = session.execute(
        select(FindingRow.organisation, func.count(FindingRow.article_id.distinct()))
        .where(
            FindingRow.question == question,
            FindingRow.organisation.is_not(None),
            FindingRow.confidence >= SURE,
            FindingRow.comment.is_(None),
            FindingRow.published_at >= first,
            FindingRow.published_at < end,
        )
        .group_by(FindingRow.organisation)
        .order_by(FindingRow.organisation)
    )
    return {body: times for body, times in rows if body is not None}


def quoted_in(session: Session, articles: Iterable[QueuedArticle]) -> frozenset[str]:
    """The slugs of the bodies for which somebody is quoted in these articles."""
    found: set[str] = set()
    for _, ids in _by_tagging(articles):
        rows = session.scalars(
            select(QuotationRow.organisation)
            .where(QuotationRow.tagging_id.in_(ids), QuotationRow.organisation.is_not(None))
            .distinct()
        )
        found.update(slug for slug in rows if slug is not None)
    return frozenset(found)


def begun_before(session: Session, stories: Iterable[str], first: datetime) -> Mapping[str, int]:
    """How many articles each of these stories had before; those without any are left out."""
    slugs = sorted(set(stories))
    found: dict[str, int] = {}
    for at in range(0, len(slugs), _BATCH):
        rows = session.execute(
            select(StoryRow.slug, func.count())
            .join(StoryArticleRow, StoryArticleRow.story_id == StoryRow.id)
            .join(ArticleRow, StoryArticleRow.article_id == ArticleRow.id)
            .where(StoryRow.slug.in_(slugs[at : at + _BATCH]), ArticleRow.published_at < first)
            .group_by(StoryRow.slug)
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def newest_day(session: Session, now: datetime) -> date | None:
    """The day of the newest article that is not dated into the future; None without any."""
    query = select(func.max(ArticleRow.published_at, type_=UtcDateTime))
    found = session.scalar(query.where(ArticleRow.published_at <= now))
    return found.date() if found else None


def last_issue(session: Session, now: datetime) -> LastIssue | None:
    """The issue that was published last; None before the first."""
    row = session.execute(
        select(EditionRow.number, EditionRow.published_at, EditionRow.day, EditionRow.content)
        .where(EditionRow.published_at <= now)
        .order_by(EditionRow.published_at.desc(), EditionRow.number.desc())
        .limit(1)
    ).first()
    if row is None or row[1] is None:
        return None
    unseen = read_unseen(row[3])
    last = min(unseen.last if unseen else row[2], row[1].date())
    first = unseen.first if unseen else last - _WEEK + timedelta(days=1)
    return LastIssue(number=row[0], published=row[1], first=min(first, last), last=last)


def undated_between(session: Session, first: datetime, end: datetime) -> int:
    """How many articles without a date were first seen then."""
    query = select(func.count()).where(
        ArticleRow.published_at.is_(None),
        ArticleRow.first_seen_at >= first,
        ArticleRow.first_seen_at < end,
    )
    return session.scalar(query) or 0


def unread_between(session: Session, first: datetime, end: datetime) -> int:
    """How many things were looked at then and not taken."""
    query = select(func.count()).where(RejectionRow.last_at >= first, RejectionRow.last_at < end)
    return session.scalar(query) or 0


def _queued() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ArticleRow.id,
            ArticleRow.url,
            ArticleRow.headline,
            SourceRow.slug,
            SourceRow.name,
            SourceRow.kind,
            ArticleRow.published_at,
            ArticleRow.published_precision,
            ArticleRow.kind,
            ArticleRow.paywalled,
            TaggingRow.id,
            TaggingRow.relevance,
            StoryRow.slug,
            StoryRow.goes_on_from_id.is_not(None),
            CopyRow.original_id,
            CopyRow.share,
        )
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .outerjoin(TaggingRow, TO_OWN_TAGGING)
        .outerjoin(StoryArticleRow, StoryArticleRow.article_id == ArticleRow.id)
        .outerjoin(StoryRow, StoryArticleRow.story_id == StoryRow.id)
        .outerjoin(CopyRow, CopyRow.article_id == ArticleRow.id)
        .where(ArticleRow.published_at.is_not(None))
        .order_by(ArticleRow.published_at, ArticleRow.url)
    )


def _article(row: Row[*tuple[Any, ...]]) -> QueuedArticle:
    return QueuedArticle(
        id=row[0],
        url=row[1],
        headline=row[2],
        source=row[3],
        source_name=row[4],
        source_kind=row[5],
        published=row[6],
        precision=row[7] or "day",
        kind=row[8],
        paywalled=row[9],
        tagging=row[10],
        relevance=row[11],
        story=row[12],
        follows=bool(row[13]),
        original=row[14],
        share=row[15],
    )


def _by_tagging(
    articles: Iterable[QueuedArticle],
) -> Iterator[tuple[Mapping[int, int], Sequence[int]]]:
    """The articles by their taggings, with some of the taggings' ids at a time."""
    of_tagging = {one.tagging: one.id for one in articles if one.tagging is not None}
    ids = list(of_tagging)
    for at in range(0, len(ids), _BATCH):
        yield of_tagging, ids[at : at + _BATCH]
