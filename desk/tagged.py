"""What is read out of a text, as rows that can be put right. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from commissioning.domain.corrections import Correction, Reading, Subject, Value, same
from commissioning.domain.ledger import SHOWN, SURE
from commissioning.domain.tags import Position
from desk.marking import Mark
from desk.wording import UNSURE, hidden, side_class

_LETTERS = {Subject.STANCE: "t", Subject.QUOTATION: "q", Subject.MENTION: "b"}


class State(StrEnum):
    """Who vouches for a row."""

    MACHINE = "machine"
    RIGHT = "right"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A tag of a text.

    id        names the row on its page: 't4', 'q1', 'b2', in a comment 'c3-t1'
    number    of a stance, from 1 by place; of others their place in their list
    values    as a correction has them; `before` is the same as JSON, for the form
    places    how often the same words are read as the same body, for a body
    told      the correction that put it there
    """

    id: str
    subject: Subject
    comment: int | None
    number: int
    values: Mapping[str, Value]
    before: str
    method: str
    confidence: float | None
    state: State
    told: Correction | None
    places: int = 1

    def text(self, name: str) -> str:
        """A value as it stands in a form."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    @property
    def position(self) -> Position:
        """The side of a stance."""
        return Position(self.text("position"))

    @property
    def is_sure(self) -> bool:
        """Whether it counts; readers are told of what does not as such, or not at all."""
        return self.confidence is None or self.confidence >= SURE

    @property
    def is_shown(self) -> bool:
        """Whether readers meet it."""
        return self.confidence is None or self.confidence >= SHOWN

    @property
    def side(self) -> str:
        """The class of its side."""
        return side_class(self.position, sure=self.is_sure) if self.values.get("position") else ""

    @property
    def start(self) -> int:
        """Where its words begin."""
        return int(self.values.get("start") or 0)

    @property
    def end(self) -> int:
        """Where they end, exclusive."""
        return int(self.values.get("end") or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """All rows of a text."""

    stances: tuple[Row, ...]
    quotations: tuple[Row, ...]
    bodies: tuple[Row, ...]

    @property
    def all(self) -> tuple[Row, ...]:
        """Every row."""
        return (*self.stances, *self.quotations, *self.bodies)


def tags(readings: Iterable[Reading], corrections: Sequence[Correction]) -> Tags:
    """The rows of a text, by place. `corrections` are the article's."""
    known = {one.id: one for one in corrections}
    held: dict[Subject, list[Reading]] = {subject: [] for subject in _LETTERS}
    for one in readings:
        held[one.subject].append(one)
    return Tags(
        stances=_rows(held[Subject.STANCE], known),
        quotations=_rows(held[Subject.QUOTATION], known),
        bodies=_bodies(held[Subject.MENTION], known),
    )


def _rows(
    readings: Sequence[Reading], known: Mapping[int | None, Correction], places: Sequence[int] = ()
) -> tuple[Row, ...]:
    return tuple(
        _row(one, known, at, places[at - 1] if places else 1) for at, one in enumerate(readings, 1)
    )


def _bodies(readings: Iterable[Reading], known: Mapping[int | None, Correction]) -> tuple[Row, ...]:
    """One row for all places in which the same words are read as the same body."""
    groups: dict[tuple[Value, ...], list[Reading]] = {}
    for one in readings:
        words = " ".join(str(one.values.get("words")).split())
        key = (words, one.values.get("organisation"), one.values.get("name"))
        groups.setdefault(key, []).append(one)
    firsts = [held[0] for held in groups.values()]
    return _rows(firsts, known, [len(held) for held in groups.values()])


def _row(one: Reading, known: Mapping[int | None, Correction], number: int, places: int) -> Row:
    told = known.get(one.correction) if one.correction is not None else None
    prefix = "" if one.comment is None else f"c{one.comment}-"
    return Row(
        id=f"{prefix}{_LETTERS[one.subject]}{number}",
        subject=one.subject,
        comment=one.comment,
        number=number,
        values=one.values,
        before=json.dumps(dict(one.values)),
        method=one.method,
        confidence=one.confidence,
        state=_state(told),
        told=told,
        places=places,
    )


def _state(told: Correction | None) -> State:
    if told is None:
        return State.MACHINE
    return State.RIGHT if is_confirmed(told) else State.CORRECTED


def is_confirmed(told: Correction) -> bool:
    """Whether it says that the machine was right."""
    if told.before is None or told.after is None:
        return told.before is None and told.after is None
    return same(told.subject, told.before, told.after)


def stance_marks(rows: Iterable[Row]) -> list[Mark]:
    """The evidence of stances; what readers never meet is dashed as well as what does not count."""
    return [
        Mark(
            start=row.start,
            end=row.end,
            row=row.id,
            shown=row.side or UNSURE,
            number=row.number,
            label=f"Stance {row.number}, {hidden(row.position, sure=row.is_sure).rstrip(': ')}",
        )
        for row in rows
    ]


def plain_marks(readings: Iterable[Reading], rows: Sequence[Row], subject: Subject) -> list[Mark]:
    """Where quotations or bodies stand, each with its row; of a body, every place."""
    found = []
    for one in readings:
        if one.subject is not subject:
            continue
        row = next((row for row in rows if _is_told_by(row, one)), None)
        if row is not None:
            start, end = int(one.values["start"] or 0), int(one.values["end"] or 0)
            found.append(Mark(start=start, end=end, row=row.id))
    return found


def _is_told_by(row: Row, one: Reading) -> bool:
    if row.subject is not Subject.MENTION:
        return row.start == one.values["start"] and row.end == one.values["end"]
    return all(
        " ".join(row.text(name).split()) == " ".join(str(one.values.get(name) or "").split())
        for name in ("words", "organisation", "name")
    )
