"""What an edition could not see: sources that gave no answer, and bodies that said nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from commissioning.domain.editions import Edition, Missing, Quiet, Unseen
from commissioning.register import Register
from commissioning.store.coverage import coverage
from commissioning.store.edition_items import refreshed
from commissioning.store.queue import QueuedArticle, queued_in, queued_of
from desk.gathering import question_labels
from desk.silent import silence_in

_DAYS = timedelta(days=6)
_OF_FILES = "file"


def as_published(session: Session, register: Register, draft: Edition) -> Edition:
    """The draft as it would be frozen now: with sources, sides, and what it could not see."""
    return replace(refreshed(session, register, draft), unseen=unseen_of(session, register, draft))


def unseen_of(session: Session, register: Register, draft: Edition) -> Unseen:
    """What is to be told of the seven days that end on the edition's own.

    Who was expected to speak is asked of all its articles of these days together, by the rule of
    the site's weeks (`site_builder.silence`).
    """
    first, last = draft.day - _DAYS, draft.day
    sources = [
        source
        for source in coverage(session, since=first, until=last)
        if source.kind != _OF_FILES and source.polled
    ]
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
        quiet=_quiet(session, register, _articles(session, draft)),
    )


def _articles(session: Session, draft: Edition) -> Sequence[QueuedArticle]:
    """The articles of the edition's stories that came out in its days, by time."""
    found = {
        one.id: one
        for one in queued_in(session, {item.story for item in draft.items if item.story})
    }
    for item in draft.items:
        if item.story is None and item.article is not None:
            found |= {one.id: one for one in queued_of(session, item.article)}
    first = draft.day - _DAYS
    held = [one for one in found.values() if first <= one.published.date() <= draft.day]
    return sorted(held, key=lambda one: (one.published, one.url))


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
