"""The few sides that are shown below an item of an edition: which ones, under which names."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from commissioning.domain.editions import ItemStance
from commissioning.domain.ledger import Head, Record, Statement
from commissioning.domain.tags import HolderKind, Position
from commissioning.register import Register

MOST = 3
LEAST = 0.7  # from which pages call a position fairly sure
WORDS, NAME = 400, 120  # letters of the evidence, of a name
_APART = frozenset({HolderKind.COMMENTER, HolderKind.GROUP})


def item_stances(
    told: Iterable[Record], register: Register, *, copies: frozenset[int] = frozenset()
) -> tuple[ItemStance, ...]:
    """The sides that are shown of articles; `copies` are the ids of those that repeat others.

    Those that are fairly sure, of bodies and people with names: of the question with most sides
    first, then of others; each side in turn. What copies repeat is left out, unless all are.
    """
    records = tuple(told)
    firsts = [record for record in records if record.head.id not in copies]
    held = tuple(_each_once(firsts or records, register))
    many: dict[str, int] = {}
    for one in held:
        many[one.question] = many.get(one.question, 0) + 1
    sides: dict[Position, list[ItemStance]] = {}
    for one in sorted(held, key=lambda one: _rank(one, many)):
        sides.setdefault(one.position, []).append(one)
    turns = [one for turn in zip_longest(*sides.values()) for one in turn if one is not None]
    return tuple(turns[:MOST])


def _rank(one: ItemStance, many: Mapping[str, int]) -> tuple[int, bool, float, str]:
    return -many[one.question], one.organisation is None, -one.confidence, one.holder


def _each_once(told: Iterable[Record], register: Register) -> Iterator[ItemStance]:
    """Each holder once a question and side, by the surest words."""
    best: dict[tuple[str, str, Position], ItemStance] = {}
    for record in told:
        for statement in record.statements:
            if (
                statement.confidence >= LEAST
                and statement.holder_kind not in _APART
                and statement.question in register.questions
            ):
                shown = _stance(record.head, statement, register)
                said = (shown.holder.casefold(), shown.question, shown.position)
                if said not in best or shown.confidence > best[said].confidence:
                    best[said] = shown
    yield from best.values()


def _stance(head: Head, found: Statement, register: Register) -> ItemStance:
    body = register.organisations.get(found.organisation or "")
    person = register.person_named(found.holder)
    name = person.name if person else found.holder
    if found.holder_kind is HolderKind.AUTHOR and found.holder == "author":
        name = "the writer"
    is_body = found.holder_kind is HolderKind.ORGANISATION
    return ItemStance(
        holder=clipped((body.short_name or body.name) if body else name, NAME),
        holder_kind=found.holder_kind,
        organisation=body.slug if body else None,
        speaker=clipped(name, NAME) if body and not is_body else None,
        office=clipped(found.office, NAME) if found.office else None,
        question=found.question,
        label=register.questions[found.question].object,
        position=found.position,
        confidence=found.confidence,
        words=clipped(found.words, WORDS).rstrip(","),  # the comma is the article’s
        method=found.method,
        article=head.url,
        source=clipped(head.source_name, NAME),
        published=head.published,
    )


def clipped(text: str, letters: int) -> str:
    """On one line, at most so many letters, with an ellipsis where some are missing."""
    told = " ".join(text.split())
    if len(told) <= letters:
        return told
    cut = told[: letters - 2]
    return (cut.rpartition(" ")[0] or cut).rstrip(",;:–—-") + "\u00a0…"
