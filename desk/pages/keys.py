"""The page of all keys."""

from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from desk import urls
from desk.pages.page import Page
from desk.rendering import Renderer


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyGroup:
    """The keys of one page; each its caps, and what it does."""

    name: str
    keys: tuple[tuple[tuple[str, ...], str], ...]


GROUPS = (
    KeyGroup(
        name="Everywhere",
        keys=(
            (("G", "Q"), "go to the queue; G then E edition, P preview, A archive, H health"),
            (("/",), "search"),
            (("N", "P"), "next, previous"),
            (("U",), "undo the last thing"),
            (("Esc",), "leave a field or a form"),
            (("?",), "this page"),
        ),
    ),
    KeyGroup(
        name="Queue",
        keys=(
            (("K",), "keep"),
            (("D",), "drop"),
            (("L",), "later"),
            (("Enter",), "open the article"),
            (("F",), "filters"),
        ),
    ),
    KeyGroup(
        name="Article",
        keys=(
            (("1",), "a body; with words selected, one that was missed"),
            (("2",), "who speaks"),
            (("3",), "a quotation; with words selected, one that was missed"),
            (("4",), "a stance; with words selected, one that was missed"),
            (("5",), "relevance"),
            (("6",), "date"),
            (("7",), "duplicate"),
            (("8",), "story"),
            (("A",), "right as it is"),
            (("Ctrl", "Enter"), "save the correction"),
            (("Shift", "←", "→"), "the evidence of an open form, a word at a time"),
            (("[", "]"), "previous, next article"),
            (("K", "D", "L"), "keep, drop or put off its story"),
        ),
    ),
    KeyGroup(
        name="Edition",
        keys=(
            (("Alt", "↑"), "move the item, or the section whose name has the focus, up"),
            (("Alt", "↓"), "move it down, into the next section after the last place"),
            (("E",), "edit the line"),
            (("O",), "offer a line, and take the one offered"),
            (("S",), "to a section, also from the kept stories"),
            (("R",), "remove the item"),
            (("C",), "next check"),
            (("V",), "preview"),
            (("Ctrl", "Enter"), "save now"),
            (("B",), "in the list: begin an edition"),
        ),
    ),
    KeyGroup(
        name="Preview",
        keys=(
            (("1",), "the web page at full size; 2 the mail, 3 on a phone, 4 the plain text"),
            (("0",), "side by side"),
            (("T",), "test copy to the editor"),
            (("B",), "back to the issue"),
        ),
    ),
    KeyGroup(
        name="Health",
        keys=(
            (("R",), "run: collect, tag, group and build"),
            (("X",), "stop the run"),
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysPage(Page):
    """All keys."""

    template: ClassVar[str] = "keys.html"
    groups: tuple[KeyGroup, ...] = GROUPS


class KeysPages:
    """Answers for the page of all keys."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def routes(self) -> list[BaseRoute]:
        """Its address."""
        return [Route(urls.KEYS, self._show)]

    def _show(self, request: Request) -> Response:
        return self._renderer.page(request, KeysPage())
