"""Sources in the database."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.domain.articles import SourceKind
from commissioning.store.rows import SourceRow


def find_source(session: Session, slug: str) -> int | None:
    """The id of the source's row, if there is one."""
    return session.scalar(select(SourceRow.id).where(SourceRow.slug == slug))


def source_rows(session: Session) -> dict[str, SourceRow]:
    """The row of each source, by slug."""
    return {row.slug: row for row in session.scalars(select(SourceRow))}


def save_source(
    session: Session,
    *,
    slug: str,
    name: str,
    kind: SourceKind,
    home: str | None = None,
    sample: bool = False,
    known: Mapping[str, SourceRow] | None = None,
) -> int:
    """Put the source in, or bring what is said of it up to date; gives its row's id.

    `known` are the rows that there are, where many sources are put in.
    """
    if known is None:
        row = session.scalar(select(SourceRow).where(SourceRow.slug == slug))
    else:
        row = known.get(slug)
    if row is None:
        row = SourceRow(slug=slug)
        session.add(row)
    row.name, row.kind, row.home, row.sample = name, kind.value, home, sample
    session.flush()
    return row.id
