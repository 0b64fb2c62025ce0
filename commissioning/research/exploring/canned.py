"""The questions that a researcher asks first: their SQL, and what they want to know.

They stand in `questions.toml` and run on SQLite and PostgreSQL alike.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from importlib.resources import files

from commissioning.domain.errors import QuestionError
from commissioning.register import Register
from commissioning.register.register import fold

Value = str | int | float | datetime

_DAY = re.compile(r"(end|asked)(?:-(\d+)([ym]))?")
_MONTHS = {"y": 12, "m": 1}
_FIRST_DAY = date(1900, 1, 1)


class Kind(StrEnum):
    """What a question wants to know."""

    DAY = "day"
    SHARE = "share"
    NUMBER = "number"
    BODY = "body"
    QUESTION = "question"
    SOURCE = "source"
    STORY = "story"

    @property
    def asked(self) -> str:
        """How it is written."""
        return _WRITTEN[self]


_WRITTEN = {
    Kind.DAY: "a day, as 2010-07-12",
    Kind.SHARE: "a number from 0 to 1",
    Kind.NUMBER: "a whole number",
    Kind.BODY: "a body's slug, name or acronym",
    Kind.QUESTION: "the slug of a policy question",
    Kind.SOURCE: "an outlet's slug, or nothing for all",
    Kind.STORY: "a story's slug",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """Something that a question wants to know; `usual` is what holds where nothing is given.

    Of a day: 'begin', or one of the days of `Extent`, as it is ('end') or some years or months
    before ('end-3y', 'asked-6m').
    """

    name: str
    kind: Kind
    usual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with its SQL, in which `:name` stands for what it wants to know."""

    name: str
    title: str
    text: str
    sql: str
    wants: tuple[Want, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What there is to ask about.

    end    the day after the last article
    asked  the day after the last on which an outlet was asked or an article published
    story  slug of the last story of several articles; '' where there is none
    """

    end: date
    asked: date
    story: str


@cache
def questions() -> tuple[Question, ...]:
    """All of them, in the order of their file."""
    text = files("commissioning.research.exploring").joinpath("questions.toml").read_text("utf-8")
    return tuple(
        Question(
            name=name,
            title=told["title"],
            text=told["text"],
            sql=told["sql"].strip(),
            wants=tuple(
                Want(name=want, kind=Kind(kind), usual=usual)
                for want, (kind, usual) in told["wants"].items()
            ),
        )
        for name, told in tomllib.loads(text).items()
    )


def answers(
    question: Question, given: Mapping[str, str], *, register: Register, extent: Extent
) -> dict[str, str]:
    """What the question wants to know, by name, as it is written: as given, else what is usual.

    Raises QuestionError for what cannot be meant.
    """
    found = {}
    for want in question.wants:
        word = given.get(want.name, "").strip()
        found[want.name] = _read(want, word, register) if word else _usual(want, extent)
    if "since" in found and found["before"] <= found["since"]:
        message = f"{found['before']} is not after {found['since']}, the first day"
        raise QuestionError("before", message)
    return found


def values(question: Question, written: Mapping[str, str]) -> dict[str, Value]:
    """The same as values of their types, which PostgreSQL needs."""
    return {want.name: _value(want.kind, written[want.name]) for want in question.wants}


def _value(kind: Kind, word: str) -> Value:
    match kind:
        case Kind.DAY:
            return datetime.combine(date.fromisoformat(word), time.min, UTC)
        case Kind.SHARE:
            return float(word)
        case Kind.NUMBER:
            return int(word)
        case _:
            return word


def _usual(want: Want, extent: Extent) -> str:
    if want.kind is Kind.STORY:
        return extent.story
    if want.kind is not Kind.DAY:
        return want.usual
    counted = _DAY.fullmatch(want.usual)
    if counted is None:
        return _FIRST_DAY.isoformat()
    day = extent.asked if counted[1] == "asked" else extent.end
    if counted[2] is None:
        return day.isoformat()
    months = int(counted[2]) * _MONTHS[counted[3]]
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, 28)).isoformat()


def _read(want: Want, word: str, register: Register) -> str:
    try:
        match want.kind:
            case Kind.DAY:
                return date.fromisoformat(word).isoformat()
            case Kind.SHARE if 0 <= float(word) <= 1:
                return str(float(word))
            case Kind.NUMBER if 0 <= int(word) < 1_000_000:
                return str(int(word))
            case Kind.BODY:
                return _body(word, register)
            case Kind.QUESTION if word in register.questions:
                return word
            case Kind.SOURCE | Kind.STORY:
                return word
            case _:
                known = f": {', '.join(register.questions)}" if want.kind is Kind.QUESTION else ""
                raise QuestionError(want.name, f"{word!r} is not {want.kind.asked}{known}")
    except ValueError as error:
        raise QuestionError(want.name, f"{word!r} is not {want.kind.asked}") from error


def _body(word: str, register: Register) -> str:
    if word in register.organisations:
        return word
    named = {alias.organisation for alias in register.by_surface.get(fold(word), ())}
    if len(named) == 1:
        return named.pop()
    if named:
        raise QuestionError("body", f"{word!r} can be {', '.join(sorted(named))}: give the slug")
    raise QuestionError("body", f"the register has no body {word!r}")
