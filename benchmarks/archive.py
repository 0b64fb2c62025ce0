"""An archive of any size, invented, with words and tags as often as in real ones; always the same.

    python benchmarks/archive.py URL [ARTICLES]

Words, bodies, questions, sources and the sizes of stories have frequencies as in real archives; an
article has about five tags. Bands of MinHash values are left out: no query of a reader needs them.
(`synthetic` fills small databases with many tags in each article, for what looks at pages.)
"""

import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from benchmarks.prose import NAMES, Piece, Prose, shares
from commissioning.domain.ledger import SURE
from commissioning.register import Register, load_register
from commissioning.store.database import Database
from commissioning.store.loading import expect_many
from commissioning.store.pouring import pour
from commissioning.store.rows import (
    ArticleRow,
    CommentRow,
    CopyRow,
    CorrectionRow,
    MentionRow,
    OverruledRow,
    PollRow,
    QuotationRow,
    Row,
    RunRow,
    SourceRow,
    StanceRow,
    StoryArticleRow,
    StoryRow,
    TaggingRow,
    VersionRow,
)
from commissioning.store.values import text_hash

ARTICLES = 1_000_000
SOURCES = 40
FIRST = date(2008, 1, 7)
DAYS = 6_750
READER = "reader-00000000c0ffee00"  # a pseudonym, as the store keeps it
_TAGGER = "synthetic/1"
_KINDS = ("news", "news", "news", "opinion", "analysis", "letter", "announcement", "blog")
_SIDES = ("support", "support", "oppose", "oppose", "mixed")
_BATCH = 2_000
_NAMED, _SAID = 3.0, 1.1  # bodies named and sentences quoted, an article
_OUTLETS = shares(SOURCES, 2.0)
_COLUMNS: dict[type[Row], tuple[str, ...]] = {
    ArticleRow: (
        *("id", "url", "source_id", "headline", "byline"),
        *("published_at", "published_precision", "published_from"),
        *("captured_at", "captured_precision", "captured_from"),
        *("kind", "paywalled", "text", "text_sha256", "extractor", "first_seen_at"),
    ),
    VersionRow: (
        *("article_id", "number", "headline", "byline", "text", "text_sha256"),
        *("captured_at", "extractor", "replaced_at", "cause"),
    ),
    CopyRow: ("article_id", "original_id", "share"),
    CommentRow: ("id", "article_id", "position", "author", "text", "text_sha256"),
    TaggingRow: (
        *("id", "article_id", "comment_id", "tagger", "text_sha256", "tagged_at"),
        *("relevance", "current"),
    ),
    CorrectionRow: (
        *("id", "made_at", "made_by", "article_id", "subject", "before", "after", "reason"),
        "adrift",
    ),
    MentionRow: ("tagging_id", "start_char", "end_char", "organisation", "name", "method"),
    QuotationRow: (
        *("tagging_id", "start_char", "end_char", "kind", "speaker", "organisation", "office"),
        "method",
    ),
    StanceRow: (
        *("tagging_id", "holder", "holder_kind", "organisation", "question", "position"),
        *("confidence", "start_char", "end_char", "method", "correction_id"),
    ),
    OverruledRow: ("article_id", "tagging_id", "subject", "correction_id", "held"),
    StoryRow: ("id", "slug"),
    StoryArticleRow: ("article_id", "story_id", "text_sha256"),
}
_SCATTERED = (
    "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE INDEX %'"
    " AND sql NOT LIKE '%(article_id%' AND sql NOT LIKE '%(tagging_id)'"
)
_NUMBERED = tuple(table for table, columns in _COLUMNS.items() if columns[0] == "id")

Rows = dict[type[Row], list[tuple[Any, ...]]]


