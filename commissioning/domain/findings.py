"""What a query of the tagged database gives: one tag a row, with all that is needed to cite it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commissioning.domain.tags import HolderKind, Position, QuotationKind, Span

A_READER = "a reader"


class TagKind(StrEnum):
    """What sort of tag a finding is."""

    STANCE = "stance"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A stance or a quotation in its article.

    comment       position of the comment (from 0) that the span counts in; None: the article's text
    who           holder or speaker; a commenter is 'a reader', whose name is not given out
    organisation  slug of the body that they are or speak for
    question, stance, confidence, holder_kind   of a stance, else None
    quotation     direct or indirect, of a quotation, else None
    words         what the span covers: the evidence of a stance, the words of a quotation
    """

    tag: TagKind
    url: str
    headline: str
    source: str
    published: datetime | None
    published_precision: str | None
    comment: int | None
    who: str | None
    holder_kind: HolderKind | None
    organisation: str | None
    question: str | None
    stance: Position | None
    confidence: float | None
    quotation: QuotationKind | None
    words: str
    span: Span
    text_sha256: str
    method: str
    tagger: str
