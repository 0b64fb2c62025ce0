"""How many shown moves are true, and how often a body stands where it is shown to stand.

Lines of statements are drawn whose sides are known; each statement is then read as wrongly as the
tagger reads the labelled articles from which nothing learns. The ledger is compared with the plain
rule that the last word counts.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from commissioning.domain.ledger import SURE, Item
from commissioning.domain.tags import HolderKind, Position
from commissioning.register import load_register
from nlp.measuring.evaluation import tag_rows
from nlp.measuring.labels import LABELLED, read_labelled
from nlp.measuring.scoring import stance_pairs
from nlp.tagger import Tagger
from site_builder.ledger import Entry, Holder, Ledger, held

LINES = 4_000
LENGTHS = ((1, 2, 3), (4, 6, 8), (10, 20, 30))
MOVING = 0.15  # of the lines
SHARES = {Position.SUPPORT: 0.53, Position.OPPOSE: 0.36, Position.MIXED: 0.11}
FIRST, BETWEEN = date(2008, 1, 1), timedelta(days=60)
APART = {HolderKind.COMMENTER.value, HolderKind.GROUP.value}


class Read(NamedTuple):
    """How a statement was read, and its true side; None where nothing of the kind was said."""

    confidence: float
    position: Position
    true: Position | None


def read_statements(tagger: Tagger) -> Iterator[Read]:
    """The sure stances that the tagger gives on the labelled articles."""
    rows, _ = read_labelled([LABELLED / "dev.jsonl"])
    for id_, found in tag_rows(tagger, rows.values()):
        if found is None:
            continue
        given = [s for s in found["stances"] if s["holder_kind"] not in APART]
        true = {id(stance): gold for gold, stance in stance_pairs(rows[id_]["stances"], given)}
        for stance in given:
            if stance["confidence"] >= SURE:
                gold = true.get(id(stance))
                yield Read(
                    confidence=stance["confidence"],
                    position=Position(stance["stance"]),
                    true=Position(gold["stance"]) if gold else None,
                )


def line(
    chance: random.Random, reads: Sequence[Read], length: int
) -> tuple[list[Position], tuple[Entry, ...]]:
    """The true sides of a line, and its statements as they were read."""
    side = chance.choices(list(SHARES), list(SHARES.values()))[0]
    move = chance.randrange(1, length) if length > 1 and chance.random() < MOVING else None
    sides, entries = [], []
    for at in range(length):
        if at == move:
            others = {other: share for other, share in SHARES.items() if other is not side}
            side = chance.choices(list(others), list(others.values()))[0]
        any_read = chance.choice(reads)
        fitting = [read for read in reads if read.true is side]
        sides.append(side)
        entries.append(_entry(at, any_read if any_read.true is None else chance.choice(fitting)))
    return sides, tuple(entries)


def _entry(at: int, read: Read) -> Entry:
    item = Item(
        id=at,
        url=f"https://news.example/{at}",
        source="outlet",
        earliest=FIRST + at * BETWEEN,
        kind=None,
        relevance=1.0,
        comments=0,
        key=f"{at}",
    )
    return Entry(
        id=at,
        item=item,
        holder=Holder(name="A body", slug="a-body"),
        person=None,
        kind=HolderKind.ORGANISATION,
        question="pace",
        position=read.position,
        confidence=read.confidence,
    )


def last_word(entries: Sequence[Entry]) -> list[tuple[Position, Position]]:
    """The moves by the plain rule."""
    return [(a.position, b.position) for a, b in pairwise(entries) if a.position is not b.position]


def weighed(entries: tuple[Entry, ...]) -> list[tuple[Position, Position]]:
    """The moves of the ledger."""
    return [(c.before.position, c.after.position) for c in Ledger(entries).changes]


def main() -> None:
    """Print, for lines of different length, what either rule shows."""
    reads = tuple(read_statements(Tagger(load_register())))
    print(f"{len(reads)} sure statements of labelled articles; {LINES:,} lines of each length")
    print("statements  rule       moves true  moves found  false in 100 lines  stands right")
    for lengths in LENGTHS:
        chance = random.Random(20100712)
        lines = [line(chance, reads, chance.choice(lengths)) for _ in range(LINES)]
        _row(lengths, "last word", lines, last_word, lambda entries: entries[-1].position)
        _row(lengths, "weighed", lines, weighed, lambda entries: held(entries)[-1].position)


def _row(
    lengths: tuple[int, ...],
    name: str,
    lines: Sequence[tuple[list[Position], tuple[Entry, ...]]],
    moves: Callable[[tuple[Entry, ...]], list[tuple[Position, Position]]],
    stands: Callable[[tuple[Entry, ...]], Position],
) -> None:
    shown = true = made = right = 0
    for sides, entries in lines:
        real = [(a, b) for a, b in pairwise(sides) if a is not b]
        found = moves(entries)
        shown, made = shown + len(found), made + len(real)
        true += bool(set(real) & set(found))
        right += stands(entries) is sides[-1]
    span = f"{lengths[0]} to {lengths[-1]}"
    print(
        f"{span:11} {name:10} {true / max(shown, 1):10.2f} {true / max(made, 1):12.2f}"
        f" {100 * (shown - true) / len(lines):19.1f} {right / len(lines):13.2f}"
    )


if __name__ == "__main__":
    main()