def fill(database: Database, register: Register, articles: int) -> None:
    """Put so many articles into an empty database, published over 18 years."""
    with database.session() as session:
        _sources(session)
        expect_many(session)
    prose, questions = Prose(register), tuple(register.questions)
    with _indexes_aside(database):
        for start in range(0, articles, _BATCH):
            batch = _Batch(prose, questions, start, min(_BATCH, articles - start))
            with database.session() as session:
                for table, rows in batch.rows().items():
                    pour(session.connection(), table, _COLUMNS[table], rows)
    with database.session() as session:
        _count_on(session, _NUMBERED)


@contextmanager
def _indexes_aside(database: Database) -> Iterator[None]:
    """Without those of SQLite's indexes that rows do not come in the order of, made anew behind."""
    if database.engine.dialect.name != "sqlite":
        yield
        return
    with database.session() as session:
        indexes = session.execute(text(_SCATTERED)).all()
        for name, _ in indexes:
            session.execute(text(f"DROP INDEX {name}"))
    yield
    for _, statement in indexes:
        with database.session() as session:
            session.execute(text(statement))


def _count_on(session: Session, tables: Iterable[type[Row]]) -> None:
    """Let numbers that PostgreSQL gives begin after those that were poured in."""
    if session.get_bind().dialect.name == "sqlite":
        return
    for table in tables:
        sequence = func.pg_get_serial_sequence(table.__tablename__, "id")
        session.execute(select(func.setval(sequence, func.max(table.__table__.c.id))))


def _sources(session: Session) -> None:
    connection = session.connection()
    names = [(at + 1, f"outlet-{at}", f"The Outlet {at}") for at in range(SOURCES)]
    pour(
        connection,
        SourceRow,
        ("id", "slug", "name", "home", "kind", "sample"),
        [(at, slug, name, f"https://{slug}.example/", "trade", True) for at, slug, name in names],
    )
    started = datetime(2008, 1, 1, tzinfo=UTC)
    pour(connection, RunRow, ("id", "command", "started_at"), [(1, "collect", started)])
    columns = (
        *("run_id", "source_id", "url", "polled_at", "day", "outcome", "detail", "entries"),
        "fresh",
    )
    pour(connection, PollRow, columns, list(_polls()))
    _count_on(session, (SourceRow, RunRow))


