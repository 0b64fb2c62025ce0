"""The archive: articles of any day, found by their words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from commissioning.domain.errors import QueryError
from commissioning.domain.findings import Snippet
from commissioning.domain.words import Words, read_words
from commissioning.research.snippets import passage
from commissioning.store.searching import Hit, search
from desk import urls
from desk.desk import Desk
from desk.pages.page import Page, asked
from desk.rendering import Renderer

_SHOWN = 25
_DEEPEST = 400  # pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article with the words around what was asked for, those that were meant marked."""

    article: Hit
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePage(Page):
    """Some of the articles that have the words `q`; `wrong` is why these could not be read."""

    template: ClassVar[str] = "archive.html"
    here: ClassVar[str] = "archive"
    q: str
    wrong: str = ""
    total: int = 0
    found: tuple[Found, ...] = ()
    number: int = 1

    @property
    def numbers(self) -> int:
        """How many pages there are to look at."""
        return _pages(self.total)

    def on(self, number: int) -> str:
        """The address of another page of the same."""
        return urls.with_query(urls.ARCHIVE, q=self.q, page=number if number > 1 else "")


class ArchivePages:
    """Answers for the archive."""

    def __init__(self, desk: Desk, renderer: Renderer) -> None:
        self._desk = desk
        self._renderer = renderer

    def routes(self) -> list[BaseRoute]:
        """Its address."""
        return [Route(urls.ARCHIVE, self._show)]

    def _show(self, request: Request) -> Response:
        form = asked(request)
        q = form.text("q", 200).strip()
        number = min(_DEEPEST, max(1, form.number("page") or 1))
        if not q:
            return self._renderer.page(request, ArchivePage(q=""))
        try:
            words = read_words(q)
        except QueryError as error:
            return self._renderer.page(request, ArchivePage(q=q, wrong=error.message), 422)
        with self._desk.database.session() as session:
            total, hits = search(session, words, limit=_SHOWN, offset=_SHOWN * (number - 1))
            if total and not hits:
                number = _pages(total)
                total, hits = search(session, words, limit=_SHOWN, offset=_SHOWN * (number - 1))
        found = tuple(Found(article=hit, pieces=_pieces(words, hit)) for hit in hits)
        return self._renderer.page(
            request, ArchivePage(q=q, total=total, found=found, number=number)
        )


def _pages(total: int) -> int:
    return min(_DEEPEST, -(-total // _SHOWN))


def _pieces(words: Words, hit: Hit) -> tuple[tuple[str, bool], ...]:
    shown = passage(words, hit.text)
    return tuple(_cut(shown)) if shown is not None else ()


def _cut(shown: Snippet) -> Iterator[tuple[str, bool]]:
    end = 0
    for mark in shown.marks:
        yield shown.text[end : mark.start], False
        yield shown.text[mark.start : mark.end], True
        end = mark.end
    yield shown.text[end:], False
