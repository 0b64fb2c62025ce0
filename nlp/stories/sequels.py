"""Which earlier story one goes on from: the same actors again, in another act.

Found are the next of a series (waves of a survey, meetings, sittings), and stories of one place or
body that are much alike, but not enough to be one.
"""

from collections.abc import Sequence

from nlp.stories.assembling import Weighed
from nlp.stories.marks import Marks, apart, same_frame

_LEAST = 0.35
_PROMINENT = 2.0
_RARE = 0.5

Group = Sequence[int]


def earlier_stories(weighed: Weighed, groups: Sequence[Group]) -> dict[int, int]:
    """By the number of a group, that of the one it goes on from; many go on from none."""
    return {
        number: found
        for number, group in enumerate(groups)
        if (found := _earlier(weighed, group, groups)) is not None
    }


def _earlier(weighed: Weighed, group: Group, groups: Sequence[Group]) -> int | None:
    begins = min(weighed.pairs.reads[at].piece.published for at in group)
    best, chosen = _LEAST, None
    for number, other in enumerate(groups):
        if max(weighed.pairs.reads[at].piece.published for at in other) >= begins:
            continue
        pairs = [(one, two) for one in other for two in group]
        chance = sum(weighed.chance(*pair) for pair in pairs) / len(pairs)
        if chance >= best and sum(_goes_on(weighed, *pair) for pair in pairs) >= len(pairs) / 2:
            best, chosen = chance, number
    return chosen


def _goes_on(weighed: Weighed, earlier: int, later: int) -> bool:
    """Whether two articles have an actor in common, and none of them is a column."""
    one, other = weighed.pairs.reads[earlier], weighed.pairs.reads[later]
    if one.marks.column or other.marks.column:
        return False
    if _is_next(one.marks, other.marks) or one.bodies.keys() & other.bodies.keys():
        return True
    evidence = weighed.pairs.evidence
    places = evidence.places(later)
    return any(
        min(weight, places.get(place, 0.0)) >= _PROMINENT and evidence.pool.weight(place) >= _RARE
        for place, weight in evidence.places(earlier).items()
    )


def _is_next(one: Marks, other: Marks) -> bool:
    numbered = one.number is not None and other.number is not None
    of_month = bool(one.months and other.months)
    return apart(one, other) and (numbered or of_month or same_frame(one, other))
