"""Corrections of tags put to work: what they overrule is moved away, and theirs is put in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from commissioning.domain.correcting import Outcome, settle
from commissioning.domain.corrections import EDITOR, TAGS, Correction, Subject, Value, Values
from commissioning.store.rows import (
    ArticleRow,
    CommentRow,
    MentionRow,
    OverruledRow,
    QuotationRow,
    StanceRow,
    TaggingRow,
)

Tag = type[MentionRow] | type[QuotationRow] | type[StanceRow]
Columns = Mapping[str, Any]
TABLES: Mapping[Subject, Tag] = {
    Subject.STANCE: StanceRow,
    Subject.QUOTATION: QuotationRow,
    Subject.MENTION: MentionRow,
}
_OFFSETS = {"start": "start_char", "end": "end_char"}
_FIELDS: Mapping[Subject, tuple[str, ...]] = {
    Subject.STANCE: ("holder", "holder_kind", "organisation", "question", "position"),
    Subject.QUOTATION: ("kind", "speaker", "organisation", "office"),
    Subject.MENTION: ("organisation", "name"),
}
_OWN = {"tagging_id", "correction_id"}
_SURE = {"confidence": 1.0}


def values_of(subject: Subject, columns: Columns, text: str) -> Values:
    """A tag's row as the values that a correction has."""
    found: dict[str, Value] = {name: columns[name] for name in _FIELDS[subject]}
    found |= {name: columns[column] for name, column in _OFFSETS.items()}
    return found | {"words": text[columns["start_char"] : columns["end_char"]]}


def overrule(
    session: Session, article_id: int, standing: Sequence[Correction]
) -> tuple[set[int], set[int]]:
    """Bring the tags of an article into line with its standing corrections, oldest first.

    Only today's tags are corrected; those of older versions of the tagger are the machine's again.
    Gives the ids of the corrections that are adrift, and of those whose text is tagged.
    """
    adrift: set[int] = set()
    seen: set[int] = set()
    taggings = session.execute(
        select(
            TaggingRow.id, TaggingRow.current, CommentRow.position, ArticleRow.text, CommentRow.text
        )
        .join(ArticleRow, TaggingRow.article_id == ArticleRow.id)
        .outerjoin(CommentRow, TaggingRow.comment_id == CommentRow.id)
        .where(TaggingRow.article_id == article_id)
        .order_by(TaggingRow.id)
    ).all()
    for tagging, current, comment, whole, remark in taggings:
        told = [one for one in standing if current and one.comment == comment]
        seen.update(one.id or 0 for one in told)
        text = whole if comment is None else remark
        shelf = _Shelf(session, article_id, tagging)
        for subject in TAGS:
            chosen = [one for one in told if one.subject is subject]
            adrift |= shelf.settle(subject, chosen, text)
        if comment is None:
            shelf.settle_relevance([one for one in told if one.subject is Subject.RELEVANCE])
    return adrift, seen


