"""What the crawl tells the intake, in the order in which it happens."""

from dataclasses import dataclass
from datetime import datetime

from commissioning.domain.articles import Comment, FeedEntry
from commissioning.domain.coverage import PollOutcome, RejectionReason
from commissioning.domain.errors import DigestError
from crawler.archive.warc import Response
from crawler.sources import SourceEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """A source was asked for what it has.

    address      of the feed, sitemap or listing as it was found (it may have moved)
    status       of HTTP; None where nothing answered
    retry_after  before when the server does not want to be asked again
    moved_to     where the source is to be asked instead, if that holds
    detail       what went wrong, in one line
    response     as received; None where there was none or it was not modified
    entries      how many items it named
    fresh        how many of them are about to be fetched
    known        how many were not fetched because they are stored already
    onward       whether this is a further page of it: an older part, or a sitemap of an index
    """

    source: SourceEntry
    address: str
    outcome: PollOutcome
    status: int | None = None
    retry_after: datetime | None = None
    moved_to: str | None = None
    detail: str | None = None
    response: Response | None = None
    entries: int = 0
    fresh: int = 0
    known: int = 0
    onward: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page came, and what a feed of its own has of its comments."""

    source: SourceEntry
    entry: FeedEntry
    response: Response
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A page did not come."""

    source: SourceEntry
    entry: FeedEntry
    reason: RejectionReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """A source was gone through.

    whole  whether its past was read to the end
    left   whether pages are to be asked for again another time
    """

    source: SourceEntry
    whole: bool
    left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Something that must stop the run: the database cannot be read, say."""

    error: DigestError


Event = Polled | Fetched | Missed | Walked | Failed
