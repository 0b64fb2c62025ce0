"""What comes of a query: findings one by one, how many, tables of counts, frames, the SQL."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from commissioning.domain.errors import QueryError
from commissioning.domain.findings import Cell, Dimension, Finding
from commissioning.research.snippets import excerpt
from commissioning.store import findings, tallies
from commissioning.store.database import Database
from commissioning.store.findings import Wanted

if TYPE_CHECKING:
    import pandas
    import polars

_BATCH = 200


class Findings:
    """The findings of a query. Nothing is read before they are asked for, and nothing kept.

    Iterating reads them some at a time, all as of one moment.
    """

    def __init__(self, database: Database, wanted: Wanted) -> None:
        self._database = database
        self._wanted = wanted

    def __iter__(self) -> Iterator[Finding]:
        with self._reading() as session:
            yield from findings.find(session, self._wanted)

    def with_snippets(self) -> Iterator[Finding]:
        """The same with where the words stand that were asked for; it reads the texts as well."""
        words = self._wanted.words
        if words is None:
            yield from self
            return
        with self._reading() as session:
            found = findings.find(session, self._wanted)
            while some := list(islice(found, _BATCH)):
                snippets = {one.id: excerpt(words, one, None) for one in some}
                missing = [id_ for id_, snippet in snippets.items() if snippet is None]
                texts = findings.texts(session, missing)
                for one in some:
                    snippet = snippets[one.id] or excerpt(words, one, texts.get(one.id))
                    yield replace(one, snippet=snippet)

    def count(self) -> int:
        """How many there are in all, whatever the limit."""
        with self._reading() as session:
            return findings.count(session, self._wanted)

    def count_by(self, *dimensions: Dimension | str) -> tuple[Cell, ...]:
        """How many there are by month, stance and the like, with what was collected beside each."""
        wanted = dimensions_of(dimensions)
        with self._reading() as session:
            return tallies.count_by(session, self._wanted, wanted)

    def explain(self, *dimensions: Dimension | str, count: bool = False) -> str:
        """The SQL with its values. Nothing is asked of the database.

        With `count` that of the count, with dimensions that of the table of counts.
        """
        dialect = self._database.engine.dialect
        wanted = self._wanted
        statement = (
            tallies.tallied(wanted, dimensions_of(dimensions), dialect)
            if dimensions
            else findings.counted(wanted, dialect)
            if count
            else findings.wanted_ids(wanted, dialect)
        )
        told = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        # A driver that marks its values by % is given each % of the statement twice.
        return told.replace("%%", "%") if "format" in dialect.paramstyle else told

    def to_pandas(self) -> "pandas.DataFrame":
        """All of them as a frame of pandas, a row each; QueryError where it is not installed."""
        from commissioning.research.frames import pandas_frame

        return pandas_frame(self)

    def to_polars(self) -> "polars.DataFrame":
        """All of them as a frame of Polars, a row each; QueryError where it is not installed."""
        from commissioning.research.frames import polars_frame

        return polars_frame(self)

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """One moment of the database, in which what was asked for is known."""
        with self._database.snapshot() as session:
            self.known_in(session)
            yield session

    def known_in(self, session: Session) -> Wanted:
        """What the store is asked; QueryError where it does not know what was asked for."""
        source, story = self._wanted.source, self._wanted.story
        if source is not None and not findings.is_source(session, source):
            raise QueryError("source", f"there is no source {source!r}")
        if story is not None and not findings.is_story(session, story):
            raise QueryError("story", f"there is no story {story!r}")
        return self._wanted


def dimensions_of(asked: Sequence[Dimension | str]) -> tuple[Dimension, ...]:
    """The dimensions of these names, each once; QueryError where one is none, or there is none."""
    if not asked:
        raise QueryError("count by", f"by what? There are {', '.join(Dimension)}")
    for one in asked:
        if one not in set(Dimension):
            raise QueryError("count by", f"{one!r} is none of {', '.join(Dimension)}")
    return tuple(dict.fromkeys(Dimension(one) for one in asked))
