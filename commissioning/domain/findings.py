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


class LookIn(StrEnum):
    """Where words are looked for.

    text       the text that the tag stands in, with its headline; of a reader's comment its words
    evidence   the words that the tag covers
    headlines  the headline of the article
    """

    TEXT = "text"
    EVIDENCE = "evidence"
    HEADLINES = "headlines"


class Sort(StrEnum):
    """What comes first: the earliest, where the words stand in the evidence, or the surest."""

    TIME = "time"
    RELEVANCE = "relevance"
    CONFIDENCE = "confidence"


class Dimension(StrEnum):
    """What findings are counted by. Time is the article's, and only as far as it is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    TAG = "tag"
    STANCE = "stance"
    QUESTION = "question"
    ORGANISATION = "organisation"
    PERSON = "person"
    HOLDER_KIND = "holder-kind"
    SOURCE = "source"
    KIND = "kind"


PERIODS = (Dimension.YEAR, Dimension.MONTH, Dimension.DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What was collected where the findings of a cell come from, in the time of the cell.

    polled    days on which its sources were asked, added up over the sources
    answered  of these, the days on which they answered
    articles  that they published and that were stored, whether on the subject or not
    """

    polled: int
    answered: int
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many findings have these values.

    values     one for each dimension, in its order; None where a finding has none
    findings   how many
    articles   in how many articles they stand
    collected  what was collected there; None where the time is not known
    """

    values: tuple[str | None, ...]
    findings: int
    articles: int
    collected: Collected | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """Where the words that were asked for stand, with some words around them.

    place  'evidence', 'headline' or 'text'
    text   plain, to be escaped by who prints it
    marks  what was looked for, as offsets into `text`
    """

    place: str
    text: str
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A stance or a quotation in its article.

    id            in the store: it changes when the article is tagged anew
    source        slug of the outlet
    kind          of the article, as ArticleKind has it; None where it is unknown
    comment       position of the comment (from 0) that the span counts in; None: the article's text
    who           holder or speaker; a commenter is 'a reader', whose name is not given out
    organisation  slug of the body that they are or speak for
    question, stance, confidence, holder_kind   of a stance, else None
    quotation     direct or indirect, of a quotation, else None
    words         what the span covers: the evidence of a stance, the words of a quotation
    text_sha256   of the text that was tagged
    method        the rule or model that found it
    tagger        name and version
    snippet       where words were asked for: where they stand
    """

    id: int
    tag: TagKind
    url: str
    headline: str
    source: str
    published: datetime | None
    published_precision: str | None
    kind: str | None = None
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
    snippet: Snippet | None = None
