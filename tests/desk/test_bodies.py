from datetime import date

import pytest

from commissioning.register import Register
from desk.bodies import NoSuchBody, find_body, label, suggestions

DAY = date(2010, 11, 2)


@pytest.mark.parametrize("written", ["bma", "BMA", " British  Medical Association "])
def test_a_body_has_several_names(register: Register, written: str) -> None:
    found = find_body(register, written, DAY)
    assert found is not None
    assert found.slug == "bma"
    assert find_body(register, label(found), None) == found


def test_no_name_is_no_body(register: Register) -> None:
    assert find_body(register, "  ", DAY) is None
    with pytest.raises(NoSuchBody, match="no body ‘The Society of Nobody’"):
        find_body(register, "The Society of Nobody", DAY)


def test_a_body_is_never_named_before_it_began(register: Register) -> None:
    with pytest.raises(NoSuchBody):
        find_body(register, "NHS England", date(1999, 1, 1))
    assert find_body(register, "NHS England", date(2015, 1, 1)) is not None


def test_names_that_begin_so_are_offered_first(register: Register) -> None:
    found = [one.slug for one in suggestions(register, "british med", DAY)]
    assert found[0] == "bma"
    assert len(list(suggestions(register, "n", DAY))) == 12
    assert list(suggestions(register, " ", DAY)) == []
