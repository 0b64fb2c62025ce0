"""What rows keep of a domain's values: a moment with its precision, a text with its hash."""

import hashlib

from commissioning.domain.dates import Dated, Precision
from commissioning.store.rows import ArticleRow, CommentRow


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


def fill_date(row: ArticleRow | CommentRow, name: str, found: Dated | None) -> None:
    """Put the moment called `name` into a row."""
    setattr(row, f"{name}_at", found.moment if found else None)
    setattr(row, f"{name}_precision", found.precision.value if found else None)
    setattr(row, f"{name}_from", found.found_in if found else None)


def same_words(one: str | None, other: str | None) -> bool:
    """Whether two texts are the same but for their white space."""
    return one == other or (one or "").split() == (other or "").split()
