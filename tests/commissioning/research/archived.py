"""A small archive, the same on every database, in which everything that can be asked occurs."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from commissioning.domain.findings import A_READER
from commissioning.store.database import Database
from commissioning.store.rows import (
    ArticleRow,
    CommentRow,
    PollRow,
    QuotationRow,
    Row,
    RunRow,
    SourceRow,
    StanceRow,
    StoryAliasRow,
    StoryArticleRow,
    StoryRow,
    TaggingRow,
)

ARTICLES = 60
SOURCES = ("courier", "gazette", "herald")
STORIES = ("first-story", "second-story")
BODIES = ("nhs-alliance", "bma", "nhs-clinical-commissioners", "nhs-confederation", None)
QUESTIONS = ("gp-budgets", "reform-bill")
SPEAKERS = ("Dr Ada Sample", "Ada Sample", "Mr Ben Other", "Zoë Café")
KINDS = ("news", "opinion", None)
WORDS = (
    "budget Budgets Trust’s trust GP-led café CAFÉ ﬁne purse care primary Primary 50% 2010/11"
    " naïve end. (board) “quoted” bill, bill"
).split()
READER = "reader-0123456789abcdef"
SAYINGS = ("support", "oppose", "mixed")
FIRST = date(2010, 12, 28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A finding as it was put in: what a filter written anew looks at."""

    id: int
    tag: str
    article: int
    headline: str
    text: str
    comment: int | None
    source: str
    kind: str | None
    published: datetime | None
    precision: str | None
    who: str | None
    holder_kind: str | None
    organisation: str | None
    question: str | None
    stance: str | None
    confidence: float | None
    start: int
    end: int
    stories: tuple[str, ...]


def fill(database: Database) -> tuple[Known, ...]:
    """Put the archive into an empty database; gives the findings that count, in no order."""
    chance = random.Random(7)
    rows: dict[type[Row], list[dict[str, Any]]] = {
        table: []
        for table in (
            *(SourceRow, RunRow, PollRow, ArticleRow, CommentRow, TaggingRow, QuotationRow),
            *(StanceRow, StoryRow, StoryAliasRow, StoryArticleRow),
        )
    }
    _outlets(rows)
    known = [one for number in range(1, ARTICLES + 1) for one in _article(chance, rows, number)]
    with database.session() as session:
        for table, values in rows.items():
            session.execute(insert(table), values)
        if session.get_bind().dialect.name == "postgresql":
            for table in (ArticleRow, TaggingRow, StanceRow, QuotationRow):
                sequence = func.pg_get_serial_sequence(table.__tablename__, "id")
                session.execute(select(func.setval(sequence, 10_000)))
    return tuple(known)


def _outlets(rows: dict[type[Row], list[dict[str, Any]]]) -> None:
    at = datetime(2010, 12, 1, tzinfo=UTC)
    rows[RunRow].append({"id": 1, "command": "collect", "started_at": at})
    for id_, slug in enumerate(SOURCES, start=1):
        rows[SourceRow].append(
            {"id": id_, "slug": slug, "name": slug.title(), "kind": "trade", "sample": True}
        )
        for days in range(0, 12, id_):
            day = FIRST + timedelta(days=days)
            rows[PollRow].append(
                {
                    "run_id": 1,
                    "source_id": id_,
                    "url": f"http://{slug}.example/feed",
                    "polled_at": datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
                    "day": day,
                    "outcome": "failed" if days == 4 else "answered",
                    "entries": 1,
                    "fresh": 1,
                }
            )
    for id_, slug in enumerate(STORIES, start=1):
        rows[StoryRow].append({"id": id_, "slug": slug})
        rows[StoryAliasRow].append({"slug": f"old-{slug}", "story_id": id_})


