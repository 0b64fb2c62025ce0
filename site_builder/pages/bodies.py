"""The index of bodies by type; types of which there are many have a page of their own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from commissioning.domain.facts import Organisation
from site_builder import kinds, urls, words
from site_builder.keys import key_of
from site_builder.pages.atlas import Atlas
from site_builder.pages.page import Page, Plan

_MANY = 24
_LOCAL = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A body in an index."""

    slug: str
    name: str
    url: str
    years: str
    articles: int
    positions: int

    @property
    def data(self) -> Mapping[str, object]:
        """The body with its figures."""
        return {
            "slug": self.slug,
            "name": self.name,
            "page": self.url,
            "articles": self.articles,
            "positions": self.positions,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The bodies of a type that articles name.

    rows  by name; where there are too many, only the most named, and `url` leads to all
    """

    slug: str
    name: str
    count: int
    rows: tuple[Row, ...]
    url: str | None


@dataclass(frozen=True, kw_only=True)
class BodiesPage(Page):
    """All bodies that articles name: those of the nation, and those of one place, by type."""

    template: ClassVar[str] = "bodies.html"
    total: int
    national: tuple[Group, ...]
    local: tuple[Group, ...]

    def data(self) -> Mapping[str, object]:
        """The bodies with their figures; those of long types are on the pages of these."""
        return {
            "bodies": [
                {"type": group.slug, **row.data}
                for group in (*self.national, *self.local)
                for row in group.rows
            ],
            "types": [
                {"type": group.slug, "count": group.count, "page": group.url}
                for group in (*self.national, *self.local)
            ],
        }


@dataclass(frozen=True, kw_only=True)
class KindPage(Page):
    """All bodies of one type, by first letter: (letter, rows)."""

    template: ClassVar[str] = "kind.html"
    slug: str
    name: str
    count: int
    letters: tuple[tuple[str, tuple[Row, ...]], ...]

    def data(self) -> Mapping[str, object]:
        """The bodies with their figures."""
        return {
            "type": self.slug,
            "bodies": [row.data for _, rows in self.letters for row in rows],
        }


def bodies_plans(atlas: Atlas) -> Iterator[Plan]:
    """The index, and the pages of long types."""
    by_kind: dict[str, list[Row]] = {}
    for slug in atlas.archive.named:
        body = atlas.archive.bodies[slug]
        by_kind.setdefault(body.type, []).append(_row(atlas, body))
    for kind, rows in by_kind.items():
        rows.sort(key=lambda row: (row.name.casefold(), row.slug))
        if len(rows) > _most(kind):
            key = key_of(rows)
            yield Plan(path=urls.kind(kind), key=key, make=partial(_kind, kind, rows))
    key = key_of(sorted(by_kind.items()))
    yield Plan(path=urls.BODIES, key=key, make=partial(_index, by_kind))


def _row(atlas: Atlas, body: Organisation) -> Row:
    archive = atlas.archive
    return Row(
        slug=body.slug,
        name=body.name,
        url=urls.body(body.slug),
        years=words.years(atlas.lineages.years(body)),
        articles=len(archive.named[body.slug]),
        positions=sum(entry.is_sure for entry in archive.ledger.by_body.get(body.slug, ())),
    )


def _most(kind: str) -> int:
    return _LOCAL if kind in kinds.LOCAL else _MANY


def _index(by_kind: Mapping[str, Sequence[Row]]) -> BodiesPage:
    groups = sorted(
        (_group(kind, rows) for kind, rows in by_kind.items()),
        key=lambda group: (-sum(row.articles for row in by_kind[group.slug]), group.slug),
    )
    return BodiesPage(
        path=urls.BODIES,
        title="Bodies",
        description="Every body that the articles of the digest name, by type.",
        section=urls.BODIES,
        total=sum(len(rows) for rows in by_kind.values()),
        national=tuple(group for group in groups if group.slug not in kinds.LOCAL),
        local=tuple(group for group in groups if group.slug in kinds.LOCAL),
    )


def _group(kind: str, rows: Sequence[Row]) -> Group:
    most = _most(kind)
    shown = list(rows)
    if len(rows) > most:
        best = sorted(rows, key=lambda row: (-row.articles, row.name.casefold()))[:most]
        shown = [row for row in rows if row in best]
    return Group(
        slug=kind,
        name=_title(kind),
        count=len(rows),
        rows=tuple(shown),
        url=urls.kind(kind) if len(rows) > most else None,
    )


def _kind(kind: str, rows: Sequence[Row]) -> KindPage:
    letters: dict[str, list[Row]] = {}
    for row in rows:
        letters.setdefault(_initial(row.name), []).append(row)
    return KindPage(
        path=urls.kind(kind),
        title=_title(kind),
        description=f"All {kinds.several(kind)} that the articles of the digest name.",
        section=urls.BODIES,
        slug=kind,
        name=_title(kind),
        count=len(rows),
        letters=tuple((letter, tuple(held)) for letter, held in sorted(letters.items())),
    )


def _title(kind: str) -> str:
    name = kinds.several(kind)
    return f"{name[0].upper()}{name[1:]}"


def _initial(name: str) -> str:
    """Under which letter a body is looked up: 'NHS' and 'the' before the name do not count."""
    bare = name
    for prefix in ("The ", "NHS "):
        bare = bare.removeprefix(prefix)
    first = bare[:1].upper()
    return first if first.isalpha() else "0–9"
