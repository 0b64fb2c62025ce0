"""What was looked at: every source with its coverage, and what was left out and why."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import ClassVar

from commissioning.domain.coverage import SourceCoverage, SourceMonth
from site_builder import urls, words
from site_builder.keys import key_of
from site_builder.pages.page import Page, Plan
from site_builder.pages.parts import REASONS, SourceRow, source_row
from site_builder.reading import Archive

KINDS = {
    "trade": "Trade press",
    "national": "National press",
    "local": "Local press",
    "think-tank": "Think tanks",
    "union": "Unions and membership bodies",
    "official": "Official bodies",
    "campaign": "Campaigns",
    "blog": "Blogs",
    "file": "Files",
}
OFF_TOPIC = "off-topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A source in the list.

    kind         of the outlet, as a heading
    asked        when it was last asked, in words; None where it never was
    machine      the same for machines
    gap          whether it was never asked, though it is no file
    whole, part  its articles, and the ones about commissioning, in percent of the most of any
    left_out     what was not taken, in words; '' for nothing
    """

    row: SourceRow
    kind: str
    asked: str | None
    machine: str | None
    gap: bool
    whole: float
    part: float
    left_out: str


@dataclass(frozen=True, kw_only=True)
class SourcesPage(Page):
    """The sources; `reasons` are (why something was left out, how many).

    groups  (kind in words, its sources)
    """

    template: ClassVar[str] = "sources.html"
    groups: tuple[tuple[str, tuple[Listed, ...]], ...]
    rows: tuple[SourceRow, ...]
    asked: int
    answered: int
    unasked: int
    articles: int
    on_topic: int
    undated: int
    reasons: tuple[tuple[str, int], ...]

    def data(self) -> Mapping[str, object]:
        """The coverage of all sources."""
        return {
            "sources": [
                {**listed.row.data, "page": listed.row.url, "last_asked": listed.machine}
                for _, group in self.groups
                for listed in group
            ],
            "left_out": [{"reason": reason, "count": many} for reason, many in self.reasons],
            "undated": self.undated,
        }


def source_key(archive: Archive, source: SourceCoverage) -> str:
    """Changes when the coverage of a source does, as far as pages show it."""
    asked = source.last_polled.date() if source.last_polled else None
    shown = replace(source, last_polled=None, entries=0)
    return key_of(shown, asked, archive.sources.months.get(source.slug))


def sources_plan(archive: Archive) -> Plan:
    """The page of all sources."""
    keys = [source_key(archive, source) for source in archive.sources.by_slug.values()]
    undated = sum(item.earliest is None for item in archive.items)
    return Plan(path=urls.SOURCES, key=key_of(keys, undated), make=partial(_sources, archive))


def left_out(months: Iterable[SourceMonth]) -> tuple[tuple[str, int], ...]:
    """Why things were not taken, in words, and how many: the most first."""
    found: Counter[str] = Counter()
    for month in months:
        found.update(dict(month.rejected))
        found[OFF_TOPIC] += month.off_topic
    told = ((REASONS.get(reason, reason), many) for reason, many in found.items() if many)
    return tuple(sorted(told, key=lambda pair: (-pair[1], pair[0])))


def _sources(archive: Archive) -> SourcesPage:
    coverage = tuple(archive.sources.by_slug.values())
    most = max((source.articles for source in coverage), default=0)
    found = tuple(_listed(archive, source, most) for source in coverage)
    collected = [source for source in coverage if source.kind != "file"]
    return SourcesPage(
        path=urls.SOURCES,
        title="Sources and coverage",
        description="What the digest is made from, what was not read, and what was left out.",
        section=urls.SOURCES,
        groups=tuple(_groups(found)),
        rows=tuple(listed.row for listed in found),
        asked=sum(source.polled > 0 for source in collected),
        answered=sum(source.answered > 0 for source in collected),
        unasked=sum(not source.polled for source in collected),
        articles=sum(source.articles for source in coverage),
        on_topic=sum(source.on_topic for source in coverage),
        undated=sum(item.earliest is None for item in archive.items),
        reasons=left_out(month for months in archive.sources.months.values() for month in months),
    )


def _groups(found: Iterable[Listed]) -> Iterable[tuple[str, tuple[Listed, ...]]]:
    order = list(KINDS.values())
    ordered = sorted(found, key=lambda one: (order.index(one.kind), one.row.name.casefold()))
    for kind, group in groupby(ordered, key=lambda one: one.kind):
        yield kind, tuple(group)


def _listed(archive: Archive, source: SourceCoverage, most: int) -> Listed:
    reasons = left_out(archive.sources.months.get(source.slug, ()))
    return Listed(
        row=source_row(source),
        kind=KINDS.get(source.kind, KINDS["file"]),
        asked=words.short_day(source.last_polled.date()) if source.last_polled else None,
        machine=source.last_polled.date().isoformat() if source.last_polled else None,
        gap=not source.polled and source.kind != "file",
        whole=_percent(source.articles, most),
        part=_percent(source.on_topic, most),
        left_out="; ".join(f"{many:,} {reason}" for reason, many in reasons),
    )


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
