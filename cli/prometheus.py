"""A workspace's figures as a Prometheus text file, for a node exporter's textfile collector.

The form is that of https://prometheus.io/docs/instrumenting/exposition_formats/ .
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cli.standing import Standing
from commissioning.domain.errors import SettingsError
from desk.condition import Grade

_PREFIX = "digest_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A figure that goes up and down: its name without our prefix, what it is, its values."""

    name: str
    help: str
    values: Mapping[tuple[tuple[str, str], ...], float] = field(default_factory=dict)


def unreadable() -> tuple[Gauge, ...]:
    """What is said where the workspace cannot be looked at."""
    return (_fine(False),)


def gauges(found: Standing, *, fine: bool) -> Iterator[Gauge]:
    """Everything that can be counted; what is not known is left out."""
    yield _fine(fine)
    if found.commands:
        last = found.commands[0]
        yield Gauge(
            name="last_command_time_seconds",
            help="When the last command said its last word, by its name.",
            values={(("command", last.command),): last.last.timestamp()},
        )
    if found.keepers:
        failed = float(any(one.failed is not None for one in found.keepers))
        what = "Whether a command that keeps the site failed and did not end well since."
        yield _one("last_command_failed", what, failed)
    if found.collected and found.collected.finished:
        ended = found.collected.finished.timestamp()
        yield _one("last_collection_time_seconds", "When a collection last came to its end.", ended)
    yield Gauge(
        name="source_up",
        help="Whether a source is as it should be.",
        values={
            (("source", one.coverage.slug),): float(one.grade is Grade.RIGHT)
            for one in found.sources
        },
    )
    yield Gauge(
        name="source_answer_time_seconds",
        help="When a source last answered.",
        values={
            (("source", one.coverage.slug),): one.poll.answered.timestamp()
            for one in found.sources
            if one.poll and one.poll.answered
        },
    )
    yield _one("articles", "Articles in the database.", found.articles)
    yield _one("comments", "Readers' comments in the database.", found.comments)
    yield _one("untagged", "Texts that wait to be tagged.", found.untagged)
    yield _one("unplaced", "Articles that wait to be grouped into stories.", found.unplaced)
    yield _one("takedowns", "Addresses that are never taken again.", found.takedowns)
    if found.site:
        built = found.site.built.timestamp()
        yield _one("site_built_time_seconds", "When the site was last made anew.", built)
        behind = float(found.site.behind)
        yield _one("site_behind", "Whether a build would change the site.", behind)
    disk = found.disk
    yield _one("disk_free_bytes", "Free where the workspace lies.", disk.free)
    yield Gauge(
        name="size_bytes",
        help="What the parts of the workspace take.",
        values={
            (("part", part),): float(getattr(disk, part))
            for part in ("database", "archive", "site", "logs")
        },
    )


def text(figures: Iterator[Gauge] | tuple[Gauge, ...]) -> str:
    """The file; gauges without a value are left out."""
    return "".join(line + "\n" for gauge in figures for line in _lines(gauge))


def write(path: Path, content: str) -> None:
    """Put the file there in one moment, readable for all; SettingsError where that cannot be."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(content, "utf-8")
        draft.chmod(0o644)
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        message = f"cannot be written ({error.strerror or error})"
        raise SettingsError(str(path), None, message) from error


def _fine(fine: bool) -> Gauge:
    return _one("fine", "Whether 'digest status' finds nothing wrong.", float(fine))


def _one(name: str, what: str, value: float) -> Gauge:
    return Gauge(name=name, help=what, values={(): value})


def _lines(gauge: Gauge) -> Iterator[str]:
    if not gauge.values:
        return
    name = _PREFIX + gauge.name
    yield f"# HELP {name} {_escaped(gauge.help)}"
    yield f"# TYPE {name} gauge"
    for labels, value in gauge.values.items():
        shown = ",".join(f'{key}="{_quoted(word)}"' for key, word in labels)
        number = int(value) if value == int(value) else value
        yield f"{name}{{{shown}}} {number}" if shown else f"{name} {number}"


def _escaped(words: str) -> str:
    return words.replace("\\", r"\\").replace("\n", r"\n")


def _quoted(words: str) -> str:
    return _escaped(words).replace('"', r"\"")
