"""What each source gave by month, told from rows of both kinds of database."""

from datetime import UTC, date, datetime, timedelta

from commissioning.domain.articles import Article, SourceKind
from commissioning.domain.coverage import PollOutcome, RejectionReason, SourceMonth
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.tags import Tagging
from commissioning.store import recording
from commissioning.store.articles import save_article
from commissioning.store.database import Database
from commissioning.store.months import months
from commissioning.store.sources import save_source
from commissioning.store.tags import START, Backlog, save_taggings, texts_to_tag

MARCH = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def fill(database: Database) -> None:
    with database.session() as session:
        courier = save_source(session, slug="courier", name="C", kind=SourceKind.TRADE)
        save_source(session, slug="silent", name="S", kind=SourceKind.TRADE)
        run = recording.start_run(session, "collect", at=MARCH)
        outcomes = (PollOutcome.ANSWERED, PollOutcome.NOT_MODIFIED, PollOutcome.FAILED)
        polls = [
            recording.PollRecord(
                run_id=run, source_id=courier, url="http://c.example/", outcome=outcome, at=at
            )
            for at, outcome in zip((MARCH, MARCH, MARCH + DAY), outcomes, strict=True)
        ]
        recording.record_polls(session, polls)
        for number, moment in enumerate((MARCH, MARCH + DAY, MARCH - 60 * DAY)):
            published = Dated(moment=moment, precision=Precision.MINUTE, found_in="feed")
            text = " ".join(f"word{number}x{at}" for at in range(60))
            given = Article(
                url=f"http://c.example/{number}",
                source="courier",
                headline=f"Story {number}",
                text=text,
                published=published,
                extractor="pages/2",
            )
            save_article(session, given, source_id=courier, at=MARCH)
        for url in ("http://c.example/x", "http://c.example/y"):
            recording.record_rejection(
                session, source_id=courier, url=url, reason=RejectionReason.TOO_SLOW, at=MARCH
            )
    with database.session() as session:
        waiting = texts_to_tag(session, Backlog.UNTAGGED, tagger="t/1", after=START, limit=9)
        for at, item in enumerate(waiting):
            tagging = Tagging(
                relevance=0.1 if at == 0 else 0.9,
                tagger="t/1",
                mentions=(),
                quotations=(),
                stances=(),
            )
            save_taggings(session, [(item, tagging)], at=MARCH)


def test_each_month_says_what_was_asked_what_came_and_what_was_not_taken(
    database: Database,
) -> None:
    fill(database)
    with database.session() as session:
        found = months(session)
    january, march = found
    assert january == SourceMonth(
        slug="courier",
        first=date(2026, 1, 1),
        articles=1,
        on_topic=january.on_topic,
        off_topic=1 - january.on_topic,
    )
    assert (march.slug, march.first) == ("courier", date(2026, 3, 1))
    assert (march.polled, march.answered) == (2, 1)
    assert march.articles == march.on_topic + march.off_topic == 2
    assert january.off_topic + march.off_topic == 1
    assert march.rejected == (("too-slow", 2),)


def test_nothing_beyond_the_day_that_is_asked_for_is_told(database: Database) -> None:
    fill(database)
    with database.session() as session:
        assert [month.first for month in months(session, until=date(2026, 2, 1))] == [
            date(2026, 1, 1)
        ]
