"""Who was expected to speak in a story of the queue, and did not: by the site's own rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from commissioning.domain.ledger import Item, Stand
from commissioning.register import Register
from commissioning.store.coverage import answered, coverage
from commissioning.store.queue import (
    QueuedArticle,
    quoted_in,
    sides_in,
    spoke_between,
)
from site_builder.ledger import Entry, Holder
from site_builder.silence import (
    AFTER,
    BEFORE,
    Expected,
    Heard,
    Silence,
    expected,
    main_questions,
    own_outlets,
    silence,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """Names of bodies that usually speak on what a story is about, and took no side in it.

    known    whether silence can be told: sources were asked in those days
    said     nothing of them was found
    quoted   somebody speaks for them, but no side was read
    missing  their own outlet gave no answer in those days
    """

    known: bool
    said: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def silent_in(session: Session, register: Register, articles: Sequence[QueuedArticle]) -> Silent:
    """Names of those who were expected in these articles and did not speak."""
    found = silence_in(session, register, articles)
    if found is None:
        return Silent(known=True)
    return Silent(
        known=found.known,
        said=_names(found.silent or found.unheard),
        quoted=_names(found.quoted),
        missing=_names(found.missing),
    )


def silence_in(
    session: Session, register: Register, articles: Sequence[QueuedArticle]
) -> Silence | None:
    """Who was expected in these articles, which are by time, and did not speak.

    None where nobody took a side in them that counts.
    """
    first, last = articles[0].published.date(), articles[-1].published.date()
    taken = sides_in(session, articles)
    entries = [_entry(side, first, register) for one in articles for side in taken.get(one.id, ())]
    questions = main_questions(entries)
    if not questions:
        return None
    begin, end = (datetime.combine(day, time.min, UTC) for day in (first - BEFORE, first))

    def before(question: str) -> Mapping[Holder, int]:
        times = spoke_between(session, question, begin, end)
        return {_body(slug, register): count for slug, count in times.items()}

    sources = coverage(session, since=first, until=last + AFTER)
    heard = Heard(
        first=first,
        last=last,
        entries=entries,
        quoted=quoted_in(session, articles),
        sources={one.source for one in articles},
        asked=any(source.polled for source in sources),
    )
    usual = expected(heard, before, register.organisations)
    outlets = own_outlets(sources, register)
    own = {slug for one in usual for slug in outlets.get(one.body.slug or "", ())}
    replied = answered(session, own, since=first, until=last + AFTER) if own else frozenset()
    return silence(heard, usual, outlets, replied)


def _names(bodies: Iterable[Expected]) -> tuple[str, ...]:
    return tuple(one.body.name for one in bodies)


def _entry(side: Stand, day: date, register: Register) -> Entry:
    holder = Holder(name=side.holder, slug=None, is_person=True)
    if side.organisation is not None:
        holder = _body(side.organisation, register)
    return Entry(
        id=side.id,
        item=_item(side.item, day),
        holder=holder,
        person=None,
        kind=side.holder_kind,
        question=side.question,
        position=side.position,
        confidence=side.confidence,
    )


def _body(slug: str, register: Register) -> Holder:
    body = register.organisations.get(slug)
    return Holder(name=(body.short_name or body.name) if body else slug, slug=slug)


def _item(article: int, day: date) -> Item:
    return Item(
        id=article, url="", source="", earliest=day, kind=None, relevance=1.0, comments=0, key=""
    )
