"""The tagged articles as a reader of the digest meets them: never with their full text."""

from dataclasses import dataclass

from commissioning.domain.dates import Dated
from commissioning.domain.tags import HolderKind, Position, QuotationKind, Span

SURE = 0.5
SHOWN = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A side that was taken, with its evidence, apart from its article.

    holder   a commenter is 'a reader': the name is not given out
    comment  position of the comment (from 0) that the span counts in; None: the article's text
    words    the evidence, which the span covers
    """

    holder: str
    holder_kind: HolderKind
    organisation: str | None
    question: str
    position: Position
    confidence: float
    words: str
    span: Span
    comment: int | None
    method: str

    @property
    def is_shown(self) -> bool:
        """Whether a reader of the digest meets it at all; the rest is for researchers."""
        return self.confidence >= SHOWN

    @property
    def is_sure(self) -> bool:
        """Whether it counts; what is less sure is shown as such and never counted."""
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A quotation in an article's text; `words` are what the span covers."""

    kind: QuotationKind
    speaker: str | None
    organisation: str | None
    office: str | None
    words: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A body that an article names, in all the surfaces that it has there, by first use."""

    organisation: str
    surfaces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An article with its tags.

    url          canonical; 'urn:' for a file that names no address
    source       slug of the outlet, source_name as people write it
    lead         the beginning of the text: some hundred characters, to make an excerpt of
    comments     how many readers' comments there are
    comment_statements and statements are apart: an article's text is not its readers'
    """

    url: str
    headline: str
    byline: str | None
    source: str
    source_name: str
    published: Dated | None
    updated: Dated | None
    captured: Dated | None
    kind: str | None
    excerpt: str | None
    lead: str
    words: int
    comments: int
    relevance: float
    tagger: str
    extractor: str
    statements: tuple[Statement, ...]
    comment_statements: tuple[Statement, ...]
    quotations: tuple[Said, ...]
    named: tuple[Named, ...]
