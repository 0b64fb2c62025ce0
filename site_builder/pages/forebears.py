"""What those said whose work a body took over: apart from its own words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commissioning.domain.facts import Organisation
from site_builder import urls, words
from site_builder.keys import key_of
from site_builder.ledger import Entry, last_of_each
from site_builder.lines import Line
from site_builder.pages.atlas import Atlas

_SHOWN = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinsman:
    """A body before or after, with how many positions of its own it has."""

    name: str
    url: str | None
    years: str
    positions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """What predecessors said on a question: their last words on it with their years."""

    label: str
    url: str
    lines: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forebears:
    """The words of predecessors by question, and where all of theirs and of successors are.

    left_out  how many last words of predecessors are on their own pages alone
    """

    inherited: tuple[Inherited, ...]
    left_out: int
    before: tuple[Kinsman, ...]
    after: tuple[Kinsman, ...]


def forebears_key(atlas: Atlas, body: Organisation) -> str:
    """Changes when anything does that `forebears` shows."""
    before, after = _speaking(atlas, body)
    if not before and not after:
        return ""
    return key_of(
        [(entry.id, atlas.archive.item_key(entry.item)) for entry in _last(atlas, before)[:_SHOWN]],
        [(one.slug, _count(atlas, one)) for one in (*before, *after)],
    )


def forebears(atlas: Atlas, body: Organisation) -> Forebears:
    """What is known of the words of those before and after a body."""
    before, after = _speaking(atlas, body)
    last = _last(atlas, before)
    shown = last[:_SHOWN]
    told = dict(zip(shown, atlas.archive.lines(shown, past=True), strict=True))
    return Forebears(
        inherited=tuple(_inherited(atlas, shown, told)),
        left_out=len(last) - len(shown),
        before=tuple(_kinsman(atlas, one) for one in before),
        after=tuple(_kinsman(atlas, one) for one in after),
    )


def _speaking(
    atlas: Atlas, body: Organisation
) -> tuple[Sequence[Organisation], Sequence[Organisation]]:
    """Those before and after whose words are known, nearest first."""
    known = atlas.archive.ledger.by_body
    return (
        [one for one in atlas.lineages.predecessors(body.slug) if one.slug in known],
        [one for one in atlas.lineages.successors(body.slug) if one.slug in known],
    )


def _last(atlas: Atlas, before: Iterable[Organisation]) -> Sequence[Entry]:
    """The last sure word of each on each question, newest first."""
    archive = atlas.archive
    by_question: dict[str, list[Entry]] = {}
    for one in before:
        for entry in archive.ledger.by_body[one.slug]:
            by_question.setdefault(entry.question, []).append(entry)
    last = [
        entry
        for entries in by_question.values()
        for entry in last_of_each(entries, until=archive.today)
        if entry.is_sure
    ]
    return sorted(last, key=lambda entry: entry.earliest or archive.today, reverse=True)


def _inherited(
    atlas: Atlas, shown: Sequence[Entry], told: dict[Entry, Line]
) -> Iterable[Inherited]:
    archive = atlas.archive
    for slug, question in archive.register.questions.items():
        held = [entry for entry in shown if entry.question == slug]
        if held:
            yield Inherited(
                label=question.label,
                url=urls.question(slug),
                lines=tuple((_years(atlas, entry), told[entry]) for entry in held),
            )


def _years(atlas: Atlas, entry: Entry) -> str:
    body = atlas.archive.bodies[entry.holder.slug or ""]
    return words.years(atlas.lineages.years(body))


def _kinsman(atlas: Atlas, body: Organisation) -> Kinsman:
    return Kinsman(
        name=body.name,
        url=atlas.lineages.url(body.slug),
        years=words.years(atlas.lineages.years(body)),
        positions=_count(atlas, body),
    )


def _count(atlas: Atlas, body: Organisation) -> int:
    return sum(entry.is_sure for entry in atlas.archive.ledger.by_body.get(body.slug, ()))
