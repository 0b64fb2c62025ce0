"""A database of invented articles with tags, of any size, the same for the same numbers."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from commissioning.domain.ledger import SURE
from commissioning.register import Register
from commissioning.store.database import Database
from commissioning.store.rows import (
    ArticleRow,
    CommentRow,
    MentionRow,
    PollRow,
    QuotationRow,
    Row,
    RunRow,
    SourceRow,
    StanceRow,
    StoryArticleRow,
    StoryRow,
    TaggingRow,
)
from commissioning.store.values import text_hash

SOURCES = 40
FIRST = date(2008, 1, 7)
DAYS = 6_500
_TAGGER = "synthetic/1"
_KINDS = ("news", "news", "news", "opinion", "analysis", "letter", "announcement", "blog")
_SIDES = ("support", "support", "oppose", "oppose", "mixed")
_GIVEN = "Ada Bram Cora Dov Edda Finn Greta Hal Ines Jory Kit Lark Mina Ned Orla Pax".split()
_FAMILY = "Alder Birch Cedar Dogwood Elm Fir Gorse Hazel Ivywood Juniper Larchfield Maple".split()
_WORDS = (
    "the board of practices in this invented valley said that its budget for the coming "
    "year would be agreed before spring although nobody at the meeting had seen the figures "
    "which were printed late and on paper of the wrong colour so that members asked for "
    "more time to read them and the chair a patient woman with a train to catch proposed to "
    "hear the nurses first then the council"
).split()
_BATCH = 1_000
_ORDER: tuple[type[Row], ...] = (
    ArticleRow,
    CommentRow,
    TaggingRow,
    MentionRow,
    QuotationRow,
    StanceRow,
    StoryRow,
    StoryArticleRow,
)


def fill(
    database: Database,
    register: Register,
    articles: int,
    *,
    begin: int = 0,
    on: date | None = None,
) -> None:
    """Put articles `begin` to `begin + articles` in, over 18 years or, with `on`, in a day."""
    if begin == 0:
        _sources(database)
    bodies = _bodies(register)
    questions = tuple(register.questions)
    for start in range(begin, begin + articles, _BATCH):
        numbers = range(start, min(start + _BATCH, begin + articles))
        rows: dict[type[Row], list[dict[str, Any]]] = {table: [] for table in _ORDER}
        for number in numbers:
            for table, row in _article(number, bodies, questions, on):
                rows[table].append(row)
        with database.session() as session:
            for table in _ORDER:
                session.execute(insert(table), rows[table])


def _sources(database: Database) -> None:
    with database.session() as session:
        session.execute(
            insert(SourceRow),
            [
                {
                    "id": at + 1,
                    "slug": f"outlet-{at}",
                    "name": f"The Outlet {at}",
                    "home": f"https://outlet-{at}.example/",
                    "kind": "trade",
                    "sample": True,
                }
                for at in range(SOURCES)
            ],
        )
        started = datetime(2008, 1, 1, tzinfo=UTC)
        session.execute(insert(RunRow), [{"id": 1, "command": "collect", "started_at": started}])
        session.execute(
            insert(PollRow),
            [
                {
                    "run_id": 1,
                    "source_id": at + 1,
                    "url": f"https://outlet-{at}.example/feed",
                    "polled_at": datetime.combine(day, datetime.min.time(), UTC),
                    "day": day,
                    "outcome": "answered" if (at + week) % 17 else "failed",
                    "detail": None if (at + week) % 17 else "did not answer",
                    "entries": 20,
                    "fresh": 1,
                }
                for week in range(DAYS // 7)
                for day in (FIRST + timedelta(days=7 * week),)
                for at in range(SOURCES)
            ],
        )


def _bodies(register: Register) -> tuple[str, ...]:
    """National bodies first; the later one stands, the seldomer it is named."""
    ranked = sorted(
        register.organisations.values(),
        key=lambda body: (body.ods_code is not None, body.slug),
    )
    return tuple(body.slug for body in ranked[:900])


def _article(
    number: int, bodies: tuple[str, ...], questions: tuple[str, ...], on: date | None
) -> Iterator[tuple[type[Row], dict[str, Any]]]:
    chance = random.Random(number)
    day = on or _day(number)
    moment = datetime(day.year, day.month, day.day, 9, chance.randrange(60), tzinfo=UTC)
    text = " ".join(_sentences(chance, 30))
    url = f"https://outlet-{number % SOURCES}.example/{number}"
    yield (
        ArticleRow,
        {
            "id": number + 1,
            "url": url,
            "source_id": number % SOURCES + 1,
            "headline": next(_sentences(chance, 1))[:70].strip(" ."),
            "byline": _name(chance),
            "published_at": moment,
            "published_precision": "minute",
            "published_from": "meta",
            "captured_at": moment,
            "captured_precision": "second",
            "captured_from": "record",
            "kind": chance.choice(_KINDS),
            "text": text,
            "text_sha256": text_hash(text),
            "extractor": "synthetic/1",
            "first_seen_at": moment,
        },
    )
    yield _tagging(2 * number + 1, number, None, text, moment)
    named = {bodies[int(len(bodies) * chance.random() ** 4)] for _ in range(6)}
    for slug in sorted(named):
        start, end = _span(chance, text, 3)
        yield (
            MentionRow,
            {
                "tagging_id": 2 * number + 1,
                "start_char": start,
                "end_char": end,
                "organisation": slug,
                "name": slug,
                "method": "register",
            },
        )
    for slug in sorted(named)[:3]:
        yield from _said(chance, 2 * number + 1, text, slug, questions)
    if number % 5 == 0:
        yield from _comment(chance, number, questions, moment)
    yield from _story(number, day, text)


def _tagging(
    key: int, number: int, comment: int | None, text: str, moment: datetime
) -> tuple[type[Row], dict[str, Any]]:
    return (
        TaggingRow,
        {
            "id": key,
            "article_id": number + 1,
            "comment_id": comment,
            "tagger": _TAGGER,
            "text_sha256": text_hash(text),
            "tagged_at": moment,
            "relevance": 0.9,
            "current": True,
        },
    )


def _said(
    chance: random.Random, tagging: int, text: str, slug: str, questions: tuple[str, ...]
) -> Iterator[tuple[type[Row], dict[str, Any]]]:
    speaker = _name(chance)
    start, end = _span(chance, text, 25)
    tag = {"tagging_id": tagging, "start_char": start, "end_char": end, "organisation": slug}
    yield (
        QuotationRow,
        tag | {"kind": "direct", "speaker": speaker, "office": "chair", "method": "direct-after"},
    )
    yield (
        StanceRow,
        tag
        | {
            "holder": speaker,
            "holder_kind": "person",
            "question": chance.choice(questions),
            "position": chance.choice(_SIDES),
            "confidence": round(chance.uniform(SURE - 0.25, 0.95), 3),
            "method": "named+reader",
        },
    )


def _comment(
    chance: random.Random, number: int, questions: tuple[str, ...], moment: datetime
) -> Iterator[tuple[type[Row], dict[str, Any]]]:
    text = " ".join(_sentences(chance, 3))
    yield (
        CommentRow,
        {
            "id": number + 1,
            "article_id": number + 1,
            "position": 0,
            "author": "A Private Person",
            "text": text,
            "text_sha256": text_hash(text),
        },
    )
    yield _tagging(2 * number + 2, number, number + 1, text, moment)
    start, end = _span(chance, text, 10)
    yield (
        StanceRow,
        {
            "tagging_id": 2 * number + 2,
            "holder": "A Private Person",
            "holder_kind": "commenter",
            "question": chance.choice(questions),
            "position": chance.choice(_SIDES),
            "confidence": 0.6,
            "start_char": start,
            "end_char": end,
            "method": "comment+reader",
        },
    )


def _day(number: int) -> date:
    """The two articles of a story are of one day."""
    first = number - 1 if number % 3 == 1 else number
    return FIRST + timedelta(days=random.Random(31 * first + 7).randrange(DAYS))


def _story(number: int, day: date, text: str) -> Iterator[tuple[type[Row], dict[str, Any]]]:
    """Every third article begins a story of two; the others stand alone."""
    first = number - 1 if number % 3 == 1 else number
    if first == number:
        yield StoryRow, {"id": number + 1, "slug": f"{day.isoformat()}-story-{number:06d}"}
    yield (
        StoryArticleRow,
        {"article_id": number + 1, "story_id": first + 1, "text_sha256": text_hash(text)},
    )


def _sentences(chance: random.Random, many: int) -> Iterator[str]:
    for _ in range(many):
        at = chance.randrange(len(_WORDS) - 20)
        yield " ".join(_WORDS[at : at + chance.randint(12, 20)]).capitalize() + "."


def _span(chance: random.Random, text: str, words: int) -> tuple[int, int]:
    start = text.index(" ", chance.randrange(len(text) // 2)) + 1
    end = start
    for _ in range(words):
        end = text.find(" ", end + 1)
        if end < 0:
            return start, len(text)
    return start, end


def _name(chance: random.Random) -> str:
    return f"Dr {chance.choice(_GIVEN)} {chance.choice(_FAMILY)}"
