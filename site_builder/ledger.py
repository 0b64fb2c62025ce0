"""The ledger of stances: who held which side when, what is current, and who has moved. Pure.

A machine errs, so one statement against many moves nobody: see docs/decisions.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby, pairwise
from typing import TypeVar

from commissioning.domain.dates import PartialDate
from commissioning.domain.ledger import SURE, Item
from commissioning.domain.tags import HolderKind, Position

Key = TypeVar("Key")
Value = TypeVar("Value")

FRESH = timedelta(days=548)
MOVES = 2
_FAIR = 0.65

# A statement speaks for its side with the odds of its confidence; few are divided, and moves are
# rare. How well that does against the last word alone: `python -m benchmarks.moving`.
_BEFORE = {Position.SUPPORT: 0.0, Position.OPPOSE: 0.0, Position.MIXED: math.log(0.25)}
_STAY, _MOVE = math.log(0.95), math.log(0.025)
_LEAST, _SUREST = 0.51, 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose stances are kept together: a body with all who speak for it, or a person for none.

    slug  of the body or the person; None for somebody without a name, who has no page
    many  whether the name is a plural, as 'LMCs'
    """

    name: str
    slug: str | None
    is_person: bool = False
    many: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A side that was taken, in whose line it stands and who took it; its words are elsewhere.

    id       of the stance in the store
    person   who said it, where that was somebody with a name; also where `holder` is their body
    kind     whether the body, a person or the article's author took it
    is_copy  whether the article repeats another, which then speaks for both
    """

    id: int
    item: Item
    holder: Holder
    person: Holder | None
    kind: HolderKind
    question: str
    position: Position
    confidence: float
    is_copy: bool = False

    @property
    def earliest(self) -> date | None:
        """The first day on which it can have been published; None where nothing is known of it."""
        return self.item.earliest

    @property
    def when(self) -> PartialDate | None:
        """When it was published, no more exactly than it is known."""
        return self.item.when

    @property
    def is_sure(self) -> bool:
        """Whether it counts; what is less sure is shown as such and never counted."""
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A holder's move from one side to another on a question, with both pieces of evidence.

    seen  on how many days the one side was heard before, and the other since
    """

    before: Entry
    after: Entry
    seen: tuple[int, int] = (MOVES, MOVES)


