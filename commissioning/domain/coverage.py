"""What was polled, up, parsed and rejected in a span of time."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class PollOutcome(StrEnum):
    """How a source answered when it was polled."""

    ANSWERED = "answered"
    NOT_MODIFIED = "not-modified"
    FAILED = "failed"


class RejectionReason(StrEnum):
    """Why something that was looked at is not among the articles."""

    UNREACHABLE = "unreachable"
    NOT_AN_ARTICLE = "not-an-article"
    FORBIDDEN = "forbidden"
    OFF_TOPIC = "off-topic"
    TOO_SLOW = "too-slow"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCoverage:
    """What a source gave in a span of time.

    polled        days on which it was asked; 0 is 'not collected', never 'silent'
    answered      days on which it answered, 'not modified' among the answers
    entries       the most items that one answer named
    articles      articles stored that were published in the span
    on_topic      of these, the ones about commissioning
    rejected      things looked at and not taken
    """

    slug: str
    name: str
    home: str | None
    kind: str
    sample: bool
    polled: int
    answered: int
    entries: int
    articles: int
    on_topic: int
    rejected: int
    first_article: date | None
    last_article: date | None
    last_polled: datetime | None
    last_problem: str | None
