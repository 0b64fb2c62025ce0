"""A year of a body or a person: every position with its words, every article that names it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from commissioning.domain.ledger import Head, Item
from site_builder import urls, words
from site_builder.keys import key_of
from site_builder.ledger import Entry, is_fresh
from site_builder.lines import Line
from site_builder.pages.atlas import Atlas, Subject
from site_builder.pages.page import Page, Plan
from site_builder.pages.positions import NEWEST, is_linked, told

LISTED = 60
_LINES = 100
_ITEMS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An article in a plain list."""

    url: str
    headline: str
    source: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A page of a year's words: the year, or what is undated; in several pages where it is long."""

    label: str
    path: str
    entries: tuple[Entry, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class SaidPage(Page):
    """A year of a subject, newest first; `chapters` are (label, path) of all its years."""

    template: ClassVar[str] = "said.html"
    name: str
    about: str
    label: str
    lines: tuple[Line, ...]
    listed: tuple[Listed, ...]
    chapters: tuple[tuple[str, str], ...]

    def data(self) -> Mapping[str, object]:
        """The positions and articles of the year."""
        return {
            "about": self.about,
            "name": self.name,
            "positions": [line.data for line in self.lines],
            "articles": [item.url for item in self.listed],
        }


def chapters(subject: Subject) -> tuple[Chapter, ...]:
    """The pages of the years of a subject, newest first; none where its own page shows all."""
    if len(subject.entries) <= NEWEST and len(subject.items) <= LISTED:
        return ()
    years: dict[int | None, tuple[list[Entry], list[Item]]] = {}
    for item in subject.items:
        years.setdefault(item.earliest.year if item.earliest else None, ([], []))[1].append(item)
    for entry in subject.entries:
        years.setdefault(entry.earliest.year if entry.earliest else None, ([], []))[0].append(entry)
    ranked = sorted(years, key=lambda year: year or 0, reverse=True)
    return tuple(page for year in ranked for page in _pages(subject, year, *years[year]))


def _pages(
    subject: Subject, year: int | None, entries: Sequence[Entry], items: Sequence[Item]
) -> Iterator[Chapter]:
    pages = max(-(-len(entries) // _LINES), -(-len(items) // _ITEMS))
    for part in range(1, pages + 1):
        label = f"{year}" if year else "no date"
        yield Chapter(
            label=f"{label}, part {part}" if pages > 1 else label,
            path=urls.chapter(subject.path, year, part),
            entries=tuple(reversed(entries))[(part - 1) * _LINES : part * _LINES],
            items=tuple(reversed(items))[(part - 1) * _ITEMS : part * _ITEMS],
        )


def said_plans(atlas: Atlas, subject: Subject, pages: Sequence[Chapter]) -> Iterable[Plan]:
    """The pages of a subject's years."""
    links = tuple((chapter.label, chapter.path) for chapter in pages)
    names = sorted({entry.holder.is_person for entry in subject.entries})  # how all lines are told
    for chapter in pages:
        key = key_of(
            links,
            subject.past,
            names,
            [(entry.id, is_linked(atlas.archive, entry)) for entry in chapter.entries],
            sorted({atlas.archive.item_key(entry.item) for entry in chapter.entries}),
            [atlas.archive.item_key(item) for item in chapter.items],
            sum(is_fresh(entry, on=atlas.archive.today) for entry in chapter.entries),
        )
        yield Plan(path=chapter.path, key=key, make=partial(_page, atlas, subject, chapter, links))


def _page(
    atlas: Atlas, subject: Subject, chapter: Chapter, links: tuple[tuple[str, str], ...]
) -> SaidPage:
    shown = told(atlas, subject, chapter.entries)
    return SaidPage(
        path=chapter.path,
        title=f"{subject.name}, {chapter.label}",
        description=f"What {subject.name} said on commissioning care: {chapter.label}.",
        section=subject.section,
        name=subject.name,
        about=subject.path,
        label=chapter.label,
        lines=tuple(shown[entry.id] for entry in chapter.entries),
        listed=listed(atlas, chapter.items),
        chapters=links,
    )


def listed(atlas: Atlas, items: Sequence[Item]) -> tuple[Listed, ...]:
    """Articles in a plain list, in their order."""
    heads = atlas.archive.details.heads(items)
    return tuple(_listed(heads[item.id]) for item in items)


def _listed(head: Head) -> Listed:
    return Listed(
        url=urls.article(head.url),
        headline=head.headline,
        source=head.source_name,
        date=words.dated(head.published),
    )
