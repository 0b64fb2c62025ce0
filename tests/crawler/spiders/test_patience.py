"""Every rule of asking again, as a plain example: a plan, an answer, the next plan."""

from datetime import UTC, datetime, timedelta

import pytest

from commissioning.domain.coverage import PollOutcome
from commissioning.domain.polling import PollPlan
from crawler.spiders.patience import Again, Poll, address, next_plan, page_again, retry_after

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GIVEN, ELSEWHERE = "http://a.example/feed", "http://a.example/new"


def poll(outcome: PollOutcome, **told: object) -> Poll:
    return Poll(at=NOW, outcome=outcome, **told)  # type: ignore[arg-type]


def failing(times: int, status: int | None) -> PollPlan:
    plan = PollPlan()
    for _ in range(times):
        plan = next_plan(plan, poll(PollOutcome.FAILED, status=status))
    return plan


@pytest.mark.parametrize(
    ("rhythm", "wait"),
    [
        (None, 3 * HOUR),
        (timedelta(minutes=4), timedelta(minutes=15)),
        (4 * HOUR, 2 * HOUR),
        (30 * DAY, 12 * HOUR),
    ],
)
def test_a_source_is_asked_twice_in_the_time_between_two_articles(
    rhythm: timedelta | None, wait: timedelta
) -> None:
    plan = next_plan(PollPlan(), poll(PollOutcome.ANSWERED), rhythm=rhythm)
    assert plan.next_at == NOW + wait
    assert not plan.is_due(NOW)
    assert plan.is_due(NOW + wait)


def test_the_users_own_interval_counts_before_the_rhythm() -> None:
    plan = next_plan(PollPlan(), poll(PollOutcome.NOT_MODIFIED), every=6 * HOUR, rhythm=HOUR)
    assert plan.next_at == NOW + 6 * HOUR


def test_a_missing_feed_waits_longer_and_longer_and_comes_back() -> None:
    waits = [failing(times, 404).next_at for times in (1, 2, 3, 12)]
    assert waits == [NOW + HOUR, NOW + 2 * HOUR, NOW + 4 * HOUR, NOW + 7 * DAY]
    back = next_plan(failing(12, 404), poll(PollOutcome.ANSWERED))
    assert (back.failures, back.stopped_at) == (0, None)


def test_a_server_in_trouble_is_asked_every_day_at_least() -> None:
    assert failing(12, 500).next_at == NOW + DAY
    assert failing(12, None).next_at == NOW + DAY


def test_gone_stops_a_source_and_nothing_else_does() -> None:
    gone = next_plan(PollPlan(), poll(PollOutcome.GONE, status=410))
    assert not gone.is_due(NOW + 1000 * DAY)
    for outcome in (PollOutcome.FAILED, PollOutcome.TOLD_TO_WAIT):
        plan = PollPlan()
        for _ in range(100):
            plan = next_plan(plan, poll(outcome, status=429))
        assert plan.is_due(NOW + 31 * DAY)


def test_a_server_that_asks_to_wait_is_obeyed() -> None:
    until = NOW + 88 * HOUR
    plan = next_plan(PollPlan(), poll(PollOutcome.TOLD_TO_WAIT, status=429, retry_after=until))
    assert plan.next_at == until


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        ("120", NOW + timedelta(seconds=120)),
        ("316800", NOW + 88 * HOUR),
        ("Mon, 02 Mar 2026 10:00:00 GMT", NOW + HOUR),
        ("Sun, 01 Mar 2026 10:00:00 GMT", NOW),
        ("Sun, 01 Mar 2099 10:00:00 GMT", NOW + 30 * DAY),
        ("9" * 40, NOW + 30 * DAY),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_seconds_and_as_a_date(
    header: str | None, moment: datetime | None
) -> None:
    assert retry_after(header, NOW) == moment


def test_a_move_counts_after_a_week_and_ends_with_a_failure() -> None:
    plan = next_plan(PollPlan(), poll(PollOutcome.ANSWERED, moved_to=ELSEWHERE))
    assert address(plan, GIVEN, NOW + 6 * DAY) == GIVEN
    assert address(plan, GIVEN, NOW + 7 * DAY) == ELSEWHERE
    assert address(plan, None, NOW) == ELSEWHERE
    again = next_plan(plan, Poll(at=NOW + DAY, outcome=PollOutcome.ANSWERED, moved_to=ELSEWHERE))
    assert again.moved_since == NOW
    assert address(next_plan(plan, poll(PollOutcome.FAILED)), GIVEN, NOW + 8 * DAY) == GIVEN
    assert address(next_plan(plan, poll(PollOutcome.ANSWERED)), GIVEN, NOW + 8 * DAY) == GIVEN


def test_a_missed_page_is_asked_for_again_for_a_week() -> None:
    assert page_again(NOW, NOW, NOW) is Again.LATER
    assert page_again(NOW, NOW, NOW + HOUR) is Again.NOW
    assert page_again(NOW, NOW + 5 * HOUR, NOW + 9 * HOUR) is Again.LATER
    assert page_again(NOW, NOW + 5 * HOUR, NOW + 10 * HOUR) is Again.NOW
    assert page_again(NOW, NOW + 8 * DAY, NOW + 99 * DAY) is Again.NEVER
