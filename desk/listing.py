"""Which of a week's stories an editor wished to see, in which order, and which is at hand. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from commissioning.domain.editions import Decision
from desk.gathering import Queued, Week
from desk.wishes import Order, Show, Wish

PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What is on the page.

    counts    how many stories there are by what was decided, all filters but that one applied
    old       how many are left out since an edition had them and nothing came since but copies
    found     how many there are in the list
    stories   those on this page
    page      its number from 1, of `pages`
    at_hand   the story at hand; None where the list is empty
    """

    counts: Mapping[Show, int]
    old: int
    found: int
    stories: tuple[Queued, ...]
    page: int
    pages: int
    at_hand: Queued | None

    @property
    def rest(self) -> Mapping[str, int]:
        """What was decided of how many, in words."""
        names = {Show.TODO: "to decide", Show.KEPT: "kept", Show.LATER: "later"}
        return {names[show]: self.counts[show] for show in names}


def listed(week: Week, wish: Wish, matching: Collection[int], names: Mapping[str, str]) -> Listing:
    """The page that was wished for.

    `matching` are the ids of the articles that have the words of a search, `names` all names of
    the bodies by slug, in small letters.
    """
    chosen = [one for one in week.stories if _is_wished(one, wish, matching, names)]
    old = [one for one in chosen if one.is_old]
    chosen = [one for one in chosen if not one.is_old]
    counts = Counter(_shelf(one) for one in chosen)
    counts[Show.ALL] = len(chosen)
    ordered = _ordered(old if wish.show is Show.OLD else chosen, wish.order)
    shown = [one for one in ordered if wish.show in (Show.ALL, Show.OLD, _shelf(one))]
    hand = _at_hand(ordered, shown, wish)
    page = wish.page or (shown.index(hand) // PAGE + 1 if hand else 1)
    pages = max(1, -(-len(shown) // PAGE))
    page = min(max(1, page), pages)
    on_page = shown[(page - 1) * PAGE : page * PAGE]
    if hand not in on_page:
        hand = next((one for one in on_page if one.triage is None), next(iter(on_page), None))
    return Listing(
        counts={show: counts[show] for show in Show},
        old=len(old),
        found=len(shown),
        stories=tuple(on_page),
        page=page,
        pages=pages,
        at_hand=hand,
    )


def _is_wished(
    one: Queued, wish: Wish, matching: Collection[int], names: Mapping[str, str]
) -> bool:
    return (
        (not wish.question or any(side.question == wish.question for side in one.sides))
        and (not wish.body or wish.body in one.bodies or wish.body in _holders(one))
        and (not wish.kind or any(article.kind == wish.kind for article in one.articles))
        and not (wish.fresh and one.again is not None)
        and (not wish.q or _has_words(one, wish.q, matching, names))
    )


def _holders(one: Queued) -> set[str | None]:
    return {held.body for side in one.sides for held in side.held}


def _has_words(
    one: Queued, words: str, matching: Collection[int], names: Mapping[str, str]
) -> bool:
    if any(article.id in matching for article in one.articles):
        return True
    told = [names.get(slug, "") for slug in one.bodies]
    told += [held.name for side in one.sides for held in side.held]
    told += [article.source_name for article in one.articles]
    whole = "\n".join(told).casefold()
    return all(word in whole for word in words.casefold().split())


def _shelf(one: Queued) -> Show:
    shelves = {Decision.KEEP: Show.KEPT, Decision.DROP: Show.DROPPED, Decision.LATER: Show.LATER}
    return shelves[one.decision] if one.decision else Show.TODO


def _ordered(stories: Sequence[Queued], order: Order) -> list[Queued]:
    if order is Order.NEWEST:
        return sorted(stories, key=lambda one: one.articles[-1].published, reverse=True)
    if order is Order.ARTICLES:
        return sorted(stories, key=lambda one: -len(one.articles))
    return list(stories)


def _at_hand(ordered: Sequence[Queued], shown: Sequence[Queued], wish: Wish) -> Queued | None:
    """The one asked for, else the next to decide behind the last decision, else the first."""
    named = next((one for one in shown if one.key == wish.at), None)
    if named is not None or not shown:
        return named
    behind = next((at for at, one in enumerate(ordered, 1) if one.key == wish.after), 0)
    kept = set(map(id, shown))
    undecided = [
        one
        for one in (*ordered[behind:], *ordered[:behind])
        if one.triage is None and id(one) in kept
    ]
    if undecided:
        return undecided[0]
    return next((one for one in shown if one.key == wish.after), shown[0])