class _Shelf:
    """One tagging: its tags in their tables, and those that are kept apart."""

    def __init__(self, session: Session, article_id: int, tagging: int) -> None:
        self._session = session
        self._of = {"article_id": article_id, "tagging_id": tagging}
        self._tagging = tagging
        self._kept: dict[str, list[OverruledRow]] = defaultdict(list)
        rows = select(OverruledRow).where(OverruledRow.tagging_id == tagging)
        for row in session.scalars(rows.order_by(OverruledRow.id)):
            self._kept[row.subject].append(row)

    def settle(
        self, subject: Subject, corrections: Sequence[Correction], text: str
    ) -> frozenset[int]:
        """Move what is to be moved; gives the ids of corrections that are adrift."""
        table = TABLES[subject]
        kept = self._kept[subject.value]
        rows = self._rows(table)
        edited = [row for row in rows if row["correction_id"] is not None]
        if not corrections and not kept and not edited:
            return frozenset()
        shown = [row for row in rows if row["correction_id"] is None]
        machine: list[Columns] = sorted(
            [*shown, *(row.held for row in kept)], key=lambda row: int(row["id"])
        )
        outcome = settle([values_of(subject, row, text) for row in machine], corrections, text)
        stand = [(row["correction_id"], values_of(subject, row, text)) for row in edited]
        added = [(told, _known(subject, values)) for told, values in outcome.added]
        if stand != added:
            self._remove(table, edited)
        self._put_back(table, kept, machine, outcome)
        self._take_away(table, subject, shown, machine, outcome)
        if stand != added:
            self._add(table, subject, added)
        return outcome.adrift

    def settle_relevance(self, corrections: Sequence[Correction]) -> None:
        """Whether the article is on the subject, as the last correction has it."""
        kept = self._kept[Subject.RELEVANCE.value]
        last = corrections[-1] if corrections else None
        if last is None or last.after is None:
            for row in kept:
                self._relevance(float(row.held["relevance"] or 0))
                self._session.delete(row)
            return
        if kept:
            kept[0].correction_id = last.id or 0
        else:
            query = select(TaggingRow.relevance).where(TaggingRow.id == self._tagging)
            held = {"relevance": self._session.scalars(query).one()}
            self._keep(Subject.RELEVANCE, last.id or 0, held)
        self._relevance(1.0 if last.after["on_topic"] else 0.0)

    def _rows(self, table: Tag) -> list[Columns]:
        query = (
            select(*table.__table__.columns)
            .where(table.tagging_id == self._tagging)
            .order_by(table.id)
        )
        return [dict(row._mapping) for row in self._session.execute(query)]

    def _put_back(
        self,
        table: Tag,
        kept: Iterable[OverruledRow],
        machine: Sequence[Columns],
        outcome: Outcome,
    ) -> None:
        overruled = {int(machine[at]["id"]): told for at, told in outcome.overruled.items()}
        for row in kept:
            number = int(row.held["id"] or 0)
            if number in overruled:
                row.correction_id = overruled[number]
                continue
            held = dict(row.held)
            if self._session.scalar(select(table.id).where(table.id == number)) is not None:
                # SQLite gives the number of the last row again, once that row is gone.
                del held["id"]
            self._session.execute(insert(table), [held | {"tagging_id": self._tagging}])
            self._session.delete(row)

    def _take_away(
        self,
        table: Tag,
        subject: Subject,
        shown: Sequence[Columns],
        machine: Sequence[Columns],
        outcome: Outcome,
    ) -> None:
        here = {int(row["id"]) for row in shown}
        for at, told in outcome.overruled.items():
            row = machine[at]
            if row["id"] not in here:
                continue
            self._keep(subject, told, {name: row[name] for name in row.keys() - _OWN})
            self._remove(table, [row])

    def _remove(self, table: Tag, rows: Sequence[Columns]) -> None:
        for row in rows:
            self._session.execute(delete(table).where(table.id == row["id"]))

    def _add(self, table: Tag, subject: Subject, added: Sequence[tuple[int, Values]]) -> None:
        rows = [
            {
                **{name: values[name] for name in _FIELDS[subject]},
                **{column: values[name] for name, column in _OFFSETS.items()},
                **(_SURE if subject is Subject.STANCE else {}),
                "method": EDITOR,
                "tagging_id": self._tagging,
                "correction_id": told,
            }
            for told, values in added
        ]
        if rows:
            self._session.execute(insert(table), rows)

    def _keep(self, subject: Subject, told: int, held: Mapping[str, Value]) -> None:
        row = {**self._of, "subject": subject.value, "correction_id": told, "held": held}
        self._session.add(OverruledRow(**row))

    def _relevance(self, value: float) -> None:
        self._session.execute(
            update(TaggingRow).where(TaggingRow.id == self._tagging).values(relevance=value)
        )


def _known(subject: Subject, values: Values) -> Values:
    """The values that a row has."""
    return {name: values[name] for name in (*_FIELDS[subject], *_OFFSETS, "words")}
