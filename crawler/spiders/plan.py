"""What the spider is given: the sources, and how to ask what is kept of them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from commissioning.domain.articles import FeedEntry
from commissioning.domain.polling import PollPlan
from crawler.sources import SourceEntry
from crawler.spiders.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The entries to be fetched; how many are not; whether some of these wait for later."""

    entries: tuple[FeedEntry, ...]
    known: int
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the spider is to do.

    since         leaves out entries that are dated before that day
    state         what is kept of a source
    validators    the ETag and Last-Modified of an address's last answer
    wanted        which of a source's entries are to be fetched
    robots        the robots.txt that is kept of an origin; None where there is none of today
    keep_robots   keeps one
    tell          hands an event to the intake; waits while the intake is behind
    """

    sources: tuple[SourceEntry, ...]
    clock: Callable[[], datetime]
    state: Callable[[SourceEntry], PollPlan]
    validators: Callable[[str], tuple[str | None, str | None]]
    wanted: Callable[[SourceEntry, Sequence[FeedEntry]], Wanted]
    robots: Callable[[str], bytes | None]
    keep_robots: Callable[[str, bytes], None]
    tell: Callable[[Event], Awaitable[None]]
    since: date | None = None
    proxy: str | None = None
