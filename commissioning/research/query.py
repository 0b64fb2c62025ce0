"""A question to the database, with all that it can ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypedDict, TypeVar

from commissioning.domain.articles import ArticleKind
from commissioning.domain.errors import QueryError
from commissioning.domain.findings import LookIn, Sort, TagKind
from commissioning.domain.tags import HolderKind, Position

PAGE = 50
_OF_STANCES = ("question", "stance", "min_confidence", "holder_kind")
Choice = TypeVar("Choice", bound=StrEnum)


class Asked(TypedDict, total=False):
    """The arguments of a query as they can be written: names of choices and days as text, too."""

    look_in: LookIn | str
    organisation: str | None
    and_predecessors: bool
    and_successors: bool
    person: str | None
    question: str | None
    stance: Position | str | None
    min_confidence: float | None
    holder_kind: HolderKind | str | Sequence[HolderKind | str] | None
    source: str | None
    kind: ArticleKind | str | None
    story: str | None
    tag: TagKind | str | None
    since: date | str | None
    until: date | str | None
    sort: Sort | str
    limit: int | None
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a finding must meet; None asks nothing. Days are inclusive, in UTC.

    words             in the language of `commissioning/domain/words.py`
    look_in           where the words are looked for
    organisation      slug of the body that was spoken for
    and_predecessors  or of a body whose work it took over, however far back
    and_successors    or of a body that took over its work
    person            slug of the register, or a name; titles do not matter
    min_confidence    0 to 1; quotations have none, and are left out then
    holder_kind       one, or several of which it must be one
    kind              of the article
    story             slug
    tag               stances or quotations alone; of quotations nothing can be asked that is of
                      stances: question, stance, min_confidence, holder_kind
    sort              'relevance' wants words
    limit, page       so many findings, and the how manieth so many, from 1
    """

    words: str | None = None
    look_in: LookIn = LookIn.TEXT
    organisation: str | None = None
    and_predecessors: bool = False
    and_successors: bool = False
    person: str | None = None
    question: str | None = None
    stance: Position | None = None
    min_confidence: float | None = None
    holder_kind: HolderKind | tuple[HolderKind, ...] | None = None
    source: str | None = None
    kind: ArticleKind | None = None
    story: str | None = None
    tag: TagKind | None = None
    since: date | None = None
    until: date | None = None
    sort: Sort = Sort.TIME
    limit: int | None = None
    page: int = 1

    def __post_init__(self) -> None:
        if self.since and self.until and self.until < self.since:
            raise QueryError("until", f"{self.until} is before {self.since}, the first day")
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise QueryError("min_confidence", f"{self.min_confidence} is not between 0 and 1")
        if self.limit is not None and not 1 <= self.limit < 2**31:
            raise QueryError("limit", f"{self.limit} is no number of findings")
        if not 1 <= self.page < 2**31:
            raise QueryError("page", f"{self.page} is no page; the first is 1")
        if self.page > 1 and self.limit is None:
            raise QueryError("page", "a page needs a limit: how many findings it has")
        if self.organisation is None and (self.and_predecessors or self.and_successors):
            raise QueryError("organisation", "predecessors and successors of which body?")
        if self.sort is Sort.RELEVANCE and self.words is None:
            raise QueryError("sort", "relevance is that of words, and none are asked for")
        of_stances = [name for name in _OF_STANCES if getattr(self, name) is not None]
        if self.tag is TagKind.QUOTATION and of_stances:
            raise QueryError(of_stances[0], "quotations have none; take it out, or the tag")

    @classmethod
    def read(cls, asked: Mapping[str, Any]) -> "Query":
        """The query with these arguments, choices and days also as text: see `as_written`.

        QueryError names what is wrong.
        """
        unknown = asked.keys() - {field.name for field in fields(cls)}
        if unknown:
            raise QueryError(min(unknown), "a query has no such argument")
        read = dict(asked)
        for field in fields(cls):
            if field.name in read and read[field.name] != field.default:
                _check(field.name, read[field.name])
        for name, kind in _CHOICES.items():
            if read.get(name) is not None:
                read[name] = _choice(name, kind, read[name])
        if read.get("holder_kind") is not None:
            read["holder_kind"] = _holders(read["holder_kind"])
        for name in ("since", "until"):
            if read.get(name) is not None:
                read[name] = _day(name, read[name])
        return cls(**read)

    def as_written(self) -> dict[str, Any]:
        """The arguments that are not the usual ones, as text, numbers and truth: good for JSON."""
        return {
            field.name: _written(value)
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default
        }


_CHOICES: Mapping[str, type[StrEnum]] = {
    "look_in": LookIn,
    "stance": Position,
    "kind": ArticleKind,
    "tag": TagKind,
    "sort": Sort,
}


_KINDS: Mapping[str, tuple[type, ...]] = {
    "limit": (int,),
    "page": (int,),
    "min_confidence": (int, float),
    "holder_kind": (str, list, tuple),
    "and_predecessors": (bool,),
    "and_successors": (bool,),
    "since": (str, date),
    "until": (str, date),
}


def _check(name: str, value: object) -> None:
    """Raise QueryError for a value of another kind than is asked for by that name."""
    kinds = _KINDS.get(name, (str,))
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise QueryError(name, f"{value!r:.60} cannot be asked for")


def _written(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _holders(value: str | Sequence[object]) -> HolderKind | tuple[HolderKind, ...]:
    """The kinds, each once; one alone is itself."""
    asked = [value] if isinstance(value, str) else value
    kinds = tuple(dict.fromkeys(_choice("holder_kind", HolderKind, one) for one in asked))
    if not kinds:
        raise QueryError("holder_kind", f"of which? There are {', '.join(HolderKind)}")
    return kinds[0] if len(kinds) == 1 else kinds


def _choice(name: str, kind: type[Choice], value: object) -> Choice:
    try:
        return kind(str(value))
    except ValueError as error:
        raise QueryError(name, f"{value!r} is none of {', '.join(kind)}") from error


def _day(name: str, value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise QueryError(name, f"{value!r} is no day; write it as 2010-07-12") from error
