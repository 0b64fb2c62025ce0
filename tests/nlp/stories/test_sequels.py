"""Which earlier story one goes on from."""

from commissioning.register import Register
from nlp.stories.assembling import Pairs, Weighed
from nlp.stories.sequels import earlier_stories
from tests.nlp.stories.made import Desk, events

WAVES = [
    (
        "Rota tracker: {} wave of the guild",
        (
            "The {} wave of the Guild of Practice Nurses' rota tracker finds {} per cent weary. The"
            " guild's panel answers each month, and Odile Marwood reads the tracker aloud."
        ),
    ),
    (
        "Nurses {} weary, finds guild",
        (
            "In the {} wave of the rota tracker {} per cent of the guild's panel were weary. Odile"
            " Marwood read the tracker aloud, with a florist beside her."
        ),
    ),
]


def test_the_next_of_a_series_goes_on_from_the_one_before(register: Register) -> None:
    desk = Desk(register)
    reads = [
        desk.read(headline.format(name), text.format(name, share), day=day + number)
        for name, share, day in (("third", 44, 0), ("fourth", 61, 30))
        for number, (headline, text) in enumerate(WAVES)
    ]
    reads = sorted(
        [*reads, *events(desk)[0]], key=lambda read: (read.piece.published, read.piece.url)
    )
    weighed = Weighed(Pairs(reads))
    found = weighed.assemble()
    waves = [
        number
        for number, group in enumerate(found)
        if all("wave of" in reads[at].piece.text for at in group)
    ]
    assert [len(found[number]) for number in waves] == [2, 2]
    assert earlier_stories(weighed, found) == {waves[1]: waves[0]}


def test_other_stories_go_on_from_none(register: Register) -> None:
    weighed = Weighed(Pairs(events(Desk(register))[0]))
    assert earlier_stories(weighed, weighed.assemble()) == {}
