"""A week: what was published, who took which side, who moved, what readers say, what was read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from commissioning.domain.ledger import Record
from commissioning.domain.tags import Position
from site_builder import urls, words
from site_builder.ledger import Entry
from site_builder.pages.page import Card, Line, Move, Page, SourceRow, card, line, move, source_row
from site_builder.reading import Archive, Week

_LEADING = 6
_FEWEST, _UNSURE = 3, 1
_NEWS = {"news": 2.0, "announcement": 1.0, None: 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """How readers' comments stand on a question: counts, never names."""

    label: str
    url: str
    support: int
    mixed: int
    oppose: int


@dataclass(frozen=True, kw_only=True)
class WeekPage(Page):
    """The digest of a week; the newest one is also the home page.

    lead, others    articles by weight; lead_lines are its positions
    groups          sure positions of the week by question: (label, path, lines)
    unsure          how many positions are too unsure to count
    collected_late  whether nothing was polled in the week: its articles were found afterwards
    """

    template: ClassVar[str] = "week.html"
    name: str
    is_home: bool
    articles: int
    sources: int
    positions: int
    comments: int
    lead: Card
    lead_lines: tuple[Line, ...]
    others: tuple[Card, ...]
    moves: tuple[Move, ...]
    groups: tuple[tuple[str, str, tuple[Line, ...]], ...]
    unsure: int
    readers: tuple[Readers, ...]
    coverage: tuple[SourceRow, ...]
    polled: int
    answered: int
    read: int
    collected_late: bool
    before: tuple[str, str] | None
    after: tuple[str, str] | None


@dataclass(frozen=True, kw_only=True)
class WeeksPage(Page):
    """All weeks by year, newest first: (year, rows of (path, name, articles, positions))."""

    template: ClassVar[str] = "weeks.html"
    years: tuple[tuple[int, tuple[tuple[str, str, int, int], ...]], ...]


@dataclass(frozen=True, kw_only=True)
class EmptyPage(Page):
    """The home page before there is a week; `undated` articles belong to none."""

    template: ClassVar[str] = "empty.html"
    undated: int


def week_pages(archive: Archive) -> Iterable[Page]:
    """A page for every week, the home page and the index."""
    for at, week in enumerate(archive.weeks):
        yield _week(archive, at, week, path=urls.week(week.monday), is_home=False)
    if archive.weeks:
        last = len(archive.weeks) - 1
        yield _week(archive, last, archive.weeks[last], path=urls.HOME, is_home=True)
    else:
        yield EmptyPage(
            path=urls.HOME,
            title="Nothing yet",
            description="Nothing has been collected and tagged yet.",
            section=urls.HOME,
            undated=len(archive.records),
        )
    yield _index(archive)


def _week(archive: Archive, at: int, week: Week, *, path: str, is_home: bool) -> WeekPage:
    held = {id(record) for record in week.records}
    entries = [entry for entry in archive.ledger.entries if id(entry.record) in held]
    sure = [entry for entry in entries if entry.statement.is_sure]
    ranked = sorted(week.records, key=lambda record: (-_weight(record), record.url))
    name = words.week_name(week.monday)
    moves = [c for c in archive.ledger.changes() if id(c.after.record) in held]
    lead = ranked[0]
    return WeekPage(
        path=path,
        title="This week" if is_home else name,
        description=f"Who said what about who commissions care in the NHS. {name}.",
        section=urls.HOME if is_home else urls.WEEKS,
        name=name,
        is_home=is_home,
        articles=len(week.records),
        sources=len({record.source for record in week.records}),
        positions=len(sure),
        comments=sum(record.comments for record in week.records),
        lead=card(archive, lead),
        lead_lines=tuple(line(archive, entry) for entry in _leading(entries, lead)),
        others=tuple(card(archive, record) for record in ranked[1:]),
        moves=tuple(move(archive, change) for change in moves),
        groups=tuple(_groups(archive, sure)),
        unsure=len(entries) - len(sure),
        readers=tuple(_readers(archive, week.records)),
        coverage=tuple(source_row(source) for source in week.coverage),
        polled=sum(source.polled > 0 for source in week.coverage),
        answered=sum(source.answered > 0 for source in week.coverage),
        read=sum(source.articles > 0 for source in week.coverage),
        collected_late=not any(source.polled for source in week.coverage),
        before=_neighbour(archive, at - 1),
        after=_neighbour(archive, at + 1),
    )


def _leading(entries: Iterable[Entry], lead: Record) -> Iterable[Entry]:
    """The lead's positions, sure ones first, and few of the others."""
    held = [entry for entry in entries if entry.record is lead]
    sure = [entry for entry in held if entry.statement.is_sure]
    rest = [entry for entry in held if not entry.statement.is_sure]
    return (*sure, *rest[: max(_UNSURE, _FEWEST - len(sure))])[:_LEADING]


def _weight(record: Record) -> float:
    """What makes an article lead: sides taken for bodies in it, then news before opinion."""
    sure = [s for s in record.statements if s.is_sure]
    bodies = {s.organisation for s in sure if s.organisation}
    holders = {s.holder for s in sure}
    return 2 * len(bodies) + len(holders) + _NEWS.get(record.kind, 0.0) + record.relevance


def _groups(
    archive: Archive, entries: Sequence[Entry]
) -> Iterable[tuple[str, str, tuple[Line, ...]]]:
    order = list(archive.register.questions)
    ranked = sorted(entries, key=lambda e: order.index(e.statement.question))
    for slug, held in groupby(ranked, key=lambda e: e.statement.question):
        question = archive.register.questions[slug]
        yield question.label, urls.question(slug), tuple(line(archive, e) for e in held)


def _readers(archive: Archive, records: Iterable[Record]) -> Iterable[Readers]:
    counts: dict[str, Counter[Position]] = {}
    for record in records:
        for statement in record.comment_statements:
            if statement.is_sure:
                counts.setdefault(statement.question, Counter())[statement.position] += 1
    for slug, question in archive.register.questions.items():
        if slug in counts:
            yield Readers(
                label=question.label,
                url=urls.question(slug),
                support=counts[slug][Position.SUPPORT],
                mixed=counts[slug][Position.MIXED],
                oppose=counts[slug][Position.OPPOSE],
            )


def _neighbour(archive: Archive, at: int) -> tuple[str, str] | None:
    if not 0 <= at < len(archive.weeks):
        return None
    monday = archive.weeks[at].monday
    return urls.week(monday), words.week_name(monday)


def _index(archive: Archive) -> WeeksPage:
    rows = [
        (
            week.monday.isocalendar().year,
            (
                urls.week(week.monday),
                words.week_name(week.monday),
                len(week.records),
                sum(s.is_sure for record in week.records for s in record.statements),
            ),
        )
        for week in reversed(archive.weeks)
    ]
    return WeeksPage(
        path=urls.WEEKS,
        title="Weeks",
        description="Every week of the digest.",
        section=urls.WEEKS,
        years=tuple(
            (year, tuple(row for _, row in held))
            for year, held in groupby(rows, key=lambda row: row[0])
        ),
    )
