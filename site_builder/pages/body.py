"""A body in its time: its years, what came before and after it, its positions and quotations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import ClassVar

from commissioning.domain.facts import Organisation
from commissioning.domain.ledger import Record
from commissioning.domain.tags import QuotationKind
from site_builder import urls, words
from site_builder.charts import Axis, Strip, axis, strip
from site_builder.ledger import Entry
from site_builder.pages.page import Line, Move, Page, line, move
from site_builder.reading import Archive

_ARTICLES = 40
_QUOTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A body before or after this one, or of the same name; `url` is None where it has no page."""

    name: str
    url: str | None
    years: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A quotation of somebody who spoke for the body."""

    speaker: str
    words: str
    direct: bool
    source: str
    article: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An article in a plain list."""

    url: str
    headline: str
    source: str
    date: str


@dataclass(frozen=True, kw_only=True)
class BodyPage(Page):
    """A body's page.

    strips     its positions by question, along `axis`; lines are the same with their words
    namesakes  other bodies that bear its name at another time
    ended      whether it no longer exists
    """

    template: ClassVar[str] = "body.html"
    name: str
    short: str
    type: str
    years: str
    ended: bool
    homepage: str | None
    parent: Relative | None
    before: tuple[Relative, ...]
    after: tuple[Relative, ...]
    namesakes: tuple[Relative, ...]
    axis: Axis | None
    strips: tuple[Strip, ...]
    lines: tuple[Line, ...]
    moves: tuple[Move, ...]
    quotes: tuple[Cited, ...]
    listed: tuple[Listed, ...]
    articles: int
    positions: int
    unsure: int
    speakers: int
    surfaces: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A body in the index."""

    name: str
    url: str
    years: str
    articles: int
    positions: int


@dataclass(frozen=True, kw_only=True)
class BodiesPage(Page):
    """All bodies that articles name, by type: (type, rows)."""

    template: ClassVar[str] = "bodies.html"
    groups: tuple[tuple[str, tuple[Row, ...]], ...]


def body_pages(archive: Archive) -> Iterable[Page]:
    """A page for every body that an article names or that takes a side, and the index."""
    found = _Found(archive)
    for slug in found.slugs:
        yield _body(archive, found, archive.bodies[slug])
    yield _index(archive, found)


class _Found:
    """Which bodies have a page, their articles and their entries."""

    def __init__(self, archive: Archive) -> None:
        self.records: dict[str, list[Record]] = {}
        for record in archive.records:
            slugs = {named.organisation for named in record.named}
            slugs |= {s.organisation for s in record.statements if s.organisation}
            slugs |= {q.organisation for q in record.quotations if q.organisation}
            for slug in slugs & archive.names.keys():
                self.records.setdefault(slug, []).append(record)
        self.entries = archive.ledger.by_body()
        self.slugs = tuple(sorted(self.records))
        self.changes = archive.ledger.changes()


def _body(archive: Archive, found: _Found, body: Organisation) -> BodyPage:
    records = found.records[body.slug]
    entries = found.entries.get(body.slug, ())
    along = axis(r.published.day for r in archive.records if r.published)
    quotes = [
        (r, q) for r in reversed(records) for q in r.quotations if q.organisation == body.slug
    ]
    sure = sum(entry.statement.is_sure for entry in entries)
    relative = partial(_relative, archive, found)
    return BodyPage(
        path=urls.body(body.slug),
        title=body.name,
        description=f"What {body.name} and those who speak for it said on commissioning care.",
        section=urls.BODIES,
        name=body.name,
        short=archive.names[body.slug],
        type=body.type.replace("-", " "),
        years=words.years(body.years),
        ended=body.years.end is not None and body.years.end.latest < archive.today,
        homepage=body.homepage,
        parent=relative(body.parent) if body.parent else None,
        before=tuple(relative(slug) for slug in body.predecessors),
        after=tuple(relative(slug) for slug in body.successors),
        namesakes=tuple(relative(slug) for slug in _namesakes(archive, body)),
        axis=along,
        strips=_strips(archive, along, entries),
        lines=tuple(line(archive, entry, past=_past(archive, body)) for entry in reversed(entries)),
        moves=tuple(
            move(archive, c) for c in reversed(found.changes) if c.after.holder.slug == body.slug
        ),
        quotes=tuple(
            Cited(
                speaker=said.speaker or "not named",
                words=words.clip(said.words, 40),
                direct=said.kind is QuotationKind.DIRECT,
                source=record.source_name,
                article=urls.article(record.url),
                date=words.dated(record.published),
            )
            for record, said in quotes[:_QUOTES]
        ),
        listed=tuple(_listed(record) for record in reversed(records))[:_ARTICLES],
        articles=len(records),
        positions=sure,
        unsure=len(entries) - sure,
        speakers=len({said.speaker for _, said in quotes if said.speaker}),
        surfaces=", ".join(f"‘{surface}’" for surface in _surfaces(records, body.slug)[:8]),
    )


def _past(archive: Archive, body: Organisation) -> bool:
    return body.years.end is not None and body.years.end.latest < archive.today


def _strips(archive: Archive, along: Axis | None, entries: Sequence[Entry]) -> tuple[Strip, ...]:
    if along is None:
        return ()
    order = list(archive.register.questions)
    dated = [entry for entry in entries if entry.day is not None]
    ranked = sorted(dated, key=lambda e: order.index(e.statement.question))
    return tuple(
        strip(
            along,
            archive.register.questions[slug].label,
            urls.question(slug),
            tuple(held),
            archive.today,
        )
        for slug, held in groupby(ranked, key=lambda e: e.statement.question)
    )


def _relative(archive: Archive, found: _Found, slug: str) -> Relative:
    body = archive.bodies[slug]
    url = urls.body(slug) if slug in found.records else None
    return Relative(name=body.name, url=url, years=words.years(body.years))


def _namesakes(archive: Archive, body: Organisation) -> tuple[str, ...]:
    """Other bodies under the same name or short name: another time, another body."""
    names = {body.name.casefold(), body.short_name.casefold()}
    relatives = {body.slug, *body.predecessors, *body.successors}
    return tuple(
        sorted(
            slug
            for slug, other in archive.bodies.items()
            if slug not in relatives
            and names & {other.name.casefold(), other.short_name.casefold()}
            and not body.years.overlaps(other.years)
        )
    )


def _surfaces(records: Iterable[Record], slug: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            surface
            for record in records
            for named in record.named
            if named.organisation == slug
            for surface in named.surfaces
        )
    )


def _listed(record: Record) -> Listed:
    return Listed(
        url=urls.article(record.url),
        headline=record.headline,
        source=record.source_name,
        date=words.dated(record.published),
    )


def _index(archive: Archive, found: _Found) -> BodiesPage:
    bodies = sorted(
        (archive.bodies[slug] for slug in found.slugs), key=lambda b: (b.type, b.name.casefold())
    )
    return BodiesPage(
        path=urls.BODIES,
        title="Bodies",
        description="Every body that the articles of the digest name.",
        section=urls.BODIES,
        groups=tuple(
            (
                kind.replace("-", " "),
                tuple(
                    Row(
                        name=body.name,
                        url=urls.body(body.slug),
                        years=words.years(body.years),
                        articles=len(found.records[body.slug]),
                        positions=sum(
                            e.statement.is_sure for e in found.entries.get(body.slug, ())
                        ),
                    )
                    for body in held
                ),
            )
            for kind, held in groupby(bodies, key=lambda b: b.type)
        ),
    )