def _article(
    chance: random.Random, rows: dict[type[Row], list[dict[str, Any]]], number: int
) -> list[Known]:
    published = _moment(chance)
    headline = _prose(chance, 4)
    article: dict[str, Any] = {
        "id": number,
        "url": f"http://courier.example/{number}",
        "source_id": chance.randint(1, len(SOURCES)),
        "headline": headline,
        "published_at": published,
        "published_precision": chance.choice(("minute", "day", "month", "year"))
        if published
        else None,
        "published_from": "page" if published else None,
        "kind": chance.choice(KINDS),
        "text": _prose(chance, 25),
        "text_sha256": "0" * 64,
        "extractor": "hand/1",
        "first_seen_at": datetime(2011, 2, 1, tzinfo=UTC),
    }
    rows[ArticleRow].append(article)
    if stories := chance.choice(((), (1,), (2,))):
        rows[StoryArticleRow].append(
            {"article_id": number, "story_id": stories[0], "text_sha256": "0" * 64}
        )
    known = _tagged(chance, rows, article, stories, None)
    if chance.random() < 0.3:
        for position in range(2):
            comment = {
                "id": 2 * number + position,
                "article_id": number,
                "position": position,
                "author": READER,
                "text": _prose(chance, 8),
                "text_sha256": "0" * 64,
            }
            rows[CommentRow].append(comment)
            known += _tagged(chance, rows, article, stories, comment)
    return known


def _tagged(
    chance: random.Random,
    rows: dict[type[Row], list[dict[str, Any]]],
    article: dict[str, Any],
    stories: tuple[int, ...],
    comment: dict[str, Any] | None,
) -> list[Known]:
    known = []
    text = (comment or article)["text"]
    for current in (False, True) if chance.random() < 0.3 else (True,):
        tagging = len(rows[TaggingRow]) + 1
        rows[TaggingRow].append(
            {
                "id": tagging,
                "article_id": article["id"],
                "comment_id": comment and comment["id"],
                "tagger": f"tagger/{int(current)}",
                "text_sha256": "0" * 64,
                "tagged_at": datetime(2011, 2, 1, tzinfo=UTC),
                "relevance": 0.9,
                "current": current,
            }
        )
        for _ in range(chance.randint(0, 3)):
            made = _tag(chance, rows, tagging, text, comment is not None)
            if current:
                known.append(_known(made, article, stories, comment))
    return known


def _tag(
    chance: random.Random,
    rows: dict[type[Row], list[dict[str, Any]]],
    tagging: int,
    text: str,
    by_reader: bool,
) -> dict[str, Any]:
    start = text.index(" ", chance.randrange(len(text) // 2)) + 1
    table = chance.choice((StanceRow, QuotationRow))
    who = READER if by_reader else chance.choice(SPEAKERS)
    made: dict[str, Any] = {
        "id": len(rows[table]) + 1,
        "tagging_id": tagging,
        "start_char": start,
        "end_char": min(len(text), start + chance.randint(3, 30)),
        "organisation": None if by_reader else chance.choice(BODIES),
        "method": "hand",
    }
    if table is StanceRow:
        made |= {
            "holder": who,
            "holder_kind": "commenter" if by_reader else chance.choice(("person", "author")),
            "question": chance.choice(QUESTIONS),
            "position": chance.choice(SAYINGS),
            "confidence": chance.choice((0.25, 0.5, 0.875)),
        }
    else:
        made |= {"speaker": who, "kind": "direct"}
    rows[table].append(made)
    return made


def _known(
    made: dict[str, Any],
    article: dict[str, Any],
    stories: tuple[int, ...],
    comment: dict[str, Any] | None,
) -> Known:
    is_stance = "holder" in made
    who = made["holder" if is_stance else "speaker"]
    return Known(
        id=2 * made["id"] + (not is_stance),
        tag="stance" if is_stance else "quotation",
        article=article["id"],
        headline=article["headline"],
        text=(comment or article)["text"],
        comment=None if comment is None else comment["position"],
        source=SOURCES[article["source_id"] - 1],
        kind=article["kind"],
        published=article["published_at"],
        precision=article["published_precision"],
        who=A_READER if who == READER else who,
        holder_kind=made.get("holder_kind"),
        organisation=made["organisation"],
        question=made.get("question"),
        stance=made.get("position"),
        confidence=made.get("confidence"),
        start=made["start_char"],
        end=made["end_char"],
        stories=tuple(STORIES[at - 1] for at in stories),
    )


def _moment(chance: random.Random) -> datetime | None:
    if chance.random() < 0.1:
        return None
    day = FIRST + timedelta(days=chance.randrange(12))
    return datetime(day.year, day.month, day.day, chance.choice((0, 9, 23)), 59, tzinfo=UTC)


def _prose(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words))
