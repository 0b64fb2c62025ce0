"""What an article is about, by its bodies."""

import pytest

from commissioning.register import Register
from tests.nlp.stories.made import Desk


@pytest.mark.parametrize(
    ("bodies", "found"),
    [
        (("bma",), {"bma"}),
        (("bma-council", "gpc"), {"bma"}),
        (("gps", "primary-care-trusts"), set()),
        (("department-of-health", "nhs-england", "house-of-commons"), set()),
        (("no-such-body",), set()),
    ],
)
def test_parts_count_as_the_whole_and_crowds_and_the_state_not_at_all(
    register: Register, bodies: tuple[str, ...], found: set[str]
) -> None:
    assert set(Desk(register).read("Vote", "They met. They sat.", bodies=bodies).bodies) == found


def test_a_body_in_the_first_sentence_and_in_the_headline_weighs_more(register: Register) -> None:
    desk = Desk(register)
    plain = desk.read("Vote", "The BMA met.", bodies=("bma",))
    titled = desk.read("The vote", "The BMA met.", bodies=("bma",))
    assert plain.bodies["bma"] == 2
    assert titled.bodies["bma"] == 4
