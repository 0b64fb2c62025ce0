"""What the crawl tells the intake, in the order in which it happens."""

from dataclasses import dataclass

from commissioning.domain.articles import FeedEntry
from commissioning.domain.coverage import PollOutcome, RejectionReason
from crawler.archive import Response
from crawler.sources import SourceEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """A source was asked for what it has.

    address   of the feed, sitemap or listing as it was found (it may have moved)
    response  as received; None where there was none or it was not modified
    wanted    the entries that are about to be fetched
    known     how many entries were not fetched because they are stored already
    """

    source: SourceEntry
    address: str
    outcome: PollOutcome
    detail: str | None = None
    entries: int = 0
    response: Response | None = None
    wanted: tuple[FeedEntry, ...] = ()
    known: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page came."""

    source: SourceEntry
    entry: FeedEntry
    feed: str
    response: Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A page did not come."""

    source: SourceEntry
    entry: FeedEntry
    feed: str
    reason: RejectionReason
    detail: str


Event = Polled | Fetched | Missed
