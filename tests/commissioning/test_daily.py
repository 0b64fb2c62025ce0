"""What sources gave, added up from days: the same as the store says of each span."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from commissioning.domain.coverage import PollOutcome, RejectionReason
from commissioning.store.coverage import coverage, reasons
from commissioning.store.daily import Daily
from commissioning.store.database import Database
from commissioning.store.recording import PollRecord, record_polls, record_rejection, start_run
from commissioning.store.rows import ArticleRow, SourceRow, TaggingRow
from commissioning.store.values import text_hash

FIRST = date(2011, 12, 20)
DAYS = 40
SOURCES = 4


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('daily') / 'digest.db'}")
    chance = random.Random(7)
    with database.session() as session:
        sources = [
            {"id": at, "slug": f"s-{9 - at}", "name": f"S {at}", "home": None, "kind": "trade"}
            for at in range(1, SOURCES + 1)
        ]
        session.execute(insert(SourceRow), sources)
        run = start_run(session, "collect", at=_moment(chance))
        record_polls(session, [_poll(chance, run) for _ in range(120)])
        for number in range(60):
            record_rejection(
                session,
                source_id=chance.randint(1, SOURCES),
                url=f"https://news.example/no/{number}",
                reason=chance.choice(list(RejectionReason)),
                at=_moment(chance),
            )
        session.execute(insert(ArticleRow), [_article(chance, number) for number in range(1, 80)])
        taggings = [_tagging(chance, number) for number in range(1, 80) if number % 4]
        session.execute(insert(TaggingRow), taggings)
    yield database
    database.close()


def _moment(chance: random.Random) -> datetime:
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    seconds = chance.choice([0, 1, 43_200, 86_399])
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)


def _poll(chance: random.Random, run: int) -> PollRecord:
    return PollRecord(
        run_id=run,
        source_id=chance.randint(1, SOURCES - 1),  # the last one is never asked
        url="https://news.example/feed",
        outcome=chance.choice(list(PollOutcome)),
        at=_moment(chance),
        detail=chance.choice([None, "", "did not answer", "said 500"]),
        entries=chance.randrange(30),
    )


def _article(chance: random.Random, number: int) -> dict[str, object]:
    moment = _moment(chance)
    return {
        "id": number,
        "url": f"https://news.example/{number}",
        "source_id": chance.randint(1, SOURCES),
        "headline": "A board met",
        "published_at": moment if number % 9 else None,
        "published_precision": "minute" if number % 9 else None,
        "published_from": "meta" if number % 9 else None,
        "captured_at": moment,
        "captured_precision": "second",
        "captured_from": "record",
        "text": "A board met.",
        "text_sha256": text_hash("A board met."),
        "extractor": "test/1",
        "first_seen_at": moment,
    }


def _tagging(chance: random.Random, number: int) -> dict[str, object]:
    return {
        "article_id": number,
        "tagger": "test/1",
        "text_sha256": text_hash("A board met."),
        "tagged_at": _moment(chance),
        "relevance": chance.choice([0.2, 0.5, 0.9]),
        "current": True,
    }


@pytest.mark.parametrize("length", [1, 2, 7, 31, DAYS])
def test_every_span_adds_up_to_what_the_store_says(filled: Database, length: int) -> None:
    with filled.snapshot() as session:
        daily = Daily(session, FIRST, FIRST + timedelta(days=DAYS - 1))
        for at in range(DAYS - length + 1):
            first = FIRST + timedelta(days=at)
            last = first + timedelta(days=length - 1)
            assert daily.coverage(first, last) == coverage(session, since=first, until=last)
            assert daily.reasons(first, last) == reasons(session, since=first, until=last)


def test_it_knows_which_days_it_has(filled: Database) -> None:
    day = timedelta(days=1)
    with filled.snapshot() as session:
        daily = Daily(session, FIRST + day, FIRST + 3 * day)
    assert daily.covers(FIRST + day, FIRST + 3 * day)
    assert not daily.covers(FIRST, FIRST + 2 * day)
    assert not daily.covers(FIRST + 2 * day, FIRST + 4 * day)
