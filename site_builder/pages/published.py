"""What a source published on commissioning: all of it, in a list, or a page for each year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import ClassVar

from commissioning.domain.ledger import Head, Item
from site_builder import urls, words
from site_builder.keys import key_of
from site_builder.pages.page import Page, Plan
from site_builder.reading import Archive

ON_ONE_PAGE = 60
_PART = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An article in a plain list."""

    url: str
    headline: str
    date: str
    machine: str | None
    kind: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A page of the list, newest first: a year, or what is undated; in parts where it is long."""

    label: str
    path: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class PublishedPage(Page):
    """A year of a source; `years` are (label, path, how many articles) of all its pages."""

    template: ClassVar[str] = "published.html"
    name: str
    about: str
    label: str
    rows: tuple[Row, ...]
    years: tuple[tuple[str, str, int | None], ...]

    def data(self) -> Mapping[str, object]:
        """The articles of the year."""
        return {"about": self.about, "articles": [row.url for row in self.rows]}


def years(page: str, items: Sequence[Item]) -> tuple[Year, ...]:
    """The pages of what the source at `page` published; none where its own page lists all."""
    if len(items) <= ON_ONE_PAGE:
        return ()
    grouped = groupby(
        newest_first(items), key=lambda item: item.earliest.year if item.earliest else None
    )
    return tuple(part for year, held in grouped for part in _parts(page, year, tuple(held)))


def links(
    pages: Iterable[Year], *, counted: bool = True
) -> tuple[tuple[str, str, int | None], ...]:
    """The pages as they are listed.

    Those of the years themselves do not count: a new article would change all of them.
    """
    return tuple((year.label, year.path, len(year.items) if counted else None) for year in pages)


def published_plans(
    archive: Archive, *, name: str, page: str, pages: Sequence[Year]
) -> Iterator[Plan]:
    """The pages of the years of the source called `name`."""
    listed = links(pages, counted=False)
    for year in pages:
        key = key_of(listed, [archive.item_key(item) for item in year.items])
        make = partial(_page, archive, name, page, year, listed)
        yield Plan(path=year.path, key=key, make=make)


def rows(archive: Archive, items: Sequence[Item]) -> tuple[Row, ...]:
    """Articles in a plain list, in their order."""
    heads = archive.details.heads(items)
    return tuple(_row(heads[item.id]) for item in items)


def newest_first(items: Iterable[Item]) -> tuple[Item, ...]:
    """Articles by date, the undated last."""
    return tuple(sorted(items, key=_when, reverse=True))


def _when(item: Item) -> tuple[int, str]:
    return item.earliest.toordinal() if item.earliest else 0, item.url


def _parts(page: str, year: int | None, items: Sequence[Item]) -> Iterator[Year]:
    parts = -(-len(items) // _PART)
    label = f"{year}" if year else "without a date"
    for part in range(1, parts + 1):
        yield Year(
            label=f"{label}, part {part}" if parts > 1 else label,
            path=urls.chapter(page, year, part),
            items=tuple(items[(part - 1) * _PART : part * _PART]),
        )


def _page(
    archive: Archive,
    name: str,
    page: str,
    year: Year,
    listed: tuple[tuple[str, str, int | None], ...],
) -> PublishedPage:
    return PublishedPage(
        path=year.path,
        title=f"{name}, {year.label}",
        description=f"What {name} published on who commissions care: {year.label}.",
        section=urls.SOURCES,
        feed=urls.feed(page),
        name=name,
        about=page,
        label=year.label,
        rows=rows(archive, year.items),
        years=listed,
    )


def _row(head: Head) -> Row:
    return Row(
        url=urls.article(head.url),
        headline=head.headline,
        date=words.dated(head.published),
        machine=words.machine(head.published),
        kind=head.kind,
    )
