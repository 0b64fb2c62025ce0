"""The findings that a query wants: which, in what order, how many, and what is shown of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Dialect,
    RowMapping,
    Select,
    bindparam,
    case,
    func,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from commissioning.domain.findings import Finding, LookIn, Sort, TagKind
from commissioning.domain.tags import HolderKind, Position, QuotationKind, Span
from commissioning.domain.words import Words
from commissioning.store.finding_rows import FindingRow
from commissioning.store.rows import (
    ArticleRow,
    CommentRow,
    SourceRow,
    StoryAliasRow,
    StoryArticleRow,
    StoryRow,
    TaggingRow,
)
from commissioning.store.words import word_index

BATCH = 500
_IDS: BindParameter[int] = bindparam("ids", expanding=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a finding must meet; None asks nothing. Days are inclusive, in UTC.

    organisations  slugs, of which it must have one
    names          of holder or speaker, as `name_key` makes them, of which it must have one
    holder_kinds   of which it must have one
    story          slug, today's or an earlier one
    limit, offset  of the findings in their order
    """

    words: Words | None = None
    look_in: LookIn = LookIn.TEXT
    organisations: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None
    question: str | None = None
    stance: Position | None = None
    min_confidence: float | None = None
    holder_kinds: tuple[str, ...] | None = None
    source: str | None = None
    kind: str | None = None
    story: str | None = None
    tag: TagKind | None = None
    since: date | None = None
    until: date | None = None
    sort: Sort = Sort.TIME
    limit: int | None = None
    offset: int = 0

    @property
    def only_stances(self) -> bool:
        """Whether no quotation can be found."""
        asked = (self.question, self.stance, self.holder_kinds, self.min_confidence)
        return self.tag is TagKind.STANCE or any(value is not None for value in asked)


def find(session: Session, wanted: Wanted) -> Iterator[Finding]:
    """The findings in their order, read some at a time: memory does not grow with them."""
    prepare(session, wanted)
    keys = session.execute(
        wanted_ids(wanted, session.connection().dialect), execution_options={"yield_per": BATCH}
    )
    for some in keys.scalars().partitions(BATCH):
        rows = session.execute(_SHOWN, {"ids": _padded(some)}).mappings()
        found = {row["id"]: _finding(row) for row in rows}
        yield from (found[id_] for id_ in some)


def count(session: Session, wanted: Wanted) -> int:
    """How many findings there are, whatever the limit."""
    prepare(session, wanted)
    return session.scalar(counted(wanted, session.connection().dialect)) or 0


def prepare(session: Session, wanted: Wanted) -> None:
    """Let the database plan well what is asked in this transaction."""
    if wanted.words is not None:
        word_index(session.connection().dialect).prepare(session)


def wanted_ids(wanted: Wanted, dialect: Dialect) -> Select[int]:
    """The statement that gives the ids of the findings in their order."""
    query = select(FindingRow.id).where(*conditions(wanted, dialect))
    query = query.order_by(*_order(wanted, dialect)).limit(wanted.limit)
    return query.offset(wanted.offset) if wanted.offset else query


def counted(wanted: Wanted, dialect: Dialect) -> Select[int]:
    """The statement that counts the findings."""
    return select(func.count()).select_from(FindingRow).where(*conditions(wanted, dialect))


def conditions(wanted: Wanted, dialect: Dialect) -> list[ColumnElement[bool]]:
    """What a row must meet."""
    row = FindingRow
    same: tuple[tuple[Any, str | None], ...] = (
        (row.question, wanted.question),
        (row.position, wanted.stance),
        (row.kind, wanted.kind),
        (row.tag, wanted.tag),
    )
    found = [column == str(value) for column, value in same if value is not None]
    for column, values in (
        (row.organisation, wanted.organisations),
        (row.who_key, wanted.names),
        (row.holder_kind, wanted.holder_kinds),
    ):
        found += _one_of(column, values)
    if wanted.min_confidence is not None:
        found.append(row.confidence >= wanted.min_confidence)
    if wanted.source is not None:
        found.append(row.source_id == source_id(wanted.source))
    if wanted.story is not None:
        found.append(row.article_id.in_(_in_story(wanted.story)))
    if wanted.words is not None:
        found.append(word_index(dialect).met(wanted.words, wanted.look_in))
    return [*found, *within(row.published_at, wanted.since, wanted.until)]


def within(moment: Any, since: date | None, until: date | None) -> Iterator[ColumnElement[bool]]:
    """That a moment lies in these days, both inclusive."""
    if since is not None:
        yield moment >= datetime.combine(since, time.min, UTC)
    if until is not None and until < date.max:
        yield moment < datetime.combine(until + timedelta(days=1), time.min, UTC)


