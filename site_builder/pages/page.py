"""What every page has, and the parts that several of them show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from commissioning.domain.coverage import SourceCoverage
from commissioning.domain.facts import PolicyQuestion
from commissioning.domain.ledger import Record, Statement
from commissioning.domain.tags import HolderKind, Position
from site_builder import urls, words
from site_builder.ledger import Change, Entry, Holder
from site_builder.reading import Archive

_SHORTEST, _SHARE = 12, 5


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page to be written.

    template     file in `templates/`
    path         where it lies below the site's root
    title        of the browser's tab, without the site's name
    description  one sentence for search engines and feeds
    section      which entry of the navigation it belongs to: a path
    """

    template: ClassVar[str]
    path: str
    title: str
    description: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A stance line: shape, holder, verb, question, evidence, and where it comes from.

    mark        'u', 'd' or 'm'; holder_url and speaker are None where there is none
    words       the evidence, clipped
    article     path of the article's page
    """

    mark: str
    sure: bool
    side: str
    holder: str
    holder_url: str | None
    verb: str
    question: str
    question_url: str
    label: str
    words: str
    speaker: str | None
    source: str
    article: str
    headline: str
    date: str
    machine: str | None
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Who takes one side in an article, by name."""

    mark: str
    sure: bool
    label: str
    names: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An article in a list."""

    url: str
    headline: str
    source: str
    date: str
    machine: str | None
    kind: str | None
    byline: str | None
    excerpt: str
    topics: tuple[tuple[str, str], ...]
    tally: tuple[Tally, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A change of position with both pieces of evidence."""

    holder: str
    holder_url: str | None
    question: str
    question_url: str
    before: Line
    after: Line
    was: str
    now: str


def line(archive: Archive, entry: Entry, *, past: bool = False) -> Line:
    """The stance line of an entry."""
    statement, record = entry.statement, entry.record
    question = archive.register.questions[statement.question]
    return Line(
        mark=words.mark(statement.position),
        sure=statement.is_sure,
        side=words.side(statement.position),
        holder=entry.holder.name,
        holder_url=urls.body(entry.holder.slug) if entry.holder.slug else None,
        verb=words.verb(statement.position, sure=statement.is_sure, past=past),
        question=question.object,
        question_url=urls.question(question.slug),
        label=question.label,
        words=words.clip(statement.words, words.EVIDENCE),
        speaker=_speaker(entry),
        source=record.source_name,
        article=urls.article(record.url),
        headline=record.headline,
        date=words.dated(record.published),
        machine=words.machine(record.published),
        certainty=words.certainty(statement.confidence),
    )


def _speaker(entry: Entry) -> str | None:
    statement = entry.statement
    if statement.holder_kind is HolderKind.AUTHOR:
        return "the writer"
    if statement.holder_kind is HolderKind.ORGANISATION:
        return "the body itself"
    offices = (
        said.office
        for said in entry.record.quotations
        if said.speaker == statement.holder and said.office
    )
    office = next(offices, None)
    if entry.holder.slug is None:
        return office
    return f"{statement.holder}, {office}" if office else statement.holder


def card(archive: Archive, record: Record) -> Card:
    """An article as lists show it."""
    entries = [e for e in archive.ledger.entries if e.record is record]
    return Card(
        url=urls.article(record.url),
        headline=record.headline,
        source=record.source_name,
        date=words.dated(record.published),
        machine=words.machine(record.published),
        kind=record.kind,
        byline=record.byline,
        excerpt=excerpt(record),
        topics=tuple(topics(archive, record.statements)),
        tally=tallies(entries),
    )


def excerpt(record: Record) -> str:
    """The outlet's own summary, else the beginning of the text: a small part of it."""
    if record.excerpt:
        return words.clip(record.excerpt, words.EXCERPT)
    return words.clip(record.lead, min(words.EXCERPT, max(_SHORTEST, record.words // _SHARE)))


def topics(archive: Archive, statements: Iterable[Statement]) -> Iterable[tuple[str, str]]:
    """Labels and pages of the questions that the statements are about, each once."""
    for slug in dict.fromkeys(s.question for s in statements if s.is_sure):
        question: PolicyQuestion = archive.register.questions[slug]
        yield question.label, urls.question(slug)


def tallies(entries: Iterable[Entry]) -> tuple[Tally, ...]:
    """Who takes which side, one row a side; what is unsure stands apart and hollow."""
    sides: dict[tuple[bool, Position], dict[Holder, None]] = {}
    for entry in entries:
        key = (not entry.statement.is_sure, entry.statement.position)
        sides.setdefault(key, {})[entry.holder] = None
    order = list(Position)
    return tuple(
        Tally(
            mark=words.mark(position),
            sure=not unsure,
            label=words.verb(position, sure=not unsure),
            names=", ".join(holder.name for holder in holders),
        )
        for (unsure, position), holders in sorted(
            sides.items(), key=lambda item: (item[0][0], order.index(item[0][1]))
        )
    )


def move(archive: Archive, change: Change) -> Move:
    """A change of position to be shown."""
    before, after = line(archive, change.before, past=True), line(archive, change.after)
    return Move(
        holder=after.holder,
        holder_url=after.holder_url,
        question=after.question,
        question_url=after.question_url,
        before=before,
        after=after,
        was=before.verb,
        now=after.verb,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source's coverage in a table; `state` is in words."""

    name: str
    home: str | None
    kind: str
    polled: int
    answered: int
    articles: int
    on_topic: int
    rejected: int
    first: str
    last: str
    state: str


def source_row(source: SourceCoverage) -> SourceRow:
    """The row of a source."""
    return SourceRow(
        name=source.name,
        home=source.home,
        kind=source.kind.replace("-", " "),
        polled=source.polled,
        answered=source.answered,
        articles=source.articles,
        on_topic=source.on_topic,
        rejected=source.rejected,
        first=words.short_day(source.first_article) if source.first_article else "–",
        last=words.short_day(source.last_article) if source.last_article else "–",
        state=_state(source),
    )


def _state(source: SourceCoverage) -> str:
    if source.kind == "file":
        return "read from files"
    if not source.polled:
        return "not collected"
    if not source.answered:
        return source.last_problem or "did not answer"
    return "answered" if not source.last_problem else f"answered; once: {source.last_problem}"
