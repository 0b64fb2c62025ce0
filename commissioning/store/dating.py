"""When an article was published, where an editor said so: what the page says is kept beside it."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.domain.corrections import EDITOR, Correction, Subject, Value, date_of
from commissioning.domain.dates import Dated, Precision
from commissioning.store.rows import ArticleRow, OverruledRow
from commissioning.store.values import dated, dated_columns, fill


def found_date(session: Session, row: ArticleRow) -> Dated | None:
    """What page and feed say, whatever an editor said."""
    held = _held(session, row)
    return dated(row, "published") if held is None else _read(held.held)


def fill_date(session: Session, row: ArticleRow, found: Dated | None) -> None:
    """Take what page and feed say now; an editor's word stands before it."""
    held = _held(session, row)
    if held is None:
        fill(row, dated_columns("published", found))
    else:
        held.held = _written(found)


def overrule_date(session: Session, row: ArticleRow, last: Correction | None) -> None:
    """Let the article's last standing correction of its date hold; None: there is none."""
    held = _held(session, row)
    if last is None:
        if held is not None:
            fill(row, dated_columns("published", _read(held.held)))
            session.delete(held)
        return
    if held is None:
        session.add(
            OverruledRow(
                article_id=row.id,
                subject=Subject.DATE.value,
                correction_id=last.id,
                held=_written(dated(row, "published")),
            )
        )
    else:
        held.correction_id = last.id or 0
    fill(row, dated_columns("published", date_of(last.after) if last.after else None))


def _held(session: Session, row: ArticleRow) -> OverruledRow | None:
    """Where what the page says is kept; None where no editor spoke."""
    if row.published_at is not None and row.published_from != EDITOR:
        return None
    return session.scalars(
        select(OverruledRow).where(
            OverruledRow.article_id == row.id, OverruledRow.subject == Subject.DATE.value
        )
    ).one_or_none()


def _written(found: Dated | None) -> dict[str, Value]:
    if found is None:
        return {"moment": None}
    return {
        "moment": found.moment.isoformat(),
        "precision": found.precision.value,
        "found_in": found.found_in,
    }


def _read(held: dict[str, Value]) -> Dated | None:
    if held["moment"] is None:
        return None
    return Dated(
        moment=datetime.fromisoformat(str(held["moment"])).astimezone(UTC),
        precision=Precision(str(held["precision"])),
        found_in=str(held["found_in"]),
    )
