"""How a source is, in one word and one sentence. Pure.

down, gone, unreadable   nothing comes from it: square, filled
slow down, quiet, moved, not asked   something is to be looked at: square, outlined
up                       ring
from files               ring: it is not in the list of sources, so it is never asked
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from commissioning.domain.articles import SourceKind
from commissioning.domain.coverage import PollOutcome, SourceCoverage
from commissioning.domain.polling import PollPlan
from commissioning.store.health import LastPoll
from desk.wording import count, moment, short_day

_LONG = timedelta(days=8)
_FEWEST = 4
_GAPS = 4


class Grade(StrEnum):
    """How bad it is; the worst first."""

    STOPS = "no"
    LOOK = "look"
    RIGHT = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A source.

    word     'Down', 'Up', 'From files'
    known    what is known, as a sentence; '' where all is well
    weeks    articles in each of the last weeks, the oldest first
    """

    coverage: SourceCoverage
    poll: LastPoll | None
    grade: Grade
    word: str
    known: str
    weeks: tuple[int, ...]

    @property
    def read(self) -> int | None:
        """Of what it had this week, the share that gave an article; None where it had nothing."""
        all_of_it = self.coverage.articles + self.coverage.rejected
        return round(100 * self.coverage.articles / all_of_it) if all_of_it else None


def condition(
    coverage: SourceCoverage,
    *,
    plan: PollPlan,
    poll: LastPoll | None,
    newest: datetime | None,
    weeks: Sequence[int],
    now: datetime,
) -> Condition:
    """How the source is. `coverage` is of this week, `weeks` end with it."""
    if coverage.kind == SourceKind.FILE:
        grade, word, known = Grade.RIGHT, "From files", ""
    else:
        found = _troubles(coverage, plan, poll, newest, weeks, now)
        grade, word, known = next(found, (Grade.RIGHT, "Up", ""))
    return Condition(
        coverage=coverage, poll=poll, grade=grade, word=word, known=known, weeks=tuple(weeks)
    )


def worst_first(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Those in trouble first, then by name."""
    order = list(Grade)
    return tuple(
        sorted(conditions, key=lambda one: (order.index(one.grade), one.coverage.name.casefold()))
    )


def _troubles(
    coverage: SourceCoverage,
    plan: PollPlan,
    poll: LastPoll | None,
    newest: datetime | None,
    weeks: Sequence[int],
    now: datetime,
) -> Iterator[tuple[Grade, str, str]]:
    """What is wrong, the worst first."""
    if plan.stopped_at is not None:
        known = f"Its server says since {short_day(plan.stopped_at.date())} that it is gone."
        yield Grade.STOPS, "Gone", f"{known} It is not asked again by itself."
    if poll is not None and poll.outcome is PollOutcome.TOLD_TO_WAIT:
        yield Grade.LOOK, "Slow down", f"It asked to be left alone{_next(plan)}."
    if poll is not None and not poll.outcome.is_answer:
        yield Grade.STOPS, "Down", _down(plan, poll)
    if coverage.rejected >= _FEWEST and coverage.rejected > coverage.articles:
        tried = coverage.articles + coverage.rejected
        known = f"{coverage.rejected} of {tried} pages gave no article. Was the page redesigned?"
        yield Grade.STOPS, "Unreadable", known
    if poll is None or now - poll.at > _LONG:
        asked = f" since {short_day(poll.at.date())}" if poll else " for weeks"
        yield Grade.LOOK, "Not asked", f"It was not asked{asked}: what it has is not collected."
    yield from _quiet(newest, weeks, now)
    if plan.moved_to is not None:
        yield Grade.LOOK, "Moved", f"It leads to {plan.moved_to}: change its entry."


def _down(plan: PollPlan, poll: LastPoll) -> str:
    said = poll.detail or (f"HTTP {poll.status}" if poll.status else "no answer")
    since = f" Last answer {moment(poll.answered)}." if poll.answered else " No answer for weeks."
    tried = f" Tried {count(plan.failures, 'time')} in a row{_next(plan)}." if plan.failures else ""
    return f"{said[:1].upper()}{said[1:].rstrip('.')}.{since}{tried}"


def _next(plan: PollPlan) -> str:
    return f", next at {moment(plan.next_at)}" if plan.next_at else ""


def _quiet(
    newest: datetime | None, weeks: Sequence[int], now: datetime
) -> Iterator[tuple[Grade, str, str]]:
    """Silent for several times its usual gap; one that seldom has anything is never quiet."""
    many = sum(weeks)
    if newest is None or many < _FEWEST:
        return
    usual = timedelta(weeks=len(weeks)) / many
    silent = now - newest
    if silent > max(timedelta(days=7), _GAPS * usual):
        known = (
            f"It answers, but has had nothing new for {count(silent.days, 'day')};"
            f" its usual gap is {count(max(1, usual.days), 'day')}."
        )
        yield Grade.LOOK, "Quiet", known
