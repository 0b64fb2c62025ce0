"""Copies and originals: sketches in and out, and links between articles that share their text.

An article is never merged into another: a copy keeps its row, its tags and its page.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, insert, literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from commissioning.domain.articles import SourceKind
from commissioning.domain.copies import (
    Linked,
    Member,
    is_copy,
    order_of,
    originals,
    share_of,
    shingles,
    with_told,
)
from commissioning.domain.dates import Precision
from commissioning.store.pins import told_copies
from commissioning.store.rows import ArticleRow, CopyRow, SketchRow, SourceRow
from commissioning.store.sketches import BANDS
from commissioning.store.values import dated

FULL = 50
MAX_CANDIDATES = 20
MAX_GROUP = 60

_ISSUERS = {
    kind.value
    for kind in (SourceKind.OFFICIAL, SourceKind.THINK_TANK, SourceKind.UNION, SourceKind.CAMPAIGN)
}

# One bounded look into the index a band: what half of the collection has in common costs nothing.
# Bands, bound and even the offset stand in the text: binding them takes longer than looking.
_IN_BUCKETS = union_all(
    *(
        select(
            select(SketchRow.band, SketchRow.article_id)
            .where(
                SketchRow.band == literal_column(f"{band}"),
                SketchRow.bucket == bindparam(f"bucket_{band}"),
            )
            .limit(literal_column(f"{FULL + 1}"))
            .offset(literal_column("0"))
            .subquery()
        )
        for band in range(BANDS)
    )
)
_ADD = insert(SketchRow)


def save_sketch(session: Session, article_id: int, buckets: Sequence[int]) -> None:
    """Keep the buckets, one a band, in the place of those that the article had."""
    known = session.scalars(
        select(SketchRow.bucket).where(SketchRow.article_id == article_id).order_by(SketchRow.band)
    ).all()
    if list(known) == list(buckets):
        return
    if known:
        session.execute(delete(SketchRow).where(SketchRow.article_id == article_id))
    add_sketch(session, article_id, buckets)


def add_sketch(session: Session, article_id: int, buckets: Sequence[int]) -> None:
    """Keep the buckets of an article that has none yet."""
    rows = [
        {"article_id": article_id, "band": band, "bucket": bucket}
        for band, bucket in enumerate(buckets)
    ]
    if rows:
        session.connection().execute(_ADD, rows)


def candidates(session: Session, buckets: Sequence[int]) -> tuple[int, ...]:
    """Articles that may share their text: see `ranked`."""
    return ranked(in_buckets(session, buckets))


def in_buckets(session: Session, buckets: Sequence[int]) -> list[tuple[int, int]]:
    """The bands that are shared with a stored article, each with its id."""
    if not buckets:
        return []
    places = {f"bucket_{band}": bucket for band, bucket in enumerate(buckets)}
    return [(band, article) for band, article in session.connection().execute(_IN_BUCKETS, places)]


def ranked(shared: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """Of articles, given with each band that they share, the 20 that share most, the most first.

    Buckets that more than 50 articles share tell nothing, and are passed over.
    """
    found = list(shared)
    crowd = Counter(band for band, _ in found)
    counted = Counter(article for band, article in found if crowd[band] <= FULL)
    return tuple(sorted(counted, key=lambda article: (-counted[article], article))[:MAX_CANDIDATES])


def link_new(session: Session, article_id: int, shared: list[tuple[int, int]]) -> None:
    """Link a new article; `shared` is what was in its buckets before it."""
    if shared:
        own = [(band, article_id) for band in range(BANDS)]
        _link(session, article_id, ranked([*shared, *own]), {})


def link_again(session: Session, article_id: int, buckets: Sequence[int]) -> None:
    """Link an article that is in its buckets, and may have been linked before."""
    before = _links(session, [article_id])
    told = told_copies(session, [article_id]).get(article_id)
    if told is not None:
        before[article_id] = told
    _link(session, article_id, candidates(session, buckets), before)


def _link(session: Session, article_id: int, found: Sequence[int], before: dict[int, int]) -> None:
    """Link the article with its original or its copies, and those with each other, anew."""
    near = [other for other in found if other != article_id]
    if not near and not before:
        return
    members = _members(session, {article_id, *near})
    own = members[article_id]
    partners = [one for one in near if is_copy(own, members[one])]
    linked = before | _links(session, partners)
    group = [article_id, *partners, *linked, *linked.values()]
    wanted = list(dict.fromkeys(group))[:MAX_GROUP]
    members |= _members(session, set(wanted) - members.keys())
    _save_links(session, [members[one] for one in wanted], linked)


def copies_of(session: Session, article_id: int) -> tuple[Linked, ...]:
    """The copies of the article, by time."""
    query = (
        select(ArticleRow, SourceRow, CopyRow.share)
        .join(CopyRow, CopyRow.article_id == ArticleRow.id)
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .where(CopyRow.original_id == article_id)
        .order_by(ArticleRow.published_at.is_(None), ArticleRow.published_at, ArticleRow.url)
    )
    return tuple(_linked(*row) for row in session.execute(query))


def original_of(session: Session, article_id: int) -> Linked | None:
    """The article that this one is a copy of, if it is one."""
    query = (
        select(ArticleRow, SourceRow, CopyRow.share)
        .join(CopyRow, CopyRow.original_id == ArticleRow.id)
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .where(CopyRow.article_id == article_id)
    )
    row = session.execute(query).first()
    return _linked(*row) if row else None


def _links(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """The links from and to these articles: each copy with its original."""
    rows = session.execute(
        select(CopyRow.article_id, CopyRow.original_id)
        .where(or_(CopyRow.article_id.in_(ids), CopyRow.original_id.in_(ids)))
        .order_by(CopyRow.article_id)
        .limit(MAX_GROUP)
    )
    return {row.article_id: row.original_id for row in rows}


def _members(session: Session, ids: Iterable[int]) -> dict[int, Member]:
    rows = session.execute(
        select(
            ArticleRow.id,
            ArticleRow.source_id,
            ArticleRow.headline,
            ArticleRow.paywalled,
            ArticleRow.text,
            ArticleRow.published_at,
            ArticleRow.published_precision,
            ArticleRow.first_seen_at,
            SourceRow.kind,
        )
        .join(SourceRow, ArticleRow.source_id == SourceRow.id)
        .where(ArticleRow.id.in_(ids))
        .order_by(ArticleRow.id)
    )
    return {
        row.id: Member(
            id=row.id,
            source_id=row.source_id,
            headline=row.headline,
            paywalled=row.paywalled,
            order=order_of(
                row.published_at or row.first_seen_at,
                Precision(row.published_precision) if row.published_at else None,
                issues=row.kind in _ISSUERS,
                article_id=row.id,
            ),
            shingles=shingles(row.text),
        )
        for row in rows
    }


def _save_links(session: Session, group: list[Member], linked: dict[int, int]) -> None:
    members = {member.id: member for member in group}
    told = told_copies(session, members)
    wanted = with_told(originals(group, linked), told)
    if others := set(wanted.values()) - members.keys():
        members |= _members(session, others)
    session.flush()
    for copy in [member.id for member in group]:
        row = session.get(CopyRow, copy)
        original = wanted.get(copy)
        if original is None:
            if row is not None and (row.original_id in members or copy in told):
                session.delete(row)
            continue
        share = share_of(members[copy].shingles, members[original].shingles)
        if row is None:
            session.add(CopyRow(article_id=copy, original_id=original, share=share))
        else:
            row.original_id, row.share = original, share
    session.flush()


def _linked(article: ArticleRow, source: SourceRow, share: float) -> Linked:
    return Linked(
        article_id=article.id,
        url=article.url,
        headline=article.headline,
        source=source.slug,
        source_name=source.name,
        published=dated(article, "published"),
        share=share,
    )
