"""Articles and positions made by hand, for rules that need no store."""

from datetime import date

from commissioning.domain.ledger import Item
from commissioning.domain.tags import HolderKind, Position
from site_builder.ledger import Entry, Holder


def an_item(number: int, day: date | None, *, kind: str | None = None) -> Item:
    return Item(
        id=number,
        url=f"https://news.example/{number}",
        source="outlet",
        earliest=day,
        kind=kind,
        relevance=0.9,
        comments=0,
        key=f"{number}",
    )


def an_entry(
    number: int,
    holder: Holder,
    day: date | None,
    position: Position,
    *,
    item: Item | None = None,
    person: Holder | None = None,
    kind: HolderKind = HolderKind.ORGANISATION,
    question: str = "pace",
    confidence: float = 0.9,
    is_copy: bool = False,
) -> Entry:
    return Entry(
        id=number,
        item=item or an_item(number, day),
        holder=holder,
        person=person,
        kind=kind,
        question=question,
        position=position,
        confidence=confidence,
        is_copy=is_copy,
    )
