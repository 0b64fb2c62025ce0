"""The ledger of stances: who held which side when, what is current, and who has moved. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from commissioning.domain.ledger import Record, Statement
from commissioning.domain.tags import HolderKind

Key = TypeVar("Key")

FRESH = timedelta(days=548)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose stances are kept together: a body with all who speak for it, or a person for none.

    slug  of the body; None for a person who speaks for none
    """

    name: str
    slug: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A statement of a holder in its article."""

    holder: Holder
    statement: Statement
    record: Record

    @property
    def day(self) -> date | None:
        """When it was published; None where that is unknown."""
        return self.record.published.day if self.record.published else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A holder's move from one side to another on a question, with both pieces of evidence."""

    before: Entry
    after: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All entries by time. Readers' and groups' are not among them."""

    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, records: Iterable[Record], names: Mapping[str, str]) -> "Ledger":
        """The ledger of `records`; `names` are the bodies' short names by slug."""
        return cls(
            entries=tuple(
                Entry(holder=_holder(statement, names), statement=statement, record=record)
                for record in records
                for statement in record.statements
                if statement.is_shown
                and statement.holder_kind not in {HolderKind.COMMENTER, HolderKind.GROUP}
            )
        )

    def by_question(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by question."""
        return _grouped((entry.statement.question, entry) for entry in self.entries)

    def by_body(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of bodies, by slug."""
        return _grouped((e.holder.slug, e) for e in self.entries if e.holder.slug is not None)

    def changes(self) -> tuple[Change, ...]:
        """Every move, by time. Only what is sure and dated can show one."""
        found = [change for entries in self._runs() for change in _moves(entries)]
        return tuple(sorted(found, key=lambda change: _when(change.after)))

    def _runs(self) -> Iterator[Sequence[Entry]]:
        runs = _grouped(
            ((entry.holder, entry.statement.question), entry)
            for entry in self.entries
            if (entry.holder.slug is not None or _has_name(entry))
            and entry.statement.is_sure
            and entry.day is not None
        )
        yield from runs.values()


def last_of_each(entries: Iterable[Entry], *, until: date) -> tuple[Entry, ...]:
    """The last word of each holder up to a day: a sure one where there is any. Newest first."""
    latest: dict[Holder, Entry] = {}
    for entry in entries:
        if entry.day is None or entry.day > until:
            continue
        known = latest.get(entry.holder)
        if known is None or entry.statement.is_sure or not known.statement.is_sure:
            latest[entry.holder] = entry
    return tuple(sorted(latest.values(), key=lambda e: (-_ordinal(e), e.holder.name.casefold())))


def is_fresh(entry: Entry, *, on: date) -> bool:
    """Whether a position may still be called current on a day."""
    return entry.day is not None and on - entry.day <= FRESH


def _moves(entries: Sequence[Entry]) -> Iterator[Change]:
    before: Entry | None = None
    for entry in entries:
        if before is not None and entry.statement.position is not before.statement.position:
            if entry.record.url == before.record.url:
                continue
            yield Change(before=before, after=entry)
        before = entry


def _has_name(entry: Entry) -> bool:
    """Whether a person for no body is told from others: by more than 'author' or 'a nurse'."""
    words = entry.holder.name.split()
    return len(words) > 1 and all(word[0].isupper() for word in words)


def _holder(statement: Statement, names: Mapping[str, str]) -> Holder:
    slug = statement.organisation
    if slug is not None and slug in names:
        return Holder(name=names[slug], slug=slug)
    return Holder(name=statement.holder, slug=None)


def _grouped(pairs: Iterable[tuple[Key, Entry]]) -> Mapping[Key, tuple[Entry, ...]]:
    groups: defaultdict[Key, list[Entry]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _when(entry: Entry) -> tuple[int, str, str, str]:
    return _ordinal(entry), entry.record.url, entry.holder.name, entry.statement.question


def _ordinal(entry: Entry) -> int:
    return entry.day.toordinal() if entry.day else 0
