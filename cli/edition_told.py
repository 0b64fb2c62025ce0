"""How `digest edition` shows issues: for people and for programs."""

import json
from collections.abc import Mapping, Sequence

from cli.output import say, say_table
from commissioning.domain.editions import Appearance, Edition, Item
from commissioning.store.edition_content import written


def told(found: Edition) -> Mapping[str, object]:
    """An edition for programs: its content as it is kept, with what happened to it."""
    content: dict[str, object] = json.loads(written(found))
    return {
        **content,
        "saved_at": found.saved_at.isoformat() if found.saved_at else None,
        "published_at": found.published_at.isoformat() if found.published_at else None,
        "amendments": [{"at": one.at.isoformat(), "text": one.text} for one in found.amendments],
    }


def list_editions(found: Sequence[Edition]) -> None:
    """All editions in a table."""
    say_table(
        ("issue", "date", "state", "items", "title"),
        ((one.number, one.day, one.status.value, len(one.items), one.title) for one in found),
    )


def show_edition(found: Edition, before: Mapping[str, Sequence[Appearance]]) -> None:
    """An edition as a list; `before` has, by the key of an item, where others have it."""
    say(f"Issue {found.number} · {found.day} · {found.status.value}")
    say(found.title or "(no title yet)")
    if found.introduction:
        say(f"\n{found.introduction}")
    for section, items in found.numbered():
        say(f"\n{section.name}")
        for number, item in items:
            _show_item(number, item, before.get(item.key, ()))
        if not items:
            say("  (empty)")
    for amendment in found.amendments:
        say(f"\nCorrected on {amendment.at.date()}: {amendment.text}")


def _show_item(number: int, item: Item, before: Sequence[Appearance]) -> None:
    say(f"  {number}. {item.headline}")
    names = list(dict.fromkeys(one.name for one in item.sources))
    if names:
        say(f"     {', '.join(names)}")
    for number_there, item_there in dict.fromkeys((one.number, one.item) for one in before):
        say(f"     already in issue {number_there}, item {item_there}")
    say(f"     {item.line or '(no line yet)'}")
    if item.note:
        say(f"     note: {item.note}")
