"""What was polled, up, parsed and rejected in a span of time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class PollOutcome(StrEnum):
    """How a source answered when it was polled."""

    ANSWERED = "answered"
    NOT_MODIFIED = "not-modified"
    TOLD_TO_WAIT = "told-to-wait"
    GONE = "gone"
    FAILED = "failed"

    @property
    def is_answer(self) -> bool:
        """Whether the source said what it has, or that it has nothing new."""
        return self in (PollOutcome.ANSWERED, PollOutcome.NOT_MODIFIED)


class RejectionReason(StrEnum):
    """Why something that was looked at is not among the articles."""

    UNREACHABLE = "unreachable"
    NOT_AN_ARTICLE = "not-an-article"
    FORBIDDEN = "forbidden"
    OFF_TOPIC = "off-topic"
    TOO_SLOW = "too-slow"
    TAKEN_DOWN = "taken-down"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the pages of a source were read in a stretch of time.

    pages    how many articles and refused pages there are
    refused  share of them that gave no article
    letters  median length of the texts
    dated    share of the articles that have a date
    signed   share of the articles that name an author
    """

    pages: int = 0
    refused: float = 0.0
    letters: int = 0
    dated: float = 0.0
    signed: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHistory:
    """What a source gave so far.

    newest  when its newest article was published
    rhythm  the usual time between two of its articles
    lately  how its last twenty pages were read; `before`: the sixty before them
    """

    newest: datetime | None = None
    rhythm: timedelta | None = None
    lately: Reading = Reading()
    before: Reading = Reading()


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageDay:
    """What became of a source on one day. Counts are of that day, by when it was looked at.

    polls         how often it was asked; 0 is 'not collected'
    answered, not_modified, failed   how it answered
    how           how it failed: (what was said, how often)
    entries       the most items that one answer named
    new           articles stored
    rejected      what was not taken, or is not shown: (reason, how many)
    """

    slug: str
    day: date
    polls: int
    answered: int
    not_modified: int
    failed: int
    how: tuple[tuple[str, int], ...]
    entries: int
    new: int
    rejected: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMonth:
    """What a source gave in a month.

    first       its first day
    polled      days on which it was asked; 0 is 'not collected'
    answered    of these, the days on which it answered
    articles    articles stored that were published in it
    on_topic    of these, the ones about commissioning
    off_topic   of these, the ones that were read and are about something else
    rejected    what was looked at and not taken in it: (reason, how many)
    """

    slug: str
    first: date
    polled: int = 0
    answered: int = 0
    articles: int = 0
    on_topic: int = 0
    off_topic: int = 0
    rejected: tuple[tuple[str, int], ...] = ()
