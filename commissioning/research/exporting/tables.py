"""What a table of an export is, and how its rows come out of the database, a batch at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from commissioning.register import Register
from commissioning.research.exporting.columns import Column, Link, stored

Row = tuple[Any, ...]
Cells = dict[str, Sequence[Any]]
Expression = ColumnElement[Any] | InstrumentedAttribute[Any]
Field = tuple[Column, Expression]
BATCH, WITH_TEXT = 20_000, 1_000  # rows held at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is exported: one snapshot of the database, and the facts that its tags refer to.

    with_text     with what was published and commented in full
    counted_only  only the columns that are part of the version
    """

    session: Session
    register: Register
    with_text: bool = False
    counted_only: bool = False

    def holds(self, column: Column) -> bool:
        """Whether the column is given out."""
        if self.counted_only and not column.counted:
            return False
        return self.with_text or not column.with_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Rows of a table, by column.

    subjects  of each row what it is about, whichever database it is in: an address, a slug
    columns   the values, in the order of the table's columns
    """

    subjects: Sequence[str]
    columns: Sequence[Sequence[Any]]

    @property
    def rows(self) -> Iterator[Row]:
        """The same, row by row."""
        return zip(*self.columns, strict=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: what it holds, its columns, its key, what it refers to, and where its rows are.

    `batches` gives its rows in a total order; the columns are those of `columns_of`.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    links: tuple[Link, ...] = ()
    batches: Callable[[Content], Iterator[Batch]]
    is_fact: bool = False

    def columns_of(self, content: Content) -> tuple[Column, ...]:
        """Those of its columns that are given out."""
        return tuple(filter(content.holds, self.columns))


def same(attribute: InstrumentedAttribute[Any], **told: Any) -> Field:
    """A column of the database with its values as they are; `told` as `stored` takes it."""
    return stored(attribute, **told), attribute


def table(
    name: str,
    description: str,
    *,
    subject: Expression,
    fields: Sequence[Field],
    source: Callable[[Select[Any]], Select[Any]],
    key: tuple[str, ...],
    links: tuple[Link, ...] = (),
    hidden: Sequence[tuple[str, Expression]] = (),
    finish: Callable[[Content], Callable[[Cells], Cells]] | None = None,
) -> Table:
    """A table whose rows are in the database.

    `source` joins, chooses and orders. `finish` makes of the cells of a batch, by column, those
    that are given out; it sees those of `hidden` too, is made anew for each export, and changes
    nothing that is counted.
    """

    def batches(content: Content) -> Iterator[Batch]:
        chosen = [field for field in fields if content.holds(field[0])]
        names = [column.name for column, _ in chosen]
        expressions = (subject, *(value for _, value in chosen), *(value for _, value in hidden))
        size = WITH_TEXT if content.with_text else BATCH
        found = content.session.execute(
            source(select(*expressions)), execution_options={"yield_per": size}
        )
        done = finish(content) if finish and not content.counted_only else None
        every = ("", *names, *(name for name, _ in hidden))
        for part in found.partitions():
            cells: Cells = dict(zip(every, zip(*part, strict=True), strict=True))
            told = done(cells) if done else cells
            yield Batch(subjects=cells[""], columns=[told[column] for column in names])

    columns = tuple(column for column, _ in fields)
    return Table(
        name=name, description=description, columns=columns, key=key, links=links, batches=batches
    )


def in_batches(columns: Sequence[Column], rows: Iterable[Row], content: Content) -> Iterator[Batch]:
    """Rows of all columns as batches of those that are given out; each is about its first cell."""
    left = iter(rows)
    while part := list(islice(left, BATCH)):
        cells = list(zip(*part, strict=True))
        told = zip(columns, cells, strict=True)
        yield Batch(
            subjects=cells[0], columns=[one for column, one in told if content.holds(column)]
        )


def facts(
    name: str,
    description: str,
    *,
    columns: tuple[Column, ...],
    rows: Callable[[Register], Iterable[Row]],
    key: tuple[str, ...],
    links: tuple[Link, ...] = (),
) -> Table:
    """A table whose rows are in the register."""

    def batches(content: Content) -> Iterator[Batch]:
        return in_batches(columns, rows(content.register), content)

    return Table(
        name=name,
        description=description,
        columns=columns,
        key=key,
        links=links,
        batches=batches,
        is_fact=True,
    )
