"""Decides when a source, or a page that did not come, is asked for again. Pure: no clock, no store.

Retry-After: RFC 9110, 10.2.3. 410 and 301: RFC 9110, 15.5.11 and 15.4.2.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from commissioning.domain.coverage import PollOutcome
from commissioning.domain.polling import FARTHEST, PollPlan

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=12)
USUAL = timedelta(hours=3)
FIRST_WAIT = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=1)
LONGEST_WAIT_FOR_MISSING = timedelta(days=7)
LONGEST_OBEYED = FARTHEST
MOVE_HOLDS = timedelta(days=7)
PAGE_GIVEN_UP = timedelta(days=7)
NOT_FOUND = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How a source answered.

    status       of HTTP; None where nothing answered
    retry_after  the moment before which the server does not want to be asked
    moved_to     where a permanent redirect led, or where the home page says that the feed is
    fresh        how many of its entries were not known
    """

    at: datetime
    outcome: PollOutcome
    status: int | None = None
    retry_after: datetime | None = None
    moved_to: str | None = None
    fresh: int = 0


def next_plan(
    plan: PollPlan,
    poll: Poll,
    *,
    every: timedelta | None = None,
    rhythm: timedelta | None = None,
) -> PollPlan:
    """The plan after a poll.

    `every` is the interval that the user set; else the source is asked twice in the usual time
    between two of its articles, `rhythm`. A server that asks to wait is obeyed, one that fails is
    asked at longer and longer intervals, and only 'gone' stops it.
    """
    match poll.outcome:
        case PollOutcome.GONE:
            return replace(plan, stopped_at=poll.at, next_at=None, failures=plan.failures + 1)
        case PollOutcome.ANSWERED | PollOutcome.NOT_MODIFIED:
            return replace(
                plan,
                next_at=poll.at + (every or _interval(rhythm)),
                failures=0,
                stopped_at=None,
                moved_to=poll.moved_to,
                moved_since=_moved_since(plan, poll),
                fresh_at=poll.at if poll.fresh else plan.fresh_at,
            )
    failures = plan.failures + 1
    longest = LONGEST_WAIT_FOR_MISSING if poll.status == NOT_FOUND else LONGEST_WAIT
    wait = min(FIRST_WAIT * 2 ** min(failures - 1, 16), longest)
    if poll.retry_after is not None:
        wait = min(max(poll.retry_after - poll.at, timedelta(minutes=1)), LONGEST_OBEYED)
    kept = replace(plan, next_at=poll.at + wait, failures=failures)
    if poll.outcome is PollOutcome.FAILED:
        return replace(kept, moved_to=None, moved_since=None)
    return kept


def _interval(rhythm: timedelta | None) -> timedelta:
    return min(max(rhythm / 2, SHORTEST), LONGEST) if rhythm else USUAL


def _moved_since(plan: PollPlan, poll: Poll) -> datetime | None:
    if poll.moved_to is None:
        return None
    return plan.moved_since if poll.moved_to == plan.moved_to else poll.at


def address(plan: PollPlan, given: str | None, now: datetime) -> str | None:
    """Where to ask: a move counts when it has held for a week, or where no address was given."""
    if plan.moved_to is None or plan.moved_since is None:
        return given
    holds = given is None or now - plan.moved_since >= MOVE_HOLDS
    return plan.moved_to if holds else given


def retry_after(header: str | None, now: datetime) -> datetime | None:
    """The moment that a Retry-After header names, in seconds or as a date; None for anything else.

    Never more than 30 days ahead.
    """
    text = (header or "").strip()
    try:
        if text.isdecimal():
            return now + min(timedelta(seconds=min(int(text[:12]), 10**9)), LONGEST_OBEYED)
        moment = parsedate_to_datetime(text)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return min(max(moment, now), now + LONGEST_OBEYED)


class Again(StrEnum):
    """Whether a page that was missed is asked for again."""

    NOW = "now"
    LATER = "later"
    NEVER = "never"


def page_again(first_missed: datetime, last_missed: datetime, now: datetime) -> Again:
    """Each wait as long as all that came before, an hour at least; after a week no more."""
    if last_missed - first_missed >= PAGE_GIVEN_UP:
        return Again.NEVER
    wait = max(FIRST_WAIT, last_missed - first_missed)
    return Again.NOW if now >= last_missed + wait else Again.LATER
