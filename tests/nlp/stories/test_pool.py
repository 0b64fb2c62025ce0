"""Articles side by side."""

import numpy as np
import pytest

from commissioning.register import Register
from nlp.stories.background import load_background
from nlp.stories.pool import Pool, kin
from tests.nlp.stories.made import CLINIC, SURVEY, Desk, events

BACKGROUND = (
    "There are 44 plans in England, which were asked for in December and are meant to close a gap"
    " between needs and money."
)


@pytest.fixture
def desk(register: Register) -> Desk:
    return Desk(register)


def test_reports_of_one_event_are_alike_and_kin(desk: Desk) -> None:
    reads, names = events(desk)
    pool = Pool(reads, load_background())
    same = np.array([[one == other for other in names] for one in names])
    others = ~np.eye(len(reads), dtype=bool)
    for near in (pool.likeness, pool.kinship):
        assert near[same & others].mean() > 3 * near[~same].mean()
        assert np.allclose(near, near.T)
        assert not near.diagonal().any()


def test_background_printed_word_for_word_in_several_articles_is_left_out(desk: Desk) -> None:
    plain = [desk.read(*CLINIC[0]), desk.read(*SURVEY[0])]
    printed = [desk.read(title, f"{text} {BACKGROUND}") for title, text in (CLINIC[0], SURVEY[0])]
    kept = [Pool(reads, load_background()).bags for reads in (plain, printed)]
    assert [bag.times for bag in kept[0]] == [bag.times for bag in kept[1]]


def test_a_copy_has_no_background_in_common_with_its_original(desk: Desk) -> None:
    original = desk.read(*CLINIC[0])
    copy = desk.read(*CLINIC[0], copy_of=original.piece.id)
    pool = Pool([original, copy], load_background())
    assert pool.likeness[0, 1] > 0.9


def test_what_two_outlets_print_whole_is_no_background(desk: Desk) -> None:
    pool = Pool([desk.read(*CLINIC[0]), desk.read(*CLINIC[0])], load_background())
    assert pool.likeness[0, 1] > 0.9


def test_what_is_farther_apart_or_of_one_outlet_is_less_alike(desk: Desk) -> None:
    one = desk.read(*CLINIC[0], source="ledger")
    near, far = (desk.read(*CLINIC[1], day=day) for day in (1, 50))
    own = desk.read(*CLINIC[1], day=1, source="ledger")
    likeness = Pool([one, near, far, own], load_background()).likeness[0]
    assert likeness[1] > likeness[2] > 0
    assert likeness[1] > likeness[3] > 0


def test_a_term_says_more_the_fewer_articles_have_it(desk: Desk) -> None:
    pool = Pool(events(desk)[0], load_background())
    assert pool.weight("larch") > pool.weight("practic") > 0
    assert pool.is_name("brackwater")
    assert pool.is_place("brackwater")
    assert not pool.is_name("practic")


def test_few_articles_give_little_company(desk: Desk) -> None:
    lonely = desk.read(*SURVEY[0], day=400)
    pool = Pool([*events(desk)[0], lonely], load_background())
    assert pool.company[0] == 1
    assert pool.company[-1] < 0.2


@pytest.mark.parametrize("size", [0, 1])
def test_none_and_one_are_no_kin(size: int) -> None:
    assert kin(np.zeros((size, size), dtype=np.float32), 10, 0.05).shape == (size, size)


def test_a_pool_of_none_and_of_empty_articles_is_quiet(desk: Desk) -> None:
    assert Pool([], load_background()).likeness.shape == (0, 0)
    pool = Pool([desk.read("", ""), desk.read("", "")], load_background())
    assert not pool.far_kinship.any()
