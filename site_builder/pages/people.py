"""The index of people, by the first letter of their family names."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from site_builder import urls
from site_builder.keys import key_of
from site_builder.ledger import Holder
from site_builder.pages.atlas import Atlas
from site_builder.pages.offices import offices_of
from site_builder.pages.page import Page, Plan

_MANY = 400
_MOST_QUOTED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A person in the index; `role` is their newest office, or for whom they spoke last."""

    slug: str
    name: str
    url: str
    role: str
    articles: int
    positions: int

    @property
    def data(self) -> Mapping[str, object]:
        """The person with their figures."""
        return {
            "slug": self.slug,
            "name": self.name,
            "page": self.url,
            "articles": self.articles,
            "positions": self.positions,
        }


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """People by letter: (letter, rows), all of them or those of one letter.

    often    those whom most articles quote
    leaves   (letter, path) of the pages that have the rest; none where this one has all
    letter   the one letter; '' for all
    """

    template: ClassVar[str] = "people.html"
    total: int
    letter: str
    often: tuple[Row, ...]
    letters: tuple[tuple[str, tuple[Row, ...]], ...]
    leaves: tuple[tuple[str, str], ...]

    def data(self) -> Mapping[str, object]:
        """The people with their figures."""
        rows = [row.data for _, rows in self.letters for row in rows]
        return {
            "people": rows or [row.data for row in self.often],
            "letters": [urls.json(path) for _, path in self.leaves],
        }


def people_plans(atlas: Atlas) -> Iterator[Plan]:
    """The index, in a page for each letter where it is long."""
    letters: dict[str, list[Row]] = {}
    people = (person for person in atlas.archive.shown_people if person.slug)
    for person in sorted(people, key=_order):
        letters.setdefault(_letter(person.name), []).append(_row(atlas, person))
    ranked = sorted(letters.items())
    total = sum(len(rows) for rows in letters.values())
    leaves = (
        tuple((letter, urls.letter(letter.lower())) for letter, _ in ranked)
        if total > _MANY
        else ()
    )
    yield Plan(path=urls.PEOPLE, key=key_of(ranked), make=partial(_index, ranked, leaves, total))
    for (letter, rows), (_, path) in zip(ranked, leaves, strict=False):
        key = key_of(rows, leaves, total)
        yield Plan(path=path, key=key, make=partial(_leaf, path, letter, rows, leaves, total))


def _row(atlas: Atlas, person: Holder) -> Row:
    archive, slug = atlas.archive, person.slug or ""
    entries = archive.ledger.by_person.get(slug, ())
    return Row(
        slug=slug,
        name=person.name,
        url=urls.person(slug),
        role=_role(atlas, slug),
        articles=len(archive.quoted[person]),
        positions=sum(entry.is_sure for entry in entries),
    )


def _role(atlas: Atlas, slug: str) -> str:
    archive = atlas.archive
    known = archive.register.people_by_slug.get(slug)
    offices = offices_of(atlas, known).all if known else ()
    if offices:
        return f"{offices[0].title}, {offices[0].name}"
    spoken = [
        e.holder.name for e in archive.ledger.by_person.get(slug, ()) if not e.holder.is_person
    ]
    return f"for {spoken[-1]}" if spoken else ""


def _order(person: Holder) -> tuple[str, str, str]:
    family, _, given = reversed_name(person.name)
    return family, given, person.slug or ""


def reversed_name(name: str) -> tuple[str, str, str]:
    """('hathersage', ' ', 'nell'): the family name, for sorting, without accents."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    given, space, family = plain.rpartition(" ")
    return family, space, given


def _letter(name: str) -> str:
    first = reversed_name(name)[0][:1].upper()
    return first if first.isalpha() else "Other"


def _index(
    ranked: Sequence[tuple[str, Sequence[Row]]],
    leaves: tuple[tuple[str, str], ...],
    total: int,
) -> PeoplePage:
    everybody = [row for _, rows in ranked for row in rows]
    often = sorted(everybody, key=lambda row: (-row.articles, row.slug))[:_MOST_QUOTED]
    return PeoplePage(
        path=urls.PEOPLE,
        title="People",
        description="Those who are quoted in the articles of the digest, with what they said.",
        section=urls.PEOPLE,
        total=total,
        letter="",
        often=tuple(often) if total > _MOST_QUOTED else (),
        letters=() if leaves else tuple((letter, tuple(rows)) for letter, rows in ranked),
        leaves=leaves,
    )


def _leaf(
    path: str, letter: str, rows: Sequence[Row], leaves: tuple[tuple[str, str], ...], total: int
) -> PeoplePage:
    return PeoplePage(
        path=path,
        title=f"People: {letter}",
        description=f"Those whose family names begin with {letter}, with what they said.",
        section=urls.PEOPLE,
        total=total,
        letter=letter,
        often=(),
        letters=((letter, tuple(rows)),),
        leaves=leaves,
    )
