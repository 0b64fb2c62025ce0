"""A draft's texts as fields of a form, under names that stay when things move. Pure.

'number', 'day', 'title', 'introduction'; 'name.' with a section's mark; 'headline.', 'line.' and
'note.' with an item's key.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from hashlib import blake2b

from commissioning.domain.editing import issue
from commissioning.domain.editions import Edition, Item, Section
from commissioning.domain.errors import EditionError

LONGEST = 100_000
_OF_ITEM = ("headline", "line", "note")
_PROSE = ("introduction", "line", "note")
_HIGHEST = 1_000_000_000


def mark(text: str) -> str:
    """A short name for a text; the same for the same text."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()


def is_prose(name: str) -> bool:
    """Whether a field holds Markdown with lines of its own."""
    return name.partition(".")[0] in _PROSE


def tidy(name: str, text: str) -> str:
    """A field's text as a draft keeps it."""
    return text.strip() if is_prose(name) else " ".join(text.split())


def fields_of(draft: Edition) -> dict[str, str]:
    """All fields of a draft, in the order of the page."""
    found = {
        "number": str(draft.number),
        "day": draft.day.isoformat(),
        "title": draft.title,
        "introduction": draft.introduction,
    }
    for section in draft.sections:
        found[f"name.{mark(section.name)}"] = section.name
        for item in section.items:
            found[f"headline.{item.key}"] = item.headline
            found[f"line.{item.key}"] = item.line or ""
            found[f"note.{item.key}"] = item.note or ""
    return found


def with_fields(draft: Edition, values: Mapping[str, str]) -> Edition:
    """The draft with other texts; fields that it does not have are left alone.

    Raises EditionError for a number or a date that is none.
    """
    return replace(
        draft,
        number=_number(draft, values.get("number")),
        day=_day(draft, values.get("day")),
        title=values.get("title", draft.title),
        introduction=values.get("introduction", draft.introduction),
        sections=tuple(
            Section(
                name=values.get(f"name.{mark(section.name)}", section.name),
                items=tuple(_item(item, values) for item in section.items),
            )
            for section in draft.sections
        ),
    )


def called(draft: Edition, name: str) -> str:
    """A field in the editor's words: 'the title', 'the line of ‘Six thousand envelopes’'."""
    kind, _, key = name.partition(".")
    if not key:
        return f"the {'date' if kind == 'day' else kind}"
    if kind == "name":
        return "the name of a section"
    item = draft.item(key)
    return f"the {kind} of ‘{item.headline}’" if item else f"the {kind} of an item"


def place_of(name: str) -> str:
    """The id of a field on the page."""
    return f"f-{name.replace('.', '-')}"


def _item(item: Item, values: Mapping[str, str]) -> Item:
    headline, line, note = (
        values.get(f"{kind}.{item.key}", old)
        for kind, old in zip(_OF_ITEM, (item.headline, item.line, item.note), strict=True)
    )
    return replace(item, headline=headline or item.headline, line=line, note=note)


def _number(draft: Edition, written: str | None) -> int:
    if written is None:
        return draft.number
    if not (written.isascii() and written.isdigit()) or not 0 < int(written[:20]) < _HIGHEST:
        raise EditionError(issue(draft), "the number must be a whole one, from 1")
    return int(written)


def _day(draft: Edition, written: str | None) -> date:
    if written is None:
        return draft.day
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise EditionError(issue(draft), "the date must be one, as 2010-11-04") from error
