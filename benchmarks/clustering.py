"""Grouping 10,000 articles into stories, and 20 new ones among them, against counting words alone.

    python benchmarks/clustering.py [ARTICLES]

The articles are made of sentences of the labelled ones, several to an event, five a day. Processor
time counts, on one core. The reference cuts the same texts into words and counts them.
"""

import json
import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from commissioning.register import load_register
from commissioning.store.database import Database
from commissioning.store.rows import ArticleRow, MentionRow, SourceRow, TaggingRow
from commissioning.store.values import text_hash
from nlp.grouping import group_articles

ARTICLES = 10_000
NEW = 20
A_DAY = 5
SOURCES = 40
EVENT = 4
FIRST = datetime(2008, 1, 7, 9, tzinfo=UTC)
LABELLED = Path(__file__).parents[1] / "nlp" / "labelled"
_WORD = re.compile(r"\w+")


def labelled() -> list[list[str]]:
    """The sentences of the labelled articles, the headline first."""
    rows = [json.loads(line) for line in (LABELLED / "written.jsonl").open(encoding="utf-8")]
    return [[row["title"], *re.split(r"(?<=[.?!])\s+", row["text"])] for row in rows]


def texts(articles: int) -> Iterator[tuple[str, str]]:
    """Headlines and texts: those of an event share half of their sentences."""
    known = labelled()
    chance = random.Random(1)
    for number in range(articles):
        own = known[(number // EVENT * 7) % len(known)]
        other = known[chance.randrange(len(known))]
        chosen = [chance.choice(own[1:]) for _ in range(12)]
        chosen += [chance.choice(other[1:]) for _ in range(12)]
        yield f"{own[0]} {number}", " ".join(dict.fromkeys(chosen))


def fill(database: Database, made: list[tuple[str, str]]) -> None:
    """Put the articles into a database, tagged."""
    rows = [_rows(number, headline, text) for number, (headline, text) in enumerate(made)]
    sources = [
        {"id": at + 1, "slug": f"outlet-{at}", "name": f"Outlet {at}", "kind": "trade"}
        for at in range(SOURCES)
    ]
    with database.session() as session:
        session.execute(insert(SourceRow), sources)
        for at, table in enumerate((ArticleRow, TaggingRow, MentionRow)):
            session.execute(insert(table), [row[at] for row in rows])


def _rows(number: int, headline: str, text: str) -> tuple[dict[str, Any], ...]:
    moment = FIRST + timedelta(days=number // A_DAY, hours=number % A_DAY)
    article = {
        "id": number + 1,
        "url": f"https://outlet-{number % SOURCES}.example/{number}",
        "source_id": number % SOURCES + 1,
        "headline": headline,
        "published_at": moment,
        "published_precision": "minute",
        "published_from": "feed",
        "text": text,
        "text_sha256": text_hash(text),
        "extractor": "synthetic/1",
        "first_seen_at": moment,
    }
    tagging = {
        "id": number + 1,
        "article_id": number + 1,
        "tagger": "synthetic/1",
        "text_sha256": text_hash(text),
        "tagged_at": moment,
        "relevance": 0.9,
    }
    mention = {
        "tagging_id": number + 1,
        "start_char": 0,
        "end_char": 3,
        "organisation": "bma",
        "name": "British Medical Association",
        "method": "register",
    }
    return article, tagging, mention


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of one round."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def main() -> None:
    """Print seconds and ratios."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    register = load_register()
    made = list(texts(articles + NEW))
    reference = seconds(lambda: [Counter(_WORD.findall(text.lower())) for _, text in made])
    words = sum(len(text.split()) for _, text in made)
    print(f"{articles} articles, {words} words; words counted alone: {reference:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'digest.db'}")
        fill(database, made[:articles])
        spent = seconds(lambda: print(group_articles(database, register)))
        print(f"all grouped: {spent:.1f} s\nratio: {spent / reference:.1f}")
        add(database, made[articles:], articles)
        spent = seconds(lambda: print(group_articles(database, register)))
        print(f"{NEW} new ones grouped: {spent:.2f} s\nratio: {spent / reference:.2f}")
        spent = seconds(lambda: print(group_articles(database, register)))
        print(f"nothing new: {spent:.3f} s")
        database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"most memory: {peak} MB")


def add(database: Database, made: list[tuple[str, str]], begin: int) -> None:
    """Put more articles in, behind the others in time."""
    with database.session() as session:
        for number, (headline, text) in enumerate(made, start=begin):
            rows = _rows(number, headline, text)
            for table, row in zip((ArticleRow, TaggingRow, MentionRow), rows, strict=True):
                session.execute(insert(table), [row])


if __name__ == "__main__":
    main()
