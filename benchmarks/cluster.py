"""`digest tag` on a Dask cluster of this machine: two workers against one, one against none.

    python benchmarks/cluster.py [ARTICLES] [ROUNDS]

The articles are those of `tagging_memory`, in an SQLite database of their own each time. Taggers
are new each time, and warm before the clock starts; only the cluster that is measured is there, for
an idle one takes a tenth of a core. The rounds alternate, and of each kind the shortest counts. By
the clock two workers need two cores with nothing else to do; beside it stands the processor time of
the command, the scheduler and the workers together, which tells the overhead whatever else the
machine does, and how evenly the work was shared.
"""

import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import distributed

from benchmarks.tagging_memory import varied
from cli.distant import taggers
from cli.taggers import tagger_of
from commissioning.domain.articles import Article, SourceKind
from commissioning.domain.dates import Dated, Precision
from commissioning.domain.errors import TaggingError
from commissioning.domain.tags import Tagging, Text
from commissioning.settings import Settings
from commissioning.store.articles import save_article
from commissioning.store.database import Database
from commissioning.store.sources import save_source
from commissioning.store.tags import Backlog
from nlp.backlog import tag_backlog
from nlp.batches import TagsTexts

_dask: Any = distributed  # its functions carry no types
USUAL = 300
ROUNDS = 2
WARMING = 64
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ARRANGEMENTS = ("in this process", "one worker", "two workers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds by the clock, of processor time of all, and of the busiest worker."""

    clock: float
    processor: float
    busiest: float


class Known:
    """A tagger that knows its answers already: what is left is to read texts and store tags."""

    def __init__(self, tagger: TagsTexts, count: int) -> None:
        self.version = tagger.version
        self._answers = list(tagger.tag_all(varied(count)))

    def tag_all(self, texts: Iterable[Text]) -> Iterator[Tagging | TaggingError]:
        """The answers in the order of the database."""
        for _, answer in zip(texts, self._answers, strict=False):
            yield answer


def main() -> None:
    """Print what each arrangement took, and the ratios."""
    numbers = [int(word) for word in sys.argv[1:]]
    count = numbers[0] if numbers else USUAL
    rounds = numbers[1] if len(numbers) > 1 else ROUNDS
    with TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder / "given.db", count)
        settings = Settings(workspace=folder)
        took: dict[str, list[Took]] = {name: [] for name in ARRANGEMENTS}
        for _ in range(rounds):
            alone = tagger_of(settings)
            took[ARRANGEMENTS[0]].append(measured(folder, alone, dict))
            del alone
            for arrangement, many in zip(ARRANGEMENTS[1:], (1, 2), strict=True):
                with (
                    workers(many) as client,
                    taggers(settings, client.scheduler.address) as distant,
                ):
                    found = measured(folder, distant, partial(client.run, processor))
                took[arrangement].append(found)
        known = Known(tagger_of(settings), count)
        stored = min(measured(folder, known, dict).clock for _ in range(rounds))
    print(f"{count} articles, the shortest of {rounds} rounds")
    best = {
        arrangement: Took(
            clock=min(one.clock for one in all_of),
            processor=min(one.processor for one in all_of),
            busiest=min(one.busiest for one in all_of),
        )
        for arrangement, all_of in took.items()
    }
    for arrangement, shortest in best.items():
        print(
            f"{arrangement:16} {shortest.clock:7.1f} s by the clock,"
            f" {shortest.processor:7.1f} s of processor time"
        )
    print(f"storing alone: {1000 * stored / count:.2f} ms an article")
    plain, single, double = best.values()
    print(f"ratio: two workers against one, by the clock {single.clock / double.clock:.2f}")
    print(f"ratio: the same by the busiest worker {single.busiest / double.busiest:.2f}")
    print(f"ratio: one worker against none, by the clock {single.clock / plain.clock:.2f}")
    print(f"ratio: the same by processor time {single.processor / plain.processor:.2f}")


@contextmanager
def workers(count: int) -> Iterator[Any]:
    """A client of a cluster with so many workers."""
    with (
        _dask.LocalCluster(
            n_workers=count, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        _dask.Client(cluster, set_as_default=False) as client,
    ):
        yield client


def fill(path: Path, count: int) -> None:
    """A database with so many articles that wait."""
    database = Database(f"sqlite:///{path}")
    with database.session() as session:
        source = save_source(session, slug="made", name="Made", kind=SourceKind.TRADE)
        for text in varied(count):
            article = Article(
                url=f"https://made.example/{text.id}",
                source="made",
                headline=text.title or "",
                text=text.text,
                published=published(text),
                extractor="made/1",
            )
            save_article(session, article, source_id=source, at=NOW, met_at=())
    database.close()


def published(text: Text) -> Dated | None:
    """The day of a text as an article has it."""
    if text.day is None:
        return None
    moment = datetime.combine(text.day, datetime.min.time(), UTC)
    return Dated(moment=moment, precision=Precision.DAY, found_in="feed")


def measured(folder: Path, tagger: TagsTexts, look: Callable[[], dict[str, float]]) -> Took:
    """What it takes to tag all of a fresh copy of the database."""
    shutil.copy(folder / "given.db", folder / "copy.db")
    database = Database(f"sqlite:///{folder / 'copy.db'}")
    list(tagger.tag_all(varied(WARMING)))
    before, clock, own = look(), time.perf_counter(), time.process_time()
    done = tag_backlog(database, tagger, Backlog.UNTAGGED, clock=lambda: NOW)
    own, clock = time.process_time() - own, time.perf_counter() - clock
    spent = [after - before[worker] for worker, after in look().items()]
    database.close()
    if done.failed:
        sys.exit(f"{len(done.failed)} articles could not be tagged")
    return Took(clock=clock, processor=own + sum(spent), busiest=max(spent, default=own))


def processor() -> float:
    """Processor time of the process in which this runs."""
    return time.process_time()


if __name__ == "__main__":
    main()
