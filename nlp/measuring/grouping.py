"""How well groups agree with labelled ones: B-cubed, and the pairs that should not be together."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

Groups = Mapping[str, Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far groups are those wanted, 0 to 1.

    precision  the mean share, over all items, of an item's group that should be there
    recall     the mean share of those that should be in an item's group that are
    """

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        whole = self.precision + self.recall
        return 2 * self.precision * self.recall / whole if whole else 0.0


def bcubed(found: Groups, wanted: Groups) -> Agreement:
    """B-cubed (Bagga and Baldwin, 1998) of the group of each item against the one it belongs to.

    Both have the same items, one at least; an item counts itself.
    """
    ours, theirs = _members(found), _members(wanted)
    precision = recall = 0.0
    for item, group in found.items():
        right = len(ours[group] & theirs[wanted[item]])
        precision += right / len(ours[group])
        recall += right / len(theirs[wanted[item]])
    return Agreement(precision=precision / len(found), recall=recall / len(found))


def merged(found: Groups, wanted: Groups, alike: Mapping[str, Hashable]) -> list[tuple[str, str]]:
    """The pairs that are in one group and should not be, among items labelled as look-alikes.

    `alike` names the look-alikes that an item belongs to; items without are left out.
    """
    sets: defaultdict[Hashable, list[str]] = defaultdict(list)
    for item, name in sorted(alike.items()):
        sets[name].append(item)
    return [
        (one, other)
        for items in sets.values()
        for one, other in combinations(items, 2)
        if found[one] == found[other] and wanted[one] != wanted[other]
    ]


def as_groups(parts: Iterable[Iterable[str]]) -> dict[str, int]:
    """Each item's group by number, from the groups."""
    return {item: number for number, part in enumerate(parts) for item in part}


def _members(groups: Groups) -> dict[Hashable, set[str]]:
    members: defaultdict[Hashable, set[str]] = defaultdict(set)
    for item, group in groups.items():
        members[group].add(item)
    return members
