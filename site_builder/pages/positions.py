"""What a body or a person said through time: in a sentence, in strips, in a table, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from commissioning.domain.dates import PartialDate
from commissioning.domain.tags import Position
from site_builder import urls, words
from site_builder.charts import NEAR, Axis, Strip, drawn, strip
from site_builder.keys import key_of
from site_builder.ledger import Change, Entry, held, is_fresh
from site_builder.lines import Line
from site_builder.pages.atlas import Atlas, Subject, newest_first, span_of
from site_builder.pages.parts import Move, moves
from site_builder.reading import Archive
from site_builder.searching.facets import Facets

NEWEST = 40
_MOVES = 8
_NAMED = 3
_MARKS = 240
_SIDES = {
    Position.SUPPORT: "supports",
    Position.OPPOSE: "opposes",
    Position.MIXED: "is divided",
}
_SPREADS = (1, 2, 4, 8, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """What is shown of a subject's positions.

    stand     in one or two sentences, '' where nothing sure is known
    current   whether any position may be called current
    coverage  from how many articles and sources, and of which years
    strips    by question along `axis`; table: the statements drawn on them, newest first
    lines     the newest with their words; `older` how many more there are
    moves     the newest moves; `moved` how many there are in all
    counted   how many are sure enough to count; unsure: how many are not
    sides     the sides surely taken, as the search names them
    silent    labels and pages of the questions on which nothing was found
    """

    stand: str
    current: bool
    coverage: str
    axis: Axis | None
    strips: tuple[Strip, ...]
    table: tuple[Line, ...]
    lines: tuple[Line, ...]
    older: int
    moves: tuple[Move, ...]
    moved: int
    counted: int
    unsure: int
    sides: tuple[str, ...]
    questions: int
    silent: tuple[tuple[str, str], ...]

    def facets(
        self, kind: str, *, called: tuple[str, ...], bodies: tuple[str, ...], day: date | None
    ) -> Facets:
        """How the search finds the page: by its questions and by the sides surely taken."""
        return Facets(
            kind=kind,
            day=day,
            bodies=bodies,
            questions=tuple(row.name for row in self.strips),
            sides=self.sides,
            called=called,
        )

    @property
    def data(self) -> list[Mapping[str, object]]:
        """The newest positions for machines."""
        return [line.data for line in self.lines]


def positions_key(atlas: Atlas, subject: Subject) -> str:
    """Changes when anything does that `positions` shows."""
    archive = atlas.archive
    changes = archive.ledger.changes_of.get(subject.holder, ())
    return key_of(
        atlas.timeline.key(subject.entries),
        subject.past,
        [
            (entry.id, archive.item_key(entry.item), is_linked(archive, entry))
            for entry in subject.entries
        ],
        sum(is_fresh(entry, on=archive.today) for entry in subject.entries),
        _quoted(archive, subject),
        [(change.before.id, change.after.id) for change in changes],
    )


def is_linked(archive: Archive, entry: Entry) -> bool:
    """Whether whoever said it has a page."""
    return entry.person in archive.shown_people


def positions(atlas: Atlas, subject: Subject) -> Positions:
    """All that is shown of a subject's positions."""
    archive, entries = atlas.archive, subject.entries
    axis = atlas.timeline.axis(entries)
    rows = tuple(_rows(atlas, entries)) if axis else ()
    marked = _marked(axis, rows) if axis else {}
    on_strips = [entry for row in marked.values() for entry in row]
    newest = newest_first(entries)[:NEWEST]
    shown = told(atlas, subject, {e.id: e for e in (*newest, *on_strips)}.values())
    links = {id_: line.evidence for id_, line in shown.items()}
    changes = archive.ledger.changes_of.get(subject.holder, ())
    counted = sum(entry.is_sure for entry in entries)
    spoken = {entry.question for entry in entries}
    strips = [
        _strip(atlas, subject, axis, slug, row, marked[slug], links) for slug, row in rows if axis
    ]
    return Positions(
        current=any(row.sure and not row.old for row in strips),
        stand=_stand(atlas, subject, rows),
        coverage=_coverage(entries),
        axis=axis,
        strips=tuple(strips),
        table=tuple(shown[entry.id] for entry in _latest_first(on_strips)),
        lines=tuple(shown[entry.id] for entry in newest),
        older=len(entries) - len(newest),
        moves=_moves(atlas, subject, tuple(reversed(changes))[:_MOVES]),
        moved=len(changes),
        counted=counted,
        unsure=len(entries) - counted,
        sides=tuple(
            _SIDES[p] for p in Position if any(e.position is p for e in entries if e.is_sure)
        ),
        questions=len(spoken),
        silent=tuple(
            (question.label, urls.question(slug))
            for slug, question in archive.register.questions.items()
            if slug not in spoken
        ),
    )