def _one_of(column: Any, values: tuple[str, ...] | None) -> Iterator[ColumnElement[bool]]:
    """With one value an equation: then an index gives the rows in order."""
    if values is not None:
        plain = [str(value) for value in values]
        yield column == plain[0] if len(plain) == 1 else column.in_(plain)


def source_id(slug: str) -> Any:
    """The id of the source with the slug, in a statement."""
    return select(SourceRow.id).where(SourceRow.slug == slug).scalar_subquery()


def _in_story(slug: str) -> Select[int]:
    stories = union_all(
        select(StoryRow.id).where(StoryRow.slug == slug),
        select(StoryAliasRow.story_id).where(StoryAliasRow.slug == slug),
    )
    return select(StoryArticleRow.article_id).where(StoryArticleRow.story_id.in_(stories))


def _order(wanted: Wanted, dialect: Dialect) -> list[ColumnElement[Any]]:
    """A total order, the same on both databases: no text is compared but the kind of the tag."""
    row = FindingRow
    place: list[ColumnElement[Any]] = [
        row.article_id.asc(),
        func.coalesce(row.comment, -1).asc(),
        row.start_char.asc(),
        row.end_char.asc(),
        row.tag.desc(),
        row.id.asc(),
    ]
    if wanted.sort is Sort.TIME:
        return [row.published_at.asc().nulls_last(), *place]
    # Where only stances are asked for all have one, and an index of PostgreSQL gives the order.
    confidence = row.confidence.desc()
    surest: list[ColumnElement[Any]] = [
        confidence if wanted.only_stances else confidence.nulls_last(),
        row.published_at.desc().nulls_last(),
        *place,
    ]
    if wanted.sort is Sort.CONFIDENCE or wanted.words is None:
        return surest
    index = word_index(dialect)
    standing = case(
        (index.met(wanted.words, LookIn.EVIDENCE), 2),
        (index.met(wanted.words, LookIn.HEADLINES), 1),
        else_=0,
    )
    return [standing.desc(), *surest]


_SHOWN = (
    select(
        *FindingRow.__table__.columns,
        ArticleRow.url,
        ArticleRow.headline,
        SourceRow.slug.label("source"),
        TaggingRow.text_sha256,
        TaggingRow.tagger,
    )
    .join(ArticleRow, FindingRow.article_id == ArticleRow.id)
    .join(SourceRow, ArticleRow.source_id == SourceRow.id)
    .join(TaggingRow, FindingRow.tagging_id == TaggingRow.id)
    .where(FindingRow.id.in_(_IDS))
)


def _padded(ids: Sequence[int]) -> Sequence[int]:
    """As many as a power of two, so that few statements are made."""
    wanted = 1 << (len(ids) - 1).bit_length()
    return [*ids, *([ids[0]] * (wanted - len(ids)))]


def _finding(row: RowMapping) -> Finding:
    return Finding(
        id=row["id"],
        tag=TagKind(row["tag"]),
        url=row["url"],
        headline=row["headline"],
        source=row["source"],
        published=row["published_at"],
        published_precision=row["published_precision"],
        kind=row["kind"],
        comment=row["comment"],
        who=row["who"],
        holder_kind=HolderKind(row["holder_kind"]) if row["holder_kind"] else None,
        organisation=row["organisation"],
        question=row["question"],
        stance=Position(row["position"]) if row["position"] else None,
        confidence=row["confidence"],
        quotation=QuotationKind(row["quotation"]) if row["quotation"] else None,
        words=row["evidence"],
        span=Span(row["start_char"], row["end_char"]),
        text_sha256=row["text_sha256"],
        method=row["method"],
        tagger=row["tagger"],
    )


def texts(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The texts in which the findings with these ids stand, by the ids."""
    if not ids:
        return {}
    whole = func.coalesce(CommentRow.text, ArticleRow.text)
    rows = session.execute(
        select(FindingRow.id, whole)
        .join(ArticleRow, FindingRow.article_id == ArticleRow.id)
        .join(TaggingRow, FindingRow.tagging_id == TaggingRow.id)
        .outerjoin(CommentRow, TaggingRow.comment_id == CommentRow.id)
        .where(FindingRow.id.in_(ids))
    )
    return {row[0]: row[1] for row in rows}


def is_source(session: Session, slug: str) -> bool:
    """Whether there is a source with the slug."""
    return session.scalar(select(SourceRow.id).where(SourceRow.slug == slug)) is not None


def is_story(session: Session, slug: str) -> bool:
    """Whether a story has the slug, or had it."""
    return any(
        session.scalar(select(column).where(column == slug)) is not None
        for column in (StoryRow.slug, StoryAliasRow.slug)
    )
