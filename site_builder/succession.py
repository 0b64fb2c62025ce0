"""A body's life among those it came from and those that came of it, as bars on a line. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from commissioning.domain.dates import PartialDate, Years
from commissioning.domain.facts import Organisation
from site_builder import kinds, words
from site_builder.lineages import Lineages

MOST = 18
_STEPS = (1, 2, 5, 10, 20, 50, 100)
_TICKS = 6
_BEFORE = 30
_LONG_NAME = 44
_THIN = 0.8

Towards = Callable[[Organisation], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A row: a body's life, or those of several that are drawn as one.

    url       None where it has no page
    place     'before', 'this body', 'after', 'not this body'
    bar       (percent, width in percent); None where no year is known
    vague     whether it began before the line does, or nobody knows when
    uprights  (percent, part of the row's height): 'up' to the bar, 'down' from it, or 'through'
    """

    name: str
    url: str | None
    years: str
    place: str
    bar: tuple[float, float] | None
    vague: bool
    uprights: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """A row of the table: every body of the chain, also those that are drawn together."""

    name: str
    url: str | None
    kind: str
    years: str
    place: str
    became: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """A body among its kin; `apart` are others of its name.

    ticks   (percent, year); before, after: whom it goes back to and what came of it, counted
    """

    ticks: tuple[tuple[float, int], ...]
    rows: tuple[Life, ...]
    apart: tuple[Life, ...]
    table: tuple[Kin, ...]
    before: str
    after: str


