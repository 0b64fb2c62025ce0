"""The tagged articles as a reader of the digest meets them: never with their full text.

What every page must know of every article is slim (Item, Stand, Remark); what one page shows of one
article is read when that page is made (Head, Record, Statement).
"""

from dataclasses import dataclass
from datetime import date

from commissioning.domain.dates import COARSE, Dated, PartialDate, Precision
from commissioning.domain.tags import HolderKind, Position, QuotationKind, Span

SURE = 0.6  # from here on more are right than wrong: docs/accuracy.md
SHOWN = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An article of the field, as little of it as its place in the digest needs.

    id         in the store
    url        canonical; 'urn:' for a file that names no address
    source     slug of the outlet
    earliest   the first day on which it can have been published; None where nothing is known of it
    precision  how exact its date is
    key        changes whenever something changes that is shown of it
    """

    id: int
    url: str
    source: str
    earliest: date | None
    precision: Precision = Precision.DAY
    kind: str | None
    relevance: float
    comments: int
    key: str

    @property
    def day(self) -> date | None:
        """On which it was published; None where at most the month is known."""
        return None if self.precision in COARSE else self.earliest

    @property
    def month(self) -> date | None:
        """The first day of the month in which it was published; None where that is unknown."""
        if self.earliest is None or self.precision is Precision.YEAR:
            return None
        return self.earliest.replace(day=1)

    @property
    def when(self) -> PartialDate | None:
        """When it was published, no more exactly than it is known."""
        if self.earliest is None:
            return None
        return PartialDate.of(self.earliest, self.precision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A side that was taken in an article's text, without its words; ids are the store's."""

    id: int
    item: int
    holder: str
    holder_kind: HolderKind
    organisation: str | None
    question: str
    position: Position
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A side that a reader took in a comment on the article `item`; who it was is not given out."""

    item: int
    question: str
    position: Position
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article whose text stands in an earlier one; `share` of its words, 0 to 1."""

    item: int
    original: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A side that was taken, with its evidence.

    id       in the store
    holder   a commenter is 'a reader': the name is not given out
    office   of the holder, as the article or the register gives it
    comment  position of the comment (from 0) that the span counts in; None: the article's text
    words    the evidence, which the span covers
    before   what leads to it in the text, where its own words are few and a whole record is read
    """

    id: int
    holder: str
    holder_kind: HolderKind
    organisation: str | None
    office: str | None
    question: str
    position: Position
    confidence: float
    words: str
    span: Span
    comment: int | None
    method: str
    before: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether a reader of the digest meets it at all; the rest is for researchers."""
        return self.confidence >= SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A quotation in an article's text; `words` are what the span covers."""

    kind: QuotationKind
    speaker: str | None
    organisation: str | None
    office: str | None
    words: str
    span: Span
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A body that an article names, in all the surfaces that it has there, by first use.

    methods  the rules that found them, each once
    """

    organisation: str
    surfaces: tuple[str, ...]
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a list shows of an article.

    source  slug of the outlet, source_name as people write it
    lead    the beginning of the text: some hundred characters, to make an excerpt of
    """

    id: int
    url: str
    headline: str
    byline: str | None
    source: str
    source_name: str
    published: Dated | None
    kind: str | None
    excerpt: str | None
    lead: str
    letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An article with its tags; `comment_statements` are its readers', apart from its own."""

    head: Head
    updated: Dated | None
    captured: Dated | None
    paywalled: bool
    relevance: float
    tagger: str
    extractor: str
    statements: tuple[Statement, ...]
    comment_statements: tuple[Statement, ...]
    quotations: tuple[Said, ...]
    named: tuple[Named, ...]
