"""Groups out of chances."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.stories.clustering import cluster

Pair = tuple[int, int]


def never(one: int, other: int) -> bool:
    return False


def alone(size: int) -> list[list[int]]:
    return [[row] for row in range(size)]


def test_the_likeliest_pairs_come_together_first() -> None:
    chances = {(0, 1): 0.9, (1, 2): 0.8, (2, 3): 0.95}
    assert cluster(alone(4), chances, never, 0.5) == [[0, 1], [2, 3]]


def test_a_group_joins_by_the_mean_chance_of_all_pairs() -> None:
    chances = {(0, 1): 0.9, (0, 2): 0.6, (1, 2): 0.5}
    assert cluster(alone(3), chances, never, 0.5) == [[0, 1, 2]]
    assert cluster(alone(3), chances, never, 0.56) == [[0, 1], [2]]


def test_no_group_holds_a_forbidden_pair_not_even_through_a_third() -> None:
    chances = {(0, 1): 0.9, (1, 2): 0.9, (0, 2): 0.9}

    def forbids(one: int, other: int) -> bool:
        return {one, other} == {0, 2}

    assert cluster(alone(3), chances, forbids, 0.1) == [[0, 1], [2]]


def test_what_is_together_stays_though_it_be_unlikely_or_forbidden() -> None:
    assert cluster([[2, 0], [1]], {}, lambda *_: True, 0.5) == [[0, 2], [1]]


@pytest.mark.parametrize("size", [0, 1])
def test_none_and_one_are_groups_too(size: int) -> None:
    assert cluster(alone(size), {}, never, 0.5) == alone(size)


@given(
    st.dictionaries(st.sampled_from(list(combinations(range(8), 2))), st.floats(0, 1), max_size=28),
    st.sets(st.sampled_from(list(combinations(range(8), 2)))),
    st.floats(0.05, 1),
)
def test_every_row_is_in_one_group_and_nothing_forbidden_in_any(
    chances: dict[Pair, float], forbidden: set[Pair], threshold: float
) -> None:
    def forbids(one: int, other: int) -> bool:
        return (min(one, other), max(one, other)) in forbidden

    found = cluster(alone(8), chances, forbids, threshold)
    assert sorted(row for group in found for row in group) == list(range(8))
    assert not any(pair in forbidden for group in found for pair in combinations(group, 2))
    backwards = dict(reversed(chances.items()))
    assert cluster(alone(8), backwards, forbids, threshold) == found
