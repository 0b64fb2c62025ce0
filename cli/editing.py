"""What the commands of `digest edition` share: their options, and a change saved in one go."""

import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from cli.edition_told import told
from cli.options import open_workspace
from cli.output import say, say_json
from commissioning.domain.editing import issue
from commissioning.domain.editions import Edition, Item
from commissioning.domain.errors import EditionError
from commissioning.store.edition_items import article_item, offered, own_item, story_item
from commissioning.store.editions import edition, save_edition

Number = Annotated[int, typer.Argument(metavar="ISSUE", help="The issue's number, as 42.")]
Which = Annotated[
    str | None,
    typer.Argument(metavar="ITEM", help="The item's number in the issue, as 3."),
]
InSection = Annotated[
    str | None, typer.Option("--section", metavar="NAME", help="The section, by its name.")
]
At = Annotated[
    int | None, typer.Option("--at", metavar="PLACE", min=1, help="The place, from 1; else last.")
]
Title = Annotated[str | None, typer.Option("--title", metavar="TEXT", help="The title.")]
Day = Annotated[
    datetime | None,
    typer.Option(
        "--date", metavar="DATE", formats=["%Y-%m-%d"], help="The day it bears, as 2010-11-04."
    ),
]
Introduction = Annotated[
    str | None,
    typer.Option(
        "--introduction",
        metavar="TEXT",
        help="The introduction in Markdown; - reads it from stdin.",
    ),
]
Line = Annotated[
    str | None,
    typer.Option("--line", metavar="TEXT", help="Your line in Markdown; - reads it from stdin."),
]
Note = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="A note that is never published.")
]
Headline = Annotated[
    str | None, typer.Option("--headline", metavar="TEXT", help="The headline, if another.")
]


def change_draft(
    workspace: Path,
    number: int,
    change: Callable[[Session, Edition], Edition],
    done: str,
    *,
    as_json: bool,
) -> None:
    """Load a draft, change it, save it: all in one transaction."""
    settings, database = open_workspace(workspace)
    with database.session() as session:
        saved = save_edition(
            session, change(session, edition(session, number)), at=settings.clock()
        )
    report(saved, done.format(issue=issue(saved)), as_json=as_json)


def report(found: Edition, words: str, *, as_json: bool) -> None:
    """Say what was done, or the whole edition as JSON."""
    if as_json:
        say_json(told(found))
    else:
        say(words)


def find(session: Session, what: str | None, headline: str | None) -> Item:
    """What is to be added: a story by its slug, an article by its address, or the editor's own."""
    if what is None:
        return own_item(headline or "")
    if ":" not in what:
        return story_item(session, what)
    try:
        return article_item(session, what)
    except EditionError:
        if headline is None:
            raise
        return own_item(headline, url=what)


def names_of(item: Item) -> dict[str, tuple[str, ...]]:
    """What `appearances` looks for, to find where else an item is."""
    return {
        "stories": (item.story,) if item.story else (),
        "articles": (item.article,) if item.article else (),
    }


def worded(item: Item, *, headline: str | None, line: str | None, note: str | None) -> Item:
    """The item with other words, where there are any; '' takes a line or note away."""
    return replace(
        item,
        headline=item.headline if headline is None else headline,
        line=item.line if line is None else line,
        note=item.note if note is None else note,
    )


def item_of(draft: Edition, which: str) -> Item:
    """The item with a number, or a key."""
    items = draft.items
    if which.isdecimal() and 1 <= int(which) <= len(items):
        return items[int(which) - 1]
    found = draft.item(which)
    if found is None:
        raise EditionError(issue(draft), f"it has no item {which}; it has {len(items)}")
    return found


def show_offers(workspace: Path, number: int, which: str, *, as_json: bool) -> None:
    """An item's line, and the lines that its article's sentences offer."""
    _, database = open_workspace(workspace)
    with database.session() as session:
        item = item_of(edition(session, number), which)
        offers = offered(session, item)
    if as_json:
        say_json({"line": item.line, "offered": [asdict(one) for one in offers]})
        return
    say(item.line or "No line yet.")
    for at, one in enumerate(offers, start=1):
        say(f"{at}. {one.line}")


def given(text: str | None) -> str | None:
    """A text as it stands on the command line, or as standard input has it."""
    return sys.stdin.read() if text == "-" else text
