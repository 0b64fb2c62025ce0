"""Readers' comments in a page's JSON-LD, for threads that only a browser puts on the page."""

from collections.abc import Mapping, Sequence
from typing import Any

from commissioning.domain.articles import Comment
from crawler.dates import read_date
from crawler.pages.metadata import clean

MAX_COMMENTS = 5_000


def linked_comments(linked: Mapping[str, Any]) -> tuple[Comment, ...]:
    """The comments of an article's data in its order, those that answer others among them."""
    found: list[Comment] = []
    waiting: list[tuple[Mapping[str, Any], int | None]] = [
        (thing, None) for thing in _comments_of(linked)
    ]
    while waiting and len(found) < MAX_COMMENTS:
        thing, parent = waiting.pop(0)
        place = parent
        if text := _text_of(thing):
            place = len(found)
            told = thing.get("dateCreated") or thing.get("datePublished")
            found.append(
                Comment(
                    text=text,
                    author=_author_of(thing),
                    published=read_date(told, found_in="jsonld") if isinstance(told, str) else None,
                    reply_to=parent,
                )
            )
        waiting[:0] = [(below, place) for below in _comments_of(thing)]
    return tuple(found)


def _comments_of(thing: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    told = thing.get("comment") or thing.get("comments")
    listed = told if isinstance(told, list) else [told]
    return [one for one in listed if isinstance(one, dict)]


def _text_of(thing: Mapping[str, Any]) -> str | None:
    told = thing.get("text") or thing.get("description")
    if not isinstance(told, str):
        return None
    lines = (clean(line) for line in told.splitlines())
    return "\n\n".join(line for line in lines if line) or None


def _author_of(thing: Mapping[str, Any]) -> str | None:
    author = thing.get("author") or thing.get("creator")
    if isinstance(author, list):
        author = author[0] if author else None
    name = author.get("name") if isinstance(author, dict) else author
    return clean(name) if isinstance(name, str) else None
