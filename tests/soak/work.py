"""A process that does the main job of one day after the other, whatever it finds."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from cli.build import building
from cli.cluster import clustering
from cli.collect import collecting
from cli.working import at_work
from commissioning.domain.errors import DigestError
from commissioning.settings import load_settings
from commissioning.store.database import Database
from commissioning.store.tags import Backlog
from nlp.backlog import tag_backlog
from nlp.tagger import Tagger

STAGES = ("collect", "tag", "cluster", "build")


@dataclass(slots=True)
class Done:
    """What became of a day's run.

    seconds  by stage, of the stages that came to their end
    said     the line that it ended with; '' where all went well
    memory   the most that the process held in this run, in MB
    """

    seconds: dict[str, float] = field(default_factory=dict)
    said: str = ""
    memory: float = 0.0


def work(folder: Path, tagger: Tagger, line: Connection) -> None:
    """Do the job each time that `line` says how large files may become, None for any size."""
    while True:
        limit: int | None = line.recv()
        with _files_up_to(limit):
            done = _job(folder, tagger)
        line.send(done)


def _job(folder: Path, tagger: Tagger) -> Done:
    done = Done()
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # the peak counts from here on
    try:
        settings = load_settings(folder)
        database = Database(settings.database_url)
        stages: tuple[Callable[[], object], ...] = (
            lambda: collecting(settings, database),
            lambda: tag_backlog(database, tagger, Backlog.STALE, clock=settings.clock),
            lambda: clustering(settings, database),
            lambda: building(settings, database, output=None),
        )
        try:
            with at_work(settings):
                for name, stage in zip(STAGES, stages, strict=True):
                    begin = time.monotonic()
                    stage()
                    done.seconds[name] = time.monotonic() - begin
        finally:
            database.close()
    except DigestError as error:
        done.said = str(error)
    done.memory = _peak()
    return done


def _peak() -> float:
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@contextmanager
def _files_up_to(limit: int | None) -> Iterator[None]:
    """While this lasts no file grows beyond so many bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft if limit is None else limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
