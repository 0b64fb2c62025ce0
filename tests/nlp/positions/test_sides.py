"""Words whose side is plain by how they are put, in sentences of our own."""

import pytest

from commissioning.domain.tags import Position
from nlp.positions.sides import plain


@pytest.mark.parametrize(
    "said",
    [
        "The reorganisation will cost far more than it saves.",
        "Past mergers cost more than they ever released.",
        "The savings came late, where they came at all.",
    ],
)
def test_money_that_never_comes_back_speaks_against_the_cost_alone(said: str) -> None:
    assert plain(said, "reorganisation-cost") is Position.OPPOSE
    assert plain(said, "pct-abolition") is None


def test_a_sum_alone_is_no_side() -> None:
    assert plain("It will cost more than the last one did.", "reorganisation-cost") is None
