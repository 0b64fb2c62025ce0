"""Groups out of chances: the likeliest two first, until none is likely enough; never the forbidden.

Average linkage: a group joins another by the mean chance of all pairs between them.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from heapq import heapify, heappop, heappush

Chances = Mapping[tuple[int, int], float]
Forbids = Callable[[int, int], bool]


class _Groups:
    """Groups by number, and the sums of the chances between them."""

    def __init__(self, groups: Sequence[Sequence[int]], chances: Chances) -> None:
        self.rows = {number: sorted(group) for number, group in enumerate(groups)}
        self._next = len(self.rows)
        self.links: defaultdict[int, defaultdict[int, float]] = defaultdict(
            lambda: defaultdict(float)
        )
        home = {row: number for number, group in self.rows.items() for row in group}
        for (one, other), chance in sorted(chances.items()):
            first, second = home[one], home[other]
            if first != second:
                self.links[first][second] += chance
                self.links[second][first] += chance

    def mean(self, one: int, other: int) -> float:
        """The mean chance of the pairs between two groups."""
        return self.links[one][other] / (len(self.rows[one]) * len(self.rows[other]))

    def unite(self, one: int, other: int) -> int:
        """Make one of two; gives its number, which is new."""
        number = self._next
        self._next += 1
        self.rows[number] = sorted(self.rows.pop(one) + self.rows.pop(other))
        for old in (one, other):
            for third, chance in self.links.pop(old).items():
                if third in self.rows:
                    self.links[number][third] += chance
                    self.links[third][number] += chance
                    del self.links[third][old]
        return number


def cluster(
    groups: Sequence[Sequence[int]], chances: Chances, forbids: Forbids, threshold: float
) -> list[list[int]]:
    """Groups of rows, each in rising order, by their first row.

    groups   how the rows are grouped before: what is together stays together
    chances  0 to 1, that two rows belong together, the smaller first; 0 where there is none
    forbids  whether no group may hold two rows, unless they are grouped before
    """
    found = _Groups(groups, chances)
    waiting = [
        (-found.mean(one, other), one, other)
        for one, others in found.links.items()
        for other in others
        if one < other
    ]
    heapify(waiting)
    while waiting and -waiting[0][0] >= threshold:
        _, one, other = heappop(waiting)
        if one not in found.rows or other not in found.rows:
            continue
        if any(forbids(row, far) for row in found.rows[one] for far in found.rows[other]):
            continue
        number = found.unite(one, other)
        for third in found.links[number]:
            heappush(waiting, (-found.mean(third, number), third, number))
    return sorted(found.rows.values())
