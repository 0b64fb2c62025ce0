"""What is done to a draft: items and sections added, moved, changed, taken out. Pure.

Each function gives a new edition and raises EditionError in the editor's words where it cannot.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from commissioning.domain.editions import Edition, EditionTemplate, Item, Section
from commissioning.domain.errors import EditionError

Part = TypeVar("Part")

_UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
TITLE, NAME, LINE, INTRODUCTION = 200, 100, 4_000, 20_000  # letters
MOST_SECTIONS, MOST_ITEMS = 30, 200


def issue(edition: Edition) -> str:
    """What editors and readers call it: 'issue 42'."""
    return f"issue {edition.number}"


def begun(edition: Edition, template: EditionTemplate) -> Edition:
    """The edition with the sections of a template behind its own; names that it has are not added.

    An empty section stays in a draft and is left out when the edition is published.
    """
    for name in template.sections:
        if _find(edition, name) is None:
            edition = replace(edition, sections=(*edition.sections, Section(name=name.strip())))
    return edition


def with_item(
    edition: Edition, item: Item, *, section: str | None = None, at: int | None = None
) -> Edition:
    """The item put into a section (the first, if none is named), at a place from 1, else last.

    Its key is changed where another item has it. A story or article is put in only once.
    """
    for known in edition.items:
        if (item.story and known.story == item.story) or (
            item.article and known.article == item.article
        ):
            number = edition.items.index(known) + 1
            raise EditionError(
                issue(edition), f"it has ‘{item.headline}’ already, as item {number}"
            )
    keys = {known.key for known in edition.items}
    return _put(edition, replace(item, key=_free(item.key, keys)), section, at)


def without_item(edition: Edition, key: str) -> Edition:
    """The edition without an item."""
    _wanted(edition, key)
    return replace(
        edition,
        sections=tuple(
            replace(one, items=tuple(item for item in one.items if item.key != key))
            for one in edition.sections
        ),
    )


def with_item_moved(edition: Edition, key: str, *, section: str | None, at: int | None) -> Edition:
    """An item at another place, from 1 within its section or the named one; None is the end."""
    item = _wanted(edition, key)
    home = section or next(one.name for one in edition.sections if item in one.items)
    return _put(without_item(edition, key), item, home, at)


def with_item_changed(edition: Edition, item: Item) -> Edition:
    """The item in the place of the one with its key."""
    _wanted(edition, item.key)
    return replace(
        edition,
        sections=tuple(
            replace(one, items=tuple(item if it.key == item.key else it for it in one.items))
            for one in edition.sections
        ),
    )


def with_section(edition: Edition, name: str, *, at: int | None = None) -> Edition:
    """A new section at a place from 1, else last."""
    if (known := _find(edition, name)) is not None:
        raise EditionError(issue(edition), f"it has a section ‘{known.name}’ already")
    return replace(edition, sections=_inserted(edition.sections, Section(name=name), at))


def without_section(edition: Edition, name: str) -> Edition:
    """The edition without a section, which must be empty."""
    found = _section(edition, name)
    if found.items:
        raise EditionError(issue(edition), f"‘{found.name}’ still has items; move them first")
    return replace(edition, sections=tuple(one for one in edition.sections if one is not found))


def with_section_moved(edition: Edition, name: str, *, at: int) -> Edition:
    """A section at another place, from 1."""
    found = _section(edition, name)
    others = tuple(one for one in edition.sections if one is not found)
    return replace(edition, sections=_inserted(others, found, at))


def checked(edition: Edition) -> Edition:
    """The edition as it can be kept: texts within bounds, without what no database holds.

    White space around them goes; names of sections and keys of items are there once.
    """
    if edition.number < 1:
        raise EditionError(issue(edition), "the number must be 1 or more")
    tidy = replace(
        edition,
        title=_bounded(edition, "the title", _line(edition.title), TITLE),
        introduction=_bounded(
            edition, "the introduction", kept(edition.introduction), INTRODUCTION
        ),
        sections=tuple(_tidy(edition, section) for section in edition.sections),
    )
    _once(edition, "section", [section.name.casefold() for section in tidy.sections])
    _once(edition, "item", [item.key for item in tidy.items])
    if len(tidy.sections) > MOST_SECTIONS:
        raise EditionError(issue(edition), f"more than {MOST_SECTIONS} sections")
    if len(tidy.items) > MOST_ITEMS:
        raise EditionError(issue(edition), f"more than {MOST_ITEMS} items")
    return tidy


def _tidy(edition: Edition, section: Section) -> Section:
    name = _bounded(edition, "a section’s name", _line(section.name), NAME)
    if not name:
        raise EditionError(issue(edition), "a section has no name")
    return Section(name=name, items=tuple(_tidy_item(edition, item) for item in section.items))


def _tidy_item(edition: Edition, item: Item) -> Item:
    headline = _bounded(edition, "a headline", _line(item.headline), 2 * TITLE)
    if not headline:
        raise EditionError(issue(edition), "an item has no headline")
    line, note = kept(item.line or ""), kept(item.note or "")
    return replace(
        item,
        headline=headline,
        line=_bounded(edition, f"the line of ‘{headline}’", line, LINE) or None,
        note=_bounded(edition, f"the note on ‘{headline}’", note, LINE) or None,
    )


def kept(text: str) -> str:
    """A text of several lines as it can be kept."""
    return _UNKEPT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _line(text: str) -> str:
    return " ".join(kept(text).split())


def _bounded(edition: Edition, what: str, text: str, most: int) -> str:
    if len(text) > most:
        raise EditionError(issue(edition), f"{what} has more than {most:,} letters")
    return text


def _once(edition: Edition, what: str, names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise EditionError(issue(edition), f"the {what} ‘{name}’ is there twice")


def _wanted(edition: Edition, key: str) -> Item:
    found = edition.item(key)
    if found is None:
        raise EditionError(issue(edition), f"it has no item ‘{key}’ any more")
    return found


def _put(edition: Edition, item: Item, section: str | None, at: int | None) -> Edition:
    if not edition.sections:
        raise EditionError(issue(edition), "it has no section to put an item into")
    home = edition.sections[0] if section is None else _section(edition, section)
    held = replace(home, items=_inserted(home.items, item, at))
    return replace(
        edition, sections=tuple(held if one is home else one for one in edition.sections)
    )


def _section(edition: Edition, name: str) -> Section:
    found = _find(edition, name)
    if found is None:
        names = ", ".join(f"‘{one.name}’" for one in edition.sections) or "none"
        raise EditionError(issue(edition), f"it has no section ‘{name}’, but {names}")
    return found


def _find(edition: Edition, name: str) -> Section | None:
    wanted = name.strip().casefold()
    return next((one for one in edition.sections if one.name.casefold() == wanted), None)


def _free(key: str, taken: Iterable[str]) -> str:
    known, number, found = set(taken), 1, key
    while found in known:
        number += 1
        found = f"{key}-{number}"
    return found


def _inserted(held: Sequence[Part], new: Part, at: int | None) -> tuple[Part, ...]:
    place = len(held) if at is None else min(max(at, 1) - 1, len(held))
    return (*held[:place], new, *held[place:])
