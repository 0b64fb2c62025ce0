"""The links of an edition that lead out of the site: what may have died since it was collected."""

from collections.abc import Iterator
from dataclasses import dataclass

from commissioning.domain.editions import Edition
from desk.mail.prose import links_of
from site_builder.outside import outside


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideLink:
    """A link out of the site.

    where  the place in the edition, as a `Check` names it
    named  the same in words: 'the introduction', 'item 3'
    """

    url: str
    where: str
    named: str


def links_in(edition: Edition, site: str) -> tuple[OutsideLink, ...]:
    """The links that lead out of the site at `site`, each once at each place, in order."""
    found = [
        OutsideLink(url=url, where=where, named=named)
        for where, named, url in _all(edition, site)
        if url.startswith(("http://", "https://")) and not url.startswith(site)
    ]
    return tuple(dict.fromkeys(found))


def _all(edition: Edition, site: str) -> Iterator[tuple[str, str, str]]:
    for url in links_of(edition.introduction, site):
        yield "introduction", "the introduction", url
    for number, item in enumerate(edition.items, start=1):
        addresses = [item.url, *(source.url for source in item.sources)]
        for url in (*filter(None, map(outside, addresses)), *links_of(item.line or "", site)):
            yield f"item-{item.key}", f"item {number}", url
