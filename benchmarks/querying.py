"""Twenty mixed queries and the broadest over a database of `archive.py`, in milliseconds.

    python benchmarks/querying.py WORKSPACE|FILE|URL [TIMES]

Each is asked some times, warm, and its median printed by the clock, and in processor time of this
process, which with SQLite tells it whatever else the machine does. By the clock 100 ms for each and
1,500 for the broadest (a phrase in a tenth of the articles, ranked, filtered by body and stance) is
the bound; beyond it the benchmark fails. Bodies, people and sources are the database's own,
frequent and seldom ones.
"""

import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from sqlalchemy import func, select

from benchmarks.prose import PHRASES
from commissioning import open_archive
from commissioning.domain.tags import Position
from commissioning.research.archive import Archive
from commissioning.research.query import PAGE
from commissioning.store.finding_rows import FindingRow
from commissioning.store.rows import SourceRow, StoryArticleRow, StoryRow

TIMES = 5
BOUND = 100.0
BROADEST_BOUND = 1_500.0
TENTH, THIRTIETH, _, SELDOM, RAREST = (f'"{phrase}"' for phrase in PHRASES)


def main() -> None:
    """Measure, and fail where one is slower than its bound."""
    if len(sys.argv) < 2:
        print("python benchmarks/querying.py WORKSPACE|FILE|URL [TIMES]")
        return
    times = int(sys.argv[2]) if len(sys.argv) > 2 else TIMES
    with open_archive(sys.argv[1]) as archive:
        slow = [name for name, bound, ask in _asked(archive) if _measured(name, ask, times) > bound]
    if slow:
        raise SystemExit(f"slower than the bound: {', '.join(slow)}")


def _measured(name: str, ask: Callable[[], object], times: int) -> float:
    ask()
    taken, spent = [], []
    for _ in range(times):
        begin, own = time.perf_counter(), time.process_time()
        found = ask()
        taken.append(1_000 * (time.perf_counter() - begin))
        spent.append(1_000 * (time.process_time() - own))
    print(f"{median(taken):8.1f} {median(spent):8.1f}  {name} ({found})", flush=True)
    return median(taken)


def _asked(archive: Archive) -> Iterator[tuple[str, float, Callable[[], object]]]:
    """The name of each query, its bound, and what asks it and gives how many it found."""
    body, common, rare = _values(archive, FindingRow.organisation)
    person, *_ = _values(archive, FindingRow.who_key)
    question, *_ = _values(archive, FindingRow.question)
    source, story = _places(archive)
    against = {"stance": Position.OPPOSE, "question": question}

    def page(**asked: Any) -> Callable[[], object]:
        return lambda: len(list(archive.query(**{"limit": PAGE, **asked}).with_snippets()))

    def count(**asked: Any) -> Callable[[], object]:
        return lambda: archive.query(**asked).count()

    def table(*dimensions: str, **asked: Any) -> Callable[[], object]:
        return lambda: len(archive.query(**asked).count_by(*dimensions))

    mixed = {
        "everything, the first page": page(),
        "the most frequent body": page(organisation=body),
        "the most frequent body, the tenth page": page(organisation=body, page=10),
        "a seldom body with its predecessors": page(organisation=rare, and_predecessors=True),
        "a body on a question": page(organisation=common, question=question),
        "a question, one side, surest first": page(**against, sort="confidence"),
        "a side in a year": page(**against, since="2012-01-01", until="2012-12-31"),
        "a person": page(person=person),
        "a source in a month": page(source=source, since="2015-03-01", until="2015-03-31"),
        "a story": page(story=story),
        "letters, sure and against": page(kind="letter", min_confidence=0.8, **against),
        "what readers say on a question": page(holder_kind="commenter", question=question),
        "a rare phrase": page(words=RAREST),
        "a rare phrase, ranked": page(words=RAREST, sort="relevance"),
        "a seldom phrase or a prefix, of a body": page(
            words=f'"listening exer*" OR {RAREST}', organisation=common
        ),
        "a seldom phrase without a word, in a year": page(
            words=f"{SELDOM} NOT hospital", since="2011-01-01", until="2011-12-31"
        ),
        "a phrase in headlines or evidence": page(words=SELDOM, look_in="evidence"),
        "how often a rare phrase stands by a stance": count(words=RAREST, tag="stance"),
        "how many of a body on a question": count(organisation=body, question=question),
        "a body on a question by year and side": table(
            "year", "stance", organisation=common, since="2010-01-01", until="2013-12-31"
        ),
    }
    for name, ask in mixed.items():
        yield name, BOUND, ask
    broadest = {"words": TENTH, "organisation": body, "stance": "oppose", "sort": "relevance"}
    yield "the broadest", BROADEST_BOUND, page(**broadest)
    yield (
        "a phrase of a thirtieth, all ranked",
        BROADEST_BOUND,
        page(words=THIRTIETH, sort="relevance"),
    )
    yield (
        "a question by month and side",
        BROADEST_BOUND,
        table("month", "stance", question=question),
    )


def _values(archive: Archive, column: Any) -> tuple[str, str, str]:
    """The most frequent value, one of the middle, and a seldom one."""
    with archive.database.snapshot() as session:
        rows = session.scalars(
            select(column)
            .where(column.is_not(None), FindingRow.who != "a reader")
            .group_by(column)
            .order_by(func.count().desc(), column)
        ).all()
    return rows[0], rows[len(rows) // 20], rows[-1]


def _places(archive: Archive) -> tuple[str, str]:
    """A source, and the story with the most articles."""
    with archive.database.snapshot() as session:
        source = session.scalars(select(SourceRow.slug).order_by(SourceRow.id)).first()
        story = session.scalars(
            select(StoryRow.slug)
            .join(StoryArticleRow, StoryArticleRow.story_id == StoryRow.id)
            .group_by(StoryRow.slug)
            .order_by(func.count().desc(), StoryRow.slug)
            .limit(1)
        ).first()
    return str(source), str(story)


if __name__ == "__main__":
    main()
