"""What forbids that two articles stand in one story."""

import pytest

from commissioning.register import Register
from nlp.stories.articles import Read
from nlp.stories.background import load_background
from nlp.stories.evidence import Evidence
from nlp.stories.pool import Pool
from tests.nlp.stories.made import BALLOT, CLINIC, OTHER_BALLOT, SURVEY, Desk, events


@pytest.fixture
def desk(register: Register) -> Desk:
    return Desk(register)


def forbids(desk: Desk, one: Read, other: Read) -> bool:
    """Whether the two are forbidden, among other articles of a fortnight."""
    others = [
        read
        for read in events(desk)[0]
        if read.piece.text not in (one.piece.text, other.piece.text)
    ]
    pool = Pool([one, other, *others], load_background())
    found = Evidence(pool)
    assert found.forbids(0, 1) == found.forbids(1, 0)
    return found.forbids(0, 1)


def test_reports_of_one_event_are_not_forbidden(desk: Desk) -> None:
    for told in (CLINIC, SURVEY[:2], BALLOT):
        assert not forbids(desk, desk.read(*told[0]), desk.read(*told[1], day=2))


def test_two_towns_are_two_events(desk: Desk) -> None:
    assert forbids(desk, desk.read(*BALLOT[0]), desk.read(*OTHER_BALLOT[0]))


def test_two_bodies_are_two_events(desk: Desk) -> None:
    text = "The council of the college asks for the Bill to be withdrawn."
    one = desk.read("College: withdraw it", text, bodies=("rcgp", "rcgp"))
    assert forbids(desk, one, desk.read("College: no", text, bodies=("rcp", "rcp")))
    assert not forbids(desk, one, desk.read("College: no", text, bodies=("rcgp", "rcgp")))
    assert not forbids(desk, one, desk.read("College: no", text, bodies=("gps", "gps")))


def test_a_round_up_stands_alone(desk: Desk) -> None:
    assert forbids(desk, desk.read(*CLINIC[0]), desk.read("The week in brief", CLINIC[1][1]))


def test_a_fixed_headline_never_makes_a_story(desk: Desk) -> None:
    one = desk.read("Diary", "The lift sang. A clerk was given a brick and a new lanyard.")
    assert forbids(desk, one, desk.read("Diary", "The tea was cold. A lanyard was lost.", day=7))


def test_a_column_on_an_event_may_belong_to_it(desk: Desk) -> None:
    assert not forbids(desk, desk.read(*SURVEY[0]), desk.read(*SURVEY[2], day=3))


def test_one_outlets_headline_on_another_day_is_a_series(desk: Desk) -> None:
    headline = "Quillmere trust: decisions of the board"
    one = desk.read(headline, CLINIC[0][1], source="notices")
    assert forbids(desk, one, desk.read(headline, CLINIC[2][1], source="notices", day=28))
    assert not forbids(desk, one, desk.read(headline, CLINIC[2][1], source="post", day=28))


def test_a_body_alone_does_not_join_two_papers(desk: Desk) -> None:
    one = desk.read("Costs", "So says one of a pair of papers from the Quillmere fund today.")
    other = desk.read("Leaders", "The Quillmere fund followed leaders for eighteen months.")
    assert forbids(desk, one, other)
    again = desk.read("Costs traced", "The Quillmere fund cannot trace the costs, it says.")
    assert not forbids(desk, one, again)
