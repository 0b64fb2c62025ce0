"""What an edition could not see: sources that gave no answer, and bodies that said nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from commissioning.domain.editions import Edition, Missing, Quiet, Unseen
from commissioning.register import Register
from commissioning.store.coverage import coverage
from commissioning.store.edition_items import refreshed
from commissioning.store.queue import (
    LastIssue,
    QueuedArticle,
    last_issue,
    queued_in,
    queued_of,
)
from desk.gathering import question_labels
from desk.silent import silence_in

_SPAN = timedelta(days=6)
_LONGEST = timedelta(days=31)
_OF_FILES = "file"


def as_published(session: Session, register: Register, draft: Edition, *, now: datetime) -> Edition:
    """The draft as it would be frozen now: with sources, sides, and what it could not see."""
    unseen = unseen_of(session, register, draft, now=now)
    return replace(refreshed(session, register, draft), unseen=unseen)


def unseen_of(session: Session, register: Register, draft: Edition, *, now: datetime) -> Unseen:
    """What is to be told of the days that the edition is about.

    They end on its own day, or today where that is yet to come, and begin after those of the last
    issue, else a week before; earlier where a story of the edition lies wholly before. Who was
    expected to speak is asked of all its articles of these days together, by the rule of the
    site's weeks (`site_builder.silence`).
    """
    last = min(draft.day, now.date())
    told = _told(session, draft, last)
    first = _first(told, last, last_issue(session, now))
    sources = [
        source
        for source in coverage(session, since=first, until=last)
        if source.kind != _OF_FILES and source.polled
    ]
    held = {one.id: one for pile in told for one in pile if one.published.date() >= first}
    articles = sorted(held.values(), key=lambda one: (one.published, one.url))
    return Unseen(
        first=first,
        last=last,
        asked=len(sources),
        answered=sum(source.answered > 0 for source in sources),
        missing=tuple(
            Missing(source=source.name, why=source.last_problem)
            for source in sources
            if not source.answered
        ),
        quiet=_quiet(session, register, articles),
    )


def _told(session: Session, draft: Edition, last: date) -> list[list[QueuedArticle]]:
    """The articles of each of the edition's stories up to the last day."""
    piles: defaultdict[str, list[QueuedArticle]] = defaultdict(list)
    for one in queued_in(session, {item.story for item in draft.items if item.story}):
        piles[one.story or one.url].append(one)
    for item in draft.items:
        if item.story is None and item.article is not None:
            piles[item.article] += queued_of(session, item.article)
    known = ([one for one in pile if one.published.date() <= last] for pile in piles.values())
    return [pile for pile in known if pile]


def _first(told: Iterable[Sequence[QueuedArticle]], last: date, before: LastIssue | None) -> date:
    """The first day: no story of the last month is left out, with the week that led to its end."""
    first = last - _SPAN
    if before is not None and before.last < last:
        first = max(before.last + timedelta(days=1), last - _LONGEST)
    piles = [[one.published.date() for one in pile] for pile in told]
    left_out = [days for days in piles if last - _LONGEST <= max(days) < first]
    earliest = (day for days in left_out for day in days if day >= max(days) - _SPAN)
    return min(earliest, default=first)


def _quiet(
    session: Session, register: Register, articles: Sequence[QueuedArticle]
) -> tuple[Quiet, ...]:
    silence = silence_in(session, register, articles) if articles else None
    if silence is None:
        return ()
    labels = question_labels(register)
    bodies: defaultdict[str, list[str]] = defaultdict(list)
    for one in silence.silent:
        bodies[one.question].append(one.body.name)
    return tuple(
        Quiet(label=labels[question], bodies=tuple(names)) for question, names in bodies.items()
    )
