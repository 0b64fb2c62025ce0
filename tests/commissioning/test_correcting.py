"""Which of the machine's tags a correction means, and where its words are in a changed text."""

import pytest

from commissioning.domain.correcting import found_again, same_holder, settle
from commissioning.domain.corrections import Correction, Subject, Value, Values
from tests.commissioning.corrected import NOW

TEXT = "The board met. The board left. “Yes,” said the board of the Vale."


def at(words: str, nth: int = 0) -> dict[str, Value]:
    place = -1
    for _ in range(nth + 1):
        place = TEXT.index(words, place + 1)
    return {"start": place, "end": place + len(words), "words": words}


def named(words: str, nth: int = 0, body: str | None = "a") -> dict[str, Value]:
    return {"organisation": body, "name": body or words, **at(words, nth)}


def told(number: int, subject: Subject, before: Values | None, after: Values | None) -> Correction:
    return Correction(
        id=number, at=NOW, by="Ed Itor", article_id=1, subject=subject, before=before, after=after
    )


def holder(
    name: str, kind: str = "person", body: str | None = None, question: str = "pace"
) -> dict[str, Value]:
    return {
        "holder": name,
        "holder_kind": kind,
        "organisation": body,
        "question": question,
        "position": "support",
        **at("Yes"),
    }


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (holder("Dr Ada Sample"), holder("Ada Sample MP"), True),
        (holder("Sample"), holder("Dr Ada Sample"), True),
        (holder("Ben Sample"), holder("Ada Sample"), False),
        (holder("Ada Sample", body="bma"), holder("Ben Other", body="bma"), False),
        (holder("BMA", "organisation", "bma"), holder("the union", "organisation", "bma"), True),
        (holder("the BMA", "organisation"), holder("BMA", "organisation"), True),
        (holder("author", "author"), holder("Ada Sample", "author"), True),
        (holder("author", "author"), holder("Ada Sample"), False),
        (holder("Dr"), holder("Mr"), False),
    ],
)
def test_a_holder_is_known_by_body_or_name(one: Values, other: Values, same: bool) -> None:
    assert same_holder(one, other) is same
    assert same_holder(other, one) is same


@pytest.mark.parametrize(
    ("start", "found"), [(4, 4), (9, 4), (12, 19), (19, 19), (40, 47), (9_999, 47)]
)
def test_words_are_found_again_nearest_to_where_they_were(start: int, found: int) -> None:
    again = found_again({"start": start, "end": start + 5, "words": "board"}, TEXT)
    assert again is not None
    assert (again["start"], again["end"]) == (found, found + 5)


def test_words_that_are_gone_are_not_found() -> None:
    gone = told(7, Subject.MENTION, None, named("board") | {"words": "council"})
    outcome = settle([], [gone], TEXT)
    assert (outcome.added, outcome.adrift) == ((), frozenset({7}))


def test_a_body_is_put_right_at_all_its_places_and_no_other_body_is() -> None:
    machine = [named("board"), named("board", 1), named("board of the Vale", body="b")]
    right = named("board", 1, body="c")
    outcome = settle(machine, [told(7, Subject.MENTION, machine[1], right)], TEXT)
    assert outcome.overruled == {0: 7, 1: 7}
    assert outcome.added == ((7, right), (7, named("board", body="c")))


def test_a_body_that_was_missed_is_added_in_its_place_alone() -> None:
    machine = [named("board"), named("the board of the Vale", body="b")]
    right = named("the Vale", body="c")
    outcome = settle(machine, [told(7, Subject.MENTION, None, right)], TEXT)
    assert (outcome.overruled, outcome.added) == ({1: 7}, ((7, right),))


def test_a_later_correction_takes_the_place_of_an_earlier_one() -> None:
    first, second = named("board", body="b"), named("board", body="c")
    corrections = [
        told(7, Subject.MENTION, named("board"), first),
        told(8, Subject.MENTION, first, second),
        told(9, Subject.MENTION, second, None),
    ]
    machine = [named("board")]
    assert settle(machine, corrections[:2], TEXT).added == ((8, second),)
    outcome = settle(machine, corrections, TEXT)
    assert (outcome.overruled, outcome.added) == ({0: 9}, ())


def test_a_quotation_is_known_by_half_of_its_words() -> None:
    def quoted(words: str) -> dict[str, Value]:
        kind = {"kind": "direct", "speaker": None, "organisation": None, "office": None}
        return {**kind, **at(words)}

    machine = [quoted("Yes,"), quoted("“Yes,” said the board of the Vale")]
    right = quoted("Yes") | {"speaker": "the board"}
    outcome = settle(machine, [told(7, Subject.QUOTATION, quoted("Yes"), right)], TEXT)
    assert (outcome.overruled, outcome.added) == ({0: 7}, ((7, right),))


def test_a_stance_is_known_by_its_holder_and_question() -> None:
    machine = [holder("Ada Sample"), holder("Sample", question="gp-budgets"), holder("Other")]
    outcome = settle(machine, [told(7, Subject.STANCE, holder("Dr Ada Sample"), None)], TEXT)
    assert outcome.overruled == {0: 7}
