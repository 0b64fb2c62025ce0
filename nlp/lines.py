"""Tagging without a database: articles as JSON Lines in, their tags as JSON Lines out."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import tee
from typing import Any

from commissioning.domain.errors import TaggingError
from commissioning.domain.tags import Mention, Quotation, Span, Stance, Tagging, Text
from nlp.batches import TagsTexts

_MIDDLE = (7, 1)
_WRITTEN = ("text", "title", "url", "published", "byline", "source", "outlet")
Line = str | bytes


class BadLine(Exception):
    """What is wrong with a line, and the id of its object where it has one."""

    def __init__(self, key: object, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(slots=True)
class Answered:
    """How many lines were answered, how many of them by an error; `first`: where and why."""

    lines: int = 0
    failed: int = 0
    first: str | None = None

    def note(self, number: int, error: str | None) -> None:
        """Count the answer to a line, whose numbers start at 1."""
        self.lines += 1
        if error is not None:
            self.failed += 1
            self.first = self.first or f"line {number}: {error}"


def tag_lines(
    tagger: TagsTexts, lines: Iterable[Line], answered: Answered | None = None
) -> Iterator[str]:
    """An answer for every line, in order; blank lines are left out.

    A line holds an object with `id` and `text` and where known `title`, `url`, `published`,
    `byline` and `source`. What is no such object is answered by `{"id": ..., "error": "..."}`.
    `answered` counts the answers.
    """
    numbered = enumerate(lines, start=1)
    read, again = tee((number, _read(line)) for number, line in numbered if line.strip())
    found = tagger.tag_all(text for _, text in again if isinstance(text, Text))
    for number, text in read:
        answer = _refused(text) if isinstance(text, BadLine) else _answer(text, next(found))
        if answered is not None:
            answered.note(number, answer.get("error"))
        yield json.dumps(answer, ensure_ascii=False)


def _read(line: Line) -> Text | BadLine:
    try:
        return parse(line)
    except BadLine as bad:
        return bad


def parse(line: Line) -> Text:
    """The text of a line; raises BadLine with what is wrong and the id where there is one."""
    return as_text(load(line))


def load(line: Line) -> dict[str, Any]:
    """The object that a line holds; raises BadLine where it holds none."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(None, f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise BadLine(None, "not a JSON object")
    return row


def as_text(row: Mapping[str, Any]) -> Text:
    """The text of an object; raises BadLine with what is wrong and the id where there is one."""
    key = row.get("id")
    if not isinstance(key, str | int) or isinstance(key, bool):
        raise BadLine(None, "'id' is missing or not a string")
    _check_whole(None, "id", key)
    if not isinstance(row.get("text"), str):
        raise BadLine(key, "'text' is missing or not a string")
    for name in _WRITTEN[1:]:
        if not isinstance(row.get(name), str | None):
            raise BadLine(key, f"'{name}' is not a string")
    for name in _WRITTEN:
        _check_whole(key, name, row.get(name))
    return Text(
        id=str(key),
        text=row["text"],
        title=row.get("title"),
        url=row.get("url"),
        day=_day(row, key),
        byline=row.get("byline"),
        source=row.get("source") or row.get("outlet"),
    )


def _check_whole(key: object, name: str, text: object) -> None:
    try:
        str(text).encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadLine(key, f"'{name}' has half a surrogate pair in it") from error


def _day(row: Mapping[str, Any], key: object) -> date | None:
    published = row.get("published")
    if published:
        try:
            return datetime.fromisoformat(published).date()
        except ValueError as error:
            message = f"'published' is not an ISO 8601 date: {published[:40]!r}"
            raise BadLine(key, message) from error
    year = row.get("year")
    if isinstance(year, int) and not isinstance(year, bool) and 1 <= year <= date.max.year:
        return date(year, *_MIDDLE)
    return None


def _refused(bad: BadLine) -> dict[str, Any]:
    return {"id": bad.key, "error": str(bad)}


def _answer(text: Text, found: Tagging | TaggingError) -> dict[str, Any]:
    if isinstance(found, TaggingError):
        return {"id": text.id, "error": found.message}
    return row(text, found)


def row(text: Text, tagging: Tagging) -> dict[str, Any]:
    """The tags of a text as the contract writes them."""
    return {
        "id": text.id,
        "relevance": tagging.relevance,
        "mentions": [_mention(text.text, mention) for mention in tagging.mentions],
        "quotations": [_quotation(text.text, quotation) for quotation in tagging.quotations],
        "stances": [_stance(text.text, stance) for stance in tagging.stances],
    }


def _mention(text: str, mention: Mention) -> dict[str, Any]:
    return _place(text, mention.span) | {
        "organisation": mention.organisation,
        "name": mention.name,
    }


def _quotation(text: str, quotation: Quotation) -> dict[str, Any]:
    return _place(text, quotation.span) | {
        "kind": quotation.kind.value,
        "speaker": quotation.speaker,
        "organisation": quotation.organisation,
    }


def _stance(text: str, stance: Stance) -> dict[str, Any]:
    return {
        "holder": stance.holder,
        "holder_kind": stance.holder_kind.value,
        "organisation": stance.organisation,
        "question": stance.question,
        "stance": stance.position.value,
        "confidence": stance.confidence,
        "sure": stance.sure,
        "evidence": _place(text, stance.evidence),
    }


def _place(text: str, span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.of(text)}
