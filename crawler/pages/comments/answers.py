"""Comments as records, each with the one that it answers; pingbacks are none."""

import re
from collections.abc import Sequence
from functools import lru_cache

from lxml import html

from commissioning.domain.articles import Comment
from crawler.pages.comments.regions import Item, Said
from crawler.pages.marks import tokens_of
from crawler.pages.remarks.remark import Reading

Element = html.HtmlElement

_PING = re.compile(r"\b(?:pingback|trackback|ping|linkback|mention)s?\b")

_PINGED = re.compile(r"(?i)(?:pingback|trackback)\b")

_CUT_OFF = re.compile(r"\[(?:\.\.\.|…)")

_CUT_ENDS = ("...", "…", "...]", "…]")

_DEPTH = re.compile(r"(?:depth|level|indent(?:ed)?|nest(?:ed)?|lvl)-?(\d{1,2})")

_OF_ANSWERS = frozenset(("indented", "children", "replies", "comment-replies", "child-comments"))

_INDENT = re.compile(r"(?:margin|padding)-left\s*:\s*(\d{1,4})(?:px|em|%)", re.IGNORECASE)


def records_of(said: Sequence[Said]) -> list[Comment]:
    """The comments, each with the place of the one that it answers; pingbacks are none."""
    found: list[Comment] = []
    answers = _Answers()
    for item, reading in said:
        if not reading.text or _is_ping(item[0], reading):
            continue
        parent = answers.parent(item[0], reading)
        answers.add(item, len(found), reading)
        found.append(
            Comment(
                text=reading.text,
                author=reading.author,
                published=reading.published,
                reply_to=parent,
            )
        )
    return found


def _is_ping(item: Element, reading: Reading) -> bool:
    """Whether another site's link is shown as a comment."""
    for _, at in zip(range(5), (item, *item.iterancestors()), strict=False):
        if _names_ping(tokens_of(at)):
            return True
    if _PINGED.match(reading.author or reading.text):
        return True
    return _CUT_OFF.match(reading.text) is not None and reading.text.endswith(_CUT_ENDS)


@lru_cache(maxsize=4_096)
def _names_ping(tokens: tuple[str, ...]) -> bool:
    return any(_PING.search(t.replace("-", " ")) and "comment" not in t for t in tokens)


class _Answers:
    """Which comment answers which: by nesting, by depth, by a link or a mark that names it."""

    def __init__(self) -> None:
        self.places: dict[Element, int] = {}
        self.names: dict[str, int] = {}
        self.depths: list[tuple[int, int]] = []

    def parent(self, item: Element, reading: Reading) -> int | None:
        """The place of the comment that this one answers; None for one that stands by itself."""
        if reading.answers and (told := self.names.get(reading.answers)) is not None:
            return told
        if item in self.places:
            return None
        for ancestor in item.iterancestors():
            if ancestor in self.places:
                return self.places[ancestor]
            if (before := self._indented(ancestor)) is not None:
                return before
        depth = _depth(item)
        return next((place for d, place in reversed(self.depths) if d < depth), None)

    def _indented(self, ancestor: Element) -> int | None:
        """Drupal and others put an answer into a box behind what it answers."""
        if _OF_ANSWERS.isdisjoint(tokens_of(ancestor)):
            return None
        before = ancestor.getprevious()
        while before is not None:
            if before in self.places:
                return self.places[before]
            inner = [e for e in before.iterdescendants() if e in self.places]
            if inner:
                return self.places[inner[0]]
            before = before.getprevious()
        return None

    def add(self, item: Item, place: int, reading: Reading) -> None:
        """Remember a comment for those that answer it."""
        self.places.update(dict.fromkeys(item, place))
        for name in reading.names:
            self.names.setdefault(name, place)
        depth = _depth(item[0])
        self.depths = [*((d, p) for d, p in self.depths if d < depth), (depth, place)]


def _depth(item: Element) -> int:
    """How deep a class, an attribute or an indent says that a comment stands."""
    if item.tag == "dd":
        return 1 + sum(1 for _ in item.iterancestors("dd"))
    for at in (item, next(item.iterchildren(), None), item.getparent()):
        if at is None:
            continue
        for name in ("data-depth", "data-level", "data-indent", "aria-level"):
            if (told := at.get(name, "")).isdigit():
                return int(told)
        for token in tokens_of(at):
            if hit := _DEPTH.fullmatch(token):
                return int(hit[1])
        if hit := _INDENT.search(at.get("style") or ""):
            return int(hit[1])
    return 0