@dataclass(eq=False, slots=True, kw_only=True)
class _Node:
    """A row in the making; `towards` are the rows nearer to the body in question."""

    bodies: tuple[Organisation, ...]
    place: str
    start: date | None
    end: date | None
    towards: dict["_Node", None] = field(default_factory=dict)

    @property
    def rank(self) -> tuple[date, str]:
        """By when it began, then by name."""
        return self.start or date.min, self.bodies[0].name.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """The years that are drawn, first and last day."""

    first: date
    last: date

    def at(self, day: date) -> float:
        inside = min(max(day, self.first), self.last)
        return round(100 * (inside - self.first).days / (self.last - self.first).days, 2)

    def bar(self, node: _Node) -> tuple[float, float] | None:
        if node.start is None and node.end is None:
            return None
        begins = self.at(node.start or self.first)
        return begins, round(max(self.at(node.end or self.last) - begins, _THIN), 2)

    @property
    def ticks(self) -> tuple[tuple[float, int], ...]:
        first, last = self.first.year, self.last.year
        step = next((s for s in _STEPS if (last - first + 1) / s <= _TICKS), _STEPS[-1])
        years = range(-(-first // step) * step, last + 1, step)
        return tuple((self.at(date(year, 1, 1)), year) for year in years)


def succession(lineages: Lineages, body: Organisation) -> Succession | None:
    """The body among its kin; None where it has none and no namesake."""
    before, after = lineages.predecessors(body.slug), lineages.successors(body.slug)
    apart = lineages.namesakes(body)
    if not before and not after and not apart:
        return None
    me = _node(lineages, (body,), "this body")
    earlier = _side(lineages, me, before, "before", lambda one: one.successors)
    later = _side(lineages, me, after, "after", lambda one: one.predecessors)
    rows = [*reversed(_ordered(me, earlier)), *_ordered(me, later)[1:]]
    alien = [_node(lineages, (other,), "not this body") for other in apart]
    scale = _scale([*rows, *alien], lineages.today)
    uprights = _uprights(rows, scale)
    return Succession(
        ticks=scale.ticks,
        rows=tuple(_life(lineages, n, scale, up) for n, up in zip(rows, uprights, strict=True)),
        apart=tuple(_life(lineages, node, scale, ()) for node in alien),
        table=tuple(_table(lineages, body, before, after, apart)),
        before=kinds.counted(one.type for one in before),
        after=kinds.counted(one.type for one in after),
    )


def _node(lineages: Lineages, bodies: tuple[Organisation, ...], place: str) -> _Node:
    held = [lineages.years(body) for body in bodies]
    starts = [_point(years.start) for years in held if years.start]
    ends = [_point(years.end) for years in held if years.end]
    return _Node(
        bodies=bodies,
        place=place,
        start=min(starts) if starts else None,
        end=max(ends) if len(ends) == len(held) else None,
    )


def _point(day: PartialDate) -> date:
    """Where a date is drawn: a year alone in its middle, so that an end meets a beginning."""
    if not day.month:
        return date(day.year, 7, 1)
    return date(day.year, day.month, day.day or 15)


def _side(
    lineages: Lineages, me: _Node, kin: Sequence[Organisation], place: str, towards: Towards
) -> Sequence[_Node]:
    """The rows of one side, tied to those nearer to `me`; those too many are a row a type."""
    single, rest = _nearest(me.bodies[0].slug, kin, towards)
    nodes = [_node(lineages, (body,), place) for body in single]
    by_kind: dict[str, list[Organisation]] = {}
    for body in rest:
        by_kind.setdefault(body.type, []).append(body)
    nodes += [_node(lineages, tuple(held), place) for held in by_kind.values()]
    at = {body.slug: node for node in (me, *nodes) for body in node.bodies}
    for node in nodes:
        for slug in (slug for body in node.bodies for slug in towards(body)):
            near = at.get(slug)
            if near is not None and near is not node and node not in near.towards:
                node.towards[near] = None
    return nodes


def _nearest(
    slug: str, kin: Sequence[Organisation], towards: Towards
) -> tuple[Sequence[Organisation], Sequence[Organisation]]:
    """Whole generations, nearest first, as long as they are few enough; and all others."""
    single: list[Organisation] = []
    left, level = list(kin), {slug}
    while left:
        found = [body for body in left if level & set(towards(body))]
        if not found or len(single) + len(found) > MOST:
            break
        single += found
        level = {body.slug for body in found}
        left = [body for body in left if body.slug not in level]
    return single, left


def _ordered(me: _Node, nodes: Sequence[_Node]) -> list[_Node]:
    """From the body outwards, each row after all to which it is tied, kin beside kin."""
    outwards: dict[_Node, list[_Node]] = {}
    for node in nodes:
        for near in node.towards:
            outwards.setdefault(near, []).append(node)
    family: dict[_Node, tuple[date, str]] = {}
    for node in nodes:
        _family(node, outwards, family)
    earlier = any(node.place == "before" for node in nodes)
    ranked = sorted(nodes, key=lambda node: (family[node], node.rank), reverse=not earlier)
    waits = {node: len(node.towards) for node in nodes}
    found, stack = [], [me]
    while stack:
        found.append(stack.pop())
        tied = outwards.get(found[-1], ())
        for node in (node for node in ranked if node in tied):
            waits[node] -= 1
            if not waits[node]:
                stack.append(node)
    return [*found, *(node for node in ranked if node not in found)]


def _family(
    node: _Node, outwards: dict[_Node, list[_Node]], known: dict[_Node, tuple[date, str]]
) -> tuple[date, str]:
    """The first of the farthest kin of a row: rows that share one stand together."""
    if node not in known:
        known[node] = node.rank  # ends a circle, should the register have one
        far = outwards.get(node)
        if far:
            known[node] = min(_family(one, outwards, known) for one in far)
    return known[node]


def _uprights(rows: Sequence[_Node], scale: _Scale) -> list[tuple[tuple[float, str], ...]]:
    """Lines from each row down to the rows that took over from it."""
    parts: list[dict[float, set[str]]] = [{} for _ in rows]
    order = {node: at for at, node in enumerate(rows)}
    for node in rows:
        for near in node.towards:
            first, last = sorted((order[node], order[near]))
            joined = _join(rows[first], rows[last])
            if joined is None:
                continue
            at = scale.at(joined)
            parts[first].setdefault(at, set()).add("down")
            parts[last].setdefault(at, set()).add("up")
            for between in range(first + 1, last):
                parts[between].setdefault(at, set()).update(("up", "down"))
    return [
        tuple((at, "through" if len(held) > 1 else min(held)) for at, held in sorted(row.items()))
        for row in parts
    ]


def _join(before: _Node, after: _Node) -> date | None:
    """When one went over into the other: as that began, or as it took in what ended later."""
    if before.end is None or after.start is None:
        return after.start or before.end
    taken_in = after.start < before.end and (after.end is None or before.end < after.end)
    return before.end if taken_in else after.start


def _scale(nodes: Sequence[_Node], today: date) -> _Scale:
    """From the first beginning, but not from ages before anything changed, to the last day."""
    known = [day for node in nodes for day in (node.start, node.end) if day is not None]
    turns = [near.start for node in nodes for near in node.towards if near.start] or known
    begins = max(min(known, default=today).year, min(turns, default=today).year - _BEFORE)
    ends = max([today, *known]).year
    return _Scale(first=date(begins, 1, 1), last=date(ends, 12, 31))


def _life(
    lineages: Lineages, node: _Node, scale: _Scale, uprights: Iterable[tuple[float, str]]
) -> Life:
    body = node.bodies[0]
    alone = len(node.bodies) == 1
    held = lineages.years(body) if alone else _both(node)
    return Life(
        name=_name(body) if alone else kinds.counted(one.type for one in node.bodies),
        url=lineages.url(body.slug) if alone and node.place != "this body" else None,
        years=words.years(held),
        place=node.place,
        bar=scale.bar(node),
        vague=node.start is None or node.start < scale.first,
        uprights=tuple(uprights),
    )


def _both(node: _Node) -> Years:
    return Years(
        start=PartialDate(year=node.start.year) if node.start else None,
        end=PartialDate(year=node.end.year) if node.end else None,
    )


def _name(body: Organisation) -> str:
    return body.name if len(body.name) <= _LONG_NAME else body.short_name or body.name


def _table(
    lineages: Lineages,
    body: Organisation,
    before: Sequence[Organisation],
    after: Sequence[Organisation],
    apart: Sequence[Organisation],
) -> Iterable[Kin]:
    places = (
        *((one, "before") for one in reversed(before)),
        (body, "this body"),
        *((one, "after") for one in after),
        *((one, "not this body") for one in apart),
    )
    for one, place in places:
        became = (lineages.bodies[slug] for slug in one.successors)
        yield Kin(
            name=one.name,
            url=None if one is body else lineages.url(one.slug),
            kind=kinds.one(one.type),
            years=words.years(lineages.years(one)),
            place=place,
            became=tuple(later.name for later in became if lineages.exists(later)),
        )
