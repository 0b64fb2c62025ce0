"""Stories out of articles."""

from collections import defaultdict

import pytest

from commissioning.register import Register
from nlp.stories.assembling import Model, Pairs, Weighed, load_model
from tests.nlp.stories.made import BALLOT, CLINIC, Desk, events


@pytest.fixture
def desk(register: Register) -> Desk:
    return Desk(register)


def test_each_event_is_one_story(desk: Desk) -> None:
    reads, names = events(desk)
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        wanted[name].append(at)
    found = Weighed(Pairs(reads)).assemble()
    assert found == sorted(wanted.values())


def test_what_is_in_no_group_is_only_compared_with(desk: Desk) -> None:
    reads, _ = events(desk)
    assert Weighed(Pairs(reads)).assemble([[0], [4]]) == [[0], [4]]


def test_a_copy_is_in_its_originals_story_whatever_else_is_true(desk: Desk) -> None:
    original = desk.read(*CLINIC[0])
    copy = desk.read("News in brief", "Short.", day=300, copy_of=original.piece.id)
    again = desk.read(*BALLOT[0], day=301, copy_of=copy.piece.id)
    pairs = Pairs([original, copy, again])
    assert Weighed(pairs).assemble() == [[0, 1, 2]]


def test_copies_of_what_is_not_there_are_together(desk: Desk) -> None:
    reads = [desk.read(*CLINIC[0], copy_of=99), desk.read(*BALLOT[0], copy_of=99)]
    assert Weighed(Pairs(reads)).assemble() == [[0, 1]]


def test_what_was_together_is_a_little_likelier_to_stay(desk: Desk) -> None:
    pairs = Pairs(events(desk)[0])
    pair = next(iter(pairs.features))
    free, kept = Weighed(pairs), Weighed(pairs, together=[pair])
    assert kept.chance(*pair) > free.chance(*pair) == free.chance(*reversed(pair))


def test_a_model_that_believes_nothing_leaves_all_alone(desk: Desk) -> None:
    reads, _ = events(desk)
    never = Model(weights={"bias": -30.0})
    assert Weighed(Pairs(reads), never).assemble() == [[at] for at in range(len(reads))]
    assert set(load_model().weights) == {"bias", "far", "kinship", "likeness", "number"}


def test_the_same_articles_give_the_same_stories_in_any_order_of_groups(desk: Desk) -> None:
    weighed = Weighed(Pairs(events(desk)[0]))
    size = len(weighed.pairs.reads)
    assert weighed.assemble([[at] for at in reversed(range(size))]) == weighed.assemble()


def test_nothing_gives_no_stories() -> None:
    assert Weighed(Pairs([])).assemble() == []


MERGER = (
    "Three trusts in Elmshire are to merge in April, saving £4.2m a year, their boards decided on"
    " Tuesday. Dr Ann Sample, of the doctors' committee there, said that nobody had been asked. The"
    " trusts cover 412,000 people."
)
ANGER = (
    "Family doctors in Elmshire were not asked about the merger of three trusts, which will save"
    " £4.2m. 'We shall write to the authority,' said Dr Ann Sample of their committee. The boards"
    " voted on Tuesday for one trust of 412,000 people."
)
BUDGET = (
    "I think that GPs should hold the commissioning budget. Nobody else knows what a referral"
    " costs, or what it is for. Managers disagree, and say that practices have no time for it."
)
CLOSING = (
    "Nurses oppose closing the body that runs the service. It would be the wrong change at the"
    " wrong time, said their general secretary, who had asked ministers for an inquiry."
)
WARNING = (
    "Doctors have warned against plans to let integrated care boards hand whole budgets to hospital"
    " trusts. Boards should be bigger, managers said, and merging them would save money."
)


def test_of_a_handful_of_articles_those_of_one_event_are_one_story_and_no_others(
    desk: Desk,
) -> None:
    reads = [
        desk.read("Elmshire trusts to merge next spring", MERGER),
        desk.read("Doctors angry at Elmshire merger", ANGER, day=2),
        desk.read("GPs should hold the budget again", BUDGET, day=3),
        desk.read("Nurses against closing the board", CLOSING, day=5),
        desk.read("Doctors warn against handing budgets to trusts", WARNING, day=8),
    ]
    assert Weighed(Pairs(reads)).assemble() == [[0, 1], [2], [3], [4]]
    assert Weighed(Pairs(reads[2:])).assemble() == [[0], [1], [2]]
