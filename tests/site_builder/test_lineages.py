"""Bodies in time: who has a page, who came before and after, who bears the same name."""

from datetime import date

import pytest

from commissioning.register import Register
from site_builder.lineages import Lineages

TODAY = date(2026, 11, 15)
ICB = "nhs-kent-and-medway-integrated-care-board"


@pytest.fixture
def lineages(register: Register) -> Lineages:
    return Lineages(register, {ICB, "nhs-alliance"}, today=TODAY)


def test_the_kin_of_what_is_named_have_pages_so_that_a_chain_can_be_walked(
    lineages: Lineages,
) -> None:
    assert {"nhs-kent-and-medway-ccg", "nhs-ashford-ccg", "medway-pct"} <= lineages.shown
    assert "new-nhs-alliance" in lineages.shown
    assert lineages.url("medway-pct") == "bodies/medway-pct.html"


def test_what_is_neither_named_nor_kin_has_no_page(lineages: Lineages) -> None:
    assert "surrey-pct" not in lineages.shown
    assert lineages.url("surrey-pct") is None


def test_another_body_of_the_name_is_no_kin(lineages: Lineages) -> None:
    body = lineages.bodies["nhs-alliance"]
    assert [one.slug for one in lineages.namesakes(body)] == ["nhs-alliance-2026"]


def test_a_site_as_of_a_day_knows_nothing_that_came_later(register: Register) -> None:
    then = Lineages(register, {"nhs-alliance"}, today=date(2011, 3, 16), as_of=date(2011, 3, 16))
    body = then.bodies["nhs-alliance"]
    assert then.successors("nhs-alliance") == ()
    assert then.namesakes(body) == ()
    assert then.years(body).end is None
    assert not then.ended(body)
    assert "new-nhs-alliance" not in then.shown


def test_what_has_ended_is_known_to_have(lineages: Lineages) -> None:
    assert lineages.ended(lineages.bodies["nhs-alliance"])
    assert not lineages.ended(lineages.bodies[ICB])


def test_parts_are_those_whose_parent_it_is(lineages: Lineages) -> None:
    assert {"bma-council", "gpc"} <= set(lineages.parts("bma"))
    assert lineages.parts("bma-council") == ()
