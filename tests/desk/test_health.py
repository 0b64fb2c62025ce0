import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from commissioning.domain.articles import SourceKind
from commissioning.domain.corrections import Correction, Subject, Values
from commissioning.domain.coverage import PollOutcome, SourceCoverage
from commissioning.domain.polling import PollPlan
from commissioning.store.health import LastPoll
from desk.agreement import agreements
from desk.condition import Grade, condition
from desk.desk import Desk
from desk.runs import Runs
from tests.covered import answering
from tests.desk.window import Window, said
from tests.site_builder.newsroom import Newsroom

NOW = datetime(2010, 11, 4, 10, tzinfo=UTC)
WEEKS = [3, 2, 4, 3, 2, 3, 2, 1]
COVERAGE = answering(NOW)
POLL = LastPoll(at=NOW, outcome=PollOutcome.ANSWERED, status=200, detail=None, answered=NOW)
PLAN = PollPlan()


def judged(
    *,
    coverage: SourceCoverage = COVERAGE,
    plan: PollPlan = PLAN,
    poll: LastPoll | None = POLL,
    newest: datetime | None = NOW,
) -> tuple[Grade, str, str]:
    found = condition(coverage, plan=plan, poll=poll, newest=newest, weeks=WEEKS, now=NOW)
    return found.grade, found.word, found.known


def test_a_source_that_answers_is_up() -> None:
    assert judged() == (Grade.RIGHT, "Up", "")


def test_a_source_that_does_not_answer_is_down_and_why() -> None:
    before = NOW - timedelta(days=3)
    poll = LastPoll(
        at=NOW, outcome=PollOutcome.FAILED, status=503, detail="answered 503", answered=before
    )
    plan = PollPlan(failures=9, next_at=NOW + timedelta(hours=4))
    known = (
        "Answered 503. Last answer Mon 1 Nov 2010, 10:00. Tried 9 times in a row,"
        " next at Thu 4 Nov 2010, 14:00."
    )
    assert judged(plan=plan, poll=poll) == (Grade.STOPS, "Down", known)


def test_one_that_asks_for_patience_one_that_is_gone_and_one_that_moved() -> None:
    told = LastPoll(
        at=NOW, outcome=PollOutcome.TOLD_TO_WAIT, status=429, detail=None, answered=None
    )
    assert judged(poll=told)[:2] == (Grade.LOOK, "Slow down")
    assert judged(plan=PollPlan(stopped_at=NOW))[:2] == (Grade.STOPS, "Gone")
    assert judged(plan=PollPlan(moved_to="https://new.example/"))[:2] == (Grade.LOOK, "Moved")
    assert judged(poll=None)[:2] == (Grade.LOOK, "Not asked")


def test_one_whose_pages_give_no_articles_is_unreadable() -> None:
    assert judged(coverage=replace(COVERAGE, articles=2, rejected=20)) == (
        Grade.STOPS,
        "Unreadable",
        "20 of 22 pages gave no article. Was the page redesigned?",
    )


def test_one_that_is_silent_for_several_of_its_gaps_is_quiet() -> None:
    assert judged(newest=NOW - timedelta(days=15)) == (
        Grade.LOOK,
        "Quiet",
        "It answers, but has had nothing new for 15 days; its usual gap is 2 days.",
    )
    assert judged(newest=NOW - timedelta(days=6))[1] == "Up"


def test_one_that_came_from_files_is_not_judged_as_one_that_is_asked() -> None:
    imported = replace(COVERAGE, kind=SourceKind.FILE.value, articles=0, rejected=6)
    assert judged(coverage=imported, poll=None) == (Grade.RIGHT, "From files", "")


STANCE = {
    "holder": "A",
    "holder_kind": "person",
    "organisation": None,
    "question": "pace",
    "position": "support",
    "start": 1,
    "end": 5,
}
QUOTATION = {
    "kind": "direct",
    "speaker": "A",
    "organisation": None,
    "office": None,
    "start": 1,
    "end": 5,
}


def told(subject: Subject, before: Values | None, after: Values | None) -> Correction:
    return Correction(at=NOW, by="RH", article_id=1, subject=subject, before=before, after=after)


