"""The queue of some days: piles of articles by story with all that is known of them, ranked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from commissioning.domain.editions import Appearance, Decision, EditionStatus, Triage
from commissioning.domain.ledger import SURE, Stand
from commissioning.register import Register
from commissioning.store.edition_places import appearances
from commissioning.store.queue import (
    QueuedArticle,
    begun_before,
    bodies_in,
    first_heard,
    queued_at,
    queued_between,
    queued_in,
    sides_in,
    undated_between,
    unread_between,
)
from commissioning.store.stories import aliases
from commissioning.store.triage import decisions
from desk.days import Days
from desk.ranking import Pile, Rank, Sides, head, rank, sides_of
from desk.wording import uncapital


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A story in the queue.

    key       slug of the story; the URL of an article that stands in none
    number    its place by rank, from 1, which no filter changes
    head      the article whose headline it goes by
    bodies    slugs of the bodies that its articles name, those in most of them first
    triage    what was decided of it in these days; None for nothing yet
    is_left   whether nothing of it is of these days: it was put off before, or not decided
    placed    where a draft has it
    again     where a published edition has it
    """

    key: str
    number: int
    articles: tuple[QueuedArticle, ...]
    head: QueuedArticle
    sides: tuple[Sides, ...]
    bodies: tuple[str, ...]
    rank: Rank
    earlier: int
    triage: Triage | None
    is_left: bool
    placed: Appearance | None
    again: Appearance | None

    @property
    def decision(self) -> Decision | None:
        """What was decided of it."""
        return self.triage.decision if self.triage else None

    @property
    def sources(self) -> int:
        """How many outlets tell it."""
        return len({one.source for one in self.articles})

    @property
    def is_old(self) -> bool:
        """Whether an edition had it, and all that came since are copies."""
        if self.again is None or self.triage is not None:
            return False
        known = self.again.known
        return all(
            one.original is not None or one.published.date() <= known for one in self.articles
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """Articles of these days that are in no list of stories, and why.

    off      not about the subject
    waiting  not yet tagged
    copies   under their story, as the same text stands there in another article
    undated  without a date, first seen in these days
    unread   pages that could not be read, or are none of the outlet's articles
    """

    off: tuple[QueuedArticle, ...]
    waiting: tuple[QueuedArticle, ...]
    copies: int
    undated: int
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What some days brought: the stories by rank, and what is not among them."""

    days: Days
    stories: tuple[Queued, ...]
    hidden: Hidden

    @property
    def articles(self) -> int:
        """How many articles the stories are made of."""
        return sum(len(story.articles) for story in self.stories)

    @property
    def left(self) -> int:
        """How many of the stories are left over from before these days."""
        return sum(story.is_left for story in self.stories)

    @property
    def sources(self) -> int:
        """How many outlets they come from."""
        return len({one.source for story in self.stories for one in story.articles})


def gather(session: Session, register: Register, days: Days) -> Week:
    """The queue of these days, with what is left over from before them."""
    articles = queued_between(session, days.start, days.end)
    relevant = [one for one in articles if one.is_relevant]
    piles = _piled(relevant)
    left = _left_over(session, days, piles)
    return Week(
        days=days,
        stories=_ranked(session, register, days, piles, left),
        hidden=Hidden(
            off=tuple(o for o in articles if o.relevance is not None and not o.is_relevant),
            waiting=tuple(one for one in articles if one.relevance is None),
            copies=sum(one.original is not None for one in relevant),
            undated=undated_between(session, days.start, days.end),
            unread=unread_between(session, days.start, days.end),
        ),
    )


def _left_over(
    session: Session, days: Days, piles: Collection[str]
) -> Mapping[str, Sequence[QueuedArticle]]:
    """Stories with nothing in these days that an editor has not done with.

    What was put off, however long ago; of the days of the issue before, what was not decided. What
    has been decided of them since stays, so that it can be undone.
    """
    said = dict(decisions(session, said=Decision.LATER))
    if days.is_chosen:
        said = {key: one for key, one in said.items() if one.at < days.start}
    else:
        said |= decisions(session, since=days.since)
    urls = [key for key in said if "://" in key and key not in piles]
    alone = [one for one in queued_at(session, urls) if one.is_relevant]
    joined = {one.story for one in alone if one.story is not None}
    joined -= {*decisions(session, joined)}
    stories = {*joined, *(key for key in said if "://" not in key)} - {*piles}
    found = [one for one in alone if one.story is None] + [*queued_in(session, stories)]
    held = _piled(one for one in found if one.is_relevant)
    if days.before is not None:
        earlier = queued_between(session, days.before, days.start)
        open_ = _piled(one for one in earlier if one.is_relevant)
        known = {*piles, *held, *decisions(session, open_)}
        held |= {key: pile for key, pile in open_.items() if key not in known}
    return held


def _piled(articles: Iterable[QueuedArticle]) -> dict[str, list[QueuedArticle]]:
    piles: dict[str, list[QueuedArticle]] = {}
    for one in articles:
        piles.setdefault(one.story or one.url, []).append(one)
    return piles


def _ranked(
    session: Session,
    register: Register,
    days: Days,
    of_days: Mapping[str, Sequence[QueuedArticle]],
    left: Mapping[str, Sequence[QueuedArticle]],
) -> tuple[Queued, ...]:
    piles = {**of_days, **left}
    articles = [one for held in piles.values() for one in held]
    decided = decisions(session, piles)
    names = body_names(register)
    labels = question_labels(register)
    taken = sides_in(session, articles)
    named = bodies_in(session, articles)
    new = first_heard(session, articles, days.start)
    earlier = begun_before(session, [key for key in piles if "://" not in key], days.start)
    published, drafts = _appearances(session, piles)
    found: list[Queued] = []
    for key, held in piles.items():
        triage = decided.get(key)
        is_now = triage is not None and _holds(triage, days, published.get(key))
        shown_before = sum(one.published < days.start for one in held)
        sides = tuple(side for one in held for side in taken.get(one.id, ()))
        by_question = sides_of(sides, names, labels)
        pile = Pile(
            key=key,
            articles=tuple(held),
            sides=sides,
            earlier=max(0, earlier.get(key, 0) - shown_before),
            follows=held[0].follows,
            firsts=_firsts(sides, new, names, labels),
            again=published.get(key),
            before=None if is_now else triage,
        )
        found.append(
            Queued(
                key=key,
                number=0,
                articles=pile.articles,
                head=head(pile.articles),
                sides=by_question,
                bodies=_bodies(held, named),
                rank=rank(pile, by_question),
                earlier=pile.earlier,
                triage=triage if is_now else None,
                is_left=key in left,
                placed=drafts.get(key),
                again=pile.again,
            )
        )
    found = [one for one in found if not (one.is_left and one.is_old)]
    found.sort(key=lambda one: (-one.rank.score, one.head.published, one.key))
    return tuple(replace(one, number=at) for at, one in enumerate(found, start=1))


def _holds(triage: Triage, days: Days, again: Appearance | None) -> bool:
    """Whether a decision is still one in these days.

    Since an issue, what was put off before it is to be decided again, and what was kept for it and
    came out in it is done with.
    """
    if days.issue is not None and triage.decision is Decision.LATER:
        return triage.at >= days.since
    is_out = again is not None and again.known >= triage.at.date()
    if days.issue is not None and triage.decision is Decision.KEEP and is_out:
        return False
    return triage.at >= days.start


def body_names(register: Register) -> Mapping[str, str]:
    """What headlines call the bodies, by slug."""
    return {slug: body.short_name or body.name for slug, body in register.organisations.items()}


def question_labels(register: Register) -> Mapping[str, str]:
    """The questions within a sentence, by slug: 'the pace', 'GP budgets'."""
    return {slug: uncapital(one.label) for slug, one in register.questions.items()}


def _firsts(
    sides: Iterable[Stand],
    new: frozenset[tuple[str, str]],
    names: Mapping[str, str],
    labels: Mapping[str, str],
) -> tuple[tuple[str, str], ...]:
    return tuple(
        dict.fromkeys(
            (names[side.organisation], labels[side.question])
            for side in sides
            if side.organisation is not None
            and side.organisation in names
            and side.question in labels
            and side.confidence >= SURE
            and (side.organisation, side.question) in new
        )
    )


def _bodies(
    articles: Iterable[QueuedArticle], named: Mapping[int, Sequence[str]]
) -> tuple[str, ...]:
    times: defaultdict[str, int] = defaultdict(int)
    for one in articles:
        for slug in named.get(one.id, ()):
            times[slug] += 1
    return tuple(sorted(times, key=lambda slug: -times[slug]))


def _appearances(
    session: Session, piles: Mapping[str, Sequence[QueuedArticle]]
) -> tuple[dict[str, Appearance], dict[str, Appearance]]:
    """Where editions have the stories: the newest published one, and the newest draft."""
    of_article = {one.url: key for key, held in piles.items() for one in held}
    found = appearances(session, stories=piles, articles=of_article)
    published: dict[str, Appearance] = {}
    drafts: dict[str, Appearance] = {}
    renamed = any(one.story is not None and one.story not in piles for one in found)
    today = aliases(session) if renamed else {}
    for one in found:
        key = today.get(one.story or "", one.story) or of_article.get(one.article or "")
        if key is not None and key in piles:
            into = published if one.status is EditionStatus.PUBLISHED else drafts
            into.setdefault(key, one)
    return published, drafts