def _polls() -> Iterator[tuple[Any, ...]]:
    """Each source is asked once a week, and one in 17 does not answer."""
    for week in range(DAYS // 7):
        day = FIRST + timedelta(days=7 * week)
        at = datetime.combine(day, datetime.min.time(), UTC)
        for source in range(SOURCES):
            url = f"https://outlet-{source}.example/feed"
            outcome, detail = "answered", None
            if (source + week) % 17 == 0:
                outcome, detail = "failed", "did not answer"
            yield 1, source + 1, url, at, day, outcome, detail, 20, 1


@dataclass(frozen=True, slots=True)
class _Said:
    """A quotation, and the side that it takes where it takes one."""

    body: int
    speaker: str
    start: int
    end: int
    side: tuple[str, str, float] | None


class _Batch:
    """Some articles in a row; what chance gives them hangs on the number of the first alone."""

    def __init__(self, prose: Prose, questions: tuple[str, ...], start: int, many: int) -> None:
        self._chance = chance = np.random.default_rng([start, 7])
        self._prose, self._questions = prose, questions
        self._start, self._many = start, many
        self._stories = self._story_sizes()
        self._days = self._days_of()
        self._years = [day.year for day in self._days]
        self._originals = self._originals_of()
        lengths = np.clip(chance.lognormal(5.5, 0.6, many), 40, 3_000).astype(np.int64)
        self._pieces = prose.write(chance, lengths, self._years, named=_NAMED, said=_SAID)
        headings = prose.write(chance, chance.integers(6, 13, many), self._years, named=0.4)
        self._headings = [one.text.replace(".", "").capitalize() for one in headings]
        self._said = [self._sides(piece, at) for at, piece in enumerate(self._pieces)]
        self._rows: Rows = {table: [] for table in _COLUMNS}

    def rows(self) -> Rows:
        """The rows of each table, in the order in which tables ask for each other."""
        sources = np.searchsorted(_OUTLETS, self._chance.random(self._many))
        for at in range(self._many):
            self._article(at, int(sources[at]) if self._start + at >= SOURCES else at % SOURCES)
        self._comments()
        self._corrections()
        self._story_rows()
        return self._rows

    def _story_sizes(self) -> list[int]:
        """Most stories have one article, few have many; gives the first article of each."""
        sizes = np.minimum(self._chance.zipf(2.2, self._many), 40)
        firsts = np.cumsum(sizes) - sizes
        return [int(first) for first in firsts[firsts < self._many]]

    def _days_of(self) -> list[date]:
        """The articles of a story are of one day; there are more of them in later years."""
        chances = self._chance.beta(1.3, 1.0, len(self._stories))
        ends = [*self._stories[1:], self._many]
        return [
            FIRST + timedelta(days=int(chances[at] * DAYS))
            for at, (first, end) in enumerate(zip(self._stories, ends, strict=True))
            for _ in range(first, end)
        ]

    def _originals_of(self) -> list[int]:
        """Which article's text each one prints: in large stories a third print the first one's."""
        found = list(range(self._many))
        ends = [*self._stories[1:], self._many]
        for first, end in zip(self._stories, ends, strict=True):
            for at in range(first + 3, end, 3):
                found[at] = first
        return found

    def _sides(self, piece: Piece, at: int) -> list[_Said]:
        """Two of three who are quoted take a side: mostly that of their body in those years."""
        chances = self._chance.random((len(piece.said), 4))
        found = []
        for one, (takes, which, strays, sure) in zip(piece.said, chances, strict=True):
            side = None
            if takes < 0.67:
                question = int(which**2 * len(self._questions))
                own = (one.body * 31 + question * 17 + self._years[at] // 5 * 7) % len(_SIDES)
                position = _SIDES[own] if strays > 0.2 else _SIDES[int(strays * 25)]
                side = self._questions[question], position, round(SURE - 0.25 + 0.7 * sure, 3)
            found.append(_Said(one.body, one.speaker, one.start, one.end, side))
        return found

    def _article(self, at: int, source: int) -> None:
        number, original = self._start + at, self._originals[at]
        piece, heading = self._pieces[original], self._headings[original]
        day = self._days[at]
        moment = datetime(day.year, day.month, day.day, 9, number % 60, tzinfo=UTC)
        byline = NAMES[number * 7 % len(NAMES)] if number % 3 else None
        sha = text_hash(piece.text)
        dated = (moment, "minute", "meta") if number % 50 else (None, None, None)
        captured = (moment, "second", "record")
        told = (_KINDS[number % len(_KINDS)], False, piece.text, sha, _TAGGER, moment)
        url = f"https://outlet-{source}.example/{number}"
        self._rows[ArticleRow].append(
            (number + 1, url, source + 1, heading, byline, *dated, *captured, *told)
        )
        if original != at:
            self._rows[CopyRow].append((number + 1, self._start + original + 1, 1.0))
        if number % 33 == 0:
            self._version(number + 1, heading, byline, piece.text, moment)
        self._tags(number, original, sha, moment)

    def _version(
        self, article: int, heading: str, byline: str | None, words: str, moment: datetime
    ) -> None:
        before = words[: words.rindex(" ")]
        edited = (before, text_hash(before), moment, _TAGGER, moment + timedelta(hours=5), "edited")
        self._rows[VersionRow].append((article, 1, heading, byline, *edited))

    def _tags(self, number: int, original: int, sha: str, moment: datetime) -> None:
        key, bodies = 2 * number + 1, self._prose.bodies
        relevance = 0.9 if number % 20 else 0.2
        self._rows[TaggingRow].append(
            (key, number + 1, None, _TAGGER, sha, moment, relevance, True)
        )
        for one in self._pieces[original].named:
            slug = bodies[one.body]
            self._rows[MentionRow].append((key, one.start, one.end, slug, slug, "register"))
        for said in self._said[original]:
            slug = bodies[said.body]
            self._rows[QuotationRow].append(
                (key, said.start, said.end, "direct", said.speaker, slug, "chair", "direct-after")
            )
            if said.side is not None:
                question, position, confidence = said.side
                told = (question, position, confidence, said.start, said.end, "named+reader", None)
                self._rows[StanceRow].append((key, said.speaker, "person", slug, *told))

    def _comments(self) -> None:
        """A tenth of the articles have comments, most of these one or two."""
        chance = self._chance
        having = np.flatnonzero(chance.random(self._many) < 0.1)
        owners = np.repeat(having, np.minimum(chance.geometric(0.5, len(having)), 20))
        if not len(owners):
            return
        lengths = chance.integers(10, 120, len(owners))
        pieces = self._prose.write(chance, lengths, [0] * len(owners))
        positions: defaultdict[int, int] = defaultdict(int)
        for at, (owner, piece) in enumerate(zip(owners, pieces, strict=True)):
            number = self._start + int(owner)
            position = positions[number]
            positions[number] += 1
            self._comment(at, number, position, piece)

    def _comment(self, at: int, number: int, position: int, piece: Piece) -> None:
        key = 20 * number + position + 1  # no article has more than twenty
        tagging = 2 * (self._start + at) + 2
        sha = text_hash(piece.text)
        day = self._days[number - self._start]
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        self._rows[CommentRow].append((key, number + 1, position, READER, piece.text, sha))
        self._rows[TaggingRow].append((tagging, number + 1, key, _TAGGER, sha, moment, 0.9, True))
        if at % 3:
            return
        which, side = self._chance.random(2)
        question = self._questions[int(which**2 * len(self._questions))]
        position_ = _SIDES[int(side * len(_SIDES))]
        end = piece.text.index(" ", 20)
        told = (question, position_, 0.6, 0, end, "comment+reader", None)
        self._rows[StanceRow].append((tagging, READER, "commenter", None, *told))

    def _corrections(self) -> None:
        """One in five hundred sides was put right by an editor: the words were about the other."""
        stances = self._rows[StanceRow]
        for at in range(0, len(stances), 500):
            tagging, holder, kind, slug, question, position, confidence, start, end, *_ = stances[
                at
            ]
            if kind != "person":
                continue
            number = (tagging - 1) // 2
            place = {"organisation": slug, "question": question, "start": start, "end": end}
            before = {"holder": holder, "holder_kind": kind, "position": position, **place}
            right = "oppose" if position == "support" else "support"
            moment = datetime.combine(self._days[number - self._start], datetime.min.time(), UTC)
            told = (before, before | {"position": right}, None, False)
            self._rows[CorrectionRow].append(
                (number + 1, moment, "RH", number + 1, "stance", *told)
            )
            held = {"position": position, "confidence": confidence, "method": "named+reader"}
            held |= {"id": 0, "start_char": start, "end_char": end, "holder": holder}
            held |= {"holder_kind": kind, "organisation": slug, "question": question}
            self._rows[OverruledRow].append((number + 1, tagging, "stance", number + 1, held))
            fixed = (tagging, holder, kind, slug, question, right, 1.0, start, end, "editor")
            stances[at] = (*fixed, number + 1)

    def _story_rows(self) -> None:
        ends = [*self._stories[1:], self._many]
        for first, end in zip(self._stories, ends, strict=True):
            number = self._start + first
            slug = f"{self._days[first].isoformat()}-story-{number:07d}"
            self._rows[StoryRow].append((number + 1, slug))
            for at in range(first, end):
                sha = self._rows[ArticleRow][at][_COLUMNS[ArticleRow].index("text_sha256")]
                self._rows[StoryArticleRow].append((self._start + at + 1, number + 1, sha))


def main() -> None:
    """Fill the database that the first argument names, and say how long it took."""
    url, articles = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else ARTICLES
    begin = time.perf_counter()
    database = Database(url)
    fill(database, load_register(), articles)
    with database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    database.close()
    print(f"{articles} articles in {time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
