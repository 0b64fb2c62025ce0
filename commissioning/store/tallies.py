"""Findings counted by what they have, and what was collected where they come from."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Select, String, case, func, select, type_coerce
from sqlalchemy.orm import Session

from commissioning.domain.dates import Precision
from commissioning.domain.findings import PERIODS, Cell, Collected, Dimension
from commissioning.store.collected import Days, Place, calendar_days, collected
from commissioning.store.finding_rows import FindingRow
from commissioning.store.findings import Wanted, conditions, prepare
from commissioning.store.rows import SourceRow

# So many characters, and PostgreSQL's pattern.
_WRITTEN = {
    Dimension.YEAR: (4, "YYYY"),
    Dimension.MONTH: (7, "YYYY-MM"),
    Dimension.DAY: (10, "YYYY-MM-DD"),
}
_TOO_VAGUE = {
    Dimension.YEAR: (),
    Dimension.MONTH: (Precision.YEAR,),
    Dimension.DAY: (Precision.YEAR, Precision.MONTH),
}
_COLUMNS: dict[Dimension, Any] = {
    Dimension.TAG: FindingRow.tag,
    Dimension.STANCE: FindingRow.position,
    Dimension.QUESTION: FindingRow.question,
    Dimension.ORGANISATION: FindingRow.organisation,
    Dimension.PERSON: func.coalesce(FindingRow.who_key, FindingRow.who),
    Dimension.HOLDER_KIND: FindingRow.holder_kind,
    Dimension.SOURCE: FindingRow.source_id,
    Dimension.KIND: FindingRow.kind,
}


def count_by(session: Session, wanted: Wanted, dimensions: Sequence[Dimension]) -> tuple[Cell, ...]:
    """How many findings there are of each kind, by the values of the dimensions, none last."""
    prepare(session, wanted)
    query = tallied(wanted, dimensions, session.connection().dialect)
    rows = [tuple(row) for row in session.execute(query)]
    if Dimension.SOURCE in dimensions:
        rows = _with_slugs(session, rows, dimensions.index(Dimension.SOURCE))
    there = _collected(session, wanted, dimensions, rows)
    cells = [
        Cell(
            values=values,
            findings=findings,
            articles=articles,
            collected=_of_cell(there, dimensions, values),
        )
        for *told, findings, articles in rows
        for values in (tuple(told),)
    ]
    return tuple(sorted(cells, key=_by_values))


def _with_slugs(session: Session, rows: list[tuple[Any, ...]], at: int) -> list[tuple[Any, ...]]:
    slugs = {row.id: row.slug for row in session.execute(select(SourceRow.id, SourceRow.slug))}
    return [(*row[:at], slugs[row[at]], *row[at + 1 :]) for row in rows]


def _collected(
    session: Session,
    wanted: Wanted,
    dimensions: Sequence[Dimension],
    rows: Sequence[tuple[Any, ...]],
) -> Mapping[Place, Collected]:
    """What was collected in the periods of the rows, or in all the time that was asked for."""
    unit = _finest(dimensions)
    if unit is None:
        spans = [Days(name=None, first=date.min, last=date.max)]
    else:
        at = dimensions.index(unit)
        spans = [calendar_days(name) for name in sorted({row[at] for row in rows if row[at]})]
    within = [span.within(wanted.since, wanted.until) for span in spans]
    by_source = Dimension.SOURCE in dimensions
    return collected(session, within, source=wanted.source, by_source=by_source)


def tallied(
    wanted: Wanted, dimensions: Sequence[Dimension], dialect: Dialect
) -> Select[*tuple[Any, ...]]:
    """The statement that counts."""
    values = [_value(dimension, dialect) for dimension in dimensions]
    return (
        select(*values, func.count(), func.count(FindingRow.article_id.distinct()))
        .select_from(FindingRow)
        .where(*conditions(wanted, dialect))
        .group_by(*values)
    )


def _value(dimension: Dimension, dialect: Dialect) -> Any:
    if dimension not in PERIODS:
        return _COLUMNS[dimension]
    known = _period(dimension, FindingRow.published_at, dialect)
    return _if_known(dimension, known, FindingRow.published_precision)


def _if_known(
    dimension: Dimension, known: ColumnElement[str], precision: Any
) -> ColumnElement[Any]:
    """A piece that is known by its year alone is of no month."""
    vague = _TOO_VAGUE[dimension]
    return case((precision.in_(vague), None), else_=known) if vague else known


def _period(dimension: Dimension, moment: Any, dialect: Dialect) -> ColumnElement[str]:
    """The beginning of the moment's text: SQLite keeps it as such."""
    length, pattern = _WRITTEN[dimension]
    if dialect.name == "sqlite":
        return func.substr(type_coerce(moment, String), 1, length, type_=String)
    return func.to_char(moment, pattern, type_=String)


def _by_values(cell: Cell) -> tuple[tuple[bool, str], ...]:
    return tuple((value is None, value or "") for value in cell.values)


def _finest(dimensions: Sequence[Dimension]) -> Dimension | None:
    return next((one for one in reversed(PERIODS) if one in dimensions), None)


def _of_cell(
    there: Mapping[Place, Collected], dimensions: Sequence[Dimension], values: Sequence[Any]
) -> Collected | None:
    told = dict(zip(dimensions, values, strict=True))
    unit = _finest(dimensions)
    if unit and told[unit] is None:
        return None
    return there.get((told[unit] if unit else None, told.get(Dimension.SOURCE)))