def told(atlas: Atlas, subject: Subject, entries: Iterable[Entry]) -> dict[int, Line]:
    """The stance lines of entries by their ids, in the past where they are no longer fresh."""
    archive = atlas.archive
    wanted = tuple(entries)
    fresh = [e for e in wanted if not subject.past and is_fresh(e, on=archive.today)]
    now = {entry.id for entry in fresh}
    stale = [entry for entry in wanted if entry.id not in now]
    found = zip(
        (*fresh, *stale),
        (*archive.lines(fresh), *archive.lines(stale, past=True)),
        strict=True,
    )
    return {entry.id: subject.voice(entry, line) for entry, line in found}


def _moves(atlas: Atlas, subject: Subject, changes: Sequence[Change]) -> tuple[Move, ...]:
    """Changes of position, which are the past where they are no longer fresh."""
    now = told(atlas, subject, [change.after for change in changes])
    return moves(atlas.archive, changes, [now[change.after.id] for change in changes])


def _rows(atlas: Atlas, entries: Sequence[Entry]) -> Iterable[tuple[str, tuple[Entry, ...]]]:
    """The dated entries by question, in the register's order."""
    order = {slug: at for at, slug in enumerate(atlas.archive.register.questions)}
    dated = [entry for entry in entries if entry.earliest is not None]
    ranked = sorted(dated, key=lambda entry: order[entry.question])
    for slug, row in groupby(ranked, key=lambda entry: entry.question):
        yield slug, tuple(row)


def _marked(
    axis: Axis, rows: Sequence[tuple[str, tuple[Entry, ...]]]
) -> dict[str, tuple[Entry, ...]]:
    """What is drawn in each row: everything that has room, or fewer, so that a page stays small."""
    for spread in _SPREADS:
        found = {slug: drawn(axis, row, near=NEAR * spread) for slug, row in rows}
        if sum(len(row) for row in found.values()) <= _MARKS:
            break
    return found


def _strip(
    atlas: Atlas,
    subject: Subject,
    axis: Axis,
    slug: str,
    row: Sequence[Entry],
    marked: Sequence[Entry],
    links: Mapping[int, str],
) -> Strip:
    question = atlas.archive.register.questions[slug]
    return strip(
        axis,
        question.label,
        urls.question(slug),
        row,
        None if subject.past else atlas.archive.today,
        links=links,
        marked=marked,
        until=axis.last,
    )


def _stand(atlas: Atlas, subject: Subject, rows: Iterable[tuple[str, tuple[Entry, ...]]]) -> str:
    """Where it stands by its last sure words: what is current, else what it last stood for."""
    archive, past = atlas.archive, subject.past
    latest = [line[-1] for _, row in rows if (line := held(row))]
    if not latest:
        return ""
    fresh = [entry for entry in latest if is_fresh(entry, on=archive.today)] if not past else []
    sides = "; ".join(_sides(archive, fresh or latest, past=not fresh, many=subject.holder.many))
    sentence = f"{sides[0].upper()}{sides[1:]}."
    if fresh:
        return sentence
    side = max((when for e in latest if (when := e.when)), key=lambda when: when.earliest)
    quoted = _quoted(archive, subject)
    if quoted is None or quoted.earliest <= side.latest:
        return f"{sentence} Last took a side {words.on(side)}."
    return f"{sentence} Last took a side {words.on(side)}; last quoted {words.on(quoted)}."


def _quoted(archive: Archive, subject: Subject) -> PartialDate | None:
    """When it, or somebody for it, was last quoted; a person, in an article without their side."""
    if subject.holder.is_person:
        sides = {entry.item.id for entry in subject.entries}
        quoted = (item for item in reversed(subject.items) if item.id not in sides)
    else:
        slug, speaking = subject.holder.slug, archive.speaking
        quoted = (item for item in reversed(subject.items) if slug in speaking.get(item.id, ()))
    return next((when for item in quoted if (when := item.when)), None)


def _sides(archive: Archive, latest: Sequence[Entry], *, past: bool, many: bool) -> Iterable[str]:
    newest = sorted(latest, key=lambda e: e.earliest.toordinal() if e.earliest else 0, reverse=True)
    for side in (Position.SUPPORT, Position.OPPOSE, Position.MIXED):
        objects = [
            archive.register.questions[entry.question].object
            for entry in newest
            if entry.position is side
        ]
        if objects:
            yield f"{words.verb(side, past=past, many=many)} {_listed(objects)}"


def _listed(objects: Sequence[str]) -> str:
    if len(objects) > _NAMED:
        named, rest = objects[: _NAMED - 1], len(objects) - _NAMED + 1
        return f"{', '.join(named)} and {rest} more"
    if len(objects) == 1:
        return objects[0]
    return f"{', '.join(objects[:-1])} and {objects[-1]}"


def _coverage(entries: Sequence[Entry]) -> str:
    articles = words.count(len({entry.item.id for entry in entries}), "article")
    sources = words.count(len({entry.item.source for entry in entries}), "source")
    years = span_of(entries)
    return f"From {articles} of {sources}{', ' + years if years else ''}."


def _latest_first(entries: Iterable[Entry]) -> Iterable[Entry]:
    """Those of a day in the order in which they come; ids tell only which was tagged first."""
    return sorted(entries, key=lambda e: e.earliest.toordinal() if e.earliest else 0, reverse=True)
