"""The parts that several pages show: stance lines, cards, tallies, moves, coverage rows."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commissioning.domain.coverage import SourceCoverage
from commissioning.domain.ledger import Head, Item
from commissioning.domain.tags import Position
from site_builder import urls, words
from site_builder.ledger import Change, Entry, Holder
from site_builder.lines import Line
from site_builder.outside import outside
from site_builder.reading import Archive
from site_builder.silence import main_questions

_HASH = 12
_NAMES = 6
_SIDES = tuple(Position)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Who takes one side in an article, by name."""

    mark: str
    sure: bool
    label: str
    names: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An article in a list, or the story that it stands for.

    url     of the story's page where several articles tell it, else of the article's
    topics  labels and pages of its questions, first the one on which most took sides
    tally   who took which side on that one
    others  how many more articles tell the same; `outlets`: the names of their sources
    """

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
    others: int = 0
    outlets: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A change of position with both pieces of evidence.

    place  its anchor on the page of all changes, which stays
    was    'supported', `now` 'and now opposes' or 'then opposed': holder was, now, question
    seen   on how many days the one side was heard before, and the other since
    """

    place: str
    holder: str
    holder_url: str | None
    question: str
    question_url: str
    before: Line
    after: Line
    was: str
    now: str
    seen: tuple[int, int]


def cards(archive: Archive, items: Iterable[Item]) -> tuple[Card, ...]:
    """Articles as lists show them."""
    wanted = tuple(items)
    heads = archive.details.heads(wanted)
    return tuple(card(archive, heads[item.id]) for item in wanted)


def card(archive: Archive, head: Head) -> Card:
    """An article as lists show it."""
    entries = archive.ledger.by_item.get(head.id, ())
    main = [entry for entry in entries if entry.question in main_questions(entries)[:1]]
    return Card(
        url=urls.article(head.url),
        headline=head.headline,
        source=head.source_name,
        date=words.dated(head.published),
        machine=words.machine(head.published),
        kind=head.kind,
        byline=head.byline,
        excerpt=head.excerpt or "",
        topics=topics(archive, (*main, *entries)),
        tally=tally(main),
    )


def topics(archive: Archive, entries: Iterable[Entry]) -> tuple[tuple[str, str], ...]:
    """Labels and pages of the questions that the entries are about, each once."""
    slugs = dict.fromkeys(entry.question for entry in entries if entry.is_sure)
    return tuple((archive.register.questions[slug].label, urls.question(slug)) for slug in slugs)


def tally(entries: Iterable[Entry]) -> tuple[Tally, ...]:
    """Who takes which side, a row a side: those first that are sure, who is unsure hollow."""
    sides: dict[tuple[bool, int], dict[Holder, None]] = {}
    for entry in entries:
        side = (not entry.is_sure, _SIDES.index(entry.position))
        sides.setdefault(side, {})[entry.holder] = None
    counted = {holder for (unsure, _), held in sides.items() if not unsure for holder in held}
    rows = []
    for (unsure, at), held in sorted(sides.items(), key=lambda row: row[0]):
        names = [one.name for one in held if not unsure or one not in counted]
        if names:
            rows.append(_row(_SIDES[at], sure=not unsure, names=names))
    return tuple(rows)


def _row(position: Position, *, sure: bool, names: Sequence[str]) -> Tally:
    return Tally(
        mark=words.mark(position),
        sure=sure,
        label=words.leaning(position, sure=sure),
        names=few(names, _NAMES),
    )


def few(names: Sequence[str], most: int) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most}\u00a0more" if len(names) > most else shown


def change_mark(change: Change) -> str:
    """A name for a change that stays: of the article that shows it, the holder, the question."""
    after = change.after
    parts = (after.item.url, after.holder.slug or after.holder.name, after.question)
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass"))
    return f"c{digest.hexdigest()[:_HASH]}"


def moves(
    archive: Archive, changes: Sequence[Change], after: Sequence[Line] | None = None
) -> tuple[Move, ...]:
    """Changes of position to be shown; `after` are the lines of where they led, if not present."""
    before = archive.lines((change.before for change in changes), past=True)
    if after is None:
        after = archive.lines(change.after for change in changes)
    return tuple(
        Move(
            place=change_mark(change),
            holder=now.holder,
            holder_url=now.holder_url,
            question=now.question,
            question_url=now.question_url,
            before=then,
            after=now,
            was=then.verb,
            now=turned(now),
            seen=change.seen,
        )
        for change, then, now in zip(changes, before, after, strict=True)
    )


def turned(line: Line) -> str:
    """What came of a holder who stood elsewhere before: 'and now opposes', 'then opposed'."""
    return f"then {line.verb}" if line.past else f"and now {line.verb}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source's coverage in a table; `state` is in words."""

    name: str
    url: str
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
    data: Mapping[str, object]


def source_row(source: SourceCoverage) -> SourceRow:
    """The row of a source."""
    return SourceRow(
        name=source.name,
        url=urls.source(source.slug),
        home=outside(source.home),
        kind=source.kind.replace("-", " "),
        polled=source.polled,
        answered=source.answered,
        articles=source.articles,
        on_topic=source.on_topic,
        rejected=source.rejected,
        first=words.short_day(source.first_article) if source.first_article else "–",
        last=words.short_day(source.last_article) if source.last_article else "–",
        state=_state(source),
        data={
            "source": source.slug,
            "days_polled": source.polled,
            "days_answered": source.answered,
            "articles": source.articles,
            "on_topic": source.on_topic,
            "left_out": source.rejected,
        },
    )


def _state(source: SourceCoverage) -> str:
    if source.kind == "file":
        return "read from files"
    if not source.polled:
        return "not collected"
    if not source.answered:
        return source.last_problem or "did not answer"
    return "answered" if not source.last_problem else f"answered; once: {source.last_problem}"


REASONS = {
    "unreachable": "could not be reached",
    "not-an-article": "no article on the page",
    "forbidden": "robots.txt asks not to read it",
    "off-topic": "not about commissioning",
    "too-slow": "took too long to read",
    "taken-down": "was taken down",
}