def test_agreement_counts_what_was_judged_and_what_was_right() -> None:
    found = agreements(
        [
            told(Subject.STANCE, STANCE, STANCE),
            told(Subject.STANCE, STANCE, {**STANCE, "position": "oppose"}),
            told(Subject.STANCE, None, STANCE),
            told(Subject.STANCE, {**STANCE, "method": "editor"}, STANCE),
            told(Subject.QUOTATION, QUOTATION, {**QUOTATION, "speaker": "B"}),
            told(Subject.QUOTATION, QUOTATION, None),
            told(Subject.DUPLICATE, None, None),
        ]
    )
    assert [(one.name, one.judged, one.right, one.share) for one in found] == [
        ("Quotations", 2, 1, 50),
        ("Speakers", 1, 0, 0),
        ("Stances", 3, 1, 33),
        ("Duplicates", 1, 1, 100),
    ]


def test_the_page_tells_of_sources_runs_and_corrections(desk: Desk, window: Window) -> None:
    room = Newsroom(desk.database)
    room.prints("Plan", date(2010, 11, 2))
    room.outlet("courier", SourceKind.TRADE, name="The Courier")
    room.asked("courier", date(2010, 11, 3))
    room.prints("Other", date(2010, 11, 2), source="gazette")
    room.asked("gazette", date(2010, 11, 3), answered=False)
    window.send("/articles/1/correct", subject="relevance", on_topic="no")
    page = window.open("/health")
    assert "2 sources: 1 up, 0 to look at, 1 not collected. 2 articles in seven days." in said(page)
    rows = [said(one) for one in page.xpath('//table[@class="srcs"]/tbody/tr')]
    assert rows[0].startswith("× Down Gazette")
    assert rows[1].startswith("✓ Up The Courier Wed 3 Nov 2010, 06:00")
    assert "About the subject 1 0" in said(page)
    assert "Plan : on the subject → not on the subject RH" in said(page)
    runs = [said(one) for one in page.xpath('//section[@aria-labelledby="runs"]//tbody/tr')]
    assert runs[0].startswith("2 Wed 3 Nov 2010, 06:00 collect not finished 1")
    assert "Gazette" in runs[0]


def test_the_page_does_not_offer_to_ask_what_came_from_files(desk: Desk, window: Window) -> None:
    room = Newsroom(desk.database)
    room.outlet("courier", SourceKind.TRADE)
    room.outlet("imported-files", SourceKind.FILE, name="Imported files")
    page = window.open("/health")
    assert page.xpath('//table[@class="srcs"]//input[@name="source"]/@value') == ["courier"]
    assert "From files Imported files" in said(page)


def test_an_empty_store_has_a_page(window: Window) -> None:
    page = window.open("/health")
    assert "Nothing was collected yet" in said(page)


@pytest.fixture
def slow(desk: Desk) -> Iterator[Window]:
    """A window of a desk whose runs only wait."""
    wait = "import time; print('at it', flush=True); time.sleep(60)"
    runs = Runs((sys.executable, "-c", wait), desk.settings.workspace, desk.now)
    yield Window(desk, runs=runs)
    runs.close()


def test_a_run_is_started_watched_and_stopped(slow: Window) -> None:
    page = slow.send("/health/run", kind="run")
    assert slow.url == "/health"
    assert "Stop the run" in said(page)
    assert page.xpath("//progress")
    for _ in range(500):
        part = slow.open("/health/run")
        if "at it" in said(part):
            break
        time.sleep(0.01)
    assert part.xpath("//@data-watch") == ["/health/run"]
    slow.send("/health/stop")
    for _ in range(500):
        part = slow.open("/health/run")
        if not part.xpath("//@data-watch"):
            break
        time.sleep(0.01)
    assert "Stopped, Thu 4 Nov 2010, 10:00" in said(part)
    assert "Run: collect, tag, group, build" in said(slow.open("/health"))


def test_only_what_is_known_is_run(window: Window) -> None:
    window.send("/health/run", kind="rm")
    assert window.status == 422
    window.send("/health/run", kind="collect", source="--help")
    assert window.status == 422
    assert window.runs.last() is None
