"""Corrections: what an editor puts right, each a record of its own that can be undone.

What is before and after are values by name, and the names depend on the subject:

    stance      holder, holder_kind, organisation, question, position, start, end, words
    quotation   kind, speaker, organisation, office, start, end, words
    mention     organisation, name, start, end, words
    relevance   on_topic
    date        published (ISO 8601, UTC), precision
    duplicate   original (id of the article that this one is a copy of), url
    story       story (slug)

Offsets count code points of the text that is corrected, end exclusive; `words` are what they cover.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from commissioning.domain.dates import Dated, Precision
from commissioning.domain.tags import HolderKind, Position, QuotationKind

EDITOR = "editor"
MAX_NAME = 300
MAX_REASON = 2000

_MONTH = re.compile(r"\d{4}(-\d{2})?")

Value = str | int | float | bool | None
Values = Mapping[str, Value]


class Subject(StrEnum):
    """What is corrected."""

    STANCE = "stance"
    QUOTATION = "quotation"
    MENTION = "mention"
    RELEVANCE = "relevance"
    DATE = "date"
    DUPLICATE = "duplicate"
    STORY = "story"

    @property
    def is_tag(self) -> bool:
        """Whether it is read out of a text, and has its place there."""
        return self in TAGS


TAGS = (Subject.STANCE, Subject.QUOTATION, Subject.MENTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an editor put right in an article.

    id         in the store; None before it is there
    at         UTC
    by         who corrected, as they name themselves
    comment    position of the comment whose text is corrected; None: the article itself
    before     what stood there; None where something is added
    after      what is right; None where something is taken away
    reason     in the editor's words; None where none was given
    undone_at  UTC; None while the correction stands
    adrift     the text was changed and the words are no longer in it: nothing can be corrected
    """

    id: int | None = None
    at: datetime
    by: str
    article_id: int
    comment: int | None = None
    subject: Subject
    before: Values | None
    after: Values | None
    reason: str | None = None
    undone_at: datetime | None = None
    adrift: bool = False

    @property
    def is_standing(self) -> bool:
        """Whether it was not undone."""
        return self.undone_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A tag as it counts today.

    values      as a correction has them; `Correction.before` takes them as they are
    method      the rule that found it; 'editor' where an editor put it there
    confidence  of a stance, 0 to 1; None for other tags
    correction  id of the correction that put it there
    """

    subject: Subject
    comment: int | None
    values: Values
    method: str
    confidence: float | None
    correction: int | None


def _is_name(value: Value) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= MAX_NAME and value.isprintable()


def _is_prose(text: str) -> bool:
    return all(line.isprintable() for line in text.replace("\t", " ").splitlines())


def _is_name_or_none(value: Value) -> bool:
    return value is None or _is_name(value)


def _is_place(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_one_of(kinds: type[StrEnum]) -> Callable[[Value], bool]:
    return lambda value: value in set(kinds)


_SPAN = {"start": _is_place, "end": _is_place}
FIELDS: Mapping[Subject, Mapping[str, Callable[[Value], bool]]] = {
    Subject.STANCE: {
        "holder": _is_name,
        "holder_kind": _is_one_of(HolderKind),
        "organisation": _is_name_or_none,
        "question": _is_name,
        "position": _is_one_of(Position),
        **_SPAN,
    },
    Subject.QUOTATION: {
        "kind": _is_one_of(QuotationKind),
        "speaker": _is_name_or_none,
        "organisation": _is_name_or_none,
        "office": _is_name_or_none,
        **_SPAN,
    },
    Subject.MENTION: {"organisation": _is_name_or_none, "name": _is_name, **_SPAN},
    Subject.RELEVANCE: {"on_topic": lambda value: isinstance(value, bool)},
    Subject.DATE: {"published": _is_name, "precision": _is_one_of(Precision)},
    Subject.DUPLICATE: {"original": _is_place},
    Subject.STORY: {"story": _is_name},
}


def fault_of(told: Correction) -> str | None:
    """What is wrong with who corrects, why, or with what is to be right; None where nothing is."""
    if not _is_name(told.by):
        return "who corrects is not named in one line"
    if told.reason is not None and len(told.reason) > MAX_REASON:
        return f"the reason has more than {MAX_REASON} characters"
    if told.reason is not None and not _is_prose(told.reason):
        return "the reason has characters in it that cannot be printed"
    if told.subject.is_tag and told.before is None and told.after is None:
        return "there is nothing before it and nothing after it"
    if told.subject is Subject.RELEVANCE and told.after is None:
        return "it does not say whether the article is on the subject"
    if told.comment is not None and not told.subject.is_tag:
        return f"a comment has no {told.subject.value} of its own"
    return None if told.after is None else _fault(told.subject, told.after)


def _fault(subject: Subject, values: Values) -> str | None:
    for name, is_good in FIELDS[subject].items():
        if not is_good(values.get(name)):
            return f"'{name}' of a {subject.value} cannot be {values.get(name)!r}"
    if subject is Subject.DATE:
        return _fault_of_date(values)
    if subject.is_tag and place(values)[0] >= place(values)[1]:
        return f"no words lie between {values['start']} and {values['end']}"
    return None


def _fault_of_date(values: Values) -> str | None:
    try:
        date_of(values)
    except ValueError:
        return f"{values['published']!r} is no date; write it as 2010-11-02 or 2010-11-02T09:14"
    return None


def date_of(values: Values) -> Dated:
    """The moment that a correction gives, cut to its precision; ValueError where it gives none."""
    written = str(values["published"])
    if _MONTH.fullmatch(written):
        written += "-01" if len(written) > len("2010") else "-01-01"
    found = datetime.fromisoformat(written)
    moment = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    precision = Precision(str(values["precision"]))
    return Dated(moment=_cut(moment, precision), precision=precision, found_in=EDITOR)


def _cut(moment: datetime, precision: Precision) -> datetime:
    """The start of the unit that the moment lies in."""
    if precision is Precision.SECOND:
        return moment.replace(microsecond=0)
    if precision is Precision.MINUTE:
        return moment.replace(second=0, microsecond=0)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if precision is Precision.DAY:
        return day
    return day.replace(day=1) if precision is Precision.MONTH else day.replace(month=1, day=1)


def date_values(found: Dated) -> Values:
    """A moment as a correction has it."""
    return {"published": found.moment.isoformat(), "precision": found.precision.value}


def place(values: Values) -> tuple[int, int]:
    """Where the words begin and end."""
    return int(values["start"] or 0), int(values["end"] or 0)


def same(subject: Subject, one: Values, other: Values) -> bool:
    """Whether two say the same of a subject, whatever else they hold."""
    return all(one.get(name) == other.get(name) for name in FIELDS[subject])
