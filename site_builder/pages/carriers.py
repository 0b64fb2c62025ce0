"""The articles that carry a story: news, releases and opinion apart; copies below originals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from commissioning.domain.ledger import Head, Item
from site_builder import urls, words
from site_builder.telling import Shelf, Telling

_SHELVES = {
    Shelf.NEWS: "News and analysis",
    Shelf.RELEASE: "Releases and announcements",
    Shelf.OPINION: "Opinion, letters and blogs",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """An article that carries the story; `share` is set for a copy, in percent of it."""

    url: str
    link: str
    headline: str
    source: str
    source_url: str
    date: str
    machine: str | None
    kind: str | None
    byline: str | None
    shelf: str
    share: int | None = None
    copies: tuple["Carrier", ...] = ()

    @property
    def data(self) -> Mapping[str, object]:
        """The article for machines."""
        return {
            "page": self.url,
            "url": self.link,
            "headline": self.headline,
            "source": self.source_url,
            "published": self.machine,
            "shelf": self.shelf,
            "share_copied": self.share,
            "copies": [copy.data for copy in self.copies],
        }


def shelves(
    telling: Telling, items: Sequence[Item], heads: Mapping[int, Head]
) -> tuple[tuple[str, tuple[Carrier, ...]], ...]:
    """(heading, articles by time); a copy stands under the article of the story that it copies."""
    carriers = tuple(_carriers(telling, items, heads))
    found = (
        (heading, tuple(one for one in carriers if one.shelf == shelf.value))
        for shelf, heading in _SHELVES.items()
    )
    return tuple((heading, held) for heading, held in found if held)


def _carriers(
    telling: Telling, items: Sequence[Item], heads: Mapping[int, Head]
) -> Iterator[Carrier]:
    roots = {item.id: _root(telling, item.id, {one.id for one in items}) for item in items}
    for item in items:
        if roots[item.id] == item.id:
            copies = [one for one in items if roots[one.id] == item.id and one is not item]
            yield _carrier(
                telling,
                item,
                heads[item.id],
                copies=tuple(_carrier(telling, one, heads[one.id]) for one in copies),
            )


def _root(telling: Telling, item: int, inside: set[int]) -> int:
    """The article among these whose text this one has in the end; itself where there is none."""
    seen = [item]
    while (copy := telling.archive.copies.get(seen[-1])) and copy.original in inside - set(seen):
        seen.append(copy.original)
    return seen[-1]


def _carrier(
    telling: Telling, item: Item, head: Head, *, copies: tuple[Carrier, ...] = ()
) -> Carrier:
    copy = telling.archive.copies.get(item.id)
    return Carrier(
        url=urls.article(head.url),
        link=head.url,
        headline=head.headline,
        source=head.source_name,
        source_url=urls.source(head.source),
        date=words.dated(head.published),
        machine=words.machine(head.published),
        kind=head.kind,
        byline=head.byline,
        shelf=telling.shelf(item).value,
        share=round(100 * copy.share) if copy else None,
        copies=copies,
    )
