"""What was looked up is kept, so much of it and no more."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from site_builder.kept import Kept

MOST = 4


@given(st.lists(st.lists(st.integers(0, 9), max_size=8), max_size=8))
def test_every_value_is_that_of_its_key_and_few_are_kept(asked: list[list[int]]) -> None:
    kept: Kept[int, str] = Kept(MOST)
    looked_up: list[int] = []

    def find(keys: Sequence[int]) -> dict[int, str]:
        assert not any(key in kept for key in keys)
        looked_up.extend(keys)
        return {key: str(key) for key in keys}

    for keys in asked:
        found = kept.of(keys, find)
        assert list(found.items()) == [(key, str(key)) for key in dict.fromkeys(keys)]
        assert sum(key in kept for key in range(10)) <= MOST
    if len({key for keys in asked for key in keys}) <= MOST:
        assert len(looked_up) == len(set(looked_up))


def test_the_oldest_goes_first() -> None:
    kept: Kept[int, int] = Kept(2)
    kept.keep({1: 1})
    kept.keep({2: 2, 3: 3})
    assert [key in kept for key in (1, 2, 3)] == [False, True, True]
