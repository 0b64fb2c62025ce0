"""`digest tag`: bodies, quotations and stances out of what waits, or out of a file."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import IO, Annotated

import typer

from cli.options import HERE, AsJson, Cluster, Workspace, need_cluster, open_workspace
from cli.output import progress, remark, say_json, say_table, tell, written
from cli.taggers import settings_of, tagger_of
from cli.working import at_work
from commissioning.domain.errors import TaggingError
from commissioning.settings import Settings
from commissioning.store import tagger_runs
from commissioning.store.database import Database
from commissioning.store.tags import Backlog
from nlp.backlog import TagReport, tag_backlog
from nlp.batches import TagsTexts
from nlp.lines import Answered, tag_lines
from nlp.workers import Workers


def tag(
    stale: Annotated[
        bool, typer.Option("--stale", help="Also what an older version tagged.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Everything anew.")] = False,
    source: Annotated[
        Path | None,
        typer.Option("--input", metavar="FILE", help="Tag JSON Lines instead; - is stdin."),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Where the tags go; - is stdout."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=64,
            metavar="N",
            help="Processes that tag; 0: one a core; else [tag] workers.",
        ),
    ] = None,
    cluster: Cluster = None,
    versions: Annotated[
        bool, typer.Option("--versions", help="List the versions whose tags are kept.")
    ] = False,
    drop: Annotated[
        str | None,
        typer.Option("--drop", metavar="VERSION", help="Drop what a version of the tagger read."),
    ] = None,
    as_json: AsJson = False,
    workspace: Workspace = HERE,
) -> None:
    """Tag the articles that wait for it, or the lines of a file without a database.

    What another version read stays beside the new tags, to be compared, until it is dropped.

    A line of a file is a JSON object with an 'id', which its answer has, too, and a 'text'; where
    known with 'title', 'url', 'published', 'byline' and 'source'. One that is none is answered by
    an error in its place; it ends with 1 where all are.

    Example: digest tag --input articles.jsonl --output -

    On a Dask cluster: digest tag --cluster tcp://10.0.0.1:8786
    """
    if versions or drop is not None:
        _kept_runs(workspace, drop, as_json=as_json)
        return
    if cluster is not None and workers is not None:
        raise typer.BadParameter("--cluster and --workers exclude each other")
    if stale and everything:
        raise typer.BadParameter("--stale and --all exclude each other")
    if (source is None) != (target is None):
        raise typer.BadParameter("--input and --output go together")
    if source is not None and target is not None:
        with taggers_of(settings_of(workspace), workers, cluster) as tagger:
            _tag_file(source, target, tagger)
        return
    settings, database = open_workspace(workspace)
    backlog = Backlog.ALL if everything else Backlog.STALE if stale else Backlog.UNTAGGED
    with at_work(settings):
        report(tagging(settings, database, backlog, workers=workers, cluster=cluster))


def _kept_runs(workspace: Path, drop: str | None, *, as_json: bool) -> None:
    """Drop one where that is asked for, else list them."""
    settings, database = open_workspace(workspace)
    if drop is not None:
        with at_work(settings), database.session() as session:
            gone = tagger_runs.run_named(session, drop)
            dropped, waiting = tagger_runs.drop(session, gone.version)
        tell(
            f"Dropped {dropped} taggings of {gone.version}; {waiting} texts wait for the tagger.",
            dropped=dropped,
            waiting=waiting,
        )
        return
    with database.session() as session:
        known = tagger_runs.runs(session)
    if as_json:
        say_json([asdict(run) for run in known])
        return
    rows = ((run.version, run.texts, run.current, run.last.date()) for run in known)
    say_table(("version", "texts", "that count", "last on"), rows)


@contextmanager
def taggers_of(
    settings: Settings, workers: int | None = None, cluster: str | None = None
) -> Iterator[TagsTexts]:
    """The tagger of the settings, in as many processes as it says, or on a cluster."""
    if cluster is not None:
        need_cluster(cluster)
        from cli.distant import taggers  # brings Dask

        with taggers(settings, cluster) as distant:
            yield distant
        return
    asked = settings.tag.workers if workers is None else workers
    count = asked or os.cpu_count() or 1
    if count == 1:
        yield tagger_of(settings)
        return
    with Workers(partial(tagger_of, settings), count) as several:
        yield several


def tagging(
    settings: Settings,
    database: Database,
    backlog: Backlog,
    *,
    workers: int | None = None,
    cluster: str | None = None,
) -> TagReport:
    """Tag what waits, with a bar on the terminal."""
    with taggers_of(settings, workers, cluster) as tagger, progress("Tagging") as bar:
        return tag_backlog(database, tagger, backlog, clock=settings.clock, progress=bar)


def report(done: TagReport) -> None:
    """What was tagged, and what could not be."""
    for name, reason in done.failed:
        remark(f"{name}: {reason}")
    failed = len(done.failed)
    tell(
        f"Tagged {done.tagged} texts; {failed} could not be tagged.",
        tagged=done.tagged,
        failed=failed,
    )


def _tag_file(source: Path, target: Path, tagger: TagsTexts) -> None:
    answered = Answered()
    with _reader(source) as lines, written(target, TaggingError) as out:
        for line in tag_lines(tagger, lines, answered):
            out.write(line + "\n")
    if not answered.failed:
        return
    told = f"{answered.failed} of {answered.lines} lines could not be tagged; {answered.first}"
    if answered.failed == answered.lines:
        raise TaggingError(str(source), told)
    remark(f"{source}: {told}")


@contextmanager
def _reader(path: Path) -> Iterator[IO[bytes]]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise TaggingError(str(path), error.strerror or str(error)) from error
