"""Which state of the corpus, the tags and the facts an export or an answer is of."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from commissioning.research.exporting.columns import Column
from commissioning.research.exporting.tables import Batch, Content, Table
from commissioning.store.rows import (
    ArticleRow,
    CorrectionRow,
    PollRow,
    SourceRow,
    TaggingRow,
    UtcDateTime,
)

PACKAGE = "commissioning-digest"
_CORPUS: Mapping[str, frozenset[str]] = {
    "articles": frozenset(("source", "headline", "byline", "published_at", "text_sha256")),
    "versions": frozenset(("number", "headline", "byline", "text_sha256")),
    "comments": frozenset(("position", "published_at", "text_sha256")),
}
_MOMENTS: tuple[InstrumentedAttribute[datetime], ...] = (
    ArticleRow.first_seen_at,
    TaggingRow.tagged_at,
    CorrectionRow.made_at,
    PollRow.polled_at,
)
_LENGTH = 16
_ROOM = 1 << 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What an export or an answer is of.

    package   version of this program
    corpus    hash of the articles, their earlier versions and their comments
    snapshot  hash of all that is stored and given out, tags, corrections and coverage included;
              both are the same for the same rows in whichever database, format and order
    register  hash of what the tagger reads of the facts
    taggers   names and versions, with how many texts each tagged
    as_of     the last moment of which anything is stored; None where nothing is
    rows      how many rows each table has
    sample    whether all outlets are invented
    """

    package: str
    corpus: str
    snapshot: str
    register: str
    taggers: Mapping[str, int]
    as_of: datetime | None
    rows: Mapping[str, int]
    sample: bool

    @property
    def name(self) -> str:
        """What to cite it as: '2011-03-20+5f0c9c1d2e3f4a5b'."""
        day = self.as_of.date().isoformat() if self.as_of else "empty"
        return f"{day}+{self.snapshot}"


class Tally:
    """Hashes rows as they pass by; their order does not matter, nor that texts are left out."""

    def __init__(self) -> None:
        self._all: defaultdict[str, int] = defaultdict(int)
        self._corpus: defaultdict[str, int] = defaultdict(int)
        self.rows: defaultdict[str, int] = defaultdict(int)

    def add(self, table: Table, columns: Sequence[Column], batch: Batch) -> None:
        """Count a batch in. The facts count as the register's own version."""
        self.rows[table.name] += len(batch.subjects)
        if table.is_fact:
            return
        pairs = list(zip(columns, batch.columns, strict=True))
        counted = [values for column, values in pairs if column.counted]
        self._all[table.name] += _sum(batch.subjects, counted)
        if names := _CORPUS.get(table.name):
            told = [values for column, values in pairs if column.name in names]
            self._corpus[table.name] += _sum(batch.subjects, told)

    def versions(self, content: Content) -> Versions:
        """What was counted in."""
        session, register = content.session, content.register.version
        return Versions(
            package=version(PACKAGE),
            corpus=_hash(self._corpus),
            snapshot=_hash(self._all, register),
            register=register,
            taggers=_taggers(session),
            as_of=_last_moment(session),
            rows=dict(self.rows),
            sample=_is_sample(session),
        )


def _sum(subjects: Sequence[str], columns: Sequence[Sequence[Any]]) -> int:
    """The sum of the rows' hashes: the same in any order."""
    encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True, default=str).encode
    rows = zip(subjects, *columns, strict=True)
    return sum(int.from_bytes(hashlib.sha256(encode(row).encode("ascii")).digest()) for row in rows)


def _hash(sums: Mapping[str, int], *also: str) -> str:
    told = [(name, f"{value % _ROOM:064x}") for name, value in sorted(sums.items()) if value]
    return hashlib.sha256(repr((told, also)).encode()).hexdigest()[:_LENGTH]


def _taggers(session: Session) -> Mapping[str, int]:
    query = select(TaggingRow.tagger, func.count()).where(TaggingRow.current)
    rows = session.execute(query.group_by(TaggingRow.tagger))
    return dict(sorted((tagger, count) for tagger, count in rows))


def _last_moment(session: Session) -> datetime | None:
    queries = (select(func.max(moment, type_=UtcDateTime)) for moment in _MOMENTS)
    return max((found for query in queries if (found := session.scalar(query))), default=None)


def _is_sample(session: Session) -> bool:
    found = set(session.scalars(select(SourceRow.sample).distinct()))
    return found == {True}
