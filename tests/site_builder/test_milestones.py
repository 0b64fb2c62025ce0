"""An axis bears its weightiest milestones, well apart."""

from datetime import date

from commissioning.domain.dates import PartialDate
from commissioning.domain.facts import Milestone, MilestoneKind
from commissioning.register import Register
from site_builder.milestones import MOST, marks

FIRST, LAST = date(2010, 1, 1), date(2019, 12, 31)


def milestone(day: str, weight: int = 1, confidence: str = "high") -> Milestone:
    return Milestone(
        slug=f"m-{day}",
        name=f"On {day}",
        label=day,
        kind=MilestoneKind.START,
        day=PartialDate.parse(day),
        confidence=confidence,
        weight=weight,
    )


def labels(*milestones: Milestone, most: int = MOST) -> list[str]:
    return [mark.label for mark in marks(milestones, FIRST, LAST, most=most)]


def test_the_weightiest_are_chosen_and_stand_by_day() -> None:
    found = [milestone("2012-01-01"), milestone("2018-01-01", 3), milestone("2014-01-01", 2)]
    assert labels(*found) == ["2012-01-01", "2014-01-01", "2018-01-01"]
    assert labels(*found, most=2) == ["2014-01-01", "2018-01-01"]
    assert labels(*found, most=0) == []


def test_two_that_would_lie_on_each_other_are_one() -> None:
    assert labels(milestone("2012-01-01"), milestone("2012-02-01", 2)) == ["2012-02-01"]
    assert labels(milestone("2012-01-01", 2, "low"), milestone("2012-02-01", 2)) == ["2012-02-01"]


def test_of_equals_those_far_apart_are_chosen() -> None:
    days = [f"{year}-01-01" for year in range(2010, 2020)]
    assert labels(*map(milestone, days), most=3) == ["2010-01-01", "2014-01-01", "2019-01-01"]


def test_what_lies_outside_or_is_known_by_its_year_is_no_mark() -> None:
    assert (
        labels(milestone("2009-12-31", 3), milestone("2020-01-01", 3), milestone("2015", 3)) == []
    )
    assert labels(milestone("2010-01-01"), milestone("2019-12-31")) == ["2010-01-01", "2019-12-31"]
    assert labels(milestone("2015-06")) == ["2015-06"]


def test_a_day_is_an_axis_too() -> None:
    found = marks([milestone("2010-01-01"), milestone("2010-01-01", 2)], FIRST, FIRST)
    assert [(mark.day, mark.label) for mark in found] == [(FIRST, "2010-01-01")]


def test_the_axis_of_the_reforms_has_its_turns(register: Register) -> None:
    found = marks(register.milestones, date(2010, 1, 1), date(2026, 12, 31))
    assert len(found) == MOST
    assert {"White Paper", "Royal assent", "ICBs", "NHS England to go"} <= {
        mark.label for mark in found
    }
