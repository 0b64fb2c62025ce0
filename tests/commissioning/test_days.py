"""Coverage by day and the histories of sources, told from rows of both kinds of database."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from commissioning.domain.articles import Article, SourceKind
from commissioning.domain.coverage import PollOutcome, Reading, RejectionReason
from commissioning.domain.dates import Dated, Precision
from commissioning.store import recording
from commissioning.store.articles import save_article
from commissioning.store.database import Database
from commissioning.store.days import coverage_days
from commissioning.store.histories import source_histories
from commissioning.store.sources import save_source

MONDAY = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def dated(moment: datetime) -> Dated:
    return Dated(moment=moment, precision=Precision.MINUTE, found_in="feed")


def article(number: int, **changed: object) -> Article:
    words = " ".join(f"word{number}x{at}" for at in range(60))
    usual: dict[str, object] = {
        "url": f"http://courier.example/{number}",
        "source": "courier",
        "headline": f"Story {number}",
        "text": words,
        "byline": "Orla Penhaligon",
        "published": dated(MONDAY + number * DAY),
        "extractor": "pages/2",
    }
    return Article(**(usual | changed))  # type: ignore[arg-type]


def poll(
    session: Session,
    source: int,
    at: datetime,
    outcome: PollOutcome,
    *,
    detail: str | None = None,
    entries: int = 0,
) -> None:
    record = recording.PollRecord(
        run_id=recording.start_run(session, "collect", at=at),
        source_id=source,
        url="http://a.example/feed",
        outcome=outcome,
        at=at,
        detail=detail,
        entries=entries,
    )
    recording.record_polls(session, [record])


def test_each_day_says_what_was_asked_what_came_and_what_was_not_taken(
    database: Database,
) -> None:
    with database.session() as session:
        courier = save_source(session, slug="courier", name="C", kind=SourceKind.TRADE)
        save_source(session, slug="never-asked", name="N", kind=SourceKind.TRADE)
        poll(session, courier, MONDAY, PollOutcome.ANSWERED, entries=3)
        poll(session, courier, MONDAY, PollOutcome.NOT_MODIFIED)
        poll(session, courier, MONDAY + DAY, PollOutcome.FAILED, detail="timed out")
        poll(session, courier, MONDAY + DAY, PollOutcome.TOLD_TO_WAIT, detail="answered 429")
        given = (article(1), article(2, published=None), article(3, paywalled=True))
        for one in given:
            save_article(session, one, source_id=courier, at=MONDAY)
        for url in ("http://courier.example/x", "http://courier.example/y"):
            recording.record_rejection(
                session,
                source_id=courier,
                url=url,
                reason=RejectionReason.UNREACHABLE,
                at=MONDAY + DAY,
            )
    with database.session() as session:
        days = coverage_days(session, since=date(2026, 3, 1), until=date(2026, 3, 8))
        assert coverage_days(session, since=date(2026, 3, 4), until=date(2026, 3, 8)) == ()
        only = coverage_days(
            session, since=date(2026, 3, 1), until=date(2026, 3, 8), source="never-asked"
        )
    assert only == ()
    monday, tuesday = days
    assert (monday.slug, monday.day) == ("courier", date(2026, 3, 2))
    assert (monday.polls, monday.answered, monday.not_modified, monday.failed) == (2, 1, 1, 0)
    assert (monday.entries, monday.new) == (3, 3)
    assert monday.rejected == (("paywalled", 1), ("undated", 1))
    assert (tuesday.polls, tuesday.failed, tuesday.new) == (2, 2, 0)
    assert sorted(tuesday.how) == [("answered 429", 1), ("timed out", 1)]
    assert tuesday.rejected == (("unreachable", 2),)


def test_a_history_tells_rhythm_and_how_the_latest_pages_were_read(database: Database) -> None:
    with database.session() as session:
        courier = save_source(session, slug="courier", name="C", kind=SourceKind.TRADE)
        save_source(session, slug="empty", name="E", kind=SourceKind.TRADE)
        for number in range(40):
            broken = number >= 25
            changed: dict[str, object] = {"byline": None} if broken else {}
            save_article(
                session,
                article(number, **changed),
                source_id=courier,
                at=MONDAY + timedelta(hours=number),
            )
        for number in range(5):
            recording.record_rejection(
                session,
                source_id=courier,
                url=f"http://courier.example/refused/{number}",
                reason=RejectionReason.NOT_AN_ARTICLE,
                at=MONDAY + timedelta(hours=40 + number),
            )
    with database.session() as session:
        histories = source_histories(session)
    found = histories["courier"]
    assert found.newest == MONDAY + 39 * DAY
    assert found.rhythm == DAY
    assert (found.lately.pages, found.lately.refused) == (20, 0.25)
    assert (found.lately.dated, found.lately.signed) == (1.0, 0.0)
    assert (found.before.pages, found.before.refused, found.before.signed) == (25, 0.0, 1.0)
    assert found.before.letters > 300
    assert histories["empty"].rhythm is None
    assert histories["empty"].lately == Reading()
