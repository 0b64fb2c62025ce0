"""Loading tagged articles by `digest import --tags`, beside bare executemany of the same rows.

    python benchmarks/loading.py [ARTICLES] [ROUNDS]

The rows of all tables and both full-text indexes are read back from what was loaded and put into an
empty database of the same schema, in the same run. Processor seconds count, the fewest of the
rounds, since a busy machine adds to them; and the peak of memory.
"""

import json
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from sqlalchemy import insert, select
from sqlalchemy.dialects import sqlite

from benchmarks.prose import Prose
from commissioning.domain.folding import fold_words
from commissioning.register import Register, load_register
from commissioning.settings import Settings
from commissioning.store.database import Database
from commissioning.store.finding_rows import FindingRow
from commissioning.store.rows import Row
from crawler.importing.tagged import import_tagged

ARTICLES = 10_000
ROUNDS = 2
TABLES = ("sources", "articles", "addresses", "taggings", "mentions", "quotations", "stances")
LEAST = 0.5


def main() -> None:
    """Print both speeds; the exit code is 1 where loading is slower than half of the bare one."""
    numbers = [int(word) for word in sys.argv[1:]]
    articles = numbers[0] if numbers else ARTICLES
    rounds = numbers[1] if len(numbers) > 1 else ROUNDS
    register = load_register()
    took = []
    with tempfile.TemporaryDirectory() as name:
        lines = Path(name, "articles.jsonl")
        write(lines, register, articles)
        for at in range(rounds):
            folder = Path(name, str(at))
            folder.mkdir()
            ours = load(lines, folder, register)
            if not at:  # before the bare one, which holds all rows
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                print(f"peak {peak} MB")
            theirs = bare(folder)
            took.append((ours, theirs))
            told = f"loading {articles / ours:.0f} articles a second, bare {articles / theirs:.0f}"
            print(f"{told}; ratio {theirs / ours:.2f}", flush=True)
            shutil.rmtree(folder)
    ours, theirs = map(min, zip(*took, strict=True))
    print(f"the best of both: ratio {theirs / ours:.2f}")
    if theirs / ours < LEAST:
        raise SystemExit(f"less than {LEAST} of the bare speed")


def load(lines: Path, folder: Path, register: Register) -> float:
    """Processor seconds for all of the lines."""
    database = Database(f"sqlite:///{folder / 'digest.db'}")
    begin = time.process_time()
    done = import_tagged(Settings(workspace=folder), database, register, articles=lines, tags=lines)
    took = time.process_time() - begin
    database.close()
    if done.rejected:
        raise SystemExit(f"{done.rejected} rejected: {done.problems[0].reason}")
    return took


def write(path: Path, register: Register, articles: int) -> None:
    """Articles with tags, a line each."""
    prose, chance = Prose(register), np.random.default_rng(3)
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, articles, 1_000):
            many = min(1_000, articles - start)
            lengths = np.clip(chance.lognormal(5.5, 0.6, many), 40, 3_000).astype(np.int64)
            pieces = prose.write(chance, lengths, [2012] * many, named=3.0, said=1.1)
            for number, piece in enumerate(pieces, start=start):
                said = [
                    {"start": one.start, "end": one.end, "organisation": prose.bodies[one.body]}
                    for one in piece.said
                ]
                stance = {"holder_kind": "person", "question": "pace", "stance": "support"}
                row = {
                    "id": str(number),
                    "url": f"https://outlet-{number % 40}.example/{number}",
                    "title": f"Headline {number}",
                    "published": "2012-03-01",
                    "text": piece.text,
                    "relevance": 0.9,
                    "mentions": [
                        {"start": one.start, "end": one.end, "organisation": prose.bodies[one.body]}
                        for one in piece.named
                    ],
                    "quotations": [one | {"kind": "direct", "speaker": "A"} for one in said],
                    "stances": [
                        stance | one | {"holder": "A", "confidence": 0.7, "evidence": one}
                        for one in said
                    ],
                }
                file.write(json.dumps(row) + "\n")


def bare(folder: Path) -> float:
    """Processor seconds for the same rows."""
    Database(f"sqlite:///{folder / 'bare.db'}").close()
    full = sqlite3.connect(folder / "digest.db")
    empty = sqlite3.connect(folder / "bare.db")
    for (name,) in empty.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        empty.execute(f'DROP TRIGGER "{name}"')
    spent = 0.0
    for name in (*TABLES, FindingRow.__tablename__):
        table = Row.metadata.tables[name]
        rows = full.execute(str(select(table))).fetchall()
        statement = insert(table).compile(
            dialect=sqlite.dialect(), column_keys=list(table.c.keys())
        )
        spent += put(empty, str(statement), rows)
    texts = [
        (2 * id_, fold_words(headline), fold_words(text))
        for id_, headline, text in full.execute("SELECT id, headline, text FROM articles")
    ]
    spent += put(empty, "INSERT INTO text_words (rowid, headline, words) VALUES (?, ?, ?)", texts)
    found = full.execute("SELECT rowid, words FROM finding_words").fetchall()
    return spent + put(empty, "INSERT INTO finding_words (rowid, words) VALUES (?, ?)", found)


def put(
    connection: sqlite3.Connection, statement: str, rows: Iterable[tuple[object, ...]]
) -> float:
    """Processor seconds until they are stored."""
    begin = time.process_time()
    with connection:
        connection.executemany(statement, rows)
    return time.process_time() - begin


if __name__ == "__main__":
    main()
