"""How fast the questions of `digest explore` are answered over a large archive.

    python benchmarks/archive.py URL 1000000
    python benchmarks/exploring.py URL

Each question as it stands, and for the most named body and the most disputed policy question; warm,
the median of several runs in milliseconds, by the database alone; beside it the processor time of
this process, which with SQLite tells it whatever else the machine does. With `--plans` how it goes
about.
"""

import sys
import time
from statistics import median
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from commissioning.register import load_register
from commissioning.research.exploring.canned import Question, answers, questions, values
from commissioning.research.exploring.explorer import extent
from commissioning.store.database import Database

TIMES = 7
BOUND = 100


def main() -> None:
    """Print a line for each question; the exit code is 1 where one is slower than the bound."""
    url, plans = sys.argv[1], "--plans" in sys.argv
    database = Database(url)
    register, there = load_register(), extent(database)
    slowest = 0.0
    for question in questions():
        written = answers(question, {}, register=register, extent=there)
        given: Any = written if url.startswith("sqlite") else values(question, written)
        with database.session(index=False) as session:
            taken, spent, rows = timed(session, question, given)
            told = f"{question.name:24} {rows:5} rows {taken:8.1f} ms, {spent:8.1f} of this process"
            print(told, flush=True)
            if plans:
                print(plan(session, question, given))
        slowest = max(slowest, taken)
    database.close()
    if slowest > BOUND:
        raise SystemExit(f"slower than {BOUND} ms")


def timed(session: Session, question: Question, given: dict[str, Any]) -> tuple[float, float, int]:
    """Milliseconds until all rows are here, by clock and processor, and how many rows there are."""
    taken, spent, rows = [], [], 0
    for _ in range(TIMES + 1):
        begin, own = time.perf_counter(), time.process_time()
        rows = len(session.execute(text(question.sql), given).all())
        taken.append(1_000 * (time.perf_counter() - begin))
        spent.append(1_000 * (time.process_time() - own))
    return median(taken[1:]), median(spent[1:]), rows


def plan(session: Session, question: Question, given: dict[str, Any]) -> str:
    """How the database goes about it."""
    word = "EXPLAIN QUERY PLAN " if session.get_bind().dialect.name == "sqlite" else "EXPLAIN "
    lines = session.execute(text(word + question.sql), given).all()
    return "\n".join(f"    {line[-1]}" for line in lines)


if __name__ == "__main__":
    main()
