"""What pages show of articles and positions beyond what all must know: asked for some at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from sqlalchemy.orm import Session

from commissioning.domain.ledger import Head, Item, Record, Said, Statement
from commissioning.store import ledger as stored
from site_builder import bounded
from site_builder.kept import Kept
from site_builder.ledger import Entry, Ledger

_CHUNK = 100
_HEADS, _STATEMENTS = 12_000, 24_000

Value = TypeVar("Value")


class Details:
    """The details of the articles in `items`, which are by time; some are kept.

    session  the store; may be exchanged for another session of the same moment
    """

    def __init__(self, session: Session, items: Sequence[Item]) -> None:
        self.session = session
        self._items = items
        self._heads: Kept[int, Head] = Kept(_HEADS)
        self._evidence: Kept[int, Statement] = Kept(_STATEMENTS)
        self._records: dict[int, Record] = {}

    @cached_property
    def order(self) -> Mapping[int, int]:
        """Where each article stands among them, by its id."""
        return {item.id: at for at, item in enumerate(self._items)}

    def heads(self, items: Iterable[Item]) -> dict[int, Head]:
        """What lists show of the articles, by their ids."""
        find = self._finder(stored.heads, bounded.head)
        return self._heads.of((item.id for item in items), find)

    def evidence(self, entries: Iterable[Entry]) -> dict[int, Statement]:
        """The words that show the entries, by the entries' ids."""
        find = self._finder(stored.evidence, bounded.statement)
        return self._evidence.of((entry.id for entry in entries), find)

    def read_ahead(self, items: Iterable[Item], ledger: Ledger) -> None:
        """Keep heads and words of these articles and of those near them in time.

        Pages that are made in the order of time then ask the store once for many.
        """
        for item in items:
            entries = ledger.by_item.get(item.id, ())
            if item.id in self._heads and all(entry.id in self._evidence for entry in entries):
                continue
            start = self.order[item.id] // _CHUNK * _CHUNK
            near = self._items[start : start + _CHUNK]
            self.heads(near)
            self.evidence(ledger.entries_in(near))

    def record(self, item: Item) -> Record:
        """The article with all its tags. Asked for in the order of `items`, it costs least."""
        if item.id not in self._records:
            at = self.order[item.id]
            ids = [one.id for one in self._items[at : at + _CHUNK]]
            found = stored.records(self.session, ids)
            self._records = {id_: bounded.record(one) for id_, one in found.items()}
            records = self._records.values()
            self._heads.keep({one.head.id: one.head for one in records})
            self._evidence.keep({shown.id: shown for one in records for shown in one.statements})
        return self._records[item.id]

    def said(
        self, items: Iterable[Item], *, body: str | None = None
    ) -> dict[int, tuple[Said, ...]]:
        """The quotations in these articles by their ids, or only those for a body."""
        found = stored.said(self.session, [item.id for item in items], body=body)
        return {id_: tuple(map(bounded.said, held)) for id_, held in found.items()}

    def _finder(
        self,
        ask: Callable[[Session, Sequence[int]], Mapping[int, Value]],
        bound: Callable[[Value], Value],
    ) -> Callable[[Sequence[int]], dict[int, Value]]:
        """What asks the store for values by their ids, some at a time."""

        def find(ids: Sequence[int]) -> dict[int, Value]:
            found: dict[int, Value] = {}
            for at in range(0, len(ids), _CHUNK):
                some = ask(self.session, ids[at : at + _CHUNK])
                found.update((id_, bound(one)) for id_, one in some.items())
            return found

        return find
