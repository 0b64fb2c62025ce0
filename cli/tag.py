"""`digest tag`: bodies, quotations and stances out of what waits, or out of a file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer

from cli.options import HERE, Workspace, open_workspace
from cli.output import progress, remark, say
from commissioning.domain.errors import TaggingError
from commissioning.register import load_register
from commissioning.settings import FILE, Settings, TagSettings, load_settings
from commissioning.store.database import Database
from commissioning.store.tags import Backlog
from nlp.backlog import TagReport, tag_backlog
from nlp.lines import tag_lines
from nlp.tagger import Tagger


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
    workspace: Workspace = HERE,
) -> None:
    """Tag the articles that wait for it, or the lines of a file without a database.

    Example: digest tag --input articles.jsonl --output -
    """
    if stale and everything:
        raise typer.BadParameter("--stale and --all exclude each other")
    if (source is None) != (target is None):
        raise typer.BadParameter("--input and --output go together")
    if source is not None and target is not None:
        _tag_file(source, target, tagger_of(workspace))
        return
    settings, database = open_workspace(workspace)
    backlog = Backlog.ALL if everything else Backlog.STALE if stale else Backlog.UNTAGGED
    report(tagging(settings, database, backlog))


def tagger_of(workspace: Path) -> Tagger:
    """The tagger that the workspace's settings name; the usual one where there are none."""
    chosen = _settings_of(workspace)
    return Tagger(load_register(), model=chosen.model, reader=chosen.reader)


def model_of(workspace: Path) -> str:
    """The spaCy model that the workspace's settings name."""
    return _settings_of(workspace).model


def _settings_of(workspace: Path) -> TagSettings:
    return load_settings(workspace).tag if (workspace / FILE).exists() else TagSettings()


def tagging(settings: Settings, database: Database, backlog: Backlog) -> TagReport:
    """Tag what waits, with a bar on the terminal."""
    tagger = Tagger(load_register(), model=settings.tag.model, reader=settings.tag.reader)
    with progress("Tagging") as bar:
        return tag_backlog(database, tagger, backlog, clock=settings.clock, progress=bar)


def report(done: TagReport) -> None:
    """What was tagged, and what could not be."""
    for name, reason in done.failed:
        remark(f"{name}: {reason}")
    say(f"Tagged {done.tagged} texts; {len(done.failed)} could not be tagged.")


def _tag_file(source: Path, target: Path, tagger: Tagger) -> None:
    with _reader(source) as lines, _writer(target) as out:
        for line in tag_lines(tagger, lines):
            out.write(line + "\n")


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


@contextmanager
def _writer(path: Path) -> Iterator[IO[str]]:
    if str(path) == "-":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise TaggingError(str(path), error.strerror or str(error)) from error
