"""Runs of the tagger: which versions tagged how much, two side by side, and one dropped."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from commissioning.domain.comparing import Comparison, Read
from commissioning.domain.corrections import TAGS, Subject, Values
from commissioning.domain.errors import TaggingError
from commissioning.store.corrections import correct_tags
from commissioning.store.overruling import TABLES, values_of
from commissioning.store.rows import (
    ArticleRow,
    CommentRow,
    OverruledRow,
    TaggingRow,
    UtcDateTime,
)

_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one version of the tagger tagged.

    texts    that it read
    current  of these, the ones of which its tags count
    first, last  when
    """

    version: str
    texts: int
    current: int
    first: datetime
    last: datetime


def runs(session: Session) -> tuple[Run, ...]:
    """The versions whose tags are kept, the latest first."""
    last = func.max(TaggingRow.tagged_at, type_=UtcDateTime)
    rows = session.execute(
        select(
            TaggingRow.tagger,
            func.count(),
            func.sum(case((TaggingRow.current, 1), else_=0)),
            func.min(TaggingRow.tagged_at, type_=UtcDateTime),
            last,
        )
        .group_by(TaggingRow.tagger)
        .order_by(last.desc(), TaggingRow.tagger)
    )
    return tuple(
        Run(version=row[0], texts=row[1], current=row[2], first=row[3], last=row[4]) for row in rows
    )


def run_named(session: Session, name: str) -> Run:
    """The version of that name, or the only one that has it in its name; else TaggingError."""
    known = runs(session)
    exact = [run for run in known if run.version == name]
    found = exact or [run for run in known if name and name in run.version]
    if len(found) == 1:
        return found[0]
    if not known:
        raise TaggingError(name, "nothing is tagged yet")
    there = "; ".join(run.version for run in found or known)
    if found:
        raise TaggingError(name, f"more than one version has that in its name: {there}")
    raise TaggingError(name, f"no such version; there are {there}")


def compare(session: Session, old: str, new: str, *, examples: int = 3) -> Comparison:
    """Two versions over the texts that both read as they are the same."""
    found = Comparison()
    one, other = aliased(TaggingRow), aliased(TaggingRow)
    for ids in _pairs(session, one, other, old, new):
        read = _read(session, [id_ for row in ids for id_ in row[:2]])
        for before, after, url, comment in ids:
            found.add(url, comment, read[before], read[after], examples=examples)
    totals = dict(
        session.execute(
            select(TaggingRow.tagger, func.count())
            .where(TaggingRow.tagger.in_((old, new)))
            .group_by(TaggingRow.tagger)
        ).all()
    )
    found.only_old = totals.get(old, 0) - found.texts
    found.only_new = totals.get(new, 0) - found.texts
    return found


def drop(session: Session, version: str) -> tuple[int, int]:
    """Drop what a version read; what was read before it counts again where the text is the same.

    Gives how many taggings are gone, and how many texts wait for the tagger now. Corrections stay.
    """
    rows = session.execute(
        select(TaggingRow.article_id, TaggingRow.comment_id, TaggingRow.current).where(
            TaggingRow.tagger == version
        )
    ).all()
    session.execute(delete(TaggingRow).where(TaggingRow.tagger == version))
    waiting = sum(not _revive(session, row[0], row[1]) for row in rows if row[2])
    correct_tags(session, {row[0] for row in rows})
    return len(rows), waiting


def _revive(session: Session, article: int, comment: int | None) -> bool:
    """Make the latest tagging of the text as it stands the current one; whether there is one."""
    if comment is None:
        text = select(ArticleRow.text_sha256).where(ArticleRow.id == article)
        whose = and_(TaggingRow.article_id == article, TaggingRow.comment_id.is_(None))
    else:
        text = select(CommentRow.text_sha256).where(CommentRow.id == comment)
        whose = TaggingRow.comment_id == comment
    latest = session.scalar(
        select(TaggingRow.id)
        .where(whose, TaggingRow.text_sha256 == text.scalar_subquery())
        .order_by(TaggingRow.tagged_at.desc(), TaggingRow.id.desc())
        .limit(1)
    )
    if latest is None:
        return False
    session.execute(update(TaggingRow).where(TaggingRow.id == latest).values(current=True))
    return True


def _pairs(
    session: Session, one: Any, other: Any, old: str, new: str
) -> Iterator[Sequence[tuple[int, int, str, int | None]]]:
    """(id of the old tagging, of the new one, URL, position of the comment), some at a time."""
    after = 0
    same_text = or_(
        one.comment_id == other.comment_id,
        and_(one.comment_id.is_(None), other.comment_id.is_(None)),
    )
    while True:
        rows = session.execute(
            select(one.id, other.id, ArticleRow.url, CommentRow.position)
            .join(
                other,
                and_(
                    other.article_id == one.article_id,
                    same_text,
                    other.text_sha256 == one.text_sha256,
                ),
            )
            .join(ArticleRow, one.article_id == ArticleRow.id)
            .outerjoin(CommentRow, one.comment_id == CommentRow.id)
            .where(one.id > after, one.tagger == old, other.tagger == new)
            .order_by(one.id)
            .limit(_BATCH)
        ).all()
        if not rows:
            return
        yield [(row[0], row[1], row[2], row[3]) for row in rows]
        after = rows[-1][0]


def _read(session: Session, ids: Sequence[int]) -> dict[int, Read]:
    """What these taggings read, without what editors put right."""
    texts = dict(
        session.execute(
            select(TaggingRow.id, func.coalesce(CommentRow.text, ArticleRow.text))
            .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
            .outerjoin(CommentRow, TaggingRow.comment_id == CommentRow.id)
            .where(TaggingRow.id.in_(ids))
        ).all()
    )
    kept: dict[tuple[int, str], list[Any]] = defaultdict(list)
    held = select(OverruledRow.tagging_id, OverruledRow.subject, OverruledRow.held)
    for tagging, subject, values in session.execute(held.where(OverruledRow.tagging_id.in_(ids))):
        kept[tagging or 0, subject].append(values)
    tags: dict[int, dict[Subject, list[Values]]] = {id_: {} for id_ in ids}
    for subject in TAGS:
        table = TABLES[subject]
        rows = [
            dict(row._mapping)
            for row in session.execute(
                select(*table.__table__.columns)
                .where(table.tagging_id.in_(ids), table.correction_id.is_(None))
                .order_by(table.tagging_id, table.start_char, table.end_char, table.id)
            )
        ]
        for row in rows:
            kept[row["tagging_id"], subject.value].append(row)
        for id_ in ids:
            found = kept[id_, subject.value]
            tags[id_][subject] = [values_of(subject, row, texts[id_]) for row in found]
    relevance = dict(
        session.execute(
            select(TaggingRow.id, TaggingRow.relevance).where(TaggingRow.id.in_(ids))
        ).all()
    )
    for id_ in ids:
        if told := kept[id_, Subject.RELEVANCE.value]:
            relevance[id_] = float(told[0]["relevance"])
    return {id_: Read(relevance=relevance[id_], tags=tags[id_]) for id_ in ids}
