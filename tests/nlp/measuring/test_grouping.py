"""B-cubed and merged look-alikes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.measuring.grouping import as_groups, bcubed, merged

WANTED = as_groups([["a", "b", "c"], ["d", "e"]])


def test_groups_that_are_the_wanted_ones_agree_whatever_they_are_called() -> None:
    found = bcubed({item: f"story {group}" for item, group in WANTED.items()}, WANTED)
    assert (found.precision, found.recall, found.f1) == (1, 1, 1)


@pytest.mark.parametrize(
    ("parts", "precision", "recall"),
    [
        ([["a"], ["b"], ["c"], ["d"], ["e"]], 1, (3 * 1 / 3 + 2 * 1 / 2) / 5),
        ([["a", "b", "c", "d", "e"]], (3 * 3 / 5 + 2 * 2 / 5) / 5, 1),
        (
            [["a", "b"], ["c", "d", "e"]],
            (2 * 1 + 1 / 3 + 2 * 2 / 3) / 5,
            (2 * 2 / 3 + 1 / 3 + 2 * 1) / 5,
        ),
    ],
)
def test_each_item_counts_how_much_of_its_group_is_right_and_there(
    parts: list[list[str]], precision: float, recall: float
) -> None:
    found = bcubed(as_groups(parts), WANTED)
    assert found.precision == pytest.approx(precision)
    assert found.recall == pytest.approx(recall)
    assert found.f1 == pytest.approx(2 * precision * recall / (precision + recall))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12))
def test_precision_is_the_recall_the_other_way_round(groups: list[tuple[int, int]]) -> None:
    ours = {f"{at}": group for at, (group, _) in enumerate(groups)}
    theirs = {f"{at}": group for at, (_, group) in enumerate(groups)}
    one, other = bcubed(ours, theirs), bcubed(theirs, ours)
    assert one.precision == pytest.approx(other.recall)
    assert 0 < one.f1 <= 1


def test_only_look_alikes_that_should_be_apart_are_counted_as_merged() -> None:
    found = as_groups([["a", "b", "c", "d"], ["e"]])
    alike = {"a": "votes", "b": "votes", "d": "votes", "e": "votes"}
    assert merged(found, WANTED, alike) == [("a", "d"), ("b", "d")]
    assert merged(WANTED, WANTED, alike) == []
