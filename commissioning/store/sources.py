"""Sources in the database."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.domain.articles import SourceKind
from commissioning.store.rows import SourceRow


def find_source(session: Session, slug: str) -> int | None:
    """The id of the source's row, if there is one."""
    return session.scalar(select(SourceRow.id).where(SourceRow.slug == slug))


def source_ids(session: Session) -> dict[str, int]:
    """The id of each source's row, by slug."""
    return {row.slug: row.id for row in session.execute(select(SourceRow.slug, SourceRow.id))}


def save_source(
    session: Session,
    *,
    slug: str,
    name: str,
    kind: SourceKind,
    home: str | None = None,
    sample: bool = False,
) -> int:
    """Put the source in, or bring what is said of it up to date; gives its row's id."""
    row = session.scalar(select(SourceRow).where(SourceRow.slug == slug))
    if row is None:
        row = SourceRow(slug=slug)
        session.add(row)
    row.name, row.kind, row.home, row.sample = name, kind.value, home, sample
    session.flush()
    return row.id
