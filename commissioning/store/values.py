"""What rows keep of a domain's values: a moment with its precision, a text with its hash."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from commissioning.domain.dates import Dated, Precision
from commissioning.domain.tags import HolderKind, Position
from commissioning.store.rows import ArticleRow, CommentRow

# By value: HolderKind(value) takes ten times as long, and there are many rows.
HOLDER_KINDS = {kind.value: kind for kind in HolderKind}
POSITIONS = {position.value: position for position in Position}


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def dated(row: ArticleRow | CommentRow, name: str) -> Dated | None:
    """The moment called `name` ('published', 'updated', 'captured') of a row."""
    moment = getattr(row, f"{name}_at")
    if moment is None:
        return None
    return Dated(
        moment=moment,
        precision=Precision(getattr(row, f"{name}_precision")),
        found_in=getattr(row, f"{name}_from"),
    )


def dated_columns(name: str, found: Dated | None) -> dict[str, object]:
    """The columns that keep the moment called `name`."""
    return {
        f"{name}_at": found.moment if found else None,
        f"{name}_precision": found.precision.value if found else None,
        f"{name}_from": found.found_in if found else None,
    }


def day_of(written: date | str) -> date:
    """A day that was counted by: as PostgreSQL gives it, or as SQLite writes it."""
    return date.fromisoformat(written) if isinstance(written, str) else written


def moments(first: date, last: date) -> tuple[datetime, datetime]:
    """The first and the last moment of a span of days, both inclusive, in UTC."""
    return datetime.combine(first, time.min, UTC), datetime.combine(last, time.max, UTC)


def fill(row: ArticleRow | CommentRow, columns: Mapping[str, object]) -> None:
    """Put values into a row, by the names of their columns."""
    for name, value in columns.items():
        setattr(row, name, value)


def same_words(one: str | None, other: str | None) -> bool:
    """Whether two texts are the same but for their white space."""
    return one == other or (one or "").split() == (other or "").split()
