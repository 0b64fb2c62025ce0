"""A source: what it gave and when, what was left out, whom it reports, what it copied."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from commissioning.domain.coverage import SourceCoverage, SourceMonth
from commissioning.domain.ledger import Item
from site_builder import urls, words
from site_builder.columns import Column, columns
from site_builder.keys import key_of
from site_builder.pages.page import Page, Plan
from site_builder.pages.parts import Card, SourceRow, cards, source_row
from site_builder.pages.published import Row, links, newest_first, published_plans, rows, years
from site_builder.pages.sources import KINDS, left_out, source_key, sources_plan
from site_builder.reading import Archive

_NEWEST = 6
_MOST_REPORTED = 12
_NO_BODY = "collective"  # 'the practices' are everywhere, and nobody

Reported = Mapping[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """How many texts of this source stand in another: its name, its page, how many."""

    name: str
    url: str
    count: int


@dataclass(frozen=True, kw_only=True)
class SourcePage(Page):
    """A source.

    columns       its coverage by month, or by year where there is much of it; `unit` says which
    most          articles in its fullest month or year
    newest        as cards; `older`: the others in a list, or `years`: (label, path, articles)
    bodies        (name, path, how many of its articles name it), the most first
    copied        its articles whose text stood elsewhere first, by where; `lent`: the other way
    undated       articles about commissioning without a date
    """

    template: ClassVar[str] = "source.html"
    row: SourceRow
    kind: str
    slug: str
    asked: str | None
    columns: tuple[Column, ...]
    unit: str
    most: int
    on_topic: int
    undated: int
    reasons: tuple[tuple[str, int], ...]
    newest: tuple[Card, ...]
    older: tuple[Row, ...]
    years: tuple[tuple[str, str, int | None], ...]
    bodies: tuple[tuple[str, str, int | None], ...]
    copied: tuple[Shared, ...]
    lent: tuple[Shared, ...]
    months: tuple[SourceMonth, ...]

    def data(self) -> Mapping[str, object]:
        """The coverage by month, the bodies it reports and what it shares with others."""
        return {
            **self.row.data,
            "name": self.row.name,
            "home": self.row.home,
            "months": [
                {
                    "month": f"{month.first:%Y-%m}",
                    "days_polled": month.polled,
                    "days_answered": month.answered,
                    "articles": month.articles,
                    "on_topic": month.on_topic,
                    "off_topic": month.off_topic,
                    "left_out": dict(month.rejected),
                }
                for month in self.months
            ],
            "undated": self.undated,
            "years": [path for _, path, _ in self.years],
            "bodies": [
                {"name": name, "page": url, "articles": many} for name, url, many in self.bodies
            ],
            "copied_from": [{"source": one.name, "articles": one.count} for one in self.copied],
            "copied_by": [{"source": one.name, "articles": one.count} for one in self.lent],
        }

    def linked_data(self) -> Mapping[str, object]:
        """An outlet that others publish."""
        return {"@type": "Organization", "name": self.row.name, "url": self.row.home}


def source_plans(archive: Archive) -> Iterable[Plan]:
    """A page for every source, and the list of them."""
    reported = _reported(archive)
    shared = _shared(archive)
    for slug, source in archive.sources.by_slug.items():
        items = archive.by_source.get(slug, ())
        pages = years(urls.source(slug), items)
        yield from published_plans(archive, name=source.name, page=urls.source(slug), pages=pages)
        key = key_of(
            source_key(archive, source),
            [archive.item_key(item) for item in (_newest(items) if pages else items)],
            links(pages),
            sum(item.earliest is None for item in items),
            reported.get(slug),
            shared.get(slug),
        )
        make = partial(_source, archive, source, reported.get(slug, ()), shared.get(slug, {}))
        yield Plan(path=urls.source(slug), key=key, make=make)
    yield sources_plan(archive)


def _newest(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(item for item in newest_first(items) if item.earliest)[:_NEWEST]


def _reported(archive: Archive) -> Reported:
    """By source: the bodies that its articles name most, and in how many."""
    counts: dict[str, Counter[str]] = {}
    for slug in sorted(archive.named):
        if archive.bodies[slug].type == _NO_BODY:
            continue
        for item in archive.named[slug]:
            counts.setdefault(item.source, Counter())[slug] += 1
    return {
        source: tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_REPORTED])
        for source, found in counts.items()
    }


def _shared(archive: Archive) -> Mapping[str, Mapping[str, tuple[tuple[str, int], ...]]]:
    """By source: how many of its texts stood in another first, and in which others later."""
    counts: dict[str, dict[str, Counter[str]]] = {}
    for copy in archive.copies.values():
        later, first = archive.by_id[copy.item].source, archive.by_id[copy.original].source
        counts.setdefault(later, {}).setdefault("copied", Counter())[first] += 1
        if later != first:
            counts.setdefault(first, {}).setdefault("lent", Counter())[later] += 1
    return {
        source: {
            way: tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
            for way, found in sorted(ways.items())
        }
        for source, ways in counts.items()
    }


def _source(
    archive: Archive,
    source: SourceCoverage,
    reported: Iterable[tuple[str, int]],
    shared: Mapping[str, Iterable[tuple[str, int]]],
) -> SourcePage:
    months = archive.sources.months.get(source.slug, ())
    items = archive.by_source.get(source.slug, ())
    drawn, unit = columns(months)
    pages = years(urls.source(source.slug), items)
    newest = _newest(items)
    older = [] if pages else [item for item in newest_first(items) if item not in newest]
    return SourcePage(
        path=urls.source(source.slug),
        title=source.name,
        description=f"What the digest has of {source.name}, when it was asked, what was left out.",
        section=urls.SOURCES,
        feed=urls.feed(urls.source(source.slug)),
        row=source_row(source),
        kind=KINDS.get(source.kind, KINDS["file"]),
        slug=source.slug,
        asked=words.day(source.last_polled.date()) if source.last_polled else None,
        columns=drawn,
        unit=unit,
        most=max((column.articles for column in drawn), default=0),
        on_topic=len(items),
        undated=sum(item.earliest is None for item in items),
        reasons=left_out(months),
        newest=cards(archive, newest),
        older=rows(archive, older),
        years=links(pages),
        bodies=tuple((archive.full_names[slug], urls.body(slug), many) for slug, many in reported),
        copied=_named(archive, shared.get("copied", ())),
        lent=_named(archive, shared.get("lent", ())),
        months=months,
    )


def _named(archive: Archive, found: Iterable[tuple[str, int]]) -> tuple[Shared, ...]:
    return tuple(
        Shared(name=archive.sources.by_slug[slug].name, url=urls.source(slug), count=many)
        for slug, many in found
    )
