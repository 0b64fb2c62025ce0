"""The figures of two lives: what grew, whether the articles explain it, and a plot."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from tests.soak.archived import Kept
from tests.soak.life import Day
from tests.soak.newsroom import LISTED, OUTLETS
from tests.soak.work import STAGES

GROWN, SWOLLEN = 1.5, 1.25
_MB = 1_000_000
_SIZES = ("database", "archive", "site")


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A life: what was recorded of its days, and what its archive holds."""

    days: Sequence[Day]
    kept: Sequence[Kept]

    @property
    def halves(self) -> tuple["Life", "Life"]:
        """The first half of its days, and the second."""
        half = len(self.days) // 2
        return (
            Life(days=self.days[:half], kept=[one for one in self.kept if one.day < half]),
            Life(days=self.days[half:], kept=[one for one in self.kept if one.day >= half]),
        )

    @property
    def page(self) -> float:
        """Bytes in the archive of an article's page."""
        return fmean(one.size for one in self.kept if one.page)

    @property
    def entry(self) -> float:
        """Bytes in the archive of a list's answer, for each article that an outlet's list has."""
        articles = {day.day: day.articles for day in self.days}
        return fmean(
            one.size / max(1.0, min(LISTED, articles.get(one.day, 0) / OUTLETS))
            for one in self.kept
            if not one.page
        )

    @property
    def begun_anew(self) -> list[float]:
        """The most memory of each run that had a new process, after one that was killed; MB."""
        return [
            day.memory
            for before, day in zip(self.days, self.days[1:], strict=False)
            if day.memory and not before.memory
        ]


def per_article(days: Sequence[Day], name: str) -> float:
    """Bytes that an article added to a size, over some days."""
    added = days[-1].articles - days[0].articles
    grown: int = getattr(days[-1], name) - getattr(days[0], name)
    return grown / max(added, 1)


def unexplained(life: Life) -> Iterator[str]:
    """What grew in the second half of a life faster than its articles and lists, a line each."""
    first, second = life.halves
    grown = {
        name: (per_article(first.days, name), per_article(second.days, name))
        for name in ("database", "site")
    }
    grown["archive, pages"] = first.page, second.page
    grown["archive, lists"] = first.entry, second.entry
    for name, (before, after) in grown.items():
        if after > GROWN * before:
            yield f"{name}: {before:,.0f} bytes an article in the first half, then {after:,.0f}"
    before, after = (
        median(day.memory for day in part.days if day.memory) for part in (first, second)
    )
    if after > SWOLLEN * before:
        yield f"memory: {before:,.0f} MB in the first half, then {after:,.0f}"


def table(lives: Mapping[str, Life]) -> str:
    """The figures in the form of Markdown."""
    lines = ["| | " + " | ".join(lives) + " |", "| --- |" + " ---: |" * len(lives)]
    shown = {
        "days": lambda life: f"{len(life.days)}",
        "mishaps": lambda life: f"{sum(bool(day.mishap) for day in life.days)}",
        "runs that ended with a line": lambda life: f"{sum(bool(day.said) for day in life.days)}",
        "articles": lambda life: f"{life.days[-1].articles:,}",
        "database, MB": lambda life: f"{life.days[-1].database / _MB:.1f}",
        "archive, MB": lambda life: f"{life.days[-1].archive / _MB:.2f}",
        "of it feeds and other lists": lambda life: f"{_lists(life) / _MB:.2f}",
        "site, MB": lambda life: f"{life.days[-1].site / _MB:.1f}",
        "database, bytes an article, by halves": lambda life: _halves(life, "database"),
        "site, bytes an article": lambda life: _halves(life, "site"),
        "archive, bytes an article's page": lambda life: _pair(half.page for half in life.halves),
        "archive, bytes a list's entry": lambda life: _pair(half.entry for half in life.halves),
        "most memory, MB": lambda life: f"{max(day.memory for day in life.days):.0f}",
        "memory of the first and the last new process, MB": _begun_anew,
    }
    for name, figure in shown.items():
        lines.append(f"| {name} | " + " | ".join(map(figure, lives.values())) + " |")
    return "\n".join(lines)


def _lists(life: Life) -> int:
    return sum(one.size for one in life.kept if not one.page)


def _halves(life: Life, name: str) -> str:
    return _pair(per_article(half.days, name) for half in life.halves)


def _begun_anew(life: Life) -> str:
    found = life.begun_anew
    return _pair((found[0], found[-1])) if found else ""


def _pair(figures: Iterable[float]) -> str:
    return ", then ".join(f"{figure:,.0f}" for figure in figures)


def plot(lives: Mapping[str, Life], path: Path) -> None:
    """Four small charts as SVG, the same bytes for the same figures."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "soak", "font.size": 8, "svg.fonttype": "none"})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 2, figsize=(8, 5), layout="constrained")
    for (name, life), style in zip(lives.items(), ("-", "--"), strict=False):
        days = life.days
        at = [day.day for day in days]
        axes[0, 0].plot(at, [day.articles for day in days], style, label=name, color="#333")
        for size, colour in zip(_SIZES, ("#0B5563", "#A3552B", "#7A7A7A"), strict=True):
            sizes = [getattr(day, size) / _MB for day in days]
            axes[0, 1].plot(at, sizes, style, label=f"{size}, {name}", color=colour)
        ran = [day for day in days if day.memory]
        axes[1, 0].plot([d.day for d in ran], [d.memory for d in ran], style, label=name)
        whole = [day for day in days if len(day.seconds) == len(STAGES)]
        for stage in STAGES:
            if style == "-":
                seconds = [day.seconds[stage] for day in whole]
                axes[1, 1].plot([day.day for day in whole], seconds, style, label=stage)
    titles = ("articles", "MB on disk", "most memory of a run, MB", "seconds by the clock, calm")
    for chart, title in zip(axes.flat, titles, strict=True):
        chart.set_title(title, loc="left")
        chart.set_ylim(bottom=0)
        chart.legend(frameon=False, fontsize=6)
        chart.spines[["top", "right"]].set_visible(False)
    figure.supxlabel("day", fontsize=8)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