@dataclass(frozen=True)
class Ledger:
    """All entries by time. Readers' and groups' are not among them."""

    entries: tuple[Entry, ...]

    @cached_property
    def by_question(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by question."""
        return _grouped((entry.question, entry) for entry in self.entries)

    @cached_property
    def by_body(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of bodies, by slug."""
        return _grouped(
            (e.holder.slug, e) for e in self.entries if e.holder.slug and not e.holder.is_person
        )

    @cached_property
    def by_person(self) -> Mapping[str, tuple[Entry, ...]]:
        """What people with names said, for whomever, by their slugs."""
        return _grouped(
            (e.person.slug, e) for e in self.entries if e.person is not None and e.person.slug
        )

    @cached_property
    def by_item(self) -> Mapping[int, tuple[Entry, ...]]:
        """The entries by article."""
        return _grouped((entry.item.id, entry) for entry in self.entries)

    def entries_in(self, items: Iterable[Item]) -> Iterator[Entry]:
        """The entries of these articles, in their order."""
        for item in items:
            yield from self.by_item.get(item.id, ())

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every move, by time. Each side must have been heard on two days, not in copies of one."""
        lines = _grouped(
            ((entry.holder, entry.question), entry) for entry in self.entries if entry.holder.slug
        )
        found = [change for entries in lines.values() for change in _moves(held(entries))]
        return tuple(sorted(found, key=lambda change: _when(change.after)))

    @cached_property
    def changes_on(self) -> Mapping[str, tuple[Change, ...]]:
        """The moves by question."""
        return _grouped((change.after.question, change) for change in self.changes)

    @cached_property
    def changes_of(self) -> Mapping[Holder, tuple[Change, ...]]:
        """The moves by holder."""
        return _grouped((change.after.holder, change) for change in self.changes)

    @cached_property
    def changes_in(self) -> Mapping[int, tuple[Change, ...]]:
        """The moves by the article that shows them."""
        return _grouped((change.after.item.id, change) for change in self.changes)


def held(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Of one holder's words on one question, by time: those that show where it stood.

    What is unsure, undated or a copy is left out, and what the words around it outweigh. The last
    word counts in any case where the side against it was not heard for as long as a position holds.
    """
    said = [e for e in entries if e.is_sure and e.earliest is not None and not e.is_copy]
    if len({entry.position for entry in said}) < 2:
        return tuple(said)
    days = [tuple(group) for _, group in groupby(said, key=lambda entry: entry.earliest)]
    kept = [
        entry
        for side, group in zip(_likeliest(days), days, strict=True)
        for entry in group
        if entry.position is side
    ]
    if not is_fresh(kept[-1], on=said[-1].earliest):
        kept.append(said[-1])
    return tuple(kept)


def _likeliest(days: Sequence[Sequence[Entry]]) -> Sequence[Position]:
    """The side on each day that is most in keeping with all days: the best path through them."""
    score = _BEFORE
    came: list[Mapping[Position, Position]] = []
    before = days[0][0]
    for group in days:
        is_near = is_fresh(before, on=group[0].item.earliest)
        stay, move = (_STAY, _MOVE) if is_near else (0.0, 0.0)
        top = max(Position, key=score.__getitem__)
        came.append({s: s if score[s] + stay >= score[top] + move else top for s in Position})
        score = {s: score[c] + (stay if c is s else move) for s, c in came[-1].items()}
        for entry in group:
            score[entry.position] += _weight(entry.confidence)
        before = group[0]
    sides = [max(Position, key=score.__getitem__)]
    for way in reversed(came[1:]):
        sides.append(way[sides[-1]])
    return sides[::-1]


def _weight(confidence: float) -> float:
    sure = min(max(confidence, _LEAST), _SUREST)
    return math.log(sure / (1 - sure))


def last_of_each(entries: Iterable[Entry], *, until: date) -> tuple[Entry, ...]:
    """What shows where each holder stood on a day, on one question. Newest first.

    The last of its words that are not outweighed; where none is sure, the last that is unsure.
    """
    lines = _grouped(
        (e.holder, e) for e in entries if e.earliest is not None and e.earliest <= until
    )
    last = ((held(line) or line)[-1] for line in lines.values())
    return tuple(sorted(last, key=lambda e: (-_ordinal(e), e.holder.name.casefold())))


def is_fresh(entry: Entry, *, on: date | None) -> bool:
    """Whether a position may still be called current on a day."""
    return entry.earliest is not None and on is not None and on - entry.earliest <= FRESH


def _moves(line: Sequence[Entry]) -> Iterator[Change]:
    """The moves in one holder's line on one question, by what shows where it stood."""
    runs = [tuple(run) for _, run in groupby(line, key=lambda entry: entry.position)]
    heard = [(run, len({entry.earliest for entry in run})) for run in runs]
    firm = [(run, days) for run, days in heard if days >= MOVES]
    for (before, first), (after, second) in pairwise(firm):
        if before[0].position is not after[0].position:
            yield Change(
                before=_plainest(before[::-1]),
                after=_plainest(after),
                seen=(first, second),
            )


def _plainest(run: Sequence[Entry]) -> Entry:
    """The first that is fairly sure; where none is, the surest."""
    fair = (entry for entry in run if entry.confidence >= _FAIR)
    return next(fair, max(run, key=lambda entry: entry.confidence))


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> Mapping[Key, tuple[Value, ...]]:
    groups: defaultdict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _when(entry: Entry) -> tuple[int, str, str, str]:
    return _ordinal(entry), entry.item.url, entry.holder.name, entry.question


def _ordinal(entry: Entry) -> int:
    return entry.earliest.toordinal() if entry.earliest else 0
